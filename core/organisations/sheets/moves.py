"""A sheet that tells what became of bodies (原单位名称, 现单位名称): nothing of it is written, each line leads to a
page on which a person does it."""

import re
from collections.abc import Collection
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from core.files.workbook import Sheet
from core.models import Organisation, OrganisationName
from core.organisations.contacts import contact_of
from core.organisations.sheets.directory import Directory
from core.organisations.sheets.fates import fate_of
from core.organisations.sheets.naming import behind, is_named_as_body
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
_STAYS = re.compile(
    r"(?:继续|予以|仍)?(?:保留|维持|保持)?"
    r"(?:不变|不动|不涉及|未涉及|不调整|无变[化动]|没有变[化动]|保留|维持现状)"
)
_PART = re.compile(r"职责|职能|业务|部分|科室|股室|编制|人员")
_KEPT_BY = re.compile(r"^.{2,20}?(?:管理|代管|所属|下属|领导)的(?=.{3,})")
_KEPT_BY_WHOM = re.compile(r"^(.{2,20}?)(?:管理|代管|所属|下属|领导)的(?=.{3,})")
FIRST_ROWS = 10
_FOUNDED = re.compile(r"(?:新(?:设立?|组建|成立|增|建)|组建|成立|设立)")
#: Another body stands above it from now on (隶属调整, 由县自然资源局管理).
_BELONGS = re.compile(r"隶属|转隶|归口|管理体制|(?:改由|由|划归)[^，,。；;]{2,20}?(?:管理|领导|代管|主管)")
_ABOVE = re.compile(
    r"(?:改?由|划归|归口(?:于|到|至)?|转隶(?:于|到|至)?|隶属(?:于|到|至|关系)?(?:划转|调整|改)?(?:为|到|至|给)?)"
    r"([\u4e00-\u9fff]{2,20}?[局委办部院府会厅镇乡])(?=管理|领导|代管|主管|$|[，,。；;、的（(])"
)
_PAPER = re.compile(r"[\u4e00-\u9fff]{1,10}[〔\[（(]\d{4}[〕\]）)]\s*第?\d+号")
_DAY = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
_CONTACT = re.compile(r"联系人|联络员|经办人|电话|手机|联系方式")


@dataclass(frozen=True)
class Move:
    """One line: what a body was called (nothing: it is newly founded), what it is now, and what is said of that;
    ``contact`` is who is to be rung up there, ``paper`` and ``day`` by which decision it is so and since when."""

    place: str
    old: str
    new: str
    words: str
    contact: str = ""
    paper: str = ""
    day: str = ""

    @classmethod
    def of(cls, kept: dict[str, Any]) -> "Move":
        """From what was kept with the upload."""
        return cls(**{name: str(kept.get(name, "")) for name in cls.__dataclass_fields__})

    def as_dict(self) -> dict[str, str]:
        return asdict(self)

    @property
    def told(self) -> str:
        """The change in words."""
        return self.title + (f"，{self.words}" if self.words else "")

    @property
    def title(self) -> str:
        """From what to what."""
        return " → ".join(filter(None, (self.old, self.new))) if self.old else f"新设 {self.new}"

    @property
    def was(self) -> str:
        """The old name without what stands in brackets behind it."""
        return behind(self.old).name

    @property
    def becomes(self) -> str:
        """The new name without brackets, and without whose it is (县委社会工作部管理的县信访局)."""
        return _KEPT_BY.sub("", behind(self.new).name)

    @property
    def is_merger(self) -> bool:
        """Whether the words say so; a change of name is one where they say that as well."""
        return bool(_MERGED.search(self.words)) and not _RENAMED.search(self.words)

    @property
    def belongs_anew(self) -> bool:
        """Whether the body stays what it is called, and another one stands above it."""
        same = not self.new or key_of(self.becomes) == key_of(self.was)
        return bool(self.old and same and _BELONGS.search(self.words) and not _ENDED.search(self.words))

    @property
    def above(self) -> str:
        """Which one, where that is said."""
        found = _ABOVE.search(self.words) or _KEPT_BY_WHOM.match(self.new)
        return found[1] if found else ""

    @property
    def given(self) -> dict[str, str]:
        """What a form about the change begins with."""
        return {name: text for name, text in (("day", self.day), ("reason", self.paper)) if text}

    @property
    def is_part(self) -> bool:
        """Whether only work of the body goes to another (体育职责), and it stays itself."""
        return any(_PART.search(word) for word in behind(self.old).noted)

    @property
    def stays(self) -> bool:
        """Whether the line says that nothing changes."""
        said = self.words.split("，")[0]
        same = not self.new or key_of(self.becomes) == key_of(self.was)
        if self.belongs_anew:
            return False
        return bool(same and (_STAYS.fullmatch(said) or _STAYS.fullmatch(self.new) or self.new))


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
        who = [at for at, label in enumerate(labels) if at not in (old, new, *how) and _CONTACT.search(label)]
        said = _decision([text_of(value) for line in sheet.rows[:top] for value in line])
        return [
            replace(move, contact=" ".join(filter(None, (_cell(sheet, index, at) for at in who))), **said)
            for index in range(top + 1, len(sheet.rows))
            for move in _of_row(sheet, index, old, new, how)
        ]
    return []


