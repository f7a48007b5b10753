"""What taking a sheet over would do: new, changed field by field, unchanged, or refused with what to do."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from core.models import Organisation, OrganisationName
from core.organisations.forms import spellings_of
from core.organisations.names import without_former
from core.organisations.sheets.alike import (
    ask_about_twins,
    same_beyond_doubt,
    same_contact,
    settle_twice,
    take_short_names,
    tell_same,
)
from core.organisations.sheets.branches import take_branch
from core.organisations.sheets.contacts import contact_facts, replace_people
from core.organisations.sheets.decided import skipped, take_body_chosen
from core.organisations.sheets.directory import Directory
from core.organisations.sheets.fates import Fate, Sort
from core.organisations.sheets.gone import read_fate, settle_gone, unhold
from core.organisations.sheets.headings import is_class
from core.organisations.sheets.kind_change import entails, objection
from core.organisations.sheets.kinds import is_peoples, kind_below, kind_guessed, kind_written, names_several
from core.organisations.sheets.meant import meant_by
from core.organisations.sheets.naming import behind, is_named_as_body, sure_key, with_level
from core.organisations.sheets.offices import is_bare, named_whole
from core.organisations.sheets.planned import CHANGED, GONE, NEW, REFUSED, UNCHANGED, Plan, Planned
from core.organisations.sheets.rows import Row
from core.organisations.sheets.short_names import ask_about_shared, divided
from core.organisations.sheets.words import LABELS, OF_LINES
from core.organisations.sheets.written import objection_to, part_in
from core.sheets.lines import Change
from core.sheets.reading import key_of

Kind = Organisation.Kind
PLAIN = ("short_name", "contact_name", "contact_phone", "head_name", "head_phone", "address", "document_word")
OF_A_COMMITTEE = ("委办", "委办公室", "委员会办公室")
YES, NO = frozenset({"是", "承办", "有", "√", "1", "Y", "y"}), frozenset({"否", "不承办", "无", "×", "0", "N", "n"})
_HANDLES_NOT = re.compile(r"[不非未]承办")
NOT_HANDLING = (
    "“是否承办”或“类别”写明不承办，按类别或名称却是承办单位，没有登记。"
    "确不承办的请删去这一行，是其他机构的请在“类别”栏写明；承办的请在“是否承办”栏写“是”。"
)


def plan_import(rows: Iterable[Row], directory: Directory | None = None) -> Plan:
    """Compare rows with the directory; writes nothing."""
    known = directory or Directory.read()
    plan = Plan([skipped(row) or _identified(_apart(divided(row)), known) for row in rows])
    unhold(plan, known)
    take_short_names(plan)
    ask_about_shared(plan, known)
    coming = _coming(plan)
    ask_about_twins(plan, known)
    seen: dict[object, Planned] = {}
    for one in sorted(plan.of_kind(NEW), key=lambda each: bool(each.by)):  # whose own name it is goes first
        _take_facts(one, known, coming)
        _take_names(one, known, coming)
        which = one.twin if isinstance(one.twin, Planned) else one
        key = one.body.pk if one.body else (which.values["kind"], sure_key(which.row.name, which.values["kind"]))
        first = seen.setdefault(key, one)
        if first is not one:
            settle_twice(one, first)
        elif one.body is not None:
            one.kind = CHANGED if one.changes else UNCHANGED
    settle_gone(plan, known)
    plan.absent = _absent(plan, known)
    return plan


def _absent(plan: Plan, known: Directory) -> list[Organisation]:
    """The bodies in use of which the sheet says nothing, of the kinds of which it has several that are known."""
    spoken = [body for one in plan.rows for body in (one.body, one.heir, one.twin) if isinstance(body, Organisation)]
    keys, kinds = {body.pk for body in spoken}, Counter(body.kind for body in dict.fromkeys(spoken))
    return [body for body in known.bodies.values() if body.pk not in keys and kinds[body.kind] > 1]


def _coming(plan: Plan) -> dict[str, Planned]:
    """The rows of bodies that are new, by name and short name; the first of each, whatever stands where."""
    new = [one for one in plan.of_kind(NEW) if one.body is None]
    first: dict[tuple[str, str], Planned] = {}
    for one in new:
        first.setdefault((one.values["kind"], key_of(one.row.name)), one)
    called = [(one.row.name, one) for one in new] + [(one.row.short_name, one) for one in new]
    return {key_of(name): first[one.values["kind"], key_of(one.row.name)] for name, one in reversed(called) if name}


def _apart(row: Row) -> Row:
    """The row with its name, and what stood in brackets behind it, each in its own field."""
    name, former = without_former(row.name)
    if former:
        more = "、".join(filter(None, (row.former, *former)))
        row = replace(row, name=name, former=more, in_brackets="、".join(former))
    told = behind(row.name)
    if part := part_in(told):
        said = f"写的是“{row.name}”，按“{told.name}”的下属机构“{part}”登记，请核对"
        return replace(row, name=part, parent=row.parent or told.name, said="\n".join(filter(None, (row.said, said))))
    row = replace(row, name=told.name, called="、".join(told.called), noted="、".join(told.noted))
    if told.called and not row.short_name and told.called[0] not in told.doubtful:
        return replace(
            row, short_name=told.called[0], spellings="、".join(filter(None, (row.spellings, *told.called[1:])))
        )
    return replace(row, spellings="、".join(filter(None, (row.spellings, *told.called))))


def _identified(row: Row, known: Directory) -> Planned:
    """The row with the body that it speaks of, or what kind of a new one; refused where that cannot be told."""
    one = Planned(row)
    if told := objection_to(row.name, row.kind or row.group_kind):
        return _refuse(one, told)
    row, note, told = named_whole(row, known)
    one.row = row
    if told:
        return _refuse(one, told)
    one.doubts += [note] if note else []
    read_fate(one)
    if row.in_brackets:
        one.doubts.append(f"名称后括号里的“{row.in_brackets}”按曾用名处理，单位名称是“{row.name}”")
    _tell_brackets(one)
    _tell_same(one)
    asked = kind_written(row.kind)
    sort = asked or (Kind.SECTOR if Kind.SECTOR in (row.group_kind, kind_guessed(row.name)[0]) else "")
    found, told = meant_by(one, asked, sort, known)
    if told:
        return _refuse(one, told)
    one.body = found[0] if found else None
    one.by = known.sort_of(row.name, one.body) if one.body else ""
    if one.by == OrganisationName.Kind.MERGED and one.kind == NEW:
        one.kind, one.fate = GONE, Fate(Sort.MERGED)
        return one
    _tell_moved(one)
    unsaid = one.body is None and not (sort or row.group_kind or row.also_handles in YES)
    if unsaid and (sectors := known.found(row.name, Kind.SECTOR)):
        one.ask_as_new(f"目录里有界别“{sectors[0]}”，那是界别，不是单位，没有算作同一家；这一行按单位登记，请核对")
    _take_kind(one, asked, known)
    take_body_chosen(one, known)
    if one.body is None and one.kind == NEW and len(same := same_beyond_doubt(row.name, one.becomes, known)) == 1:
        one.values = {}
        tell_same(one, same[0])
    if one.body is None and row.is_past and one.kind == NEW:
        _refuse(one, f"“原{row.name}”是从前的名称，目录里也没有，请写现在的名称，旧名写在“曾用名”栏。")
    elif one.kind != REFUSED:
        _take_handling(one)
    return one


def _tell_brackets(one: Planned) -> None:
    row = one.row
    beside = [name for name in spellings_of(row.called) if name != row.short_name]
    if beside:
        told = "、".join(f"“{name}”" for name in beside)
        one.doubts.append(f"名称后括号里的{told}按其他写法登记，单位名称是“{row.name}”")
    if row.noted and not one.fate.sort and not one.fate.former:
        one.doubts.append(f"名称后括号里的“{row.noted}”没有读作名称，没有登记，单位名称是“{row.name}”，请核对")


def _tell_same(one: Planned) -> None:
    """What was written 同上, and a name that looks like a group's heading."""
    row = one.row
    one.doubts += row.said.splitlines()
    if row.copied:
        one.doubts.append(f"{row.copied}写的是“同上”，按上一行的内容填，请核对")
    one.doubts += row.looks(LABELS["name"], "按在用登记")
    if row.continued:
        one.doubts.append(f"{row.continued}没有写单位名称，按本单位的另一位联系人登记，请核对")
    if row.hidden_lines:
        one.doubts.append(
            f"{row.hidden_lines}在原表中是隐藏的，其中的联系人和电话现一并登记；不要的请删去这一行后重新上传"
        )
    if row.same:
        one.doubts.append(f"{row.same}写的是“同上”，按未填处理，请核对")
    if row.is_alone and not is_named_as_body(row.name) and not kind_written(row.name) and len(row.name) > 8:
        one.doubts.append(f"整行只有“{row.name}”，不像单位名称，现按一家登记；不是单位的请选“不要这一行”")
    if is_class(row.name) and not row.kind and row.group_kind != Kind.SECTOR:
        one.doubts.append(f"“{row.name}”是一类单位的统称，像是分组标题；不是单位的请删去这一行后重新上传")


