"""Reading the cell of a name: the name itself, and whatever an office writes around it."""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from core.brackets import BRACKETS, split_remarks
from core.persons import COMPOUND
from members.roster.cells import EMPTY_WORDS, PARTY_SPELLINGS, WIDTH, squeeze, text_of
from members.roster.leaving import tells_of_leaving, tells_of_retiring
from members.roster.pending import is_pending
from members.roster.remarks import Meaning, meaning_of

LEGEND = "*※☆★△▲▽▼○●◎□■◆◇#&^√✓✔+①②③④⑤⑥⑦⑧⑨⑩"
"""Marks that a note below a list explains; the others beside a name are slips of the pen."""
_MARKS = LEGEND + "@~·•.,，。、;；:：!！?？-—_/\\|\"'“”‘’<>《》【】[]{}()0123456789⑪⑫⑬⑭⑮"
# What may stand in brackets after a name without being a name itself.
_STANDING_WORDS = (
    "主席|主委|秘书长|常委|常务委员|委员|召集人|组长|主任|新增|增补|补录|连任|留任|新任|兼任?|已故|离任|退休|在职|住区|省|市|区|县|副|"
    "党员|少数民族|待补|待定|空缺|暂缺|略|待核|待查|存疑|核实|代表|成员|人士|调离|辞职|归侨|侨眷|台胞|台属|会员|盟员|社员|"
    "挂职|借调|援派|选派|下派|轮岗|返聘|"
    "党组|书记|局长|处长|专职|兼职|驻会|不驻会|牵头人|联络员|负责人|" + "|".join(map(re.escape, PARTY_SPELLINGS))
)
_STANDING = re.compile(f"(?:{_STANDING_WORDS})+")
_STANDING_END = re.compile(f".{{2,}}(?:{_STANDING_WORDS})")
_LABEL = re.compile(
    r"^[\s(（\[【]*(?P<label>[^\s:：()（）\[\]【】]{1,10})[)）\]】]?\s*[:：—－-]+\s*(?P<name>\S.*)$", re.DOTALL
)
_GLUED = re.compile(r"^(?P<label>拟(?:推荐?|任|增补?|提名|补)|候选人|提名人选)(?P<name>[\u3400-\u9fff]{2,4})$")
_BEFORE = re.compile("提名|推荐|建议|考察|公示")
"""What says by itself, beside a name, that somebody is only to become a member."""
_VACANT = re.compile(
    r"(?:暂时?|名额|席位)?(?:空缺|缺额|空额|空席|出缺|缺|空)(?:名额|席位|待[补定选]|\d*[名人位席])?|暂缺|待[补定选增]补?|暂无(?:人选)?"
)
_HEADINGS = {"姓名", "名字", "名", "委员姓名"}
_DOTS = re.compile(r"[·•・･‧∙⋅．.]")
_LATER_WORD = re.compile(r"[\s,，、;；/|]+")
_HAN = r"[\u3400-\u9fff\U00020000-\U0003ffff〇\ue000-\uf8ff]"
_LATIN_BLANK = re.compile(r"(?<=[A-Za-z]{2})\s+(?=[A-Za-z])|(?<=[A-Za-z]\.)\s+(?=[A-Za-z]{2})")
_ODD = re.compile(r"[<>‹›＜＞,，;；:：]|(?<=[\u3400-\u9fff])[-—－](?=[\u3400-\u9fff])")
_BEHIND = re.compile(
    rf"^((?:{_HAN}[\s·]*){{2,4}}?)(?:[\s,，、:：—－-]*((?:已|被|现已|(?:19|20)\d\d).{{1,24}})|[\s,，、:：—－-]+({_HAN}.{{1,24}}))$"
)
_PLAIN = re.compile(rf"^{_HAN}{{2,4}}$")
#: Words of their own behind a name (马超 病休); a compound surname is no name before such.
_APART = re.compile(rf"^(?P<name>(?!(?:{COMPOUND})\s){_HAN}{{2,4}})\s+(?P<words>{_HAN}{{2,20}})$")
_OF_NO_NAME = re.compile(
    "[病休假借挂退缺请岗职兼辞免]|长期|外出|出国|出差|学习|进修|培训|在外|住院|列席|[待未]|非委员|已.|另附|见[上下后附]"
)
_LONGEST_PLAIN = 4
_LATIN = r"[A-Z][A-Za-z'’.\-]*(?:[ ,]+[A-Za-z'’.\-]+)+"
_BOTH = re.compile(rf"(?P<latin>{_LATIN})\s*(?P<han>{_HAN}{{2,4}})|(?P<first>{_HAN}{{2,4}})\s*(?P<last>{_LATIN})")


