"""Who is reminded of what the proposers owe: those who have to judge, and whoever leads the proposal."""

from collections.abc import Iterable, Sequence

from core.reminders.people import Asked, Directory, holders_of
from proposals.models import Evaluation, Signatory


@holders_of("feedback")
def who_has_not_judged(asked: Sequence[Asked], posts: Directory) -> dict[int, Iterable[int]]:
    """The signatory's account as it is now (it may have been made after the clock began). One statement."""
    waiting = Evaluation.objects.filter(pk__in={clock.object for clock in asked}, state=Evaluation.State.WAITING)
    accounts = dict(waiting.values_list("pk", "signatory__member__user"))
    return {clock.clock: [user] if (user := accounts.get(clock.object)) else [] for clock in asked}


@holders_of("revise")
def who_leads(asked: Sequence[Asked], posts: Directory) -> dict[int, Iterable[int]]:
    """The first proposer, or the clerks of the proposing body. One statement."""
    leading = Signatory.objects.filter(proposal__in={clock.root for clock in asked}).order_by("order", "id")
    leading = leading.exclude(position=Signatory.Position.COSIGNER)
    return _by_clock(asked, leading.values_list("proposal", "member__user", "organisation"), posts)


def _by_clock(asked: Sequence[Asked], rows: Iterable[tuple], posts: Directory) -> dict[int, Iterable[int]]:
    people: dict[int, list[int]] = {}
    for proposal, user, body in rows:
        found = posts.of_body(body) if body else [user] if user else []
        people.setdefault(proposal, []).extend(found)
    return {clock.clock: people.get(clock.root, ()) for clock in asked}
