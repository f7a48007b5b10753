"""The contact of a row: the name alone, the telephone numbers of both cells, and doubts for whatever else they say."""

import re

from core.identifiers import is_mistyped_mobile, is_number_to_call, is_odd_phone, mobiles_in, reached_by
from core.organisations.contacts import HOTLINE, Contact, contact_of
from core.organisations.sheets.planned import Planned
from core.organisations.sheets.words import LABELS
from core.persons import is_called, is_phrase, is_title, persons_in
from core.sheets.reading import key_of

#: Of words beside a number those that are a person's name, and not which number it is.
_PERSON = re.compile(r"(?!.*(?:[室科办股处号机转真]|电话|微信|值班|同步))[\u4e00-\u9fff·]{2,4}")

#: Which of somebody's numbers it is (62310002 办): nothing to be asked about.
_WHICH = re.compile(r"(?:[\d转、+-]+ )?(?:办|办公|办公室?电话|手|手机|座|座机|固话|宅)")
#: A short number of a firm's own network behind a mobile's.
_SHORT = re.compile(r"(1[3-9]\d{9})\s*[(（](?:短号|虚拟网)?[:：]?\s*\d{3,6}[)）]")
#: Who is to be rung up instead of somebody, or as well (挂职，联系廖凡).
_RING = re.compile(r"(?:^|[，,；;、])(?:请|可|现|具体|工作)?(?:联系|找|对接)[:：]?([\u4e00-\u9fff\s]{2,5})$")
#: That somebody is new there is what the change of the name tells.
_FRESH = re.compile(r"新|新任|新到|新来|新换|新增|现任")
_FAX = re.compile(
    r"(?:传真|[Ff][Aa][Xx])(?:号码?)?[:：]?\s*[(（]?\d[\d—－-]{5,}\d[)）]?|\d[\d—－-]{5,}\d\s*(?:[(（]\s*传真\s*[)）]|传真(?![:：]?\s*\d))"
)


def contact_facts(one: Planned) -> dict[str, str]:
    """``contact_name`` and ``contact_phone`` as they are to be stored."""
    row, contact = one.row, contact_of(_without_fax(one, one.row.contact_name))
    phones = row.contact_phone
    if not row.contact_name and (inside := contact_of(phones)).phone and all(map(_PERSON.fullmatch, inside.names)):
        contact, phones = (inside, inside.phone) if inside.names else (contact, phones)
    phones = _SHORT.sub(r"\1", _without_fax(one, phones))
    told = reached_by(phones or contact.phone)
    numbers = [number for number in told.phone.split("、") if number not in ("", "无")]
    column, numbers = numbers, list(dict.fromkeys([*numbers, *filter(None, contact.phone.split("、"))]))
    _ask_about_name(one, contact, column)
    if wrong := [number for number in numbers if is_mistyped_mobile(number) and not HOTLINE.fullmatch(number)]:
        one.doubts.append(f"联系电话“{'、'.join(wrong)}”不像手机号码，位数或号段不对，没有登记，请补上正确的号码")
        numbers = [number for number in numbers if number not in wrong]
    numbers = _numbers_of(one, "联系电话", numbers)
    if odd := [number for number in numbers if is_odd_phone(number) and not HOTLINE.fullmatch(number)]:
        one.doubts.append(f"联系电话“{'、'.join(odd)}”的位数或号段不对，请核对")
    elif not wrong and "无" in told.phone.split("、"):
        one.doubts.append(f"联系电话写的是“{row.contact_phone}”，没有号码的部分按未填处理")
    if beside := [*(word for word in told.remarks if not _WHICH.fullmatch(word)), *told.emails]:
        one.doubts.append(f"联系电话旁的“{'、'.join(beside)}”没有可存的栏目，只取号码")
    if contact.gone or contact.vacant:  # an own number goes with the person
        numbers = [number for number in numbers if not number.startswith("1")]
    if contact.gone:
        _clear_gone(one, "contact_name", "contact_phone", contact, numbers)
    names, more = _of_sections(one, _with_rung(one, contact, numbers))
    numbers = list(dict.fromkeys([*numbers, *more]))
    if not row.head_name and row.head_phone:  # of nobody: where the body is rung up
        numbers = numbers or [number for number in reached_by(row.head_phone).phone.split("、") if number]
        one.doubts.append(f"“{row.head_phone}”写在领导的电话栏，没有写姓名，按单位的电话登记，请核对")
    held, known = (one.body.contact_name, one.body.contact_phone) if one.body is not None else ("", "")
    if held and numbers and not names and not contact.gone and set(numbers) - set(known.split("、")):
        one.doubts.append(f"没有写联系人的姓名，号码按目录里的“{held}”登记，请核对是谁的")
    numbers = _with_landlines(one, "contact_phone", numbers)
    return {"contact_name": "、".join(names), "contact_phone": "、".join(numbers)} | _head_facts(one)


