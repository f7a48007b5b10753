"""What was answered with a plan is followed (跟踪办理): visited until it is done or no longer pursued, and ended then.

A line declares one ``Following`` for the clock of its visits; the matter has ``follow_meaning``, what the last visit
found, ``follow_label`` in words, and ``closed_at``. Ending it (跟踪办结) stops the visits for good: it is asked once
more, with a reason where the result is still to come, and taken back on the same day.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils import timezone

from core import rulebook
from core.chinese import long_date
from core.clock import clocks
from core.matters.deadlines import start_for, stop_for
from core.matters.fields import ActField
from core.matters.lifecycle import Act, Effect, Transition
from core.models import Clock, Event
from core.models.generic import aimed_at
from core.people.actors import Actor

FINISH, UNDO = "finish_follow_up", "undo_finish"
FINISHED = "跟踪办结"


@dataclass(frozen=True)
class Following:
    """``clock`` is the kind of clock of the visits, ``meanings`` the rule that lists the results that are followed on,
    ``begun_by`` the act from which the first visit is counted."""

    clock: str
    meanings: str
    begun_by: str = "follow"

    def rows(
        self, source: str, ended: str, *, actor_may: Callable[[Actor, Any], bool], reason: ActField,
        close: Effect, stop: Effect, tell: Callable[..., Effect],
    ) -> tuple[Transition, ...]:  # fmt: skip
        """Ending in ``ended`` what is followed in ``source``, and taking that back. ``close`` writes that it ended,
        ``stop`` lets nothing be due any more, and ``tell`` makes the effect that tells whom the matter is from."""

        def to_finish(matter: Any, actor: Actor) -> tuple[ActField, ...]:
            return (replace(reason, help=self._told(matter)),) if self.is_open(matter, actor.today) else ()

        return (
            Transition(FINISH, FINISHED, (source,), ended, actor_may=actor_may, guards=(self.has_follow_up,),
                fields=to_finish, writes=(close,), effects=(stop, tell("{matter}跟踪办结", with_reason=True)),
                confirm="办结后不再登记进展，也不再回访。办错了的，当天可以撤回。"),
            Transition(UNDO, "撤回跟踪办结", (ended,), source, actor_may=actor_may, quiet=True, unspoken=True,
                guards=(self.finished_today,), fields=(replace(reason, help="撤回后继续跟踪办理，原来的回访期限照旧"),),
                writes=(self.reopen,), effects=(tell("{matter}的跟踪办结已撤回，继续跟踪办理", with_reason=True),)),
        )  # fmt: skip

    # ---- visits ----

    def start_visits(self, act: Act) -> None:
        """An effect: from the day the matter is followed, then from each visit that leaves it open to the next one."""
        start_for(act, act.obj, self.clock, since="" if act.row.key == self.begun_by else "上次回访")

    def next_visit(self, act: Act) -> None:
        """An effect of a recorded visit: the time to the next one, or none where nothing is left to follow."""
        if self.is_open(act.obj, act.day):
            self.start_visits(act)
        else:
            stop_for(act, act.obj, self.clock)

    def is_open(self, matter: Any, day: date) -> bool:
        """Whether the last visit found a result that is still to come."""
        return matter.follow_meaning in rulebook.value(self.meanings, day)

    # ---- the end ----

    def has_follow_up(self, matter: Any, _actor: Actor) -> str | None:
        """Something was found out before it ends."""
        return None if matter.follow_meaning else "还没有跟踪办理记录，请先登记进展。"

    def finished_today(self, matter: Any, actor: Actor) -> str | None:
        """It was this act that ended the matter, today."""
        if matter.closed_at is None or timezone.localdate(matter.closed_at) != actor.today:
            return "跟踪办结只能在当天撤回。需要再办的，请二次交办。"
        last = Event.objects.filter(**aimed_at(matter), to_state=matter.state).exclude(from_state=matter.state)
        ended_by = last.order_by("-pk").values_list("key", flat=True).first()
        return None if ended_by == FINISH else "该件不是跟踪办结的，不能这样撤回。"

    def reopen(self, act: Act) -> None:
        """What the act writes: the matter has not ended, and the visit that was due then is due again."""
        matter = act.obj
        last = self._last(matter)
        if last is not None and last.stopped_at == matter.closed_at:
            clocks.run_again([last.pk])
        matter.closed_at = None
        matter.save(update_fields=["closed_at"])

    def _last(self, matter: Any) -> Clock | None:
        return clocks.last_clock(matter, self.clock)

    def _told(self, matter: Any) -> str:
        last = self._last(matter)
        due = f"，{long_date(last.due)}还要回访" if last is not None and last.stopped_at is None else ""
        return f"最近一次进展是“{matter.follow_label}”{due}。现在就办结的，请写明为什么；理由提案者看得到"
