"""What is wrong with a rule, said to the person who wrote it: line, key, sentence."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True)
class Fault:
    """One thing wrong. ``line`` 0: not of one line; ``key`` empty: not of one rule."""

    line: int
    key: str
    sentence: str

    def __str__(self) -> str:
        where = (f"第{self.line}行" if self.line else "") + (f" {self.key}" if self.key else "")
        return f"{where.strip()}：{self.sentence}" if where.strip() else self.sentence

    def as_json(self) -> dict:
        return {"line": self.line, "key": self.key, "sentence": self.sentence}


class Faults(Exception):
    """A file or an entry that is refused; ``faults`` names every reason."""

    def __init__(self, faults: Iterable[Fault]):
        self.faults = list(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


def nearest(word: object, known: Iterable[str]) -> str:
    """“，是否应为 x？” for the known spelling nearest to ``word``; empty where none is near."""
    found = get_close_matches(str(word), sorted(known), n=1, cutoff=0.6)
    return f"，是否应为“{found[0]}”？" if found else "。"