def _tell_moved(one: Planned) -> None:
    """What a sheet of changes says of a body that the list has in use, and that has not been done yet."""
    if one.row.moved and not one.by and one.kind == NEW:
        one.doubts.append(
            f"{one.row.moved}，这里现按在用登记；已不在用的请删去这一行后重新上传，或导入后在“变动情况”中办理"
        )


def _refuse(one: Planned, reason: str) -> Planned:
    one.kind, one.reason = REFUSED, reason
    return one


def _take_kind(one: Planned, asked: str, known: Directory) -> None:
    row = one.row
    if row.kind and not asked:
        one.doubts.append(f"类别“{row.kind}”不认识，已按名称判断")
    if one.body is not None:
        own = {key_of(one.body.name)} | ({key_of(one.body.short_name)} if asked in ("", one.body.kind) else set())
        if key_of(row.name) not in own:
            one.doubts.append(_known_as(one))
        if asked and asked != one.body.kind:
            _change_kind(one, one.body, asked, known)
        return
    if asked == Kind.PARTY and is_peoples(row.name) and names_several(row.kind):  # 民主党派、工商联
        asked = Kind.PEOPLES_ORGANISATION
        one.doubts.append(f"类别“{row.kind}”不止一类，按名称认作{Kind.PEOPLES_ORGANISATION.label}，请核对")
    kind, doubtful = (asked or row.group_kind), False
    if not kind:
        kind, doubtful = kind_guessed(row.name)
        doubtful = doubtful and not row.kind
    elif not asked:
        _ask_about_kind(one, kind)
        kind, _ = kind_below(row.name, kind)
    one.values |= {"name": row.name, "kind": kind}
    if doubtful:
        one.ask_as_new(f"没有写类别，按名称认作“{Kind(kind).label}”，请核对")


