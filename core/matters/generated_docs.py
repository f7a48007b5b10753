"""Documentation that is written from the program itself, so that it cannot say anything else than what happens."""

import inspect
import re
from collections.abc import Iterable

from django.urls import URLPattern, URLResolver, get_resolver

from core.matters.lifecycle import LIFECYCLES, Lifecycle, Transition
from core.models import Role

HEAD = "<!-- Written by `manage.py {command}`; do not edit by hand. -->\n\n"


def lifecycle_page() -> str:
    """Diagram and table of every kind of matter, in the order of their registration."""
    parts = [HEAD.format(command="lifecycle_docs"), "# 业务流程（自动生成）\n"]
    for lifecycle in LIFECYCLES.values():
        parts += [f"\n## {lifecycle.title}\n", _diagram(lifecycle), _table(lifecycle)]
    return "\n".join(parts)


def _diagram(lifecycle: Lifecycle) -> str:
    lines = ["```mermaid", "stateDiagram-v2", f"    [*] --> {lifecycle.initial}"]
    lines += [f"    {state.value} : {state.label}" for state in lifecycle.states]
    for row in lifecycle.rows:
        if row.to is None:
            continue
        lines += [f"    {source} --> {row.to} : {row.label}" for source in row.source if source != row.to]
    lines += [f"    {state} --> [*]" for state in lifecycle.ends]
    return "\n".join([*lines, "```"])


def _table(lifecycle: Lifecycle) -> str:
    label = {state.value: state.label for state in lifecycle.states}
    lines = ["", "| 操作 | 谁 | 从 | 到 | 条件 | 填写 | 随后 |", "| --- | --- | --- | --- | --- | --- | --- |"]
    for row in lifecycle.rows:
        cells = [
            f"{row.label} `{row.key}`",
            "系统" if row.system else _who(row),
            "、".join(label[s] for s in row.source),
            label[row.to] if row.to else ("回到此前" if row.back else "不变"),
            "；".join(_first_line(g) for g in row.guards),
            _filled_in(row),
            "、".join(f"`{_name(e)}`" for e in (*row.writes, *row.effects)),
        ]
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join([*lines, ""])


def _who(row: Transition) -> str:
    return f"`{getattr(row.actor_may, 'name', None) or _name(row.actor_may)}`"


def _filled_in(row: Transition) -> str:
    if callable(row.fields):
        return _first_line(row.fields)
    return "、".join(fact.label + ("" if fact.required else "（可空）") for fact in row.fields)


def _name(thing) -> str:
    return getattr(thing, "__name__", str(thing))


def _first_line(function) -> str:
    doc = inspect.getdoc(function)
    return doc.splitlines()[0] if doc else f"`{_name(function)}`"


def permissions_page() -> str:
    """Every address of the site with who may open it, as each view declares."""
    lines = [HEAD.format(command="permissions_docs"), "# 谁可以打开哪些地址（自动生成）\n"]
    lines += ["“能看到”另由每类业务的 `visible_to` 决定：看不到的一律答复404。\n", "| 地址 | 谁 |", "| --- | --- |"]
    rows = {(readable_path(path), access_words(view)) for path, view in site_views()}
    lines += [f"| `{path}` | {words} |" for path, words in sorted(rows)]
    return "\n".join([*lines, ""])


def readable_path(path: str) -> str:
    """An address without the signs of regular expressions: /api/v1/<matters>/<pk>/do/<key>/."""
    path = re.sub(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)", r"<\1>", path)
    return re.sub(r"[\^$\\]|\.\?", "", path).replace("<int:", "<").replace("<slug:", "<")


def site_views() -> Iterable[tuple[str, object]]:
    """``(path, view)`` of every address except Django's own admin and static files."""
    yield from _walk(get_resolver().url_patterns, "/")


def _walk(patterns, prefix: str):
    for entry in patterns:
        path = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            if entry.namespace != "admin" and entry.app_name != "admin":
                yield from _walk(entry.url_patterns, path)
        elif isinstance(entry, URLPattern):
            yield path, entry.callback


def access_of(view) -> object:
    """What a view declares: a frozenset of roles, “signed in”, “public”, or None where it declares nothing."""
    for candidate in (view, getattr(view, "view_class", None), getattr(view, "cls", None)):
        declared = getattr(candidate, "access", None)
        if declared is not None:
            return declared
    permissions = getattr(getattr(view, "cls", None), "permission_classes", None)
    if permissions is not None:
        return "api: " + "、".join(p.__name__ for p in permissions)
    return None


def access_words(view: object) -> str:
    """Who may open a view, in words."""
    declared = access_of(view)
    if isinstance(declared, frozenset | set | tuple | list):
        return "、".join(Role(role).label for role in sorted(declared))
    if isinstance(declared, str) and declared.startswith("api: "):
        return "接口：所有人" if "AllowAny" in declared else "接口：登录后"
    if declared is None:
        return "**未声明**"
    return {"signed_in": "登录后", "public": "所有人"}.get(str(declared), str(declared))
