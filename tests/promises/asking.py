"""A world in which every matter and every letter can be told from every other, and what may be asked of it, by whom.

``asked_world`` stands on the stages of matters: half of them are not public, every title bears a mark of its own, and
so does every letter that went out. ``told_beyond`` finds the marks of what a person may not see in whatever was told;
``changed_beyond`` makes all that into something else, so that nothing which the person is told may change.
"""

import copy
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Case, F, Q, Value, When
from django.http import QueryDict
from django.test import Client

from core import search
from core.matters import kinds
from core.matters.clock_visibility import seen_clocks
from core.matters.filters import ticked
from core.matters.list_views import table_of
from core.matters.pages import page_of
from core.models import Clock, Post, Role, User
from core.models.roles import posts_that
from core.people.actors import Actor
from members.models import Member
from opinions.models import ForwardedText
from proposals.models import Assignment, ContactRecord, Evaluation, OwedAnswer, Proposal, Reply, ReviewOpinion
from tests.builders import database
from tests.builders.acts import answer, contact, do, sign, work
from tests.builders.cast import MONDAY, USERS, draft, fresh
from tests.proposals.test_answers_owed import apart, checked, pair
from workbench.feed.ics import feed_text

TITLE = re.compile(r"k[pt]\d{4}")
NUMBER = re.compile(r"江建提〔2026〕\d+号")
#: Beside one person of each post: who was asked to sign, who signed, strangers, units beside the one that leads.
OTHERS = ("zhou", "he", "lu", "school_clerk", "party_office", "water_clerk")
NOBODYS = 999_999
SPECIAL = re.compile(r'name="(?:csrfmiddlewaretoken|once)" value="[^"]+"|nonce="?[\w+/=-]+"?')


@dataclass
class World:
    """``main`` of 沈岚 with ``other`` of 陆远 merged into it, each answered by a letter of its own; ``declined`` is
    public and answered by a letter that is not, and 何静 would not sign it.

    ``first``, ``second`` and ``hidden`` are the numbers of these letters, ``answered`` further matters with letters,
    ``people`` whoever asks, each wearing one post.
    """

    main: Proposal
    other: Proposal
    declined: Proposal
    first: str = ""
    second: str = ""
    hidden: str = ""
    answered: tuple[int, ...] = ()
    people: dict[str, User] = field(default_factory=dict)


def asked_world(stages: dict[str, Any]) -> World:
    """Some sixty acts on top of the stages; 何静 works for the water bureau as well."""
    c = database.SHARED["cast"].copy()
    main, other = pair(c)
    marked(Proposal.objects.filter(pk__in=(main.pk, other.pk)))
    second = apart(c, main, other)
    checked(c, second, talked="陆远")
    do(second, "deliver", c.housing_clerk)
    letter = work_of_first(main, c)
    do(letter, "correct_number", c.housing_clerk, document_number="江建提〔2026〕19号", reason="编号有误")
    world = World(fresh(main), fresh(other), declined_by_one(c))
    marked(Proposal.objects.all())
    Proposal.objects.update(publish_consent=Case(When(Q(pk__in=half()), then=Value(False)), default=Value(True)))
    Proposal.objects.filter(pk__in=(world.other.pk, world.declined.pk)).update(publish_consent=True)
    Proposal.objects.filter(pk=world.main.pk).update(publish_consent=False)
    Reply.objects.filter(assignment__proposal=world.declined).update(is_public=False)
    for pk in keys_of(ForwardedText.objects):
        ForwardedText.objects.filter(pk=pk).update(title=f"关于kt{pk:04d}事项的来信")
    for kind in kinds.matters():
        search.index_many([(one, one.search_text()) for one in kind.model._default_manager.all()])
    world.first, world.second = (
        Assignment.objects.get(proposal=main, continues__isnull=leads).reply.document_number for leads in (True, False)
    )
    world.hidden = work(world.declined, c.housing).reply.document_number
    world.answered = tuple(stages[name].pk for name in ("judged_by_nobody", "dissatisfied_again", "closed"))
    Post.objects.create(user=c.he, role=Role.UNIT_CLERK, organisation=c.water)
    world.people = {name: wearing(getattr(c, name)) for name in [*USERS.values(), *OTHERS]}
    world.people["he at the water bureau"] = wearing(c.he, Role.UNIT_CLERK)
    return world


