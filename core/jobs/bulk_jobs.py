"""Jobs over many rows: each row by itself, in a transaction of its own, and at most once, whatever is killed between.

A row's step (``JobStep``) is written first in the transaction of its act. A worker that was taken for dead and another
that took the job up cannot both do the row: the second finds the step there, and its transaction does nothing.
"""

import logging
import time
from collections.abc import Callable, Iterable
from typing import Any

from django.db import IntegrityError, InterfaceError, OperationalError

from core import jobs
from core.delivery.notices import Where, one_of_many, told_once
from core.matters.lifecycle import ActError
from core.matters.naming import name_of
from core.models import JobRun, JobStep

logger = logging.getLogger(__name__)
#: Seconds after which a job lets others have their turn: reminders and notices must not wait behind a long one.
TURN = 20
UNSEEN = "您当前的岗位看不到这件，或者它已不存在。"
BROKEN = "这件没有办成，请打开后单独办理；如仍不成功，请联系系统管理员。"
LABEL_LIMIT, REFUSED_LIMIT = 200, 400


class _DoneElsewhere(Exception):
    """Another worker has done this row."""


def each(
    job: JobRun, keys: Iterable[int], *, find: Callable[[int], Any], do: Callable[[Any], None], url: Where
) -> None:
    """``do(find(key))`` for every key that has no step yet; a refusal is kept with its sentence and stops nothing.

    ``find`` gives the object or None where the person may not see it; ``do`` acts on it and may raise ActError.
    Receivers are told once for the whole job, also over several runs; ``url`` as in ``told_once``. Raises
    ``Cancelled`` between two rows where somebody has stopped the job, ``TurnOver`` after ``TURN`` seconds.
    """
    keys = list(keys)
    done = dict(job.steps.order_by("id").values_list("key", "told"))
    began = time.monotonic()
    jobs.progress(job, len(done), len(keys))
    with told_once(url, f"job-{job.pk}") as batch:
        for told in done.values():
            batch.remember(told)
        for key in keys:
            if key in done:
                continue
            if time.monotonic() - began > TURN:
                raise jobs.TurnOver
            _one(job, key, find, do, batch)
            done[key] = []
            jobs.progress(job, len(done))


def _one(job: JobRun, key: int, find, do, batch) -> None:
    obj = find(key)
    if obj is None:
        return _keep_refusal(job, key, {"label": "——"}, UNSEEN)
    step = {"label": name_of(getattr(obj, "matter", obj))[:LABEL_LIMIT], "url": obj.get_absolute_url()}
    before = batch.told
    try:
        with one_of_many():
            made = _begun(job, key, step)
            do(obj)
            if told := batch.told_since(before):
                made.told = told
                made.save(update_fields=["told"])
    except _DoneElsewhere:
        return None
    except ActError as error:
        return _keep_refusal(job, key, step, error.sentence)
    except (OperationalError, InterfaceError):
        raise  # the database is away, not this row at fault
    except Exception:
        logger.exception("job %s, row %s", job.pk, key)
        return _keep_refusal(job, key, step, BROKEN)


def _begun(job: JobRun, key: int, step: dict) -> JobStep:
    try:
        return JobStep.objects.create(job=job, key=key, **step)
    except IntegrityError as error:
        raise _DoneElsewhere from error


def _keep_refusal(job: JobRun, key: int, step: dict, sentence: str) -> None:
    JobStep.objects.bulk_create(
        [JobStep(job=job, key=key, refused=sentence[:REFUSED_LIMIT], **step)], ignore_conflicts=True
    )


def counts(job: JobRun) -> tuple[int, int]:
    """How many rows were done and how many refused so far."""
    refused = job.steps.exclude(refused="").count()
    return job.steps.count() - refused, refused


def summary(job: JobRun) -> str:
    """“办好120件，未办3件。”"""
    done, refused = counts(job)
    return f"办好{done}件，未办{refused}件。" if refused else f"{done}件全部办好。"
