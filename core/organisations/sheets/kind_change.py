"""A row that gives a body of the directory another kind than it has: whether that may be, and what it entails."""

from core.models import Organisation
from core.organisations.becoming import STANDING, lost_posts, open_work
from core.organisations.sheets.directory import Directory

Kind = Organisation.Kind


def objection(body: Organisation, kind: str, handles: bool, known: Directory) -> str:
    """Why the body cannot become one of this kind, as its own form would say; empty where it can."""
    told = open_work(body) or lost_posts(body, kind, handles) or _taken(body, kind, known)
    if not told:
        return ""
    return f"目录里的“{body}”是{body.get_kind_display()}，这里的类别是{Kind(kind).label}：{told}"


def _taken(body: Organisation, kind: str, known: Directory) -> str:
    for name in filter(None, (body.name, body.short_name)):
        if other := next((one for one in known.found(name, kind) if one.pk != body.pk), None):
            return f"“{name}”已是{other.get_kind_display()}“{other}”的名称或别称，不能同时指两家。"
    return ""


def entails(body: Organisation, kind: str, handles: bool) -> str:
    """What changes for those who hand matters to it; empty where nothing does."""
    now = handles or kind == Kind.UNIT
    if now == body.handles:
        return ""
    if now:
        return f"类别改为{Kind(kind).label}，交办时可以选它"
    return f"类别改为{Kind(kind).label}，交办时选不到它；仍承办工作的，请在“是否承办”栏写“是”"


def namesakes(name: str, kind: str, known: Directory) -> list[Organisation]:
    """Bodies of another kind that are called so, of which a new one of this kind may be the twin. A sector is none."""
    if kind not in STANDING:
        return []
    return [body for body in known.found(name) if body.kind not in (kind, Kind.SECTOR)]
