"""FIELDS (填写) that acts of units and on units ask for: which ones, who handles it, the draft, a word on another's.

What a line words by its own rules, or for its own readers, is made by the functions.
"""

from collections.abc import Callable
from typing import Any

from core.identifiers import is_number_to_call
from core.matters import owed
from core.matters.answered import first_answered
from core.matters.deadlines import due_by_rule
from core.matters.fields import ActField, choice, day, flag, line, many, one, radio, text, unit, units
from core.matters.grades import Grades
from core.matters.suggesting import proposed
from core.matters.unit_work import (
    ANSWERING,
    UnitRole,
    beside,
    is_not_the_only_answer,
    may_take_over,
)
from core.models import Organisation
from core.people.actors import Actor


def supervision_offices(_obj, _actor):
    return Organisation.objects.filter(kind=Organisation.Kind.SUPERVISION_OFFICE, is_active=True)


def suggested_lead(matter, _actor):
    """What the first review suggests fills the form, else the writers' own suggestion; the office decides."""
    return next((s.unit_id for s in proposed(matter) if s.is_lead), None)


def suggested_joints(matter, _actor):
    return [s.unit_id for s in proposed(matter) if not s.is_lead]


def suggested_channel(matter, _actor):
    """The channel of the suggested lead unit."""
    lead = next((s.unit for s in proposed(matter) if s.is_lead), None)
    return lead.supervised_by_id if lead else None


def units_at_work(*roles: str) -> Callable[[Any, Any], Any]:
    """Units that worked so in the matter's last round."""

    def among(matter, _actor):
        works = matter.assignments.filter(role__in=roles, round=matter.round)
        return Organisation.objects.filter(pk__in=works.exclude(state__in=works.model.gone).values("unit"))

    return among


def own_letter(work, _actor):
    reply = getattr(work, "reply", None)
    return reply.letter if reply else None


def draft_is_public(work, _actor):
    reply = getattr(work, "reply", None)
    return reply.is_public if reply else bool(getattr(first_answered(work), "publish_consent", False))


def to_call(label: str) -> Callable[[str], str]:
    """A telephone number that somebody will dial."""

    def shape(text: str) -> str:
        if not is_number_to_call(text):
            raise ValueError(f"“{label}”请只写电话号码，可以有横线、空格和“转”“分机”。")
        return text

    return shape


# ---- handing to units ----

CHANNEL = one("channel", "交办渠道", supervision_offices, initial=suggested_channel)
LEAD = unit("lead", "主办（只有一家时即单办）", required=False, initial=suggested_lead)
JOINTS = units("joints", "会办", required=False, initial=suggested_joints)
SEPARATES = units("separates", "分办（各自答复）", required=False)
DUE = day(
    "due_on", "答复期限", required=False, initial=lambda matter, actor: due_by_rule("reply", actor.today, matter),
    help="按规定算好，可以提前，不能推后；不填即按规定",
)  # fmt: skip
MEETING = line(
    "said", "会议意见", required=False, max_length=300, read_by="承办单位和机关各岗位看得到，提案者看不到",
    help="交办会上的意见，可以不填",
)  # fmt: skip
ADDED_UNIT = unit("unit", "增加的单位")
NEW_UNIT = unit(
    "unit", "新承办单位", help="承办方式不变，原单位撤下，期限按规定重新计算；选会办单位的，由它改为主办，不再会办"
)
NEW_DUE = day(
    "due_on", "新的答复期限", initial=lambda work, _actor: getattr(owed.running(work), "due", None),
    help="应在今天以后，不晚于按规定的最迟一天",
)  # fmt: skip


def unit_after_return(work: Any, actor: Any) -> tuple[ActField, ...]:
    """同意退办: to whom it goes, as the unit suggests, with its reason in sight."""
    said, initial = [f"{work.unit.brief}的理由：{work.return_reason}"], work.return_suggests_id
    if is_not_the_only_answer(work, actor) is None:
        said.append(f"{work.get_role_display()}单位可以不另改办")
    if there := beside(work, initial) if initial else None:
        takes_over = may_take_over(work, there)
        told = "选它即由会办改为主办" if takes_over else "不必再选"
        said.append(f"建议的{there.unit.brief}现为该件的{there.get_role_display()}单位，{told}")
        initial = initial if takes_over else None
    label, told = "新承办单位", "；".join(said)
    return (unit("unit", label, required=False, help=told, initial=lambda _work, _actor: initial),)


ROLE = choice("role", "承办方式", lambda _matter, _actor: UnitRole.choices)
RETURN_SUGGESTS = unit("suggests", "建议改由哪个单位办", required=False)
REHANDLE_UNITS = many(
    "units", "由哪些单位二次办理", units_at_work(*ANSWERING), required=False, help="不选则由原答复单位全部重办"
)
REHANDLE_JOINTS = many("joints", "会办", units_at_work(UnitRole.JOINT), required=False)


def as_last_signed(model: Any, column: str, instead: Callable[[Actor], str]) -> Callable[[Actor], str]:
    """What the unit wrote (``column``) when it signed the last time; ``instead`` where it never has."""

    def own(actor: Actor) -> str:
        rows = model._default_manager.filter(unit=actor.organisation_id).exclude(handler_name="").order_by("-pk")
        return rows.values_list(column, flat=True).first() or instead(actor)

    return own


def handler(model: Any) -> tuple[ActField, ActField]:
    """签收: who handles the work (of this model) in the unit, and where that person is reached."""
    name = line(
        "handler_name",
        "经办人",
        own=as_last_signed(model, "handler_name", lambda actor: actor.name),
        help="按本单位上次签收填好，没有的取自您的账号，可以改",
        max_length=40,
    )
    phone = line(
        "handler_phone",
        "经办电话",
        shape=to_call("经办电话"),
        own=as_last_signed(model, "handler_phone", lambda actor: actor.telephone),
        help="按本单位上次签收填好，没有的取自您的账号或单位的联系电话，可以改",
        max_length=40,
    )
    return name, phone


# ---- talks, drafts, words on drafts ----


def found_of_talk(work, _actor):
    """What the office may find of a talk that is denied; one whose letter has gone out is not had again."""
    return [("yes", "确有沟通"), ("no", "没有沟通，须重新沟通" if work.is_open else "没有沟通")]


TALK_STANDS = radio("stands", "核实结果", found_of_talk)


def letter(grades: Grades) -> ActField:
    """The grade of the reply, as it stands."""
    return choice("letter", "办理结果", grades.choices, initial=own_letter)


IS_PUBLIC = flag("is_public", "公开答复", initial=draft_is_public)
REPLY_CONTACT = line("contact_name", "联系人", required=False, max_length=40)
REPLY_PHONE = line("contact_phone", "联系电话", required=False, max_length=40, shape=to_call("联系电话"))
OPINION = text("opinion", "会办意见", max_length=10000)
COMMENT = text("comment", "意见", required=False, max_length=1000)
OBJECTION = text("comment", "不同意见", max_length=1000)
GRADE_REASON = line("grade_reason", "改等理由（改动结果时必填）", required=False)
