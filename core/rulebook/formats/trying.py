"""Trying a pack of deadlines out: for every example of the file, the dates which the real engine gives.

The pack's rules are entered by the real services and every date comes from a clock, all in one transaction that is
rolled back. Results that a file expects are never looked at: only ``given`` is read.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date

from django.db import transaction
from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat

from core import rulebook
from core.clock import calendar
from core.models import Regulation, Rule
from core.people.actors import system_actor
from core.rulebook import versions
from core.rulebook.formats import nodes
from core.rulebook.formats.cases import Case, Result
from core.rulebook.formats.events import read_given
from core.rulebook.formats.faults import Fault, Faults
from core.rulebook.formats.nodes import Item
from core.rulebook.formats.offers import Offer, offers_of
from core.rulebook.formats.packs import is_pack, read_pack
from core.rulebook.formats.plans import FilePlan, RegulationFacts, planned

#: What a rule without a day of its own is dated when it is only tried: before any example.
LONG_AGO = date(1980, 1, 1)


@dataclass(frozen=True)
class Tried:
    """One example of the file with everything that could be computed for it."""

    id: str
    results: list[Result]

    def as_json(self) -> dict:
        return {"id": self.id, "results": [result.as_json() for result in self.results]}


class _RollBack(Exception):
    pass


@contextmanager
def _rolled_back() -> Iterator[None]:
    """Nothing done within remains, neither in the database nor in memory."""
    try:
        with transaction.atomic():
            yield
            raise _RollBack
    except _RollBack:
        pass
    finally:
        rulebook.forget()
        calendar.forget()


def try_text(text: str, effective_from: date | None = None) -> tuple[FilePlan, list[Tried]]:
    """The file's rules as they would be loaded, and each of its examples computed; nothing remains.

    Rules which the file does not date one by one count as always in force, unless ``effective_from`` is given. Raises
    ``Faults`` for a file that is no pack of deadlines.
    """
    tree = nodes.read(text)
    if not is_pack(tree):
        raise Faults([Fault(1, "kind", "试算用的文件应写明 kind: deadlines，并有 examples。")])
    with _rolled_back():
        reading = read_pack(tree, effective_from, undated=effective_from or LONG_AGO)
        _set_aside({draft.key for draft in reading.drafts})
        plan = planned(reading)
        if plan.rows:
            named = replace(plan, regulation=RegulationFacts(title="试算"))
            versions.load_plan(actor=system_actor(), plan=named, skip_bad=True)
        offers = offers_of(plan)
        tried = [_tried(number, example, plan, offers) for number, example in enumerate(tree.rows("examples"), 1)]
    return plan, tried


def _set_aside(keys: set[str]) -> None:
    """What the committee itself decided about these keys stands back, so that only the file speaks."""
    Rule.objects.filter(key__in=keys).update(applies_to=Concat(Value("~"), Cast("pk", CharField())))
    rulebook.forget()
    calendar.forget()


def _tried(number: int, example: Item, plan: FilePlan, offers: list[Offer]) -> Tried:
    name = example.text("id") or f"第{number}例"
    given_item = example.get("given") or example.get("record") or example.get("events")
    if given_item is None or not isinstance(given_item.value, dict):
        return Tried(name, [])
    given = read_given(given_item)
    matter = Regulation.objects.create(title=f"试算 {name}"[:200], code="try")
    results = [Result(what, status="rejected", explanation=sentence) for what, sentence in given.unreadable]
    if given.loads:
        results.append(_loaded(given.loads, plan))
    for scope in given.scopes:
        results += Case(given, scope, offers, matter, plan.left_out).results()
    return Tried(name, results)


def _loaded(rule_id: str, plan: FilePlan) -> Result:
    """Whether the rule of this id could be loaded."""
    wrong = [str(fault) for fault in plan.faults if fault.key.partition("（")[0] == rule_id]
    if wrong:
        return Result(rule_id, status="rejected", explanation="".join(wrong))
    row = next((row for row in plan.rows if row.source_id == rule_id), None)
    if row is None:
        return Result(rule_id, status="rejected", explanation=f"文件里没有“{rule_id}”这条规则。")
    return Result(rule_id, status="loaded", explanation=f"可以载入：{row.label}，{row.words}")
