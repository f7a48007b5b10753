"""Whoever is entered may be there already: shown, and denied by a tick before it goes on.

Core looks among the accounts; an app above registers whom else it knows.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from core.models import User
from core.text import as_one_word

QUESTION = "是同一人的不要再录入，确是另一人的勾选后再保存。"


@dataclass(frozen=True)
class Namesake:
    """Somebody who may be the same person: the page about them, and what is known in few words."""

    url: str
    words: str


_also: list[Callable[[str, str], Iterable[Namesake]]] = []


def register(look: Callable[[str, str], Iterable[Namesake]]) -> None:
    """``look(name, phone)`` finds people of another app; registered in ``AppConfig.ready``."""
    _also.append(look)


def likely(name: str, phone: str) -> list[Namesake]:
    """Accounts of this name, and whoever the apps above know by it; one statement each."""
    found = []
    for key, username, full_name, active in User.objects.values_list("pk", "username", "full_name", "is_active"):
        if as_one_word(full_name) == as_one_word(name):
            words = f"账号{full_name}（{username}{'' if active else '，已停用'}）"
            found.append(Namesake(reverse("setup:account", args=[key]), words))
    return [*found, *(one for look in _also for one in look(name, phone))]


def links_to(found: Iterable[Namesake]) -> SafeString:
    """Each of them as a link, opened beside the form that is being filled in."""
    pairs = ((one.url, one.words) for one in found)
    return format_html_join("、", '<a href="{}" target="_blank">{}</a>', pairs)


class AsksIfAnother(forms.Form):
    """Base of forms that enter somebody: a box that is shown only where somebody is found who may be the same."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["another"] = forms.BooleanField(
            label="已经核对，确是另一人", required=False, widget=forms.HiddenInput
        )  # fmt: skip

    def ask(self, found: Iterable[Namesake], another: bool, where: str, more: str = "") -> None:
        """Show the box where anybody was found, and hold the form up until it is ticked; ``more`` is added to that."""
        found = list(found)
        if found:
            self.fields["another"].widget = forms.CheckboxInput()
        if found and not another:
            self.add_error("another", format_html("{}已有{}。{}{}", where, links_to(found), QUESTION, more))