def _decision(texts: list[str]) -> dict[str, str]:
    """The number of the decision and since when it holds, as what stands above the table says, where it says one."""
    papers = {re.sub("^(?:依据|根据|按照?)", "", found) for text in texts for found in _PAPER.findall(text)}
    days = {f"{int(y):04}-{int(m):02}-{int(d):02}" for text in texts for y, m, d in _DAY.findall(text)}
    return {name: some.pop() if len(some) == 1 else "" for name, some in (("paper", papers), ("day", days))}


def _of_row(sheet: Sheet, index: int, old: int, new: int, how: list[int]) -> list[Move]:
    now, words = unnumbered(_cell(sheet, index, new)), "，".join(filter(None, (_cell(sheet, index, at) for at in how)))
    if _STAYS.fullmatch(now):
        now, words = "", "，".join(filter(None, (now, words)))
    names = [unnumbered(name) for name in re.split(r"[、，,；;/\n]", _cell(sheet, index, old)) if name.strip()]
    names = names or ([""] if now else [])
    place = f"{sheet.name} 第 {sheet.number(index)} 行"
    if _FOUNDED.match(words) and names != [""] and (not now or [key_of(now)] == [*map(key_of, names)]):
        return [Move(place, "", name, words) for name in names]
    return [Move(place, name, now, words) for name in names]


def _cell(sheet: Sheet, index: int, column: int) -> str:
    """The cell, or the merged one in which it lies; lines that are names of bodies each are told apart."""
    top = next(
        (top for top, left, bottom, right in sheet.merges if left <= column <= right and top < index <= bottom), index
    )
    return _told(sheet.rows[index][column]) or _told(sheet.rows[top][column])


def _told(value: Any) -> str:
    lines = [text for line in str(value or "").splitlines() if (text := text_of(line))]
    return "、".join(lines) if len(lines) > 1 and all(map(is_named_as_body, lines)) else text_of(value)


def line_of(move: Move, known: Directory, coming: Collection[str] = ()) -> SheetLine:
    """The line with what the directory says of it, and the page on which it is done. ``coming`` are the keys of names
    that the same upload is going to register."""
    url, told = _step(move, known)
    if key_of(move.was) in coming and not move.stays and not known.found(move.was):
        url, told = "", f"“{move.was}”在这份表里作为在用的单位，导入以后再办理"
    elif not move.old and key_of(move.becomes) in coming:
        url, told = "", f"“{move.becomes}”在这份表里，随导入登记"
    return SheetLine(place=move.place, name=move.title, url=url, texts=[move.words, told])


def _step(move: Move, known: Directory) -> tuple[str, str]:
    if not move.old:
        return _founded(move, known)
    called = key_of(move.was)
    olds = [body for body in known.found(move.was) if called in (key_of(body.name), key_of(body.short_name))]
    heirs = known.found(move.becomes) if move.becomes else []
    if len(olds) > 1 or len(heirs) > 1:
        return "", "目录里有几家这样称呼，请在组织机构中办理"
    if move.belongs_anew and olds:
        return _belongs_to(move, olds[0], known)
    if move.stays:
        told = "名称没有变，不用办理" if move.new else "表里写的是不变动，不用办理"
        return (olds[0].get_absolute_url() if olds else ""), told
    if move.is_part:
        return _part(move, known, heirs)
    return _done_on(move, olds[0], heirs) if olds else _not_there(move, known, heirs)


def _done_on(move: Move, body: Organisation, heirs: list[Organisation]) -> tuple[str, str]:
    """The page of this body on which the change is done."""
    if not move.new and not move.words:
        return body.get_absolute_url(), "表里没有写它怎样变动，请核对"
    if heirs and heirs[0].pk == body.pk and key_of(move.becomes) in (key_of(body.name), key_of(body.short_name)):
        return body.get_absolute_url(), f"“{move.becomes}”已是“{body}”的名称"
    if heirs and heirs[0].pk != body.pk:
        return _page("merge", body, into=heirs[0].pk, **move.given), f"待办理：点名称，把“{body}”并入“{heirs[0]}”"
    if not move.new or is_end(move):
        return _page("close", body, **({"reason": move.paper} if move.paper else {})), f"待办理：点名称，停用“{body}”"
    then = "（“合并”的，先由其中一家更名，其余再并入）" if move.is_merger else ""
    return _page(
        "rename", body, name=move.becomes, **_short_of(move), **move.given
    ), f"待办理：点名称，把“{body}”更名为“{move.becomes}”{then}"


