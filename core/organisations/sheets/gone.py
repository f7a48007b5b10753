"""Rows whose remark or state says that there is no such body any more: none is taken as one in use, and whoever it
became is called so as well."""

import re

from core.models import Organisation, OrganisationName
from core.organisations.forms import spellings_of
from core.organisations.sheets.directory import Directory
from core.organisations.sheets.fates import IN_USE, OUT_OF_USE, Fate, Sort, fate_of, repeats, state_of
from core.organisations.sheets.naming import Twins, is_of_same_words
from core.organisations.sheets.offices import is_bare
from core.organisations.sheets.planned import CHANGED, GONE, NEW, REFUSED, UNCHANGED, Plan, Planned
from core.sheets.lines import Change
from core.sheets.reading import key_of

Spelling = OrganisationName.Kind
_HOW = {Sort.MERGED: "合并", Sort.SAME: "合并", Sort.RENAMED: "更名", Sort.ENDED: "停用"}


_NAMES = re.compile(
    r"(?:全称|简称|又称|又名|也称|俗称)(?:为|是)?[:：“\"]?[\u4e00-\u9fff]{2}|(?:年|月|之|以)前[为叫是称]"
)
_SEATED = re.compile(r"设在.*$")
_OF_PEOPLE = re.compile(
    r"(?:联系人|联络员|经办人|分管领导|主管领导|负责人|领导|电话|号码).{0,12}(?:调整|变更|更换|更改|改|换)[为成由]"
)


def read_fate(one: Planned) -> None:
    """What the row's cells say became of the body; former names and others that stand there become the row's own."""
    row = one.row
    told = [state_of(row.in_use), *map(fate_of, (row.noted, row.remark))]
    one.fate = next((fate for fate in told if fate.into), None) or next((f for f in told if f.sort), None) or Fate()
    if one.fate.sort:
        one.kind = GONE
        return
    words = "；".join(filter(None, (row.in_use, row.noted, row.remark)))
    row.former = "、".join(filter(None, (row.former, *(name for fate in told for name in fate.former))))
    former_told = any(fate.former or fate.absorbed for fate in told)
    absorbed = [name for fate in told for name in fate.absorbed]
    if absorbed:
        row.spellings = "、".join(filter(None, (row.spellings, *absorbed)))
        names = "、".join(f"“{name}”" for name in absorbed)
        one.doubts.append(f"表中写“{words}”，{names}按并入或更名前的名称登记为其他写法，请核对")
    elif former := [name for fate in told for name in fate.former]:
        one.doubts.append(f"表中写“{words}”，“{'、'.join(former)}”按曾用名登记，请核对")
    named = _SEATED.sub("", row.remark)
    if row.remark and is_of_same_words(named, row.name):
        row.spellings = "、".join(filter(None, (row.spellings, named)))
        one.doubts.append(f"备注“{row.remark}”像是同一单位的另一名称，登记为其他写法，请核对")
    elif row.remark and not former_told and _NAMES.search(row.remark):
        one.doubts.append(f"备注“{row.remark}”像是写了另一名称，没有登记；要登记的请写在“其他写法”或“曾用名”栏")
    if _OF_PEOPLE.search(row.remark):
        one.doubts.append(f"备注“{row.remark}”说的是人员或电话变动，没有据此改动，请核对")
    beside = (told[0], told[2])  # what stands in brackets is told by itself
    if any(fate.planned or fate.unread for fate in beside) or repeats(row.remark):
        one.doubts.append(f"表中写“{words}”，现按在用登记；不在用的请删去这一行后重新上传")
    elif row.in_use and row.in_use not in IN_USE | OUT_OF_USE:
        one.doubts.append(f"状态“{row.in_use}”不认识，按在用处理，请核对")


def unhold(plan: Plan, known: Directory) -> None:
    """A row that is said to be the same as a body of which nothing is known is that body itself."""
    names = {key_of(name) for one in plan.of_kind(NEW) for name in (one.row.name, one.row.short_name) if name}
    for one in plan.of_kind(GONE):
        into = one.fate.into
        if one.fate.sort == Sort.SAME and key_of(into) not in names and not known.found(into):
            one.kind = NEW
            one.doubts.append(f"备注说同“{into}”，它不在目录里，也不在这份表里，按另一家登记，请核对")


