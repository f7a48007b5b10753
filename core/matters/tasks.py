"""Long work on matters of every kind, done by the worker: one act on many, papers of many."""

import time
from collections.abc import Iterator
from urllib.parse import urlencode

from django.utils import timezone

from core import jobs
from core.documents import Paper, merge
from core.jobs import bulk_jobs
from core.lists import taken_out
from core.lists.taken_out import TakenOut
from core.matters import batch, kinds, paper_views
from core.matters.kinds import MatterKind
from core.matters.lifecycle import ActError
from core.matters.naming import number_of
from core.matters.papers import PaperKind, find, papers_of
from core.models import JobRun
from core.people.actors import Actor

READ_AT_ONCE = 50
SAY_EVERY = 0.5  # seconds


@jobs.job_task(batch.JOB)
def act_on_many(job: JobRun) -> jobs.Result:
    """One act on many things of one kind (see ``core.matters.batch.start_job``)."""
    return act_on_each(job)


def act_on_each(job: JobRun) -> jobs.Result:
    """Perform one act on many matters or parts, as the person who asked, in the post of the request.

    Each row is done at most once; a row that may not be seen or done (any more) keeps the sentence why.
    """
    user, row = jobs.acting_owner(job), batch.act_of(job)
    kind, seen, given = kinds.of(job.params["model"]), job.params["seen"], job.params["given"]
    visible = kind.for_batch(user)

    def act(obj) -> None:
        actor = Actor(user=user, post=user.post_in_use, ip=job.params["ip"])
        batch.perform_one(obj, row, actor, given, seen.get(str(obj.pk)), job.params.get("nonce", ""))

    bulk_jobs.each(
        job,
        job.params["ids"],
        find=lambda pk: visible.filter(pk=pk).first(),
        do=act,
        url=batch.where_told(kind),
    )
    return jobs.Result(message=bulk_jobs.summary(job))


@jobs.job_task(paper_views.JOB)
def make_papers(job: JobRun) -> jobs.Result:
    """Print one kind of paper of many matters (``model``, ``kind``, ``ids``, ``both_sides`` of the params)."""
    return print_papers(job, kinds.of(job.params["model"]))


def print_papers(job: JobRun, kind: MatterKind) -> jobs.Result:
    """The papers that a job asks for in one PDF.

    What the owner may not have in the post of the request, or what does not exist yet, is left out and told.
    """
    paper = find(kind.papers, job.params["kind"])
    left_out: list[str] = []
    papers = _papers(job, kind, paper, left_out)
    first = next(papers, None)
    if first is None:
        raise jobs.JobFailed(f"没有可以打印的{paper.label}。{_told(left_out)}")

    def every() -> Iterator[Paper]:
        yield first
        yield from papers

    body = merge(every(), title=job.label, both_sides=bool(job.params.get("both_sides")))
    count = job.total - len(left_out)
    name = f"{paper.label}-{timezone.localdate():%Y%m%d}-{count}件.pdf"
    return jobs.Result(body, name, _told(left_out), on_record=lambda: _on_record(job, kind, paper, count))


def _on_record(job: JobRun, kind: MatterKind, paper: PaperKind, count: int) -> None:
    """What was printed of which matters, as asked for."""
    user = jobs.acting_owner(job)
    query = urlencode({"model": kind.label, "ids": ",".join(map(str, job.params["ids"]))})
    taken = TakenOut(f"{kind.matter.title}的{paper.label}", count, query=query, unit="件")
    taken_out.record(taken, actor=taken_out.job_actor(job, user), key=taken_out.PRINT)


def _papers(job: JobRun, kind: MatterKind, paper: PaperKind, left_out: list[str]) -> Iterator[Paper]:
    """The papers one after the other, as the owner may have them; says how far it is."""
    user, ids = jobs.owner_of(job), job.params["ids"]
    if user is None:
        return
    actor = Actor.of(user)
    done, said = 0, time.monotonic()
    for start in range(0, len(ids), READ_AT_ONCE):
        chunk = ids[start : start + READ_AT_ONCE]
        found = kind.for_papers(user).in_bulk(chunk)
        for pk in chunk:
            if pk in found:
                try:
                    yield from papers_of(paper, found[pk], actor)
                except ActError as refusal:
                    left_out.append(f"{number_of(found[pk]) or found[pk]}：{refusal.sentence}")
            else:
                left_out.append(f"您当前的岗位看不到的{kind.title}")
            done += 1
            if time.monotonic() - said >= SAY_EVERY:
                jobs.progress(job, done)
                said = time.monotonic()


def _told(left_out: list[str]) -> str:
    if not left_out:
        return ""
    more = "；".join(left_out[:3])
    return f"有{len(left_out)}件没有打印：{more}{'……' if len(left_out) > 3 else ''}"
