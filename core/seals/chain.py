"""Sealing event rows in batches, and checking everything that was sealed.

A seal's digest covers the digest before it and its rows; with the key it also bears a signature, so that a chain made
anew in the database does not pass. Rows without the program's own mark are not sealed; they stay and are reported.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

from django.db import transaction
from django.db.models import Count, Max, Sum
from django.utils import timezone

from core import event_marks
from core.matters.events import GENESIS, digest_of
from core.models import Event, EventSeal
from core.seals import book

OVERDUE = timedelta(minutes=1)
MOST = 20


def seal_batch(limit: int = 500) -> int:
    """Seal what is committed and not yet sealed; returns how many. Only one sealer works at a time.

    Seals cover ``limit`` rows each. Right after a beginning all that is older than marks is sealed at once, in as many
    seals as it takes: later nothing without a mark is taken any more. The unique number of a seal makes two sealers at
    once impossible: the second fails and tries at the next tick.
    """
    sealed = 0
    with transaction.atomic():
        last = EventSeal.objects.select_for_update().order_by("-number").first()
        _write_what_the_book_lacks()
        before = _older_than_marks(_begun(last), last)
        while batch := _genuine(before, limit):
            last = _seal(last, batch)
            sealed += len(batch)
            if batch[-1].pk >= before:
                break
    return sealed


def _seal(last: EventSeal | None, batch: list[Event]) -> EventSeal:
    total = _total(last) + len(batch)
    seal = _next(last, batch, total)
    seal.save(force_insert=True)
    Event.objects.filter(pk__in=[event.pk for event in batch], seal__isnull=True).update(seal=seal)
    transaction.on_commit(partial(book.add, seal.number, total, int(batch[-1].pk), seal.digest))
    return seal


def begin_anew(why: str) -> None:
    """From here on the chain is taken as it is now: a backup was restored, or the key is another one.

    What is not sealed yet is sealed at once, so that no row can be slipped among it later.
    """
    _begin(why)
    seal_batch()


def _begin(why: str) -> None:
    last = EventSeal.objects.order_by("-number").first()
    newest = Event.objects.aggregate(top=Max("pk"))["top"] or 0
    book.add(last.number if last else 0, _total(last), newest, last.digest if last else GENESIS, why)


def _older_than_marks(begun: book.Line | None, last: EventSeal | None) -> int:
    """Up to which row marks are not asked for: until the first seal since the beginning is made, and never after."""
    return begun.last if begun and begun.seal == (last.number if last else 0) else 0


def _begun(last: EventSeal | None) -> book.Line | None:
    """Where keyed seals begin. Said by itself only where none has been made yet: a book that is lost must be missed."""
    found, _ = book.reached()
    if found is None and book.path() is not None and not EventSeal.objects.exclude(mac=None).exists():
        _begin("begin")
        found, _ = book.reached()
    return found


def _write_what_the_book_lacks() -> None:
    """Lines that could not be written when their seals were made: the disk was full, the process was killed."""
    begun, newest = book.reached()
    if begun is None or newest is None:
        return  # a book that is lost or emptied must be missed
    for seal in EventSeal.objects.filter(number__gt=newest.seal).order_by("number"):
        last = seal.events.aggregate(top=Max("pk"))["top"] or 0
        book.add(seal.number, _total(seal), last, seal.digest)


def _genuine(before: int, limit: int) -> list[Event]:
    """The oldest rows waiting that the program wrote; those up to ``before`` are older than marks."""
    found: list[Event] = []
    after = 0
    while len(found) < limit:
        page = list(Event.objects.filter(seal__isnull=True, pk__gt=after).order_by("id")[:limit])
        found += [event for event in page if _may_be_sealed(event, before)]
        if len(page) < limit:
            break
        after = page[-1].pk
    return found[:limit]


def _may_be_sealed(event: Event, before: int) -> bool:
    return event.pk <= before or event_marks.is_marked(event)


def _next(last: EventSeal | None, batch: list[Event], total: int) -> EventSeal:
    previous = last.digest if last else GENESIS
    seal = EventSeal(
        number=last.number + 1 if last else 1,
        previous=previous,
        digest=digest_of(previous, batch, event_marks.ALGORITHM),
        algorithm=event_marks.ALGORITHM,
        count=len(batch),
        total=total,
        key=event_marks.key_name(),
    )
    seal.mac = _mac(seal)
    return seal


def _mac(seal: EventSeal) -> str:
    return event_marks.sign("seal", seal.number, seal.previous, seal.digest, seal.algorithm, seal.count, seal.total)


def _total(seal: EventSeal | None) -> int:
    """How many rows are sealed up to this seal; counted once where it is from before that was kept."""
    if seal is None:
        return 0
    if seal.total is not None:
        return seal.total
    return EventSeal.objects.filter(number__lte=seal.number).aggregate(rows=Sum("count"))["rows"] or 0


# ---- checking ----


@dataclass
class Verified:
    """``faults`` say what is wrong and where; ``notes`` what one should know and is no fault."""

    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def verify(said: Callable[[int], None] | None = None) -> list[str]:
    """Check the whole chain; returns sentences about what is wrong (empty = untouched).

    ``said`` hears after each seal how many are checked.
    """
    return examined(said).faults


def examined(said: Callable[[int], None] | None = None) -> Verified:
    """The chain, the signatures of its seals, the rows that wait, and the book outside the database."""
    found = Verified()
    known = book.read()
    keyed_from = known.begun.seal if known and known.begun else 0
    if known is None and not EventSeal.objects.exclude(mac=None).exists():
        keyed_from = EventSeal.objects.count()  # the first keyed seal is still to come
    own, previous, total, heads = event_marks.key_name(), GENESIS, 0, dict(known.digests) if known else {}
    unwritten: list[int] = []
    seals = EventSeal.objects.order_by("number").iterator()
    for expected, seal in enumerate(seals, start=1):
        batch = list(seal.events.order_by("id"))
        total += seal.count
        found.faults += _of_chain(seal, expected, previous, batch)
        found.faults += _of_key(seal, keyed_from, total, own)
        if heads.get(seal.number, seal.digest) != seal.digest:
            found.faults.append(f"第{seal.number}号封签与封签簿所记不同：这一号以前的记录被整个改过并重新封过。")
        if known and seal.number > keyed_from and seal.number not in heads and not _just_made(seal, known):
            unwritten.append(seal.number)
        previous = seal.digest
        heads.pop(seal.number, None)
        if said:
            said(expected)
    _of_book(found, known, heads, total)
    if known and known.begun and unwritten:
        found.faults.append(f"封签簿里没有{_numbers(unwritten)}号封签的那一行：这些行被删去了，或者当时没有写成。")
    _of_waiting(found, _older_than_marks(known.begun if known else None, EventSeal.objects.order_by("-number").first()))
    return found


def _just_made(seal: EventSeal, known: book.Book) -> bool:
    """Its line is written after the seal, and once more at the next tick where that failed."""
    newest = known.newest.seal if known.newest else 0
    return seal.number > newest and seal.created_at > timezone.now() - OVERDUE


def _numbers(numbers: list[int]) -> str:
    return "第" + "、".join(map(str, numbers[:MOST])) + (f"等{len(numbers)}个" if len(numbers) > MOST else "")


def _of_chain(seal: EventSeal, expected: int, previous: str, batch: list[Event]) -> list[str]:
    faults = []
    if seal.number != expected:
        faults.append(f"封签序号不连续：应为第{expected}号，实为第{seal.number}号。")
    if seal.previous != previous:
        faults.append(f"第{seal.number}号封签与前一封签不相接。")
    if len(batch) != seal.count:
        faults.append(f"第{seal.number}号封签应有{seal.count}条记录，现有{len(batch)}条。")
    elif digest_of(seal.previous, batch, seal.algorithm) != seal.digest:
        ids = f"{batch[0].pk}–{batch[-1].pk}"
        faults.append(f"第{seal.number}号封签内的记录（编号{ids}）与封存时不一致。")
    return faults


def _of_key(seal: EventSeal, keyed_from: int, total: int, own: str) -> list[str]:
    """Seals since the beginning of keyed ones bear a signature; those before it are checked by the chain alone."""
    if seal.number <= keyed_from and (seal.mac is None or seal.key != own):
        return []
    if seal.mac is None:
        return [f"第{seal.number}号封签没有密钥签名：不是本站封的，可能是重新做过的。"]
    if seal.key != own:
        return [f"第{seal.number}号封签是用另一把密钥封的：密钥被换过，或封签被重新做过。"]
    if seal.mac != _mac(seal) or seal.total != total:
        return [f"第{seal.number}号封签的密钥签名不对：封签被改动或重新做过。"]
    return []


def _of_book(found: Verified, known: book.Book | None, missed: dict[int, str], total: int) -> None:
    if known is None:
        if book.path() is not None and EventSeal.objects.exclude(mac=None).exists():
            found.faults.append(
                f"封签簿“{book.path()}”不在了，无法核对末尾有没有被删去。请查明原因，从备份的文件里找回。"
            )
        return
    found.faults += known.faults
    if known.begun is None and EventSeal.objects.exclude(mac=None).exists():
        found.faults.append(
            f"封签簿“{book.path()}”没有开头的一行：被清空过，或者前面的行被截去。请查明原因，从另行保管的一份里找回。"
        )
    newest = known.newest
    if newest and newest.seal in missed:
        lacking = max(newest.total - total, 0)
        found.faults.append(
            f"末尾被删去：封签簿记到第{newest.seal}号封签（{newest.at}，共{newest.total}条记录，末条编号{newest.last}），"
            f"数据库里没有这一号，少了{lacking}条。"
        )
    if known.begun and known.begun.seal:
        words = "由备份恢复" if known.begun.why == "restored" else "起用密钥封签"
        found.notes.append(f"{known.begun.at} {words}；第{known.begun.seal}号及以前的封签按原来的办法核对。")


def _of_waiting(found: Verified, before: int) -> None:
    """Rows not sealed: whoever puts one in past the program says when; waiting too long counts for those of ours."""
    overdue = timezone.now() - OVERDUE
    forged, late = [], []
    for event in Event.objects.filter(seal__isnull=True).order_by("id").iterator():
        if not _may_be_sealed(event, before):
            forged.append(event.pk)
        elif event.recorded_at < overdue:
            late.append(event.pk)
    if forged:
        ids = "、".join(str(pk) for pk in forged[:MOST]) + ("等" if len(forged) > MOST else "")
        found.faults.append(f"有{len(forged)}条记录不是本站程序写入的（编号{ids}），可能是直接写进数据库的。")
    if late:
        found.faults.append(f"有{len(late)}条记录超过一分钟没有封存（编号从{late[0]}起），请检查后台任务是否在运行。")
    again = Event.objects.exclude(mark=None).order_by().values("mark").annotate(n=Count("pk")).filter(n__gt=1)
    for row in again[:MOST]:
        copies = Event.objects.filter(mark=row["mark"]).order_by("pk").values_list("pk", flat=True)
        found.faults.append(f"记录被原样复制：编号{'、'.join(map(str, copies))}。")
