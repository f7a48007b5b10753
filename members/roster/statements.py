"""What a note says about all rows: 未注明性别的为男, 除注明外均为中共党员, 带*为常委.

A small grammar, not a list of sentences: a condition (a blank field, or a mark beside the name), a linking word, and
one or several values, each of which tells its field by itself. What has a condition and a value that says nothing known
is kept as not understood, so that a person reads it.
"""

import hashlib
import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

from members.roster.births import read_birth
from members.roster.cells import ETHNICITIES, PARTY_SPELLINGS, WIDTH, text_of
from members.roster.names import LEGEND
from members.roster.remarks import meaning_of
from members.roster.vocabulary import Vocabulary

_WORDS_OF = {
    "gender": "性别",
    "ethnicity": "民族 族别",
    "party": "党派 政治面貌 政治面目 党派团体",
    "sector": "界别",
    "committee": "专门委员会 专委会",
    "street_group": "委员小组 街道小组 小组 街道",
    "office": "政协职务 职务",
    "birth": "出生年月",
    "post": "单位",
    "since": "任职时间 任职日期 任职年月 任职起始时间 任职起始日期 任期起始时间",
}
FIELD_WORDS = {word: name for name, words in _WORDS_OF.items() for word in words.split()}
SAME_AS_ABOVE = "同上"
LONGEST_CLAUSE = 200

_FIELD = "|".join(sorted(FIELD_WORDS, key=len, reverse=True))
_FIELDS = rf"(?:{_FIELD})(?:[、和及与或,，](?:{_FIELD}))*"
_STATED = (
    r"(?:特别|另行|另有?|单独|专门|已|作|加|予|再|有|在?括号[内里中]?|表[中内]){0,3}"
    r"(?:注明|标明|标注|标出|说明|填写?|填报|列明|列出|写明|写|注|标记?|备注|注释)[了过]?"
)
_NOT = rf"(?:凡)?(?:(?:未|没有?|不|无){_STATED}|未注)"
_BLANK = r"(?:一?[栏列项]|情况)?(?:中|内|里)?(?:为空白?|空白|空着?|空缺|空格|留空|没有内容)"
_WHO = r"(?:的|者|之|处|栏|格|项|人员|委员|同志|情况|其余|其他|余者|人选|,|，|\s|:|：)*"
_IS = (
    r"(?:均|都|皆|全部?|一律|默认|即|就)*"
    r"(?:(?:为|是|系|按|属于?|视为|视同|视作|作|填|自|从)+|表示|代表|(?<=[均都皆全])|(?=同上|与上))(?:其)?"
)
_OUT = r"(?:除此)?(?:以|之)?外"
_DEFAULTS = (
    rf"{_NOT}(?:其|本人)?(?P<fields>{_FIELDS})?{_WHO}{_IS}",
    rf"(?P<fields>{_FIELDS})(?:一?[栏列项]|情况)?(?:{_NOT}|{_BLANK}){_WHO}{_IS}",
    rf"(?P<fields>{_FIELDS})?除(?:{_STATED})(?:的|者|民族|性别|党派|委员|人员)*{_OUT}?{_WHO}{_IS}",
    rf"(?P<fields>{_FIELDS})?除[^。;\n外]{{1,16}}{_OUT}[,，]?{_WHO}{_IS}",
    rf"(?P<fields>{_FIELDS})?(?:其余|其他|余者?)(?:未{_STATED})?{_WHO}{_IS}",
    rf"(?P<fields>)空白{_WHO}{_IS}",
    r"(?<!增补)(?<!委员)(?P<fields>任期起始时间|任职(?:时间|日期|年月|起始时间|起始日期))(?:均|都|一律|统一|全部)(?:为|是|自|从){1,2}",
)
_MARK = f"[{re.escape(LEGEND)}]"
_MARKED = (
    rf"(?:凡|在)?(?:姓名|名字|序号)?(?:之?[前后旁上]面?|右上角|左上角|栏)?(?:带有?|加注?有?|标注?有?|注有?|有|打有?|画有?|附有?|用|以)?"
    rf"[\"“”'‘’「『(]?(?P<mark>{_MARK}+)[\"“”'‘’」』)]?(?:号|符号|标记|标志|标识|字样|记号)?(?:标注|标示|标明|注明)?"
    rf"(?:的|者|委员|人员|,)*(?:{_IS}|[指:]|—+|-+|=|\s|(?=已))?"
)
_REVERSED = re.compile(
    rf"(?P<who>[^。;,，、\s:：]{{1,10}}?)(?:委员)?(?:在?(?:姓名|名字)(?:之?[前后旁上]面?)?)?(?:用|以|加注?|标注?|带|画|打|注)"
    rf"[\"“”'‘’]?(?P<mark>{_MARK}+)[\"“”'‘’]?(?:号|符号)?(?:表示|标示|标明|注明|标注|区分)?(?=[,，、)]|$)"
)
_PATTERNS = [re.compile(pattern) for pattern in _DEFAULTS] + [re.compile(_MARKED)]
_BY_LOOKS = re.compile(
    r"(?:[红蓝黄绿灰黑橙紫粉]色|[红蓝黄绿灰黑橙紫粉][底字框]|标[红黄蓝绿]|涂[红黄蓝绿]|加粗|粗体|斜体|下划线|底色|底纹|阴影)[^。;\n]{0,10}?(?:为|是|系|表示)[^。;\n,()]{1,16}"
)
_WORD = re.compile(r"^(?:均|都|为|是|系)*([^、,和及与。;\s()\"“”]+)[\"”]?(?:[、,和及与]|\s+)?")
_RUN = re.compile("男性?|女性?|(?:" + "|".join(ETHNICITIES) + ")族|" + "|".join(PARTY_SPELLINGS))
_ENDS = re.compile(r"(?:委员|人士|同志|身份|者|的|等)+$")