def _belongs_to(move: Move, body: Organisation, known: Directory) -> tuple[str, str]:
    """The page on which another body is put above this one."""
    above = known.found(move.above) if move.above else []
    if len(above) == 1 and body.parent_id == above[0].pk:
        return body.get_absolute_url(), f"“{body}”的上级已是“{above[0]}”，不用办理"
    if len(above) == 1 and above[0].pk != body.pk:
        return _page("edit", body, parent=above[0].pk), f"待办理：点名称，把“{body}”的上级改为“{above[0]}”"
    return _page("edit", body), f"待办理：隶属有变，点名称，核对“{body}”的上级和交办督查渠道"


def is_end(move: Move) -> bool:
    """Whether the line says that the body is no more, and nobody took it over."""
    return bool(_ENDED.search(move.new) or (_ENDED.search(move.words) and not move.new) or fate_of(move.new).sort)


def _short_of(move: Move) -> dict[str, str]:
    """The short name behind the new one (县委社会工作部（简称县委社工部）)."""
    short = next((name for name in behind(move.new).called if name not in behind(move.new).doubtful), "")
    return {"short_name": short} if short else {}


def _founded(move: Move, known: Directory) -> tuple[str, str]:
    """A body that is new: registered on its own page, unless it is there already."""
    name = move.becomes
    if found := known.found(name):
        return found[0].get_absolute_url(), f"“{name}”已在目录里，不用办理"
    if alike := known.alike(name):
        return (
            alike[0].get_absolute_url(),
            f"目录里没有“{name}”，可能就是{_named(alike)}，请核对；是另一家的，请用“增加单位或机构”登记",
        )
    return _new(move), f"待办理：点名称，登记“{name}”"


def _part(move: Move, known: Directory, heirs: list[Organisation]) -> tuple[str, str]:
    told = f"只划转部分职责，“{move.was}”本身不用办理"
    if not move.new or heirs:
        return (heirs[0].get_absolute_url() if heirs else ""), told
    url, then = _founded(move, known)
    return url, f"{told}；{then}"


def _not_there(move: Move, known: Directory, heirs: list[Organisation]) -> tuple[str, str]:
    """What is said of a name that no body has as its own."""
    if others := known.found(move.was):
        body, sort = others[0], known.sort_of(move.was, others[0])
        label = OrganisationName.Kind(sort).label if sort else "名称"
        if heirs and heirs[0].pk == body.pk:
            return body.get_absolute_url(), f"已办理：“{move.was}”是“{body}”的{label}"
        return body.get_absolute_url(), f"“{move.was}”是“{body}”的{label}，没有单独登记，请核对是否还要办理"
    if alike := [body for body in known.alike(move.was) if body not in heirs]:
        told = f"目录里没有“{move.was}”这一写法，可能就是{_named(alike)}；是它的，请点名称打开它的页面办理，请核对"
        return alike[0].get_absolute_url(), told
    if heirs:
        heir = heirs[0].get_absolute_url()
        return heir, f"目录里没有“{move.was}”；要按旧名查找的，请点名称，在“{heirs[0]}”的页面登记这一写法"
    if move.new and not is_end(move):
        return _new(move), f"目录里没有“{move.was}”，也没有“{move.becomes}”；要承办工作的，请点名称登记“{move.becomes}”"
    return "", f"目录里没有“{move.was}”，不用办理"


def _named(bodies: list[Organisation]) -> str:
    return "、".join(f"“{body}”" for body in bodies[:3])


def _new(move: Move) -> str:
    who = contact_of(move.contact)
    given = {"kind": Organisation.Kind.UNIT, "name": move.becomes, **_short_of(move), "reason": move.paper}
    given |= {"contact_name": who.name, "contact_phone": who.phone}
    asked = {name: text for name, text in given.items() if text}
    return f"{reverse('setup:organisation_new')}?{urlencode(asked)}"


def _page(act: str, body: Organisation, **given: Any) -> str:
    address = reverse(f"setup:organisation_{act}", args=[body.pk])
    return f"{address}?{urlencode(given)}" if given else address
