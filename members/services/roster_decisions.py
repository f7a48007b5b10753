"""What a person decides about an uploaded roster before it is written: each act on its own, kept with the upload.

Nothing that was decided is lost by deciding something else, or by another file or another person in between: an act
names what its author saw (``seen``) and is refused where somebody has decided the same thing meanwhile.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from django.db import transaction

from core.identifiers import card_number, is_email, is_phone, phone_number
from core.matters import events
from core.matters.lifecycle import Refused
from core.models import Organisation, OrganisationName
from core.organisations.services import add, add_spellings, remove_spelling
from core.people.actors import Actor
from core.text import clean_line, number_of
from members.models import MemberParty, RosterImport
from members.roster.births import read_birth, two_readings
from members.roster.cells import folded, read_ethnicity, read_gender, read_parties
from members.roster.combined import piece_of
from members.roster.decisions import DISTINCT, EXIT, NOBODY, SAME_AS, SAME_ROW, SKIP
from members.roster.kinds_of_bodies import KIND
from members.roster.names import read_name
from members.roster.words import FIELDS, WARNINGS
from members.services import roster_exits, roster_namesakes
from members.services.made_bodies import MADE
from members.services.roster_plan import OFFICES
from members.services.roster_planned import BODIES
from members.services.roster_uploads import SHEET
from members.services.sectors import KINDS_BY_FIELD, party_bodies

MEANWHILE = "另一位同事刚刚处理过这一处，没有覆盖。请看过现在的内容再定。"
OWN = "own"
"""The choice that a spelling is a body of its own."""
BACK = "back"
"""The choice that a spelling registered on this preview was registered wrongly."""
LEARNED = "learned"
"""Under this key of its decisions a roster keeps the spellings registered on its preview: field → spelling → id."""
AT_ONCE = ("sector", "party")
"""What becomes known there and then, not with the import."""
NO_BODY = ("中共", "无党派", "群众")
"""What stands in the column 党派 and is no body of the directory."""
CONFIRMABLE = (*FIELDS, DISTINCT, EXIT, SAME_AS, SAME_ROW, SKIP)
SAID = {DISTINCT: "并非同一人，照常导入", SAME_AS: "与系统中的同名委员是同一人", SKIP: "不导入"}
ONE_BY_ONE = {
    "left_an_office", "leaving_asked", "struck_out", "same_name", "likely_same", "change_of_nobody", "body_assumed",
    "remark_overrides", "sole_office", roster_namesakes.KEY, roster_namesakes.KNOWN, roster_namesakes.BY_NAME,
    roster_namesakes.BY_NOTE, roster_namesakes.AGAINST, "phone_replaced", "held_again", "post_bare", "tick_unclear",
    "skipped_before",
}  # fmt: skip
"""The doubts that are answered row by row."""
OPPOSITE = {DISTINCT: SAME_ROW, SAME_ROW: DISTINCT}
"""What is said no more once the other is."""
_CARDS, _TEXTS, _BODIES, ROW_KEY = 30, 300, 120, 200


@transaction.atomic
def decide_statements(
    *, roster: RosterImport, offered: Iterable[str], ticked: Iterable[str], seen: str, actor: Actor
) -> None:
    """Confirm what notes say about all rows: of the statements ``offered``, those ``ticked`` are applied."""
    decisions = _open(roster, actor)
    kept = decisions.setdefault("statements", {})
    if seen != seen_statements(roster):
        raise Refused(MEANWHILE)
    ticked = set(ticked)
    kept.update({key: key in ticked for key in offered})
    applied = sum(kept.values())
    _keep(roster, actor, f"确认名册说明：按 {applied} 条理解，{len(kept) - applied} 条不采用")


@transaction.atomic
def decide_spelling(*, roster: RosterImport, field: str, written: str, choice: str, seen: str, actor: Actor) -> str:
    """Say what a spelling is: the id of a body, ``OWN`` for one that is new, ``as:NAME`` for another one of this file.

    A body of the directory gets the spelling there and then, for good; a new sector, and a party (``as:``) that the
    directory lacks, is made there and then. ``BACK`` takes away a spelling that this preview has registered. Returns
    what was done, in words.
    """
    decisions = _open(roster, actor)
    if field not in KINDS_BY_FIELD:
        raise Refused("请选择界别、党派、专委会或小组。")
    kept = decisions.setdefault("spellings", {}).setdefault(field, {})
    if seen != kept.get(written, ""):
        raise Refused(MEANWHILE)
    written = clean_line(written)
    if choice == BACK:
        done = _unlearned(field, written, roster, actor)
    elif choice == OWN and field == "sector":
        body = _made(field, _sector_name(written), roster, actor)
        roster.save(update_fields=["decisions"])
        return f"已新建界别“{body}”，相关的行已一并读入。"
    elif choice == OWN and field != "party":
        kept[written] = ""
        done = f"“{written}”按单独的{FIELDS[field]}处理"
    elif choice.startswith(KIND) and (other := choice.removeprefix(KIND)) in {*BODIES} - {field}:
        kept[written] = choice
        decisions["spellings"].setdefault(other, {})[written] = ""
        done = f"“{written}”按{FIELDS[other]}处理"
    elif choice.startswith("as:") and field not in AT_ONCE and 3 < len(choice) <= _BODIES:
        kept[written] = choice.removeprefix("as:")
        done = f"“{written}”按“{kept[written]}”处理，导入时登记这一写法"
    else:
        body = _party(choice, roster, actor) if field == "party" else _body(field, choice)
        if add_spellings(body, [written], actor=actor, reason=_reason(roster)):
            decisions.setdefault(LEARNED, {}).setdefault(field, {})[written] = body.pk
        kept.pop(written, None)
        done = f"已登记“{written}”为“{body}”的另一种写法，以后的名册也会认得"
    _keep(roster, actor, done)
    return f"{done}。"


@transaction.atomic
def settle_doubt(*, roster: RosterImport, doubt: str, name: str, actor: Actor) -> None:
    """Accept one doubt: the row goes as it was understood."""
    decisions = _open(roster, actor)
    accepted = decisions.setdefault("accepted", [])
    if not re.fullmatch(r"[0-9a-f]{12}", doubt):
        raise Refused("没有找到这一处，请刷新后再看。")
    if doubt not in accepted:
        accepted.append(doubt)
        _keep(roster, actor, f"核对无误：{clean_line(name)[:60]}")


@transaction.atomic
def settle_kind(*, roster: RosterImport, kind: str, doubts: Collection[str], actor: Actor) -> None:
    """Accept all ``doubts`` of one kind (a key of ``WARNINGS``). Refused for a kind that each row has to answer."""
    decisions = _open(roster, actor)
    if kind in ONE_BY_ONE or kind not in WARNINGS or not doubts:
        raise Refused("这类提示须逐行答复。")
    accepted = decisions.setdefault("accepted", [])
    accepted += [doubt for doubt in doubts if doubt not in accepted]
    _keep(roster, actor, f"同类提示核对无误：{WARNINGS[kind]}（{len(doubts)} 处）")


@transaction.atomic
def correct(*, roster: RosterImport, row: str, field: str, value: str, seen: str, actor: Actor) -> None:
    """Put one value right in one row of the file, as it will be read from now on. Raises Refused with what is wrong."""
    decisions = _open(roster, actor)
    fixed = decisions.setdefault("values", {}).setdefault(row, {})
    if field not in CONFIRMABLE or len(row) > ROW_KEY:
        raise Refused("这一栏不能在这里改，请在文件里改正后重新上传。")
    if seen != fixed.get(field, ""):
        raise Refused(MEANWHILE)
    value = clean_line(value)
    if field in FIELDS:
        told = _told(field, value)
        for name, text in told.items():
            if objection := objection_to(name, text):
                raise Refused(objection)
        fixed |= told
        done = f"{_place(row)}：" + "，".join(f"{FIELDS[name]}改为“{text}”" for name, text in told.items())
    elif value:
        value = roster_exits.with_year(value, actor.today) if field == EXIT else value
        if field == EXIT and (objection := roster_exits.objection_to(value)):
            raise Refused(objection)
        if field == SAME_ROW and (value == row or len(value) > ROW_KEY):
            raise Refused("请选择名册中的另一行。")
        fixed.pop(OPPOSITE.get(field, ""), None)
        fixed[field] = value
        done = f"{_place(row)}：{_said(field, value)}"
    else:
        fixed.pop(field, None)
        done = f"{_place(row)}：{'取消登记离任' if field == EXIT else '恢复导入'}"
    _keep(roster, actor, done)


def _said(field: str, value: str) -> str:
    if field == EXIT:
        way, _, day = value.partition("|")
        return f"登记离任（{dict(roster_exits.WAYS)[way]}，{day}）"
    if field == SAME_AS and value == NOBODY:
        return "不是系统中的同名委员，作为新委员导入"
    return SAID[field] if field in SAID else f"与{_place(value)}是同一人"


def _told(field: str, value: str) -> dict[str, str]:
    """What was typed into one box, by field: sex and date of birth as they stand together in a cell (男 1968.3) too."""
    if field in SEX_AND_BIRTH:
        told = {name: piece_of(value, name, SEX_AND_BIRTH) for name in SEX_AND_BIRTH}
        if read_gender(told["gender"])[0] and read_birth(told["birth"])[0]:
            return told
    return {field: value}


def objection_to(field: str, value: str) -> str:
    """Why ``value`` cannot stand in ``field``; empty where it can."""
    if not value:
        return f"请填写{FIELDS[field]}。"
    if field == "birth" and (unclear := two_readings(value)):
        return unclear
    reads, sentence = _READS.get(field, (lambda text: len(text) <= _TEXTS, f"{FIELDS[field]}过长，请缩短。"))
    return "" if reads(value) else sentence


def _is_name(text: str) -> bool:
    parts = read_name(text)
    return bool(parts.name) and not parts.several and len(parts.name) <= 60


SEX_AND_BIRTH = ("gender", "birth")
_READS: dict[str, tuple[Callable[[str], Any], str]] = {
    "name": (_is_name, "请填写一位委员的姓名。"),
    "gender": (lambda text: read_gender(text)[0], "性别请填“男”或“女”。"),
    "ethnicity": (lambda text: read_ethnicity(text, known_only=True), "没有认出这个民族，请写全称，如“汉族”。"),
    "birth": (lambda text: read_birth(text)[0], "没有认出这个日期，请写成 1968-10 或 1968-10-05。"),
    "party": (lambda text: read_parties(text)[0], "没有认出这个党派，请写“中共”“民盟”“无党派”“群众”等。"),
    "phone": (
        lambda text: len(phone_number(text)) <= _CARDS and is_phone(phone_number(text)),
        "请填写完整的电话号码。",
    ),
    "email": (is_email, "请填写完整的电子邮箱，如 name@example.cn。"),
    "card_no": (lambda text: len(card_number(text)) <= _CARDS, "委员证号过长，请核对。"),
    "office": (
        lambda text: folded(text) == "委员" or any(p.search(folded(text)) for p, _ in OFFICES),
        "请填主席、副主席、秘书长或常委；都不是的填委员。",
    ),
    "since": (lambda text: read_birth(text)[0], "没有认出这个日期，请写成 2026-03-05。"),
    "committee": (lambda text: len(text) <= _BODIES, "名称过长，请缩短。"),
    "street_group": (lambda text: len(text) <= _BODIES, "名称过长，请缩短。"),
    "sector": (lambda text: _sectors().filter(name=text).exists(), "请选择目录中的界别。"),
}


def seen_statements(roster: RosterImport) -> str:
    """What is decided about statements now, as the form carries it."""
    return ",".join(f"{key}={int(on)}" for key, on in sorted(roster.decisions.get("statements", {}).items()))


def _sectors():
    return Organisation.objects.filter(kind=Organisation.Kind.SECTOR, is_active=True)


def _sector_name(written: str) -> str:
    """With 界 at its end where most of the directory's sectors have it, without where they have not."""
    bare, names = re.sub(r"(?<=..)界别?$", "", written), _sectors().values_list("name", flat=True)
    return f"{bare}界" if sum(name.endswith("界") for name in names) * 2 > len(names) else bare


