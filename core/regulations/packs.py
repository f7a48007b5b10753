"""Reading a pack of deadlines in the neutral vocabulary (``kind: deadlines``, see ``docs/rules.md``)."""

from datetime import date

from core.regulations.nodes import Item
from core.regulations.plans import Reading


def is_pack(tree: Item) -> bool:
    """Whether the file is written in the vocabulary of packs rather than in our own form."""
    return tree.get("kind") is not None


def read_pack(tree: Item, effective_from: date | None = None) -> Reading:
    """The pack's document and rules."""
    return Reading("deadlines")
