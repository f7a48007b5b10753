"""Who is told: the people behind a proposal, its units and the office that hands it on."""

from functools import partial

from core.delivery.notices import tell
from core.matters.lifecycle import Act, Effect
from core.matters.telling import Words, tell_holders, users_of, worded
from core.models import Notice, User
from core.models.generic import matter_of
from proposals import permissions
from proposals.fields import signers_behind
from proposals.models import Assignment, Evaluation, Proposal, Signatory

#: So much of a notice's title is kept.
TITLE = 200


def named(proposal: Proposal) -> str:
    """How notices name a proposal."""
    return proposal.matter_name


def behind(work: Assignment) -> list[Signatory]:
    """Whoever has signed what this unit works on, and what was merged into it."""
    return list(signers_behind(work, None))


def signatory_users(proposal: Proposal, *states: str, merged: bool = True) -> list[User]:
    """People behind the proposal (and behind those merged into it), bodies through their clerks."""
    states = states or (Signatory.State.AGREED,)
    own = [proposal.pk, *(proposal.merged.values_list("pk", flat=True) if merged else [])]
    rows = Signatory.objects.filter(proposal__in=own, state__in=states).select_related("member", "organisation")
    return users_of(holder for row in rows for holder in permissions.holders_of(row))


def name_for(own: Proposal, main: Proposal) -> str:
    """How notices on the main proposal name it to those behind ``own``: by their own one first."""
    return named(main) if own.pk == main.pk else f"{named(own)}（已并入{main.case_number}）"


def tell_proposers(
    title: Words, *, body: Words = "", with_reason: bool = False, key: str = "", kind: str = Notice.Kind.ACT
) -> Effect:
    """Tell everybody behind the matter, those behind a merged proposal by its own name; as ``tell_people``."""

    def effect(act: Act) -> None:
        main = matter_of(act.obj)
        text = worded(body, act) or (act.event.reason if with_reason and act.event else "")
        url, told = main.get_absolute_url(), set[int]()
        for own in (main, *main.merged.all()):
            people = [one for one in signatory_users(own, merged=False) if one.pk not in told]
            told.update(one.pk for one in people)
            tell(people, _titled(title, act, own, main), act=act, url=url, body=text, key=key, kind=kind)

    effect.__name__ = "tell_signatory_users"
    return effect


def _titled(title: Words, act: Act, own: Proposal, main: Proposal) -> str:
    if callable(title):
        said = title(act)
        return said if own.pk == main.pk else f"{name_for(own, main)}：{said}"[:TITLE]
    return title.format(matter=name_for(own, main), obj=act.obj, actor=act.actor)[:TITLE]


#: Effects of rows; see ``core.matters.telling``.
tell_channel = partial(tell_holders, permissions.channel_office)
tell_unit = partial(tell_holders, permissions.unit_clerk, with_reason=True)
tell_head = partial(tell_holders, permissions.unit_head, with_reason=True)
tell_first = partial(tell_holders, permissions.first_signer)


def tell_judges(act: Act) -> None:
    """Whoever is asked to judge, by the name of the proposal that they signed."""
    main, told = act.obj, set[int]()
    asked = Evaluation.objects.filter(proposal=main, round=main.round, state=Evaluation.State.WAITING)
    rows = asked.select_related("signatory__member", "signatory__organisation", "signatory__proposal").order_by("pk")
    for evaluation in rows:
        people = [one for one in users_of(permissions.holders_of(evaluation.signatory)) if one.pk not in told]
        told.update(one.pk for one in people)
        title = f"{name_for(evaluation.signatory.proposal, main)}已答复，请您评价"
        tell(people, title, act=act, url=main.get_absolute_url())
