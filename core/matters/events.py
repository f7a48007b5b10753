"""Writing and reading the one event row per act, and what a seal covers of it (core/seals/)."""

import hashlib
import json

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q

from core.matters.lifecycle import LIFECYCLES
from core.models import Event
from core.models.generic import about, rooted_in
from core.models.roles import POSTS, Role, posts_that
from core.people.actors import Actor

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
    """Of ``rows``, those whose audience this person belongs to in the post in use.

    What passes between the people of a matter alone (``DESK``: who was asked to sign and would not) is read by whoever
    did it and by the desk that looks after the matter.
    """
    role = user.post_in_use.role if user.post_in_use else ""
    kept = _kept_from(role)
    return _by_audience(rows.filter(~kept | Q(actor=user)) if kept else rows, user, role)


def _kept_from(role: str) -> Q:
    """Acts at desks at which this post does not sit. What a row says today holds for what was written before, too."""
    kept = Q()
    for label, lifecycle in LIFECYCLES.items():
        if lifecycle.kept_at_desk and role not in lifecycle.desk:
            model = apps.get_model(label)
            kept |= Q(content_type=ContentType.objects.get_for_model(model), key__in=lifecycle.kept_at_desk)
    return kept


def _by_audience(rows, user, role: str):
    if role in INSIDE:
        lines = POSTS[role].inside_only
        if not lines:
            return rows
        of_lines = ContentType.objects.filter(app_label__in=lines)
        return rows.filter(Q(root_type__in=of_lines) | Q(audience=Event.Audience.ALL) | Q(actor=user))
    if role in IN_UNITS:
        own = Q(organisation=user.post_in_use.organisation_id)
        return rows.filter(~Q(audience=Event.Audience.OFFICE) | own | Q(actor=user))
    return rows.filter(Q(audience=Event.Audience.ALL) | Q(actor=user))


def posts_reading(audience: str, app_label: str) -> tuple[Role, ...]:
    """The posts that read every event of this audience on matters of this line: what ``readable`` says, by post."""
    if audience == Event.Audience.ALL:
        return tuple(POSTS[role].role for role in POSTS)
    if audience == Event.Audience.DESK:
        return tuple(
            Role(role) for label, each in LIFECYCLES.items() if label.startswith(f"{app_label}.") for role in each.desk
        )
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
