"""Effects that tell people (通知): a row says whom and in which words; nobody is told of the own act, nobody twice.

Words are a template: ``{matter}`` is the matter's name with its number, ``{obj}`` the thing acted on, ``{actor}`` who
acted; attributes may be named too (``{obj.unit}``, ``{actor.name}``). A function of the act serves where the words are
only known once it is done.
"""

from collections.abc import Callable, Iterable
from typing import Any

from core.delivery.notices import tell
from core.matters import kinds, turns
from core.matters.lifecycle import Act, Effect, lifecycle_of
from core.matters.naming import name_of
from core.matters.turns import Holder, Holders
from core.models import Notice, User
from core.models.generic import matter_of
from core.people.posts import users_in

Words = str | Callable[[Act], str]
People = Callable[[Any], Iterable[User]]


def tell_people(
    people: People,
    title: Words,
    *,
    on_matter: bool = False,
    with_reason: bool = False,
    body: Words = "",
    key: str = "",
    kind: str = Notice.Kind.ACT,
) -> Effect:
    """Tell whoever ``people`` names of the thing acted on.

    ``on_matter``: the notice opens the matter's page, and ``people`` is asked of the matter, also where the act was
    done to a part of it. ``with_reason`` adds the reason given; ``body`` other words. ``key`` keeps apart several
    notices of one act to one person, ``kind`` is the kind of notice (催办 …).
    """

    def effect(act: Act) -> None:
        thing = matter_of(act.obj) if on_matter else act.obj
        reason = act.event.reason if with_reason and act.event else ""
        text = worded(body, act) or reason
        tell(people(thing), worded(title, act), act=act, url=thing.get_absolute_url(), body=text, key=key, kind=kind)

    effect.__name__ = f"tell_{getattr(people, '__name__', 'people')}"
    return effect


def tell_post(role: str, title: Words, **more: Any) -> Effect:
    """Tell everybody in a post of the committee; ``more`` as in ``tell_people``."""

    def everybody(_thing: Any) -> Iterable[User]:
        return users_in(role)

    everybody.__name__ = str(role)
    return tell_people(everybody, title, **more)


def tell_holders(holders: Holders, title: Words, **more: Any) -> Effect:
    """Tell the people whom ``holders`` names, as a row's ``waits_for`` does; ``more`` as in ``tell_people``."""

    def everybody(thing: Any) -> Iterable[User]:
        return users_of(holders(thing))

    everybody.__name__ = getattr(holders, "__name__", "holders")
    return tell_people(everybody, title, **more)


def tell_waiting(title: Words, **more: Any) -> Effect:
    """Tell whoever the thing waits for once the act is done: those whose turn it has become."""

    def waited_for(thing: Any) -> Iterable[User]:
        rows = lifecycle_of(thing).rows
        return users_of(holder for *_, holder, _ in turns.computed(_as_it_is(thing), rows))

    return tell_people(waited_for, title, **more)


def users_of(holders: Iterable[Holder]) -> list[User]:
    """The accounts behind these holders, each once; nobody where there is no account."""
    people, posts = set(), set()
    for holder in holders:
        if holder.user_id is not None:
            people.add(holder.user_id)
        elif holder.role:
            posts.add((holder.role, holder.organisation_id))
    found = list(User.objects.filter(pk__in=people)) if people else []
    for role, body in sorted(posts, key=str):
        found += users_in(role, body)
    return list(dict.fromkeys(found))


def out_of_reach(holders: Iterable[Holder]) -> list[str]:
    """Names of those behind whom there is no account: what is written to them here reaches nobody."""
    return list(dict.fromkeys(one.who for one in holders if not users_of([one])))


def worded(words: Words, act: Act) -> str:
    """A title or text with the matter's name and the thing's own words put in."""
    if callable(words):
        return words(act)
    return words.format(matter=name_of(matter_of(act.obj)), obj=act.obj, actor=act.actor) if words else ""


def _as_it_is(thing: Any) -> Any:
    """The thing as the act's effects have left it, with what ``waits_for`` asks about."""
    matter = matter_of(thing)
    kind = kinds.kind_of(matter)
    if kind is None:
        return thing
    things = kind.things_of(kind.for_turns().get(pk=matter.pk))
    return next(one for one in things if one == thing)
