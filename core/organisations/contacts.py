"""Who a cell for a contact names: a name, and what stands beside it (（办公室）, a number, （已调离））."""

import re
from dataclasses import dataclass, field

from core.brackets import split_remarks
from core.identifiers import is_phone, reached_by
from core.persons import persons_in

#: Numbers of few digits that everybody can ring (95598, 12345).
HOTLINE = re.compile(r"9[56]\d{3,4}|1[02]\d{3}|123\d{2}|11[0479]|12[02]")
_NUMBER = re.compile(
    r"(?:(?<![\u4e00-\u9fff])办公?|电话|手机|座机|热线|联系方式)?[:：]?\s*"
    r"(?:\+?\d[\d\-—－ ]{5,}\d(?:\s*(?:转|分机)\s*\d{1,6})?|(?<!\d)(?:9[56]\d{3,4}|123\d{2})(?!\d))"
)
_BEFORE = re.compile(r"^[^\d+(]+")
_GONE = re.compile(
    r"(?:已|因)?(?:调离|调走|调出|离任|离职|离岗|退休|退岗|免职|辞职|去世|病故|停职)"
    r"|已调|不在岗|不再(?:担任|负责|从事|联系)"
)
_OF_ANOTHER = re.compile(r"原|前任|接替|接任|代替|顶替|拟|将|即将|预计|未|没有|尚")


@dataclass(frozen=True)
class Contact:
    """``name`` is the person's, or those of several with 、 between, empty where the cell says that they have gone
    (``gone``; ``left`` are their names) or that nobody is there (``vacant``); ``phone`` as stored, and ``remarks`` are
    what else stood there."""

    name: str = ""
    phone: str = ""
    remarks: tuple[str, ...] = ()
    gone: bool = False
    vacant: bool = False
    left: tuple[str, ...] = field(default=(), compare=False)

    @property
    def names(self) -> list[str]:
        """Of several people in one cell each."""
        return self.name.split("、") if self.name else []


def speaks_of_leaving(remark: str) -> bool:
    """Whether a remark speaks of somebody's having left, whoever it is."""
    return bool(_GONE.search(remark))


def has_gone(remark: str) -> bool:
    """Whether a remark beside a person says that this one has left (已离职), and not whoever was there before."""
    return speaks_of_leaving(remark) and not _OF_ANOTHER.search(remark)


def contact_of(text: str) -> Contact:
    """The cell taken apart."""
    plain, beside = split_remarks(text)
    numbers = [found for part in (plain, *beside) for found in _NUMBER.findall(part)]
    read = [_BEFORE.sub("", reached_by(found.replace("分机", "转")).phone) for found in numbers]
    phones = [phone for phone in read if is_phone(phone) or HOTLINE.fullmatch(phone)]
    if phones:
        plain, beside = _NUMBER.sub(" ", plain), [_NUMBER.sub("", remark) for remark in beside]
    told, gone = persons_in(plain), bool(_GONE.search(text))
    remarks = (*(() if gone else told.beside), *(remark for part in beside if (remark := part.strip())))
    name = "" if gone else "、".join(told.names)
    left = told.names if gone else ()
    return Contact(name, "、".join(dict.fromkeys(phones)), tuple(dict.fromkeys(remarks)), gone, told.vacant, left)
