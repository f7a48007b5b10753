"""Clocks (期限) on matters: opened, extended and stopped by acts; whether one is late is computed, never stored."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import F, Max, QuerySet
from django.utils import timezone

from core.clock import calendar as calendar_service
from core.clock import lights, workdays
from core.clock.reminders import recount
from core.clock.reminders.ladder import next_reminder
from core.clock.workday_words import BY_TEXT, full
from core.clock.workdays import DueDate, PeriodError
from core.matters import events
from core.models import Clock, Organisation, Rule, User
from core.models.generic import about, aimed_at, matter_of, rooted_in
from core.people.actors import Actor, system_actor

COMPUTED = ["rule_value", "started_on", "nominal", "due", "provisional", "explanation", "next_reminder"]
LAPSED = "bi-slash-circle"
ICONS = {"ok": "bi-check-circle", "soon": "bi-hourglass-split", "late": "bi-clock-history"}


@dataclass(frozen=True)
class Light:
    """How a clock stands on a day: ``level`` is ok, soon or late; ``words`` say it without colour.

    ``card`` is the office's 亮牌 (``core.clock.lights``): warning 预警, yellow 黄牌, red 红牌, or nothing.
    ``lapsed``: a right that was not used in time; nobody is late, and nothing was met either.
    """

    level: str
    words: str
    provisional: bool = False
    card: str = lights.NORMAL
    lapsed: bool = False

    @property
    def icon(self) -> str:
        """The icon's class; lateness is never told by colour alone."""
        return LAPSED if self.lapsed else ICONS[self.level]

    @property
    def css(self) -> str:
        """The colour's class."""
        return "plain" if self.lapsed else self.level

    @property
    def card_label(self) -> str:
        """正常, 预警, 黄牌 or 红牌."""
        return lights.LABELS[self.card]


def due_date(
    started_on: date,
    *,
    rule: Rule | None = None,
    n: int | None = None,
    unit: str = "",
    start_label: str = "收到",
    roll: str | None = None,
    fixed: str | None = None,
    cap: date | None = None,
) -> DueDate:
    """The due day of ``n`` ``unit``, or of a rule's value ``{n, unit[, roll, fixed_date]}``, by today's calendar."""
    return _compute(_period(rule, n, unit, roll, fixed, cap) | {"start_label": start_label}, started_on)


def open_clock(
    *,
    target,
    kind: str,
    label: str,
    started_on: date,
    root=None,
    rule: Rule | None = None,
    n: int | None = None,
    unit: str = "",
    start_label: str = "收到",
    roll: str | None = None,
    fixed: str | None = None,
    cap: date | None = None,
    holder_org: Organisation | None = None,
    holder_user: User | None = None,
    holder_role: str = "",
    lapses: bool = False,
    watched_by: Organisation | None = None,
    anchor: Clock | None = None,
    at: datetime | None = None,
    said: dict[str, str] | None = None,
) -> Clock:
    """Start the clock ``kind`` of ``target``; the length comes from ``rule`` unless ``n`` and ``unit`` are given.

    The starting day itself is not counted. ``start_label`` is the starting act in the office's words (“交办”). A
    running clock of the same kind on the same target is stopped as restarted, and the new one is the next round.
    ``lapses`` marks a right that ends with its day: nobody is late who did not use it. ``watched_by`` is the office
    that supervises the holder (default: the one in the directory). A period counted from another clock's due day names
    that clock as ``anchor``, starts on its due day (``started_on`` must be that day) and moves when it is extended.
    ``said`` is what the explanation says besides (``why`` this rule), whenever it is computed.
    """
    at = at or timezone.now()
    period = _period(rule, n, unit, roll, fixed, cap) | {"start_label": start_label} | (said or {})
    found = _compute(period, started_on)
    last, restarted = _stop_earlier(target, kind, at)
    clock = Clock(**about(target, root), kind=kind, label=label, round=last + 1, started_on=started_on, lapses=lapses)
    clock.rule, clock.rule_value, clock.anchor = rule, period, anchor
    clock.holder_org, clock.holder_user, clock.holder_role = holder_org, holder_user, holder_role
    clock.watched_by_id = watched_by.pk if watched_by else (holder_org.supervised_by_id if holder_org else None)
    _begin(clock, found, timezone.localdate(at))
    if restarted and Clock.objects.filter(anchor__in=restarted, stopped_at__isnull=True).update(anchor=clock):
        _move_hanging([clock], system_actor(at))
    return clock


