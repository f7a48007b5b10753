"""The test kit: a kind of matter gets its tests by naming itself.

``class TestLetters(MatterKindTests)`` names the ``kind``, says how a matter is made and which acts lead through its
life; list, page, acts, batch, papers, clocks, interface, search, to-do lists and generated documents are tested from
that. Tests ask for the fixture ``cast``, an object whose attributes are people (see the project's tests).
"""

from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.matters import generated_docs, turn_keeping, turns
from core.matters.engine import available, perform
from core.matters.kinds import MatterKind
from core.matters.lifecycle import Forbidden
from core.matters.naming import number_of
from core.models import Clock, Delivery, Event, Notice, OpenTurn, User
from core.models.generic import aimed_at, rooted_in
from core.people.actors import Actor

LIST, PAGE, HOME = 8, 14, 14  # statements, those of the sign-in and of the frame included


@dataclass(frozen=True)
class Step:
    """One act on the way: by whom (an attribute of the cast), with what filled in; what is to follow from it."""

    key: str
    by: str
    facts: dict[str, Any] = field(default_factory=dict)
    tells: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()
    stops: tuple[str, ...] = ()


class MatterKindTests:
    """Subclass as ``Test…`` with ``kind``, ``make``, ``way``, ``reader`` and ``stranger``.

    ``reader`` may open every matter, ``stranger`` opens the list and none of the matters (or has no list at all).
    ``word`` stands in the text of a matter, ``paper_after`` maps a paper to the act after which it can be had.
    """

    kind: ClassVar[MatterKind]
    way: ClassVar[tuple[Step, ...]]
    reader: ClassVar[str]
    stranger: ClassVar[str]
    word: ClassVar[str] = ""
    paper_after: ClassVar[dict[str, str]] = {}

    def make(self, cast: Any, number: int = 1) -> Any:
        """A new matter of the kind in its initial state, with its turns kept; ``number`` tells several apart."""
        raise NotImplementedError

    # ---- helpers ----

    def fresh(self, matter: Any) -> Any:
        return type(matter)._default_manager.get(pk=matter.pk)

    def person(self, cast: Any, name: str) -> User:
        return User.objects.get(pk=getattr(cast, name).pk)

    def client(self, cast: Any, name: str) -> Client:
        client = Client()
        client.force_login(self.person(cast, name), backend="core.backends.PostBackend")
        return client

    def go(self, cast: Any, matter: Any, until: str = "") -> Any:
        """Do the acts of the way, up to ``until`` (exclusive; default all)."""
        for step in self.way:
            if step.key == until:
                break
            perform(self.fresh(matter), step.key, Actor.of(self.person(cast, step.by)), **step.facts)
        return self.fresh(matter)

    def traces(self, matter: Any) -> tuple[int, ...]:
        """What an act leaves behind, counted."""
        rows = rooted_in(matter)
        return (
            Event.objects.filter(**rows).count(),
            Notice.objects.filter(**rows).count(),
            Clock.objects.filter(**rows).count(),
            OpenTurn.objects.filter(**rows).count(),
            Delivery.objects.count(),
        )

    def everybody(self, cast: Any) -> list[str]:
        return [name for name, value in vars(cast).items() if isinstance(value, User)]

    # ---- the tests ----

    def test_the_list_opens_for_readers_and_shows_what_may_be_seen(self, cast: Any) -> None:
        matter = self.make(cast)
        page = self.client(cast, self.reader).get(self.kind.list_url)
        assert page.status_code == 200 and matter.get_absolute_url() in page.content.decode()
        other = self.client(cast, self.stranger).get(self.kind.list_url)
        assert other.status_code in (200, 403)
        assert matter.get_absolute_url() not in other.content.decode()

    def test_page_interface_and_query_agree_on_who_sees_a_matter(self, cast: Any) -> None:
        matter = self.make(cast)
        for name in self.everybody(cast):
            user, client = self.person(cast, name), self.client(cast, name)
            sees = self.kind.visible_to(user).filter(pk=matter.pk).exists()
            status = client.get(matter.get_absolute_url()).status_code
            assert (status == 200) == sees and status in (200, 403, 404), (name, status)
            answer = client.get(f"{self.api}{matter.pk}/").status_code
            assert (answer == 200) == sees and answer in (200, 403, 404), (name, answer)

    def test_the_whole_way_each_act_by_its_person_and_by_nobody_else(self, cast: Any) -> None:
        matter = self.make(cast)
        for step in self.way:
            now = self.fresh(matter)
            may = {
                name for name in self.everybody(cast)
                if any(offer.key == step.key for offer in available(now, Actor.of(self.person(cast, name))))
            }  # fmt: skip
            assert step.by in may, f"{step.by} is not offered {step.key}"
            before = self.traces(matter)
            for name in self.everybody(cast):
                if name not in may:
                    self._is_refused(cast, now, name, step)
            assert self.traces(matter) == before, f"a refused {step.key} left a trace"
            self._is_done(cast, matter, step)

    def _is_refused(self, cast: Any, matter: Any, name: str, step: Step) -> None:
        try:
            perform(matter, step.key, Actor.of(self.person(cast, name)), **step.facts)
        except Forbidden:
            return
        raise AssertionError(f"{name} may {step.key} though it is not offered")

    def _is_done(self, cast: Any, matter: Any, step: Step) -> None:
        running = set(self._running(matter))
        act = perform(self.fresh(matter), step.key, Actor.of(self.person(cast, step.by)), **step.facts)
        row = self.kind.lifecycle.row(step.key)
        assert self.fresh(matter).state == (row.to or act.from_state)
        assert Event.objects.filter(**aimed_at(matter), key=step.key).exists()
        told = set(Notice.objects.filter(event=act.event).values_list("recipient__username", flat=True))
        assert {getattr(cast, name).username for name in step.tells} <= told, f"{step.key} told {told}"
        after = set(self._running(matter))
        assert set(step.starts) <= after - running and set(step.stops) <= running - after, (step.key, running, after)
        self._turns_agree(cast, matter)

    def _running(self, matter: Any) -> list[str]:
        return list(Clock.objects.filter(**rooted_in(matter), stopped_at=None).values_list("kind", flat=True))

    def _turns_agree(self, cast: Any, matter: Any) -> None:
        """Rows, list tab, page and to-do list say the same of whose turn it is; whoever has it may see and act."""
        whole = self.kind.for_turns().get(pk=matter.pk)
        expected = {(row.object_id, row.holder, row.key) for row in turn_keeping.expected(whole)}
        stored = OpenTurn.objects.filter(**rooted_in(matter))
        assert {(row.object_id, row.holder, row.key) for row in stored} == expected
        for name in self.everybody(cast):
            user = self.person(cast, name)
            mine = [row for row in stored if turns.is_held_by(row, Actor.of(user))]
            listed = self.kind.model._default_manager.filter(turns.waiting_for(user, self.kind.model), pk=matter.pk)
            assert listed.exists() == bool(mine), name
            if mine:
                page = self.client(cast, name).get(matter.get_absolute_url())
                assert page.status_code == 200 and "轮到您" in page.content.decode(), name
                assert mine[0].url in self.client(cast, name).get("/").content.decode(), name

    def test_acts_by_page_and_by_interface(self, cast: Any) -> None:
        first, second = self.make(cast), self.make(cast, 2)
        for number, step in enumerate(self.way):
            page_of, told_of = (first, second) if number % 2 else (second, first)
            seen = self.fresh(page_of).revision
            form = {"seen": seen, **step.facts}
            answer = self.client(cast, step.by).post(f"{page_of.get_absolute_url()}do/{step.key}/", form)
            assert answer.status_code == 302, answer.content.decode()[:2000]
            client = self.client(cast, step.by)
            answer = client.post(f"{self.api}{told_of.pk}/do/{step.key}/", step.facts, content_type="application/json")
            assert answer.status_code == 200, answer.content.decode()[:2000]
            assert answer.json()["state"] == self.fresh(told_of).state == self.fresh(page_of).state

    def test_acts_on_many(self, cast: Any) -> None:
        for step in self.way:
            if not self.kind.lifecycle.row(step.key).batch:
                continue
            chosen = [self.go(cast, self.make(cast, n), until=step.key) for n in (1, 2)]
            ids = [matter.pk for matter in chosen]
            url = f"{self.kind.list_url}batch/{step.key}/"
            assert self.client(cast, step.by).post(url, {"ids": ids}).status_code == 200
            done = self.client(cast, step.by).post(url, {"ids": ids, "go": "1", **step.facts})
            assert done.status_code == 200
            assert {self.fresh(matter).state for matter in chosen} == {self.kind.lifecycle.row(step.key).to}

    def test_papers(self, cast: Any) -> None:
        for paper in self.kind.papers:
            matter = self.make(cast)
            url = f"{matter.get_absolute_url()}documents/{paper.key}"
            client = self.client(cast, self.reader)
            if paper.key in self.paper_after:
                assert client.get(f"{url}.pdf").status_code == 409, "not before it exists"
                later = [step.key for step in self.way]
                place = later.index(self.paper_after[paper.key]) + 1
                self.go(cast, matter, until=later[place] if place < len(later) else "")
            for extension, begins in (("pdf", b"%PDF"), ("docx", b"PK")):
                answer = client.get(f"{url}.{extension}")
                assert answer.status_code == 200 and answer.content.startswith(begins)
            assert client.get(f"{self.api}{matter.pk}/documents/{paper.key}.pdf").status_code == 200

    def test_dates_stand_on_board_and_calendar(self, cast: Any) -> None:
        for step in self.way:
            for key in step.starts:
                matter = self.make(cast)
                self.go(cast, matter, until=step.key)
                perform(self.fresh(matter), step.key, Actor.of(self.person(cast, step.by)), **step.facts)
                clock = Clock.objects.get(**rooted_in(matter), kind=key)
                reader = self.client(cast, self.reader)
                assert clock.label in reader.get(f"/calendar/?view=list&date={clock.due:%Y-%m}").content.decode()
                assert matter.get_absolute_url() in reader.get("/workbench/board/list/").content.decode()
                assert clock.label in reader.get(matter.get_absolute_url()).content.decode()

    def test_found_by_words_and_by_number(self, cast: Any) -> None:
        from core import search  # the index of a test begins empty

        matter = self.go(cast, self.make(cast))
        search.index(matter)
        reader = self.client(cast, self.reader)
        for words in filter(None, (self.word, number_of(matter))):
            assert matter.get_absolute_url() in reader.get("/workbench/search/", {"q": words}).content.decode(), words
        if self.word:
            assert matter.pk in {row["id"] for row in reader.get(self.api, {"q": self.word}).json()["results"]}

    def test_pages_cost_the_same_for_1_and_25_matters(self, cast: Any) -> None:
        self.make(cast)
        client = self.client(cast, self.reader)
        urls = {self.kind.list_url: LIST, "/": HOME}

        def cost(url: str) -> int:
            client.get(url)
            with CaptureQueriesContext(connection) as caught:
                assert client.get(url).status_code == 200
            return len(caught)

        one = {url: cost(url) for url in urls}
        for number in range(2, 26):
            self.make(cast, number)
        assert {url: cost(url) for url in urls} == one
        assert all(one[url] <= most for url, most in urls.items()), one
        assert cost(self.make(cast, 26).get_absolute_url()) <= PAGE

    def test_generated_documents_name_it(self, db: Any) -> None:
        assert f"## {self.kind.title}" in generated_docs.lifecycle_page()
        assert self.kind.list_url in generated_docs.permissions_page()

    @property
    def api(self) -> str:
        """The address of the kind in the interface."""
        return f"/api/v1/{self.kind.api.path}/" if self.kind.api else ""
