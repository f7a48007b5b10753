"""Matters in one line each (编号、案由、状态), of whatever kind: short lists on homes, results of the search box."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import JSONObject
from django.utils.html import format_html

from core.clock.clocks import Light
from core.matters import turns
from core.matters.figures import Asked, together
from core.matters.finding import condition, instructions_saying, letters_bearing, number_in, signed_with, with_number
from core.matters.homes import ShortList
from core.matters.kinds import MatterKind, searched_by
from core.matters.lifecycle import lifecycle_of
from core.matters.naming import number_of
from core.matters.nearest import nearest_date
from core.matters.reading import next_light
from core.matters.whose_turn import whose_turn
from core.models import User
from core.people.actors import Actor
from core.people.per_post import per_post
from core.search import excerpt, marked, matching_ids

#: What the numbers are called that have these signs before them.
SIGN_NAMES = {"收": "收件号", "第": "案号"}


#: Characters of an instruction that a line quotes.
QUOTED = 80
DATES = ("next_due", "next_label", "next_kind")


@dataclass(frozen=True)
class Line:
    """One matter as a short list shows it."""

    number: str
    title: str
    state: str
    url: str
    excerpt: str = ""
    turn: str = ""
    light: Light | None = None


@dataclass(frozen=True)
class Lines:
    """One short list: its newest matters and where all of them are."""

    title: str
    rows: list[Line]
    url: str
    empty: str


def name_of(matter: Any) -> Line:
    """The line of a matter fetched with at least its kind's ``brief`` columns, without how it stands."""
    return Line(number_of(matter), str(matter), "", matter.get_absolute_url())


def line_of(matter: Any) -> Line:
    """The same with its state in the words of its page; ``know_turns`` has been asked of it."""
    return replace(name_of(matter), state=lifecycle_of(matter).read(matter))


def know_turns(kind: MatterKind, matters: Iterable[Any]) -> list[Any]:
    """The matters, ready to be read as their pages read them: one statement where that depends on whose turn it is."""
    matters = list(matters)
    turns.attach(one for one in matters if one.state in kind.lifecycle.reads)
    return matters


def said(kind: MatterKind, rows: Any, user: User) -> QuerySet:
    """These matters with what names them (``brief``) as one value, ``said``, in which several kinds are alike; named as
    this person reads their titles, and with the nearest date where the rows know it."""
    rows = rows.as_read_by(user)
    columns = {name: name for name in kind.brief}
    columns |= {name: name for name in ("kept_title", *DATES) if name in rows.query.annotations}
    return rows.annotate(said=JSONObject(**columns))


def newest(lists: Iterable[tuple[MatterKind, ShortList]], asked: Asked) -> list[Lines]:
    """Every list with its newest matters, newest first, whose turn each is and its nearest date; two statements for all
    of them, of however many kinds, and what a list tells of its own."""
    lists = tuple(lists)
    found: list[list[Any]] = [[] for _ in lists]
    for place, pk, columns in _newest(asked.user, asked.today, asked.session, lists) if lists else ():
        dates = {name: columns.pop(name) for name in DATES}
        matter: Any = lists[place][0].model(pk=pk, **columns)
        matter.next_due = date.fromisoformat(dates["next_due"]) if dates["next_due"] else None
        matter.next_label, matter.next_kind = dates["next_label"], dates["next_kind"]
        found[place].append(matter)
    turns.attach_to_several([matter for rows in found for matter in rows])
    actor = Actor.of(asked.user)
    return [
        Lines(
            one.title,
            _told(one, asked, [(row, _pressing(row, actor)) for row in _in_order(one, rows)]),
            one.url,
            one.empty,
        )
        for (_, one), rows in zip(lists, found, strict=True)
    ]


def _told(one: ShortList, asked: Asked, rows: list[tuple[Any, Line]]) -> list[Line]:
    told = one.told(asked.user, [row for row, _ in rows]) if one.told and rows else {}
    return [replace(line, excerpt=told.get(row.pk, "")) for row, line in rows]


def _in_order(one: ShortList, rows: list[Any]) -> list[Any]:
    newest = sorted(rows, key=lambda row: -row.pk)
    return sorted(newest, key=lambda row: row.next_due or date.max) if one.late_first else newest


@per_post
def _newest(user: User, today: date, session: Any, lists: tuple[tuple[MatterKind, ShortList], ...]) -> QuerySet:
    """Of each list its place, the keys of its newest matters and what is said of them."""
    asked, statements = Asked(user, today, session), []
    for place, (kind, one) in enumerate(lists):
        wanted = one.rows(asked)
        if one.late_first:
            wanted = wanted.annotate(first_due=nearest_date(kind.model, user)["next_due"])
        keys = wanted.order_by(*(["first_due"] if one.late_first else []), "-pk").values("pk")[: one.most]
        dated = kind.model._default_manager.filter(pk__in=keys).order_by().annotate(**nearest_date(kind.model, user))
        statements.append(said(kind, dated, user).annotate(which=Value(place)).values_list("which", "pk", "said"))
    return together(statements)


