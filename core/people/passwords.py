"""What a password must hold beyond Django's own checks."""

import string

from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    MinimumLengthValidator,
    UserAttributeSimilarityValidator,
)
from django.core.exceptions import ValidationError

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


class CommonValidator(CommonPasswordValidator):
    """Django's own list, in words that say what to do."""

    def get_error_message(self) -> str:
        return "这个密码很多人在用，容易被人猜中，请换一个。"

    def get_help_text(self) -> str:
        return "不要用常见的密码。"


class SimilarityValidator(UserAttributeSimilarityValidator):
    """Django's own, in words that say what to do."""

    def get_error_message(self) -> str:
        return "密码与您的%(verbose_name)s太相似，容易被人猜中，请换一个。"

    def get_help_text(self) -> str:
        return "密码不要与用户名、姓名、手机或邮箱相似。"
