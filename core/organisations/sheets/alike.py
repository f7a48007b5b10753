"""Rows that may speak of one body: what is beyond doubt one is made one, the rest is put before a person."""

from collections.abc import Iterable
from dataclasses import replace

from core.identifiers import mobiles_in, reached_by
from core.models import Organisation, OrganisationName
from core.organisations.becoming import STANDING
from core.organisations.contacts import contact_of
from core.organisations.forms import spellings_of
from core.organisations.sheets.decided import row_chosen
from core.organisations.sheets.directory import Directory
from core.organisations.sheets.kind_change import namesakes
from core.organisations.sheets.naming import (
    Twins,
    is_fuller,
    is_half_of_same_words,
    is_regionless,
    is_same_written,
    may_be_of_one_region,
    sure_key,
)
from core.organisations.sheets.offices import is_bare
from core.organisations.sheets.planned import CHANGED, NEW, REFUSED, UNCHANGED, Plan, Planned
from core.organisations.sheets.words import LABELS
from core.sheets.lines import Change
from core.sheets.reading import key_of

Kind = Organisation.Kind
_OF_PEOPLE = ("contact_name", "contact_phone", "head_name", "head_phone", "address", "document_word")


def ask_about_twins(plan: Plan, known: Directory) -> None:
    """Put a new body before a person that may be one of the directory, or of an earlier row, by another name; where
    the contact is the same person, or the directory has one only that fits, it is taken for that one."""
    twins, seen = _twins_of(known), dict[str, Planned]()
    sure: set[tuple[str, str]] = set()
    spoken = {one.body.pk for one in plan.rows if one.body is not None}
    for one in (each for each in plan.of_kind(NEW) if each.body is None and each.twin is None):
        name, kind = one.row.name, one.values["kind"]
        if (kind, sure_key(name, kind)) in sure:
            continue
        sure.add((kind, sure_key(name, kind)))
        alike = list(twins.all_of(name, _sort(kind)))
        reached = [body for body in known.bodies.values() if not alike and _is_reached_alike(one, body)]
        one.may_be = list({id(it): it for it in (*(it for _, it in alike), *reached)}.values())
        if one.row.decided:
            _take_chosen(one, plan)
        elif same := next((it for _, it in alike if same_contact(one, it) or _in_another_tab(one, it)), None):
            _take_for(one, same)
        elif _ask_about_former(one, known, twins):
            pass  # what it may be is told
        elif (only := _only_one(one, alike, reached)) is not None and only.pk not in spoken:
            spoken.add(only.pk)
            _take_for(one, only)
        elif alike:
            one.doubts.append(f"可能就是{alike[0][0]}，现按另一家登记；确是同一家的，请改用那个名称后重新上传")
        elif _ask_about_body(one, known):
            pass
        elif (first := seen.setdefault(key_of(name), one)).becomes != kind and {kind, first.becomes} <= STANDING:
            one.doubts.append(f"{first.row.place}已有同名的{first.kind_label}，现按两家登记，请核对")
        twins.add(name, _sort(kind), (f"{one.row.place}的“{name}”", one))


def _take_chosen(one: Planned, plan: Plan) -> None:
    """Nothing is to be asked of a row for which a person has chosen; another row may be what was chosen."""
    if chosen := row_chosen(one, plan):
        _take_for(one, chosen)


def _twins_of(known: Directory) -> "Twins[tuple[str, Organisation | Planned]]":
    """The bodies of the directory by whatever they are and were called."""
    twins = Twins[tuple[str, Organisation | Planned]]()
    for body in known.bodies.values():
        for name in filter(None, (body.name, body.short_name)):
            twins.add(name, _sort(body.kind), (f"目录里的“{body}”", body))
    for (pk, name), sort in known.sorts.items():
        if pk in known.bodies and sort != OrganisationName.Kind.MERGED:
            twins.add(name, _sort(known.bodies[pk].kind), (f"目录里的“{known.bodies[pk]}”", known.bodies[pk]))
    return twins


