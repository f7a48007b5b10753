"""What bulk proposals say: the demo's sentences put together anew, so that lengths and frequent words are like real."""

from dataclasses import dataclass
from random import Random

from demo.writing import Text, load_deck, numbered

PLACES = [
    *("青山", "松岭", "白沙", "云桥", "望湖", "石门", "临江", "荷塘"),
    *("绵溪", "双桥", "柳林", "梅园", "东湖", "西坝", "南港", "北苑"),
]
PARTS = ("片区", "街道", "新城", "老城区", "工业园", "沿江一带", "东片", "西片", "中心镇")
LENGTH = 3


@dataclass(frozen=True)
class Said:
    """One proposal's text."""

    title: str
    situation: str
    analysis: str
    suggestion: str
    category: str


class Writer:
    """Gives any number of texts, the same for the same seed."""

    def __init__(self, rng: Random):
        self.rng = rng
        self.texts: list[Text] = [text for text in load_deck(1).texts.values() if text.replies]
        self.by_category: dict[str, list[Text]] = {}
        for text in self.texts:
            self.by_category.setdefault(text.category, []).append(text)

    def next(self) -> Said:
        """A text of one category: about a thousand characters, its title naming a place."""
        rng = self.rng
        first = rng.choice(self.texts)
        same = self.by_category[first.category]
        others = [rng.choice(same) for _ in range(LENGTH)]
        place = f"{rng.choice(PLACES)}{rng.choice(PARTS)}"
        about = first.title.removeprefix("关于")
        return Said(
            title=f"关于{place}{about}"[:200],
            situation=f"{place}的委员和群众反映：{first.situation}" + others[0].situation,
            analysis=first.analysis + others[1].analysis,
            suggestion=numbered((*first.suggestions[:3], *others[2].suggestions[:2])),
            category=first.category,
        )

    def reply(self) -> str:
        """A unit's reply."""
        return self.rng.choice(self.texts).reply()
