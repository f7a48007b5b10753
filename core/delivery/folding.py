"""Several notices of one kind to one person as one: what they say in common, and each matter by its name."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

TITLE, BODY = 200, 400
NAME = "\x00"  # stands for the matter's name; no text that was cleaned holds it


@dataclass(frozen=True)
class Said:
    """One notice: its title, the matter's name as it stands in it (empty where it does not), its text."""

    title: str
    name: str = ""
    body: str = ""
    pattern: str = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "pattern", self.title.replace(self.name, NAME, 1) if self.name else "")

    @property
    def kept(self) -> tuple[str, str, str]:
        """As a job remembers it."""
        return self.title, self.name, self.body


def said(title: str, names: Iterable[str], body: str = "") -> Said:
    """What a notice says; of ``names``, by which its matter is called, the first that stands in the title."""
    return Said(title, next((name for name in names if name and name in title), ""), body)


def folded(every: Sequence[Said]) -> tuple[str, str]:
    """Title and text of one notice for all of these (two or more).

    “收到《甲》等3件，请审查”, where they differ in the matter only; else the first title and how many there are. The
    text names each matter, as far as there is room, with what was said about it; what was said about all of them once.
    """
    first, number = every[0], f"等{len(every)}件"
    alike = bool(first.pattern) and all(one.pattern == first.pattern for one in every)
    room = TITLE - len(first.pattern) - len(number)
    if alike and room > 0:
        title = first.pattern.replace(NAME, f"{first.name[:room]}{number}", 1)
    else:
        title = f"{first.title[: TITLE - len(number) - 1]}，{number}"
    together = first.body[: BODY // 2] if all(one.body == first.body for one in every) else ""
    names = [_named(one, alike, together) for one in every]
    return title[:TITLE], _within(names, BODY - len(together) - 1, number) + (f"。{together}" if together else "")


def _named(one: Said, alike: bool, together: str) -> str:
    name = one.name if alike else one.title
    return f"{name}：{one.body}" if one.body and not together else name


def _within(parts: list[str], room: int, number: str) -> str:
    """As many of the parts as there is room for, and how many there are where that is not all of them."""
    shown, left = [], room - len(number) - 1
    for part in parts:
        left -= len(part) + 1
        if left < 0:
            break
        shown.append(part)
    text = "；".join(shown or [part[: max(0, room - len(number) - 1)] for part in parts[:1]])
    return text if len(shown) == len(parts) else f"{text}…{number}"
