"""中止履职 of people on the new list: it ends with the running term, and whether it goes on is said at confirming.

One registered after the list was confirmed goes on: nobody is restored by the turn unless the list says so.
"""

from collections.abc import Collection
from datetime import date, timedelta

from django.db.models import Q

from core.chinese import some_of
from core.matters import events
from core.people.actors import Actor
from members.models import Mandate, Suspension, Term
from members.services import steps
from members.services.comparing import Comparison


def asked(found: Comparison) -> list[Suspension]:
    """Suspensions of the running term that the change would cut short, of whoever is on the new list; one statement."""
    listed = [row.member.pk for row in found.rows if row.new]
    eve = found.term.starts_on - timedelta(days=1)
    beyond = Q(ends_on=None) | Q(ends_on__gt=eve)
    rows = Suspension.objects.filter(beyond, mandate__member__in=listed, mandate__term=found.before, starts_on__lte=eve)
    return list(rows.select_related("mandate__member").order_by("mandate__member__sort_key", "pk"))


def carry(found: Comparison, keys: Collection[int], actor: Actor) -> None:
    """Those with these keys go on in the new term, from its first day to the day that was decided."""
    rows = [row for row in asked(found) if row.pk in keys]
    if not rows:
        return
    term = found.term
    new = {mandate.member_id: mandate for mandate in Mandate.objects.filter(term=term)}
    Suspension.objects.bulk_create(
        Suspension(
            mandate=new[row.mandate.member_id], starts_on=term.starts_on, ends_on=row.ends_on, reason=row.reason,
            decided_by=row.decided_by, paper=row.paper,
        )
        for row in rows
    )  # fmt: skip
    names = some_of([row.mandate.member.name for row in rows], 20, "人")
    text = f"{names}的中止履职在{term}继续"
    facts = {"members": [row.mandate.member_id for row in rows]}
    events.record(term, actor=actor, key="suspension_goes_on", label="继续中止履职", text=text, facts=facts)


def coming(mandate: Mandate) -> Mandate | None:
    """The person's place on the list of the term prepared after that of ``mandate``."""
    rows = Mandate.objects.filter(member=mandate.member_id, term__starts_on__gt=mandate.term.starts_on, ends_on=None)
    return rows.select_related("term").order_by("term__starts_on").first()


def follow(done: steps.Steps, made: Suspension) -> Term | None:
    """A suspension just registered goes on in the prepared term whose list is confirmed; that term, where it does."""
    new = coming(made.mandate)
    if new is None or not new.term.confirmed_at or (made.ends_on and made.ends_on < new.starts_on):
        return None
    done.make(
        Suspension(
            mandate=new, starts_on=new.starts_on, ends_on=made.ends_on, reason=made.reason,
            decided_by=made.decided_by, paper=made.paper,
        )
    )  # fmt: skip
    return new.term


def end(done: steps.Steps, mandate: Mandate) -> None:
    """The suspension is over before the turn: nothing of it goes on in the prepared term."""
    new = coming(mandate)
    for row in new.suspensions.filter(starts_on=new.starts_on) if new else ():
        done.drop(row)


def shown(found: Comparison) -> list[tuple[Suspension, bool]]:
    """The same as ``asked``, each with whether it goes on in the new term; two statements."""
    rows = asked(found)
    kept = Suspension.objects.filter(mandate__term=found.term, starts_on=found.term.starts_on)
    going = set(kept.values_list("mandate__member", flat=True)) if rows else set()
    return [(row, row.mandate.member_id in going) for row in rows]


def take_back(term: Term) -> None:
    """The list is open again: it is asked anew at the next confirming."""
    Suspension.objects.filter(mandate__term=term, starts_on=term.starts_on).delete()


def move(term: Term, before: date, starts_on: date) -> None:
    """The first day of the term moved; what would be over by then is none."""
    rows = Suspension.objects.filter(mandate__term=term, starts_on=before)
    rows.filter(ends_on__lt=starts_on).delete()
    rows.update(starts_on=starts_on)
