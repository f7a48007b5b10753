"""Writing a planned roster into the register: members, mandates, parties, seats, offices and what happened to whom.

Everything is one transaction and goes in bulk; the number of statements does not depend on the number of rows.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any, TypeVar

from django.db import transaction

from core import bulk, search
from core.matters import events
from core.models import Event, Organisation
from core.organisations.services import add_spellings
from core.people.actors import Actor
from core.pinyin import sort_key
from core.records.changing import EMPTY
from members.models import Mandate, Member, MemberParty, OfficeHeld, PartyOffice, Seat, Term
from members.resources import LOADED, MemberLoader
from members.roster.cells import folded
from members.services import account_facts, editing, later, list_checks, roster_exits, steps
from members.services.carry_over import check_open
from members.services.roster_duties import duty_noted
from members.services.roster_planned import BODIES, KIND, PLAIN, Change, Plan, Planned

Post = TypeVar("Post", Seat, OfficeHeld)


#: What of a member a roster writes, by the columns; and the names of its own that are none.
COLUMNS = [name for name in LOADED if name != "id"]
PRIVATE = {name for name in ("card_no", *PLAIN) if PLAIN.get(name, name) in editing.PRIVATE}


def apply_plan(plan: Plan, *, actor: Actor, source: str, upload: int | None = None) -> dict[str, int]:
    """Write what the plan says and return its counts; unchanged rows are not touched.

    ``source`` is the file's name, kept with every event, as is the key of the ``upload``. Each event holds what it
    changed row by row, so that it can be taken back the same day.
    """
    touched = plan.of_kind("new") + plan.of_kind("changed") + plan.past_members
    later.keep(plan, actor, source)
    if touched or plan.of_kind(roster_exits.EXITS):
        check_open(plan.its_term)
    facts = {"file": source} | ({"upload": upload} if upload else {})
    roster_exits.register_known(plan.of_kind(roster_exits.EXITS), actor, facts)
    if not touched:
        return plan.counts
    with transaction.atomic(), bulk.wide_statements():
        writer = _Writer(plan, max(actor.today, plan.its_term.starts_on))
        writer.reason = f"导入名册“{source}”"[:200]
        writer.done = [steps.Steps() for _ in touched]
        members = writer.write_members(touched)
        mandates = writer.write_mandates(touched, members)
        writer.write_parties(touched, members)
        writer.write_party_offices(touched, members)
        writer.write_seats(touched, mandates)
        writer.write_offices(touched, mandates)
        writer.register_spellings(actor)
        search.index_many((member, member.search_text()) for member in members)
        account_facts.follow(writer.moved(members), actor)
        told = zip(touched, members, writer.done, strict=True)
        for planned, member in zip(touched, members, strict=True):
            if planned.apart:
                list_checks.tell_apart(plan.its_term, member, [each.pk for each in planned.namesakes], actor)
        bulk.create(Event, [_event(planned, member, actor, plan, done, facts) for planned, member, done in told])
    return plan.counts


def term_for(number: int | None, *, hint: int | None = None, starts_on: date) -> Term:
    """The term a roster belongs to: the one numbered, else the current, else the newest one.

    Where there is none of that number, or none at all, an unsaved one that begins on ``starts_on``: numbered as asked,
    else as the roster's title says (``hint``), else 1. It will be the current one if no other is.
    """
    if number is None:
        newest = Term.objects.current() or Term.objects.order_by("-number").first()
        if newest:
            return newest
        number = hint or 1
    term = Term.objects.filter(number=number).first()
    if term:
        return term
    return Term(number=number, starts_on=starts_on)


class _Writer:
    """The bulk writes of one import, table by table; ``reason`` goes with spellings that become known by it, ``done``
    says for each row of the plan that is written what it changed."""

    reason = ""
    done: list[steps.Steps]

    def __init__(self, plan: Plan, today: date):
        self.plan, self.today = plan, today
        self.bodies = self._make_bodies()

    def _make_bodies(self) -> dict[tuple[str, str], int]:
        """Ids of all bodies by kind and spelling, after making those the directory does not have."""
        made = bulk.create(
            Organisation,
            (Organisation(kind=k, name=name, branch=Organisation.Branch.CPPCC) for k, name in self.plan.new_bodies),
        )
        known = dict(self.plan.register.bodies)
        known.update({(body.kind, folded(body.name)): body.pk for body in made})
        return known

    def body(self, kind: str, name: str) -> int:
        """The id of a body by a spelling of it; 0 where there is none, which a plan never asks for."""
        return self.bodies.get((kind, folded(name))) or self.plan.register.body(kind, name) or 0

    def _since(self, planned: Planned) -> date:
        """The first day of what the row brings: that of the mandate where it is new, else the one that it names."""
        return planned.begins or planned.effective or self.today

    def write_members(self, touched: list[Planned]) -> list[Member]:
        """The members of ``touched``, in its order, new and changed ones written."""
        own = [p for p in touched if p.known is None or p.changes_in("name", "other_names", *PLAIN)]
        known = Member.objects.in_bulk([p.known.pk for p in touched if p.known])
        before = {pk: steps.plain(member, COLUMNS) for pk, member in known.items()}
        loader = MemberLoader(known)
        loader.load([_member_values(planned) for planned in own])
        created = iter(loader.created)
        members = [known[planned.known.pk] if planned.known else next(created) for planned in touched]
        for member, done in zip(members, self.done, strict=True):
            if member.pk in before:
                done.changed(member, before[member.pk])
        return members

    def moved(self, members: list[Member]) -> Iterator[tuple[Member, dict[str, Any]]]:
        """The members whose own fields changed, with what these were before."""
        for member, done in zip(members, self.done, strict=True):
            yield from ((member, line["before"]) for line in done.rows if line["model"] == member._meta.label_lower)

    def write_mandates(self, touched: list[Planned], members: list[Member]) -> list[int]:
        """Ids of the open mandates, in the order of ``touched``; missing ones are made, changed ones written."""
        fresh, changed = {}, []
        current = Mandate.objects.in_bulk([p.known.mandate_id for p in touched if p.known and p.known.mandate_id])
        for place, (planned, member) in enumerate(zip(touched, members, strict=True)):
            row = planned.row
            sector = self.body(KIND.SECTOR, row.sector)
            card = "" if "same_card_no" in row.warnings else row.card_no or ""
            if not planned.known or not planned.known.mandate_id:
                fresh[place] = Mandate(
                    member_id=member.pk,
                    term_id=self.plan.its_term.pk,
                    sector_id=sector,
                    card_no=card,
                    starts_on=self._since(planned),
                    gained=planned.gained,
                    **roster_exits.ending(planned),
                )
            elif planned.changes_in("sector", "card_no"):
                mandate = current[planned.known.mandate_id]
                before = steps.plain(mandate, ["sector_id", "card_no"])
                mandate.sector_id, mandate.card_no = sector, card or mandate.card_no
                mandate.revision += 1  # whoever has its form open is told
                self.done[place].changed(mandate, before)
                changed.append(mandate)
        bulk.create(Mandate, fresh.values())
        for place, mandate in fresh.items():
            self.done[place].made(mandate)
        if changed:
            Mandate.objects.bulk_create(
                changed, update_conflicts=True, unique_fields=["id"], update_fields=["sector", "card_no", "revision"]
            )
        return [fresh[p].pk if p in fresh else planned.known.mandate_id for p, planned in enumerate(touched)]

    def write_parties(self, touched: list[Planned], members: list[Member]) -> None:
        """Replace the parties of those whose cell differs."""
        places = {member.pk: place for place, member in enumerate(members)}
        stale = [planned.known.pk for planned in touched if planned.known and planned.changes_in("party")]
        if stale:
            rows = MemberParty.objects.filter(member__in=stale)
            for row in rows.order_by("member", "order"):
                self.done[places[row.member_id]].gone(row)
            rows.delete()
        made = bulk.create(
            MemberParty,
            (
                MemberParty(member_id=member.pk, party=party, order=order)
                for planned, member in zip(touched, members, strict=True)
                if planned.known is None or planned.changes_in("party")
                for order, party in enumerate(planned.row.party)
            ),
        )
        for row in made:
            self.done[places[row.member_id]].made(row)

    def write_party_offices(self, touched: list[Planned], members: list[Member]) -> None:
        """The offices in a party that the rows name and that are not held yet; none ends by a roster."""
        pairs = zip(touched, members, strict=True)
        named = [
            (place, m.pk, *each) for place, (p, m) in enumerate(pairs) for each in dict.fromkeys(p.row.party_offices)
        ]
        if not named:
            return
        open_ones = PartyOffice.objects.filter(member__in=[member for _, member, *_ in named], ends_on=None)
        held = set(open_ones.values_list("member_id", "party", "title"))
        fresh = [each for each in named if each[1:] not in held]
        rows = [PartyOffice(member_id=member, party=party, title=title) for _, member, party, title in fresh]
        bulk.create(PartyOffice, rows)
        for (place, *_), row in zip(fresh, rows, strict=True):
            self.done[place].made(row)

    def write_seats(self, touched: list[Planned], mandates: list[int]) -> None:
        """End the seats that are not named any more and add the new ones."""
        ended: list[tuple[int, int]] = []
        added: list[tuple[int, Seat]] = []
        for place, (planned, mandate) in enumerate(zip(touched, mandates, strict=True)):
            for name, names in planned.bodies.items() if not planned.exit else ():
                wanted = [self.body(BODIES[name], body) for body in names]
                held = self.plan.register.held(planned.known, BODIES[name], set(wanted)) if planned.known else {}
                if wanted:
                    ended += [(place, seat) for body, seat in held.items() if body not in wanted]
                since = self._since(planned)
                for body, text in dict(zip(wanted, names, strict=True)).items():
                    duty = duty_noted(planned.row, name, text)
                    other = planned.known is not None and duty and planned.known.duties.get(body) != duty
                    if body in held and other:
                        ended.append((place, held[body]))
                    if body not in held or other:
                        duty = duty or Seat.Duty.MEMBER
                        seat = Seat(mandate_id=mandate, organisation_id=body, starts_on=since, duty=duty)
                        added.append((place, seat))
        self._end(Seat, ended, touched)
        self._begin(Seat, added)

    def write_offices(self, touched: list[Planned], mandates: list[int]) -> None:
        """The same for 主席, 副主席, 秘书长 and 常委, where the file has a column for them."""
        ended: list[tuple[int, int]] = []
        added: list[tuple[int, OfficeHeld]] = []
        for place, (planned, mandate) in enumerate(zip(touched, mandates, strict=True)):
            if planned.offices is None or planned.exit:
                continue
            held = planned.known.offices if planned.known else {}
            ended += [(place, pk) for office, pk in held.items() if office not in planned.offices]
            since = self._since(planned)
            added += [
                (place, OfficeHeld(mandate_id=mandate, office=office, starts_on=since))
                for office in planned.offices
                if office not in held
            ]
        self._end(OfficeHeld, ended, touched)
        self._begin(OfficeHeld, added)

    def _end(self, model: type[Seat] | type[OfficeHeld], ended: list[tuple[int, int]], touched: list[Planned]) -> None:
        """End them on the day that their row names, else today; none before it began."""
        begun = (
            dict(model.objects.filter(pk__in=[pk for _, pk in ended]).values_list("pk", "starts_on")) if ended else {}
        )
        days = {pk: max(touched[place].effective or self.today, begun[pk] or date.min) for place, pk in ended}
        for day in set(days.values()):
            model.objects.filter(pk__in=[pk for pk in days if days[pk] == day]).update(ends_on=day)
        for place, pk in ended:
            self.done[place].changed(model(pk=pk, ends_on=days[pk]), {"ends_on": None})

    def _begin(self, model: type[Post], added: list[tuple[int, Post]]) -> None:
        bulk.create(model, [row for _, row in added])
        for place, row in added:
            self.done[place].made(row)

    def register_spellings(self, actor: Actor) -> None:
        """The spellings that were confirmed, or taken where nobody is asked, are known from now on."""
        for each in self.plan.result.spellings:
            if each.canonical and not each.registered:
                body = Organisation.objects.filter(pk=self.body(BODIES[each.field], each.canonical)).first()
                if body:
                    add_spellings(body, [each.written], actor=actor, reason=self.reason)


def _member_values(planned: Planned) -> tuple:
    """The member's values in the order of ``LOADED``, blanks of the file filled from what is known."""
    row, known = planned.row, planned.known
    values: dict[str, Any] = {"id": known.pk if known else "", "other_names": list(known.other_names) if known else []}
    renamed = known is not None and planned.changes_in("name")
    values["name"] = row.name if known is None or renamed else known.name
    former = known.name if renamed else row.alias
    if former and former not in {values["name"], *values["other_names"]}:
        values["other_names"].append(former)
    for name, column in PLAIN.items():
        before = getattr(known, column) if known else ""
        values[column] = (planned.value(name) or before) if known is None or planned.changes_in(name) else before
    values["sort_key"] = sort_key(values["name"])
    return tuple(values[name] for name in LOADED)