@dataclass
class NameParts:
    """What one name cell says. ``name`` is empty where it holds no name; ``several`` are two people in one cell;
    ``odd`` is one with signs that stand in no name, ``pending`` somebody who is only to become a member,
    ``vacant`` a seat that nobody has."""

    name: str = ""
    alias: str = ""
    gender: str | None = None
    ethnicity: str | None = None
    parties: tuple[str, ...] = ()
    office: str = ""
    marks: str = ""
    notes: list[str] = field(default_factory=list)
    left: bool = False
    odd: bool = False
    pending: bool = False
    vacant: bool = False
    several: tuple[str, ...] = ()


def read_name(value) -> NameParts:
    """A name without white space and marks. What stands in brackets or behind it is understood or kept as a note."""
    text = label_behind(text_of(value))
    text, latin = _without_latin(text)
    plain, remarks = split_remarks(text)
    if not remarks and text.strip().translate(BRACKETS).startswith("("):
        plain, remarks = "", [plain]  # a cell with nothing but brackets holds no name
    parts = NameParts(alias=latin, marks="".join(mark for mark in plain.translate(WIDTH) if mark in LEGEND))
    for remark in remarks:
        _use(remark, parts)
    plain = _without_words(_without_leaving(_without_later_words(plain, parts), parts), parts)
    name = _set_close(plain.translate(WIDTH)).strip(_MARKS)
    parts.odd = parts.odd or bool(_ODD.search(plain.strip(" ,，、;；:："))) or _is_no_mere_name(name)
    parts.vacant = any(_VACANT.fullmatch(squeeze(each).strip(_MARKS + "（）()")) for each in (text, plain))
    parts.name = "" if parts.vacant or name.upper() in EMPTY_WORDS or re.fullmatch(r"[xX×*]+", name) else _dotted(name)
    people = tuple(word for word in re.split(r"[、,，;；/]", parts.name) if word)
    if len(people) > 1 and all(_PLAIN.match(word) for word in people):
        parts.several = people
    return parts


def _without_latin(text: str) -> tuple[str, str]:
    """A Chinese name beside the same in the Latin script (Wong Ka Ming 黄家明), and that other one."""
    found = _BOTH.fullmatch(text.strip())
    if not found:
        return text, ""
    return found["han"] or found["first"], " ".join((found["latin"] or found["last"]).split())


def label_behind(text: str) -> str:
    """召集人：宋江, 拟推：宋江 as 宋江（召集人）: what stands before a name and a colon is said of the person."""
    found = _LABEL.match(text.strip()) or _GLUED.match(text.strip())
    if not found:
        return text
    label = found["label"]
    if label in _HEADINGS:
        return found["name"]
    told = meaning_of(label)
    known = is_pending(label) or _BEFORE.fullmatch(label) or _STANDING.fullmatch(label) or told.office or told.parties
    return f"{found['name']}（{label}）" if known or told.gender else text


def is_placeholder(name: str) -> bool:
    """Whether a name stands for somebody who is not chosen yet, or not named (黄某, 贺某某)."""
    return bool(re.fullmatch(r".{1,2}某{1,2}", name))


def reads_foreign(name: str) -> bool:
    """Whether a name is written as those are that come from another language (阿里·库尔班, Ali Kurban)."""
    return bool(re.search(r"[A-Za-z·]", name))


