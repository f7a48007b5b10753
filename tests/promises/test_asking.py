"""Whatever a list, search, count, order, export or the administration is asked: nothing more, nothing less than
``visible_to`` allows, for each post.

Kinds, conditions, columns, orders and tabs come from the registry. Two promises say it all: nothing that is told bears
the mark of something that the person may not see; and when all that becomes something else, nothing that is told
changes. Who may see what stands by hand in ``tests.promises.tables.sight``.
"""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

import pytest
from django.contrib import admin
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from core.matters import kinds, lines, tasks
from core.matters.filters import api_filters
from core.models import Clock, JobRun, Role, User
from members.models import Member
from proposals.models import Proposal
from tests.promises import asking
from tests.promises.asking import NOBODYS, asks, browser, changed_beyond, keys_of, marks_of, table, told_beyond

pytestmark = pytest.mark.django_db
#: Of each sort of sight one: who is behind a matter, behind one merged into it, asked to sign, in two posts, a unit
#: that leads, one that stands beside, an office, a watcher, a body, a desk beside.
ASKING = (
    "shen", "lu", "he", "he at the water bureau", "housing_clerk", "school_clerk", "clerk", "gov_office",
    "committee_clerk", "editor",
)  # fmt: skip
#: Who asks for each choice of each column of a row as well: these say the same to everybody who sees the row.
EVERYTHING = ("shen", "clerk")
PAGES = ("/", "/workbench/search/?q=kp", "/workbench/board/list/", "/calendar/?view=list", "/notices/")


def nothing(wrong: list[str]) -> None:
    assert not wrong, "\n".join(wrong)


def lists_of(user: User) -> Iterator[tuple[Any, Any]]:
    """Each kind whose list the post opens, with the list."""
    for kind in kinds.every():
        if user.post_in_use.role in kind.readers:
            yield kind, table(kind, user)


# ---- lists ----


def found_by(made: Any, queries: list[str]) -> dict[str, list[int]]:
    return {query: list(asking.asked(made, query).found.values_list("pk", flat=True)) for query in queries}


def rows_told(made: Any) -> list[Any]:
    """What the whole list says: its cells, its cards, its sheet."""
    ids = list(asking.asked(made, "").found.values_list("pk", flat=True))
    whole = asking.asked(made, "")
    whole.rows = whole.rows_of(ids)
    told: list[Any] = [[str(column.cell(row)) for column in made.columns] for row in whole.rows]
    told += [str(card) for card in whole.cards]
    return told + [[column.exported(row) for column in made.export_columns()] for row in made.exported_rows(ids)]


@pytest.mark.parametrize("name", ASKING)
def test_whatever_a_list_is_asked_it_tells_of_nothing_that_may_not_be_seen(veiled, name):
    user, wrong = veiled.people[name], []
    marks, letters = marks_of(user), asking.letters_read_by(user)
    before = {}
    for kind, made in lists_of(user):
        visible, found = keys_of(kind.visible_to(user)), found_by(made, asks(made, further=name not in EVERYTHING))
        for query, ids in found.items():
            if set(ids) - set(visible) or len(ids) != len(set(ids)):
                wrong.append(f"{kind.label} {query}: finds what may not be seen, or some of it twice")
            if (not query or query.startswith("sort=")) and sorted(ids) != visible:
                wrong.append(f"{kind.label} {query}: lacks {set(visible) - set(ids)}")
        told = rows_told(made)
        if beyond := told_beyond(marks, letters, str(told)):
            wrong.append(f"{kind.label}: the list tells {beyond}")
        before[kind.label] = {query: found[query] for query in asks(made, further=True)}, told
    with changed_beyond(user):
        for kind, made in lists_of(user):
            found, told = before[kind.label]
            now, again = found_by(made, list(found)), rows_told(made)
            wrong += [f"{kind.label} {query}: tells of what is hidden" for query in found if found[query] != now[query]]
            wrong += [f"{kind.label}: {a} became {b}" for a, b in zip(told, again, strict=True) if a != b][:5]
    nothing(wrong)


