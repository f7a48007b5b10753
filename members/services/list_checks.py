"""换届前核对: everything that is doubtful about a new list, in one place, before it is confirmed."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from core.chinese import long_date, some_of
from core.matters import events
from core.models import Event
from core.models.generic import aimed_at
from core.people.actors import Actor
from members.models import Mandate, Member, OfficeHeld, Suspension, Term
from members.services.comparing import COMES, Comparison
from members.services.composition import composition

OTHER = "other_person"


@dataclass(frozen=True)
class Pair:
    """Who comes by the list alone, and somebody of the register with the same name; ``standing`` says who that is."""

    comes: Member
    other: Member
    standing: str
    listed: bool


@dataclass(frozen=True)
class Check:
    """One thing to look at. ``asked``: the list is confirmed only with a tick that it is meant so."""

    sentence: str
    people: list[Member] = field(default_factory=list)
    asked: bool = True


@dataclass(frozen=True)
class Checks:
    """``pairs`` are open questions of who is who, ``wrong`` what cannot be: both hinder; ``rows`` everything else."""

    pairs: list[Pair]
    rows: list[Check]
    wrong: list[str] = field(default_factory=list)

    @property
    def asked(self) -> list[str]:
        """What is confirmed by the tick, a sentence each."""
        return [row.sentence for row in self.rows if row.asked]


def checks(found: Comparison) -> Checks:
    """Everything about the list as it is now; a fixed number of statements."""
    if not any(row.new for row in found.rows):
        return Checks([], [])
    rows = [Check(sentence) for sentence in found.doubts]
    rows += [*_secretary(found), *_offices(found), *_suspended(found), *_blank(found), *_missed(found)]
    return Checks(_pairs(found), rows, found.clashes)


def _pairs(found: Comparison) -> list[Pair]:
    coming = {row.member.pk: row.member for row in found.of(COMES)}
    known = set(Mandate.objects.filter(member__in=coming).exclude(term=found.term).values_list("member", flat=True))
    fresh = {pk: member for pk, member in coming.items() if pk not in known and not member.level}
    alike = Member.objects.filter(name__in={member.name for member in fresh.values()}).exclude(pk__in=fresh)
    places = {row.member.pk: row for row in found.rows}
    settled = _told_apart(found.term) if fresh else set()
    pairs = []
    for other in alike.order_by("pk"):
        row = places.get(other.pk)
        serving = row is not None and row.old is not None
        for comes in fresh.values():
            if comes.name != other.name or (comes.pk, other.pk) in settled:
                continue
            if serving or not _contradict(comes, other):
                listed = row is not None and row.new is not None
                standing = "也在新名单上" if listed else "本届在任、没有选留" if serving else "名册中已有、现不在任"
                pairs.append(Pair(comes, other, standing, listed))
    return pairs + _entered_twice(fresh.values(), settled)


def _entered_twice(fresh: Iterable[Member], settled: Collection[tuple[int, int]]) -> list[Pair]:
    """Two who come by the list alone, of one name, with the same birth or the same number."""
    found = []
    for other, comes in combinations(sorted(fresh, key=lambda member: member.pk), 2):
        if comes.name != other.name or (comes.pk, other.pk) in settled or _contradict(comes, other):
            continue
        if (comes.birth and comes.birth == other.birth) or (comes.phone and comes.phone == other.phone):
            found.append(Pair(comes, other, "也在新名单上", True))
    return found


def _contradict(one: Member, other: Member) -> bool:
    """Whether the births show two people."""
    known = one.birth and other.birth
    return bool(known and not one.birth.startswith(other.birth) and not other.birth.startswith(one.birth))


def tell_apart(term: Term, comes: Member, others: Iterable[int], actor: Actor) -> None:
    """Keep that these are different people."""
    for other in others:
        text = f"新名单上的{comes.name}与名册中的同名者不是同一人"
        facts = {"comes": comes.pk, "other": other}
        events.record(term, actor=actor, key=OTHER, label="核对同名", text=text, facts=facts)


def _told_apart(term: Term) -> set[tuple[int, int]]:
    rows = Event.objects.filter(**aimed_at(term), key=OTHER).values_list("facts", flat=True)
    return {(facts["comes"], facts["other"]) for facts in rows}


def _secretary(found: Comparison) -> list[Check]:
    office = OfficeHeld.Office.SECRETARY_GENERAL
    listed = (row.new for row in found.rows if row.new)
    if any(held.office == office for mandate in listed for held in mandate.offices.all()):
        return []
    return [Check("还没有秘书长。", asked=False)]


def _offices(found: Comparison) -> list[Check]:
    """How many hold each office now and on the new list; asked about where it would be less than half of them."""
    before, then = _held(row.old for row in found.rows), _held(row.new for row in found.rows)
    if not before:
        return []
    office = OfficeHeld.Office
    told = {one: f"{one.label}{before[one]}人→{then[one]}人" for one in office if before[one] or then[one]}
    fewer = [one for one in (office.VICE_CHAIR, office.STANDING) if then[one] * 2 < before[one]]
    rows = [Check(f"政协职务，本届→新名单：{'，'.join(told.values())}。", asked=False)]
    if fewer:
        words = "，".join(told[one] for one in fewer)
        rows.append(Check(f"政协职务比本届少得多（{words}），可能是选定留任时没有勾选“政协职务照旧”。"))
    return rows


def _held(mandates: Iterable[Any]) -> Counter[str]:
    return Counter(held.office for mandate in mandates if mandate for held in mandate.open_offices)


def _suspended(found: Comparison) -> list[Check]:
    listed = {row.member.pk: row.member for row in found.rows if row.new and row.old}
    held = Suspension.objects.filter(mandate__member__in=listed, mandate__term=found.before)
    rows = held.valid_on().select_related("mandate").order_by("mandate__member")
    told = [
        f"{listed[row.mandate.member_id].name}（{f'至{long_date(row.ends_on)}' if row.ends_on else '未定期限'}）"
        for row in rows
    ]
    people = [listed[row.mandate.member_id] for row in rows]
    return [Check(f"有{len(told)}人正在中止履职：{some_of(told, 10, '人')}。", people)] if told else []


def _blank(found: Comparison) -> list[Check]:
    told = []
    for label, name in (("性别", "gender"), ("出生年月", "birth")):
        lacking = [row.member for row in found.rows if row.new and not getattr(row.member, name)]
        if lacking:
            names = some_of([member.name for member in lacking], 10, "人")
            told.append(Check(f"有{len(lacking)}人没有填{label}：{names}。", lacking))
    return told


def _missed(found: Comparison) -> list[Check]:
    """Targets that are not met are told and hinder nothing."""
    missed = composition(found.term).missed
    told = [f"{cell.label}中{line.label}{cell.count}人（{cell.target}，{cell.distance}）" for line, cell in missed]
    return [Check(f"构成有{len(told)}项目标没有达到：{'；'.join(told[:8])}。", asked=False)] if told else []
