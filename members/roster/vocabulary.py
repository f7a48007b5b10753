"""The words a committee uses for its sectors (界别), and which written forms of them are safe to accept.

Accepted are: a canonical name; a registered spelling; either of them with or without 界 or 界别 at the end, a head
count in brackets, blanks, line breaks and the mark 、 between two sectors. Nothing is guessed beyond that: another word
is another sector and is refused.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from core.brackets import split_remarks
from members.roster.cells import PARTIES, folded, read_word, squeeze, text_of
from members.roster.titles import LISTS

_NUMBER = r"[\d一二三四五六七八九十百〇零]+"
_COUNT = re.compile(
    rf"[(（\[【][^()（）\[\]【】]*?(?:{_NUMBER}[人名位个][^()（）\[\]【】]*|{_NUMBER})[)）\]】]$|[:：,，—–-]?(?:共|计|共计)?[\d]+[人名位]$"
)
_ENUMERATION = re.compile(
    r"^(?:第?[一二三四五六七八九十]{1,3}[、.．:：]|[(（][一二三四五六七八九十\d]{1,3}[)）][、.]?|\d{1,2}[、.．](?!\d)|[◆●■★▲※]+)"
)
_LIST_WORDS = re.compile(rf"(?:(?:政协)?委员|成员|人员|人士)?(?:{LISTS}|小组|组)$|委员$")
#: What stands before a sector in the title of a list: a year, whose list it is, of which term.
_WHOSE = re.compile(
    r"^(?:(?:19|20)\d\d年度?|(?:全国|本届?|中国人民政治协商会议|政协)|第?[\d一二三四五六七八九十]{1,3}届|(?:常务)?委员会|各?界别?(?=[^委界])"
    r"|[\u4e00-\u9fff]{1,6}?(?:县|市|(?<![社校园景片地战])区|州|旗))(?=.)"
)

_GROUP_BEHIND = re.compile(
    rf"[^\w]*(?:(?:第?{_NUMBER}|[甲乙丙丁ABCD])(?:界别|委员|活动|联络|学习)*(?:小组|联组|片?组)|组[一二三四五六七八九十\d]+)[^\w]*$"
)
_NAMED_GROUP = re.compile(r"[^\w、,，]+[\u4e00-\u9fff]{1,8}(?:组|片区)$")
_OF_A_BODY = re.compile(
    r"(?:委员|活动|联络|联组|学习)?(?:小组|组|联组)$|(?:委员|代表)?人士$|(?:政协)?委员$|^(?:[区县市]?政协)"
)


def without_count(text: str) -> str:
    """A group's label without white space and without its head count: 妇联界别\\n（6人） → 妇联界别."""
    text = squeeze(text_of(text))
    while (shorter := _COUNT.sub("", text)) != text:
        text = shorter
    return text.strip(":：").strip("【】[]《》<>〈〉")


def without_list_words(text: str) -> str:
    """A title without what calls it a list: 民主党派委员通讯录 → 民主党派."""
    return _LIST_WORDS.sub("", split_remarks(squeeze(text_of(text)))[0])


def has_count(text: str) -> bool:
    """Whether a label carries a head count, as headings of groups do."""
    return bool(_COUNT.search(squeeze(text_of(text))))


def without_numbering(text: str) -> str:
    """A heading without 一、 or （一） in front."""
    return _ENUMERATION.sub("", squeeze(text_of(text)))


@dataclass
class Directory:
    """Committees, groups and parties of the committee's directory: by field, spelling → name."""

    bodies: dict[str, dict[str, str]] = field(default_factory=dict)

    def names(self, name: str) -> dict[str, str]:
        """All spellings of the bodies that ``name`` (``committee``, ``street_group``, ``party``) may hold."""
        return self.bodies.get(name, {})


