"""并案 and its undoing: what becomes of the two matters, who is told, and what the main one's history says.

What units owe to those behind a merged matter is ``core.matters.owed``. A line whose matters know what they are merged
into (``merged_into``, back: ``merged``) declares one ``Merging``, whose methods are effects of the rows that merge and
take that back. The row that merges fills in ``main``.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from core.chinese import long_date, some_of
from core.delivery.notices import tell
from core.matters import events, turn_keeping
from core.matters.answered import answered_by, answered_in
from core.matters.lifecycle import Act, Effect, Refused
from core.matters.naming import name_of, number_of
from core.matters.owed import Owing, name_for
from core.matters.telling import Words, users_of, worded
from core.matters.unit_clocks import UnitClocks
from core.matters.unit_work import channel_office, unit_users
from core.models import Event, Notice, Role
from core.models.generic import aimed_at, matter_of

#: So much of a notice's title is kept.
TITLE = 200


@dataclass(frozen=True)
class Merging:
    """``owing`` and ``clocks`` are the line's; ``signed`` gives those who have signed one matter, as they are named.
    ``noun`` is what those behind a matter are called, ``key`` the row that merges."""

    owing: Owing
    clocks: UnitClocks
    signed: Callable[[Any], Iterable[Any]]
    noun: str
    key: str = "merge"

    def merge(self, act: Act) -> None:
        """并案: the matter stays, keeps those behind it, and follows the main one; each of them is answered."""
        main = act.facts["main"]
        if main.merged_into_id or main.pk == act.obj.pk:
            raise Refused(f"只能并入一件未被并案的{act.obj._meta.verbose_name}。")
        act.obj.merged_into = main
        act.obj.save(update_fields=["merged_into"])
        joined = [act.obj, *act.obj.merged.all()]
        act.obj.merged.update(merged_into=main)
        self.clocks.owe_of(act, main, joined)
        number = number_of(main)
        self._tell_people(act, main, f"{name_of(act.obj)}已并入您的{number}一并办理")
        _record(act, main, "merged_in", "并入", f"{self._of_whom(act.obj)}并入本件一并办理")
        days = {row.work_id: row.due for row in self.owing.of_merged(joined)}
        for work in _at_work(main):
            due = days.get(work.pk)
            limit = f"，限{long_date(due)}前答复" if due else ""
            body = f"{self._of_whom(act.obj)}并入{number}。{self.noun}也要沟通、答复{limit}。" if work.answers else ""
            _tell_unit(act, work, f"{name_of(act.obj)}已并入您单位办理的{number}", body)
        _tell_channel(act, main, f"{name_of(act.obj)}已并入{number}，{self.noun}须一并答复")

    def leave_main(self, act: Act) -> None:
        """A merge taken back: the matter goes its own way again, with those that it had brought along."""
        left = act.obj
        main = left.merged_into
        if main is None:
            return
        left.merged_into = None
        left.save(update_fields=["merged_into"])
        along = list(main.merged.filter(pk__in=self._brought_along(left, main)))
        main.merged.filter(pk__in=[one.pk for one in along]).update(merged_into=left)
        works = _at_work(main)  # before a letter that was only for these falls away
        self.owing.end(act, [left, *along])
        number = number_of(main)
        self._tell_people(act, main, f"{name_of(left)}不再并入您的{number}，另行办理")
        with turn_keeping.after_acts() as changed:
            changed(main, act.at)
        _record(act, main, "merged_out", "撤回并案", f"{self._of_whom(left)}不再并入本件")
        for work in works:
            _tell_unit(act, work, f"{name_of(left)}不再并入您单位办理的{number}，不须在该件答复其{self.noun}", "")
        _tell_channel(act, main, f"{name_of(left)}不再并入{number}")

    def _tell_people(self, act: Act, main: Any, title: str) -> None:
        tell(self.owing.people(main), title, act=act, url=main.get_absolute_url(), key="main")

    def _of_whom(self, matter: Any) -> str:
        """“收0091《…》（宋赟彧）”."""
        who = some_of([one.name for one in self.signed(matter)], 3, "位")
        return f"{number_of(matter)}《{matter.title}》（{who}）"

    def _brought_along(self, left: Any, main: Any) -> list[int]:
        """What is merged into the main matter only because it had been merged into this one before."""
        others = main.merged.values_list("pk", flat=True)
        kind = aimed_at(left)["content_type"]
        merges = Event.objects.filter(content_type=kind, object_id__in=list(others), key=self.key).order_by("pk")
        latest = {pk: facts["main"]["id"] for pk, facts in merges.values_list("object_id", "facts")}
        return [pk for pk, into in latest.items() if into == left.pk]


def _record(act: Act, main: Any, key: str, label: str, text: str) -> None:
    """In the main matter's own history, where it stays; for those who may open the merged one as well."""
    states = {"from_state": main.state, "to_state": main.state}
    events.record(main, actor=act.actor, key=key, label=label, text=text, audience=Event.Audience.UNIT, **states)