def _numbers_of(one: Planned, label: str, numbers: list[str]) -> list[str]:
    """Those that somebody could ring; words where a number should stand (见附件) replace none."""
    words = [each for each in numbers if not (is_number_to_call(each) and len(re.sub(r"\D", "", each)) > 2)]
    if words:
        one.doubts.append(f"{label}写的是“{'、'.join(words)}”，不是号码，没有登记，请核对")
    return [each for each in numbers if each not in words]


def _with_landlines(one: Planned, name: str, numbers: list[str]) -> list[str]:
    """Mobile numbers of a list that has no others beside the numbers of another sort that the body has already."""
    held = getattr(one.body, name).split("、") if one.body is not None and getattr(one.body, name) else []
    if not numbers or name not in one.row.on_mobiles.split("、"):
        return numbers
    kept = [number for number in held if not mobiles_in(number)]
    found = list(dict.fromkeys([*kept, *numbers]))
    return held if set(found) == set(held) else found


def _with_rung(one: Planned, contact: Contact, numbers: list[str]) -> list[str]:
    """The names with whoever is to be rung up as well, where there is a number for each."""
    rung = [match[1] for remark in contact.remarks if (match := _RING.search(remark))]
    more = ["".join(name.split()) for name in rung]
    more = [
        name for name in more if persons_in(name).names == (name,) and not re.search(r"[镇乡村县区市局委办]$", name)
    ]
    if not more or len(numbers) < len(contact.names) + len(more):
        return contact.names
    one.doubts.append(f"联系人旁写着联系“{'、'.join(more)}”，按另一位联系人登记，请核对号码各是谁的")
    return [*contact.names, *more]


def _clear_gone(one: Planned, name: str, phone: str, contact: Contact, numbers: list[str]) -> None:
    """Whoever is said to have gone is not the body's any more, nor is the own number, unless the row has ``numbers``
    of the body's."""
    body = one.body
    held = contact_of(getattr(body, name)).names if body is not None else []
    if body is None or not set(held) & set(contact.left):
        return
    rest = [each for each in held if each not in contact.left]
    one.put(name, "、".join(rest), "、".join(rest), getattr(body, name))
    if rest:
        one.doubts.append(f"{LABELS[phone]}没有改动，请核对还有没有已离开的人的号码")
    if rest or numbers:
        return
    kept = "、".join(each for each in getattr(body, phone).split("、") if not mobiles_in(each))
    one.put(phone, kept, kept, getattr(body, phone))


def _without_fax(one: Planned, text: str) -> str:
    """Nobody is rung up at a fax."""
    if found := _FAX.findall(text):
        told = "、".join(each.strip("()（） ") for each in found)
        one.doubts.append(f"“{told}”是传真号码，没有登记")
        return _FAX.sub("、", text).strip("、，,；; ")
    return text


def _of_sections(one: Planned, names: list[str]) -> tuple[list[str], list[str]]:
    """The names with those of the body's offices behind, each with its office, and the offices' numbers."""
    numbers = list[str]()
    for line in one.row.sections.splitlines():
        office, name, phone = line.split("\t")
        contact = contact_of(name)
        new = [each for each in contact.names if not any(each == known.partition("（")[0] for known in names)]
        names += [f"{each}（{office}）" if office else each for each in new]
        if contact.gone or contact.vacant:
            continue
        _ask_who(one, f"{office}联系人", contact)
        told = [number for number in reached_by(phone or contact.phone).phone.split("、") if number not in ("", "无")]
        if wrong := [number for number in told if is_mistyped_mobile(number) and not HOTLINE.fullmatch(number)]:
            one.doubts.append(f"{office}电话“{'、'.join(wrong)}”不像手机号码，没有登记，请补上正确的号码")
        numbers += _numbers_of(one, f"{office}电话", [number for number in told if number not in wrong])
    return names, numbers


def _head_facts(one: Planned) -> dict[str, str]:
    """Whoever leads this work in the body; what is no name or number of theirs is put before a person."""
    row = one.row
    head = contact_of(_in_charge(one))
    if not row.head_name:
        return {"head_phone": ""}
    if head.vacant:
        _tell_vacant(one, "分管领导", row.head_name, one.body.head_name if one.body else "", head.remarks)
    elif head.gone or not head.names:
        _clear_gone(one, "head_name", "head_phone", head, [])
        one.doubts.append(f"分管领导写的是“{row.head_name}”，没有登记，请核对")
    elif head.remarks and not (row.titled and all(map(is_title, head.remarks))):
        one.doubts.append(f"分管领导写的是“{row.head_name}”，只取姓名“{head.name}”，请核对")
    if len(head.names) > 1:
        one.doubts.append(f"分管领导写了 {len(head.names)} 人“{head.name}”，都登记，请核对")
    _ask_who(one, "分管领导", head)
    phone = reached_by(_SHORT.sub(r"\1", row.head_phone or head.phone)).phone if head.names else ""
    if wrong := [number for number in phone.split("、") if is_mistyped_mobile(number)]:
        one.doubts.append(f"分管领导电话“{'、'.join(wrong)}”不像手机号码，没有登记，请补上正确的号码")
        phone = "、".join(number for number in phone.split("、") if number not in wrong)
    phone = "、".join(
        _with_landlines(one, "head_phone", _numbers_of(one, "分管领导电话", [*filter(None, phone.split("、"))]))
    )
    return {"head_name": "、".join(head.names), "head_phone": phone}


