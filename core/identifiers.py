"""Numbers and names by which people are known (委员证号, 手机, 用户名): one form to store, one key to compare by.

A number is the same however it was typed: full or half width, with blanks or line breaks, in small letters, with a dash
of whatever kind, or as the number that a spreadsheet makes of it.
"""

import re
import unicodedata

_UNSEEN = re.compile("[\\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_DASHES = re.compile("[‐‑‒–—―−－﹣﹘~～]+|-{2,}")
_OF_A_SHEET = re.compile(r"^(\d+)\.0+$")
_POWER = re.compile(r"^(\d)\.(\d+)E\+?(\d{1,2})$")
_MOBILE = re.compile(r"^(?:\+?(?:0{0,2}86)?-?)?\(?(1[3-9]\d)\)?-?(\d{4})-?(\d{4})$")
_ONE_MOBILE = re.compile(r"1[3-9]\d{9}")
_RUN_TOGETHER = re.compile(r"^(?:1[3-9]\d{9}){2,}$")
_PHONES = re.compile(r"[/、，,；;|\n\r]+")


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


def phone_number(text: str) -> str:
    """Telephone numbers as they are stored: a mobile number as its eleven digits, several joined by 、."""
    found = [number for part in _PHONES.split(unicodedata.normalize("NFKC", text)) for number in _of_part(part)]
    return "、".join(dict.fromkeys(number for number in found if number))


def is_phone(text: str) -> bool:
    """Whether every number in ``text`` (as stored) could be dialled: seven digits at least, only number signs."""
    numbers = text.split("、")
    return all(len(re.sub(r"\D", "", n)) >= 7 and re.fullmatch(r"\+?[\d()#*-]+(?:转\d+)?", n) for n in numbers)


def mobiles_in(text: str) -> list[str]:
    """The mobile numbers among telephone numbers as stored."""
    return [number for number in text.split("、") if _ONE_MOBILE.fullmatch(number)]


def is_mistyped_mobile(number: str) -> bool:
    """Whether one number as stored was meant for a mobile's and is none: a digit too few or too many, 12…, 23…."""
    meant = number.isdigit() and (number.startswith("1") or (len(number) == 11 and not number.startswith("0")))
    return meant and not _ONE_MOBILE.fullmatch(number)


def _of_part(text: str) -> list[str]:
    """One number, or mobile numbers with nothing but a blank between them."""
    digits = _UNSEEN.sub("", text)
    return re.findall(r"\d{11}", digits) if _RUN_TOGETHER.match(digits) else [_one_phone(text)]


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