def test_each_post_opens_lists_of_all_that_it_may_see_counted_rightly(veiled):
    wrong = []
    for name, user in veiled.people.items():
        client = browser(user)
        for kind in kinds.every():
            answer, visible = client.get(f"{kind.list_url}?size=100"), keys_of(kind.visible_to(user))
            if user.post_in_use.role not in kind.readers:
                wrong += [] if answer.status_code == 403 else [f"{name} opens {kind.list_url}"]
                continue
            page = answer.context["table"].page
            if (page.count, sorted(page.ids)) != (len(visible), visible):
                wrong.append(f"{name} {kind.list_url}: {page.count} of {len(visible)}")
            if beyond := told_beyond(marks_of(user), asking.letters_read_by(user), answer.content.decode()):
                wrong.append(f"{name} {kind.list_url}: tells {beyond}")
    nothing(wrong)


def test_a_value_that_is_not_the_persons_is_answered_as_one_that_there_is_not(veiled):
    """Matters by address, by number, by the mark in their title, and by what hangs on them."""
    wrong = []
    for name in ("shen", "housing_clerk", "clerk", "gov_office", "editor"):
        user = veiled.people[name]
        client = browser(user)
        for kind in kinds.every():
            hidden = kind.model._default_manager.exclude(pk__in=keys_of(kind.visible_to(user))).order_by("pk").last()
            if hidden is None:
                continue
            for there, nowhere in alike(kind, hidden):
                if told(client, there) != told(client, nowhere):
                    wrong.append(f"{name}: {there} is answered otherwise than {nowhere}")
    nothing(wrong)


def alike(kind: Any, hidden: Any) -> Iterator[tuple[str, str]]:
    """Addresses that ask for what is hidden, each with one that asks for nothing that there is."""
    api, own = f"/api/v1/{kind.api.path}/", ("", "timeline/")
    row = kind.lifecycle.rows[0].key
    for path in ("", f"do/{row}/", *(f"documents/{paper.key}.pdf" for paper in kind.matter.papers[:1])):
        yield f"{kind.address_of(hidden.pk)}{path}", f"{kind.address_of(NOBODYS)}{path}"
    yield from ((f"{api}{hidden.pk}/{path}", f"{api}{NOBODYS}/{path}") for path in own)
    if kind.model is Proposal:
        yield f"{api}?number={hidden.number or NOBODYS}", f"{api}?number={NOBODYS}"
        yield f"/workbench/search/?q=kp{hidden.pk:04d}", f"/workbench/search/?q=kp{NOBODYS}"
        yield f"{kind.list_url}?q=kp{hidden.pk:04d}", f"{kind.list_url}?q=kp{NOBODYS}"
        yield f"/calendar/?matter=proposal-{hidden.pk}", f"/calendar/?matter=proposal-{NOBODYS}"
        yield f"/api/v1/assignments/?proposal={hidden.pk}", f"/api/v1/assignments/?proposal={NOBODYS}"


def told(client: Client, address: str) -> tuple[int, str]:
    """The answer without what was asked for: the address, in whatever place, the words, the value."""
    answer = client.get(address)
    path, _, query = address.partition("?")
    said = asking.shown(answer.content.decode())
    for asked in filter(None, (path, quote(path), quote(path, safe=""), query, query.rpartition("=")[2])):
        said = said.replace(asked, "…")
    return answer.status_code, said


# ---- the interface ----