def take_short_names(plan: Plan) -> None:
    """A row that is called as another one is for short, in words that shorten that one's name, is the same body."""
    new = [one for one in plan.of_kind(NEW) if one.body is None]
    whole = {(one.becomes, key_of(one.row.short_name)): one for one in new if one.row.short_name}
    for one in new:
        other = whole.get((one.becomes, key_of(one.row.name)))
        if (
            other is not None
            and other is not one
            and other.twin is None
            and is_same_written(one.row.name, other.row.name)
        ):
            one.twin = other


def _only_one(
    one: Planned, alike: list[tuple[str, Organisation | Planned]], reached: list[Organisation]
) -> Organisation | None:
    """The one body of the directory that the row may mean, by its words or else by who is reached there; None where
    there is none, or another row or body may be meant as well."""
    found = {id(it): it for _, it in alike}
    found |= {id(body): body for body in reached if is_half_of_same_words(one.row.name, body.name)}
    only = next(iter(found.values())) if len(found) == 1 else None
    return only if isinstance(only, Organisation) and may_be_of_one_region(one.row.name, only.name) else None


def _in_another_tab(one: Planned, other: Organisation | Planned) -> bool:
    """Whether another worksheet of the book has the same name but for the region (水利局, 县水利局)."""
    return isinstance(other, Planned) and one.row.tab != other.row.tab and is_regionless(one.row.name, other.row.name)


def _ask_about_former(one: Planned, known: Directory, twins: Twins[tuple[str, Organisation | Planned]]) -> bool:
    """Ask, of a former name that is a living body's, whether that one was renamed; false where there is none."""
    kind, asked = one.values["kind"], False
    for name in spellings_of(one.row.former):
        alike = [it for _, it in twins.all_of(name, _sort(kind)) if isinstance(it, Organisation)]
        if found := (known.found(name, kind) or alike):
            asked, some = True, "、".join(f"“{body}”" for body in dict.fromkeys(found[:4]))
            one.doubts.append(
                f"曾用名“{name}”：目录里还有{some}，是不是它更名为“{one.row.name}”？现按另一家登记；"
                "是更名的，请在它的页面办理更名后重新上传"
            )
    return asked


def same_contact(one: Planned, other: Organisation | Planned) -> bool:
    """Whether the two name the same person, or a mobile number of both is one."""
    its = other.row if isinstance(other, Planned) else other
    mine, theirs = (contact_of(each.contact_name) for each in (one.row, its))
    if set(mine.names) & set(theirs.names):
        return True
    phones = [
        set(mobiles_in(reached_by(f"{each.contact_phone}、{told.phone}").phone))
        for each, told in ((one.row, mine), (its, theirs))
    ]
    return bool(phones[0] & phones[1])


def _ask_about_body(one: Planned, known: Directory) -> bool:
    """Ask whether it is a body of the directory with the same contact, or of another kind with its name."""
    if held := next((body for body in known.bodies.values() if _is_reached_alike(one, body)), None):
        one.doubts.append(f"联系人和电话与目录里的“{held}”相同，可能就是它，现按另一家登记，请核对")
        return True
    like = namesakes(one.row.name, one.values["kind"], known)
    if like:
        told = f"目录里的{like[0].get_kind_display()}“{like[0]}”也叫“{one.row.name}”"
        one.doubts.append(f"{told}，现按另一家登记；确是同一家的，请把类别写成一致后重新上传")
    return bool(like)


def _is_reached_alike(one: Planned, body: Organisation) -> bool:
    """Whether the same person is reached at the same number in a body of the directory, however either is called."""
    mine, its = contact_of(one.row.contact_name), contact_of(body.contact_name)
    phones = [
        set(filter(None, reached_by(f"{each.contact_phone}、{told.phone}").phone.split("、")))
        for each, told in ((one.row, mine), (body, its))
    ]
    return bool(set(mine.names) & set(its.names)) and bool(phones[0] & phones[1])


