"""Writing a text over days: begun, saved as it is typed, files attached, looked through before it is handed in.

What may be written, and by whom, the kind declares (``core.matters.writing.Writing``). None of this is an act of the
lifecycle; what hands the text in is. Whoever calls says who acts; nothing here asks for a request.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.core.files import File
from django.db import models, transaction
from django.db.models import F, QuerySet

from core import rulebook, search
from core.files.attachments import add_attachment, remove_attachment
from core.matters import events, kinds, turn_keeping
from core.matters.beginning import begin
from core.matters.kinds import MatterKind
from core.matters.lifecycle import Forbidden, Refused
from core.matters.writing import About, Writing
from core.models import Attachment, Event, User
from core.models.generic import aimed_at
from core.people.actors import Actor
from core.text import clean, clean_line

CHANGED_ELSEWHERE = "这份文稿刚才在别处改过了。您写的文字仍在下面，请先打开最新文稿核对后再保存。"

NONCE_SECONDS = 24 * 3600


def writing_of(kind: MatterKind) -> Writing:
    """How texts of this kind are written; ValueError for a kind without."""
    if kind.writing is None:
        raise ValueError(f"{kind.label} has no text that is written")
    return kind.writing


def may_start(kind: MatterKind, actor: Actor) -> bool:
    """Whether this person may begin one, in the post in use."""
    return writing_of(kind).may_start(actor)


def check_start(kind: MatterKind, actor: Actor) -> None:
    """Raises Forbidden for posts that begin none."""
    if not may_start(kind, actor):
        raise Forbidden(f"您当前的岗位不能提出{kind.title}。")


@transaction.atomic
def start(kind: MatterKind, actor: Actor, **chosen: Any) -> Any:
    """A new draft; ``chosen`` is what the kind's ``for_whom`` asks.

    Raises Forbidden for posts that begin none, and what the kind's ``start`` raises.
    """
    check_start(kind, actor)
    begun = writing_of(kind).start(actor, **chosen)
    matter = begun.matter
    matter._history_date, matter._history_user = actor.at, actor.user
    matter.save()
    if begun.add:
        begun.add(matter)
    begin(matter, actor, key="start", label="起草", text=begun.said)
    return matter


def start_once(kind: MatterKind, actor: Actor, nonce: str, **chosen: Any) -> Any:
    """``start``, or, within a day, the draft that this person began under the same nonce and that still is one.

    Within the caller's transaction; whoever comes second waits until the first has saved too, or one of them would read
    a version that the other is about to replace.
    """
    if actor.user is None or not nonce:
        return start(kind, actor, **chosen)
    User.objects.select_for_update().get(pk=actor.user.pk)
    key = f"new-{kind.label}:{actor.user.pk}:{nonce}"
    pk, state = cache.get(key), kind.lifecycle.initial
    begun = kind.visible_to(actor.user).filter(pk=pk, state=state).first() if pk else None
    matter = begun or start(kind, actor, **chosen)
    cache.set(key, matter.pk, NONCE_SECONDS)
    return matter


@transaction.atomic
def save(matter: Any, actor: Actor, data: Mapping[str, Any], *, seen: int | None = None, keep: bool = False) -> bool:
    """Save what was typed, as far as ``data`` names it; returns whether anything changed.

    ``keep`` also keeps a version and an event; without it (autosave) only the row is written. ``seen`` is the version
    the page was showing: if somebody saved meanwhile, Refused says so and nothing is overwritten. Raises Forbidden for
    others than the writers, Refused once the text can no longer be changed.
    """
    check_editable(matter, actor)
    if seen is not None and seen != matter.text_version:
        raise Refused(CHANGED_ELSEWHERE)
    writing, called = writing_of(kinds.of(matter)), str(matter)
    values = cleaned(type(matter), {name: data[name] for name in writing.fields if name in data})
    changed = {name: value for name, value in values.items() if getattr(matter, name) != value}
    if changed or keep:
        _write(matter, actor, changed)
    if changed and matter.state not in writing.kept_back:
        search.index(matter)
    if str(matter) != called:
        turn_keeping.refresh(matter, actor.at)
    if keep:
        matter._history_date, matter._history_user = actor.at, actor.user
        matter._change_reason = f"第{matter.text_version}稿"
        matter.save()
        events.record(matter, actor=actor, key="save", label="保存文稿")
    more = writing.also(matter, actor, data) if writing.also else False
    return bool(changed) or more


def _write(matter: Any, actor: Actor, changed: Mapping[str, Any]) -> None:
    """The changed columns, on condition that nobody wrote or handed in meanwhile."""
    rows = type(matter)._base_manager.filter(pk=matter.pk, state=matter.state, text_version=matter.text_version)
    version = {"text_version": F("text_version") + 1} if changed else {}
    if not rows.update(**changed, **version, saved_at=actor.at):
        raise Refused(CHANGED_ELSEWHERE)
    matter.refresh_from_db()


def cleaned(model: type[models.Model], data: Mapping[str, Any]) -> dict[str, Any]:
    """Texts as they will be stored: pasted styling gone, short columns on one line; what is no text stays as it is."""
    found = {}
    for name, value in data.items():
        column = model._meta.get_field(name)
        if isinstance(column, models.TextField):
            value = clean(value or "")
        elif isinstance(column, models.CharField):
            value = clean_line(value or "")
        found[name] = value
    return found


def check_editable(matter: Any, actor: Actor) -> None:
    """Raises Forbidden or Refused unless this person may change the text now."""
    kind = kinds.of(matter)
    writing = writing_of(kind)
    if not writing.actor_may(actor, matter):
        raise Forbidden(f"只有{writing.writers}可以修改文稿。")
    if matter.state in writing.locked:
        raise Refused(writing.locked[matter.state])
    if matter.state not in writing.states:
        raise Refused(f"{kind.title}现为“{matter.get_state_display()}”，文稿不能再改。")


@dataclass(frozen=True)
class WriteOn:
    """The button that leads back to writing, and the act that hands the text in."""

    label: str
    url: str
    hand_in: str


def write_on(thing: Any, actor: Actor) -> WriteOn | None:
    """Where this person goes on writing the text; None where it is not to be written (by this person, or any more)."""
    kind = kinds.kind_of(thing)
    writing = kind.writing if kind else None
    if writing is None or thing.state not in writing.states or not writing.actor_may(actor, thing):
        return None
    return WriteOn(writing.states[thing.state], address(thing, "write"), writing.hand_in)


def barred(thing: Any, actor: Actor) -> str | None:
    """Why this person, who writes this text, may not hand it in for the time being; None for others and otherwise."""
    kind = kinds.kind_of(thing)
    writing = kind.writing if kind else None
    if writing is None or thing.state not in {*writing.states, *writing.locked} or not writing.actor_may(actor, thing):
        return None
    return writing.barred(actor)


def address(matter: Any, page: str) -> str:
    """The address of ``write``, ``autosave`` or ``check`` of a matter."""
    return f"{matter.get_absolute_url()}{page}/"


# ---- before it is handed in ----


def objections(matter: Any, actor: Actor) -> list[str]:
    """Everything that stands against handing the text in, told at once (一次性告知)."""
    kind = kinds.of(matter)
    guards = kind.lifecycle.row(writing_of(kind).hand_in).guards
    return [sentence for guard in guards if (sentence := guard(matter, actor))]


@dataclass(frozen=True)
class Place:
    """A field of the writing page in which something is to be changed: name, label, and what to say beside it."""

    name: str
    label: str
    words: str


@dataclass(frozen=True)
class Fault:
    """What stands against handing the text in, and where to mend it; no ``places`` where it is not the text's."""

    sentence: str
    places: tuple[Place, ...] = ()