@pytest.mark.parametrize("name", ["shen", "lu", "housing_clerk", "clerk"])
def test_the_interface_lists_all_that_may_be_seen_in_every_order_and_under_every_condition(veiled, name):
    user, wrong = veiled.people[name], []
    client, marks, letters = browser(user), marks_of(user), asking.letters_read_by(user)
    for kind in kinds.every():
        visible, address = keys_of(kind.visible_to(user)), f"/api/v1/{kind.api.path}/"
        answer = client.get(address, {"page_size": 200})
        rows = [row["id"] for row in answer.json()["results"]]
        if (answer.json()["count"], sorted(rows)) != (len(visible), visible):
            wrong.append(f"{address}: {len(rows)} of {len(visible)}")
        if beyond := told_beyond(marks, letters, answer.content.decode()):
            wrong.append(f"{address}: tells {beyond}")
        for order in kind.api.orderings or {"id": ("pk",)}:
            counts = {
                client.get(address, {"page_size": 1, "ordering": f"{s}{order}"}).json()["count"] for s in ("", "-")
            }
            wrong += [] if counts == {len(visible)} else [f"{address} by {order}: {counts}"]
        wrong += [f"{address} {query}" for query, ids in conditions_of(kind, user) if set(ids) - set(visible)]
    nothing(wrong)


def conditions_of(kind: Any, user: User) -> Iterator[tuple[str, list[int]]]:
    """What each choice of each condition of the interface finds, of those that the page does not offer."""
    conditions = kind.table.conditions
    made, alone = api_filters(conditions), {one.name for one in conditions if not one.on_page}
    for name in alone:
        for value in ("A", "1", *keys_of(kind.model._default_manager)[:3], NOBODYS):
            data = QueryDict(f"{name}={value}")
            rows = made(data=data, queryset=kind.visible_to(user), request=SimpleNamespace(user=user)).qs
            yield data.urlencode(), list(rows.values_list("pk", flat=True))


# ---- everything else that tells of many ----


@pytest.mark.parametrize(
    "name",
    ["shen", "lu", "he at the water bureau", "housing_clerk", "clerk", "gov_office", "committee_clerk", "leader"],
)
def test_home_search_board_calendar_notices_and_feed_tell_of_nothing_that_may_not_be_seen(veiled, name):
    user, wrong = veiled.people[name], []
    client, marks, letters = browser(user), marks_of(user), asking.letters_read_by(user)

    def everything() -> dict[str, str]:
        pages = {page: asking.shown(client.get(page).content.decode()) for page in PAGES}
        return pages if user.posts.count() > 1 else pages | {"feed": asking.fed(user)}  # a feed is of every post

    said = everything()
    for page, text in said.items():
        if beyond := told_beyond(marks, letters, text):
            wrong.append(f"{page} tells {beyond}")
    with changed_beyond(user):
        wrong += [f"{page} tells of what is hidden" for page, text in everything().items() if text != said[page]]
    nothing(wrong)


def test_papers_of_many_are_of_what_may_be_seen(veiled):
    kind = kinds.of(Proposal)
    for name in ("clerk", "gov_office"):
        user = veiled.people[name]
        visible, every = keys_of(kind.visible_to(user)), keys_of(Proposal.objects)
        left_out: list[str] = []
        params = {"ids": every, "post": user.post_in_use.pk}
        job = JobRun.objects.create(created_by=user, params=params, total=len(every), state="running")
        paper = next(one for one in reversed(kind.papers) if user.post_in_use.role in one.many_for)
        made = str(list(tasks._papers(job, kind, paper, left_out)))
        assert told_beyond(marks_of(user), asking.letters_read_by(user), made + str(left_out)) == set()
        assert len(left_out) >= len(every) - len(visible) > 0


# ---- letters ----


@pytest.mark.parametrize("name", ASKING)
def test_a_letter_is_read_in_lists_by_whoever_reads_it_on_the_page(veiled, name):
    user = veiled.people[name]
    matters = [veiled.main.pk, veiled.declined.pk, *veiled.answered]
    visible = set(keys_of(Proposal.objects.visible_to(user)))
    listed = asking.letters_read_by(user) & {number for pk, number in asking.letters_of(matters) if pk in visible}
    assert listed == asking.letters_on_pages(user, matters)