def _begin(clock: Clock, found: DueDate, day: date) -> None:
    """Write the clock with its days and the first step of its reminders; ``day`` is the day on which it is opened."""
    clock.nominal, clock.due = found.nominal, found.due
    clock.provisional, clock.explanation = found.provisional, _explained(found, clock.rule_value)
    before = _before_first_step(clock.started_on, clock.due, day)
    clock.next_reminder = next_reminder(clock.kind, clock.due, before, day, lapses=clock.lapses)
    clock.save(force_insert=True)


def _stop_earlier(target, kind: str, at: datetime) -> tuple[int, list[int]]:
    """Stop what runs of this kind as restarted; returns the last round so far and the keys of what was stopped."""
    earlier = Clock.objects.filter(**aimed_at(target), kind=kind)
    last = earlier.aggregate(last=Max("round"))["last"] or 0
    restarted = list(earlier.filter(stopped_at__isnull=True).values_list("pk", flat=True)) if last else []
    if restarted:
        earlier.filter(pk__in=restarted).update(stopped_at=at, stop_reason="重新起算", void=True)
    return last, restarted


def extend_clock(
    clock: Clock, n: int, unit: str, *, asked_on: date, cap: date | None = None, actor: Actor | None = None
) -> Clock:
    """Lengthen a running clock (延期) by ``n`` ``unit``: one longer period from the same start, cut by ``cap``.

    Its reminders begin anew. Clocks that hang on its due day move with it, each with an event of ``actor`` (default:
    the program) on its matter. Raises ``PeriodError`` with a sentence where the clock has stopped, or where the request
    came after the due day.
    """
    value, found = _longer(clock, n, unit, asked_on, cap)
    actor = actor or system_actor()
    clock.rule_value = value
    _take(clock, found, actor.today, recount.last_scan())
    with transaction.atomic():
        clock.save(update_fields=COMPUTED)
        _move_hanging([clock], actor)
    return clock


def due_if_extended(clock: Clock, n: int, unit: str, *, asked_on: date, cap: date | None = None) -> DueDate:
    """What ``extend_clock`` would make of the clock, with the same errors; writes nothing."""
    return _longer(clock, n, unit, asked_on, cap)[1]


def _longer(clock: Clock, n: int, unit: str, asked_on: date, cap: date | None) -> tuple[dict, DueDate]:
    if clock.stopped_at is not None:
        raise PeriodError("该期限已经停止，不能再延期。")
    rules = calendar_service.current().conventions
    if not workdays.extension_is_in_time(asked_on, clock.due, rules):
        raise PeriodError("期限已过，不能再申请延期。延期应在期满之前提出。")
    value = dict(clock.rule_value)
    if cap:
        value["cap"] = min(cap.isoformat(), value.get("cap") or cap.isoformat())
    value["extensions"] = [*value.get("extensions", []), {"n": n, "unit": unit, "asked_on": asked_on.isoformat()}]
    found = _compute(value, clock.started_on)
    if found.due <= clock.due:
        raise PeriodError("延长后的期限没有晚于原期限，请核对延期时长和最迟期限。")
    return value, found


def stop_clock(target, kind: str | None, at: datetime, reason: str, *, void: bool = False) -> int:
    """Stop the running clock ``kind`` of ``target`` (None: every one) at ``at``; returns how many were running.

    ``void``: what it was for has fallen away; nobody did it, and nobody was late.
    """
    running = Clock.objects.filter(**aimed_at(target), stopped_at__isnull=True)
    if kind is not None:
        running = running.filter(kind=kind)
    return running.update(stopped_at=at, stop_reason=reason, void=void)


def running_keys(target) -> list[int]:
    """The keys of what runs on ``target``, by which ``run_again`` undoes a stop."""
    return list(Clock.objects.filter(**aimed_at(target), stopped_at=None).values_list("pk", flat=True))


def run_again(keys: Collection[int]) -> None:
    """What was stopped by mistake runs on, as if it had never stopped."""
    Clock.objects.filter(pk__in=keys).update(stopped_at=None, stop_reason="", void=False)


def change_holder(target, kind: str, **holder) -> int:
    """Let the running clock ``kind`` of ``target`` be somebody else's time; returns how many were running.

    ``holder`` names the columns of ``Clock`` that say whose it is.
    """
    return Clock.objects.filter(**aimed_at(target), kind=kind, stopped_at__isnull=True).update(**holder)


def clocks_of(root) -> QuerySet[Clock]:
    """Every clock shown on the page of ``root``, running ones first, soonest first, in one query."""
    rows = Clock.objects.filter(**rooted_in(root)).select_related("rule__regulation", "holder_org", "holder_user")
    return rows.order_by(F("stopped_at").asc(nulls_first=True), "due", "id")


