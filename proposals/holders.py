"""Who is reminded of what no clock names a holder for: the proposers' own duties."""

from collections.abc import Iterable, Sequence

from core.reminders.people import Asked, Directory, holders_of
from proposals.models import Signatory


@holders_of("revise")
def who_leads(asked: Sequence[Asked], posts: Directory) -> dict[int, Iterable[int]]:
    """Of a proposal sent back: the first proposer, or the clerks of the proposing body. One statement."""
    leading = Signatory.objects.filter(proposal__in={clock.root for clock in asked}).order_by("order", "id")
    leading = leading.exclude(position=Signatory.Position.COSIGNER)
    people: dict[int, list[int]] = {}
    for proposal, user, body in leading.values_list("proposal", "member__user", "organisation"):
        found = posts.of_body(body) if body else [user] if user else []
        people.setdefault(proposal, []).extend(found)
    return {clock.clock: people.get(clock.root, ()) for clock in asked}
