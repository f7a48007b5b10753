"""What stands in brackets beside a name, a date or another word, and what it means.

``core.brackets`` takes the brackets off, of whatever shape; ``meaning_of`` says what one of them tells: sex,
ethnicity, parties, a post in the committee, a former name. What it cannot tell is kept as a note; nothing voids the
value beside it.
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from core.brackets import BRACKETS
from members.roster.cells import PARTY_SPELLINGS, read_ethnicity, read_parties
from members.roster.leaving import tells_of_leaving

_WORDS = re.compile(r"[,，、;；:：/|\s.。]+")
_SEX = re.compile(r"^(男|女)(?:性|士|委员|同志)?(.*)$")
_GROUP = re.compile(
    r"(?:会员|盟员|社员|党员|成员|人士|界|主委|副主委|主任委员|副主任委员|委员|(?:区|市|县|基层)?(?:工)?委(?:会)?)*$"
)
_OFFICE = re.compile(
    r"^(?:[本区县]?政协)?(?:区|县|届)?(?:不?驻会|专职|兼职|兼)?(常委|常务委员|副?主席|副?秘书长|主席会议成员)(?:委员)?$"
)
_OURS = re.compile(r"主席(?!会)|秘书长|常委(?!会)|常务委员(?!会)")
_AND = re.compile(r"兼(?!职)|以及|[和及暨()]")
_FORMER = re.compile(r"^(?:曾用名|原名|又名|别名|笔名|艺名|法名|本名|俗名|现名|也作|即)[:：]?(.*)$")
_RENAMED = re.compile(r"由([\u3400-\u9fff·]{2,4}?)(?:更名|改名)|(?:更名|改名)前[为叫是名]?([\u3400-\u9fff·]{2,4})")
_QUIET = re.compile(
    r"^(?:新增|增补|补录|届中增补|连任|继任|留任|新任|在职|委员|略|少数民族|中青年|公历|阳历|新历|实足|周岁|\d{1,3}周?岁|排名不分先后)+$"
)
_UNSURE = re.compile(r"[?？]|待核|待查|待定|待补|待确认|存疑|核实|待统战部|不确定|农历|阴历|旧历|档案")
_ANIMALS = "鼠牛虎兔龙蛇马羊猴鸡狗猪"
_ANIMAL = re.compile(rf"^(?:生肖|属相|属)[:：]?([{_ANIMALS}])$")


@dataclass
class Meaning:
    """What one remark says. ``note`` is what is left to be kept; ``sure`` is false where the remark itself doubts."""

    gender: str | None = None
    ethnicity: str | None = None
    parties: tuple[str, ...] = ()
    office: str = ""
    former: str = ""
    animal: str = ""
    left: bool = False
    sure: bool = True
    notes: list[str] = field(default_factory=list)

    @property
    def note(self) -> str:
        return "、".join(self.notes)

    def take(self, other: "Meaning") -> None:
        """Add what another remark of the same cell says."""
        self.gender = self.gender or other.gender
        self.ethnicity = self.ethnicity or other.ethnicity
        self.parties = tuple(dict.fromkeys(self.parties + other.parties))
        self.office = "、".join(filter(None, (self.office, other.office)))
        self.former = self.former or other.former
        self.animal = self.animal or other.animal
        self.left, self.sure = self.left or other.left, self.sure and other.sure
        self.notes += other.notes


def meaning_of(remark: str) -> Meaning:
    """What a remark says, word by word; words that say nothing we know are its ``note``."""
    told = Meaning()
    if former := _FORMER.match("".join(remark.split())):
        told.former = former[1]
        return told
    for word in _WORDS.split(remark.strip()):
        if word:
            told.take(_word(word) if len(word) <= 40 else Meaning(notes=[word]))
    return told


def former_name(remark: str) -> str:
    """The other name that a remark tells (曾用名江小山); empty for none."""
    told = (_FORMER.match("".join(clause.split())) for clause in re.split(r"[，,；;。\n]", remark))
    names = [match[1] for match in told if match and not match[0].startswith("即")]
    names += [match[1] or match[2] for match in _RENAMED.finditer("".join(remark.split()))]
    return next(
        (name for name in names if re.fullmatch(r"[\u3400-\u9fff]{2,4}|[\u3400-\u9fff]+·[\u3400-\u9fff·]+", name)), ""
    )


def names_office(text: str) -> bool:
    """Whether a text speaks of a post such as those of the committee, its own or another body's."""
    return bool(_OURS.search("".join(text.split())))


@lru_cache(maxsize=2048)
def _word(word: str) -> Meaning:
    sex = _SEX.match(word)
    if sex and (not sex[2] or read_ethnicity(sex[2], known_only=True)):
        return Meaning(gender=sex[1], ethnicity=read_ethnicity(sex[2], known_only=True))
    if ethnicity := read_ethnicity(word, known_only=True):
        return Meaning(ethnicity=ethnicity)
    if parties := party_word(word):
        return Meaning(parties=parties)
    if office := _OFFICE.match(word):
        return Meaning(office=office[1].replace("常务委员", "常委"))
    if animal := _ANIMAL.match(word):
        return Meaning(animal=animal[1])
    if _QUIET.match(word):
        return Meaning()
    if several := _several(word):
        return several
    return Meaning(notes=[word], left=tells_of_leaving(word), sure=not _UNSURE.search(word))


def _several(word: str) -> Meaning | None:
    """主席兼组长: two things in one word, where one of them is a post in the committee."""
    parts = [part for part in _AND.split(word.translate(BRACKETS)) if part]
    told = Meaning()
    for part in parts if len(parts) > 1 else ():
        told.take(_word(part))
    return told if told.office else None


def party_word(word: str) -> tuple[str, ...]:
    """The parties that a word names and does nothing else (民建会员, 中共党员, 民进区委主委)."""
    rest = re.sub("^(?:系|为|是)", "", word)
    found: list[str] = []
    while rest:
        spelling = next((s for s in PARTY_SPELLINGS if rest.startswith(s)), None)
        if spelling is None:
            break
        found.append(read_parties(spelling)[0][0])
        rest = rest[len(spelling) :]
    return tuple(dict.fromkeys(found)) if found and _GROUP.fullmatch(rest) else ()


def animal_fits(animal: str, birth: str) -> bool:
    """Whether a year's animal goes with a date of birth; in January and February the year before counts too."""
    year, month = int(birth[:4]), int(birth[5:7])
    years = {year} if month > 2 else {year, year - 1}
    return any(_ANIMALS[(each - 4) % 12] == animal for each in years)