def work_of_first(main, c) -> Assignment:
    return Assignment.objects.get(proposal=main, unit=c.housing, continues=None)


def half() -> list[int]:
    return [pk for pk in Proposal.objects.values_list("pk", flat=True) if pk % 2]


def marked(rows) -> None:
    """Every title, today's and those of the past, says which matter it is."""
    for pk in rows.values_list("pk", flat=True):
        title = f"关于kp{pk:04d}事项的提案"
        Proposal.objects.filter(pk=pk).update(title=title)
        Proposal.history.filter(id=pk).update(title=title)


def declined_by_one(c) -> Proposal:
    proposal = draft(c)
    do(proposal, "invite", c.shen, members=[c.zhou_member.pk, c.he_member.pk])
    do(proposal, "agree_cosign", c.zhou)
    do(proposal, "decline_cosign", c.he)
    do(proposal, "submit", c.shen)
    do(proposal, "recommend", c.clerk, outcome="file", category="city", text="同意初审")
    do(proposal, "file", c.chair, category="city")
    do(proposal, "hand_over", c.clerk, channel=c.gov.pk)
    do(proposal, "assign", c.gov_office, lead=c.housing.pk)
    sign(proposal, c.housing, c.housing_clerk)
    contact(proposal, c.housing, c.housing_clerk)
    answer(proposal, c.housing, c.housing_clerk, c.housing_head, c.gov_office, letter="B")
    return fresh(proposal)


def wearing(user: User, role: str = "") -> User:
    """The person in the one post, or in the post of that role."""
    user = User.objects.get(pk=user.pk)
    user.post_in_use = user.posts.get(role=role) if role else user.posts.order_by("pk").first()
    return user


def browser(user: User) -> Client:
    """Signed in, in the post that is worn."""
    User.objects.filter(pk=user.pk).update(current_post=user.post_in_use)
    client = Client(raise_request_exception=True)
    client.force_login(User.objects.get(pk=user.pk), backend="core.backends.PostBackend")
    return client


# ---- what may be asked ----


def keys_of(rows) -> list[int]:
    return list(rows.order_by("pk").values_list("pk", flat=True))


def table(kind, user: User, query: str = "") -> Any:
    """The list as the page makes it."""
    rows = kind.visible_to(user)
    return table_of(kind)(queryset=rows, user=user, params=QueryDict(query), path=kind.list_url)


def asked(made: Any, query: str) -> Any:
    """The same list, of which nothing is worked out yet, asked otherwise."""
    other = copy.copy(made)
    other.params = QueryDict(query)
    return other


def asks(made: Any, *, further: bool = False) -> list[str]:
    """Every question that the list understands: each choice of each condition, both ways of each order, every tab.

    ``further``: without the conditions on columns of the row itself, which say nothing of anything else.
    """
    reads_more = {one.name for one in made.conditions if one.narrow is not None}
    found = [""]
    for name, one in copy.copy(made).filters.form.fields.items():
        if further and name not in reads_more:
            continue
        if suffixes := getattr(one.widget, "suffixes", None):
            found += [f"{name}_{end}={MONDAY + timedelta(days=later)}" for end in suffixes for later in (0, 1)]
        elif hasattr(one, "queryset"):
            found += [f"{name}={pk}" for pk in [*Member.objects.values_list("pk", flat=True), NOBODYS]]
        elif hasattr(one, "choices"):
            found += [f"{name}={value}" for value, _ in one.choices if value != ""]
        else:  # the rows that were ticked: every row there is
            found += [f"{name}={ticked(made.model._default_manager.values_list('pk', flat=True))}"]
    found += [f"sort={sign}{column.key}" for column in made.columns if column.sort for sign in ("", "-")]
    return [*found, *(view.query for view in made.views), *(f"q={words}" for words in WORDS)]


#: Names, numbers, a place in the text, letters of a 发文字号, and the mark that every title bears.
WORDS = ("沈岚", "何静", "陆", "第0001号", "收0002", "3", "管网", "区住建局", "江建提", "kp")


# ---- what a person may be told ----


def marks_of(user: User) -> set[str]:
    """The marks of the titles that this person may read."""
    own = {f"kp{pk:04d}" for pk in keys_of(Proposal.objects.visible_to(user))}
    works = Assignment.objects.visible_to(user).values_list("proposal", flat=True)
    return (
        own
        | {f"kp{pk:04d}" for pk in works}
        | {f"kt{pk:04d}" for pk in keys_of(ForwardedText.objects.visible_to(user))}
    )


