"""What one row says against itself: a party in another one's sector, a change of sector or party among the remarks.

The sector of a party tells who sits in it. A note for all rows (未注明的为中共党员) does not make somebody in 民革界 a
member of 中共: the sector's own party goes before it, and a person looks at each such row.
"""

import re
from collections.abc import Collection

from core.identifiers import is_phone, phone_number
from members.roster.births import read_birth
from members.roster.cells import ALONE, read_parties
from members.roster.decisions import ask_about
from members.roster.remarks import party_word
from members.roster.result import Doubt, RosterRow
from members.roster.vocabulary import Vocabulary

_CLAUSES = re.compile(r"[，,；;。\n]")
_SENTENCES = re.compile(r"[；;。\n]")
_MOVED = re.compile(r"(?:调整?|转|改|变更|划)(?:任|归|隶属?)?[至到为入成进]+(?P<to>[^()（）]+)")
_SECTOR_CHANGED = re.compile(
    r"界别?(?:[拟已将待]|届中)*(?:作?了?)?(?:调整|变更|更改|改[至到为])|(?:调整|变更|更改|改)(?:了|其)?界别"
)
_FIELD_OF = {
    "手机": "phone", "手机号": "phone", "手机号码": "phone", "电话": "phone", "联系电话": "phone", "号码": "phone",
    "界别": "sector", "党派": "party", "政治面貌": "party", "性别": "gender", "民族": "ethnicity", "姓名": "name",
    "出生年月": "birth", "出生日期": "birth", "出生": "birth", "工作单位及职务": "post", "单位及职务": "post",
    "政协职务": "office",
}  # fmt: skip
_WORDS = "|".join(sorted([*_FIELD_OF, "常务委员", "常委", "副主席"], key=len, reverse=True))
_SHOULD_BE = re.compile(
    rf"(?P<field>{_WORDS})(?:号码?|一?[栏列])?"
    r"(?:为|系|有)?(?:误填|填错|写错|误写|误|有误|错误|错)?[，,、]?"
    r"(?:[已现](?:更)?[换改](?:为|成|到)?|换(?:为|成)|改(?:为|成)|更正为|更改为|变更为|应[为是该改]+|实[为是]|现[为是用]|新号码?)"
    r"[:：]?(?P<value>[^，,；;。]+)$"
)
#: 实为教育界委员 names no column; 非常委 and 常委应删去 say that the office is none.
_REALLY = re.compile(r"^(?:实际?[为是系]|应[为是]|实属|应属|系)(?P<value>[^，,；;。]{2,20}?)(?:委员)?$")
_NO_OFFICE = re.compile(
    r"(?:^|[，,])(?:不是|并非|非|不任|未任)(?:常务委员|常委)|(?:常务委员|常委)[^，,；;。]{0,6}(?:应?删[去除]|应?去掉|有误|误填|错误)$"
)
_NOT_DONE = re.compile("拟|待|申请|建议")
_INTO_PARTY = re.compile(r"拟|待|申请|转(?!业|正)|加入|改为")


def parties_of(sector: str | None) -> tuple[str, ...]:
    """The parties whose sector this is (民盟、民进界); none for a sector of anything else."""
    parts = [part for part in re.split(r"[、和及]", re.sub(r"界别?$", "", sector or "")) if part]
    told = [party_word(part) for part in parts]
    return tuple(party for parties in told for party in parties if party != "群众") if all(told) else ()


def suppose_party(row: RosterRow, told: list[str]) -> bool:
    """Where a note for all rows says ``told`` of somebody in another party's sector: take that party, to be looked at.
    Returns whether the note is not to be applied."""
    own = parties_of(row.sector)
    if not own or set(own) & set(told):
        return False
    if len(own) == 1:
        row.party = list(own)
        row.supposed.add("party")
    row.doubt(
        "party_supposed" if len(own) == 1 else "party_open", "party", "", f"{row.sector}；说明：{'、'.join(told)}"
    )
    return True


