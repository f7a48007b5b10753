from django.apps import AppConfig


class ProposalsConfig(AppConfig):
    name = "proposals"
    verbose_name = "提案"

    def ready(self) -> None:
        from core.matters import forwarding, kinds  # after the models
        from core.organisations import handing_on
        from members.services import left_behind, sessions
        from proposals import leaving
        from proposals.effects.review import take_again
        from proposals.handing_on import DESK
        from proposals.kinds import ASSIGNMENTS, PROPOSALS
        from proposals.models import Proposal

        kinds.register(PROPOSALS, ASSIGNMENTS)
        forwarding.register_giver(PROPOSALS.label, take_again)
        handing_on.register(DESK)
        sessions.numbered_by_session(Proposal.NUMBERS)
        left_behind.register(leaving.DESK)
