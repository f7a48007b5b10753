"""Acts that write several rows at once (exits, seats, offices …), written down so that the same day can undo them.

The event of such an act holds for each row what its fields were and became. Undoing puts them back, provided that
nobody has changed them since; rows that the act had made go.
"""

from datetime import date
from typing import Any

from django.apps import apps
from django.core.files import File
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from core.chinese import long_date
from core.delivery.notices import announce, close_of
from core.matters import events
from core.matters.lifecycle import Forbidden, Refused
from core.models import Attachment, Event
from core.models.generic import rooted_in
from core.models.records import KeptRecord
from core.people.actors import Actor
from members.models import Member
from members.readers import KEEPERS
from members.services import papers

UNDO = "undo_step"


def check(actor: Actor) -> None:
    """Raises Forbidden for whoever does not keep the register."""
    if not actor.is_in(*KEEPERS):
        raise Forbidden("名册由办公室工作人员或系统管理员维护。")


def locked(member: Member) -> Member:
    """The member as it is now; acts on one member come one after the other. Inside a transaction only."""
    return Member.objects.select_for_update().get(pk=member.pk)


class Steps:
    """What one act writes, row by row."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []
        self.files: list[int] = []

    def make(self, row: models.Model) -> None:
        """Write a new row."""
        row.save()
        self.made(row)

    def made(self, row: models.Model) -> None:
        """A new row that was written already, in bulk."""
        self.rows.append(_line(row, None, plain(row, _columns(row))))

    def changed(self, row: models.Model, before: dict[str, Any]) -> None:
        """A row that was written already, in bulk; ``before`` is what ``plain`` said of it."""
        after = plain(row, list(before))
        if differ := [name for name in before if before[name] != after[name]]:
            self.rows.append(_line(row, {n: before[n] for n in differ}, {n: after[n] for n in differ}))

    def gone(self, row: models.Model) -> None:
        """A row that is about to be deleted in bulk."""
        self.rows.append(_line(row, plain(row, _columns(row)), None))

    def set(self, row: models.Model, **values: Any) -> None:
        """Give an existing row these values; nothing is written where it has them."""
        names = list(values)
        before = plain(row, names)
        for name, value in values.items():
            setattr(row, name, value)
        after = plain(row, names)
        if before != after:
            _save(row, names)
            self.rows.append(_line(row, before, after))

    def drop(self, row: models.Model) -> None:
        """Delete a row that is no record of anything (a party that is not one's own any more)."""
        self.gone(row)
        row.delete()

    def put_back(self, line: dict[str, Any]) -> bool:
        """Give a row the values that it had before the act that wrote ``line``; False where it was changed since."""
        before = line["before"]
        if before is None or not _unchanged(line):
            return False
        try:
            with transaction.atomic():
                _put_back(line)
        except (IntegrityError, models.ProtectedError):
            return False
        present = row_of(line)
        assert present is not None  # noqa: S101 - it was just written
        self.rows.append(_line(present, line["after"], plain(present, list(before))))
        return True

    def attach(self, row: models.Model, upload: File | None, *, member: Member, actor: Actor, category: str) -> None:
        """Keep the paper of this act, where there is one; undoing takes it off again. Raises UploadRefused."""
        if upload is not None:
            made = papers.keep(row=row, member=member, upload=upload, category=category, actor=actor)
            self.files.append(made.pk)

    def record(self, member: Member, *, actor: Actor, key: str, label: str, **more: Any) -> Event:
        """The one event of the act."""
        facts = {"rows": self.rows, **({"files": self.files} if self.files else {})} | more.pop("facts", {})
        return events.record(member, actor=actor, key=key, label=label, facts=facts, **more)


def last_undoable(member: Member, today: date | None = None) -> Event | None:
    """The newest act of today that wrote rows, has not been undone and whose rows are still as it left them."""
    own = Event.objects.filter(**rooted_in(member))
    undone = {event.facts.get("undoes") for event in own.filter(key=UNDO)}
    event = own.filter(facts__has_key="rows").exclude(pk__in=undone).order_by("-id").first()
    if event is None or timezone.localdate(event.at) != (today or timezone.localdate()):
        return None
    return event if all(_unchanged(line) for line in event.facts["rows"]) else None


@transaction.atomic
def undo(member: Member, event_id: int, *, actor: Actor) -> Event:
    """Put back what the newest act of today wrote; whom it was told reads that it is undone.

    Raises Refused where it is another one by now, or too late.
    """
    check(actor)
    locked(member)
    event = last_undoable(member, actor.today)
    if event is None or event.pk != event_id:
        raise Refused("只能撤销当天最近的一次操作；之后又有人改过，或者已经过了当天。请直接登记为正确的内容。")
    put_back(event)
    _check_exits(member)
    Attachment.objects.filter(pk__in=event.facts.get("files", ()), removed_at=None).update(removed_at=actor.at)
    text = f"撤销{event.actor_name}的“{event.text or event.label}”"
    made = events.record(
        member, actor=actor, key=UNDO, label="撤销", text=text, facts={"undoes": event.pk}, audience=event.audience
    )
    _tell_undone(member, event, made)
    return made


def _tell_undone(member: Member, event: Event, undo: Event) -> None:
    people = close_of([event.pk], undo.at)
    if not people:
        return
    title, body = f"登记已撤销：{event.text or event.label}", "这项登记不再有效，一切照登记以前。"
    announce(people, title, event=undo, target=member, url="/accounts/me/", body=body)


def _check_exits(member: Member) -> None:
    """Raises Refused where an exit would reach beyond its term, whose day has moved since."""
    for mandate in member.mandates.exclude(ends_on=None).select_related("term"):
        last = mandate.term.last_day
        if last is not None and mandate.ends_on is not None and mandate.ends_on > last:
            raise Refused(
                f"{mandate.term}现在到{long_date(last)}为止，撤销后离任日期会晚于那天，不能撤销。请直接更正离任。"
            )


def put_back(event: Event) -> None:
    """Give the rows of an act what they were before. Raises Refused where they changed since, or something hangs on
    them; then nothing is written."""
    later = "这次操作之后又登记了与它有关的内容，不能撤销。请直接登记为正确的内容。"
    if not all(_unchanged(line) for line in event.facts["rows"]):
        raise Refused(later)
    try:
        with transaction.atomic():
            for line in reversed(event.facts["rows"]):
                _put_back(line)
    except (IntegrityError, models.ProtectedError):
        raise Refused(later) from None


def _columns(row: models.Model) -> list[str]:
    return [field.attname for field in row._meta.concrete_fields if not field.primary_key]


def _save(row: Any, names: list[str]) -> None:
    """Write these fields; a kept record is then another revision, as by every change."""
    fields = [row._meta.get_field(name).name for name in names]
    if isinstance(row, KeptRecord):
        row.revision += 1
        fields.append("revision")
    row.save(update_fields=fields)


def _line(row: models.Model, before: dict | None, after: dict | None) -> dict[str, Any]:
    return {"model": row._meta.label_lower, "pk": row.pk, "before": before, "after": after}


def plain(row: models.Model, names: list[str]) -> dict[str, Any]:
    """Values as an event can hold them."""
    found = {}
    for name in names:
        value = getattr(row, name)
        if isinstance(value, models.Model):
            value = value.pk
        found[name] = value.isoformat() if isinstance(value, date) else value
    return found


def merged(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One line for each row, from what it was at first to what it became at last; none where that is the same."""
    found: dict[tuple[str, int], dict[str, Any]] = {}
    for line in rows:
        key = (line["model"], line["pk"])
        first = found.get(key)
        if first is None:
            found[key] = dict(line)
            continue
        before = None if first["before"] is None else {**(line["before"] or {}), **first["before"]}
        after = None if line["after"] is None else {**(first["after"] or {}), **line["after"]}
        found[key] = {**line, "before": before, "after": after}
    return [line for line in found.values() if line["before"] != line["after"]]


def called(line: dict[str, Any]) -> str:
    """How a sentence names the row of a line."""
    row = row_of(line)
    if row is None:
        return str(apps.get_model(line["model"])._meta.verbose_name)
    return getattr(row, "label", "") or str(row)


def row_of(line: dict[str, Any]) -> models.Model | None:
    return apps.get_model(line["model"])._base_manager.filter(pk=line["pk"]).first()


def _unchanged(line: dict[str, Any]) -> bool:
    row, after = row_of(line), line["after"]
    if row is None or after is None:
        return row is None and after is None
    return plain(row, list(after)) == after


def _put_back(line: dict[str, Any]) -> None:
    model, before = apps.get_model(line["model"]), line["before"]
    row = row_of(line) or model(pk=line["pk"])
    if before is None:
        row.delete()
        return
    for name, value in before.items():
        field = model._meta.get_field(name)
        setattr(row, field.attname, field.to_python(value) if value is not None else None)
    if line["after"] is None:
        row.save(force_insert=True)
    else:
        _save(row, list(before))