def _change_kind(one: Planned, body: Organisation, kind: str, known: Directory) -> None:
    """The same body, of another kind than the directory says; refused where it cannot be."""
    said = one.row.also_handles
    handles = said in YES or (said not in NO and body.also_handles)
    if told := objection(body, kind, handles, known):
        _refuse(one, told)
        return
    one.put("kind", kind, Kind(kind).label, body.get_kind_display())
    if told := entails(body, kind, handles):
        one.doubts.append(told)


def _ask_about_kind(one: Planned, said: str) -> None:
    """Where the heading says another kind than the name, or names several and the name says none."""
    kind, differs = kind_below(one.row.name, said)
    label, heading = Kind(kind).label, one.row.group_several
    if differs:
        one.doubts.append(f"分组标题说是{Kind(said).label}，按名称认作{label}，请核对")
    elif heading and said == Kind.PEOPLES_ORGANISATION and not is_peoples(one.row.name):
        one.doubts.append(f"分组标题“{heading}”不止一类，按{label}登记，请核对")


def _known_as(one: Planned) -> str:
    """Why a body of another name is the one that the row means."""
    if key_of(str(one.body)) in {key_of(name) for name in spellings_of(one.row.in_brackets)}:
        return f"系统中还叫“{one.body}”，按同一家处理；名称不改，更名请在其页面办理"
    return f"按“{one.body}”的别称或曾用名认作同一家；名称不改，更名请在其页面办理"


