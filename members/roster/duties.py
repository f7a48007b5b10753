"""Duties in a committee or group (主任, 副主任（兼）, 组长) in a column of their own beside the employer's post."""

import re

from core.brackets import split_remarks
from core.files.workbook import Sheet
from members.roster.bodies import DUTY, parts_of
from members.roster.cells import folded, is_blank, squeeze, text_of
from members.roster.layout import Table, spans
from members.roster.offices import ALMOST_ALL
from members.roster.result import RosterRow
from members.roster.titles import LISTS

_OF_A_BODY = re.compile(r"(?:专|委员会|小组|联络组|活动组|所在组|组内).{0,4}职务")
_NAMED = re.compile(
    r"^(?:.*?政协)?(?P<body>[\u4e00-\u9fff、和与]{2,16}?(?:专门?委员会|委员会|专委|小组|联络组|活动组))"
    rf"(?:组成人员|领导|委员|成员|人员)*(?:{LISTS}|表)?$"
)
_ANY_BODY = re.compile(r"^(?:各|本|全体)?专(?:门|委会)?|^(?:常务|政协)?委员会$|^(?:委员|政协)?小组$|第.{1,3}届")
_QUIET = re.compile(r"兼职?|专职")
#: What a seat can say; any other duty is kept as a remark.
_SEAT = re.compile(r"(?:(?:副?主任|召集人|组长)(?:委员)?|委员|成员)")


def body_of_list(names: list[str]) -> str:
    """The committee or group that the title or the name of a sheet says it is about; empty for none, or for several."""
    for name in names:
        told = _NAMED.match(re.sub(r"\([^()]*\)$", "", folded(name)))
        if told and not _ANY_BODY.search(told["body"]):
            return told["body"]
    return ""


def settle_duties(sheet: Sheet, table: Table, names: list[str]) -> None:
    """Read as ``duty`` the column that holds (almost) nothing but duties where the committee or group is told: by a
    column beside it, by the heading over it, or by the list's name."""
    for panel, _ in spans(table.header.panels, sheet.width):
        told = {"committee", "street_group"} & panel.columns.keys()
        if "unit_post" in panel.columns and (told or body_of_list(names)):
            for name in ("post", "office"):
                at = panel.one(name)
                if name == "office" and at is not None and "政协" in "".join(table.header.texts[at]):
                    continue
                if "duty" not in panel.columns and at is not None and _all_duties(_texts(sheet, table, at)):
                    panel.columns["duty"] = panel.columns.pop(name)
        for at, texts in enumerate(table.header.texts):
            label = "".join(map(folded, texts))
            free = "duty" not in panel.columns and _OF_A_BODY.search(label) and at not in table.header.read
            if free and _all_duties(_texts(sheet, table, at)):
                panel.columns["duty"] = [at]
                table.header.unread[:] = [each for each in table.header.unread if each != label]


def put_duty(row: RosterRow, written: str, body: str) -> None:
    """Give the duty to the seat of the row; what a seat cannot say, or whose seat is not plain, is a remark."""
    plain, remarks = split_remarks(written)
    duty = squeeze(plain)
    if body and not row.committee and not row.street_group:
        row.of_change = True
        if not duty:
            put_body(row, body, "duty_blank")
    if not duty or not DUTY.match(duty):
        row.keep(f"职务注：{written}" if duty else "")
        return
    if not row.committee and not row.street_group and body:
        setattr(row, _field_of(body), body)
        row.adds.add(_field_of(body))  # the list of one body says nothing of the others
    name = "street_group" if row.street_group and ("组" in duty or not row.committee) else "committee"
    parts = parts_of(name, getattr(row, name))
    if len(parts) == 1:
        plain_body = split_remarks(parts[0])[0]
        setattr(row, name, f"{plain_body}（{duty}）")
    more = [remark for remark in remarks if not _QUIET.fullmatch(squeeze(remark))]
    if len(parts) != 1 or more or not _SEAT.fullmatch(duty):
        row.keep(f"职务注：{parts[0] if len(parts) == 1 else ''}{written}")


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
