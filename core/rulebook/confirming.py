"""Recommended values until the committee confirms them (待确认): which they are, and the act of confirming.

A recommended value works from the first day; confirming says that the committee wants it so, until a regulation of its
own replaces it.
"""

from collections.abc import Collection
from datetime import date

from django.db import transaction

from core import rulebook
from core.matters import events
from core.matters.lifecycle import Forbidden, Refused
from core.models import Rule
from core.models.roles import posts_that
from core.people.actors import Actor
from core.rulebook import browsing
from core.rulebook.browsing import Bundle, Line

CONFIRMERS = posts_that(confirms=True)
NAMED = 8


def lines(on: date) -> list[Line]:
    """Every recommended value in force that drives something and nobody has confirmed; no statement of its own."""
    return [line for line in _driving(on) if line.is_recommended and line.rule.confirmed_at is None]


def waiting(on: date) -> list[Bundle]:
    """``lines`` by key, in the order of the catalogue: the value for every class first, then those of single ones."""
    return browsing.bundled(lines(on))


def pending(on: date) -> list[tuple[rulebook.Key, str]]:
    """The keys that wait, each once, with the recommended value in words."""
    return [(one.key, one.first.words) for one in waiting(on)]


def settled(on: date) -> int:
    """How many keys that drive something are confirmed or rest on the committee's own regulations."""
    waiting = {key.key for key, _ in pending(on)}
    return len({line.key.key for line in _driving(on)} - waiting)


def _driving(on: date) -> list[Line]:
    """Read from what the process remembers of the rules; a local deadline drives nothing."""
    driving = [key for key in rulebook.catalogue().values() if key.drives]
    return [line for key in driving for line in browsing.lines_of(key, on) if line.state == "in_force"]


@transaction.atomic
def confirm(*, actor: Actor, rules: Collection[int], basis: str) -> int:
    """Confirm these recommended values, ``basis`` saying who decided it where; returns how many were confirmed now.

    Raises Refused where none of them waits for it any more, or no basis is given.
    """
    if not actor.is_in(*CONFIRMERS):
        raise Forbidden("推荐规则由提案委主任、办公室或领导确认。")
    basis = " ".join(basis.split())
    if not basis:
        raise Refused("请写明由谁、在什么会上定的，例如“主席会议”“提案委办公会”。")
    waiting = Rule.objects.select_for_update(of=("self",)).select_related("regulation")
    found = list(waiting.filter(pk__in=rules, regulation__is_default=True, confirmed_at=None).order_by("pk"))
    if not found:
        raise Refused("所选的规则都已确认，请刷新后再看。" if rules else "请至少勾选一项。")
    Rule.objects.filter(pk__in=[rule.pk for rule in found]).update(
        confirmed_at=actor.at, confirmed_by=actor.user, confirmed_basis=basis[:120]
    )
    labels = list(dict.fromkeys(known.label for rule in found if (known := rulebook.find_key(rule.key))))
    named = "、".join(labels[:NAMED]) + (f"等{len(labels)}项" if len(labels) > NAMED else "")
    events.record(
        found[0].regulation, actor=actor, key="rules_confirmed", label="确认推荐规则", reason=basis,
        text=f"确认照推荐值办理：{named}", facts={"rules": [[rule.key, rule.applies_to, rule.value] for rule in found]},
    )  # fmt: skip
    rulebook.forget()
    transaction.on_commit(rulebook.forget)
    return len(found)