def _take_handling(one: Planned) -> None:
    """Whether a body of another kind is handed matters as well; of a people's organisation that is asked."""
    said, body = one.row.also_handles, one.body
    if not said and _HANDLES_NOT.search(one.row.kind):
        said = "否"
    kind = one.becomes
    if said and said not in YES | NO:
        one.doubts.append(f"是否承办“{said}”不认识，请写“是”或“否”")
    elif kind == Kind.UNIT:
        if body is not None and body.kind != kind:
            return  # what the cell said of the kind before means nothing now
        if said in NO and body is not None:
            one.doubts.append("目录里它是承办单位，“是否承办”却写“否”，没有改动；确不再承办的，请在该单位的页面停用")
        elif said in NO:
            _refuse(one, NOT_HANDLING)
    elif said and body is not None and body.kind == Kind.UNIT:
        one.values["also_handles"] = said in YES  # it has handled as what it was; the change of kind tells the rest
    elif said:
        words = ("否", "是")
        one.put("also_handles", said in YES, words[said in YES], words[body.also_handles] if body else "否")
    elif body is None:
        _ask_about_handling(one, kind)


def _ask_about_handling(one: Planned, kind: str) -> None:
    """Of a new people's organisation, or a party among units, the list may say that it is handed matters as well."""
    if kind == Kind.PEOPLES_ORGANISATION and one.row.of_handling:
        one.values["also_handles"] = True
        one.ask_as_new(f"表题写明是承办单位，按{Kind(kind).label}、也是承办单位登记，请核对")
    elif kind == Kind.PEOPLES_ORGANISATION or (kind == Kind.PARTY and one.row.group_kind == Kind.UNIT):
        one.ask_as_new(
            f"按{Kind(kind).label}登记，交办时选不到它；如也承办工作，请在“是否承办”栏写“是”，或登记后在该单位的页面勾选“也是承办单位”"
        )


def _take_facts(one: Planned, known: Directory, coming: dict[str, Planned]) -> None:
    row, body = one.row, one.body
    given = {name: getattr(row, name) for name in PLAIN} | contact_facts(one)
    if body is not None and one.is_stranger and not same_contact(one, body):
        _leave_apart(one, body, given)
    for name, text in given.items():
        room = Organisation._meta.get_field(name).max_length or 0
        if len(text) > room:
            short = text[:room].rpartition("、")[0] if name in OF_LINES and "、" in text[:room] else ""
            one.doubts.append(
                f"{LABELS[name]}过长，只取“{short}”" if short else f"{LABELS[name]}过长，只取前 {room} 字"
            )
            text = short or text
        if name == "short_name" and text in spellings_of(row.called) and body is not None and body.short_name:
            row.spellings = "、".join(filter(None, (row.spellings, text)))  # what stood in brackets replaces nothing
        elif text:
            one.put(name, text[:room], text[:room], getattr(body, name, ""))
    replace_people(one, given)
    take_branch(one)
    if not row.parent and one.becomes == Kind.CPPCC_OFFICE and row.name.endswith(OF_A_COMMITTEE):
        row.parent = re.sub("办(公室)?$", "", row.name)
        if len(known.found(row.parent)) != 1 and key_of(row.parent) not in coming:
            row.parent = ""
    if row.parent:
        _take_above(one, known, coming)
    if row.supervised_by:
        _take_office(one, known, coming)


