"""The test kit: a kind of matter gets its tests by naming itself.

``class TestLetters(MatterKindTests)`` names the ``kind``, says how a matter is made and which acts lead through its
life; list, page, acts, batch, papers, clocks, interface, search, to-do lists and generated documents are tested from
that. Tests ask for the fixture ``cast``, an object whose attributes are people (see the project's tests).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core import rulebook
from core.clock import calendar
from core.matters import generated_docs, kinds, turn_keeping, turns
from core.matters.engine import act_form, available, perform
from core.matters.kinds import MatterKind
from core.matters.lifecycle import Forbidden, lifecycle_of
from core.matters.naming import number_of, places
from core.models import Clock, Delivery, Event, Notice, OpenTurn, User
from core.models.generic import aimed_at, matter_of, rooted_in
from core.people.actors import Actor

LIST, PAGE, FORM, HOME = 5, 10, 4, 10  # statements of an answer's own; a form's are those beside its matter's
SIGN_IN = 2  # the session and the user, read for every answer


@dataclass(frozen=True)
class Step:
    """One act on the way: by whom (an attribute of the cast), with what filled in; what is to follow from it.

    ``tells`` names at least these people (attributes of the cast); ``starts`` and ``stops`` all kinds of clock that
    begin or end with the act. ``facts`` that only the cast knows (the key of a unit) are a function of it. ``on`` finds
    the part of the matter that the act is done to, where it is not done to the matter itself.
    """

    key: str
    by: str
    facts: dict[str, Any] | Callable[[Any], dict[str, Any]] = field(default_factory=dict)
    tells: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()
    stops: tuple[str, ...] = ()
    on: Callable[[Any], Any] | None = None

    def thing(self, made: Any) -> Any:
        """What the act is done to, as it is now."""
        thing = self.on(made) if self.on else made
        return type(thing)._default_manager.get(pk=thing.pk)

    def filled_in(self, cast: Any) -> dict[str, Any]:
        return self.facts(cast) if callable(self.facts) else self.facts


class MatterKindTests:
    """Subclass as ``Test…`` with ``kind``, ``make``, ``way``, ``reader`` and ``stranger``.

    ``reader`` may open every matter, ``stranger`` opens the list and none of the matters (or has no list at all).
    ``watcher`` follows their dates on the board and may have the papers that follow, where the reader does not.
    ``word`` stands in the text of a matter, ``paper_after`` maps a paper to the act after which it can be had,
    ``open_papers`` one that whoever may open the matter may have to the act after which that is so ("": always).
    The kind may be one of parts of a matter; then its things are parts.
    """

    kind: ClassVar[MatterKind]
    way: ClassVar[tuple[Step, ...]]
    reader: ClassVar[str]
    stranger: ClassVar[str]
    watcher: ClassVar[str] = ""
    word: ClassVar[str] = ""
    paper_after: ClassVar[dict[str, str]] = {}
    open_papers: ClassVar[dict[str, str]] = {}

    def make(self, cast: Any, number: int = 1) -> Any:
        """A new thing of the kind in its initial state, with its turns kept; ``number`` tells several apart."""
        raise NotImplementedError

    # ---- helpers ----

    def fresh(self, thing: Any) -> Any:
        return type(thing)._default_manager.get(pk=thing.pk)

    def person(self, cast: Any, name: str) -> User:
        return User.objects.get(pk=getattr(cast, name).pk)

    def client(self, cast: Any, name: str) -> Client:
        client = Client()
        client.force_login(self.person(cast, name), backend="core.backends.PostBackend")
        return client

    def do(self, cast: Any, made: Any, step: Step) -> Any:
        """The act of one step."""
        return perform(step.thing(made), step.key, Actor.of(self.person(cast, step.by)), **step.filled_in(cast))

    def go(self, cast: Any, made: Any, until: str = "") -> Any:
        """Do the acts of the way, up to ``until`` (exclusive; default all)."""
        for step in self.way:
            if step.key == until:
                break
            self.do(cast, made, step)
        return self.fresh(made)

    def traces(self, made: Any) -> tuple[int, ...]:
        """What an act leaves behind, counted."""
        rows = rooted_in(matter_of(made))
        return (
            Event.objects.filter(**rows).count(),
            Notice.objects.filter(**rows).count(),
            Clock.objects.filter(**rows).count(),
            OpenTurn.objects.filter(**rows).count(),
            Delivery.objects.count(),
        )

    def everybody(self, cast: Any) -> list[str]:
        return [name for name, value in vars(cast).items() if isinstance(value, User)]

    def running(self, made: Any) -> list[Clock]:
        return list(Clock.objects.filter(**rooted_in(matter_of(made)), stopped_at=None))

    def api_of(self, thing: Any) -> str:
        """The address of a thing in the interface."""
        api = kinds.of(thing).api
        assert api is not None, "the kind does not stand in the interface"
        return f"/api/v1/{api.path}/{thing.pk}/"

    @property
    def api(self) -> str:
        """The address of the kind in the interface."""
        return f"/api/v1/{self.kind.api.path}/" if self.kind.api else ""

    # ---- the tests ----

    def test_the_list_opens_for_readers_and_shows_what_may_be_seen(self, cast: Any) -> None:
        made = self.make(cast)
        page = self.client(cast, self.reader).get(self.kind.list_url)
        assert page.status_code == 200 and made.get_absolute_url() in page.content.decode()
        other = self.client(cast, self.stranger).get(self.kind.list_url)
        assert other.status_code in (200, 403)
        assert made.get_absolute_url() not in other.content.decode()

    def test_page_interface_and_query_agree_on_who_sees_a_matter(self, cast: Any) -> None:
        made = self.make(cast)
        for name in self.everybody(cast):
            user, client = self.person(cast, name), self.client(cast, name)
            sees = self.kind.visible_to(user).filter(pk=made.pk).exists()
            reads = user.post_in_use is not None and user.post_in_use.role in self.kind.readers
            status = client.get(made.get_absolute_url()).status_code
            assert status == (403 if not reads else 200 if sees else 404), (name, status)
            answer = client.get(self.api_of(made)).status_code
            assert answer == (200 if sees else 404), (name, answer)

    def test_the_whole_way_each_act_by_its_person_and_by_nobody_else(self, cast: Any) -> None:
        made = self.make(cast)
        self._turns_agree(cast, made)
        actors = {name: Actor.of(self.person(cast, name)) for name in self.everybody(cast)}
        for step in self.way:
            now = step.thing(made)
            may = {n for n, actor in actors.items() if any(offer.key == step.key for offer in available(now, actor))}
            assert step.by in may, f"{step.by} is not offered {step.key}"
            before = self.traces(made)
            for name in actors.keys() - may:
                self._is_refused(now, actors[name], step, step.filled_in(cast))
            assert self.traces(made) == before, f"a refused {step.key} left a trace"
            self._is_done(cast, made, step)
            self._turns_agree(cast, made)

    def _is_refused(self, thing: Any, actor: Actor, step: Step, facts: dict[str, Any]) -> None:
        try:
            perform(thing, step.key, actor, **facts)
        except Forbidden:
            return
        raise AssertionError(f"{actor.user} may {step.key} though it is not offered")

    def _is_done(self, cast: Any, made: Any, step: Step) -> None:
        running = {clock.kind for clock in self.running(made)}
        act = self.do(cast, made, step)
        thing = step.thing(made)
        assert thing.state == (lifecycle_of(thing).row(step.key).to or act.from_state)
        assert Event.objects.filter(**aimed_at(thing), key=step.key).exists()
        told = set(Notice.objects.filter(event=act.event).values_list("recipient__username", flat=True))
        assert {getattr(cast, name).username for name in step.tells} <= told, f"{step.key} told {told}"
        after = {clock.kind for clock in self.running(made)}
        assert (set(step.starts), set(step.stops)) == (after - running, running - after), step.key

    def _turns_agree(self, cast: Any, made: Any) -> None:
        """Rows, list tab, page and to-do list say the same of whose turn it is; whoever has it may see and act."""
        matter = matter_of(made)
        whole = self.kind.matter.for_turns().get(pk=matter.pk)
        expected = {(row.object_id, row.holder, row.key) for row in turn_keeping.expected(whole)}
        stored = OpenTurn.objects.filter(**rooted_in(matter))
        assert {(row.object_id, row.holder, row.key) for row in stored} == expected
        if not self.kind.is_matter:
            stored = stored.filter(**aimed_at(made))
        for name in self.everybody(cast):
            user = self.person(cast, name)
            actor = Actor.of(user)
            mine = [row for row in stored if turns.is_held_by(row, actor)]
            waiting = turns.waiting_for(user, self.kind.model, parts=self.kind.is_matter)
            assert self.kind.model._default_manager.filter(waiting, pk=made.pk).exists() == bool(mine), name
            for row in mine:
                assert row.key in {offer.key for offer in available(row.target, actor)}, f"{name} cannot {row.key}"
            if mine:
                page = self.client(cast, name).get(made.get_absolute_url())
                assert page.status_code == 200 and "轮到您" in page.content.decode(), name
                assert mine[0].url in self.client(cast, name).get("/").content.decode(), name

    def test_acts_by_page_and_by_interface(self, cast: Any) -> None:
        first, second = self.make(cast), self.make(cast, 2)
        for number, step in enumerate(self.way):
            by_page, by_api = (first, second) if number % 2 else (second, first)
            thing, client = step.thing(by_page), self.client(cast, step.by)
            form = {"seen": thing.revision, **step.filled_in(cast)}
            answer = client.post(f"{thing.get_absolute_url()}do/{step.key}/", form)
            assert answer.status_code == 302, answer.content.decode()[:2000]
            url = f"{self.api_of(step.thing(by_api))}do/{step.key}/"
            answer = client.post(url, step.filled_in(cast), content_type="application/json")
            assert answer.status_code == 200, answer.content.decode()[:2000]
            assert answer.json()["state"] == step.thing(by_api).state == step.thing(by_page).state

    def test_acts_on_many(self, cast: Any) -> None:
        chosen = [self.make(cast, n) for n in (1, 2)]
        for step in self.way:
            things = [step.thing(made) for made in chosen]
            kind, row = kinds.of(things[0]), lifecycle_of(things[0]).row(step.key)
            url, ids = f"{kind.list_url}batch/{step.key}/", [thing.pk for thing in things]
            client = self.client(cast, step.by)
            assert client.post(url, {"ids": ids}).status_code == (200 if row.batch else 404), step.key
            if not row.batch:
                for made in chosen:
                    self.do(cast, made, step)
                continue
            assert client.post(url, {"ids": ids, "go": "1", **step.filled_in(cast)}).status_code == 200
            assert {step.thing(made).state for made in chosen} == {row.to or things[0].state}

    def test_papers(self, cast: Any) -> None:
        made = self.make(cast)
        papers = [paper.key for paper in self.kind.matter.papers if self.kind.is_matter or paper.parts]
        assert set(self.paper_after) <= set(papers)
        client = self.client(cast, self.reader)
        assert client.get(f"{made.get_absolute_url()}documents/none.pdf").status_code == 404
        for key in self.paper_after:
            answer = client.get(f"{made.get_absolute_url()}documents/{key}.pdf")
            assert answer.status_code == 409, f"{key} is there before it exists"
        self._are_printed(client, made, [key for key in papers if key not in self.paper_after])
        self._stranger_gets_none(cast, made, papers)
        client = self.client(cast, self.watcher or self.reader)
        for number, step in enumerate(self.way):
            self.do(cast, made, step)
            self._are_printed(client, made, [key for key in papers if self.paper_after.get(key) == step.key])
            opened = {"", *(done.key for done in self.way[: number + 1])}
            self._stranger_gets_none(cast, made, [key for key in papers if self.open_papers.get(key) not in opened])

    def _stranger_gets_none(self, cast: Any, made: Any, papers: list[str]) -> None:
        """None is given; a stranger who may open the matter meanwhile may read that there is none yet."""
        client = self.client(cast, self.stranger)
        sees = self.kind.visible_to(self.person(cast, self.stranger)).filter(pk=made.pk).exists()
        refused = (403, 404, 409) if sees else (403, 404)
        for key in papers:
            for url in (f"{made.get_absolute_url()}documents/{key}.pdf", f"{self.api_of(made)}documents/{key}.docx"):
                answer = client.get(url)
                assert answer.status_code in refused, f"{self.stranger} gets {url}: {answer.status_code}"

    def _are_printed(self, client: Client, made: Any, papers: list[str]) -> None:
        for key in papers:
            url = f"documents/{key}"
            for extension, begins in (("pdf", b"%PDF"), ("docx", b"PK")):
                answer = client.get(f"{made.get_absolute_url()}{url}.{extension}")
                assert answer.status_code == 200 and answer.content.startswith(begins), (key, answer.status_code)
            answer = client.get(f"{self.api_of(made)}{url}.docx")
            assert answer.status_code == 200 and answer.content.startswith(b"PK"), (key, answer.status_code)

    def test_dates_stand_on_board_and_calendar(self, cast: Any) -> None:
        made = self.make(cast)
        client = self.client(cast, self.watcher or self.reader)
        self._stand_there(client, made, self.running(made))
        for step in self.way:
            before = {clock.pk for clock in self.running(made)}
            self.do(cast, made, step)
            begun = [clock for clock in self.running(made) if clock.pk not in before]
            assert set(step.starts) <= {clock.kind for clock in begun}
            self._stand_there(client, made, begun)

    def _stand_there(self, client: Client, made: Any, begun: list[Clock]) -> None:
        """A right that lapses makes nobody late, and stands on the page alone."""
        for clock in begun:
            assert clock.label in client.get(made.get_absolute_url()).content.decode(), clock.kind
            if not clock.lapses:
                month = client.get(f"/calendar/?view=list&date={clock.due:%Y-%m}").content.decode()
                board = client.get("/workbench/board/list/").content.decode()
                assert clock.label in month and clock.label in board, clock.kind
                assert places([clock])[0].url in board, clock.kind

    def test_found_by_words_and_by_number(self, cast: Any) -> None:
        begun = self.make(cast)
        if self.word:
            found = self.client(cast, self.reader).get("/workbench/search/", {"q": self.word}).content.decode()
            assert matter_of(begun).get_absolute_url() in found, "not found from its beginning"
        made = self.go(cast, begun)
        matter: Any = self.kind.matter.model._default_manager.get(pk=matter_of(made).pk)
        reader = self.client(cast, self.reader)
        for words in filter(None, (self.word, number_of(matter))):
            answer = reader.get("/workbench/search/", {"q": words})
            led = answer.headers.get("Location") or answer.content.decode()
            assert matter.get_absolute_url() in led, words
        if self.word:
            assert made.pk in {row["id"] for row in reader.get(self.api, {"q": self.word}).json()["results"]}

    def test_pages_cost_the_same_for_1_and_25_matters(self, cast: Any, monkeypatch: Any) -> None:
        remember_rules(monkeypatch)
        self.make(cast)
        client = self.client(cast, self.reader)
        most = {self.kind.list_url: LIST, "/": HOME}
        if self.kind.writing:
            most[f"{self.kind.list_url}new/"] = FORM
        one = {url: cost(client, url) for url in most}
        for number in range(2, 26):
            self.make(cast, number)
        assert {url: cost(client, url) for url in most} == one
        assert {url: number for url, number in one.items() if number > most[url] + SIGN_IN} == {}

    def test_page_and_form_stay_within_their_budget_all_the_way(self, cast: Any, monkeypatch: Any) -> None:
        remember_rules(monkeypatch)
        made = self.make(cast)
        for step in self.way:
            thing, user = step.thing(made), self.person(cast, step.by)
            assert cost(self.client(cast, step.by), thing.get_absolute_url()) <= PAGE + SIGN_IN, step.key
            for _ in ("choices that a process remembers are read", "and now counted"):
                whole, actor = kinds.of(thing).fetch_whole(user, thing.pk), Actor.of(user)
                with CaptureQueriesContext(connection) as of_form:
                    str(act_form(whole, step.key, actor))
            assert len(of_form) <= FORM, step.key
            self.do(cast, made, step)
        assert cost(self.client(cast, self.reader), made.get_absolute_url()) <= PAGE + SIGN_IN

    def test_generated_documents_name_it(self, db: Any) -> None:
        assert f"## {self.kind.title}" in generated_docs.lifecycle_page()
        assert self.kind.list_url in generated_docs.permissions_page()


def cost(client: Client, url: str) -> int:
    """The statements of an answer, in a process that answered a moment ago."""
    client.get(url)
    with CaptureQueriesContext(connection) as caught:
        assert client.get(url).status_code == 200, url
    return len(caught)


def remember_rules(monkeypatch: Any) -> None:
    """A slow machine reads rules and calendar anew every few seconds: not in the middle of counting."""
    for module in (rulebook.reading, calendar):
        monkeypatch.setattr(module, "FRESH_SECONDS", 3600)
