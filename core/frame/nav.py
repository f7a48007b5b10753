"""The main navigation: lists of matters stand in it as their kinds say; apps register what else there is."""

from dataclasses import dataclass, replace

from core.frame.addresses import fixed_address
from core.matters import kinds
from core.matters.tables import MINE_TO_DO

GROUPS = ("", "履职业务", "委员", "统计与文书", "设置")


@dataclass(frozen=True)
class NavItem:
    """One entry: shown to ``roles`` (empty: to everybody with a post), below its group, by ``order``.

    For the posts in ``own_first`` the list opens on what waits for them (待我办).
    """

    group: str
    label: str
    url_name: str
    icon: str
    roles: frozenset[str] = frozenset()
    order: int = 100
    own_first: frozenset[str] = frozenset()
    query: str = ""

    @property
    def address(self) -> str:
        """Where it leads."""
        return f"{self.url}?{self.query}" if self.query else self.url

    @property
    def url(self) -> str:
        return fixed_address(self.url_name)


_items: dict[str, NavItem] = {}


def register(item: NavItem) -> None:
    """Add an entry; the same address registered again replaces the first."""
    _items[f"{item.url_name}|{item.label}"] = item


def registered() -> list[NavItem]:
    """Every entry, for the test that none points nowhere."""
    return [*_of_kinds(), *_items.values()]


def _of_kinds() -> list[NavItem]:
    return [
        NavItem(
            kind.menu,
            kind.title,
            kind.name_of_url(),
            kind.icon,
            frozenset(kind.readers),
            kind.order,
            own_first=frozenset(kind.own_first),
        )
        for kind in kinds.every()
        if kind.menu
    ]


def _for(item: NavItem, role: str) -> NavItem:
    return replace(item, query=MINE_TO_DO.query) if role in item.own_first else item


def for_role(role: str, path: str = "") -> list[tuple[str, list[tuple[NavItem, bool]]]]:
    """Groups with their entries for this role; the entry whose address begins ``path`` longest is the current one.

    The front page begins every address, so it is current only on itself.
    """
    mine = [_for(item, role) for item in registered() if not item.roles or role in item.roles]
    around = [item for item in mine if path == item.url or (item.url != "/" and path.startswith(item.url))]
    current = max(around, key=lambda item: len(item.url), default=None)
    grouped = []
    for group in GROUPS:
        rows = sorted((i for i in mine if i.group == group), key=lambda i: (i.order, i.label))
        if rows:
            grouped.append((group, [(item, item is current) for item in rows]))
    return grouped