def told_beyond(marks: set[str], letters: set[str], said: str) -> set[str]:
    return {*TITLE.findall(said)} - marks | {*NUMBER.findall(said)} - letters


def letters_on_pages(user: User, matters: list[int]) -> set[str]:
    """The numbers of the letters that this person's pages of these matters show."""
    found: set[str] = set()
    actor, kind = Actor.of(user), kinds.of(Proposal)
    for pk in keys_of(kind.visible_to(user).filter(pk__in=matters)):
        page = page_of(kind.fetch_whole(user, pk), actor)
        found |= {line.work.reply.document_number for line in page.lines if line.shows_reply}
    return found - {""}


def letters_read_by(user: User) -> set[str]:
    """The numbers of the letters that lists tell this person of, and those that were put right since."""
    own = Reply.history.filter(id__in=Reply.objects.sent_to(user).values("pk"))
    return set(own.values_list("document_number", flat=True)) - {""}


# ---- what a person may not see becomes something else ----

INSIDE = (*posts_that(office=True), Role.SUPERVISOR)
UNITS = posts_that(unit=True)


@contextmanager
def changed_beyond(user: User) -> Iterator[None]:
    """Within, all that this person may not see is otherwise than before."""
    with transaction.atomic():
        _change_matters(user)
        _change_dates(user)
        _change_what_is_within(user)
        yield
        transaction.set_rollback(True)


def _change_matters(user: User) -> None:
    hidden = Proposal.objects.exclude(pk__in=keys_of(Proposal.objects.visible_to(user)))
    hidden.update(
        category="culture", is_key=True, result_letter="C", result_label="难以解决", timing="plenary",
        submitted_at=None, answered_at=None, number=F("pk") + 500, receipt_number=F("pk") + 500, title="别的事",
    )  # fmt: skip
    works = Assignment.objects.exclude(pk__in=keys_of(Assignment.objects.visible_to(user)))
    works.filter(proposal__in=hidden).update(role="separate", handler_name="某人", assigned_at="2020-01-01T00:00:00Z")
    texts = ForwardedText.objects.exclude(pk__in=keys_of(ForwardedText.objects.visible_to(user)))
    texts.update(title="别的信", received_at="2020-01-01T00:00:00Z", handled="别的处理")


def _change_dates(user: User) -> None:
    """Of a merged matter the day of its own answer is its own, though it hangs on the other one's work."""
    merged = OwedAnswer.objects.filter(merged__in=keys_of(Proposal.objects.visible_to(user)))
    own = Clock.objects.filter(content_type=ContentType.objects.get_for_model(OwedAnswer), object_id__in=merged)
    hidden = Clock.objects.exclude(pk__in=keys_of(seen_clocks(user))).exclude(pk__in=keys_of(own))
    hidden.update(due="2020-01-01", label="别的期限")


def _change_what_is_within(user: User) -> None:
    role = user.post_in_use.role
    judged = Evaluation.objects.exclude(pk__in=keys_of(Evaluation.objects.visible_to(user)))
    judged.update(result="dissatisfied", comment="别的评价")
    if role in INSIDE or role in UNITS:
        return
    Reply.objects.exclude(document_number__in=letters_read_by(user)).update(
        letter="C", label="难以解决", text="别的答复", document_number="别〔2026〕1号"
    )
    Assignment.objects.update(opinion="别的意见", return_reason="别的理由")
    ReviewOpinion.objects.update(outcome="not_file", text="别的审查")
    party = keys_of(Proposal.objects.party_to(user))
    ContactRecord.objects.exclude(assignment__proposal__in=party).update(mode_label="别的方式", denied_at=None)


def shown(content: str) -> str:
    """A page without what differs each time it is opened."""
    return SPECIAL.sub("", content)


def fed(user: User) -> str:
    """The calendar that a telephone fetches, without when it was fetched."""
    text = feed_text(user, site="https://zx.example.gov.cn").decode()
    return re.sub(r"DTSTAMP:\w+", "", text)


def letters_of(matters: list[int]) -> list[tuple[int, str]]:
    rows = Reply.objects.filter(assignment__proposal__in=matters).exclude(document_number="")
    return list(rows.values_list("assignment__proposal", "document_number"))
