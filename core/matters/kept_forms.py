"""What is typed into the form of an act is kept on the server while it is typed, until the act is done (自动保存).

It belongs to whoever types it: nobody else reads it, and it is no part of the matter. Files are not kept. The page's
script saves (``static/js/keep.js``); without it the browser alone holds what was typed, as before.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone

from core.matters.lifecycle import Refused
from core.models import KeptForm, User
from core.models.generic import aimed_at

#: Characters of all fields together.
LONGEST = 200_000
KEPT_DAYS = 90


def has_long_text(form: forms.BaseForm) -> bool:
    """Whether a form asks for a text of several lines: what is short is typed again as quickly as looked up."""
    return any(isinstance(field.widget, forms.Textarea) for field in form.fields.values())


def kept(thing: Any, key: str, user: User) -> KeptForm | None:
    """What this person left in the form of this act; None where there is nothing."""
    return KeptForm.objects.filter(**aimed_at(thing), user=user, act=key).first()


def kept_of(things: Sequence[Any], key: str, user: User) -> dict[int, KeptForm]:
    """The same of many things of one model, by their keys; one statement."""
    if not things:
        return {}
    kind = aimed_at(things[0])["content_type"]
    rows = KeptForm.objects.filter(content_type=kind, object_id__in=[one.pk for one in things], user=user, act=key)
    return {row.object_id: row for row in rows}


def as_typed(row: KeptForm) -> QueryDict:
    """The fields as the browser sent them."""
    fields = QueryDict(mutable=True)
    for name, values in row.fields.items():
        fields.setlist(name, values)
    return fields


def keep(thing: Any, key: str, user: User, typed: Mapping[str, list[str]], seen: int, form: forms.BaseForm) -> datetime:
    """Keep the fields that ``form`` has; returns when. Nothing filled in: nothing is kept.

    Raises Refused where it is too long.
    """
    fields = {name: values for name, values in typed.items() if name in form.fields and any(map(str.strip, values))}
    if sum(len(value) for values in fields.values() for value in values) > LONGEST:
        raise Refused(f"填写的内容超过{LONGEST // 10000}万字，没有自动保存，请先另存一份。")
    now = timezone.now()
    if not fields:
        drop(thing, key, user)
        return now
    own = aimed_at(thing) | {"user": user, "act": key}
    KeptForm.objects.update_or_create(**own, defaults={"fields": fields, "seen": seen, "saved_at": now})
    return now


def drop(thing: Any, key: str, user: User) -> None:
    """The act is done, or the person does not want it any more."""
    KeptForm.objects.filter(**aimed_at(thing), user=user, act=key).delete()


def clean_up(now: datetime) -> int:
    """Delete what nobody came back to for three months; returns how many."""
    return KeptForm.objects.filter(saved_at__lt=now - timedelta(days=KEPT_DAYS)).delete()[0]