def new_parties(known: Collection[str]) -> list[str]:
    """The parties that the directory may still get, where ``known`` are there."""
    return [party for party in MemberParty.CANONICAL if party not in {*known, *NO_BODY}]


def _party(choice: str, roster: RosterImport, actor: Actor) -> Organisation:
    """A party's body by its id, or ``as:`` its short name where the directory has none: that is added."""
    bodies = party_bodies()
    if choice.removeprefix("as:") in new_parties([party for _, party in bodies]):
        return _made("party", choice.removeprefix("as:"), roster, actor)
    body = next((body for body, _ in bodies if str(body.pk) == choice), None)
    if body is None:
        raise Refused("请选择是哪一个党派。")
    return body


def _made(field: str, name: str, roster: RosterImport, actor: Actor) -> Organisation:
    body = add({"kind": KINDS_BY_FIELD[field][0], "name": name}, actor=actor, reason=_reason(roster))
    roster.decisions.setdefault(MADE, []).append(body.pk)
    return body


def learned(roster: RosterImport) -> list[tuple[str, str, str]]:
    """Field, spelling and body of what was registered on the preview of this roster and stands."""
    told = roster.decisions.get(LEARNED, {})
    found = OrganisationName.objects.filter(organisation_id__in={pk for each in told.values() for pk in each.values()})
    there = {(row.organisation_id, row.name): str(row.organisation) for row in found.select_related("organisation")}
    return [
        (field, written, there[pk, written])
        for field, each in told.items()
        for written, pk in each.items()
        if (pk, written) in there
    ]