def light(clock: Clock, today: date | None = None, soon_days: int | None = None) -> Light:
    """How ``clock`` stands on ``today`` (default the local day), in working days of the current calendar.

    ``soon`` begins ``soon_days`` working days before the due day (default: the committee's setting for this kind of
    clock). A stopped clock says whether it was met; only running duties have a card. Costs no query where the calendar
    was read in the last seconds.
    """
    calendar = calendar_service.current()
    if clock.stopped_at is not None:
        return _light_of_stopped(clock, calendar)
    today = today or timezone.localdate()
    words = workdays.left_words(today, clock.due, calendar)
    if today > clock.due and clock.lapses:
        return Light("ok", "已届满", clock.provisional, lapsed=True)
    if today > clock.due:
        level = "late"
    else:
        left = workdays.working_days_left(today, clock.due, calendar)
        level = "soon" if left <= (lights.soon_days(clock.kind, today) if soon_days is None else soon_days) else "ok"
    card = lights.NORMAL if clock.lapses else lights.band(today, clock.kind).card(clock.due)
    return Light(level, words, clock.provisional, card)


def recount_provisional(actor: Actor | None = None) -> list[tuple[Clock, date]]:
    """Compute running provisional clocks again by the calendar as it is now; to be called when a year is published.

    Each clock whose due day moves gets an event on its matter, and so does each that hangs on it. Returns the moved
    clocks with their former due days.
    """
    actor, scanned = actor or system_actor(), recount.last_scan()
    changed: list[Clock] = []
    moved: list[tuple[Clock, date]] = []
    seen: dict[int | None, Clock] = {}
    computed: dict[tuple[str, date], DueDate] = {}
    running = Clock.objects.filter(provisional=True, stopped_at__isnull=True).prefetch_related("target", "root")
    for clock in running.order_by("id"):  # an anchor is older than what hangs on it
        seen[clock.pk] = clock
        anchor = seen.get(clock.anchor_id)
        if anchor is not None:
            clock.started_on = anchor.due
        same_period = (json.dumps(clock.rule_value, sort_keys=True), clock.started_on)
        found = computed.get(same_period)
        if found is None:  # matters handed over on one day share their dates
            found = computed[same_period] = _compute(clock.rule_value, clock.started_on)
        same = (found.due, found.provisional, _explained(found, clock.rule_value))
        if same == (clock.due, clock.provisional, clock.explanation):
            continue
        former = clock.due
        _take(clock, found, actor.today, scanned)
        changed.append(clock)
        if former != clock.due:
            moved.append((clock, former))
    Clock.objects.bulk_update(changed, COMPUTED, batch_size=200)
    events.Event.objects.bulk_create([_recounted(clock, former, actor) for clock, former in moved])
    return moved + _move_hanging([clock for clock, _ in moved], actor, {clock.pk for clock in seen.values()})


def _move_hanging(anchors: list[Clock], actor: Actor, seen: Collection[int] = ()) -> list[tuple[Clock, date]]:
    """Compute anew what counts from the due days of ``anchors``, and what hangs on that; returns what moved.

    Two statements and one for the events for each link of the chain. Clocks in ``seen`` have been done.
    """
    scanned = recount.last_scan() if anchors else None
    done, moved = {*seen, *(anchor.pk for anchor in anchors)}, []
    while anchors:
        by_id: dict[int | None, Clock] = {anchor.pk: anchor for anchor in anchors}
        running = Clock.objects.filter(anchor__in=by_id, stopped_at__isnull=True).exclude(pk__in=done)
        hanging = list(running.prefetch_related("target", "root").order_by("id"))
        followed = []
        for clock in hanging:
            anchor, former = by_id[clock.anchor_id], clock.due
            clock.started_on = anchor.due
            found = _compute(clock.rule_value, clock.started_on)
            if found.due != former:
                why = f"随“{anchor.label}”改为{full(anchor.due)}，由{full(former)}改为{full(found.due)}"
                clock.rule_value = clock.rule_value | {"moved": why}
                followed.append((clock, former))
            _take(clock, found, actor.today, scanned)
        Clock.objects.bulk_update(hanging, COMPUTED, batch_size=200)
        events.Event.objects.bulk_create([_followed(clock, former, actor) for clock, former in followed])
        done |= {clock.pk for clock in hanging}
        moved += followed
        anchors = [clock for clock, _ in followed]
    return moved


def _period(rule: Rule | None, n: int | None, unit: str, roll: str | None, fixed: str | None, cap: date | None) -> dict:
    """What the clock keeps of its rule, so that it can be computed again after the rule has changed."""
    if n is None and not unit and rule is not None:
        given = dict(rule.value)
    else:
        given = {"n": n, "unit": unit or ("fixed_date" if fixed else "")}
    more = {"roll": roll, "fixed_date": fixed, "cap": cap.isoformat() if cap else None}
    return given | {name: value for name, value in more.items() if value is not None}


