"""Urging (催办): a word from an office to those who are waited for, once a day from each office, kept in the story.

A line declares one row with ``urging``; what it says comes from the rule book with the marks 〔案件〕〔单位〕〔期限〕
filled in, and the office may write otherwise. The row's ``urges`` names the kinds of clock it speaks of.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from core import rulebook
from core.chinese import long_date, some_of
from core.clock import clocks
from core.delivery.notices import tell
from core.matters import kinds
from core.matters.fields import ActField, text
from core.matters.lifecycle import Act, Effect, Guard, Lifecycle, Refused, Transition, lifecycle_of
from core.matters.naming import name_of
from core.matters.telling import out_of_reach, users_of, worded
from core.matters.turns import Holder, Holders
from core.models import Clock, Event, Notice
from core.models.generic import aimed_at, matter_of, rooted_in
from core.people.actors import Actor

WORDING = "wording"
STORED = 300

FindClock = Callable[[Any], Clock | None]


def urging(
    key: str,
    label: str,
    source: tuple[str, ...],
    *,
    actor_may: Callable[[Actor, Any], bool],
    urges: tuple[str, ...],
    words: str,
    to: Holders,
    title: str,
    late: Holders | None = None,
    clock: FindClock | None = None,
    guards: tuple[Guard, ...] = (),
    describe: Callable[[Act], str] | None = None,
    audience: str = Event.Audience.ALL,
) -> Transition:
    """The row of an act that urges ``to`` about the clocks of the kinds ``urges``.

    ``words`` is the rule key of the proposed text, ``title`` the notice's title (``{matter}``). ``late`` hears of it
    too once the time has run out. ``clock`` finds the date the text speaks of: by default the first of ``urges`` to
    end. ``describe`` words the timeline, by default the label, who was urged, and the text.
    """

    def first_to_end(thing: Any) -> Clock | None:
        return clocks.first_running(thing, urges)

    find = clock or first_to_end
    return Transition(
        key, label, source, None, actor_may=actor_may, urges=urges, audience=audience,
        guards=(*guards, was_not_urged_today), fields=(_wording(words, find),), writes=(once_a_day,),
        effects=(_urge(to, title, late, find),), describe=describe or _who_was_urged(to),
        repeatable=True, quiet=True, batch=True, done=_reached(to),
    )  # fmt: skip


def proposed_words(thing: Any, key: str, actor: Actor) -> str:
    """What the act ``key`` would say if nobody wrote otherwise."""
    fields = lifecycle_of(thing).row(key).fields_for(thing, actor)
    initial = next(field.initial for field in fields if field.name == WORDING)
    return initial(thing, actor) if initial else ""


def _wording(rule_key: str, find: FindClock) -> ActField:
    def filled(thing: Any, actor: Actor) -> str:
        return filled_in(str(rulebook.value(rule_key, actor.today)), thing, find(thing), actor)

    return text(WORDING, "催办用语", initial=filled, max_length=STORED, help="对方在通知里看到这段话")


def filled_in(words: str, thing: Any, clock: Clock | None, actor: Actor) -> str:
    """``words`` with the matter's name, the unit whose work it is (if it is one's) and the date put in."""
    unit = getattr(thing, "unit", None)
    marks = {
        "〔案件〕": name_of(matter_of(thing)),
        "〔单位〕": unit.brief if unit else "",
        "〔期限〕": _due(clock, actor),
    }
    for mark, said in marks.items():
        words = words.replace(mark, said)
    return words[:STORED]


def _due(clock: Clock | None, actor: Actor) -> str:
    """“答复应于2026年6月2日前完成”, “答复已于2026年6月2日到期”; vague where nothing runs."""
    if clock is None:
        return "请抓紧办理"
    if actor.today > clock.due:
        return f"{clock.label}已于{long_date(clock.due)}到期"
    return f"{clock.label}应于{long_date(clock.due)}前完成"


def _urge(to: Holders, title: str, late: Holders | None, find: FindClock) -> Effect:
    def effect(act: Act) -> None:
        holders = list(to(act.obj))
        clock = find(act.obj)
        if late is not None and clock is not None and act.day > clock.due:
            holders += late(act.obj)
        url, body = act.obj.get_absolute_url(), act.facts[WORDING]
        people = users_of(holders)
        if not people:
            raise Refused(f"没有催办：{not_reached(holders).strip('（）')}。")
        tell(people, worded(title, act), act=act, url=url, body=body, kind=Notice.Kind.URGING)

    effect.__name__ = f"urge_{getattr(to, '__name__', 'holders')}"
    return effect


def _who_was_urged(to: Holders) -> Callable[[Act], str]:
    def describe(act: Act) -> str:
        names = dict.fromkeys(holder.who for holder in to(act.obj))
        return f"{act.row.label}{'、'.join(names)}：{act.facts[WORDING]}{not_reached(to(act.obj))}"

    return describe


# ---- who cannot be reached ----


def somebody_is_there(to: Holders) -> Guard:
    """Refuses where none of those waited for has an account: they are asked on paper or by telephone."""

    def ask(thing: Any, _actor: Actor) -> str | None:
        """Nobody counts as urged who cannot read it."""
        holders = list(to(thing))
        if not holders or any(one.role for one in holders):
            return None
        names = some_of([one.who for one in holders], 5, "位")
        return f"{names}没有账号，平台上催不到，请打电话或者送纸质件。"

    ask.__name__ = "somebody_is_there"
    return ask


def not_reached(holders: Iterable[Holder]) -> str:
    """“（尤福没有账号，没有催到，请打电话或者送纸质件）” where some of them have none."""
    names = some_of(out_of_reach(holders), 5, "位")
    return f"（{names}没有账号，没有催到，请打电话或者送纸质件）" if names else ""


def _reached(to: Holders) -> Callable[[Act], str]:
    def done(act: Act) -> str:
        missed = not_reached(to(act.obj))
        return f"“{act.row.label}”已办好{missed}。" if missed else ""

    return done


# ---- once a day ----


def was_not_urged_today(thing: Any, actor: Actor) -> str | None:
    """One office does not urge twice on the same day."""
    for event in urgings_of(thing):
        same_office = event.organisation_id == actor.organisation_id
        if same_office and timezone.localdate(event.at) == actor.today:
            at = timezone.localtime(event.at)
            return f"{event.actor_name}今天{at:%H:%M}已经催过，同一单位一天只催一次。"
    return None


def once_a_day(act: Act) -> None:
    """Asked again once the row is held: two people of one office who press at the same moment urge once."""
    forget(matter_of(act.obj))
    sentence = was_not_urged_today(act.obj, act.actor)
    if sentence:
        raise Refused(sentence)


# ---- urgings that happened ----


def urgings_of(thing: Any) -> list[Event]:
    """Urgings of this very thing, newest first; one statement for the whole matter, remembered on it."""
    matter = matter_of(thing)
    if not hasattr(matter, "urgings"):
        matter.urgings = list(urgings_in(matter))
    where = aimed_at(thing)
    return [e for e in matter.urgings if (e.content_type_id, e.object_id) == (where["content_type"].pk, thing.pk)]


def urgings_in(matter: Any) -> QuerySet[Event]:
    """All urgings in the matter and its parts, newest first."""
    return Event.objects.filter(**rooted_in(matter), key__in=keys_in(matter)).order_by("-at", "-id")


def remember(matter: Any, timeline: Iterable[Event]) -> None:
    """Take the urgings from the matter's whole timeline (newest first), so that nobody asks for them again."""
    keys = keys_in(matter)
    matter.urgings = [event for event in timeline if event.key in keys]


def forget(matter: Any) -> None:
    """Ask the events again next time."""
    matter.__dict__.pop("urgings", None)


def keys_in(matter: Any) -> frozenset[str]:
    """The keys of the rows that urge, of the matter and of its parts."""
    kind = kinds.kind_of(matter)
    if kind is None:
        return _keys(lifecycle_of(matter))
    return frozenset().union(*(_keys(one.lifecycle) for one in (kind, *kinds.parts_of(kind))))


def _keys(lifecycle: Lifecycle) -> frozenset[str]:
    return frozenset(row.key for row in lifecycle.rows if row.urges)
