"""The work of a unit (承办单位) on a matter: what every line that hands matters to units keeps, asks and does alike.

A line derives its part from ``UnitWork`` (naming the unit, the matter with ``related_name="assignments"``, and its own
states), its talks from ``Talk`` and its replies from ``UnitReply`` (``related_name="reply"``); the predicates, guards
and holders below read such a part. Drafts go round among the units by ``core.matters.countersigning``.
"""

from collections.abc import Callable, Collection
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from rules import predicate

from core import rulebook
from core.chinese import long_date
from core.clock import clocks
from core.matters.answered import answered_by, first_answered
from core.matters.deadlines import classes_of
from core.matters.lifecycle import Act, Effect, Guard, Refused
from core.matters.turns import Holder, of_body
from core.models import Organisation, Remembers, Role, Timed, User
from core.models.generic import matter_of
from core.models.roles import posts_that
from core.organisations.succession import stands_for
from core.people.actors import Actor
from core.people.posts import users_in

UNIT_POSTS = posts_that(unit=True)


class UnitRole(models.TextChoices):
    """承办方式: lead and joint units answer together; separate units answer each; a sole unit answers alone."""

    LEAD = "lead", "主办"
    JOINT = "joint", "会办"
    SEPARATE = "separate", "分办"
    SOLE = "sole", "单办"


ANSWERING = (UnitRole.LEAD, UnitRole.SEPARATE, UnitRole.SOLE)


class UnitWork(Timed, Remembers):
    """One unit's work on one matter: through which office, taken on by whom, given back why, done when."""

    #: States of the line in which a work counts no more: given back, taken back.
    gone: ClassVar[Collection[str]] = ()
    #: States of the line in which what the unit was to do is done.
    done: ClassVar[Collection[str]] = ()
    #: States of the line in which its head has signed a reply that has not gone out.
    signed_off: ClassVar[Collection[str]] = ()

    role = models.CharField("承办方式", max_length=10, choices=UnitRole.choices)
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
    answers_own = models.BooleanField("答复本件的提案者", default=True, help_text="否：只答复并入本件的")
    opinion = models.TextField("会办意见", blank=True)
    opinion_at = models.DateTimeField("会办意见时间", null=True, blank=True)

    state: Any

    class Meta:
        abstract = True

    @property
    def answers(self) -> bool:
        """Whether this unit writes the reply (joint units give an opinion to the lead instead)."""
        return self.role in ANSWERING

    @property
    def is_open(self) -> bool:
        """Whether the unit has something left to do."""
        return self.state not in {*self.gone, *self.done}

    @property
    def handler(self) -> str:
        """Who handles it in the unit; 待定 while nobody of the unit that took it over has said so."""
        return self.handler_name or ("待定" if self.signed_at and self.is_open else "")

    @property
    def opinion_unit(self) -> Organisation:
        """Whose opinion it is: the unit's that gave it, whichever goes on with the work."""
        return self.body_on("unit", self.opinion_at)


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

    def search_text(self) -> str:
        """What the index knows of a letter: its number, once it has one."""
        return self.document_number

    def is_open(self, matter: Any = None) -> bool:
        """Whether the letter on ``matter`` (default: the first that it answers) is public: as the unit says, unless
        those whom it answers refused publication."""
        answered = matter or first_answered(self.assignment)  # type: ignore[attr-defined]
        consent = getattr(answered, "publish_consent", None)
        return self.is_public and consent is not False


