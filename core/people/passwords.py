"""What a password must hold beyond Django's own checks."""

import re
import string
from functools import cache
from itertools import pairwise
from pathlib import Path

from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    MinimumLengthValidator,
    UserAttributeSimilarityValidator,
)
from django.core.exceptions import ValidationError

from core.pinyin import initials, sort_key

OWN_LIST = Path(__file__).resolve().parent.parent / "data" / "common_passwords.txt"
#: Signs that are written where a letter is meant.
_AS_LETTERS = str.maketrans("@4301!$57", "aaeolisst")
LEAST_DIFFERENT = 5
LEAST_OF_NAME = 4
CLASSES = (string.ascii_lowercase, string.ascii_uppercase, string.digits)


def classes_in(password: str) -> int:
    """How many of the four classes occur: small letters, capitals, digits, anything else."""
    known = sum(any(c in group for c in password) for group in CLASSES)
    return known + any(c not in "".join(CLASSES) for c in password)


class LengthValidator(MinimumLengthValidator):
    """Django's own, in the site's language."""

    def get_error_message(self) -> str:
        return f"密码太短：至少{self.min_length}个字符。"

    def get_help_text(self) -> str:
        return f"密码至少{self.min_length}个字符。"


class CharacterClassesValidator:
    """At least ``least`` of the four classes (等保三级: 口令应具有复杂度)."""

    def __init__(self, least: int = 3):
        self.least = least

    def validate(self, password: str, user=None) -> None:
        """Raise ValidationError with a sentence that says what to add."""
        if classes_in(password) < self.least:
            raise ValidationError(
                f"密码过于简单：请在大写字母、小写字母、数字、符号四类中至少使用{self.least}类。",
                code="password_too_plain",
            )

    def get_help_text(self) -> str:
        return f"密码须包含大写字母、小写字母、数字、符号四类中的至少{self.least}类。"


@cache
def _own_list() -> frozenset[str]:
    return frozenset(OWN_LIST.read_text(encoding="utf-8").split())


class CommonValidator(CommonPasswordValidator):
    """Django's own list and a few words of offices, also with a year behind and signs that stand for a letter."""

    def validate(self, password: str, user=None) -> None:
        """Raise ValidationError for a common one, plain or dressed up."""
        super().validate(password, user)
        words = {
            _bare(password),
            _bare(password.lower().translate(_AS_LETTERS)),
            _bare(password.rstrip("!.@#0123456789")),
        }
        words |= {_bare(word.translate(_AS_LETTERS)) for word in words}
        if any(word in self.passwords or word in _own_list() for word in words if len(word) > 2):
            raise ValidationError(self.get_error_message(), code="password_too_common")

    def get_error_message(self) -> str:
        return "这个密码很多人在用，容易被人猜中，请换一个。"

    def get_help_text(self) -> str:
        return "不要用常见的密码，也不要在常见的词后面加年份、数字。"


def _bare(password: str) -> str:
    """The word within: without digits and signs around it."""
    return re.sub(r"^[\W\d_]+|[\W\d_]+$", "", password.lower())


class PatternValidator:
    """Not of a few characters repeated, not in the order of the alphabet, of numbers or of the keyboard."""

    ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", string.ascii_lowercase, string.digits)

    def validate(self, password: str, user=None) -> None:
        """Raise ValidationError where most steps from one character to the next are foreseen."""
        text = password.casefold()
        steps = sum(self._foreseen(one, two) for one, two in pairwise(text))
        if len(set(text)) < LEAST_DIFFERENT or steps * 3 >= (len(text) - 1) * 2:
            raise ValidationError(
                "密码太有规律：多是重复、连续的字符，容易被人猜中，请打乱或换一个。", code="password_pattern"
            )

    def _foreseen(self, one: str, two: str) -> bool:
        return one == two or any(one + two in row or two + one in row for row in self.ROWS)

    def get_help_text(self) -> str:
        return "不要用重复或连续的字符（如 aaaa、1234、qwer）。"


class OwnNameValidator:
    """Not made of what everybody knows of the person: user name, name in pinyin, telephone, mail."""

    def validate(self, password: str, user=None) -> None:
        """Raise ValidationError naming what of the person stands in the password."""
        text = password.casefold()
        for what, words in _known_of(user) if user is not None else ():
            if any(len(word) >= LEAST_OF_NAME and word in text for word in words):
                raise ValidationError(f"密码中含有您的{what}，容易被人猜中，请换一个。", code="password_own_name")

    def get_help_text(self) -> str:
        return "密码中不要含有自己的用户名、姓名（拼音）、手机号码。"


def _known_of(user) -> list[tuple[str, list[str]]]:
    name = user.full_name or ""
    phone = re.sub(r"\D", "", user.phone or "")
    spelt = sort_key(name).replace(" ", "") if name else ""
    return [
        ("用户名", [user.username.casefold()]),
        ("姓名", [name.casefold(), spelt, initials(name).casefold()]),
        ("手机号码", [phone[-6:] if len(phone) >= 7 else "", phone]),
        ("邮箱", [(user.email or "").partition("@")[0].casefold()]),
    ]


class SimilarityValidator(UserAttributeSimilarityValidator):
    """Django's own, in words that say what to do."""

    def get_error_message(self) -> str:
        return "密码与您的%(verbose_name)s太相似，容易被人猜中，请换一个。"

    def get_help_text(self) -> str:
        return "密码不要与用户名、姓名、手机或邮箱相似。"
