"""How the acts of units read on the timeline, and what is waited for from them, in one line each."""

from collections.abc import Callable, Iterable
from typing import Any

from core import rulebook
from core.chinese import short_date
from core.matters.answered import continues
from core.matters.grades import Grades
from core.matters.lifecycle import Act
from core.matters.naming import name_of
from core.matters.owed import left_out
from core.matters.talking import with_whom
from core.matters.unit_work import COUNTING, UnitRole, beside, role_after
from core.models import Organisation, Role
from core.models.generic import matter_of
from core.organisations.finding import posts_lacking
from core.people.posts import users_in

Words = Callable[[Act], str]


def by_unit(words: str) -> Words:
    """``{unit}`` and the words."""

    def say(act: Act) -> str:
        return f"{act.obj.unit.brief}{words}"

    return say


def names(rows: Iterable[Any]) -> str:
    """“区住建局、区水务局”."""
    return "、".join(str(row) for row in rows)


# ---- handing to units ----


def handed_over(act: Act) -> str:
    return f"送{act.facts['channel']}交办"


def assigned(act: Act) -> str:
    facts = act.facts
    parts = []
    if facts.get("lead"):
        parts.append(f"{'主办' if facts.get('joints') else '单办'}{facts['lead']}")
    if facts.get("joints"):
        parts.append(f"会办{names(facts['joints'])}")
    if facts.get("separates"):
        parts.append(f"分办{names(facts['separates'])}")
    if facts.get("due_on"):
        parts.append(f"{short_date(facts['due_on'], act.day)}前答复")
    return f"交办：{'，'.join(parts)}"


def nobody_signs(bodies: Iterable[Any]) -> list[str]:
    """“县科学技术局还没有经办人，无人签收……”, and of those without a head that nobody signs their reply off, with where
    that is mended; nothing where these bodies have both."""
    lacking: dict[str, list[str]] = {"经办人": [], "负责人": []}
    for body in bodies:
        for label in posts_lacking(body):
            lacking[label].append(body.brief)
    follows = {"经办人": "无人签收", "负责人": "由它起草的答复无人签发"}
    return [
        f"{names(some)}还没有{label}，{follows[label]}，请系统管理员在“账号”里为该单位设{label}"
        for label, some in lacking.items()
        if some
    ]


def lacks_for(field: str, body: Organisation) -> bool:
    """Whether the body has nobody for what it is given in this field of an act: joint units have no reply to sign."""
    return bool({"经办人"} & set(posts_lacking(body)) if field == "joints" else posts_lacking(body))


def handed_to(act: Act) -> str:
    """What is said once the act is done; where a unit has nobody who could sign for it, that too."""
    chosen = [(name, one) for name, value in act.facts.items() for one in (value if _is_many(value) else [value])]
    nobody = nobody_signs(one for name, one in chosen if isinstance(one, Organisation) and lacks_for(name, one))
    return f"“{act.row.label}”已办好。{'；'.join(nobody)}。" if nobody else ""


def sent_to_sign(act: Act) -> str:
    """What the clerk reads who sends a draft to be signed off; where the own unit has nobody who could, that."""
    if users_in(Role.UNIT_HEAD, act.obj.unit).exists():
        return ""
    return f"“{act.row.label}”已办好。本单位还没有负责人，答复无人签发，请与系统管理员联系，为本单位设负责人。"


def _is_many(value: Any) -> bool:
    return not isinstance(value, str) and hasattr(value, "__iter__")


def unit_added(act: Act) -> str:
    return f"增加{act.facts['unit']}{UnitRole(act.facts['role']).label}"


def signed_for(act: Act) -> str:
    promised = act.facts.get("promised_on")
    return f"{act.obj.unit.brief}签收" + (f"，承诺{short_date(promised, act.day)}前答复" if promised else "")


def urged_to_sign(act: Act) -> str:
    return f"催{act.obj.unit.brief}签收：{act.facts['wording']}"


def return_asked(grounds: str) -> Words:
    """On which of the grounds that this rule lists, and to whom the unit would give it."""

    def say(act: Act) -> str:
        ground = rulebook.label_of(grounds, act.facts["ground"], act.day)
        suggests = act.facts.get("suggests")
        return f"{act.obj.unit.brief}申请退办：{ground}" + (f"，建议由{suggests}办理" if suggests else "")

    return say


def answer_return(work: Any) -> str:
    return f"答复{work.unit.brief}的退办申请"


def reassigned(act: Act) -> str:
    return f"同意{act.obj.unit.brief}退办" + (f"，{_goes_to(act)}" if act.facts.get("unit") else "")


def unit_changed(act: Act) -> str:
    return f"改办：{act.obj.unit.brief}撤下，{_goes_to(act)}"


