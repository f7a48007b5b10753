"""Sheets of changed posts (原任职务｜现任职务｜任免时间): what somebody is now, and what was given up for it.

Mostly they tell of the committee's own posts: 政协职务, and duties in its committees and groups. These become offices
and seats, and the employer's post stays; where a body is not known, nothing is written and a person is asked.
"""

import re
from collections.abc import Mapping

from core.brackets import split_remarks
from core.files.workbook import Sheet
from members.roster.bodies import FIELDS, body_and_duty, known_body
from members.roster.cells import folded, squeeze
from members.roster.layout import Table, spans
from members.roster.offices import is_in_column
from members.roster.result import RosterRow
from members.roster.vocabulary import Directory

_POST = r"(?:政协|会内|单位|行政|工作|委员)?(?:职务|职位|任职|岗位|职)(?:情况)?"
_FORMER = re.compile(
    rf"^(?:原|曾|前|免去|免|卸任|不再担任|(?:调整|变动|变更|任免)(?:之|以)?前)(?:任|有|来)?的?{_POST}$"
)
_NOW = re.compile(rf"^(?:现|新|拟|任命|改任|(?:调整|变动|变更|任免)(?:之|以)?后)(?:任|有)?的?{_POST}$")
_BETWEEN = re.compile(r"[、，,；;\n](?![^(（]*[)）])")
_EMPLOYERS = re.compile(
    r"^(?:县|区|市|州|旗|省|镇|乡|村|居|党)|局|公司|集团|学校|中学|小学|学院|大学|医院|银行|法院|检察院|街道|政府|银行|支行|[镇乡村厂店社]"
)


def settle_post_changes(sheet: Sheet, table: Table) -> None:
    """Read as ``new_post`` and ``old_post`` the columns of a sheet that says what somebody was and is."""
    header = table.header
    for panel, span in spans(header.panels, sheet.width):
        labels = {at: "".join(map(folded, header.texts[at])) for at in range(*span) if at < len(header.texts)}
        old = next((at for at, label in labels.items() if _FORMER.match(label)), None)
        new = next((at for at, label in labels.items() if _NOW.match(label)), None)
        if old is None or new is None:
            continue
        for name in [name for name, columns in panel.columns.items() if {old, new} & {*columns}]:
            panel.columns[name] = [at for at in panel.columns[name] if at not in {old, new}]
            if not panel.columns[name]:
                del panel.columns[name]
        panel.columns |= {"new_post": [new], "old_post": [old]}
        header.unread[:] = [each for each in header.unread if each not in {labels[old], labels[new]}]


def take_new_posts(row: RosterRow, now: str, before: str, directory: Directory) -> None:
    """Put into the row what somebody is now (``now``) and what that ends (``before``)."""
    row.of_change = True
    row.was |= {"post": before} if before.strip() else {}
    seats: dict[str, list[str]] = {}
    offices, posts = [], []
    for part in _parts(now):
        plain, remarks = split_remarks(part)
        if is_in_column(folded(plain)):
            offices.append(folded(plain))
            for remark in remarks:
                row.keep(f"职务注：{remark}")
        elif seat := seat_in(part, directory):
            seats.setdefault(seat[0], []).append(f"{seat[1]}（{seat[2]}）")
        elif body_and_duty(squeeze(plain)) and not _EMPLOYERS.search(squeeze(plain)):
            row.keep(f"现任职务：{part}")
            row.doubt("duty_unclear", "post", part)
        else:
            posts.append(part)
    if offices and "office" not in row.corrected:
        row.office = "、".join(dict.fromkeys(offices))
    if posts and "post" not in row.corrected:
        row.post, row.columns = "、".join(posts), row.columns | {"post"}
    for name, bodies in seats.items():
        if name not in row.corrected:
            setattr(row, name, "、".join(bodies))
            row.adds.add(name)
    left = [seat[1] for part in _parts(before) if (seat := seat_in(part, directory))]
    row.given_up = {*left} - {each.rpartition("（")[0] for bodies in seats.values() for each in bodies}


def seat_in(part: str, directory: Directory) -> tuple[str, str, str] | None:
    """A duty in a committee or group of the directory (提案委副主任): the field, the body's name and the duty."""
    told = body_and_duty(squeeze(split_remarks(part)[0]))
    if not told:
        return None
    names: Mapping[str, str] = {name: known_body(name, told[0], directory.names(name)) for name in FIELDS}
    name = next((name for name, body in names.items() if body), "")
    return (name, names[name], told[1]) if name else None


def _parts(text: str) -> list[str]:
    return [part.strip() for part in _BETWEEN.split(text) if part.strip()]