@dataclass
class Vocabulary:
    """Sectors and their spellings, and the directory of the other bodies. Build it with ``of``."""

    sectors: list[str]
    directory: Directory = field(default_factory=Directory)
    _forms: dict[str, str | None] = field(default_factory=dict)
    _cache: dict[str, tuple[str | None, str | None]] = field(default_factory=dict, repr=False)

    @classmethod
    def of(
        cls, sectors: Iterable[str], aliases: Mapping | None = None, directory: Directory | None = None
    ) -> "Vocabulary":
        """``aliases`` may be ``{spelling: sector}`` or ``{sector: [spellings]}``; unknown sectors in it are ignored."""
        vocabulary = cls(list(sectors), directory or Directory())
        for sector in vocabulary.sectors:
            vocabulary._learn(sector, sector, certain=True)
        pairs = spelling_pairs(aliases or {})
        for certain in (True, False):
            for spelling, sector in pairs:
                if sector in vocabulary.sectors:
                    vocabulary._learn(spelling, sector, certain=certain)
        for sector in vocabulary.sectors:
            vocabulary._learn(sector, sector, certain=False)
        for sector in vocabulary.sectors:
            for spelling in PARTIES.get(_bare(sector), ()):
                if not spelling.endswith("党员"):
                    vocabulary._learn(spelling, sector, certain=False)
        return vocabulary

    def sector(self, value) -> tuple[str | None, str | None]:
        """The canonical sector or nothing, and the cell's text as a person would quote it."""
        text = value if isinstance(value, str) else text_of(value)
        if text not in self._cache:
            quoted = read_word(without_count(text))
            found = self._find(quoted) if quoted else None
            if quoted and not found and (plain := split_remarks(quoted))[1]:
                found = self._find(plain[0])
            if quoted and not found:
                found = self._find(group_behind(quoted)[0])
            self._cache[text] = (found, quoted)
        return self._cache[text]

    def group_of(self, text: str) -> str:
        """The group behind a sector (教育界·第三组); empty where none is, or the whole is a sector's own name."""
        sector, group = group_behind(text)
        return group if text not in self.sectors and self._find(sector) else ""

    def near(self, text: str) -> str | None:
        """The sector whose name this is but for the word of its body (教育界委员小组, 特邀人士): to be confirmed."""
        stem = _stem(text)
        return self._forms.get(stem) if stem and stem != _bare(text) else None

    def likely(self, text: str) -> str | None:
        """The sector whose name comes nearest, for a person to choose; never taken by itself. A group behind it
        (教育·第三组) tells nothing of the sector, neither here nor in a spelling that was registered."""
        stems: dict[str, set[str]] = {}
        for form, sector in self._forms.items():
            if sector and (stem := _stem(_without_group(form))):
                stems.setdefault(stem, set()).add(sector)
        for sector in self.sectors:
            stems[_stem(sector)] = {sector}  # whatever was registered, its own name is its own
        close = get_close_matches(_stem(_without_group(text)), stems, n=1, cutoff=0.55)
        found = stems[close[0]] if close else set()
        return next(iter(found)) if len(found) == 1 else None

    def heading(self, text: str) -> str | None:
        """The sector named by a heading such as 一、中共界委员名单（21人）, or nothing."""
        label = without_count(without_numbering(text))
        label = re.sub(r"^(?:所属)?界别[:：]", "", label)
        plain = without_count(_LIST_WORDS.sub("", label))
        return self._find(label) or self._find(plain) or self._find(group_behind(label)[0])

    def of_list(self, text: str) -> str | None:
        """The one sector whose members a title or the name of a sheet lists (江岭县政协医药卫生界委员通讯录)."""
        label = split_remarks(squeeze(text_of(text)))[0]
        while label:
            if found := self.heading(label) or self._find(_bare(_LIST_WORDS.sub("", label))):
                return found
            whose = _WHOSE.match(label)
            label = label[whose.end() :] if whose else ""
        return None

    def _find(self, text: str) -> str | None:
        return self._forms.get(folded(text)) or self._forms.get(_bare(text))

    def _learn(self, spelling: str, sector: str, *, certain: bool) -> None:
        form = folded(spelling) if certain else _bare(spelling)
        if certain:
            self._forms[form] = sector
        elif self._forms.setdefault(form, sector) != sector and form not in map(folded, self.sectors):
            # Two sectors would share this short form: it names neither.
            self._forms[form] = None


def spelling_pairs(aliases: Mapping) -> list[tuple[str, str]]:
    """(spelling, sector) from either way of writing the table of aliases."""
    pairs = []
    for key, value in aliases.items():
        if isinstance(value, str):
            pairs.append((key, value))
        else:
            pairs.extend((spelling, key) for spelling in value)
    return pairs


def _without_group(text: str) -> str:
    """A sector's words without the number of a group behind them: 教育·第三组, 工商联第四组, 农业界别小组3组."""
    plain = split_remarks(folded(text))[0]
    return _GROUP_BEHIND.sub("", plain) or plain


def group_behind(text: str) -> tuple[str, str]:
    """A sector's words and the group behind them, by its number or, after a mark, by its name (教育界·东门组)."""
    plain = split_remarks(folded(text))[0]
    found = _GROUP_BEHIND.search(plain) or _NAMED_GROUP.search(plain)
    return (plain[: found.start()], re.sub(r"^\W+|\W+$", "", found[0])) if found and found.start() else (plain, "")


def _stem(text: str) -> str:
    bare = re.sub(r"(?<=..)届$", "", _bare(split_remarks(text)[0]))  # a slip of the pen for 界
    while (shorter := _OF_A_BODY.sub("", bare)) != bare and shorter:
        bare = re.sub(r"界别?$", "", shorter) or shorter
    return bare


def _bare(text: str) -> str:
    return re.sub(r"界别?$", "", folded(text)).replace("、", "").replace(",", "").replace(";", "")
