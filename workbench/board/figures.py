"""The board's figures, counted by the database in one statement; every one opens the list that it counts."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import BooleanField, Case, CharField, Count, Min, Q, QuerySet, Value, When

from core.clock.lights import LABELS, NORMAL, RED, WARNING, YELLOW, Band, bands
from core.frame.addresses import fixed_address
from core.matters.clock_visibility import duties_for
from core.matters.deadlines import clock_kinds
from core.models import Organisation, User
from core.models.roles import POSTS
from core.people.per_post import per_post
from core.text import number_of

CARDS = (NORMAL, WARNING, YELLOW, RED)
#: The cards in addresses: a normal clock has no card, and an empty parameter would be no condition.
CARD_NAMES = {NORMAL: "normal", WARNING: "warning", YELLOW: "yellow", RED: "red"}
CARD_ICONS = {
    NORMAL: "bi-check-circle",
    WARNING: "bi-hourglass-split",
    YELLOW: "bi-exclamation-triangle-fill",
    RED: "bi-exclamation-octagon-fill",
}
#: Days from today to the due day, both included, and how the office calls them. None: no end.
BUCKETS = (
    (None, -11, "逾期10天以上"),
    (-10, -1, "逾期1–10天"),
    (0, 0, "今天到期"),
    (1, 3, "1–3天"),
    (4, 7, "4–7天"),
    (8, 15, "8–15天"),
    (16, None, "15天以后"),
)
#: Who owes something that no office owes: the proposers themselves, the people of a role, or nobody yet.
PROPOSERS, ROLE_PREFIX, NOBODYS = "proposers", "role-", "nobody"


@dataclass(frozen=True)
class CardCount:
    """How many duties have one card, and the list of them; ``of_people`` of them are nobody's office's."""

    card: str
    number: int
    url: str
    of_people: int = 0

    @property
    def label(self) -> str:
        return LABELS[self.card]

    @property
    def name(self) -> str:
        """The card as a class of the style sheet."""
        return CARD_NAMES[self.card]

    @property
    def icon(self) -> str:
        return CARD_ICONS[self.card]


@dataclass
class Line:
    """One row of a table of figures: a unit, a stage or a span of days."""

    key: str
    label: str
    url: str
    counts: list[CardCount] = field(default_factory=list)
    total: int = 0
    next_due: date | None = None
    next_url: str = ""

    @property
    def urgency(self) -> tuple:
        """Sorts the most pressing first: red, yellow, warning, then all."""
        by_card = {count.card: count.number for count in self.counts}
        return (-by_card[RED], -by_card[YELLOW], -by_card[WARNING], -self.total, self.label)


@dataclass
class Board:
    """Everything the board's page shows: what offices owe, and apart from it what people owe themselves."""

    cards: list[CardCount]
    units: list[Line]
    people: list[Line]
    stages: list[Line]
    days: list[Line]
    total: int
    matters: int


@dataclass
class _Tally:
    by_card: dict[str, int] = field(default_factory=lambda: dict.fromkeys(CARDS, 0))
    next_due: date | None = None
    label: str = ""

    def add(self, row: dict) -> None:
        self.by_card[row["card"]] += row["n"]
        self.label = self.label or row["name"]
        if row["next_due"] and (self.next_due is None or row["next_due"] < self.next_due):
            self.next_due = row["next_due"]


def stages() -> list[tuple[str, str]]:
    """The stages in the order of the process: every kind of clock that makes somebody late, and its name."""
    return [(kind.key, kind.label) for kind in clock_kinds(lapses=False)]


def of_a_person() -> Q:
    """The time of one person, or of those whom the matter is from."""
    return Q(holder_user__isnull=False) | Q(kind__in=[kind.key for kind in clock_kinds(of_party=True)])


def list_url(**query) -> str:
    """The list of duties under these conditions; empty ones are left out."""
    kept = {name: value for name, value in query.items() if value not in (None, "")}
    address = fixed_address("workbench:board_list")
    return f"{address}?{urlencode(kept)}" if kept else address


def board_for(user, today: date) -> Board:
    """Count what ``user`` watches: by card, by unit, by stage, by days left. Three statements whatever there is.

    What is counted are dates; ``matters`` says how many matters they are of.
    """
    grouped = _grouped(user, today, tuple(bands(today).items()))
    every, units, by_stage, days = _Tally(), defaultdict(_Tally), defaultdict(_Tally), defaultdict(_Tally)
    for row in grouped:
        every.add(row)
        units[holder_key(row)].add(row)
        by_stage[row["kind"]].add(row)
        days[row["bucket"]].add(row)
    names, people = _names(units), units.get(PROPOSERS, _Tally())
    known = dict(stages())
    order = {kind: place for place, kind in enumerate(known)}
    stage_keys = sorted(by_stage, key=lambda kind: (order.get(kind, len(order)), kind))
    unit_lines = [_line(key, names[key], tally, today, unit=key) for key, tally in units.items()]
    return Board(
        cards=[replace(one, of_people=people.by_card[one.card]) for one in _counts(every)],
        units=sorted((line for line in unit_lines if line.key != PROPOSERS), key=lambda line: line.urgency),
        people=[line for line in unit_lines if line.key == PROPOSERS],
        stages=[_line(k, known.get(k, by_stage[k].label), by_stage[k], today, stage=k) for k in stage_keys],
        days=[
            _line(str(n), label, days[str(n)], today, **_span(first, last, today))
            for n, (first, last, label) in enumerate(BUCKETS)
        ],
        total=sum(every.by_card.values()),
        matters=duties_for(user).order_by().values("root_type", "root_id").distinct().count(),
    )


