"""What an urging says unless the office writes otherwise (催办用语): a text of the rule book, filled in per matter."""

from django.utils import timezone

from core import rulebook
from core.chinese import long_date
from core.clock.clocks import running_clock
from core.models import Clock
from core.models.generic import aimed_at
from proposals.models import Evaluation

DUTIES = ("countersign", "deliver", "joint_opinion", "reply", "first_contact")


def for_signing(work, actor) -> str:
    """For a unit that has not signed for the matter."""
    return _filled("proposal.urge_sign_wording", work, running_clock(work, "sign"), actor)


def for_work(work, actor) -> str:
    """For a unit whose product is waited for: the duty that ends first."""
    return _filled("proposal.urge_wording", work, next_duty(work), actor)


def for_judging(proposal, actor) -> str:
    """For signatories who have not judged: the day that ends first."""
    return _filled("proposal.urge_evaluation_wording", proposal, _first_feedback(proposal), actor)


def next_duty(work) -> Clock | None:
    """The unit's own running clock that ends first; offices' clocks and rights that lapse are none of it."""
    known = getattr(work, "page_clocks", None)
    if known is None:
        known = Clock.objects.filter(**aimed_at(work), stopped_at__isnull=True)
    duties = [c for c in known if c.stopped_at is None and c.kind in DUTIES]
    return min(duties, key=lambda c: (c.due, c.pk), default=None)


def _first_feedback(proposal) -> Clock | None:
    waiting = [e for e in proposal.evaluations.all() if e.round == proposal.round]
    waiting = [e for e in waiting if e.state == Evaluation.State.WAITING]
    running = [clock for e in waiting if (clock := running_clock(e, "feedback"))]
    return min(running, key=lambda c: (c.due, c.pk), default=None)


def _filled(key: str, obj, clock: Clock | None, actor) -> str:
    """The rule's text with 〔案件〕〔单位〕〔期限〕 put in; a text without these stays as it is."""
    unit = getattr(obj, "unit", None)
    text = str(rulebook.value(key, actor.today))
    marks = {"〔案件〕": obj.matter.matter_name, "〔单位〕": unit.brief if unit else "", "〔期限〕": _due(clock, actor)}
    for mark, words in marks.items():
        text = text.replace(mark, words)
    return text[:300]


def _due(clock: Clock | None, actor) -> str:
    """“答复应于2026年6月2日前完成”, “答复已于2026年6月2日到期”; vague where nothing runs."""
    if clock is None:
        return "请抓紧办理"
    late = (actor.today or timezone.localdate()) > clock.due
    return f"{clock.label}已于{long_date(clock.due)}到期" if late else f"{clock.label}应于{long_date(clock.due)}前完成"
