from django.apps import AppConfig


class ProposalsConfig(AppConfig):
    name = "proposals"
    verbose_name = "提案"

    def ready(self) -> None:
        from core.matters import kinds  # after the models
        from proposals.kinds import ASSIGNMENTS, PROPOSALS

        kinds.register(PROPOSALS, ASSIGNMENTS)