def _leave_apart(one: Planned, body: Organisation, given: dict[str, str]) -> None:
    """What the directory has of a body stays where a row of other words says otherwise: it may be another body."""
    apart = [name for name, text in given.items() if text and getattr(body, name) not in ("", text)]
    for name in apart:
        given[name] = getattr(body, name)
    if apart:
        labels = "、".join(LABELS[name] for name in apart)
        one.doubts.append(
            f"“{one.row.name}”与“{body}”不像同一家的全称和简称，{labels}与目录不同，没有改动；"
            f"确是同一家的，请把名称写成“{body}”后重新上传，是另一家的请先在“{body}”的页面移除这一写法"
        )


def _take_above(one: Planned, known: Directory, coming: dict[str, Planned]) -> None:
    found, text = known.found(one.row.parent), one.row.parent
    if len(found) == 1:
        _link(one, "parent", found[0])
    elif not found and key_of(text) in coming:
        _link(one, "parent", coming[key_of(text)])
    else:
        told = "有几家同名" if found else "不在目录里，也不在这份表里"
        one.doubts.append(f"上级“{text}”{told}，按未填处理")


def _take_office(one: Planned, known: Directory, coming: dict[str, Planned]) -> None:
    text, new = one.row.supervised_by, coming.get(key_of(one.row.supervised_by))
    offices = {key: other for key, other in coming.items() if other.values["kind"] == Kind.SUPERVISION_OFFICE}
    office = known.office(text, offices)
    if office is not None:
        _link(one, "supervised_by", office)
    elif new is not None:
        one.doubts.append(f"交办督查渠道“{text}”在这份表里的类别是{new.kind_label}，不是督查室，按未填处理")
    else:
        one.doubts.append(f"没有找到交办督查渠道“{text}”，按未填处理；请先登记这家督查室")


def _link(one: Planned, name: str, other: "Organisation | Planned") -> None:
    """Let the field name another body, which may be new in this sheet itself."""
    body = one.body
    if other is one or (body is not None and isinstance(other, Organisation) and other.pk == body.pk):
        one.doubts.append(f"{LABELS[name]}写的是本单位，按未填处理")
        return
    old = str(getattr(body, name) or "") if body else ""
    if isinstance(other, Organisation):
        if body is None or getattr(body, f"{name}_id") != other.pk:
            one.put(name, other, str(other), old)
        return
    one.links[name] = other
    if body is not None:
        one.changes.append(Change(LABELS[name], old, other.row.name))


def _take_names(one: Planned, known: Directory, coming: dict[str, Planned]) -> None:
    row, body = one.row, one.body
    own = known.spellings.get(body.pk, set()) if body else {key_of(row.name), key_of(row.short_name)}
    kind = one.becomes
    for sort, text in (("alias", row.spellings), ("former", row.former)):
        for written in spellings_of(text.replace("/", "、")):
            name = with_level(written, body.name if body else row.name) if sort == "former" else written
            if key_of(name) in own or key_of(name) in {key_of(kept) for _, kept in one.names}:
                continue
            if is_bare(name):
                one.doubts.append(f"“{name}”许多家都有，分不清是哪一家，没有登记")
                continue
            others = [other for other in known.found(name, kind) if body is None or other.pk != body.pk]
            if others:
                one.doubts.append(f"“{name}”已是“{others[0]}”的名称或别称，没有登记")
                continue
            if (row_of := coming.get(key_of(name))) is not None and row_of is not one:
                one.doubts.append(f"“{name}”在{row_of.row.place}是另一家的名称，没有登记")
                continue
            one.names.append((sort, name[:120]))
            if body is not None:
                one.changes.append(Change(LABELS["spellings" if sort == "alias" else "former"], "", name))