def _take_for(one: Planned, other: Organisation | Planned) -> None:
    """By default the two are one body."""
    body = other if isinstance(other, Organisation) else other.body
    if body is not None:
        one.values, one.twin, one.doubts = {}, body, [told for told in one.doubts if told not in one.of_new]
        before = list(one.doubts)
        tell_same(one, body)
        if is_regionless(one.row.name, body.name) and same_contact(one, body):
            one.doubts = before  # 县教育局 of 云溪县教育局, with the same person: nothing to be asked
            return
        why = "联系人或手机相同" if same_contact(one, body) else "目录里相近的只有这一家"
        one.doubts.append(f"名称相近，{why}，按同一家处理")
    elif isinstance(other, Planned):
        one.twin = other.twin or other


def _sort(kind: str) -> str:
    """What may be the same under two names: many a people's organisation is registered as a unit, and vice versa."""
    return Kind.UNIT if kind == Kind.PEOPLES_ORGANISATION else kind


def settle_twice(one: Planned, first: Planned) -> None:
    """A row for a body that an earlier one speaks of: the same once more, the same under another name, or refused with
    what differs."""
    if one.is_stranger and first.body == one.body and not first.is_stranger:
        one.kind, one.values, one.links, one.names, one.changes = UNCHANGED, {}, {}, [], []
        one.doubts = [
            f"“{one.row.name}”登记为“{one.body}”的其他写法，{first.row.place}已有它，这一行没有写入；"
            f"是另一家的，请先在“{one.body}”的页面移除这一写法后重新上传"
        ]
        return
    if _refuse_rivals(one, first):
        return
    alike = bool(one.by) or sure_key(one.row.name, one.becomes) == sure_key(first.row.name, first.becomes)
    if (alike or one.twin or first.twin) and key_of(one.row.name) != key_of(first.row.name):
        _make_one(one, first)
        return
    one.doubts = []
    said, again = (
        (each.values, {at: to.row.place for at, to in each.links.items()}, each.names) for each in (first, one)
    )
    if said == again:
        one.kind, one.values, one.links, one.changes = UNCHANGED, {}, {}, []
        one.doubts = [f"与{first.row.place}重复，只计一次"]
        return
    if not any(_differ(first, one, name) for name in LABELS):
        _fill(one, first)
        one.kind, one.values, one.links, one.names, one.changes = UNCHANGED, {}, {}, [], []
        one.doubts = [f"与{first.row.place}是同一家，合为一行，空着的由另一行补上，请核对"]
        return
    one.kind, one.changes = REFUSED, []
    apart = _apart(first, one, LABELS)
    where = f"，不同的是{'、'.join(apart)}" if apart else ""
    one.reason = f"与{first.row.place}是同一家而内容不同{where}，请合并成一行后再导入。"


def _refuse_rivals(one: Planned, first: Planned) -> bool:
    """Refuse both rows where two worksheets say different things of one body: which one holds, only a person knows."""
    apart = _apart(first, one, _OF_PEOPLE)
    if one.row.tab == first.row.tab or not apart:
        return False
    for each, other in ((first, one), (one, first)):
        if each.kind == REFUSED:
            continue
        each.kind, each.changes, each.doubts = REFUSED, [], []
        each.reason = (
            f"另一张工作表（{other.row.place}）也有“{other.row.name}”，内容不同：{'、'.join(apart)}。看不出以哪一张为准，都没有写入；"
            "请在上面只勾选要读取的工作表，或改成一致后重新上传。"
        )
    return True


def _apart(first: Planned, one: Planned, names: Iterable[str]) -> list[str]:
    """Fields that differ, with what each of the rows says."""
    return [
        f"{LABELS[name]}（“{getattr(first.row, name) or '空'}”与“{getattr(one.row, name) or '空'}”）"
        for name in names
        if _differ(first, one, name)
    ]


