"""What is taken out of the site (导出、打印), a spreadsheet of a list or papers of many: each leaves one event.

The event speaks of the post in which the person acted, neither of a matter nor of an account, so that no page of
these tells it: only the record that the auditor and the security administrator read.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpRequest, HttpResponse

from core.lists.table import Table
from core.matters import events
from core.models import Event, JobRun, User
from core.people.actors import Actor

EXPORT, PRINT = "export", "print_many"
LABELS = {EXPORT: "导出", PRINT: "批量打印"}
KEYS = tuple(LABELS)
PURPOSE_LIMIT = 60
#: How far back a purpose is proposed again: acts are searched by person and time, however long the record is.
PROPOSED_FOR = timedelta(days=90)


@dataclass(frozen=True)
class TakenOut:
    """``what`` was taken out (the list's title, the paper's name), how many rows, as ``conditions`` say in words.

    ``query`` is the same as the list keeps it, ``unit`` counts the rows, ``purpose`` is what the person says it is for.
    """

    what: str
    rows: int
    conditions: str = ""
    query: str = ""
    purpose: str = ""
    unit: str = "条"


def of_table(table: Table, rows: int, purpose: str = "") -> TakenOut:
    """A list as it is filtered."""
    conditions = "；".join(f"{chip.label}：{chip.text}" for chip in table.chips)
    return TakenOut(table.title, rows, conditions, table.query, purpose)


def record(taken: TakenOut, *, actor: Actor, key: str = EXPORT) -> Event:
    """The one event; whoever hands the file out calls this once the file is whole."""
    which = f"（{taken.conditions}）" if taken.conditions else "（不限条件）" if key == EXPORT else ""
    facts = {"list": taken.what, "rows": taken.rows, "conditions": taken.conditions, "query": taken.query}
    return events.record(
        actor.post or actor.user, actor=actor, key=key, label=LABELS[key], reason=taken.purpose, facts=facts,
        text=f"{LABELS[key]}“{taken.what}”{taken.rows}{taken.unit}{which}", audience=Event.Audience.OFFICE,
    )  # fmt: skip


def job_actor(job: JobRun, user: User) -> Actor:
    """Whoever asked for a job, as the event names them."""
    return Actor(user=user, post=user.post_in_use, ip=job.params.get("ip"))


def last_purpose(actor: Actor) -> str:
    """What the person said the last time, to be proposed again."""
    lately = Event.objects.filter(actor=actor.user, at__gte=actor.at - PROPOSED_FOR, key=EXPORT).exclude(reason="")
    return lately.order_by("-at").values_list("reason", flat=True).first() or ""


def looked_ahead(request: HttpRequest) -> bool:
    """Whether nobody asked: a browser that fetches a link before it is clicked, or asks for the headers alone."""
    said = request.headers.get("Sec-Purpose", "") + request.headers.get("Purpose", "")
    return request.method == "HEAD" or "prefetch" in said or "prerender" in said


def nothing_ahead(request: HttpRequest) -> HttpResponse | None:
    """The empty answer to whoever only looks ahead (``looked_ahead``); None where somebody asked."""
    if not looked_ahead(request):
        return None
    answer = HttpResponse(status=200 if request.method == "HEAD" else 503)
    answer.headers["Cache-Control"] = "no-store"
    return answer
