"""Changes of contact data: the member asks, the office looks at each field, and it is recorded who took it over."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction

from core import records
from core.delivery.notices import announce
from core.identifiers import phone_number
from core.matters import events
from core.matters.lifecycle import Forbidden, Refused
from core.models import Event, Role
from core.people.actors import Actor, system_actor
from core.people.posts import users_in
from members.models import ContactChange, Member
from members.services import editing, steps
from members.services.left_behind import Desk, Left

State = ContactChange.State


def waiting():
    """What waits for the office, the oldest first."""
    rows = ContactChange.objects.filter(state=State.WAITING).select_related("member")
    return rows.order_by("asked_at", "pk")


@transaction.atomic
def ask(*, actor: Actor, member: Member, values: dict[str, str], note: str = "") -> ContactChange | None:
    """The member asks for these values; an earlier request that still waits is replaced. None where nothing differs."""
    if actor.user is None or member.user_id != actor.user.pk or not actor.is_in(Role.MEMBER):
        raise Forbidden("只能申请修改本人的资料。")
    member = steps.locked(member)
    if "phone" in values:
        values = {**values, "phone": phone_number(values["phone"])}
    asked = {name: value for name, value in values.items() if name in ContactChange.FIELDS}
    asked = {name: value for name, value in asked.items() if getattr(member, name) != value}
    if not asked:
        return None
    earlier = member.contact_changes.filter(state=State.WAITING)
    replaced = bool(earlier.update(state=State.REPLACED, decided_at=actor.at))
    before = {name: getattr(member, name) for name in asked}
    made = ContactChange.objects.create(member=member, asked=asked, before=before, note=note, asked_at=actor.at)
    again = "（代替上一次申请）" if replaced else ""
    event = _record(member, actor, "ask_change", "申请修改资料", f"申请修改{labels(asked)}{again}")
    title = f"{member}申请修改{labels(asked)}，请核对"
    announce(users_in(Role.OFFICE_CLERK), title, event=event, target=member, url=_page(made))
    return made


@transaction.atomic
def withdraw(*, actor: Actor, request: ContactChange) -> None:
    """The member takes the request back. Raises Refused where the office was quicker."""
    if actor.user is None or request.member.user_id != actor.user.pk:
        raise Forbidden("只能撤回本人的申请。")
    rows = ContactChange.objects.filter(pk=request.pk, state=State.WAITING)
    if not rows.update(state=State.WITHDRAWN, decided_at=actor.at):
        raise Refused("这份申请已经处理，请刷新后再看。")
    _record(request.member, actor, "withdraw_change", "撤回申请", f"撤回修改{labels(request.asked)}的申请")


@transaction.atomic
def decide(*, actor: Actor, request: ContactChange, take: list[str], reason: str, seen: int) -> None:
    """Take over these fields of what was asked, none or all. What is not taken over needs a reason.

    Raises Refused where the request does not wait any more, Stale where the member's record has changed since it was
    shown (``seen``).
    """
    steps.check(actor)
    member = steps.locked(request.member)
    present = ContactChange.objects.select_for_update().get(pk=request.pk)
    if present.state != State.WAITING:
        raise Refused(f"这份申请{present.get_state_display()}，请刷新后再看。")
    values = {name: value for name, value in present.asked.items() if name in take}
    if len(values) < len(present.asked) and not reason:
        raise Refused("有项目不采纳，请写明原因，本人会看到。")
    if seen != member.revision:
        raise records.Stale(member, editing.newest_change(member))
    if values:
        _take_over(member, present, values, actor, seen)
    present.state = State.APPROVED if values else State.REFUSED
    present.taken, present.reason = list(values), reason
    present.decided_at, present.decided_by = actor.at, actor.user
    present.save()
    rest = [name for name in present.asked if name not in values]
    in_part = f"，未采纳{labels(rest)}" if values and rest else ""
    label = f"{present.outcome.removeprefix('已')}资料变更"
    text = f"{label}申请：{labels(values or present.asked)}{in_part}"
    event = _record(member, actor, "decide_change", label, text, reason)
    if member.user:
        said = "部分采纳" if in_part else "已更新" if values else "未采纳，请看原因"
        title = f"您申请修改的{labels(present.asked)}{said}"
        body = f"已采纳：{labels(values)}。未采纳：{labels(rest)}。原因：{reason}" if in_part else reason
        announce([member.user], title, event=event, target=member, url="/members/mine/", body=body)


def _left(member: Member) -> Iterable[Left]:
    count = member.contact_changes.filter(state=State.WAITING).count()
    yield Left("份资料变更申请待核对", count, "随离任关闭，不再处理", meanwhile="照常核对，本人会收到通知")


def _close(member: Member, at: datetime, day: date) -> int:
    """Whoever has left asks for nothing any more; the request says why it ended, and the office's list is rid of it."""
    mandate = member.mandates.select_related("term").order_by("-starts_on", "-pk").first()
    how = mandate.how_left if mandate else ""
    reason = f"委员资格已终止（{how}），申请随之关闭" if how else "已不担任委员，申请随之关闭"
    asked = list(member.contact_changes.filter(state=State.WAITING))
    for request in asked:
        request.state, request.decided_at, request.reason = State.CLOSED, at, reason
        request.save(update_fields=["state", "decided_at", "reason"])
        text = f"关闭修改{labels(request.asked)}的申请"
        _record(member, system_actor(at), "close_change", "关闭资料变更申请", text, reason)
    return len(asked)


def _asking() -> Iterable[int]:
    """Who waits for an answer and has held a mandate; members of higher committees never did."""
    rows = ContactChange.objects.filter(state=State.WAITING, member__mandates__isnull=False)
    return rows.order_by().values_list("member", flat=True).distinct()


def _closed(member: Member, _actor: Actor, since: datetime) -> list[str]:
    rows = member.contact_changes.filter(state=State.CLOSED, decided_at__gte=since)
    return ["资料变更申请已随离任关闭，需要时请本人重新提出。"] if rows.exists() else []


DESK = Desk("contact_changes", _left, _close, _asking, _closed)


def _take_over(member: Member, request: ContactChange, values: dict[str, Any], actor: Actor, seen: int) -> None:
    told = editing.how_told(member, values)
    made = records.change(member, values, actor=actor, reason="本人申请", seen=seen, **told)
    editing.follow(member, made, actor)


def labels(names: Iterable[str]) -> str:
    """“手机、通信地址”."""
    return editing.labels_of(Member, names)


def _page(request: ContactChange) -> str:
    return f"/members/changes/{request.pk}/"


def _record(member: Member, actor: Actor, key: str, label: str, text: str, reason: str = "") -> Event:
    office = Event.Audience.OFFICE
    return events.record(member, actor=actor, key=key, label=label, text=text, reason=reason, audience=office)