@pytest.mark.parametrize("name", ASKING)
def test_the_number_of_a_letter_finds_its_matter_for_whoever_reads_that_letter_alone(veiled, name):
    user, kind, wrong = veiled.people[name], kinds.of(Proposal), []
    visible, read = set(keys_of(Proposal.objects.visible_to(user))), asking.letters_read_by(user)
    every = asking.letters_of(list(keys_of(Proposal.objects.all())))
    assert {number for _, number in every} - read or name not in ("shen", "lu", "he"), "some letter is not read"
    for number in {number for _, number in every}:
        may = {pk for pk, other in every if other == number and number in read} & visible
        query = f"q={quote(number)}"
        listed = set(asking.asked(table(kind, user), query).found.values_list("pk", flat=True))
        boxed = {line.url for line in lines.found_by(kind, user, number, 50)}
        if listed != may or boxed != {kind.address_of(pk) for pk in may}:
            wrong.append(f"{number}: {listed} {boxed}, and may {may}")
    nothing(wrong)


def test_a_feed_is_of_every_post_of_a_person_and_of_no_more(veiled):
    he, at_work = veiled.people["he"], veiled.people["he at the water bureau"]
    marks, letters = marks_of(he) | marks_of(at_work), asking.letters_read_by(he) | asking.letters_read_by(at_work)
    assert "kp" in asking.fed(he) and told_beyond(marks, letters, asking.fed(he)) == set()


def test_whoever_is_behind_a_merged_matter_is_told_of_the_own_letter_alone(veiled):
    """On pages, in the interface, by what happened, in notices; the same of a title that is not public."""
    assert len({veiled.first, veiled.second}) == 2
    for name, other in (("shen", veiled.second), ("lu", veiled.first), ("he", veiled.hidden)):
        user = veiled.people[name]
        client, marks, letters = browser(user), marks_of(user), asking.letters_read_by(user)
        assert other not in letters
        for matter in (veiled.main, veiled.other, veiled.declined):
            for address in (
                matter.get_absolute_url(),
                *(f"/api/v1/proposals/{matter.pk}/{end}" for end in ("", "timeline/")),
            ):
                said = client.get(address).content.decode()
                assert told_beyond(marks, letters, said) == set(), f"{name}: {address}"


def test_who_would_not_sign_reads_a_public_matter_as_a_stranger(veiled):
    Member.objects.filter(user__username="shen").update(phone="13800001234")
    whole = browser(veiled.people["he"]).get(f"/api/v1/proposals/{veiled.declined.pk}/").json()
    (work,) = whole["assignments"]
    assert (work["reply"], work["contacts"], work["handler_phone"]) == (None, [], "")
    assert {one["phone"] for one in whole["signatories"]} == {""}
    page = browser(veiled.people["he"]).get(veiled.declined.get_absolute_url()).content.decode()
    assert "13800001234" not in page and "上门说明办理打算" not in page


# ---- Django's administration ----


def test_the_administration_is_opened_by_the_system_administrator_alone_and_tells_of_no_matter(veiled):
    pages = [reverse("admin:index")]
    for model in admin.site._registry:
        about = model._meta.app_label, model._meta.model_name
        pages.append(reverse("admin:{}_{}_changelist".format(*about)))
        if (first := model._default_manager.order_by("pk").first()) is not None:
            pages.append(reverse("admin:{}_{}_change".format(*about), args=[first.pk]))
    assert len(pages) > 8
    for name, user in veiled.people.items():
        client = browser(user)
        for page in pages if user.post_in_use.role == Role.SYSADMIN else pages[:2]:
            answer = client.get(page)
            if user.post_in_use.role != Role.SYSADMIN:
                assert answer.status_code in (302, 403), f"{name} opens {page}"
                continue
            assert answer.status_code == 200, page
            assert told_beyond(set(), set(), answer.content.decode()) == set(), page
    waiting = Clock.objects.filter(kind="cosign").exclude(holder_user=None).select_related("holder_user").first()
    page = browser(veiled.people["sysadmin"]).get(reverse("admin:core_clock_change", args=[waiting.pk]))
    assert waiting.holder_user.full_name not in page.content.decode(), "who was asked to sign"
