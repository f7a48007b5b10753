"""What a member reads of the own exit: told at once, so that an undo tells too, and at home while it lies ahead."""

from datetime import date

from django.utils import timezone

from core.chinese import long_date
from core.delivery.notices import announce
from core.models import Event, Role
from core.people.posts import whom_to_call
from members.models import Mandate, Term
from members.services import left_behind


def tell(mandate: Mandate, event: Event) -> None:
    """Tell the member, who has an account and lives, of the exit that ``event`` has registered."""
    member, day = mandate.member, mandate.ends_on
    if member.user is None or day is None or mandate.ended == Mandate.Ended.DIED:
        return
    waits = "；".join(f"{row.count}{row.label}：{row.follows}" for row in left_behind.waiting_for(member))
    body = f"{_ends(day, timezone.localdate(event.at))}{_ask()}{f'过后办理：{waits}。' if waits else ''}"
    announce([member.user], f"已登记您{_told(mandate)}", event=event, target=member, url="/accounts/me/", body=body)


def tell_of_list(old: Mandate, term: Term, event: Event, ended: str) -> None:
    """Tell whoever was on the list of ``term`` by mistake that it was put right; ``ended`` says how ``old`` ended."""
    member = old.member
    if member.user is None:
        return
    waits = "；".join(f"{row.count}{row.label}：{row.follows}" for row in left_behind.waiting_for(member))
    body = f"{ended}。{term}委员资格和随之登记的任职取消，以往的提案和记录都保留。{_ask()}"
    body += f"过后办理：{waits}。" if waits else ""
    announce(
        [member.user], f"换届名单已更正：您不列入{term}名单", event=event, target=member, url="/accounts/me/", body=body
    )


def ahead(mandate: Mandate, today: date) -> str:
    """What the home page says as long as the mandate still runs towards a registered exit; else empty."""
    day = mandate.ends_on
    if day is None or day < today or mandate.ended in ("", Mandate.Ended.TERM_END):
        return ""
    return f"您{_told(mandate)}。{_ends(day, today)}没有办完的事，到时另行办理。{_ask()}"


def _told(mandate: Mandate) -> str:
    assert mandate.ends_on  # noqa: S101 - asked before
    return f"的{mandate.term}委员资格到{long_date(mandate.ends_on)}为止（{mandate.get_ended_display()}）"


def _ends(day: date, today: date) -> str:
    meanwhile = "在此之前照常办理；" if day >= today else ""
    return f"{meanwhile}专委会等任职和委员岗位随之结束，以往的提案和记录都保留。"


def _ask() -> str:
    return f"如有疑问，请与{whom_to_call(Role.OFFICE_CLERK)}联系。"
