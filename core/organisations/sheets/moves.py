"""A sheet that tells what became of bodies (原单位名称, 现单位名称): nothing of it is written, each line leads to a
page on which a person does it."""

import re
from collections.abc import Collection
from dataclasses import asdict, dataclass
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from core.files.workbook import Sheet
from core.models import Organisation, OrganisationName
from core.organisations.sheets.directory import Directory
from core.organisations.sheets.fates import fate_of
from core.sheets.lines import SheetLine
from core.sheets.reading import key_of, text_of, unnumbered

_BEFORE = re.compile(
    r"^(?:原有?(?:单位|机构|部门)?(?:名称|名|称)?|(?:变更|变动|更名|改革|合并|调整|撤并)前.{0,6}|旧(?:单位|机构)?名称?|曾用名)$"
)
_AFTER = re.compile(
    r"^(?:[现新](?:有|设|在)?(?:单位|机构|部门)?(?:名称|名|称)?|(?:变更|变动|更名|改革|合并|调整|撤并)后.{0,6}"
    r"|(?:并入|划入|接收|承接|接续)(?:单位|机构|部门)?(?:名称)?)$"
)
_HOW = re.compile(r"变动|变更|情况|方式|类型|备注|说明|性质")
_MERGED = re.compile(r"并|合|整合|划|归")
_RENAMED = re.compile(r"更名|改名|改称|改为")
_ENDED = re.compile(r"撤|注销|停用|不再")
FIRST_ROWS = 10


@dataclass(frozen=True)
class Move:
    """One line: what a body was called, what it is now, and what is said of that."""

    place: str
    old: str
    new: str
    words: str

    @classmethod
    def of(cls, kept: dict[str, Any]) -> "Move":
        """From what was kept with the upload."""
        return cls(**{name: str(kept.get(name, "")) for name in ("place", "old", "new", "words")})

    def as_dict(self) -> dict[str, str]:
        return asdict(self)

    @property
    def told(self) -> str:
        """The change in words."""
        return (f"{self.old} → {self.new}" if self.new else self.old) + (f"，{self.words}" if self.words else "")

    @property
    def is_merger(self) -> bool:
        """Whether the words say so; a change of name is one where they say that as well."""
        return bool(_MERGED.search(self.words)) and not _RENAMED.search(self.words)


def moves_in(sheet: Sheet) -> list[Move]:
    """What a sheet without a list tells; nothing where it has no such heading."""
    for top, cells in enumerate(sheet.rows[:FIRST_ROWS]):
        labels = [key_of(text_of(value)) for value in cells]
        old, new = (
            next((at for at, label in enumerate(labels) if one.match(label)), None) for one in (_BEFORE, _AFTER)
        )
        if old is None or new is None:
            continue
        how = [at for at, label in enumerate(labels) if at not in (old, new) and _HOW.search(label)]
        return [move for index in range(top + 1, len(sheet.rows)) for move in _of_row(sheet, index, old, new, how)]
    return []


def _of_row(sheet: Sheet, index: int, old: int, new: int, how: list[int]) -> list[Move]:
    now, words = _cell(sheet, index, new), "，".join(filter(None, (_cell(sheet, index, at) for at in how)))
    names = [unnumbered(name) for name in re.split(r"[、，,；;/\n]", _cell(sheet, index, old)) if name.strip()]
    place = f"{sheet.name} 第 {sheet.number(index)} 行"
    return [Move(place, name, unnumbered(now), words) for name in names if now or words]


def _cell(sheet: Sheet, index: int, column: int) -> str:
    """The cell, or the merged one in which it lies."""
    top = next(
        (top for top, left, bottom, right in sheet.merges if left <= column <= right and top < index <= bottom), index
    )
    return text_of(sheet.rows[index][column]) or text_of(sheet.rows[top][column])


def line_of(move: Move, known: Directory, coming: Collection[str] = ()) -> SheetLine:
    """The line with what the directory says of it, and the page on which it is done. ``coming`` are the keys of names
    that the same upload is going to register."""
    url, told = _step(move, known)
    if not url and key_of(move.old) in coming:
        told = f"“{move.old}”在这份表里作为在用的单位，导入以后再办理"
    name = f"{move.old} → {move.new}" if move.new else move.old
    return SheetLine(place=move.place, name=name, url=url, texts=[move.words, told])


def _step(move: Move, known: Directory) -> tuple[str, str]:
    olds = [body for body in known.found(move.old) if key_of(move.old) in (key_of(body.name), key_of(body.short_name))]
    heirs = known.found(move.new) if move.new else []
    if len(olds) > 1 or len(heirs) > 1:
        return "", "目录里有几家这样称呼，请在组织机构中办理"
    if not olds:
        return _not_there(move, known, heirs)
    body = olds[0]
    if heirs and heirs[0].pk == body.pk:
        return body.get_absolute_url(), f"“{move.new}”已是“{body}”的名称"
    if heirs:
        return _page("merge", body, into=heirs[0].pk), f"待办理：点名称，把“{body}”并入“{heirs[0]}”"
    if not move.new or is_end(move):
        return _page("close", body), f"待办理：点名称，停用“{body}”"
    then = "（“合并”的，先由其中一家更名，其余再并入）" if move.is_merger else ""
    return _page("rename", body, name=move.new), f"待办理：点名称，把“{body}”更名为“{move.new}”{then}"


def is_end(move: Move) -> bool:
    """Whether the line says that the body is no more, and nobody took it over."""
    return bool(_ENDED.search(move.new) or (_ENDED.search(move.words) and not move.new) or fate_of(move.new).sort)


def _not_there(move: Move, known: Directory, heirs: list[Organisation]) -> tuple[str, str]:
    if not heirs:
        return "", f"目录里没有“{move.old}”，不用办理"
    heir, sort = heirs[0], known.sort_of(move.old, heirs[0])
    if sort:
        return heir.get_absolute_url(), f"已办理：“{move.old}”是“{heir}”的{OrganisationName.Kind(sort).label}"
    return heir.get_absolute_url(), f"目录里没有“{move.old}”；要按旧名查找的，请点名称，在“{heir}”的页面登记这一写法"


def _page(act: str, body: Organisation, **given: Any) -> str:
    address = reverse(f"setup:organisation_{act}", args=[body.pk])
    return f"{address}?{urlencode(given)}" if given else address
