"""One form, one act: a nonce in each shown form, claimed in the act's own transaction.

Of simultaneous posts of one form the database lets one in; the others wait for it, find the claim, and are told what it
did. An act that was refused claims nothing: the same form may be handed in again. A newly opened form is another act.
"""

import hashlib
import json
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from core.models import DoneOnce, Event, User
from core.models.generic import aimed_at
from core.people.actors import Actor

FIELD = "once"
LONGEST = 64
KEPT_DAYS = 90


def new_nonce() -> str:
    """For a form that is shown now."""
    return secrets.token_urlsafe(16)


def nonce_in(fields: Mapping[str, Any]) -> str:
    """The nonce of the form that was handed in; empty for one without."""
    return _short(str(fields.get(FIELD, "") or ""))


def nonce_of_request(headers: Mapping[str, str], data: Any, revision: int | None) -> str:
    """That of a request of the interface: its Idempotency-Key, else what was seen and filled in."""
    if given := headers.get("Idempotency-Key", "").strip():
        return _short(f"key:{given}")
    if revision is None:
        return ""
    filled = json.dumps(data, sort_keys=True, default=str, ensure_ascii=False)
    return f"seen:{revision}:{hashlib.sha256(filled.encode()).hexdigest()[:32]}"


def _short(nonce: str) -> str:
    """As it can be kept; a long one by its digest."""
    return nonce if len(nonce) <= LONGEST else hashlib.sha256(nonce.encode()).hexdigest()


def done_by(obj: Any, key: str, actor: Actor, nonce: str) -> Event | None:
    """What this form has led to already."""
    if not nonce or actor.user is None:
        return None
    claims = DoneOnce.objects.filter(**aimed_at(obj), user=actor.user, act=key, nonce=nonce)
    claim = claims.select_related("event").first()
    return claim.event if claim else None


def claim(obj: Any, key: str, user: User, nonce: str, at: datetime) -> DoneOnce | None:
    """The form's claim on its one act, within the act's transaction; None where another post of it was quicker."""
    try:
        with transaction.atomic():
            return DoneOnce.objects.create(**aimed_at(obj), user=user, act=key, nonce=nonce, at=at)
    except IntegrityError:
        return None


def sweep(now: datetime) -> int:
    """Forms handed in long ago are forgotten; returns how many."""
    return DoneOnce.objects.filter(at__lt=now - timedelta(days=KEPT_DAYS)).delete()[0]