def _differ(first: Planned, one: Planned, name: str) -> bool:
    """Whether the rows say two things; an empty cell says nothing."""
    said, again = getattr(first.row, name), getattr(one.row, name)
    return bool(said and again and said != again)


def _fill(one: Planned, first: Planned) -> list[str]:
    """What is empty in the earlier row comes from the later one. Returns the fields that differ."""
    differs = []
    for field, value in one.values.items():
        if field == "name" or first.values.get(field) == value:
            continue
        if first.values.get(field) or (first.body is not None and getattr(first.row, field, "")):
            differs.append(LABELS.get(field, field))
            continue
        first.values[field] = value
        if first.body is not None:
            first.changes += [change for change in one.changes if change.label == LABELS.get(field, field)]
    for field, other in one.links.items():
        first.links.setdefault(field, other)
    known = {key_of(given) for _, given in first.names} | {key_of(first.row.name), key_of(first.row.short_name)}
    own = key_of(one.row.name) == key_of(first.row.name) or bool(one.by)
    named = [] if own else [("alias", one.row.name)]
    for sort, given in [*named, *one.names]:
        taken = first.body is not None and key_of(given) == key_of(first.body.name)
        if not is_bare(given) and key_of(given) not in known and not taken:
            known.add(key_of(given))
            first.names.append((sort, given))
            first.changes += [Change(LABELS["spellings"], "", given)] if first.body else []
    if first.body is not None and first.kind == UNCHANGED and first.changes:
        first.kind = CHANGED
    return differs


def _make_one(one: Planned, first: Planned) -> None:
    """The later row goes into the earlier one: its name as another spelling, and what is empty there."""
    if first.body is None and is_fuller(one.row.name, first.row.name, first.becomes):
        _name_whole(one, first)
    name, differs = one.row.name, _fill(one, first)
    told = f"，{'、'.join(differs)}不同，按{first.row.place}登记" if differs else ""
    called = "" if one.by or key_of(name) == key_of(first.row.name) else f"，“{name}”登记为其他写法"
    called = called or f"，名称用“{name}”"
    one.kind, one.values, one.links, one.names, one.changes = UNCHANGED, {}, {}, [], []
    one.doubts = [
        f"与{first.row.place}的“{first.written or first.row.name}”是同一家，合为一家{called}{told}，请核对；"
        "确为两家的，请写分得清的全称后重新上传"
    ]


def _name_whole(one: Planned, first: Planned) -> None:
    """The new body has the fuller of its two names, and the other one as its short name or a further one."""
    whole, short = one.row.name, first.row.name
    first.written, first.row, first.values["name"] = short, replace(first.row, name=whole), whole
    if not first.values.get("short_name") and not one.values.get("short_name"):
        first.values["short_name"] = short
    elif key_of(short) != key_of(first.values.get("short_name") or one.values.get("short_name", "")):
        first.names.append(("alias", short))


def same_beyond_doubt(name: str, kind: str, known: Directory) -> list[Organisation]:
    """The body of the directory that differs in 人民政府, 办事处 or the committee's own name only."""
    key = sure_key(name, kind)
    return [body for body in known.bodies.values() if body.kind == kind and sure_key(body.name, kind) == key]


def tell_same(one: Planned, body: Organisation) -> None:
    """The row speaks of this body under another name, which is kept."""
    one.body = body
    if is_bare(one.row.name):
        one.doubts.append(f"与目录里的“{body}”是同一家，请核对；确为两家的，请写全称")
        return
    one.names.append(("alias", one.row.name))
    one.changes.append(Change(LABELS["spellings"], "", one.row.name))
    one.doubts.append(f"与目录里的“{body}”是同一家，“{one.row.name}”登记为其他写法，请核对；确为两家的，请写全称")
