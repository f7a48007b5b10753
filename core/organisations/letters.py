"""The letters (发文代字) under which units number their replies, of many units in one step."""

import re
from collections import Counter, defaultdict

from django import forms

from core.committee import identity
from core.models import Organisation
from core.organisations.each_unit import EachUnitForm
from core.organisations.forms import REASON

_BUREAU = re.compile(r"^(?:中共)?(?:[^省市区县州旗盟]{0,6}[省市区县州旗盟])(?:委)?(.{2,}(?:局|委员会|委|部))$")

SAME_NUMBER = "两家的复函会编成同一个文号，请改一个。"


def likely_word(unit: Organisation, region: str) -> str:
    """“云教提” of 云溪县教育局: place, first character of its field, 提; empty where the name is no bureau's."""
    found = _BUREAU.match(unit.name)
    return f"{region[0]}{found[1][0]}提" if found and region else ""


class LettersForm(EachUnitForm):
    """A field for every unit; what its name suggests stands there to be corrected, where no two would be the same.

    Letters that were there may be changed, and are not emptied here.
    """

    column, stem = "document_word", "word"
    reason = forms.CharField(**REASON, help_text="记入每家单位的经过，如“各单位报来的发文代字”", initial="写明发文代字")

    def prepare(self, units: list[Organisation]) -> None:
        rows = Organisation.objects.filter(is_active=True).exclude(document_word="")
        self._used = {word: (pk, name) for pk, word, name in rows.values_list("pk", "document_word", "name")}
        region = identity.current().region
        likely = {unit.pk: likely_word(unit, region) for unit in units if not unit.document_word}
        often = Counter(likely.values())
        self._likely = {pk: word for pk, word in likely.items() if often[word] == 1 and word not in self._used}

    def now(self, unit: Organisation) -> str:
        return unit.document_word

    def field_of(self, unit: Organisation) -> forms.Field:
        word = unit.document_word or self._likely.get(unit.pk, "")
        if word and not unit.document_word:
            self.suggested.add(unit.pk)
        return forms.CharField(label=f"{unit.name}的发文代字", max_length=40, required=False, initial=word)

    def in_words(self, unit: Organisation) -> str:
        return unit.document_word

    def clean(self) -> dict:
        """No two units may write under the same letters: their numbers would be the same."""
        data = super().clean() or self.cleaned_data
        chosen = {unit.pk: self.chosen(unit) for unit in self.units}
        users: dict[str, dict[int, str]] = defaultdict(dict)
        for word, (pk, name) in self._used.items():
            if chosen.get(pk) is None:
                users[word][pk] = name
        for unit in self.units:
            if word := chosen[unit.pk]:
                users[word][unit.pk] = unit.name
        for unit in self.units:
            others = [name for pk, name in users.get(chosen[unit.pk], {}).items() if pk != unit.pk]
            if others:
                self.add_error(f"word_{unit.pk}", f"“{chosen[unit.pk]}”也写在“{others[0]}”，{SAME_NUMBER}")
        return data
