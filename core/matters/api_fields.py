"""The facts of an act as JSON: how they are described to a client, and how what comes back is checked for shape."""

from typing import Any

from django.core.files import File
from rest_framework.exceptions import ValidationError

from core.api.routers import resource_of
from core.matters.act_forms import storable
from core.matters.fields import ActField
from core.matters.lifecycle import Transition
from core.people.actors import Actor

LARGEST_KEY = 2**63 - 1
YES_NO = {"true": True, "yes": True, "false": False, "no": False}
FORMS = {
    "text": "文字",
    "line": "文字",
    "flag": "true 或 false",
    "yes_no": "true 或 false",
    "day": "2026-05-08 这样的日期",
    "number": "整数",
    "choice": "列出的选项之一",
    "radio": "列出的选项之一",
    "choices": "列出的选项组成的数组",
    "one": "编号",
    "many": "编号组成的数组",
    "file": "随请求上传的文件（multipart/form-data）",
    "files": "用 multipart/form-data 上传的文件",
}


def describe(fact: ActField, obj, actor: Actor) -> dict[str, Any]:
    """One field of an act: name, label, kind, required; help, choices, initial value and where keys come from."""
    row = fact.described(obj, actor)
    if fact.help:
        row["help"] = fact.help
    if fact.among is not None:
        row["resource"] = resource_of(fact.among(obj, actor).model)
    initial = fact.filled_with(obj, actor)
    if initial not in (None, "", []):
        row["initial"] = storable(initial)
    return row


def facts_from(data, row: Transition, obj, actor: Actor) -> dict[str, Any]:
    """The facts in ``data`` (JSON object or form) by name, each of the shape its kind asks for.

    Raises ValidationError, all wrong fields at once: unknown names are refused, lest a misspelt optional field be
    silently left out. What a value means is checked later by the form, as on the page.
    """
    facts = {fact.name: fact for fact in row.fields_for(obj, actor)}
    given = _plain(data, facts)
    problems = {}
    for name, value in given.items():
        if name not in facts:
            known = f"可填：{'、'.join(facts)}" if facts else "不须填写内容"
            problems[name] = [f"“{row.label}”没有“{name}”这一栏，{known}。"]
        elif value is not None and not _fits(facts[name], value):
            problems[name] = [f"“{facts[name].label}”应为{FORMS[facts[name].kind]}。"]
    if problems:
        raise ValidationError(problems)
    return {name: _meant(facts[name], value) for name, value in given.items() if value is not None}


def seen_revision(data) -> int | None:
    """The revision the client was looking at, where it says so; raises ValidationError for what is no number."""
    value = data.get("revision") if hasattr(data, "get") else None
    if value in (None, ""):
        return None
    if isinstance(value, bool) or not str(value).isdecimal() or len(str(value)) > 10:
        raise ValidationError({"revision": ["revision 应为整数，照读取该件时得到的值填写。"]})
    return int(value)


def _plain(data, facts: dict[str, ActField]) -> dict[str, Any]:
    if not isinstance(data, dict):
        raise ValidationError({"non_field_errors": ['请求内容应为 JSON 对象，如 {"reason": "……"}。']})
    if hasattr(data, "getlist"):
        several = {name for name, fact in facts.items() if fact.kind in ("many", "choices", "files")}
        data = {name: data.getlist(name) if name in several else data.get(name) for name in data}
    return {str(name): value for name, value in data.items() if name not in ("revision", "csrfmiddlewaretoken")}


def _meant(fact: ActField, value):
    """Yes and no by whatever word; all else as it came."""
    return YES_NO.get(value, value) if fact.kind in ("flag", "yes_no") and isinstance(value, str) else value


def _fits(fact: ActField, value) -> bool:
    match fact.kind:
        case "text" | "line" | "day":
            return isinstance(value, str)
        case "number":
            return _is_whole(value) or value == ""
        case "flag" | "yes_no":
            return isinstance(value, bool) or (isinstance(value, str) and value in {*YES_NO, ""})
        case "choice" | "radio":
            return isinstance(value, str) or _is_whole(value)
        case "choices" | "files":
            each = _is_file if fact.kind == "files" else _is_code
            return isinstance(value, list) and all(each(one) for one in value)
        case "one":
            return value == "" or _is_key(value)
        case "many":
            return isinstance(value, list) and all(_is_key(v) for v in value)
    return fact.kind == "file" and (isinstance(value, File) or value == "")


def _is_whole(value) -> bool:
    if isinstance(value, str):
        return value.isdecimal() and len(value) < 20
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= LARGEST_KEY


def _is_key(value) -> bool:
    return _is_whole(value) and 0 <= int(value) <= LARGEST_KEY


def _is_code(value: Any) -> bool:
    return isinstance(value, str) or _is_whole(value)


def _is_file(value: Any) -> bool:
    return isinstance(value, File)
