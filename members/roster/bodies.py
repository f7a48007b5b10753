"""Committees and groups by whatever they are called in a roster: 提案委, 提案专委会, 东门街道委员小组, 第一组.

A body that the directory knows by this spelling is taken under its own name. One that differs only in the word for
what it is (小组, 活动组, 专委会 …) or shortens a committee's name in order (城建人资环委) is taken as that body and put
before a person, who confirms it once; the same among bodies that the file alone knows. What is merely alike is offered,
not taken.
"""

import dataclasses
import re
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from core.brackets import split_remarks
from core.organisations.names import committee_words, shortens, without_ours
from members.roster.cells import folded, of_chinese_numeral, squeeze
from members.roster.result import Result, RosterRow, Spelling
from members.roster.vocabulary import Directory

FIELDS = ("committee", "street_group")
DUTY = re.compile(
    r"^(?:常务)?(?:副?主任(?:委员)?|副?组长|副?召集人|副?秘书长|副?会长|牵头人?|联络员|委员|成员|负责人|兼职?|\d+人)+$"
)
#: 教科卫体委员会副主任, 第一小组组长: the duty may stand right behind the body.
_WITH_DUTY = re.compile(
    r"^(?:兼任?)?(?P<body>.{2,}?(?:委员会|专委会?|委|小组|联组|组|街道|镇|乡|片区?|站|界别?|联络办公?室?|联络处))[、，,:：·\-—－]*"
    rf"(?P<duty>{DUTY.pattern.strip('^$')})$"
)
_QUIET = re.compile("不?驻会|专职|兼职?|挂职|代理?")
_HOW = re.compile("^(?:不?驻会|专职|兼任?|挂职|现任|担任|任)(?=.)")
_SO = re.compile("(?<=.)(?:不?驻会|专职|兼职?|挂职)$")
_WORDS = re.compile(r"[、，,；;:：·\s]+")
_LIKE_A_DUTY = re.compile(r"(?:主任|委员|组长|召集人|秘书长|联络员)$")
_SPLIT = re.compile(r"[、，,；;/\n](?![^(（]*[)）])")
_GROUP = re.compile(
    r"(?:政协)?(?:委员|界别)?(?:联络|活动|联合|学习|工作|履职)*(?:小组|联组|组|委员会|联络办公?室?|联络处|联络站|联络委|工委|工作站|之家|片区|片)$|(?:政协)?委员$"
)
_PLACE = re.compile(r"(?:街道|镇|乡|社区)(?:办事处)?$")
_NUMBER = re.compile(r"^第?([一二三四五六七八九十\d]{1,3})$")


#: Names that tell by themselves that the body is of the kind under whose heading it stands.
_PLAINLY = {
    "committee": re.compile(r"(?:委员会|专委会?|委)$"),
    "street_group": re.compile(r"(?<!委员会)(?<!专委)(?<!专委会)$"),
}


@dataclass
class _Stem:
    """What is left of a body's name: its own words, and the kind of place that it names (街道, 镇)."""

    words: str
    place: str = ""


def parts_of(field: str, text: str | None) -> list[str]:
    """The bodies that one cell names. 、 separates committees only where each part is one by itself."""
    parts = [part for part in _SPLIT.split(text or "") if part]
    plain = [squeeze(split_remarks(part)[0]) for part in parts]
    each_is_one = all(
        part.endswith(("委", "组")) or "委员会" in part or "专委" in part or _WITH_DUTY.match(part) for part in plain
    )
    if field == "committee" and len(parts) > 1 and not each_is_one:
        parts = [text or ""]
    return list(dict.fromkeys(parts))


def body_and_duty(text: str) -> tuple[str, str] | None:
    """The body and the duty of a text that names both without a bracket (提案委副主任); nothing for any other."""
    told = _WITH_DUTY.match(text)
    return (told["body"], told["duty"]) if told else None


def known_body(field: str, written: str, known: Mapping[str, str]) -> str:
    """The body of the directory that a spelling plainly is; empty for none."""
    exact = {name for spelling, name in known.items() if folded(spelling) == folded(written)}
    return exact.pop() if len(exact) == 1 else _Bodies(field, known, {}).near(written, known)


def alike(field: str, one: str, other: str) -> bool:
    """Whether two spellings may be one body's, as far as the words go."""
    first, second = _stem_of(field, one), _stem_of(field, other)
    if field == "committee" and (shortens(first.words, second.words) or shortens(second.words, first.words)):
        return True
    return folded(one) == folded(other) or _same(first, second)


def settle_bodies(
    result: Result, directory: Directory, decided: Mapping[str, Mapping[str, str]], unsure: Collection[str] = ()
) -> None:
    """Put the canonical names into the rows, and what has to be confirmed into ``result.spellings`` and doubts.

    ``decided`` is, by field, the body that a person has chosen for a spelling; an empty one is a body of its own.
    What a new body is may be chosen where others are known already; it has to be where its name does not tell that it
    is of this kind, and for those ``unsure``.
    """
    filled = any(directory.names(name) for name in FIELDS)
    for name in FIELDS:
        bodies = _Bodies(name, directory.names(name), decided.get(name, {}))
        rows = [(row, _cell(row, name)) for row in result.rows if getattr(row, name)]
        bodies.learn(Counter(part for _, parts in rows for part in parts))
        for row, parts in rows:
            found = dict.fromkeys(bodies.taken(part) for part in parts)
            setattr(row, name, "、".join(found))
            row.duties = {(n, bodies.taken(p) if n == name else p): duty for (n, p), duty in row.duties.items()}
            for part in parts:
                if (spelling := bodies.spellings.get(part)) and spelling.waits:
                    row.doubt("body_assumed", name, part, spelling.canonical)
        for part, spelling in bodies.spellings.items():
            fresh = not (spelling.canonical or spelling.known or spelling.registered or spelling.decided)
            spelling.fresh = fresh and filled
            spelling.kind_open = fresh and (part in unsure or not _PLAINLY[name].search(part))
        result.spellings += bodies.spellings.values()