def _compute(period: dict, started_on: date) -> DueDate:
    common = {
        "calendar": calendar_service.current(),
        "start_label": period.get("start_label", "收到"),
        "roll": period.get("roll"),
        "cap": date.fromisoformat(period["cap"]) if period.get("cap") else None,
        "fixed": period.get("fixed_date"),
    }
    length = (period.get("n"), period.get("unit", ""))
    more = [(row["n"], row["unit"]) for row in period.get("extensions", [])]
    if more:
        return workdays.extend(started_on, length, *more, **common)
    return workdays.add(started_on, *length, **common)


def _take(clock: Clock, found: DueDate, today: date, scanned: date | None) -> None:
    """Give the clock its new day. If the day moved, the steps that no scan up to ``scanned`` has said begin anew."""
    if found.due != clock.due:
        begin = _before_first_step(clock.started_on, found.due, timezone.localdate(clock.created_at))
        after = max(begin, scanned or begin)
        clock.next_reminder = next_reminder(clock.kind, found.due, after, today, lapses=clock.lapses)
    clock.nominal, clock.due = found.nominal, found.due
    clock.provisional, clock.explanation = found.provisional, _explained(found, clock.rule_value)


#: What an explanation says besides how the day was counted, in this order.
SAID = ("why", "second", "moved")


def _explained(found: DueDate, period: dict) -> str:
    """``set_by`` takes the place of a regulation where somebody set the day."""
    told = found.explanation.replace(BY_TEXT, period.get("set_by") or BY_TEXT, 1)
    return "；".join([told, *(period[name] for name in SAID if period.get(name))])


def _before_first_step(started_on: date, due: date, opened: date) -> date:
    """The day after which steps count: the start, or for a period counted backwards the day the clock was opened."""
    return started_on if started_on <= due else opened


def _light_of_stopped(clock: Clock, calendar: workdays.WorkCalendar) -> Light:
    if clock.void:
        return Light("ok", f"因{clock.stop_reason}停止计时")
    day = timezone.localdate(clock.stopped_at)
    if workdays.is_in_time(day, clock.due, calendar.conventions):
        return Light("ok", "按期办结")
    return Light("late", workdays.left_words(day, clock.due, calendar) + "办结")


def _recounted(clock: Clock, former: date, actor: Actor) -> events.Event:
    text = f"放假安排已公布，“{clock.label}”由{former:%Y-%m-%d}改为{clock.due:%Y-%m-%d}。{clock.explanation}"
    return events.unsaved(
        clock.target, actor=actor, key="clock_recounted", label="重算期限", text=text, root=clock.root
    )


def _followed(clock: Clock, former: date, actor: Actor) -> events.Event:
    text = f"“{clock.label}”由{former:%Y-%m-%d}改为{clock.due:%Y-%m-%d}。{clock.explanation}"
    return events.unsaved(clock.target, actor=actor, key="clock_followed", label="期限随动", text=text, root=clock.root)


def running_clock(target, kind: str) -> Clock | None:
    """The running clock ``kind`` of ``target``; costs nothing where a page has already read them (``page_clocks``)."""
    known = getattr(target, "page_clocks", None)
    if known is not None:
        return next((c for c in known if c.kind == kind and c.stopped_at is None), None)
    return Clock.objects.filter(**aimed_at(target), kind=kind, stopped_at__isnull=True).first()


def last_clock(target, kind: str) -> Clock | None:
    """The last clock ``kind`` of ``target``, running or stopped; costs nothing where a page has already read them."""
    known = getattr(target, "page_clocks", None)
    if known is None:
        known = Clock.objects.filter(**aimed_at(target), kind=kind)
    return max((one for one in known if one.kind == kind), key=lambda one: one.pk, default=None)


def first_running(target, kinds: Collection[str]) -> Clock | None:
    """The running clock of these kinds that ends first: of ``target`` itself, of a matter in everything that is its.

    Costs nothing for a part of a matter whose clocks a page has already read.
    """
    is_part = matter_of(target) != target
    known = getattr(target, "page_clocks", None) if is_part else None
    if known is not None:
        running = [c for c in known if c.kind in kinds and c.stopped_at is None]
        return min(running, key=lambda c: (c.due, c.pk), default=None)
    where = aimed_at(target) if is_part else rooted_in(target)
    return Clock.objects.filter(**where, kind__in=kinds, stopped_at__isnull=True).order_by("due", "id").first()