def holder_key(row: dict) -> str:
    """Whose duty it is, as the parameter ``unit`` of the list names it; ``row`` has the fields of a clock."""
    if row["holder_org"]:
        return str(row["holder_org"])
    if row["personal"]:
        return PROPOSERS
    return f"{ROLE_PREFIX}{row['holder_role']}" if row["holder_role"] else NOBODYS


def holder_filter(key: str) -> Q:
    """The condition that ``holder_key`` names; a key that names nothing finds nothing."""
    if (body := number_of(key)) is not None:
        return Q(holder_org=body)
    if key == PROPOSERS:
        return Q(holder_org=None) & of_a_person()
    if key == NOBODYS:
        return Q(holder_org=None, holder_role="") & ~of_a_person()
    if key.startswith(ROLE_PREFIX):
        return Q(holder_org=None, holder_role=key.removeprefix(ROLE_PREFIX)) & ~of_a_person()
    return Q(pk__in=[])


def holder_name(key: str, organisations: dict[int, Organisation]) -> str:
    """How a holder is called on the board."""
    if (body := number_of(key)) is not None:
        organisation = organisations.get(body)
        return organisation.brief if organisation else ""
    role = key.removeprefix(ROLE_PREFIX)
    if role in POSTS:
        return POSTS[role].brief
    return "提案者" if key == PROPOSERS else "未定责任人"


def card_of_duty(found: Mapping[str, Band]) -> Case:
    """The card of a running duty as an annotation: ``core.clock.lights.card_case`` where nothing else is to be asked;
    ``found`` are the bands of the day.

    It reads nothing but kind and due day, so that an index alone can answer for a hundred thousand clocks.
    """
    alike: dict[Band, list[str]] = {}
    for kind, band in found.items():
        if band != found[""]:
            alike.setdefault(band, []).append(kind)
    whens = [When(b.due_days(card), kind__in=kinds, then=Value(card)) for b, kinds in alike.items() for card in CARDS]
    whens += [When(found[""].due_days(card), then=Value(card)) for card in CARDS]
    return Case(*whens, default=Value(NORMAL), output_field=CharField())


def bucket_case(today: date) -> Case:
    """The number of the span of days (``BUCKETS``) as an annotation."""
    whens = []
    for number, (_, last, _) in enumerate(BUCKETS[:-1]):
        whens.append(When(due__lte=today + timedelta(days=last), then=Value(str(number))))
    return Case(*whens, default=Value(str(len(BUCKETS) - 1)), output_field=CharField())


@per_post
def _grouped(user: User, today: date, found: tuple[tuple[str, Band], ...]) -> QuerySet[Any]:
    """How many duties there are of each holder, kind, card and span of days: some hundred rows, one statement."""
    personal = Case(When(of_a_person(), then=Value(True)), default=Value(False), output_field=BooleanField())
    rows = duties_for(user).order_by()
    rows = rows.annotate(card=card_of_duty(dict(found)), bucket=bucket_case(today), personal=personal)
    return rows.values("holder_org", "holder_role", "personal", "kind", "card", "bucket").annotate(
        n=Count("pk"), name=Min("label"), next_due=Min("due", filter=Q(due__gte=today))
    )


def _names(units) -> dict[str, str]:
    ids = [body for key in units if (body := number_of(key)) is not None]
    organisations = Organisation.objects.in_bulk(ids) if ids else {}
    return {key: holder_name(key, organisations) for key in units}


def _counts(tally: _Tally, **conditions) -> list[CardCount]:
    return [
        CardCount(card, number, list_url(**conditions, card=CARD_NAMES[card]) if number else "")
        for card, number in tally.by_card.items()
    ]


def _line(key: str, label: str, tally: _Tally, today: date, **conditions) -> Line:
    made = Line(key, label, list_url(**conditions), _counts(tally, **conditions), sum(tally.by_card.values()))
    if tally.next_due:
        made.next_due = tally.next_due
        made.next_url = list_url(**conditions | {"due_after": tally.next_due, "due_before": tally.next_due})
    return made


def _span(first: int | None, last: int | None, today: date) -> dict[str, date]:
    """The span of days as the list's own condition on the due day."""
    found = {}
    if first is not None:
        found["due_after"] = today + timedelta(days=first)
    if last is not None:
        found["due_before"] = today + timedelta(days=last)
    return found