def _cell(row: RosterRow, name: str) -> list[str]:
    """The bodies in a cell without the duties held there, which are kept as notes."""
    parts = []
    for part in parts_of(name, getattr(row, name)):
        plain, remarks = split_remarks(part)
        told = _WITH_DUTY.match(squeeze(plain))
        if told and (name == "committee" or told["duty"] != "委员"):  # 东门街道委员 is a group
            plain, remarks = told["body"], [told["duty"], *remarks]
        elif len(remarks) == 1 and DUTY.match(squeeze(plain)) and not DUTY.match(squeeze(remarks[0])):
            plain, remarks = remarks[0], [plain]
        words = [word for each in remarks for word in _WORDS.split(each) if word]
        duties = [word for word in words if len(word) < 30 and _is_duty(word)]
        if plain and words and len(duties) == len(words):
            row.duties[name, plain] = "、".join(duties)
            part = plain
        elif _LIKE_A_DUTY.search(squeeze(plain)) and (name == "committee" or not plain.endswith("委员")):
            row.doubt("body_odd", name, part)
        parts.append(part)
    return parts


def _is_duty(word: str) -> bool:
    """Whether a word in brackets tells of a duty in the body before it (主任, 驻会副主任, 兼)."""
    plain = squeeze(word)
    return bool(DUTY.match(plain) or DUTY.match(_HOW.sub("", _SO.sub("", plain))) or _QUIET.fullmatch(plain))


@dataclass
class _Bodies:
    """All spellings of one kind of body in a file, against the directory and against each other."""

    field: str
    known: Mapping[str, str]
    decided: Mapping[str, str]
    spellings: dict[str, Spelling] = dataclasses.field(default_factory=dict)

    def learn(self, written: Counter[str]) -> None:
        """Decide for every spelling what it is."""
        by_key = {folded(spelling): name for spelling, name in self.known.items()}
        canonical = list(dict.fromkeys(self.known.values()))
        fresh: list[str] = []
        for part, count in written.items():
            name = by_key.get(folded(part))
            if name == part:
                continue
            if name:
                self.spellings[part] = Spelling(self.field, part, name, count, registered=True)
            elif part in self.decided:
                chosen = self.decided[part]
                self.spellings[part] = Spelling(
                    self.field, part, chosen, count, decided=True, known=chosen in canonical
                )
                fresh += [] if chosen else [part]
            else:
                near = self.near(part, self.known)
                options = get_close_matches(part, canonical, n=3, cutoff=0.4)
                self.spellings[part] = Spelling(self.field, part, near, count, options, known=bool(near))
                fresh += [] if near else [part]
        self._among_themselves(fresh, written)

    def taken(self, part: str) -> str:
        """The name under which a spelling goes."""
        spelling = self.spellings.get(part)
        return (spelling.canonical if spelling else "") or part

    def near(self, part: str, known: Mapping[str, str]) -> str:
        """The one body that this is but for how it is called, or nothing."""
        stem = _stem_of(self.field, part)
        found = {name for spelling, name in known.items() if _same(stem, _stem_of(self.field, spelling))}
        if not found and self.field == "committee" and part.endswith("委") and len(stem.words) > 1:
            found = {n for s, n in known.items() if shortens(stem.words, _stem_of(self.field, s).words)}
        return found.pop() if len(found) == 1 else ""

    def _among_themselves(self, fresh: list[str], written: Counter[str]) -> None:
        """Spellings of one new body: the fullest name of a committee, the barest of a group stands for all."""
        waiting = [part for part in fresh if not self.spellings[part].decided]
        best = sorted(waiting, key=lambda part: self._rank(part, written), reverse=True)
        heads: dict[str, str] = {}
        for part in best:
            if near := self.near(part, heads):
                self.spellings[part].canonical = near
            else:
                heads[part] = part
        for part in heads:
            self.spellings[part].options += [
                name for name in get_close_matches(part, heads, n=3, cutoff=0.5) if name != part
            ]

    def _rank(self, part: str, written: Counter[str]) -> tuple:
        if self.field == "committee":
            return part.endswith("委员会"), len(part), written[part]
        bare = _stem_of(self.field, part).words == folded(part)
        return bare, written[part], -len(part)


def _stem_of(field: str, text: str) -> _Stem:
    if field == "committee":
        return _Stem(committee_words(text))
    words = re.sub(r"[()（）“”\"'·\-—]", "", without_ours(text))
    if number := _NUMBER.match(_GROUP.sub("", words)):
        digits = number[1]
        return _Stem(f"#{int(digits) if digits.isdigit() else of_chinese_numeral(digits)}")
    while (shorter := _GROUP.sub("", words)) and shorter != words:
        words = shorter
    place = _PLACE.search(words)
    if place and place.start() > 0:
        return _Stem(words[: place.start()], place[0].removesuffix("办事处"))
    return _Stem(words)


def _same(one: _Stem, other: _Stem) -> bool:
    return one.words == other.words and (one.place == other.place or not (one.place and other.place))
