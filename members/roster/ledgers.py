"""Ledgers of changes (变动类别, 变动内容, 变动时间): the kind named in its own column goes before what the others say.

What was changed is read from the words about it (由教育界调整到工会界; 任县商务局局长; 女，汉族，1985年4月生).
"""

import re
from collections.abc import Iterable

from core.identifiers import first_mobile
from members.roster.births import read_birth
from members.roster.cells import folded
from members.roster.changes import JOINED, OFFICE, OTHER, kind_of, moved_sector
from members.roster.offices import is_in_column
from members.roster.posts import after_moving
from members.roster.remarks import meaning_of
from members.roster.result import RosterRow
from members.roster.vocabulary import Vocabulary

STAYS = {JOINED, OFFICE, OTHER}
"""The kinds of change by which nobody leaves."""
_KINDS = re.compile(r"类[别型]|性质|事项|种类")
_TO = re.compile(r"^(?:(?:→|⇒|➔|=+>|[-—–]+>|[-—–]{2,})|(?:拟|现)?(?:调整?|改|转|变更)(?:至|为|到|入))(?P<new>.{2,16})$")
_POST = re.compile(r"^(?:现|新|改|调|转|升|提)?任(?:命为)?[:：]?(?P<now>[^，,；;。]{3,})")
_WORDS = re.compile(r"[，,、；;。\n]")
_BORN = re.compile(r"^(?P<day>(?:19|20)\d\d[年./\-]\d{1,2}[月./\-]?(?:\d{1,2}日?)?)(?:出生|生)$")
_NUMBER = re.compile(r"^(?:联系)?(?:电话|手机)(?:号码?)?[:：]?(?P<number>\d{11})$")


def kind_named(told: Iterable[tuple[str, str]]) -> str:
    """The kind of change in a column for kinds; ``told`` are headings with what stands below them in the row."""
    return next((kind for over, text in told if _KINDS.search(over) and (kind := kind_of(text))), "")


def take_content(row: RosterRow, words: list[str], vocabulary: Vocabulary) -> None:
    """Put into the row what the words of a change say that it is now, and what it was; a person looks at it."""
    about = "；".join(each for each in words if kind_of(each) == OTHER)
    for text in (each for each in words if kind_of(each) != OTHER):
        plain = "".join(text.split())
        if "界别" in about and "sector" not in row.corrected:
            _take_sector(row, text, plain, vocabulary)
        elif re.search("职务|单位|工作|岗位", about) and "post" not in row.corrected:
            _take_post(row, text, plain)


def _take_sector(row: RosterRow, text: str, plain: str, vocabulary: Vocabulary) -> None:
    to = _TO.match(plain)
    now = moved_sector(plain, vocabulary) or (vocabulary.sector(to["new"])[0] if to else None)
    if now:
        if row.sector and row.sector != now:
            row.was.setdefault("sector", row.sector)
        row.sector = now
        row.doubt("sector_moved", "sector", text)


def _take_post(row: RosterRow, text: str, plain: str) -> None:
    told = _POST.match(plain)
    now = after_moving(text) or (told["now"] if told else "")
    if now and not is_in_column(folded(now)) and folded(now) != folded(row.post or ""):
        row.was |= {"post": row.post} if row.post else {}
        row.post, row.columns = now, row.columns | {"post"}
        row.doubt("post_moved", "post", text)


def take_facts(row: RosterRow, texts: Iterable[str]) -> None:
    """Fill what is blank of somebody who comes in from cells that list such facts, and take these from the remarks."""
    for text in texts:
        words = [word.strip() for word in _WORDS.split(text) if word.strip()]
        taken = [word for word in words if _take_fact(row, word)]
        if taken and row.remark:
            rest = "，".join(word for word in words if word not in taken)
            row.remark = _without(row.remark, text, rest)


def _take_fact(row: RosterRow, word: str) -> bool:
    plain = folded(word)
    if born := _BORN.match(plain):
        row.birth = row.birth or read_birth(born["day"])[0]
        return row.birth is not None
    if number := _NUMBER.match(plain):
        row.phone = row.phone or first_mobile(number["number"]) or None
        row.columns |= {"phone"}
        return row.phone is not None
    told = meaning_of(word)
    if told.note or not (told.gender or told.ethnicity or told.parties):
        return False
    row.gender, row.ethnicity = row.gender or told.gender, row.ethnicity or told.ethnicity
    row.party = row.party or list(told.parties)
    return True


def _without(remark: str, text: str, rest: str) -> str | None:
    """The remarks without the words that have found their field."""
    parts = []
    for part in remark.split("；"):
        head, mark, said = part.rpartition("：") if text not in {part} else ("", "", part)
        if said == text:
            part = f"{head}{mark}{rest}" if rest else ""
        parts.append(part)
    return "；".join(filter(None, parts)) or None