def faults(matter: Any, actor: Actor) -> list[Fault]:
    """The objections with the fields of the writing page that they speak of."""
    kind = kinds.of(matter)
    fields = writing_of(kind).form_for(kind.model).base_fields
    return [Fault(sentence, tuple(_places(sentence, fields))) for sentence in objections(matter, actor)]


def _places(sentence: str, fields: Mapping[str, Any]) -> Iterator[Place]:
    if isinstance(sentence, About):
        for name in sentence.fields:
            if name in fields:
                yield Place(name, str(fields[name].label), sentence.each)


def sent_back(matter: Any) -> Event | None:
    """The act by which a text that had been handed in came back to be changed; None while it is first written."""
    if matter.state == kinds.of(matter).lifecycle.initial:
        return None
    return Event.objects.filter(**aimed_at(matter), to_state=matter.state).order_by("-id").first()


# ---- files ----


def files_of(matter: Any) -> QuerySet[Attachment]:
    """The files attached to the matter itself."""
    return Attachment.objects.filter(**aimed_at(matter), removed_at__isnull=True)


def attach(matter: Any, upload: File, actor: Actor) -> Attachment:
    """Add one file while the text may be changed; raises what ``check_editable`` does, and UploadRefused."""
    check_editable(matter, actor)
    rule = writing_of(kinds.of(matter)).files_max
    most = rulebook.value(rule, actor.today) if rule else None
    return add_attachment(target=matter, upload=upload, actor=actor, at_most=most)


def detach(matter: Any, pk: int, actor: Actor) -> Attachment | None:
    """Take a file off while the text may be changed; None where the matter has no such file (any more)."""
    check_editable(matter, actor)
    file = files_of(matter).filter(pk=pk).first()
    return file if file is not None and remove_attachment(attachment=file, actor=actor) else None
