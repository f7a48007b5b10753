"""The field for a person's name: kept without the blanks with which lists set names wide (路 遥远 is 路遥远)."""

from typing import Any

from django import forms

from core.text import as_one_word

LONGEST_ALONE = 3
"""Characters that are certainly one person's name; what is longer may be two people parted by a blank."""


class PersonNameField(forms.CharField):
    """One person's name, as ``as_one_word`` has it, so that every way in stores the same."""

    def to_python(self, value: Any) -> str:
        return as_one_word(super().to_python(value) or "")


def contact_name(text: str) -> str:
    """The name of a contact; two people with a blank between them stay two."""
    plain = as_one_word(text)
    return plain if len(plain) <= LONGEST_ALONE else text
