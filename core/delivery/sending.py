"""Sending what waits in the outbox. A row is claimed with a lease before it is sent and marked afterwards: a sender
killed in between leaves a lease that runs out, and the row is sent again under the same key."""

import logging
import time
from collections import Counter
from copy import copy
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from core.delivery import channels, quiet
from core.delivery.gateway import GatewaySender
from core.delivery.mail import MailSender
from core.delivery.message import TryAgain, Undeliverable
from core.delivery.message_templates import message_for
from core.models import Channel, Delivery, Notice
from core.people.posts import posts_of

logger = logging.getLogger(__name__)
State = Delivery.State
SENDERS = {Channel.MAIL: MailSender, Channel.GATEWAY: GatewaySender}
#: Minutes until the next attempt after the first, second … failure; the failure after the last one is the end.
BACK_OFF = (1, 5, 15, 60, 180, 360, 720)
FAILURES_IN_A_ROW = 3
REST = timedelta(minutes=1)
AT_ONCE = 10
SLICE_SECONDS = 5
SETTLED = "放行时该事项已经办完或不须再办，不再发送。"
NO_MORE_SEEN = "本人已无权查看该件，不再发送。"


def deliver(limit: int = 1000, seconds: float = 25) -> dict[str, int]:
    """Send what is due, at most ``limit`` messages; begins none after ``seconds``. Returns counts by what became of it.

    The channels take turns of a few seconds, so that a slow one does not keep the others waiting. One that fails
    three times in a row is left alone for a minute. In quiet times nothing is sent. Several runs side by side never
    take the same row.
    """
    outcome: Counter = Counter()
    if quiet.is_quiet(timezone.now()) or not _due(timezone.now()).exists():
        return dict(outcome)
    until = time.monotonic() + seconds
    working = [_Run(channel, outcome) for channel in channels.configured()]
    runs = list(working)
    try:
        while working and time.monotonic() < until and outcome.total() < limit:
            for run in list(working):
                turn_ends = min(until, time.monotonic() + SLICE_SECONDS)
                if not run.send_some(turn_ends, limit):
                    working.remove(run)
    finally:
        for run in runs:
            run.close()
    return dict(outcome)


def claim(channel: str, most: int) -> list[Delivery]:
    """Take due rows of this channel for this sender, the longest waiting first; nobody else gets them meanwhile."""
    now = timezone.now()
    lease = now + timedelta(seconds=settings.DELIVERY_LEASE_SECONDS)
    with transaction.atomic():
        due = _due(now).filter(channel=channel).order_by("not_before", "id")
        ids = list(due.select_for_update(skip_locked=True).values_list("pk", flat=True)[:most])
        Delivery.objects.filter(pk__in=ids).update(state=State.SENDING, lease_until=lease)
    rows = Delivery.objects.filter(pk__in=ids).select_related("notice__recipient")
    return list(rows.order_by("not_before", "id"))


def _due(now: datetime) -> QuerySet[Delivery]:
    free = Q(state=State.WAITING) | Q(state=State.SENDING, lease_until__lte=now)
    return Delivery.objects.filter(free, state__in=(State.WAITING, State.SENDING), not_before__lte=now)