def _at_work(main: Any) -> list[Any]:
    """The units on the main matter, each once."""
    works = main.assignments.filter(round=main.round)
    works = works.exclude(state__in=works.model.gone).select_related("unit").order_by("pk")
    return list({work.unit_id: work for work in works}.values())


def _tell_unit(act: Act, work: Any, title: str, body: str) -> None:
    people = (*unit_users(work.unit), *unit_users(work.unit, Role.UNIT_HEAD))
    tell(people, title, act=act, url=work.get_absolute_url(), body=body, key=f"unit{work.unit_id}")


def _tell_channel(act: Act, main: Any, title: str) -> None:
    tell(users_of(channel_office(main)), title, act=act, url=main.get_absolute_url(), key="channel")


# ---- words to everybody behind a matter ----


def tell_behind(
    people: Callable[[Any], Iterable[Any]],
    title: Words,
    *,
    otherwise: Words = "",
    body: Words = "",
    with_reason: bool = False,
    key: str = "",
    kind: str = Notice.Kind.ACT,
) -> Effect:
    """Tell everybody behind the matter, those behind a merged one by its own name; as ``tell_people``. Of an act on a
    unit's work only those whom that answers hear.

    ``people`` gives the accounts behind one matter, without those merged into it. ``otherwise`` is what those read whom
    the present round does not answer.
    """

    def effect(act: Act) -> None:
        main = matter_of(act.obj)
        text = worded(body, act) or (act.event.reason if with_reason and act.event else "")
        tell_by_name = partial(tell, act=act, url=main.get_absolute_url(), key=key, kind=kind)
        answered, told = _concerned(act, main, apart=bool(otherwise)), set[int]()
        for own in sorted((main, *main.merged.all()), key=lambda one: one not in answered):
            words = title if own in answered else otherwise
            found = [one for one in people(own) if one.pk not in told] if words else []
            told.update(one.pk for one in found)
            tell_by_name(found, _titled(words, act, own, main), body=text if words is title else "")

    effect.__name__ = "tell_behind"
    return effect


def _concerned(act: Act, main: Any, *, apart: bool) -> list[Any]:
    """Whom the words are for: those whom the unit's work answers, or the round where that answers nobody itself; of an
    act on the matter everybody, unless others read something else (``apart``)."""
    if act.obj != main:
        return answered_by(act.obj) if act.obj.answers else answered_in(main)
    return answered_in(main) if apart else [main, *main.merged.all()]


def _titled(title: Words, act: Act, own: Any, main: Any) -> str:
    if callable(title):
        said = title(act)
        return said if own.pk == main.pk else f"{name_for(own, main)}：{said}"[:TITLE]
    return title.format(matter=name_for(own, main), obj=act.obj, actor=act.actor)[:TITLE]
