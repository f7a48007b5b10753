"""The last step of the first days: one matter tried out in a copy (开办向导 → 试办一件)."""

from django.urls import reverse
from django.utils import timezone

from core.committee import steps
from core.committee.steps import DONE, LACKING, NOT_BEGUN, Asked, Found, Step
from core.models import Event, Role
from core.rehearsal import running, script

KEY = "try_out"


def look(asked: Asked) -> Found:
    """Whether a rehearsal was walked through once, or is under way."""
    what = "用一件假办件从头走到办结，每步都由您点。试办单独存放，不占案号，不发通知，办完一键清掉。"
    found = running.current()
    if found is not None and (walked := script.chosen(found.kind)) and found.done < len(walked.stages):
        lacks = f"{found.by}办到第{found.done}步。"
        return Found(LACKING, f"办到第{found.done}步", what, lacks, "接着办", "把试办的一件接着办完", 5)
    last = Event.objects.filter(key="rehearsed").order_by("-at").values_list("at", "actor_name").first()
    if last is not None:
        at, who = timezone.localtime(last[0]), last[1]
        return Found(DONE, "已走通", f"{at.month}月{at.day}日由{who}走完。可以随时再试。", button="再试一件")
    return Found(NOT_BEGUN, "还没开始", what, "", "开始试办", "试办一件，看看各步是否走得通", 10)


def install() -> None:
    """Register the step; it is there where a line of business tells a story."""
    steps.register(
        Step(
            KEY, "试办一件", 90, look, lambda: reverse("core:rehearsal"),
            "真件办到一半才发现缺人缺规则，期限已经在走。", "办公室、提案委",
            frozenset(running.MAY) - {Role.SYSADMIN}, needed=False, after=("term", "units"),
            opens=frozenset(running.MAY), stages=_stages,
            is_there=lambda: bool(script.every()),
        )
    )  # fmt: skip


def _stages() -> tuple[str, ...]:
    told = script.chosen()
    return tuple(stage.title for stage in told.stages) if told else ()
