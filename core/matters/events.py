"""Writing, reading and sealing the one event row per act."""

import hashlib
import json
from collections.abc import Callable

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q

from core.models import Event, EventSeal
from core.models.generic import about, rooted_in
from core.models.roles import POSTS, Role, posts_that
from core.people.actors import Actor

ALGORITHM = "sm3" if "sm3" in hashlib.algorithms_available else "sha256"
GENESIS = "0" * 64
INSIDE = posts_that(inside=True)
IN_UNITS = posts_that(unit=True)


def record(target, *, actor: Actor, key: str, label: str, **more) -> Event:
    """Write one event about ``target``; ``more`` are fields of Event (from_state, to_state, text, reason, facts …)."""
    return Event.objects.create(**_row(target, actor, key, label, more))


def unsaved(target, *, actor: Actor, key: str, label: str, **more) -> Event:
    """The same row not yet written, for acts that write many in one statement (``Event.objects.bulk_create``)."""
    return Event(**_row(target, actor, key, label, more))


def _row(target, actor: Actor, key: str, label: str, more: dict) -> dict:
    text = str(more.pop("text", "") or "")
    return {
        **about(target, more.pop("root", None)),
        "at": actor.at,
        "actor": actor.user,
        "actor_name": actor.name,
        "post": actor.post,
        "post_label": actor.post.label if actor.post else "",
        "organisation": actor.organisation,
        "ip": actor.ip,
        "key": key,
        "label": label,
        "text": text[:400],
        **more,
    }


def timeline(root, user):
    """Events shown on the page of ``root`` to this person, own acts always, newest first, in one query."""
    return readable(Event.objects.filter(**rooted_in(root)).select_related("organisation"), user)


def readable(rows, user):
    """Of ``rows``, those whose audience this person belongs to in the post in use."""
    role = user.post_in_use.role if user.post_in_use else ""
    if role in INSIDE:
        lines = POSTS[role].inside_only
        if not lines:
            return rows
        own = ContentType.objects.filter(app_label__in=lines)
        return rows.filter(Q(root_type__in=own) | Q(audience=Event.Audience.ALL) | Q(actor=user))
    if role in IN_UNITS:
        return rows.exclude(audience=Event.Audience.OFFICE)
    return rows.filter(Q(audience=Event.Audience.ALL) | Q(actor=user))


def posts_reading(audience: str, app_label: str) -> tuple[Role, ...]:
    """The posts that read every event of this audience on matters of this line: what ``readable`` says, by post."""
    if audience == Event.Audience.ALL:
        return tuple(POSTS[role].role for role in POSTS)
    inside = [role for role in INSIDE if not POSTS[role].inside_only or app_label in POSTS[role].inside_only]
    return tuple(inside) if audience == Event.Audience.OFFICE else (*inside, *IN_UNITS)


def canonical(event: Event) -> bytes:
    """What the seal covers, field by field, in a form that does not depend on the database."""
    fields = {
        "id": event.pk,
        "at": event.at.timestamp(),
        "recorded_at": event.recorded_at.timestamp(),
        "actor": event.actor_id,
        "actor_name": event.actor_name,
        "post": event.post_id,
        "post_label": event.post_label,
        "organisation": event.organisation_id,
        "target": [event.content_type_id, event.object_id, event.root_type_id, event.root_id],
        "key": event.key,
        "label": event.label,
        "states": [event.from_state, event.to_state],
        "text": event.text,
        "reason": event.reason,
        "facts": event.facts,
        "audience": event.audience,
        "ip": event.ip,
    }
    return json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest_of(previous: str, events: list[Event], algorithm: str) -> str:
    """Hash over the previous seal's digest and every event in the order of ids."""
    digest = hashlib.new(algorithm, previous.encode(), usedforsecurity=True)
    for event in events:
        digest.update(canonical(event))
        digest.update(b"\n")
    return digest.hexdigest()


@transaction.atomic
def seal_batch(limit: int = 500) -> int:
    """Seal what is committed and not yet sealed; returns how many. Only one sealer works at a time.

    The unique number of a seal makes two sealers at once impossible: the second fails and tries at the next tick.
    """
    last = EventSeal.objects.select_for_update().order_by("-number").first()
    batch = list(Event.objects.filter(seal__isnull=True).order_by("id")[:limit])
    if not batch:
        return 0
    previous = last.digest if last else GENESIS
    seal = EventSeal.objects.create(
        number=last.number + 1 if last else 1,
        previous=previous,
        digest=digest_of(previous, batch, ALGORITHM),
        algorithm=ALGORITHM,
        count=len(batch),
    )
    Event.objects.filter(pk__in=[event.pk for event in batch], seal__isnull=True).update(seal=seal)
    return len(batch)


def verify(said: Callable[[int], None] | None = None) -> list[str]:
    """Check the whole chain; returns sentences about what is wrong (empty = untouched).

    ``said`` hears after each seal how many are checked.
    """
    faults, previous = [], GENESIS
    for expected, seal in enumerate(EventSeal.objects.order_by("number").iterator(), start=1):
        batch = list(seal.events.order_by("id"))
        if seal.number != expected:
            faults.append(f"封签序号不连续：应为第{expected}号，实为第{seal.number}号。")
        if seal.previous != previous:
            faults.append(f"第{seal.number}号封签与前一封签不相接。")
        if len(batch) != seal.count:
            faults.append(f"第{seal.number}号封签应有{seal.count}条记录，现有{len(batch)}条。")
        elif digest_of(seal.previous, batch, seal.algorithm) != seal.digest:
            ids = f"{batch[0].pk}–{batch[-1].pk}"
            faults.append(f"第{seal.number}号封签内的记录（编号{ids}）与封存时不一致。")
        previous = seal.digest
        if said:
            said(expected)
    return faults