def settle_gone(plan: Plan, known: Directory) -> None:
    """Say of each such row what is done about it; the name goes to whoever the body became, where that is known."""
    rows = {one.body.pk: one for one in plan.rows if one.body is not None and one.kind not in (REFUSED, GONE)}
    coming: dict[str, Planned] = {}
    twins, formers = Twins[Planned | Organisation](), Twins[Planned]()
    for one in plan.rows:
        if one.kind in (NEW, CHANGED, UNCHANGED) and one.becomes and not _is_again(one):
            for former in spellings_of(one.row.former):
                formers.add(former, "", one)
            for name in filter(None, (one.row.name, one.row.short_name)):
                coming.setdefault(key_of(name), one)
                twins.add(name, "", one)
    for body in known.bodies.values():
        for name in filter(None, (body.name, body.short_name)):
            twins.add(name, "", rows.get(body.pk, body))
    for one in plan.of_kind(GONE):
        one.values, one.links, one.names, one.changes = {}, {}, [], []
        heir = _heir(one.fate.into, known, coming, rows, twins)
        if one.by == Spelling.MERGED and one.body is not None:
            one.doubts.append(
                f"“{one.row.name}”已并入“{one.body}”，这一行没有写入；又单独设立的，请在组织机构中用“增加单位或机构”登记"
            )
            continue
        told = "；".join(filter(None, (one.row.in_use, one.row.noted, one.row.remark)))
        if not one.fate.into and one.body is None:
            heir = _of_former(one, formers)
            one.fate.sort = Sort.RENAMED if heir else one.fate.sort
        one.doubts.append(f"表中写“{told}”，{_outcome(one, heir, known)}")


def _is_again(one: Planned) -> bool:
    return one.kind == UNCHANGED and one.body is None


def _heir(
    into: str, known: Directory, coming: dict[str, Planned], rows: dict[int, Planned],
    twins: Twins[Planned | Organisation],
) -> Planned | Organisation | None:  # fmt: skip
    """The row or body that is meant; None where there is none, or several may be."""
    if not into:
        return None
    if row := coming.get(key_of(into)):
        return row
    if found := known.found(into):
        return rows.get(found[0].pk, found[0]) if len(found) == 1 else None
    alike = {id(one): one for one in twins.all_of(into, "")}
    return next(iter(alike.values())) if len(alike) == 1 else None


def _of_former(one: Planned, formers: Twins[Planned]) -> Planned | None:
    """The row that gives as its former name what may be this one's in short (商粮局, 县商务和粮食局)."""
    found = {id(other): other for other in formers.all_of(one.row.name, "")}
    return next(iter(found.values())) if len(found) == 1 else None


def _outcome(one: Planned, heir: "Planned | Organisation | None", known: Directory) -> str:
    fate, body, name = one.fate, one.body, one.row.name
    called = heir.row.name if isinstance(heir, Planned) else str(heir or "")
    if body is not None and key_of(body.name) != key_of(name):
        return f"它已是“{body}”的另一名称，没有改动"
    if body is not None:
        into = f"（“{called or fate.into}”）" if called or fate.into else ""
        return f"目录里“{body}”还在用，没有改动；请点名称打开它的页面，办理“{_HOW[Sort(fate.sort)]}”{into}"
    if heir is None:
        where = f"；“{fate.into}”不在目录里，也不在这份表里，没有登记它的另一名称" if fate.into else ""
        if fate.into and fate.sort == Sort.RENAMED:
            return f"没有登记为单位{where}；请把单位名称改为“{fate.into}”、“{name}”写在“曾用名”栏后重新上传"
        return f"没有登记为单位{where}；仍在用的，请删去这些字后重新上传"
    sort = Spelling.FORMER if fate.sort == Sort.RENAMED else Spelling.ALIAS
    label = "曾用名" if sort == Spelling.FORMER else "其他写法"
    if _give(one, heir, str(sort), known):
        return f"没有另外登记；“{name}”登记为“{called}”的{label}，请核对"
    return f"没有另外登记；“{name}”已按“{called}”或另一家的另一名称登记"


def _give(one: Planned, heir: "Planned | Organisation", sort: str, known: Directory) -> bool:
    """Whether the name was new to the heir, whose it is from now on."""
    name, body = one.row.name, heir.body if isinstance(heir, Planned) else heir
    taken = {key_of(given) for _, given in heir.names} if isinstance(heir, Planned) else set()
    if is_bare(name) or key_of(name) in taken or known.found(name):
        return False
    if not isinstance(heir, Planned):
        one.heir, one.names = body, [(sort, name)]
        return True
    heir.names.append((sort, name))
    if heir.body is not None:
        heir.changes.append(Change("曾用名" if sort == Spelling.FORMER else "其他写法", "", name))
        heir.kind = CHANGED
    return True
