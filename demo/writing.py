"""What the people of the demo write: proposals, replies, opinions and remarks, from the files in ``texts/``."""

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from random import Random

import yaml

TEXTS = Path(__file__).parent / "texts"
ORDINALS = "一二三四五六"


@dataclass(frozen=True)
class Text:
    """One matter, ready to be submitted and answered. ``name`` is key or key@place, the same in every build."""

    name: str
    title: str
    situation: str
    analysis: str
    suggestions: tuple[str, ...]
    category: str
    lead: str = ""
    joint: tuple[str, ...] = ()
    letter: str = ""
    replies: tuple[str, ...] = ()
    talk: str = ""
    say: str = ""
    ground: str = ""
    passed: str = ""
    opening: str = ""
    ending: str = ""

    @property
    def fields(self) -> dict[str, str]:
        """The three parts and the rest as the editor's form has them."""
        return {
            "title": self.title,
            "situation": self.situation,
            "analysis": self.analysis,
            "suggestion": numbered(self.suggestions),
            "category": self.category,
        }

    @property
    def first_point(self) -> str:
        """Short name of the first suggestion."""
        return head_of(self.suggestions[0])

    def reply(self) -> str:
        """The reply, point by point."""
        points = [
            f"{ORDINALS[i]}、关于“{head_of(asked)}”\n{answer}"
            for i, (asked, answer) in enumerate(zip(self.suggestions, self.replies, strict=True))
        ]
        return "\n".join((self.opening, *points, self.ending))

    def second_reply(self) -> str:
        """What the unit answers when a signatory was not content."""
        told = phrases()
        points = [f"{ORDINALS[i]}、{head_of(point)}\n{rest_of(point)}" for i, point in enumerate(told["second_points"])]
        return "\n".join((told["second_round"][0], *points, self.ending))


@dataclass
class Deck:
    """All texts by name; whoever takes one takes it for good, so that no matter is told twice."""

    texts: dict[str, Text]
    taken: set[str] = field(default_factory=set)

    def take(self, name: str) -> Text:
        """The text of that name; raises ValueError if it was taken before."""
        if name in self.taken:
            raise ValueError(f"{name} is told already")
        self.taken.add(name)
        return self.texts[name]

    def left(self) -> list[Text]:
        """What nobody has taken, in the order of the files."""
        return [text for name, text in self.texts.items() if name not in self.taken]


def head_of(suggestion: str) -> str:
    return suggestion.partition("。")[0]


def rest_of(suggestion: str) -> str:
    return suggestion.partition("。")[2]


def numbered(points) -> str:
    return "\n".join(f"{ORDINALS[i]}、{point}" for i, point in enumerate(points))


@cache
def phrases() -> dict[str, list]:
    """The sentences of ``texts/phrases.yaml`` by kind."""
    return yaml.safe_load((TEXTS / "phrases.yaml").read_text(encoding="utf-8"))


def load_deck(seed: int) -> Deck:
    """Every text in every place it is told of, with its own opening, turn and ending."""
    rng = Random(seed)  # noqa: S311 - a repeatable choice of sentences
    texts = {}
    for path in sorted(TEXTS.glob("*.yaml")):
        if path.stem == "phrases":
            continue
        for row in yaml.safe_load(path.read_text(encoding="utf-8")):
            places = row.pop("places", None)
            for number, place in enumerate(places or [{}]):
                name = f"{row['key']}@{number}" if places else row["key"]
                texts[name] = _text(name, row, place, rng)
    return Deck(texts)


def _text(name: str, row: dict, place: dict, rng: Random) -> Text:
    told = phrases()

    def said(words: str) -> str:
        return words.format(**place)

    suggestions = [said(point) for point in row["suggest"]]
    replies = [said(point) for point in row.get("reply", [])]
    if replies:
        extra = rng.choice(told["extra"])
        suggestions.append(extra["suggest"])
        replies.append(extra["reply"])
        situation = rng.choice(told["openings"]) + said(row["situation"]) + rng.choice(told["details"])
        analysis = said(row["analysis"]) + rng.choice(told["causes"])
    else:
        situation, analysis = said(row["situation"]), said(row["analysis"])
    return Text(
        name=name,
        title=said(row["title"]),
        situation=situation,
        analysis=analysis,
        suggestions=tuple(suggestions),
        category=row["category"],
        lead=row.get("lead", ""),
        joint=tuple(row.get("joint", ())),
        letter=row.get("result", ""),
        replies=tuple(replies),
        talk=said(row.get("talk", "")),
        say=said(row.get("say", "")),
        ground=row.get("ground", ""),
        passed=row.get("passed", ""),
        opening=rng.choice(told["reply_openings"]),
        ending=rng.choice(told["reply_endings"]),
    )
