"""A matter merged into another (并案): what those behind it read, on its own page, of how the other one stands."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef, QuerySet, Subquery

from core.clock import clocks
from core.matters.judging import KIND, Judgement
from core.matters.lifecycle import lifecycle_of
from core.matters.naming import number_of
from core.matters.turns import Turn
from core.matters.whose_turn import whose_turn
from core.models import Clock
from core.people.actors import Actor

#: The act by which one judges.
JUDGE = "evaluate"


@dataclass(frozen=True)
class InMain:
    """How the matter into which one was merged stands, whose turn it is there, and the own judgement with its day."""

    main: Any
    turn: Turn
    judgement: Any | None

    @property
    def state(self) -> str:
        return lifecycle_of(self.main).read(self.main)

    @property
    def may_judge(self) -> bool:
        """Whether the own judgement may be given there."""
        asked = self.judgement is not None and not self.judgement.result
        return asked and any(row.key == JUDGE for row in lifecycle_of(self.main).rows_from(self.main.state))

    @property
    def due(self) -> date | None:
        """Until when the own judgement is asked for."""
        waits = self.judgement is not None and self.judgement.state == Judgement.State.WAITING
        return self.judgement.due if waits and self.judgement else None

    @property
    def light(self) -> clocks.Light | None:
        return clocks.light(Clock(due=self.due, kind=KIND)) if self.due else None


def in_main(main: Any, actor: Actor, judgements: QuerySet) -> InMain:
    """``judgements`` are this person's own on the main matter, the one that counts first; two statements."""
    about = ContentType.objects.get_for_model(judgements.model)
    own = Clock.objects.filter(content_type=about, object_id=OuterRef("pk"), kind=KIND).order_by("-id")
    mine = judgements.annotate(due=Subquery(own.values("due")[:1])).first()
    return InMain(main, whose_turn(main, actor), mine)


def words_in_main(rows: QuerySet, owed: Any) -> dict[int, str]:
    """“已并入收0091·已答复，待您评价”, by key, as lists tell it of these matters, which were merged; ``asked`` stands
    on those whose judgement waits for this person, ``owed`` is the model of the answers owed to them. One statement."""
    own = owed._default_manager.filter(merged=OuterRef("pk"), ended_at=None)
    named = rows.select_related("merged_into").annotate(answered=Exists(own) & ~Exists(own.filter(answered_at=None)))
    return {row.pk: f"已并入{number_of(row.merged_into)}·{_stands(row)}" for row in named}


def _stands(row: Any) -> str:
    if row.asked:
        return "已答复，待您评价"
    ended = row.merged_into.state in lifecycle_of(row.merged_into).ends
    return "已答复" if row.answered and not ended else row.merged_into.get_state_display()