def _in_charge(one: Planned) -> str:
    """Of several in the cell of those who lead the one who is said to be in charge of proposals; else all of it."""
    parts = re.split(r"[；;、\n](?![^（(]*[）)])", one.row.head_name)
    mine = [part for part in parts if re.search(r"提案", part)]
    if len(parts) < 2 or len(mine) != 1:
        return one.row.head_name
    one.doubts.append(f"分管领导写的是“{one.row.head_name}”，只登记注明提案的“{contact_of(mine[0]).name}”，请核对")
    return mine[0]


def _ask_about_name(one: Planned, contact: Contact, numbers: list[str]) -> None:
    written = one.row.contact_name or one.row.contact_phone
    if len(contact.names) > 1:
        one.doubts.append(f"联系人写了 {len(contact.names)} 人“{'、'.join(contact.names)}”，都登记，请核对")
    _ask_who(one, "联系人", contact)
    if contact.vacant:
        _tell_vacant(one, "联系人", written, one.body.contact_name if one.body else "", contact.remarks)
    elif contact.gone:
        one.doubts.append(f"联系人“{written}”注明已离开，没有登记（手机号码也没有），请另行指定联系人")
    elif told := "、".join(remark for remark in contact.remarks if not _FRESH.fullmatch(remark)):
        taken = f"只取姓名“{contact.name}”" if contact.name else "没有读到姓名，没有登记"
        one.doubts.append(f"联系人旁的“{told}”没有可存的栏目，{taken}")
    elif contact.phone and contact.name and not one.row.contact_name:  # in the cell for a number
        one.doubts.append(f"联系电话写的是“{written}”，姓名“{contact.name}”和号码分开登记，请核对")
    sorts = set(map(_is_mobile, numbers))  # a mobile number beside an office's is what every list has
    more = [number for number in contact.phone.split("、") if number and number not in numbers]
    if more := [each for each in more if _is_mobile(each) in sorts and not is_mistyped_mobile(each)]:
        one.doubts.append(f"联系人栏里另有号码“{'、'.join(more)}”，与联系电话不同，一并登记，请核对")


def _is_mobile(number: str) -> bool:
    return bool(mobiles_in(number))


def _ask_who(one: Planned, label: str, contact: Contact) -> None:
    if unclear := [name for name in contact.names if is_called(name)]:
        one.doubts.append(f"{label}“{'、'.join(unclear)}”只写了姓氏和称呼，照写登记，请补上全名")
    if phrases := [name for name in contact.names if is_phrase(name)]:
        one.doubts.append(f"{label}写的“{'、'.join(phrases)}”不像姓名，照写登记，请核对")


def _tell_vacant(one: Planned, label: str, written: str, held: str, beside: tuple[str, ...]) -> None:
    """That nobody is there is nothing to keep; who was there stays until somebody says otherwise."""
    if held:
        one.doubts.append(f"{label}写的是“{written}”，目录里的“{held}”没有改动；已不担任的，请在本单位的页面修改")
    elif beside:
        one.doubts.append(f"{label}写的是“{written}”，没有登记，请核对")


def replace_people(one: Planned, given: dict[str, str]) -> None:
    """Whoever comes instead of somebody has not that one's number; by another name of the body it is asked about."""
    for name, phone in (("contact_name", "contact_phone"), ("head_name", "head_phone")):
        _replace(one, given, name, phone)


def _replace(one: Planned, given: dict[str, str], name: str, phone: str) -> None:
    body = one.body
    held = getattr(body, name) if body is not None else ""
    if body is None or not held or not given[name] or name not in one.values:
        return
    told = f"{LABELS[name]}由“{held}”改为“{given[name]}”"
    stays = set(contact_of(held).names) & set(contact_of(given[name]).names)
    if not stays and getattr(body, phone) and not given[phone]:
        one.put(phone, "", "", getattr(body, phone))
        one.doubts.append(f"{told}，原来的电话不再保留，请补上电话")
    elif key_of(body.name) != key_of(one.row.name):
        one.doubts.append(f"{told}，请核对是不是同一家")
