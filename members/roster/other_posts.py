"""Posts that are neither the employer's nor 政协职务: those in a party and in society; and columns to be ticked, for an
office each (常委, 副主席, 是否常委) or for the sex (男｜女)."""

import re
from collections.abc import Iterable

from core.files.workbook import Sheet
from members.roster.cells import ALONE, folded, is_blank, read_parties
from members.roster.layout import Panel, Table, spans
from members.roster.result import RosterRow

_TICKED = re.compile(r"[√✓✔☑1]|是|Y|YES", re.IGNORECASE)
_NOT_TICKED = re.compile(r"[×xX✗✘✕☐□0/\\—–-]*|否|无|非|不是|N|NO", re.IGNORECASE)
_MAY_TICK = re.compile(r"[○◯〇●◎⊙OoΟ＋+*★☆△▲]|[Vv]|有|任|现任")
_OFFICE = re.compile(r"(?:是否)?(?:为|是|任|担任)?(?:[县区市州旗省])?(?:政协)?(?P<office>副?主席|秘书长|常委|常务委员)")
_SEX = re.compile("男|女")
TICKED = ("standing", "sex")
_OTHER_BODY = re.compile(r"^(?:县|区|市|省|旗)?(?:[县区市省旗]委|人大|政府)")


def take_posts(row: RosterRow, of_party: list[str], of_society: list[str]) -> None:
    """Keep offices in a party and posts in society. An office in a party tells the party where none is written."""
    for text in of_party:
        row.keep(f"党派职务：{text}")
        parties = [party for party in read_parties(text)[0] if party not in ALONE]
        if len(parties) == 1 and not row.party and "party" not in row.corrected:
            row.party = parties
            row.doubt("party_of_office", "party", text, parties[0])
        own = parties or [party for party in row.party if party not in ALONE]
        if len(own) == 1 and not _OTHER_BODY.match(folded(text)):
            row.party_offices.append((own[0], text[:60]))
    for text in of_society:
        row.keep(f"社会职务：{text}")


def settle_ticked(sheet: Sheet, table: Table) -> None:
    """Read the columns that are headed by an office, or by 男 and 女, and hold nothing but ticks; a label may stand
    over several of them (政协职务, 性别)."""
    for panel, span in spans(table.header.panels, sheet.width):
        read = {at: name for name, columns in panel.columns.items() for at in columns}
        for at in range(span[0], min(span[1], len(table.header.texts))):
            texts = table.header.texts[at]
            label = folded(texts[-1]) if texts else ""
            name = "standing" if _OFFICE.fullmatch(label) else "sex" if _SEX.fullmatch(label) else ""
            held = {"standing": "office", "sex": "gender"}.get(name, "")
            over = read.get(at) == held and len(texts) > 1
            if not name or (at in read and not over) or not _all_answers(sheet, table, panel, at):
                continue
            if over:
                panel.columns[held] = [each for each in panel.columns[held] if each != at]
                if not panel.columns[held]:
                    del panel.columns[held]
            panel.columns[name] = sorted([*panel.columns.get(name, []), at])
            whole = "".join(map(folded, texts))
            table.header.unread[:] = [each for each in table.header.unread if each not in {label, whole}]


def asks_for_tick(table: Table, panel: Panel, at: int) -> bool:
    """Whether a column asks for a tick by its heading (是否连任): that is no mark beside the name."""
    texts = table.header.texts[at] if at < len(table.header.texts) else []
    return any(at in panel.columns.get(name, ()) for name in TICKED) or "是否" in "".join(texts)


def take_ticked(row: RosterRow, told: Iterable[tuple[str, str]]) -> None:
    """Put the offices that are ticked into the row; ``told`` are headings with what stands below them. A mark that may
    be yes or no is asked about."""
    for label, text in told:
        found = _OFFICE.search(folded(label).removeprefix("政协职务"))
        office = found["office"].replace("常务委员", "常委") if found else "常委"
        if is_ticked(text) or folded(text) in {folded(label), office}:
            row.office_beside = "、".join(filter(None, (row.office_beside, office)))
        elif not _NOT_TICKED.fullmatch(folded(text)):
            row.doubt("tick_unclear", "office", f"{label}：{text}", office)


def sex_ticked(told: Iterable[tuple[str, str]]) -> str:
    """The one of 男 and 女 that is ticked; empty where none or both are."""
    sexes = ((folded(label)[-1:], text) for label, text in told)
    found = [sex for sex, text in sexes if is_ticked(text) or folded(text) == sex]
    return found[0] if len(found) == 1 else ""


def is_ticked(text: str) -> bool:
    """Whether a cell to be ticked says yes."""
    return bool(_TICKED.fullmatch(folded(text)))


def _all_answers(sheet: Sheet, table: Table, panel: Panel, at: int) -> bool:
    """Whether whatever a column says beside names may answer whether the heading holds."""
    label, name = folded(table.header.texts[at][-1]), panel.columns["name"][0]
    rows = sheet.rows[table.header.bottom + 1 : table.end]
    texts = [folded(row[at]) for row in rows if not is_blank(row[at]) and not is_blank(row[name])]
    answers = (_TICKED, _NOT_TICKED, _MAY_TICK)
    return all(text == label or any(answer.fullmatch(text) for answer in answers) for text in texts)
