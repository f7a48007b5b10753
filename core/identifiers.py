"""Numbers and names by which people are known (委员证号, 手机, 用户名): one form to store, one key to compare by.

A number is the same however it was typed: full or half width, with blanks or line breaks, in small letters, with a dash
of whatever kind, or as the number that a spreadsheet makes of it.
"""

import re
import unicodedata
from dataclasses import dataclass

from core import number_runs
from core.text import seen

_UNSEEN = re.compile("[\\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_AROUND = re.compile(f"^{_UNSEEN.pattern}+|{_UNSEEN.pattern}+$")
_BLANKS = re.compile(f"{_UNSEEN.pattern}+")
_DASHES = re.compile("[‐‑‒–—―−－﹣﹘~～]+|-{2,}")
_OF_A_SHEET = re.compile(r"^(\d+)\.0+$")
_POWER = re.compile(r"^(\d)\.(\d+)E\+?(\d{1,2})$")
_MOBILE = re.compile(r"^(?:\+?(?:0{0,2}86)?-?)?\(?(1[3-9]\d)\)?-?(\d{4})-?(\d{4})$")
_ONE_MOBILE = re.compile(r"1[3-9]\d{9}")
_LETTER_FOR_FIGURE = re.compile(r"(?=(?:\D*\d){8})[1LI][\dOILSBZ]{9,11}", re.I)
_PHONES = re.compile(r"[/、，,；;|\n\r]+")
_PARTS = re.compile(r"[/、,;|\n\r]+(?![^()]*\))")
_REMARK = re.compile(r"\(([^()]*[^\W\d_][^()]*)\)?")
_EMAIL = re.compile(r"[A-Za-z0-9][\w.+-]*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+", re.ASCII)
_TOLD_EMAIL = re.compile(rf"(?:(?:电子)?(?:邮箱|邮件):?\s*)?{_EMAIL.pattern}", re.ASCII)
# A line break between a mobile number and an address that got lost.
_RUN_INTO = re.compile(r"(?<!\d)1[3-9]\d{9}(?=[A-Za-z])|(?<=\.)[A-Za-z]+(?=1[3-9]\d{9}(?![\d@]))")
#: A number goes on below, but for a whole mobile number: that is one of its own, unless only +86 stands before it.
_BROKEN_LINE = re.compile(
    r"(?<=[\d)])[ \t]*[\r\n]+[ \t]*(?=[\d(+])(?!(?<!86)(?<!86[ \t\r\n])1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d))"
)
_EXTENSION_OF_A_MOBILE = re.compile(r"(1[3-9]\d{9})((?:转|-)\d+)")
_NUMBER_IN_WORDS = re.compile(r"^([^\W\d_A-Za-z]*):?([+(]?\d[\d()#*+\s-]{5,}\d(?:转\d+)?)([^\W\d_A-Za-z]*)$")
_NUMBER_IN_BRACKETS = re.compile(r"(?P<before>(?:[\d+‐-―−~-]|(?<=\d)\s(?=\d))*)\s*\((?P<inner>[\d+\s‐-―−~-]+)\)")
_SHORTEST_PHONE = 7
LONGEST_PHONE = 13
"""Digits of a telephone number with its area code, an extension apart."""
_NO_REMARK = re.compile(r"(?:联系|电子|移动)?(?:手机|电话|邮箱|邮件)?(?:号码?)?[:]?")


@dataclass(frozen=True)
class Reached:
    """What a cell for a telephone number says: numbers as stored, mail addresses, and remarks, each with its number
    where there are several. A short number beside a whole one is a remark."""

    phone: str = ""
    emails: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


def card_number(text: str) -> str:
    """A 委员证号 as it is stored: half width, capitals, no blanks, plain dashes (``ｊｌ 00－12`` → ``JL00-12``)."""
    plain = _UNSEEN.sub("", unicodedata.normalize("NFKC", text)).upper()
    return _whole(_DASHES.sub("-", plain))


def card_key(text: str) -> str:
    """What two spellings of one card number have in common: as stored, without dashes and dots."""
    return re.sub(r"[-._·/]", "", card_number(text))


def username_key(text: str) -> str:
    """What two user names have in common that people take for the same: width and case do not count."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def typed_username(text: str) -> str:
    """The key of a user name as typed to sign in: blanks around it and what cannot be seen do not count either."""
    return _AROUND.sub("", username_key(seen(text)))


def phone_number(text: str) -> str:
    """Telephone numbers as they are stored: a mobile number as its eleven digits, several joined by 、."""
    plain = _out_of_brackets(_BROKEN_LINE.sub(" ", unicodedata.normalize("NFKC", text)))
    found = [number for part in _PHONES.split(plain) for number in _of_part(part)]
    return "、".join(dict.fromkeys(number for number in found if number))


def reached_by(text: str) -> Reached:
    """A cell taken apart: 13800000001（微信同号）、a@b.cn is a number, a remark and a mail address. What cannot be
    taken for a number stays as it is."""
    plain = _RUN_INTO.sub(r"\g<0>、", unicodedata.normalize("NFKC", text))
    plain = _out_of_brackets(_BROKEN_LINE.sub(" ", plain))
    emails = tuple(dict.fromkeys(_EMAIL.findall(plain)))
    parts = [part.strip() for part in _PARTS.split(_TOLD_EMAIL.sub("、", plain))]
    told = [each for part in parts if not _NO_REMARK.fullmatch(part) for each in _told(part)]
    told, short = _without_short(told)
    numbers = list(dict.fromkeys(number for phone, _ in told for number in phone.split("、") if number))
    remarks = [f"{phone} {remark}" if len(numbers) > 1 else remark for phone, words in told for remark in words]
    return Reached("、".join(numbers), emails, tuple(dict.fromkeys(one.strip() for one in [*remarks, *short])))


def _out_of_brackets(text: str) -> str:
    """138… (0793-5121001): a whole number in brackets is one of its own, not the rest of the one before."""

    def apart(match: re.Match[str]) -> str:
        whole = number_runs.is_whole(re.sub(r"\s", "", _DASHES.sub("-", match["inner"])))
        begun = len(re.sub(r"\D", "", match["before"]))
        return f"{match['before']}、{match['inner']}、" if whole and not 0 < begun < _SHORTEST_PHONE else match[0]

    return _NUMBER_IN_BRACKETS.sub(apart, text)


def _told(part: str) -> list[tuple[str, list[str]]]:
    """The numbers of one part, each with the remarks beside it."""
    phone, remarks = _with_remarks(part)
    if extended := _EXTENSION_OF_A_MOBILE.fullmatch(phone):
        return [(extended[1], [extended[2].replace("-", "转"), *remarks])]
    unclear = ("、" in phone and remarks) or any(map(is_odd_phone, filter(None, phone.split("、"))))
    if unclear and (several := number_runs.told_apart(part)):
        return [
            (phone_number(number), [word for word in words if not _NO_REMARK.fullmatch(word)])
            for number, words in several
        ]
    return [(phone, remarks)]


def _without_short(told: list[tuple[str, list[str]]]) -> tuple[list[tuple[str, list[str]]], list[str]]:
    """Beside a number that is whole, what is too short to be one (短号6402, 67788) is a remark."""
    if not any(phone and not any(map(is_odd_phone, phone.split("、"))) for phone, _ in told):
        return told, []
    kept = [(phone, words) for phone, words in told if not phone or is_phone(phone)]
    return kept, ["".join([*words, phone]) for phone, words in told if phone and not is_phone(phone)]


def _with_remarks(part: str) -> tuple[str, list[str]]:
    """The number of one part, and the remarks beside it, in brackets or not (办公 0571-87654321, 138…微信同号)."""
    remarks = [remark.strip() for remark in _REMARK.findall(part)]
    phone = phone_number(_REMARK.sub("", part))
    if not is_phone(phone) and (match := _NUMBER_IN_WORDS.match("".join(phone.split()))):
        remarks += [words for words in (match[1], match[3]) if words]
        phone = phone_number(match[2])
    return phone, [words for words in remarks if not _NO_REMARK.fullmatch(words)]


def is_phone(text: str) -> bool:
    """Whether every number in ``text`` (as stored) could be dialled: seven digits at least, only number signs."""
    numbers = text.split("、")
    return all(len(re.sub(r"\D", "", n)) >= 7 and re.fullmatch(r"\+?[\d()#*-]+(?:转\d+)?", n) for n in numbers)


def is_number_to_call(text: str) -> bool:
    """Whether a person can dial what stands there: figures, with dashes, blanks, and an extension (转、分机)."""
    return bool(re.search(r"\d", text) and re.fullmatch(r"(?:[\d\s()（）+＋*#、，,;；/—–－-]|转|分机)+", text))


def is_email(text: str) -> bool:
    """Whether mail could be sent to it."""
    return bool(_EMAIL.fullmatch(text)) and len(text) <= 254


def mobiles_in(text: str) -> list[str]:
    """The mobile numbers among telephone numbers as stored."""
    return [number for number in text.split("、") if _ONE_MOBILE.fullmatch(number)]


def first_mobile(text: str) -> str:
    """The number among those stored by which messages reach a person: a mobile's, else the first."""
    return next(iter(mobiles_in(text)), text.split("、")[0])


def masked(address: str) -> str:
    """Enough of a number or mail address to know it again: 138****5678, s****@example.cn."""
    if not address:
        return "空"
    box, at, host = address.partition("@")
    return f"{box[:1]}****@{host}" if at else f"{address[:3]}****{address[-4:]}"


def is_mistyped_mobile(number: str) -> bool:
    """Whether one number as stored was meant for a mobile's and is none: a digit too few or too many, 12…, 23…, a
    letter for a figure (139000100L4)."""
    meant = number.isdigit() and (number.startswith("1") or (len(number) == 11 and not number.startswith("0")))
    meant = meant or bool(_LETTER_FOR_FIGURE.fullmatch(number))
    return meant and not _ONE_MOBILE.fullmatch(number)


def is_odd_phone(number: str) -> bool:
    """Whether one number as stored can hardly be anybody's: no number at all, a mistyped mobile's, or far too long."""
    return not is_phone(number) or is_mistyped_mobile(number) or (number.isdigit() and len(number) > LONGEST_PHONE)


def _of_part(text: str) -> list[str]:
    """One number, or several with nothing but a blank between them, or not even that."""
    return [_one_phone(number) for number in number_runs.parted(_DASHES.sub("-", _BLANKS.sub(" ", text)))]


def _one_phone(text: str) -> str:
    plain = _whole(_DASHES.sub("-", _UNSEEN.sub("", text)).upper())
    mobile = _MOBILE.match(plain)
    return "".join(mobile.groups()) if mobile else plain


def _whole(text: str) -> str:
    """13800000001.0 and 1.3800000001E10 as the whole number; a power that has lost digits stays as it is."""
    if match := _OF_A_SHEET.match(text):
        return match[1]
    if (match := _POWER.match(text)) and len(match[2]) == int(match[3]):
        return match[1] + match[2]
    return text