def _unlearned(field: str, written: str, roster: RosterImport, actor: Actor) -> str:
    pk = roster.decisions.get(LEARNED, {}).get(field, {}).pop(written, None)
    row = OrganisationName.objects.filter(organisation=pk, name=written).select_related("organisation").first()
    if row is None:
        raise Refused("这一写法已经移除，请刷新后再看。")
    remove_spelling(row.organisation, row.pk, actor=actor, reason=_reason(roster))
    return f"已撤回：“{written}”不再是“{row.organisation}”的写法，相关的行请重新选择"


def _reason(roster: RosterImport) -> str:
    return f"核对名册“{roster.name}”"[:200]


def _body(field: str, choice: str) -> Organisation:
    found = Organisation.objects.filter(kind__in=KINDS_BY_FIELD[field], is_active=True)
    body = found.filter(pk=number_of(choice) or 0).first()
    if body is None:
        raise Refused(f"请选择“{FIELDS[field]}”目录中的一个。")
    return body


def _open(roster: RosterImport, actor: Actor) -> dict[str, Any]:
    """The decisions, the row locked; Refused once the roster does not wait any more."""
    SHEET.check(actor)
    now = RosterImport.objects.select_for_update().get(pk=roster.pk)
    if now.state != RosterImport.State.PREVIEW:
        raise Refused("这份名册已经导入或放弃，不能再核对。")
    roster.decisions = now.decisions
    return roster.decisions


def _keep(roster: RosterImport, actor: Actor, text: str) -> None:
    roster.save(update_fields=["decisions"])
    events.record(roster, actor=actor, key="check_roster", label="核对名册", text=f"“{roster.name}”{text}")


def _place(row: str) -> str:
    sheet, number, _ = row.rsplit("|", 2) if row.count("|") >= 2 else (row, "", "")
    return f"{sheet} 第 {number} 行"


def decided_spelling(decisions: Mapping[str, Any], field: str, written: str) -> str:
    """What is decided about a spelling now, as the form carries it."""
    return decisions.get("spellings", {}).get(field, {}).get(written, "")
