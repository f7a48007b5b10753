"""What an exit would do, told before it is registered: for whom it is, what ends, and whether anything forbids it."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q

from core.chinese import long_date
from core.people.actors import Actor
from members.models import Contact, Mandate
from members.services import holding, mandates


@dataclass(frozen=True)
class Preview:
    """``facts`` are pairs of what is registered, of whom first; ``ends`` names what ends with it, ``note`` what else
    is to be known."""

    facts: tuple[tuple[str, str], ...]
    ends: tuple[str, ...] = ()
    note: str = "未了的事怎样办理，见下面所列。"


def rehearse(*, actor: Actor, mandate: Mandate, **facts: Any) -> None:
    """Raises what ``mandates.end_mandate`` would; nothing of it stays."""
    with transaction.atomic():
        mandates.end_mandate(actor=actor, mandate=mandate, **facts | {"upload": None})
        transaction.set_rollback(True)


def preview(mandate: Mandate, facts: dict[str, Any]) -> Preview:
    """Of an exit with these facts; the day decides what is still held."""
    member, day = mandate.member, facts["ends_on"]
    who = [member.name, member.gender, member.birth, mandate.sector.brief, member.employer_post]
    told = [
        ("委员", "，".join(filter(None, who))),
        ("退出方式", Mandate.Ended(facts["ended"]).label),
        ("任职到", long_date(day)),
        ("原因", facts["reason"]),
        ("决定机构", facts["decided_by"]),
    ]
    later = Q(ends_on__isnull=True) | Q(ends_on__gt=day)
    held: list[Any] = [*mandate.seats.filter(later).select_related("organisation"), *mandate.offices.filter(later)]
    contacts = Contact.objects.filter(Q(member=member) | Q(contacted=member)).filter(later).count()
    ends = [*map(holding.named, held), *([f"{contacts}项委员联系安排"] if contacts else [])]
    ends += ["委员岗位（不能再以委员身份登录办理）"] if member.user_id else []
    return Preview(tuple(pair for pair in told if pair[1]), tuple(ends))
