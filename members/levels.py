"""Members of higher committees who live here (住区、住县 …), as people of the place call them."""

from collections.abc import Iterable

from core.committee import identity


def said(words: str) -> str:
    """“住区市政协委员” with what the region is: 住县市政协委员 in a county."""
    return words.replace("住区", f"住{identity.current().here}").replace("本区", f"本{identity.current().here}")


def residents(levels: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Those of ``Member.Level`` above the committee's own, to choose from."""
    return [(value, said(label)) for value, label in levels if value]
