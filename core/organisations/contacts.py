"""Who a cell for a contact names: a name, and what stands beside it (（办公室）, a number, （已调离））."""

import re
from dataclasses import dataclass

from core.brackets import split_remarks
from core.identifiers import is_phone, reached_by

_NUMBER = re.compile(r"(?:电话|手机|联系方式)?[:：]?\s*\+?\d[\d\-—－ ]{5,}\d")
_APART = re.compile(r"[、，,；;/]|[和及](?=[^和及]{2,4}$)")
_GONE = re.compile(
    r"(?:已|因)?(?:调离|调走|调出|离任|离职|离岗|退休|退岗|免职|辞职|去世|病故|停职)"
    r"|已调|不在岗|不再(?:担任|负责|从事|联系)"
)


@dataclass(frozen=True)
class Contact:
    """``name`` is the person's, empty where the cell says that they have gone (``gone``); ``phone`` as stored, and
    ``remarks`` are what else stood there."""

    name: str = ""
    phone: str = ""
    remarks: tuple[str, ...] = ()
    gone: bool = False

    @property
    def names(self) -> list[str]:
        """Of several people in one cell each."""
        return [name for part in _APART.split(self.name) if (name := part.strip())]


def contact_of(text: str) -> Contact:
    """The cell taken apart."""
    plain, beside = split_remarks(text)
    numbers = [found for part in (plain, *beside) for found in _NUMBER.findall(part)]
    phones = [phone for found in numbers if is_phone(phone := reached_by(found).phone)]
    if phones:
        plain, beside = _NUMBER.sub(" ", plain), [_NUMBER.sub("", remark) for remark in beside]
    name = re.sub(r"^[\s、,，;；:：/]+|[\s、,，;；:：/]+$", "", plain)
    remarks = tuple(remark for part in beside if (remark := part.strip()))
    gone = bool(_GONE.search(text))
    return Contact("" if gone else name, "、".join(dict.fromkeys(phones)), remarks, gone)
