"""Reading whose turn it is, in words: of a matter, of a part of one, of the rows of a list."""

from core.matters.lifecycle import lifecycle_of
from core.matters.turns import Turn, is_held_by, sentences, turns_of
from core.models import OpenTurn
from core.models.generic import aimed_at
from core.people.actors import Actor


def all_turns(matter, actor: Actor | None = None) -> list[Turn]:
    """Everybody whom the matter and its parts wait for, the asking person first; never empty."""
    return sentences(_rows_about(matter), actor, lifecycle_of(matter).stands(matter))


def whose_turn(thing, actor: Actor | None = None) -> Turn:
    """The most telling turn: the asking person's own if there is one, else the first of the table."""
    matter = getattr(thing, "matter", thing)
    return (all_turns(matter, actor) if matter is thing else turns_of_part(thing, actor))[0]


def turns_of_part(part, actor: Actor | None = None) -> list[Turn]:
    """Whom a part of a matter waits for; where it waits for other parts, whom those wait for."""
    own = rows_of(part)
    stands = lifecycle_of(part).stands(part)
    if own or part.state in lifecycle_of(part).ends:
        return sentences(own, actor, stands)
    return sentences(_rows_about(part.matter), actor, stands)


def next_act(thing, actor: Actor) -> str:
    """The key of the act that this thing waits for from this person; empty where it is not this person's turn."""
    return next((row.key for row in rows_of(thing) if is_held_by(row, actor)), "")


def rows_of(thing) -> list[OpenTurn]:
    """The open turns of this very thing, from those remembered on its matter."""
    where = aimed_at(thing)
    return [
        row
        for row in _rows_about(getattr(thing, "matter", thing))
        if (row.content_type_id, row.object_id) == (where["content_type"].pk, thing.pk)
    ]


def _rows_about(matter) -> list[OpenTurn]:
    """All of them; a matter that has ended waits for nobody, so that nothing is asked for."""
    return [] if matter.state in lifecycle_of(matter).ends else turns_of(matter)
