"""补登记离任: an exit that is heard of only when its term is over, and the person maybe on the list of the next one.

The exit is entered in the mandate of its own term and ends what was held in that. Whoever was carried into the next
term by mistake never came: that mandate is taken back with it. Other posts of the account stay as they are.
"""

from datetime import date
from typing import Any

from django.core.files import File
from django.db import transaction
from django.db.models import ProtectedError

from core.chinese import long_date
from core.matters.lifecycle import Refused
from core.people.actors import Actor
from members.models import Mandate
from members.services import exit_notice, mandates, other_posts, papers, prepared, steps


def later(mandate: Mandate) -> Mandate | None:
    """The person's one mandate of a term that began after this one; whoever had several has come."""
    rows = Mandate.objects.begun().filter(member=mandate.member_id, term__starts_on__gt=mandate.term.starts_on)
    found = list(rows.select_related("term", "member")[:2])
    return found[0] if len(found) == 1 else None


@transaction.atomic
def register(
    *, actor: Actor, mandate: Mandate, ends_on: date, ended: str, reason: str, decided_by: str, paper: str = "",
    upload: File | None = None, never_came: bool = True,
) -> None:  # fmt: skip
    """The mandate of a term that is over had ended on ``ends_on`` already; undone the same day as any exit.

    ``never_came``: the mandate of the next term is taken back. Raises Refused for a mandate that runs or has an exit,
    a day outside of it, and where the later mandate has ended by itself or somebody fills its place.
    """
    steps.check(actor)
    member = steps.locked(mandate.member)
    mandate = Mandate.objects.select_related("term", "member").get(pk=mandate.pk)
    if mandate.ended in other_posts.BY_EXIT:
        raise Refused(f"{member}在{mandate.term}的离任已经登记，有误的请更正离任。")
    last = mandate.until
    if last is None or last >= actor.today:
        raise Refused(f"{mandate.term}委员资格还没有届满，请直接登记离任。")
    mandates.check_exit(mandate, ends_on=ends_on, ended=ended, actor=actor)
    following, done, label = later(mandate), steps.Steps(), Mandate.Ended(ended).label
    text = f"补登记{mandate.term}离任：{label}，任至{long_date(ends_on)}"
    if following and never_came:
        take_back(done, following)
        text += f"；{following.term}没有到任，取消任职"
    if ended == Mandate.Ended.DIED and mandates.goes_on(mandate):
        raise Refused("登记为去世的，以后各届的任职须一并取消。")
    done.set(mandate, ends_on=ends_on, ended=ended, ended_reason=reason, ended_by=decided_by, paper=paper)
    mandates.end_with_it(done, mandate, member, ends_on)
    if not mandates.goes_on(mandate):
        prepared.withdraw(done, mandate, ends_on, actor)
    done.attach(mandate, upload, member=member, actor=actor, category=papers.Of.EXIT)
    event = done.record(member, actor=actor, key="end_mandate", label=label, reason=reason, text=text)
    if not mandates.goes_on(mandate):
        exit_notice.tell(mandate, event)


def take_back(done: steps.Steps, mandate: Mandate) -> None:
    """The mandate never was, with all that was held in it. Raises Refused where it has an exit or is replaced."""
    if mandate.ended in other_posts.BY_EXIT:
        raise Refused(f"{mandate.member}在{mandate.term}已登记离任，请先取消那次登记。")
    taken = mandate.replaced_by.select_related("member").first()
    if taken:
        raise Refused(f"{taken.member}已接替{mandate.member}在{mandate.term}的席位，不能取消任职。")
    held: list[Any] = [*mandate.seats.all(), *mandate.offices.all(), *mandate.suspensions.all()]
    for row in held:
        done.drop(row)
    try:
        done.drop(mandate)
    except ProtectedError:
        raise Refused(f"{mandate.term}的任职已被别的记录引用，不能取消，请在那一届登记离任。") from None


def rehearse(*, actor: Actor, mandate: Mandate, **facts: Any) -> None:
    """Raises what ``register`` would; nothing of it stays."""
    with transaction.atomic():
        register(actor=actor, mandate=mandate, **facts | {"upload": None})
        transaction.set_rollback(True)