@dataclass(frozen=True)
class Statement:
    """One thing that a note says. A ``mark`` beside the name is its condition, else a blank ``field``.

    ``field`` is empty where it has a condition, but nothing known follows from it; ``value`` then quotes the words.
    """

    field: str
    value: str
    mark: str
    quote: str
    sheet: str
    row: int

    @cached_property
    def key(self) -> str:
        """Names the statement in what a person decides about it."""
        told = "|".join((self.sheet, str(self.row), self.field, self.value, self.mark))
        return hashlib.sha256(told.encode()).hexdigest()[:12]


def statements_in(text: str, vocabulary: Vocabulary, sheet: str = "", row: int = 0) -> list[Statement]:
    """Everything a note states about rows, in its order."""
    plain = text_of(text).translate(WIDTH)
    if not _may_state(plain):
        return []
    found = []
    plain = _OF_COLUMN.sub("", plain)
    for clause in re.split(r"[。；;\n\r]+|(?<!\d)\d{1,2}[.、)](?!\d)", plain):
        if len(clause) > LONGEST_CLAUSE:
            continue
        place = 0
        reversed_marks: set[str] = set()
        for match in _REVERSED.finditer(clause):
            pairs = _value_of(match["who"], [], vocabulary) or _value_of(_ENDS.sub("", match["who"]), [], vocabulary)
            if not pairs and re.search("表示|标示|标明|区分", match[0]):
                pairs = [("", match["who"])]
            found += [Statement(field, value, match["mark"], match[0], sheet, row) for field, value in pairs]
            reversed_marks.update(match["mark"] if pairs else "")
        while found_here := _first(clause, place):
            match = found_here
            mark, named = match.groupdict().get("mark") or "", match.groupdict().get("fields") or ""
            values, end = _values(clause, match.end(), named, vocabulary)
            linked = bool(re.search(rf"(?:{_IS}|[指:=]|—|-)$", match[0])) or clause[match.end() :].startswith("已")
            if not values and (linked or not mark):
                values, end = _unknown(clause, match.end())
            elif mark and not linked and not _EXPLAINS.search(plain):
                values = []  # ■中共界: an ornament before a heading
            quote = clause[match.start() : end].strip(" ,，、")
            if mark not in reversed_marks:
                found += [Statement(field, value, mark, quote, sheet, row) for field, value in values]
            place = max(end, match.end())
    looks = [Statement("", m[0], "", m[0], sheet, row) for m in _BY_LOOKS.finditer(plain)]
    return found + looks