def _goes_to(act: Act) -> str:
    """“改由区水利局主办（原为会办）”."""
    unit = act.facts["unit"]
    there = beside(act.obj, unit)
    return f"改由{unit}{role_after(act.obj, unit).label}" + (f"（原为{there.get_role_display()}）" if there else "")


def became_lead(act: Act) -> str:
    return f"{act.obj.unit.brief}由会办改为{act.obj.get_role_display()}"


# ---- talks ----


def contacted(modes: str) -> Words:
    """With whom, in which of the ways that this rule lists, when."""

    def say(act: Act) -> str:
        mode = rulebook.label_of(modes, act.facts["mode"], act.day)
        return (
            f"{act.obj.unit.brief}与{with_whom(act.facts)}沟通（{mode}，{short_date(act.facts['held_on'], act.day)}）"
        )

    return say


def contact_denied(act: Act) -> str:
    talk = act.facts["contact"]
    unit = talk.assignment.unit.brief
    words = act.facts.get("denied_words")
    said = f"，{words}" if words else ""
    return f"{act.actor.name}对{unit}{short_date(talk.held_on)}的沟通记录提出异议：没有这回事{said}"


def denial_goes_on(act: Act) -> str:
    """What whoever has denied a talk reads."""
    open_still = act.facts["contact"].assignment.is_open
    now = "核实以前承办单位不能送出答复" if open_still else "答复已经送出，核实结果您和承办单位都会收到，评价时看得到"
    return f"已转给督查室核实，{now}。记错了的，核实以前可以撤回。"


def denial_withdrawn(act: Act) -> str:
    talk = act.facts["contact"]
    return f"{act.actor.name}撤回异议：{talk.assignment.unit.brief}{short_date(talk.held_on)}的沟通确有其事"


def contact_settled(act: Act) -> str:
    again = "，须重新沟通" if act.obj.is_open else ""
    found = "确有沟通" if act.facts["stands"] == "yes" else f"没有沟通{again}"
    return f"核实{act.obj.unit.brief}的沟通记录：{found}"


def settled_for_unit(act: Act) -> str:
    """The outcome, and what the unit is to do now."""
    if not act.obj.is_open:
        found = "确有沟通" if act.facts["stands"] == "yes" else "没有沟通，提案者评价时看得到"
        return f"{name_of(matter_of(act.obj))}的沟通记录已核实：{found}"
    if act.facts["stands"] == "yes":
        return f"{name_of(matter_of(act.obj))}的沟通记录已核实：确有沟通，答复可以继续办理"
    others = act.obj.contacts.filter(COUNTING).exists()
    now = "另有沟通记录有效，答复可以继续办理" if others else "请先沟通并登记，再办下一步"
    return f"{name_of(matter_of(act.obj))}的沟通记录已核实：没有沟通，{now}"


def settled_for_people(act: Act) -> str:
    """The outcome as those whom the matter is from read it."""
    found = "确有沟通" if act.facts["stands"] == "yes" else "没有沟通，这次沟通不算数"
    return f"{name_of(matter_of(act.obj))}：{act.obj.unit.brief}的沟通记录已核实，{found}"


def to_talk(work: Any) -> str:
    """What a unit is to do that has not talked, or whose talks were found never to have been."""
    again = any(talk.stands is False for talk in work.contacts.all())
    return "重新沟通并登记（登记过的沟通经核实没有发生）" if again else "与提案者沟通并起草答复"


# ---- replies ----


def drafted(grades: Grades) -> Words:
    """With the grade that the unit gives itself."""

    def say(act: Act) -> str:
        return f"{act.obj.unit.brief}起草答复（{grades.words(act.facts['letter'], act.day)}）"

    return say


def to_be_signed_again(act: Act) -> str:
    return f"答复由原单位签发、尚未送达，须由{act.obj.unit.brief}重新签发"


def check_reply(work: Any) -> str:
    return f"审核{work.unit.brief}的答复"


def checked(grades: Grades) -> Words:
    """With the grade, and what it was where the office changed it."""

    def say(act: Act) -> str:
        before, given = act.obj.reply.letter, grades.words(act.facts["letter"], act.day)
        if act.facts["letter"] != before:
            return f"审核通过，办理结果由{before}改为{given}"
        return f"审核通过（{given}）"

    return say


def answered(act: Act) -> str:
    """What those read whom the letter answers; a letter of their own says so."""
    return f"{name_of(matter_of(act.obj))}：{act.obj.unit.brief}已{'另行' if continues(act.obj) else ''}答复"


def delivered(act: Act) -> str:
    """With whom the letter leaves to be answered otherwise; its number is for those who read the letter."""
    return f"{act.obj.unit.brief}送达答复{left_out(act)}"
