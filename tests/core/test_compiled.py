"""A query whose SQL is worked out once gives the rows that it would give anew."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.db import close_old_connections
from django.db.models import Exists, OuterRef
from django.db.models.sql.compiler import SQLCompiler
from django.utils import timezone

from core.backends import PostBackend
from core.compiled import MARK, MARK_OF_TEXT, SECOND, Compiled, per_day
from core.matters.figures import Asked, bars, cards
from core.matters.lines import newest
from core.matters.turns import held_by
from core.models import Post, Role, User
from core.people import tokens
from core.people.per_post import per_post
from members.services.terms import current_session
from proposals.kinds import PROPOSALS
from proposals.models import Proposal
from tests.builders.acts import filed_and_assigned


@pytest.fixture
def worked_out(monkeypatch, settings):
    """How often SQL was worked out, beside what the tests' own check works out again."""
    settings.COMPILED_CHECKED = 0
    times, really = [], SQLCompiler.as_sql

    def as_sql(compiler, *args, **options):
        times.append(compiler)
        return really(compiler, *args, **options)

    monkeypatch.setattr(SQLCompiler, "as_sql", as_sql)
    return times


def people(key):
    held = Post.objects.filter(user=OuterRef("pk"), role=Role.MEMBER)
    return User.objects.select_related("current_post__organisation").annotate(sits=Exists(held)).filter(pk=key)


def test_the_same_rows_come_with_what_is_read_along(cast, django_assert_num_queries, worked_out):
    post = cast.housing_clerk.posts.get()
    User.objects.filter(pk=cast.housing_clerk.pk).update(current_post=post)
    compiled, expected = Compiled(people), {one.pk: people(one.pk).get() for one in (cast.housing_clerk, cast.shen)}
    worked_out.clear()
    with django_assert_num_queries(2):
        found = {pk: compiled.of(pk)[0] for pk in expected}
        assert found == expected
        assert [one.sits for one in found.values()] == [False, True]
        assert found[cast.housing_clerk.pk].current_post.organisation == cast.housing
    assert not worked_out
    assert vars(found[cast.shen.pk]).keys() == vars(expected[cast.shen.pk]).keys()
    assert compiled.of(MARK) == compiled.of(0) == []


def test_it_stands_within_another_query_without_being_worked_out_again(cast, django_assert_num_queries, worked_out):
    compiled = Compiled(lambda key: Post.objects.filter(organisation=key).order_by().values_list("user"))
    compiled.among(cast.housing.pk)
    worked_out.clear()
    with django_assert_num_queries(1):
        found = set(User.objects.filter(pk__in=compiled.among(cast.housing.pk)))
    assert found == {cast.housing_clerk, cast.housing_head} and len(worked_out) == 1, "only the query around it"
    assert Compiled(lambda key: Post.objects.filter(organisation=key).none()).among(cast.housing.pk) is None


def test_several_rows_keep_their_order(cast):
    compiled = Compiled(lambda key: Post.objects.filter(organisation=key).order_by("-pk"))
    expected = list(Post.objects.filter(organisation=cast.housing).order_by("-pk"))
    assert len(expected) > 1 and compiled.of(cast.housing.pk) == expected


@pytest.mark.django_db(transaction=True)
def test_threads_ask_side_by_side():
    made = User.objects.bulk_create([User(username=f"p{number}", full_name=f"某{number}") for number in range(8)])
    compiled = Compiled(people)

    def name_of(user):
        try:
            return [one.full_name for _ in range(20) for one in compiled.of(user.pk)]
        finally:
            close_old_connections()

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(name_of, made)) == [[user.full_name] * 20 for user in made]


def test_whoever_signed_in_is_read_without_working_anything_out(cast, worked_out):
    backend = PostBackend()
    assert backend.get_user(cast.shen.pk).post_in_use.role == Role.MEMBER
    worked_out.clear()
    found = backend.get_user(cast.zhou.pk)
    post = found.post_in_use
    assert not worked_out
    assert (found, post, found.posts_held) == (cast.zhou, cast.zhou.posts.get(), 1)
    User.objects.filter(pk=cast.zhou.pk).update(is_active=False)
    assert backend.get_user(cast.zhou.pk) is None


