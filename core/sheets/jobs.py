"""Confirming a sheet that is too large for a click: done by the worker, in the name of whoever asked."""

from core import jobs
from core.files.workbook import WorkbookError
from core.matters.lifecycle import ActError
from core.models import JobRun
from core.people.access import SignedInRequest
from core.people.actors import Actor
from core.sheets.keeping import AlreadyImported, confirm
from core.sheets.kinds import SheetKind
from core.text import number_of


def ask(kind: SheetKind, kept, job_kind: str, request: SignedInRequest, back: str) -> JobRun:
    """Queue the confirmation that this POST asks for; ``back`` is the page of the upload."""
    actor = Actor.of(request.user, request=request)
    params = {
        "sheet": kept.pk,
        "digest": request.POST.get("digest", ""),
        "skip_refused": bool(request.POST.get("skip_refused")),
        "known": known_in(request),
        "ip": actor.ip,
        "back": back,
    }
    return jobs.start(job_kind, f"导入{kind.noun}“{kept.name}”", params, request.user)


def known_in(request: SignedInRequest) -> int:
    """How many doubtful rows the person says they know of."""
    return number_of(request.POST.get("known", ""), 5) or 0


def run(kind: SheetKind, job: JobRun) -> jobs.Result:
    """What the app's job task does. One transaction: cut off by a kill it is written at the next attempt, once."""
    user = jobs.acting_owner(job)
    kept = kind.model._default_manager.get(pk=job.params.get("sheet") or job.params["roster"])  # of an earlier version
    actor = Actor(user=user, post=user.post_in_use, ip=job.params["ip"])
    try:
        counts = confirm(
            kind, kept, digest=job.params["digest"], skip_refused=job.params["skip_refused"], actor=actor,
            known=job.params.get("known", 0),
        )  # fmt: skip
    except AlreadyImported as error:
        return jobs.Result(message=error.sentence)
    except ActError as error:
        raise jobs.JobFailed(error.sentence) from error
    except WorkbookError as error:
        raise jobs.JobFailed(str(error)) from error
    return jobs.Result(message=f"已导入：{kind.in_words(counts)}。")