def _event(
    planned: Planned, member: Member, actor: Actor, plan: Plan, done: steps.Steps, facts: dict[str, Any]
) -> Event:
    """On the member; on the term where that is yet to come, so that nothing is told on cards before its day."""
    new = planned.known is None
    facts = facts | {"sheet": planned.row.sheet, "row": planned.row.row, "member": member.pk}
    more: dict[str, Any] = {"text": f"由名册“{facts['file']}”导入"}
    if new and planned.exit:
        facts |= {"left_on": planned.exit[1].isoformat()}
    if not new:
        facts |= {"rows": done.rows, "changes": [_change(change, done) for change in planned.changes]}
        more = {"text": f"由名册“{facts['file']}”更新：{_told(planned.changes)}", "audience": Event.Audience.OFFICE}
    return events.unsaved(
        plan.term if plan.its_term.is_upcoming else member,
        actor=actor,
        key="roster_created" if new else "roster_updated",
        label="名册导入" if new else "名册更新",
        facts=facts,
        **more,
    )


def _told(changes: list[Change]) -> str:
    """What changed, in words: one thing with its values, of several and of what is private only the names."""
    if len(changes) == 1 and changes[0].field not in PRIVATE:
        return f"{changes[0].label}：{changes[0].old or EMPTY} → {changes[0].new}"
    return "、".join(change.label for change in changes)


def _change(change: Change, done: steps.Steps) -> dict[str, Any]:
    """One change as histories show it; of a column of the member as stored too, as ``core.records`` writes it."""
    told: dict[str, Any] = {"label": change.label, "was": change.old or EMPTY, "is": change.new}
    own = next((line for line in done.rows if line["model"] == Member._meta.label_lower), None)
    column = PLAIN.get(change.field, change.field)
    if own and column in own["after"]:
        told |= {"field": column, "before": own["before"][column], "after": own["after"][column]}
    return told