def test_what_was_worked_out_is_of_its_day(cast):
    Post.objects.filter(user=cast.clerk).update(valid_to=timezone.localdate())
    assert PostBackend().get_user(cast.clerk.pk).post_in_use is not None
    with time_machine.travel(timezone.now() + timedelta(days=1), tick=False):
        assert PostBackend().get_user(cast.clerk.pk).post_in_use is None
    assert PostBackend().get_user(cast.clerk.pk).post_in_use is not None


def test_a_token_is_found_by_its_text(cast, client, worked_out):
    for user in (cast.shen, cast.zhou):
        answer = client.get("/api/v1/me/", headers={"Authorization": f"Token {tokens.give(user)}"})
        assert user.full_name in answer.content.decode()
    for wrong in ("0" * 40, MARK_OF_TEXT):
        assert client.get("/api/v1/me/", headers={"Authorization": f"Token {wrong}"}).status_code in (401, 403)


@per_day(MARK, SECOND)
def posts_in(today, user, organisation):
    return Post.objects.valid_on(today).filter(user=user, organisation=organisation)


@per_day()
def all_posts(today):
    return Post.objects.valid_on(today).order_by("pk").values("pk")


def test_two_keys_and_none(cast, worked_out):
    today, post = timezone.localdate(), cast.housing_clerk.posts.get()
    posts_in(today, 0, 0), all_posts(today)
    worked_out.clear()
    assert posts_in(today, cast.housing_clerk.pk, cast.housing.pk) == [post]
    assert posts_in(today, cast.housing.pk, cast.housing_clerk.pk) == []
    assert {"pk": post.pk} in all_posts(today)
    assert not worked_out
    later = today + timedelta(days=1)
    Post.objects.filter(pk=post.pk).update(valid_to=today)
    assert {"pk": post.pk} not in all_posts(later) and {"pk": post.pk} in all_posts(today)


@per_post
def waiting(user, _today):
    return held_by(user).order_by("pk")


@per_post
def spoilt(user, _today):
    return Post.objects.filter(user__full_name=user.full_name)


def test_by_post_each_person_reads_the_own(cast, worked_out):
    proposal = filed_and_assigned(cast)
    today = timezone.localdate()
    people = (cast.housing_clerk, cast.housing_head, cast.clerk, cast.shen, cast.leader)
    expected = {user: list(held_by(user).order_by("pk")) for user in people}
    assert any(row.root_id == proposal.pk for row in expected[cast.housing_clerk])
    assert {user: waiting(user, today) for user in people} == expected
    worked_out.clear()
    assert {user: waiting(user, today) for user in people} == expected
    assert not worked_out
    cast.shen.post_in_use = None
    assert waiting(cast.shen, today) == []


def shown_of(user, today):
    """What a home shows of figures, stages and short lists."""
    asked = Asked(user, today, current_session(today))
    sets = [one for one in PROPOSALS.home.figures if user.post_in_use.role in one.posts]
    return (
        cards(sets, asked),
        bars([PROPOSALS.home.stages], asked),
        newest([(PROPOSALS, one) for one in PROPOSALS.home.lists], asked),
    )


def test_figures_stages_and_short_lists_are_worked_out_once_for_a_post(cast, worked_out):
    """Each supervision office still counts its own, and nobody works out for the second what the first has asked."""
    proposal = filed_and_assigned(cast)
    Proposal.objects.filter(pk=proposal.pk).update(is_key=True)
    offices, today = (cast.gov_office, cast.party_office), timezone.localdate()
    first, second = (shown_of(user, today) for user in offices)
    for (card,), (stages,), (key, *_), number in ((*first, 1), (*second, 0)):
        assert card.tiles[0].number == sum(bar.number for bar in stages.bars) == len(key.rows) == number
    worked_out.clear()
    assert [shown_of(user, today) for user in offices] == [first, second]
    assert len(worked_out) == 1  # whose turn the one that is listed is


def test_what_can_have_no_rows_has_none(db, settings):
    settings.COMPILED_CHECKED = 1
    assert Compiled(lambda _key: User.objects.none()).of(1) == []


def test_what_reads_more_of_a_person_than_its_key_is_noticed(cast, settings):
    """It would answer everybody with what the first one saw."""
    settings.COMPILED_CHECKED = 1
    with pytest.raises(AssertionError, match="worked out once"):
        spoilt(cast.shen, timezone.localdate())
