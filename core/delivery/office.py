"""What administrators do with deliveries and with the words of messages; every act leaves an event."""

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from core.delivery import channels, outbox, quiet, trial
from core.delivery.message_templates import Wording, default_of, faults, sample
from core.matters import events
from core.matters.lifecycle import Forbidden, Refused
from core.models import Channel, Delivery, MessageTemplate, Notice, Role
from core.models.roles import KEEPERS
from core.people.actors import Actor

State = Delivery.State
MAY_GO_AGAIN = (State.DEAD, State.DROPPED)
MAY_BE_DROPPED = (State.DEAD, State.WAITING, State.HELD)


def _check(actor: Actor, *roles: str) -> None:
    if not actor.is_in(*roles):
        raise Forbidden("对外送达由系统管理员和办公室工作人员维护。")


@transaction.atomic
def resend(*, actor: Actor, ids: Collection[int]) -> int:
    """Send again what did not arrive, under its first key; returns how many. What was sent is never sent again, and
    what nobody has released yet waits for that."""
    _check(actor, *KEEPERS)
    leaves, kept = quiet.may_leave_at(timezone.now()), outbox.kinds_to_release()
    rows = _locked(ids, MAY_GO_AGAIN)
    held = [row for row in rows if row.notice.kind in kept and row.released_by_id is None]
    values = {"attempts": 0, "not_before": leaves, "lease_until": None, "resent_by": actor.user}
    for state, some in ((State.HELD, held), (State.WAITING, [row for row in rows if row not in held])):
        Delivery.objects.filter(pk__in=[row.pk for row in some]).update(state=state, **values)
        _record(some, actor, "resend_delivery", "重新发送", to_state=state)
    if rows:
        outbox.kick_after_commit()
    return len(rows)


@transaction.atomic
def release(*, actor: Actor, ids: Collection[int]) -> int:
    """Let go what waited for a person's word (the rule ``reminder.kinds_to_release``); returns how many. Who did it
    stands with each row and in its event. For the office alone: only it reads what the messages say."""
    if not actor.is_in(Role.OFFICE_CLERK):
        raise Forbidden("消息由办公室工作人员放行。")
    rows = _locked(ids, (State.HELD,))
    leaves = quiet.may_leave_at(timezone.now())
    Delivery.objects.filter(pk__in=[row.pk for row in rows]).update(
        state=State.WAITING, not_before=leaves, released_by=actor.user
    )
    _record(rows, actor, "release_delivery", "放行", to_state=State.WAITING)
    if rows:
        outbox.kick_after_commit()
    return len(rows)


@transaction.atomic
def drop(*, actor: Actor, ids: Collection[int], reason: str) -> int:
    """Give up what did not arrive or still waits; returns how many. ``reason`` stays with the row and its event."""
    _check(actor, *KEEPERS)
    reason = " ".join(reason.split())
    if not reason:
        raise Refused("请写明为什么不再发送。")
    rows = _locked(ids, MAY_BE_DROPPED)
    Delivery.objects.filter(pk__in=[row.pk for row in rows]).update(
        state=State.DROPPED, last_error=f"{actor.name}：{reason}"[:300], lease_until=None
    )
    _record(rows, actor, "drop_delivery", "不再发送", to_state=State.DROPPED, reason=reason)
    return len(rows)


def _locked(ids: Collection[int], states: Collection[str]) -> list[Delivery]:
    rows = Delivery.objects.select_for_update(of=("self",)).select_related("notice")
    return list(rows.filter(pk__in=ids, state__in=states).order_by("pk"))


def _record(rows: list[Delivery], actor: Actor, key: str, label: str, **more) -> None:
    from core.models import Event  # written in one statement for all

    Event.objects.bulk_create(
        events.unsaved(
            row, actor=actor, key=key, label=label, from_state=row.state,
            text=f"{label}第{row.pk}号{row.get_channel_display()}", **more,
        )
        for row in rows
    )  # fmt: skip


@transaction.atomic
def save_wording(*, actor: Actor, kind: str, channel: str, subject: str, body: str) -> MessageTemplate:
    """The office's own wording of one kind on one channel. Raises Refused with what is wrong in it."""
    _check_wording(actor)
    found = faults(subject) + faults(body)
    if found:
        raise Refused(found[0])
    values = {"subject": subject, "body": body, "updated_by": actor.user}
    row, _ = MessageTemplate.objects.update_or_create(kind=kind, channel=channel, defaults=values)
    events.record(
        row, actor=actor, key="edit_message", label="修改消息模板", text=name_of(kind, channel),
        facts={"subject": subject, "body": body},
    )  # fmt: skip
    return row


@transaction.atomic
def reset_wording(*, actor: Actor, kind: str, channel: str) -> bool:
    """Back to the wording that came with the program; False where it was in use already."""
    _check_wording(actor)
    row = MessageTemplate.objects.filter(kind=kind, channel=channel).first()
    if row is None:
        return False
    events.record(row, actor=actor, key="reset_message", label="恢复默认模板", text=name_of(kind, channel))
    row.delete()
    return True


def try_wording(*, actor: Actor, kind: str, channel: str, wording: Wording | None = None) -> None:
    """Send the wording with made-up values to the administrator's own address; raises Refused with the reason."""
    _check_wording(actor)
    text = sample(wording or default_of(kind, channel), kind, actor.name)
    trial.send(actor, channel, kind, text, what=f"试发“{name_of(kind, channel)}”")


def _check_wording(actor: Actor) -> None:
    if not actor.is_in(Role.SYSADMIN):
        raise Forbidden("消息模板由系统管理员维护。")


def name_of(kind: str, channel: str) -> str:
    """“催办 · 邮件”."""
    return f"{Notice.Kind(kind).label} · {Channel(channel).label}"


def settings_in_words() -> list[dict]:
    """Whether each channel is set up on this installation, for the pages of administrators."""
    have = channels.configured()
    return [{"channel": channel, "configured": channel in have} for channel in Channel]