def _pressing(matter: Any, actor: Actor) -> Line:
    """The line with whose turn it is and how the nearest date stands."""
    turn = whose_turn(matter, actor)
    words = f"轮到您：{turn.what}" if turn.is_me else f"{turn.who} {turn.what}"
    return replace(line_of(matter), turn=words if turn.who else "", light=next_light(matter))


# ---- finding by number or words ----


def matching(kind: MatterKind, words: str, user: User, *, quoting: bool = False) -> Q:
    """The condition on matters of this kind that a search box's words mean to this person."""
    found = condition(kind, words, user, quoting=quoting)
    return Q(pk__in=matching_ids(kind.model, words)) if found is None else found


def found_by(kind: MatterKind, user: User, words: str, most: int) -> list[Line]:
    """Of what this person may see, what the words mean, with the place where they stand in the text: the newest first,
    those that have ended behind them. One statement, one that asks for names, two more where letters may be meant, and
    two for whoever reads instructions (批示)."""
    asked = kind.search
    texts = asked.texts if asked else ()
    rows = (
        kind.visible_to(user)
        .as_read_by(user)
        .filter(matching(kind, words, user, quoting=True))
        .only("pk", *kind.brief, *texts)
    )
    over = Case(When(state__in=kind.lifecycle.ends, then=1), default=0, output_field=IntegerField())
    found = know_turns(kind, rows.order_by(over, "-pk")[:most])
    by = _instructions_on(kind, found, words, user) | _letters_on(kind, found, words, user)
    return [_found(kind, matter, words, by.get(matter.pk, "")) for matter in found]


def _letters_on(kind: MatterKind, found: list[Any], words: str, user: User) -> dict[int, str]:
    """The letters by whose numbers matters were found, by the matter's key."""
    bearing = letters_bearing(kind, words, user) if found else None
    if bearing is None or kind.search is None:
        return {}
    on = kind.search.replied
    rows = bearing.filter(**{f"{on}__in": [matter.pk for matter in found]}).order_by("-pk")
    return {pk: f"按发文字号找到：{number}" for pk, number in rows.values_list(on, "document_number")}


def _instructions_on(kind: MatterKind, found: list[Any], words: str, user: User) -> dict[int, str]:
    """The instructions by which matters were found, the newest of each, by the matter's key."""
    saying = instructions_saying(kind, words, user) if found else None
    if saying is None or with_number(kind, words) is not None:
        return {}
    rows = saying.filter(root_id__in=[matter.pk for matter in found]).select_related("event").order_by("pk")
    quoted = {row: excerpt(row.words, words) or row.words[:QUOTED] for row in rows}
    return {row.root_id: format_html("{}批示：{}", row.by, words) for row, words in quoted.items()}


def _found(kind: MatterKind, matter: Any, words: str, otherwise: str) -> Line:
    line, asked = line_of(matter), kind.search
    told = _by_number(kind, matter, words) or otherwise
    if not told and asked and matter.state not in asked.unsettled:
        told = next((said for name in asked.texts if (said := excerpt(getattr(matter, name), words))), "")
    return replace(line, title=marked(line.title, words), excerpt=told)


def _by_number(kind: MatterKind, matter: Any, words: str) -> str:
    """Under which number a bare one found it, where that is not the number people call it by: 收0052."""
    asked, number = kind.search, number_in(words, kind.search.signs) if kind.search else None
    if asked is None or number is None:
        return ""
    own = number_of(matter)
    for sign, column in asked.signed.items():
        if column in kind.brief and getattr(matter, column) == number and f"{number:04d}" not in own:
            return f"按{SIGN_NAMES.get(sign, sign)}找到：{sign}{number:04d}"
    return ""


def meant(user: User, words: str, role: str) -> str:
    """The address of the one matter that a number with its sign means (收0052, 第0052号); empty where none or several
    are meant, or it is words. One statement for each kind that is searched; a kind that keeps the number of another's
    matter in its text finds it there."""
    urls: list[str] = []
    searched = searched_by(role)
    if not any(signed_with(kind, words) for kind in searched):
        return ""
    for kind in searched:
        number = with_number(kind, words) if signed_with(kind, words) else None
        if number is None and kind.search and not kind.search.numbers:
            number = Q(pk__in=matching_ids(kind.model, words))
        if number is not None:
            rows = kind.visible_to(user).filter(number).only("pk").order_by("pk")
            urls += [matter.get_absolute_url() for matter in rows[:2]]
    return urls[0] if len(urls) == 1 else ""
