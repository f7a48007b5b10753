"""Sectors (界别) that committees commonly form, to be ticked and corrected instead of typed one by one."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django import forms
from django.db import transaction
from django.forms import BoundField

from core.matters.lifecycle import Refused
from core.models import Organisation
from core.organisations import services
from core.organisations.forms import spellings_of
from core.people.actors import Actor
from core.text import clean_line

SECTOR = Organisation.Kind.SECTOR
NAMES = Path(__file__).resolve().parents[1] / "data" / "sectors.yaml"


@dataclass(frozen=True)
class Usual:
    """A sector as it is commonly called; ``ticked`` where districts and counties usually have it."""

    name: str
    spellings: tuple[str, ...]
    ticked: bool


@cache
def every() -> tuple[Usual, ...]:
    """All of them, in the order in which committees list them."""
    rows = yaml.safe_load(NAMES.read_text(encoding="utf-8"))
    return tuple(Usual(row["name"], tuple(row["spellings"]), row.get("ticked", False)) for row in rows)


def _taken() -> set[str]:
    """What sectors that are in use are called, in whatever spelling; one statement."""
    rows = Organisation.objects.filter(kind=SECTOR, is_active=True).order_by()
    called = rows.values_list("name", "short_name", "names__name")
    return {services.key_of(word) for words in called for word in words if word}


def lacking() -> list[Usual]:
    """Those that this committee has under no spelling."""
    taken = _taken()
    return [one for one in every() if taken.isdisjoint(map(services.key_of, (one.name, *one.spellings)))]


class UsualForm(forms.Form):
    """A line for each: whether it is taken, its name here, its other spellings; and one's own below.

    What one line calls a sector no other line, and no sector that is there, may be called.
    """

    more = forms.CharField(
        label="本委员会另有的界别", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="一行一个；有别的写法的写在冒号后面，用顿号隔开，如“水利界：水利、水务”",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.offered = lacking()
        none_yet = not Organisation.objects.filter(kind=SECTOR, is_active=True).exists()
        for place, one in enumerate(self.offered):
            self.fields[f"use_{place}"] = forms.BooleanField(
                label=f"登记{one.name}", required=False, initial=one.ticked and none_yet
            )
            self.fields[f"name_{place}"] = forms.CharField(
                label="名称", required=False, max_length=60, initial=one.name
            )
            self.fields[f"also_{place}"] = forms.CharField(
                label="其他写法", required=False, max_length=400, initial="、".join(one.spellings)
            )

    @property
    def lines(self) -> list[tuple[BoundField, BoundField, BoundField]]:
        """Tick, name and spellings of each line, for the page."""
        return [(self[f"use_{n}"], self[f"name_{n}"], self[f"also_{n}"]) for n in range(len(self.offered))]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        self.chosen: list[tuple[str, list[str]]] = []
        self.taken = _taken()
        seen: dict[str, str] = {}
        for place in range(len(self.offered)):
            if data.get(f"use_{place}"):
                self._take(f"name_{place}", data.get(f"name_{place}", ""), data.get(f"also_{place}", ""), seen)
        for line in data.get("more", "").splitlines():
            if clean_line(line):
                name, _, also = line.replace("：", ":").partition(":")
                self._take("more", name, also, seen)
        if not self.chosen and not self.errors:
            self.add_error(None, "还没有勾选，也没有写另有的界别。")
        return data

    def _take(self, field: str, name: str, also: str, seen: dict[str, str]) -> None:
        """One line as it is going to be registered; what stands against it is told beside it."""
        name, spellings = clean_line(name), spellings_of(also)
        if not name:
            return self.add_error(field, "请写名称，不登记的请去掉勾选。")
        for word in dict.fromkeys((name, *spellings)):
            key = services.key_of(word)
            if key in seen and seen[key] != name:
                self.add_error(field, f"“{word}”也写在“{seen[key]}”里，请只留一处。")
            elif key in self.taken and (taken := services.clash(word, SECTOR)):
                self.add_error(field, taken[1])
            seen.setdefault(key, name)
        self.chosen.append((name, spellings))


@transaction.atomic
def register(chosen: list[tuple[str, list[str]]], *, actor: Actor) -> list[Organisation]:
    """Add these sectors with their spellings, behind those that are there; all or none.

    Raises Refused where one has been registered meanwhile.
    """
    made, there = [], _taken()
    for name, spellings in chosen:
        for word in (name, *spellings):
            if services.key_of(word) in there and (taken := services.clash(word, SECTOR)):
                raise Refused(taken[1])
        values = {"name": name, "kind": SECTOR}
        made.append(services.add(values, actor=actor, reason="按常见界别登记", spellings=spellings))
    return made