#: Talks that count as such, for all that is known; ``Talk.counts`` says the same of one.
COUNTING = models.Q(denied_at=None) | models.Q(stands=True)


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
    talked_with = models.JSONField("沟通到的人", default=list, blank=True, help_text="署名的编号")
    denied_at = models.DateTimeField("提出异议", null=True, blank=True)
    denied_by = models.CharField("谁提出异议", max_length=60, blank=True)
    denied_words = models.CharField("异议说明", max_length=300, blank=True)
    stands = models.BooleanField("核实确有沟通", null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ["held_on", "id"]

    def __str__(self) -> str:
        return f"{self.held_on} {self.mode_label}"

    @property
    def is_denied(self) -> bool:
        """Somebody said that it never took place, and the office has not looked into that yet."""
        return self.denied_at is not None and self.stands is None

    @property
    def counts(self) -> bool:
        """As a talk, for all that is known."""
        return self.denied_at is None or self.stands is True


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


@predicate
def is_answering_clerk(actor, work) -> bool:
    """经办人 of a unit that writes the reply (主办、分办、单办)."""
    return is_unit_clerk.test(actor, work) and work.answers


@predicate
def is_answering_head(actor, work) -> bool:
    """负责人 of a unit that writes the reply."""
    return is_unit_head.test(actor, work) and work.answers


@predicate
def is_joint_clerk(actor, work) -> bool:
    """经办人 of a joint unit (会办)."""
    return is_unit_clerk.test(actor, work) and not work.answers


def unit_clerk(work) -> list[Holder]:
    """The people who handle it in the unit."""
    return of_body(work.unit, Role.UNIT_CLERK)


def unit_head(work) -> list[Holder]:
    """Whoever signs for the unit."""
    return of_body(work.unit, Role.UNIT_HEAD)


def channel_office(obj) -> list[Holder]:
    """The supervision office through which the matter goes; nobody before one is chosen."""
    return of_body(obj.channel, Role.SUPERVISOR) if obj.channel_id else []


def is_channel(actor: Actor, work: Any) -> bool:
    """Reads for the supervision office through which the unit, or by now the whole matter, goes."""
    mine = actor.organisation_id
    through = mine == matter_of(work).channel_id or stands_for(mine, work.channel)
    return actor.is_in(Role.SUPERVISOR) and through


def is_own_work(actor: Actor, work: Any) -> bool:
    """Reads for the unit whose work this is, or for the one it was merged into."""
    return actor.is_in(*UNIT_POSTS) and stands_for(actor.organisation_id, work.unit)


def works_beside(actor: Actor, work: Any) -> bool:
    """Reads for a unit with work on the same matter in the same round (it countersigns the draft)."""
    mine = actor.organisation_id
    return actor.is_in(*UNIT_POSTS) and any(one.unit_id == mine for one in works_of_round(work))


def answering_clerk(work) -> list[Holder]:
    return unit_clerk(work) if work.answers else []


def joint_clerk(work) -> list[Holder]:
    return [] if work.answers else unit_clerk(work)


def answering_head(work) -> list[Holder]:
    return unit_head(work) if work.answers else []


def unit_users(unit: Organisation, role: str = Role.UNIT_CLERK) -> list[User]:
    """Whom notices to a unit reach: those who handle its works, or its heads."""
    return list(users_in(role, unit))


# ---- the works of one round ----


def works_of_round(work: Any) -> list[Any]:
    """The works on the matter in this round that still count; costs nothing where they are fetched."""
    works = matter_of(work).assignments.all()
    return [one for one in works if one.round == work.round and one.state not in one.gone]


def joint_works(work: Any) -> list[Any]:
    """The joint units' works of the same round that still count."""
    return [one for one in works_of_round(work) if one.role == UnitRole.JOINT]


def beside(work: Any, unit: Any) -> Any | None:
    """The work that this unit (a body, or its key) has in the same round beside that one; None where it has none."""
    key = getattr(unit, "pk", unit)
    return next((one for one in works_of_round(work) if one.unit_id == key and one.pk != work.pk), None)


def may_take_over(work: Any, there: Any) -> bool:
    """Whether a unit that works on the matter already (``there``) may do what ``work`` was to do."""
    return bool(work.role == UnitRole.LEAD and there.role == UnitRole.JOINT)


def role_after(work: Any, unit: Organisation) -> UnitRole:
    """How the unit works to which a work goes: as that did, or alone where it was the only joint unit of a lead."""
    joints = [one.unit_id for one in joint_works(work)]
    alone = work.role == UnitRole.LEAD and not set(joints) - {unit.pk}
    return UnitRole.SOLE if alone else UnitRole(work.role)


def work_before(work: Any) -> Any | None:
    """The unit's own work in the round before, of several the one whose letter those got who are answered now; costs
    nothing where the works are fetched."""
    if work.round == 1:
        return None
    last = [one for one in matter_of(work).assignments.all() if one.round == work.round - 1]
    own = [one for one in last if one.unit_id == work.unit_id and one.state not in one.gone]
    asking = first_answered(work).pk
    return max(own, key=lambda one: asking in {matter.pk for matter in answered_by(one)}, default=None)


def text_to_go_on_from(work: Any) -> str:
    """The unit's draft; before there is one, what it answered in the round before."""
    replies = (getattr(one, "reply", None) for one in (work, work_before(work)))
    return next((reply.text for reply in replies if reply is not None), "")


def is_not_the_only_answer(work: Any, _actor: Actor) -> str | None:
    """Taking away the only answering unit would leave the matter without anybody: it must be reassigned instead."""
    others = [one for one in works_of_round(work) if one.pk != work.pk and one.answers]
    if work.answers and not others:
        return "这是该件唯一的答复单位。请先增加其他承办单位，再撤销这一家。"
    return None


def rounds_are_left(rule: str, what: str, instead: str) -> Guard:
    """A guard on the matter: handed to units again no oftener than ``rule`` says; its source is told, and what else is
    to be done (``instead``)."""

    def guard(matter: Any, actor: Actor) -> str | None:
        found = rulebook.rule(rule, actor.today, classes_of(matter))
        done = matter.round - 1
        if done < found.value:
            return None
        return f"按{found.source}，每件最多{what}{found.value}次，该件已{what}{done}次。{instead}"

    guard.__name__ = "rounds_are_left"
    return guard


def has_draft(work: Any, _actor: Actor) -> str | None:
    return None if hasattr(work, "reply") else "还没有答复稿，请先起草。"


def talks_that_count(work: Any) -> list[Any]:
    """Talks of the work of which nobody says that they never took place, or that were found true."""
    return [talk for talk in work.contacts.all() if talk.counts]


def has_denied_talk(work: Any) -> bool:
    """Whether the office is to look into a talk that somebody denies."""
    return any(talk.is_denied for talk in work.contacts.all())


def no_talk_is_denied(work: Any, _actor: Actor) -> str | None:
    """A talk that is denied (没有这回事) holds the reply up until the office has looked into it; one that never took
    place, until there is another."""
    talks = list(work.contacts.all())
    denied = next((talk for talk in talks if talk.is_denied), None)
    if denied:
        return f"{denied.denied_by}说{long_date(denied.held_on)}的沟通没有这回事，请先由督查室核实。"
    if talks and not talks_that_count(work):
        return "登记过的沟通，经督查室核实没有发生。请先沟通并登记，再办下一步。"
    return None


def must_change(work: Any) -> bool:
    """There is a draft that was objected to or sent back, and no new one yet."""
    reply = getattr(work, "reply", None)
    return reply is not None and reply.must_change


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