class _Run:
    """One channel within one run: its connection, and how often in a row it has failed."""

    def __init__(self, channel: str, outcome: Counter):
        self.channel, self.outcome = channel, outcome
        self.sender = None
        self.failures = 0

    def send_some(self, until: float, limit: int) -> bool:
        """Send until the moment (monotonic), the limit or the end; False where this channel is done for this run."""
        while time.monotonic() < until and self.outcome.total() < limit:
            rows = claim(self.channel, min(AT_ONCE, limit - self.outcome.total()))
            if not rows:
                return False
            for number, row in enumerate(rows):
                if time.monotonic() >= until or self.failures >= FAILURES_IN_A_ROW:
                    _give_back(rows[number:])
                    break
                self._send(row)
            if self.failures >= FAILURES_IN_A_ROW:
                self._rest()
                return False
        return True

    def _send(self, row: Delivery) -> None:
        reason = no_longer(row)
        if reason:
            self.outcome["dropped"] += _end(row, State.DROPPED, reason)
            return
        try:
            if self.sender is None:
                self.sender = SENDERS[self.channel]()
            self.sender.send(message_for(row))
        except Undeliverable as error:
            self.failures = 0
            self.outcome["dead"] += _end(row, State.DEAD, str(error), attempts=row.attempts + 1)
        except TryAgain as error:
            self._failed(row, str(error))
        except Exception:
            logger.exception("delivery %s could not be sent", row.pk)
            self._failed(row, "发送程序出错，详见系统日志。")
        else:
            self.failures = 0
            now = timezone.now()
            # Whoever holds the lease by now: it has gone.
            rows = Delivery.objects.filter(pk=row.pk).exclude(state=State.SENT)
            rows.update(state=State.SENT, sent_at=now, lease_until=None, attempts=F("attempts") + 1, last_error="")
            self.outcome["sent"] += 1

    def _failed(self, row: Delivery, reason: str) -> None:
        self.failures += 1
        attempts = row.attempts + 1
        if attempts > len(BACK_OFF):
            self.outcome["dead"] += _end(row, State.DEAD, f"试了{attempts}次都没有成功。{reason}", attempts=attempts)
            return
        next_try = quiet.may_leave_at(timezone.now() + timedelta(minutes=BACK_OFF[attempts - 1]))
        _held(row).update(
            state=State.WAITING, attempts=attempts, not_before=next_try, lease_until=None, last_error=reason[:300]
        )
        self.outcome["failed"] += 1

    def _rest(self) -> None:
        """What waits on this channel waits a minute more; that is no attempt."""
        logger.warning("channel %s fails and rests", self.channel)
        now = timezone.now()
        Delivery.objects.filter(channel=self.channel, state=State.WAITING, not_before__lte=now).update(
            not_before=now + REST
        )

    def close(self) -> None:
        if self.sender is not None:
            self.sender.close()


def no_longer(delivery: Delivery) -> str:
    """Why this is not sent any more, as things stand now; empty where it is."""
    notice = delivery.notice
    if delivery.released_by_id is not None and notice.closed_at is not None:
        return SETTLED  # it may have waited for days
    objection = channels.objection(notice.recipient, delivery.channel, notice.kind)
    return objection or ("" if may_open(notice) else NO_MORE_SEEN)


def may_open(notice: Notice) -> bool:
    """Whether the recipient may still see the page that the notice opens, in any post held today.

    A notice that opens a list, or something without rules of sight, may always be sent.
    """
    opened = _page_of(notice)
    if opened is None:
        return True
    rows, pk = opened
    if not hasattr(rows, "visible_to"):
        return rows.filter(pk=pk).exists()
    person = copy(notice.recipient)
    for post in posts_of(person):
        person.post_in_use = post
        if rows.visible_to(person).filter(pk=pk).exists():
            return True
    return False


def _page_of(notice: Notice) -> tuple[QuerySet, int] | None:
    """The rows and the key of what the notice's address shows: its target or its root."""
    for kind, pk in ((notice.content_type, notice.object_id), (notice.root_type, notice.root_id)):
        model = kind.model_class()
        if model is None or not hasattr(model, "get_absolute_url"):
            continue
        page = model(pk=pk).get_absolute_url()
        if page and notice.url.split("?")[0].split("#")[0].startswith(page):
            return model._default_manager.all(), pk
    return None


def _held(row: Delivery) -> QuerySet[Delivery]:
    """The row as long as this sender's claim on it holds."""
    return Delivery.objects.filter(pk=row.pk, state=State.SENDING, lease_until=row.lease_until)


def _end(row: Delivery, state: str, reason: str, **more) -> int:
    return _held(row).update(state=state, last_error=reason[:300], lease_until=None, **more)


def _give_back(rows: list[Delivery]) -> None:
    for row in rows:
        _held(row).update(state=State.WAITING, lease_until=None)