def _use(remark: str, parts: NameParts) -> None:
    if is_pending(remark) or _BEFORE.fullmatch(remark.strip()):
        parts.pending = True
        parts.notes.append(remark.strip())
        return
    told = meaning_of(remark)
    if told.note and set(told.note) <= set(LEGEND):
        parts.marks += told.note
        return
    parts.gender, parts.ethnicity = told.gender or parts.gender, told.ethnicity or parts.ethnicity
    parts.parties = tuple(dict.fromkeys(parts.parties + told.parties))
    parts.office = "、".join(filter(None, (parts.office, told.office)))
    parts.left = parts.left or told.left or tells_of_leaving(remark)
    former = [told.former] if told.former else []
    for word in told.notes:
        (former if _may_be_a_name(word, told) else parts.notes).append(word)
    for name in former:
        if 2 <= len(name) <= 20 and not re.search(r"\d", name):
            parts.alias = _dotted(squeeze(name))


def _may_be_a_name(word: str, told: Meaning) -> bool:
    """Whether a word in brackets reads like the person's other name, and not like a remark on them."""
    if (
        len(word) > 20
        or told.left
        or tells_of_retiring(word)
        or not told.sure
        or _STANDING.fullmatch(word)
        or (len(word) > 4 and _STANDING_END.fullmatch(word))
    ):
        return False
    return bool(_PLAIN.match(word)) or (bool(_DOTS.search(word)) and not re.search(r"\d", word))


def _without_later_words(text: str, parts: NameParts) -> str:
    """张三 女, 张三，回族: what follows the name, where every word of it is understood."""
    words = [word for word in _LATER_WORD.split(text.strip()) if word]
    if all(len(word) == 1 for word in words):
        return text  # 张 小 女: a name set wide
    for count in range(1, len(words)):
        head, rest = "".join(words[:count]), words[count:]
        if len(head) >= 2 and all(_plainly_told(word) for word in rest):
            for word in rest:
                _use(word, parts)
            return head
    return text


def _without_leaving(text: str, parts: NameParts) -> str:
    """王强 免职, 王强2026年8月调走: what stands behind the name and tells that the person is gone."""
    behind = _BEHIND.match(text.strip())
    tail = (behind[2] or behind[3]) if behind else ""
    if not behind or not (tells_of_leaving(tail) or tells_of_retiring(tail)):
        return text
    _use(tail, parts)
    return behind[1]


def _without_words(text: str, parts: NameParts) -> str:
    """马超 病休: what stands apart behind a name and can be no part of one is a remark; what might be is asked about
    (张三 李四)."""
    apart = _APART.match(text.strip())
    if not apart:
        return text
    words = apart["words"]
    if _OF_NO_NAME.search(words) or len(words) > _LONGEST_PLAIN:
        if meaning_of(words).note and not is_pending(words):
            parts.notes.append(words)  # and no other name of the person
        else:
            _use(words, parts)
        return apart["name"]
    parts.odd = True
    return text


def _is_no_mere_name(name: str) -> bool:
    """Whether what is left as a name has one character alone, or words in it that are of no name (尚书长期病假)."""
    han = re.fullmatch(rf"{_HAN}+", name)
    return bool(han and (len(name) == 1 or (len(name) > _LONGEST_PLAIN and _OF_NO_NAME.search(name))))


@lru_cache(maxsize=1024)
def _plainly_told(word: str) -> bool:
    if is_pending(word):
        return True
    told = meaning_of(word)
    if told.note or told.former or told.animal:
        return False
    # 白 or 水 may be the second half of a name; 白族 is not.
    return bool(told.gender or told.office or told.parties or (told.ethnicity and word.endswith("族")))


def _set_close(text: str) -> str:
    """Without white space, but for one blank between the words of a name in the Latin script."""
    return (
        _LATIN_BLANK.sub(" ", text.strip())
        if text.isascii()
        else squeeze(_LATIN_BLANK.sub("\0", text)).replace("\0", " ")
    )


def _dotted(name: str) -> str:
    """The middle dot of transcribed names in its one standard form, wherever it joins two Han characters."""
    return re.sub(rf"(?<=[^\x00-\x7f]){_DOTS.pattern}(?=[^\x00-\x7f])", "·", name)