def doubt_contradictions(row: RosterRow, vocabulary: Vocabulary, accepted: Collection[str]) -> None:
    """Put before a person what the row's cells say against each other; what somebody put right is not asked again.

    Each cell was read as it is written, so this is a question about the person and no warning about the reading.
    """

    def ask(key: str, field: str, written: str, about: str = "") -> None:
        ask_about(row, Doubt(key, field, written, about), accepted)

    own = parties_of(row.sector)
    if own and row.party and "party" not in row.corrected and not set(own) & set(row.party):
        ask("party_of_sector", "party", "、".join(row.party), row.sector or "")
    for name, clause, value in overridden(row.remark or "", vocabulary):
        if _NO_OFFICE.search("".join(clause.split())) and "常" not in f"{row.office}{row.office_beside}":
            continue
        if name not in row.corrected and value != _held(row, name):
            ask("remark_overrides", name, clause, value)
    for clause in _CLAUSES.split(row.remark or ""):
        if not {"sector", "sector_moved"} & {*row.corrected, *row.warnings} and _moves_sector(clause, row, vocabulary):
            ask("sector_in_remark", "sector", clause)
        if "party" not in row.corrected and _joins_party(clause, row):
            ask("party_in_remark", "party", clause)


def overridden(remark: str, vocabulary: Vocabulary) -> list[tuple[str, str, str]]:
    """Where a remark says that another cell should be something else: the field, the words, the value to take."""
    found = []
    for clause in _SENTENCES.split(remark):
        plain = "".join(clause.split())
        match = _SHOULD_BE.search(plain)
        word = match["field"] if match else ""
        name = _FIELD_OF.get(word, "office" if word in {"常委", "常务委员", "副主席"} else "")
        value = match["value"] if match else ""
        if name and not _NOT_DONE.search(plain) and (read := _read(name, value, vocabulary)):
            found.append((name, clause.strip(), read))
        elif _NO_OFFICE.search(plain):
            found.append(("office", clause.strip(), "委员"))
    for clause in _CLAUSES.split(remark):
        really = _REALLY.match("".join(clause.split()))
        sector = vocabulary.heading(really["value"]) if really else None
        if sector and all(name != "sector" for name, *_ in found):
            found.append(("sector", clause.strip(), sector))
    return found


def _read(name: str, value: str, vocabulary: Vocabulary) -> str:
    """The value as the field holds it; empty where it cannot be one."""
    match name:
        case "phone":
            number = phone_number(value)
            return number if is_phone(number) else ""
        case "sector":
            return vocabulary.heading(value) or vocabulary.near(value) or ""
        case "party":
            return "、".join(read_parties(value)[0])
        case "gender":
            return value if value in {"男", "女"} else ""
        case "birth":
            return read_birth(value)[0] or ""
        case "office":
            return value if re.fullmatch(r"委员|常委|常务委员|副?主席|秘书长", value) else ""
    return value if len(value) > 1 else ""


def _held(row: RosterRow, name: str) -> str:
    held = getattr(row, name)
    return "、".join(held) if isinstance(held, list) else held or ""


def _moves_sector(clause: str, row: RosterRow, vocabulary: Vocabulary) -> bool:
    """Whether a remark tells of a sector other than the row's into which the person came or is to come."""
    plain = "".join(clause.split())
    moved = _MOVED.search(plain)
    to = vocabulary.heading(re.sub(r"(?<=界)(?:别|委员|活动).*$", "", moved["to"])) if moved and "界" in plain else None
    if to:
        return to != row.sector
    return bool(_SECTOR_CHANGED.search(plain)) or bool(moved and re.search(r"..界别?$", moved["to"]))


def _joins_party(clause: str, row: RosterRow) -> bool:
    named = [party for party in read_parties(clause)[0] if party not in ALONE]
    return bool(named) and bool(_INTO_PARTY.search(clause)) and not set(named) <= set(row.party)
