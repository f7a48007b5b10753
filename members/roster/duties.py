"""Duties in a committee or group (主任, 副主任（兼）, 组长) in a column of their own beside the employer's post."""

import re
from collections.abc import Mapping

from core.brackets import split_remarks
from core.files.workbook import Sheet
from members.roster.bodies import DUTY, known_body, parts_of
from members.roster.cells import folded, is_blank, squeeze, text_of
from members.roster.layout import Panel, Table, spans
from members.roster.offices import ALMOST_ALL
from members.roster.result import RosterRow
from members.roster.titles import LISTS

_OF_A_BODY = re.compile(r"(?:专|委员会|小组|联络组|活动组|所在组|组内).{0,4}职务")
_NAMED = re.compile(
    r"^(?:.*?政协)?(?P<body>[\u4e00-\u9fff、和与]{2,16}?(?:专门?委员会|委员会|专委|小组|联络组|活动组))"
    rf"(?:组成人员|领导|委员|成员|人员)*(?:{LISTS}|表)?$"
)
_OF_PEOPLE = re.compile(rf"(?:组成人员|领导|委员(?!会)|成员|人员|班子)*(?:{LISTS}|表)?$")
#: 提案委 as the directory may not have it; those of the party and the government are no committees of ours.
_SHORT = re.compile(r"(?:.*?政协)?(?P<body>[\u4e00-\u9fff、和与]{2,12}委)")
_OF_OTHERS = re.compile(r"(?:[县区市州旗省镇乡村居党纪工团编建常组]|政法|发改|国资|卫健|卫计|体改|经信|国动)委$")
_ANY_BODY = re.compile(r"^(?:各|本|全体)?专(?:门|委会)?|^(?:常务|政协)?委员会$|^(?:委员|政协)?小组$|第.{1,3}届")
_QUIET = re.compile(r"兼职?|专职")
#: What a seat can say; any other duty is kept as a remark.
_SEAT = re.compile(r"(?:(?:副?主任|召集人|组长)(?:委员)?|委员|成员)")
_MEMBER = re.compile(r"委员|成员|组员")
_CHIEF = re.compile(r"(?:主任|组长)(?:委员)?")


def body_of_list(names: list[str], known: Mapping[str, str], *, of_duties: bool = False) -> str:
    """The committee or group that the title or the name of a sheet says it is about, by its full name or one that the
    directory (``known``, of the committees) has; empty for none, or for several. Where a column ``of_duties`` says that
    it is some body's list, the mere words of its name are enough (教科卫体)."""
    for name in names:
        plain = re.sub(r"\([^()]*\)$", "", folded(name))
        told = _NAMED.match(plain)
        if told and not _ANY_BODY.search(told["body"]):
            return told["body"]
        bare = _OF_PEOPLE.sub("", plain)
        if (of_duties or bare.endswith("委")) and len(bare) > 1 and (body := known_body("committee", bare, known)):
            return body
        short = _SHORT.fullmatch(bare) if of_duties else None
        if short and not _OF_OTHERS.search(short["body"]):
            return short["body"]
    return ""


def settle_duties(sheet: Sheet, table: Table, names: list[str], known: Mapping[str, str]) -> None:
    """Read as ``duty`` the column that holds (almost) nothing but duties where the committee or group is told: by a
    column beside it, by the heading over it, or by the list's name; and where it can be no post with an employer."""
    for panel, _ in spans(table.header.panels, sheet.width):
        told = bool({"committee", "street_group"} & panel.columns.keys())
        listed = bool(body_of_list(names, known, of_duties=True))
        for name in ("post", "office"):
            at = panel.one(name)
            if name == "office" and at is not None and "政协" in "".join(table.header.texts[at]):
                continue
            texts = _texts(sheet, table, at) if at is not None else []
            if "duty" in panel.columns or not _all_duties(texts):
                continue
            ours = told or listed if name == "office" else _of_a_body(texts, panel, listed=listed)
            if ours:
                panel.columns["duty"] = panel.columns.pop(name)
        for at, heads in enumerate(table.header.texts):
            label = "".join(map(folded, heads))
            free = "duty" not in panel.columns and _OF_A_BODY.search(label) and at not in table.header.read
            if free and _all_duties(_texts(sheet, table, at)):
                panel.columns["duty"] = [at]
                table.header.unread[:] = [each for each in table.header.unread if each != label]


