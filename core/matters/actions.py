"""What a person may do with a thing: one act in front, others beside it, seldom ones folded, refused ones why."""

from dataclasses import dataclass, field, replace
from typing import Any

from django.urls import reverse

from core.matters import drafts
from core.matters.engine import available
from core.matters.lifecycle import Available, lifecycle_of
from core.matters.turns import is_held_by
from core.matters.whose_turn import rows_of
from core.people.actors import Actor


@dataclass(frozen=True)
class Action:
    """One act as a button: ``direct`` ones are posted at once, the others open a page with their form.

    ``seen`` is the revision of the thing; ``refused`` says why not; ``awaited`` where this person has the turn for it.
    """

    key: str
    label: str
    url: str
    seen: int
    direct: bool = False
    refused: str | None = None
    awaited: bool = False


@dataclass
class Actions:
    """The acts of one thing for one person, in the order of the table.

    ``refused_on_page`` says of acts that stand open on the matter's page why this person may not do them now.
    """

    primary: Action | None = None
    others: list[Action] = field(default_factory=list)
    refused: list[Action] = field(default_factory=list)
    more: list[Action] = field(default_factory=list)
    refused_on_page: dict[str, str] = field(default_factory=dict)

    @property
    def seldom(self) -> list[Action]:
        """The seldom ones that may be done now."""
        return [action for action in self.more if not action.refused]

    def __bool__(self) -> bool:
        return bool(self.primary or self.others or self.refused or self.more)


def act_url(thing: Any, key: str) -> str:
    """Where the page of one act is."""
    return f"{thing.get_absolute_url()}do/{key}/"


def actions_for(thing: Any, actor: Actor) -> Actions:
    """Sort what ``available`` says; costs no statement on a thing that its kind has fetched whole.

    An act for which this person has the turn stands in front; where nothing is awaited and only one act is left, that
    one does. Whatever is refused and not awaited goes to the seldom ones, with the reason.
    """
    found = Actions()
    ended = thing.state in lifecycle_of(thing).ends
    mine = {row.key for row in rows_of(thing) if is_held_by(row, actor)}
    for choice in available(thing, actor):
        row = choice.row
        if row.on_page and choice.refused:
            found.refused_on_page[row.key] = choice.refused
        if row.on_page or (choice.refused and (row.unspoken or (row.quiet and ended))):
            continue
        action = _action(choice, thing, actor, choice.key in mine)
        if choice.refused and action.awaited:
            found.refused.append(action)
        elif row.quiet or choice.refused:
            found.more.append(action)
        elif action.awaited and found.primary is None:
            found.primary = action
        else:
            found.others.append(action)
    _add_writing(found, thing, actor)
    alone = found.primary is None and not found.refused and not found.more and len(found.others) == 1
    if alone and not ended:
        found.primary = found.others.pop()
    return found


def _action(choice: Available, thing: Any, actor: Actor, awaited: bool) -> Action:
    row = choice.row
    return Action(
        key=row.key,
        label=row.button or row.label,
        url=reverse(row.page, args=[thing.pk]) if row.page else act_url(thing, row.key),
        seen=thing.revision,
        direct=not row.page and not row.confirm and not row.fields_for(thing, actor),
        refused=choice.refused,
        awaited=awaited,
    )


def _add_writing(found: Actions, thing: Any, actor: Actor) -> None:
    """While a text may be changed, writing on comes first, and the act that hands it in beside it (``Writing``).

    Whoever is barred from handing in is not led there: the page has the sentence (``MatterPage.barred``).
    """
    button = drafts.write_on(thing, actor)
    if button is None:
        return
    hand_in = next((one for one in (found.primary, *found.refused) if one and one.key == button.hand_in), None)
    barred = drafts.barred(thing, actor)
    if hand_in and barred:
        found.refused = [action for action in found.refused if action is not hand_in]
    elif hand_in:
        found.refused = [action for action in found.refused if action is not hand_in]
        found.others.insert(0, replace(hand_in, refused=None))
    found.primary = Action("write", button.label, button.url, thing.revision)
