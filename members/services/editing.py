"""Changing what the register says of a member: fields, parties, and taking a change back."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import F

from core import records, search
from core.models import Event
from core.models.generic import aimed_at
from core.people import leaving
from core.people.actors import Actor
from core.pinyin import sort_key
from core.text import as_one_word
from members.models import Mandate, Member, MemberParty, Term
from members.services import account_facts, exits, mandates, other_posts, rejoining, steps, turning

#: Read by the office and the member alone; never in the text of an event, which others may read.
PRIVATE = ("birth", "phone", "email", "address", "postcode", "note", "card_no")


def how_told(record: Member | Mandate, values: dict[str, Any]) -> dict[str, Any]:
    """Further fields of the event of a change: for whom it is, and a text that tells no private value."""
    changed = [name for name, value in values.items() if getattr(record, name) != value]
    labels = labels_of(type(record), changed)
    private = set(changed) & set(PRIVATE)
    return {"audience": Event.Audience.OFFICE, "text": f"修改{labels}" if private else ""}


def labels_of(model: Any, names: Iterable[str]) -> str:
    """What the fields are called: “手机、通信地址”."""
    return "、".join(str(model._meta.get_field(name).verbose_name) for name in names)


def with_former_name(member: Member, name: str, other_names: list[str]) -> list[str]:
    """The other names, with the present one where the person is called otherwise from now on."""
    if name == as_one_word(member.name):
        return other_names
    return list(dict.fromkeys([*(one for one in other_names if one != name), member.name]))


def follow(member: Member, event: Event | None, actor: Actor) -> None:
    """What hangs on the fields that changed: the order by pinyin, the index, and the person's account."""
    was = {one["field"]: one["before"] for one in event.facts.get("changes", [])} if event else {}
    if not was:
        return
    member.refresh_from_db()
    if "name" in was:
        Member.objects.filter(pk=member.pk).update(sort_key=sort_key(member.name))
    account_facts.follow([(member, was)], actor)
    if {"name", "other_names", "employer_post"} & set(was):
        search.index(member)


@transaction.atomic
def set_parties(member: Member, parties: list[str], *, actor: Actor, reason: str) -> bool:
    """The parties in this order. Returns whether they differ. The caller holds the member's row."""
    steps.check(actor)
    rows = list(member.parties.all())
    was = [row.party for row in rows]
    if was == parties:
        return False
    done, kept = steps.Steps(), {row.party: row for row in rows if row.party in parties}
    for row in rows:
        if row.party not in parties:
            done.drop(row)
    for place, party in enumerate(parties):
        if party in kept:
            done.set(kept[party], order=place)
        else:
            done.make(MemberParty(member=member, party=party, order=place))
    Member.objects.filter(pk=member.pk).update(revision=F("revision") + 1)
    text = f"修改党派：{'、'.join(was) or '（空）'} → {'、'.join(parties) or '（空）'}"
    done.record(
        member, actor=actor, key="change_parties", label="修改党派", reason=reason, text=text,
        audience=Event.Audience.OFFICE,
    )  # fmt: skip
    return True


def newest_change(record: Member | Mandate, above: int = 0) -> Event | None:
    """The newest change of the record after the event ``above``."""
    return Event.objects.filter(**aimed_at(record), facts__has_key="changes", pk__gt=above).order_by("-pk").first()


def undoable(member: Member, mandate: Mandate | None) -> list[Event]:
    """What may be taken back today, newest first: a change of fields, of the mandate, or an act."""
    found = [records.last_undoable(member), steps.last_undoable(member)]
    found += [records.last_undoable(mandate)] if mandate else []
    return sorted({e.pk: e for e in found if e}.values(), key=lambda e: -e.pk)


@transaction.atomic
def undo(member: Member, mandate: Mandate | None, event_id: int, *, actor: Actor) -> str:
    """Take back one of ``undoable``; returns the sentence on what does not come back, if anything.

    Raises Refused where it is none of them any more.
    """
    steps.check(actor)
    event = Event.objects.filter(pk=event_id).first()
    if event is not None and "rows" not in event.facts:
        of_mandate = mandate is not None and event.target == mandate
        record: Member | Mandate = mandate if of_mandate and mandate else member
        made = records.undo(record, event_id, actor=actor)
        if record is member:
            follow(member, made, actor)
        return ""
    if event is not None and event.key == mandates.ENDED:
        exits.check_reopening(event)
    steps.undo(member, event_id, actor=actor)
    if event is None:
        return ""
    put_back(member, event, actor)
    if event.key == rejoining.KEY and member.user:
        leaving.not_wanted_back(member.user, actor)
    if term := Term.objects.current():
        turning.forget(term)
    return other_posts.take_back(event, actor) if event.key in other_posts.UNDONE else ""


def put_back(member: Member, event: Event, actor: Actor) -> None:
    """What hangs on the member's own fields, after an act that had written them (a roster's row) was taken back."""
    own = [line for line in event.facts["rows"] if line["model"] == member._meta.label_lower and line["after"]]
    if own:
        member.refresh_from_db()
        account_facts.follow([(member, own[0]["after"])], actor)
        search.index(member)
