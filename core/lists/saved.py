"""Views of a list kept under a name (常用视图), one's own or shared with everybody who sees the list."""

from dataclasses import dataclass

from django.core.cache import cache
from django.core.exceptions import ValidationError

from core.models import SavedView, User
from core.text import number_of

REMEMBER_SECONDS = 600
NAME_LENGTH = 40
QUERY_LENGTH = 1000


@dataclass(frozen=True)
class FixedView:
    """A view that the program itself offers, as a query string (``state=submitted&sort=-submitted``)."""

    label: str
    query: str


def views_of(list_key: str, user: User) -> list[dict]:
    """Saved views of this list that ``user`` sees, as rows of values; read once and remembered until one changes."""
    rows = cache.get(_cache_key(list_key))
    if rows is None:
        found = SavedView.objects.filter(list_key=list_key).order_by("id")
        rows = list(found.values("id", "name", "query", "owner_id", "shared"))
        cache.set(_cache_key(list_key), rows, REMEMBER_SECONDS)
    return [row for row in rows if row["shared"] or row["owner_id"] == user.pk]


def save_view(list_key: str, user: User, *, name: str, query: str, shared: bool) -> SavedView:
    """Keep ``query`` under ``name``; one's own view of that name is replaced. ValidationError holds a sentence."""
    name = " ".join(name.split())
    if not name:
        raise ValidationError("请给视图起个名称。")
    if len(name) > NAME_LENGTH:
        raise ValidationError(f"视图名称不能超过 {NAME_LENGTH} 个字，现有 {len(name)} 个字。")
    if len(query) > QUERY_LENGTH:
        raise ValidationError("筛选条件太多，存不下，请减少几个后再保存。")
    view, _ = SavedView.objects.update_or_create(
        list_key=list_key, owner=user, name=name, defaults={"query": query, "shared": shared}
    )
    return view


def delete_view(list_key: str, user: User, view_id: str) -> bool:
    """Delete one's own view; False where there is none of that id."""
    deleted, _ = SavedView.objects.filter(list_key=list_key, owner=user, pk=number_of(view_id) or 0).delete()
    return bool(deleted)


def forget(*, instance: SavedView, **_) -> None:
    """A view was written or deleted: the next list reads them again."""
    cache.delete(_cache_key(instance.list_key))


def _cache_key(list_key: str) -> str:
    return f"saved-views:{list_key}"