def _of_a_body(texts: list[str], panel: Panel, *, listed: bool) -> bool:
    """Whether bare duties under 职务 are those in a body and no posts with employers: beside a column that has these;
    where members are among them; or, on a body's list, where only one is its head."""
    if "unit_post" in panel.columns:
        return True
    if "unit" not in panel.columns:
        return False
    plain = [squeeze(split_remarks(text)[0]) for text in texts]
    members = any(map(_MEMBER.fullmatch, plain))
    return members or (listed and sum(bool(_CHIEF.fullmatch(each)) for each in plain) < 2)


def put_duty(row: RosterRow, written: str, body: str, known: Mapping[str, str]) -> None:
    """Give the duty to the seat of the row; what a seat cannot say, or whose seat is not plain, is a remark."""
    plain, remarks = split_remarks(written)
    duty = squeeze(plain)
    placed = bool(row.committee or row.street_group)
    if body and not placed:
        row.of_change = True
        if not duty:
            put_body(row, body, "duty_blank")
    if not duty or not DUTY.match(duty):
        _put_other(row, written if duty else "")
        return
    if not placed and not body:
        _put_nowhere(row, duty, written)
        return
    if not placed:
        name = _field_of(body)
        setattr(row, name, body)
        row.adds.add(name)  # the list of one body says nothing of the others
        if name == "committee" and body.endswith("委") and not known_body(name, body, known):
            row.doubt("body_of_list", name, body, body)
    name = "street_group" if row.street_group and ("组" in duty or not row.committee) else "committee"
    parts = parts_of(name, getattr(row, name))
    if len(parts) == 1:
        plain_body = split_remarks(parts[0])[0]
        setattr(row, name, f"{plain_body}（{duty}）")
    more = [remark for remark in remarks if not _QUIET.fullmatch(squeeze(remark))]
    if len(parts) != 1 or more or not _SEAT.fullmatch(duty):
        row.keep(f"职务注：{parts[0] if len(parts) == 1 else ''}{written}")


def _put_other(row: RosterRow, written: str) -> None:
    """What stands among the duties and is none is the post with the unit beside it, else a remark."""
    if written and row.post and row.lacks == "post" and "unit_post" not in row.columns:
        row.post, row.lacks = row.post + squeeze(written), ""
    elif written:
        row.keep(f"职务注：{written}")


def _put_nowhere(row: RosterRow, duty: str, written: str) -> None:
    """A duty of which nothing tells in what body: it is asked about; that somebody is a member says nothing."""
    if not _MEMBER.fullmatch(duty):
        row.keep(f"职务注：{written}")
        row.doubt("duty_unclear", "committee", written)


def seat_in_remark(row: RosterRow) -> str:
    """The duty that is all that the remark of a row on a body's list says; it is a remark no more."""
    duty = squeeze(row.remark or "")
    if not _SEAT.fullmatch(duty):
        return ""
    row.remark = None
    return duty


def put_body(row: RosterRow, body: str, doubt: str) -> None:
    """Give somebody the seat in the body whose list it is, beside those held; a person looks at it."""
    if body and not row.committee and not row.street_group:
        name = _field_of(body)
        setattr(row, name, body)
        row.adds.add(name)
        row.columns |= {name}
        row.doubt(doubt, name, body, body)


def _field_of(body: str) -> str:
    return "street_group" if body.endswith("组") else "committee"


def _all_duties(told: list[str]) -> bool:
    duties = [text for text in told if DUTY.match(squeeze(split_remarks(text)[0]))]
    ours = any(re.search("常委|常务委员|主席|秘书长", text) for text in told)  # a column of 政协职务
    return bool(told) and not ours and len(duties) >= ALMOST_ALL * len(told)


def _texts(sheet: Sheet, table: Table, at: int) -> list[str]:
    """What the column says beside names; notes and totals below the table stand in any column."""
    rows = sheet.rows[table.header.bottom + 1 : table.end]
    names = [panel.columns["name"][0] for panel in table.header.panels]
    return [text_of(row[at]) for row in rows if not is_blank(row[at]) and any(not is_blank(row[n]) for n in names)]
