"""One press of a rehearsal: the acts of a stage, done in the copy exactly as their pages would do them."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from core.chinese import long_date
from core.matters import drafts
from core.matters.engine import perform
from core.matters.fields import ActField
from core.matters.lifecycle import lifecycle_of
from core.matters.whose_turn import all_turns
from core.models import Clock, Organisation, Post, Role
from core.models.generic import rooted_in
from core.people.actors import Actor
from core.rehearsal.script import Date, Move, Outcome, Script, Told

FIRST = "$first"


def walk(script: Script, number: int, memory: dict[str, Any]) -> Outcome:
    """Do the stage of that number; ``memory`` is kept between the presses."""
    acting = _Acting(script, memory)
    return Outcome(
        [acting.do(move) for move in script.stages[number].moves],
        acting.matter().get_state_display(),
        "；".join(turn.sentence for turn in all_turns(acting.matter())),
        list(_dates(acting.matter())),
    )


class _Acting:
    def __init__(self, script: Script, memory: dict[str, Any]):
        self.script = script
        self.memory = memory

    def actor(self, role: str) -> Actor:
        post = Post.objects.select_related("user", "organisation").get(pk=self.memory["posts"][role])
        post.user.post_in_use = post
        return Actor(user=post.user, post=post)

    def matter(self) -> Any:
        return self.script.matter.model._default_manager.get(pk=self.memory["matter"])

    def do(self, move: Move) -> Told:
        """One act through the engine, or the text that begins the matter."""
        actor = self.actor(move.by)
        if move.writes:
            label, text = "起草", self._write(actor, move)
        else:
            thing = self._thing(move.part)
            fields = lifecycle_of(thing).row(move.does).fields_for(thing, actor)
            suggested = {one.name: said for one in fields if (said := _suggestion(one, thing, actor)) is not None}
            given = {name: self._value(value) for name, value in move.fields.items()}
            act = perform(thing, move.does, actor, **suggested | given)
            label, text = act.row.label, act.event.text if act.event else ""
        return Told(actor.name, actor.post.label if actor.post else "", label, text)

    def _write(self, actor: Actor, move: Move) -> str:
        kind = self.script.matter
        matter = drafts.start(kind, actor)
        self.memory["matter"] = matter.pk
        fields: Any = drafts.writing_of(kind).form_for(kind.model)().fields
        written = {
            name: _first(fields[name].choices) if value == FIRST else self._value(value)
            for name, value in move.writes.items()
        }
        drafts.save(matter, actor, written, keep=True)
        return self.script.title

    def _thing(self, label: str) -> Any:
        """The matter, or its part of that kind."""
        things = self.script.matter.things_of(self.matter())
        return next(one for one in things if one._meta.label == (label or self.script.kind))

    def _value(self, value: Any) -> Any:
        if not isinstance(value, str) or not value.startswith("$"):
            return value
        name = value.removeprefix("$")
        if name == "today":
            return timezone.localdate()
        if name in ("unit", "channel"):
            return Organisation.objects.get(pk=self.memory[name])
        return self.actor(name).name[:20]


def _suggestion(field: ActField, thing: Any, actor: Actor) -> Any:
    """What a field that must be filled in is filled with where the story says nothing."""
    if not field.required:
        return None
    initial = field.initial(thing, actor) if field.initial else None
    return initial or _first(field.options(thing, actor))


def _first(options: Iterable[tuple[Any, Any]]) -> Any:
    return next((value for value, _ in options if value), None)


def _dates(matter: Any) -> Iterable[Date]:
    running = Clock.objects.filter(**rooted_in(matter), stopped_at=None).select_related("holder_org")
    for clock in running.order_by("due", "pk"):
        who = clock.holder_org.brief if clock.holder_org else Role(clock.holder_role).label if clock.holder_role else ""
        due = long_date(clock.due) + ("（暂定）" if clock.provisional else "")
        yield Date(clock.label, due, clock.explanation, who)