def _unknown(clause: str, place: int) -> tuple[list[tuple[str, str]], int]:
    """What is said after a condition where it is nothing known: its words, unless they are 委员 alone."""
    quoted = re.split(r"[,，、\s)]", clause[place:].strip("\"“”'"))[0][:30]
    return ([] if quoted in {"", "委员", "普通委员"} else [("", quoted)]), place + len(quoted)


def _may_state(text: str) -> bool:
    return len(text) < 5000 and bool(_HINT.search(text))


#: What is said of the ticks in a column of its own is said of no mark beside a name.
_OF_COLUMN = re.compile(r"[“\"「]?是否[^。;\n“”\"「」]{1,8}[”\"」]?一?[栏列](?:中|内|里)?[^。;\n]*")
_EXPLAINS = re.compile("注|说明|标|带|加|号|表示")
_HINT = re.compile(
    f"未|没|不|无|除|其余|其他|空|{_MARK}|色|粗|斜体|下划线|底|标[红黄蓝绿]|涂|任职(?:时间|日期|年月|起始)|任期起始"
)


def _first(clause: str, place: int) -> re.Match | None:
    """The condition that begins first from ``place`` on; of several that begin there, the longest."""
    found = [match for pattern in _PATTERNS if (match := pattern.search(clause, place)) and match.end() > place]
    return min(found, key=lambda match: (match.start(), -match.end()), default=None)


def _values(clause: str, place: int, named: str, vocabulary: Vocabulary) -> tuple[list[tuple[str, str]], int]:
    """The (field, value) pairs that follow a condition, and where they end."""
    fields = [FIELD_WORDS[word] for word in re.findall(_FIELD, named)]
    found: list[tuple[str, str]] = []
    while match := _WORD.match(clause[place:].lstrip("\"“'‘ ")):
        skipped = len(clause[place:]) - len(clause[place:].lstrip("\"“'‘ "))
        told = _value_of(match[1], fields, vocabulary)
        if not told or (found and any(field in dict(found) for field, _ in told if field != "party")):
            break
        found += told
        place += skipped + match.end()
    return _joined(found), place


def _joined(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Several parties are one value."""
    parties = [value for field, value in pairs if field == "party"]
    rest = [pair for pair in pairs if pair[0] != "party"]
    return rest + ([("party", "、".join(parties))] if parties else [])


def _value_of(word: str, fields: list[str], vocabulary: Vocabulary) -> list[tuple[str, str]]:
    if re.match(r"^(?:与?同上|与?上一?[行格]相?同|同上一?[行格])", word):
        return [(field, SAME_AS_ABOVE) for field in fields]
    for form in (word, _ENDS.sub("", word)):
        told = meaning_of(form) if form else None
        if told and not told.note and not told.former and not told.animal:
            facts = {"gender": told.gender, "ethnicity": told.ethnicity, "office": told.office}
            pairs = [(field, value) for field, value in facts.items() if value]
            pairs += [("party", party) for party in told.parties]
            if pairs and (not fields or all(field in fields for field, _ in pairs)):
                return pairs
    run = _RUN.findall(_ENDS.sub("", word))
    if len(run) > 1 and "".join(run) == _ENDS.sub("", word):
        return [pair for part in run for pair in _value_of(part, fields, vocabulary)]
    if "ethnicity" in fields and (told := meaning_of(word.removesuffix("族") + "族")).ethnicity:
        return [("ethnicity", told.ethnicity)]
    if "sector" in fields and (sector := vocabulary.heading(word)):
        return [("sector", sector)]
    if fields == ["since"] and (day := read_birth(re.sub("起.*$", "", word))[0]):
        return [("since", day)]
    if len(fields) == 1 and fields[0] in {"committee", "street_group"}:
        return [(fields[0], word)]
    return []


@lru_cache(maxsize=4096)
def is_statement(text: str) -> bool:
    """Whether a line says something about all rows and is therefore no heading of a group."""
    return bool(statements_in(text, _NO_WORDS))


_NO_WORDS = Vocabulary.of([])
