"""The work of a unit (承办单位) on a matter: what every line that hands matters to units keeps, asks and does alike.

A line derives its part from ``UnitWork`` (naming the unit, and its own states and roles), its talks from ``Talk`` and
its replies from ``UnitReply``; the predicates and holders below read ``unit`` and ``channel`` of such a part.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import models
from rules import predicate

from core import rulebook
from core.chinese import long_date
from core.clock import clocks
from core.matters.lifecycle import Act, Effect, Refused
from core.matters.turns import Holder, of_body
from core.models import Organisation, Remembers, Role, Timed


class UnitWork(Timed, Remembers):
    """One unit's work on one matter: through which office, taken on by whom, given back why, done when."""

    round = models.PositiveSmallIntegerField("轮次", default=1)
    channel = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name="交办单位")
    revision = models.PositiveIntegerField(default=0, editable=False)
    assigned_at = models.DateTimeField("交办时间")
    signed_at = models.DateTimeField("签收时间", null=True, blank=True)
    delivered_at = models.DateTimeField("完成时间", null=True, blank=True)
    promised_on = models.DateField("承诺答复日", null=True, blank=True)
    handler_name = models.CharField("经办人", max_length=40, blank=True)
    handler_phone = models.CharField("经办电话", max_length=40, blank=True)
    return_ground = models.CharField("退办依据", max_length=40, blank=True)
    return_reason = models.TextField("退办理由", blank=True)
    return_suggests = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="建议改办单位"
    )
    opinion = models.TextField("会办意见", blank=True)
    opinion_at = models.DateTimeField("会办意见时间", null=True, blank=True)

    class Meta:
        abstract = True


class UnitReply(models.Model):
    """What a unit answers: drafts, signatures, number, delivery. The line says in which grades."""

    text = models.TextField("答复内容")
    is_public = models.BooleanField("公开答复", default=True)
    draft_number = models.PositiveSmallIntegerField("稿次", default=1)
    must_change = models.BooleanField("须修改", default=False, help_text="会签不同意、签发或审核退回后，改出新稿之前")
    contact_name = models.CharField("联系人", max_length=40, blank=True)
    contact_phone = models.CharField("联系电话", max_length=40, blank=True)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    signed_at = models.DateTimeField("签发时间", null=True, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    checked_at = models.DateTimeField("审核时间", null=True, blank=True)
    document_number = models.CharField("发文字号", max_length=60, blank=True)
    delivered_at = models.DateTimeField("送达时间", null=True, blank=True)

    class Meta:
        abstract = True


class Talk(models.Model):
    """A talk of the unit with whoever the matter is from (沟通记录): how, when, with whom, about what."""

    mode = models.CharField("方式", max_length=30)
    mode_label = models.CharField("方式说法", max_length=30)
    face_to_face = models.BooleanField("当面", default=False)
    held_on = models.DateField("日期")
    with_whom = models.CharField("沟通对象", max_length=200)
    unit_people = models.CharField("单位参加人", max_length=200, blank=True)
    content = models.TextField("内容")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("登记时间")

    class Meta:
        abstract = True
        ordering = ["held_on", "id"]

    def __str__(self) -> str:
        return f"{self.held_on} {self.mode_label}"


# ---- who may, who is waited for ----


@predicate
def is_channel_office(actor, obj) -> bool:
    """The supervision office (督查室) through which this matter goes to the units."""
    return actor.role == Role.SUPERVISOR and obj.channel_id == actor.organisation_id


@predicate
def is_unit_clerk(actor, work) -> bool:
    """经办人 of the unit whose work this is."""
    return actor.role == Role.UNIT_CLERK and work.unit_id == actor.organisation_id


@predicate
def is_unit_head(actor, work) -> bool:
    """负责人 of the unit whose work this is; signs replies off."""
    return actor.role == Role.UNIT_HEAD and work.unit_id == actor.organisation_id


def unit_clerk(work) -> list[Holder]:
    """The people who handle it in the unit."""
    return of_body(work.unit, Role.UNIT_CLERK)


def unit_head(work) -> list[Holder]:
    """Whoever signs for the unit."""
    return of_body(work.unit, Role.UNIT_HEAD)


def channel_office(obj) -> list[Holder]:
    """The supervision office through which the matter goes; nobody before one is chosen."""
    return of_body(obj.channel, Role.SUPERVISOR) if obj.channel_id else []


# ---- what acts write ----


def sign_for(limit: Callable[[Any], str]) -> Effect:
    """签收: who in the unit handles it, and the day the unit promises, never later than ``limit`` (a kind of clock)."""

    def effect(act: Act) -> None:
        work, facts = act.obj, act.facts
        clock = clocks.running_clock(work, limit(work))
        promised = facts.get("promised_on")
        if promised and promised < act.day:
            raise Refused("承诺日不能早于今天。")
        if promised and clock and promised > clock.due:
            raise Refused(f"承诺日不能晚于{clock.label}期限{long_date(clock.due)}，请改早一些。")
        work.signed_at = act.at
        work.handler_name, work.handler_phone = facts["handler_name"], facts["handler_phone"]
        work.promised_on = promised
        work.save(update_fields=["signed_at", "handler_name", "handler_phone", "promised_on"])

    effect.__name__ = "sign_for"
    return effect


def record_talk(modes: str) -> Effect:
    """沟通: kept on the work, in one of the ways that the rule ``modes`` lists."""

    def effect(act: Act) -> None:
        facts = act.facts
        mode = next(row for row in rulebook.value(modes, act.day) if row["code"] == facts["mode"])
        if facts["held_on"] < act.obj.assigned_at.astimezone(act.at.tzinfo).date():
            raise Refused("沟通日期早于交办日期，请核对。")
        act.obj.contacts.create(
            mode=facts["mode"],
            mode_label=mode["label"],
            face_to_face=bool(mode.get("face")),
            held_on=facts["held_on"],
            with_whom=facts["with_whom"],
            unit_people=facts.get("unit_people") or "",
            content=facts["content"],
            recorded_by=act.actor.user,
            recorded_at=act.at,
        )

    effect.__name__ = "record_contact"
    return effect
