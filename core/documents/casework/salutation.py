"""A salutation at the head of a reply's text: the letter writes its own above the text, and one is enough."""

import re

HEAD = re.compile(r"\A\s*([^：:\n。，；]{2,60})[：:][^\S\n]*\n?")
POLITE = re.compile(r"^(尊敬的|敬爱的|各位)")
TITLES = ("委员", "同志", "先生", "女士")


def head(text: str) -> str:
    """What the text begins with where that may be a salutation; empty where nothing is."""
    found = HEAD.match(text)
    return found[1].strip() if found else ""


def dropped(text: str, *named: list[str]) -> str:
    """The text without the salutation that it begins with, where that names just those whom one letter addresses."""
    found = HEAD.match(text)
    if found is None or not any(_names_all(found[1], those) for those in named):
        return text
    return text[found.end() :].lstrip()


def doubted(text: str, *named: list[str], people: str = "") -> str:
    """What the text begins with where that reads as a salutation of others than the letter's; empty where none does.

    ``people`` is how all whom the matter is from are called (提案者).
    """
    found = HEAD.match(text)
    if found is None or dropped(text, *named) != text:
        return ""
    head = found[1].strip()
    titled = head.endswith((*TITLES, people) if people else TITLES)
    return head if titled or any(name in head for those in named for name in those) else ""


def _names_all(head: str, those: list[str]) -> bool:
    """Whether the head names everybody of those and nobody else: with the full name, or 李委员."""
    named = [POLITE.sub("", part) for part in re.split(r"[、,\s]+", head.strip()) if part]
    short = {f"{name[0]}委员": name for name in those if name.endswith("委员")}
    return sorted(short.get(name, name) if name not in those else name for name in named) == sorted(those)
