"""A body in which posts with power are held ends only when two administrators have settled these."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.matters.lifecycle import Forbidden, Refused
from core.models import GrantRequest, Post, Role
from core.organisations import ending
from core.people import directory, following, grants
from core.records import last_undoable
from tests.builders.cast import fresh, who

pytestmark = pytest.mark.django_db
BACKEND = "core.backends.PostBackend"


def today(user):
    return who(user, timezone.localdate())


def end(c, how, **more):
    facts = {"reason": "机构改革", "seen": fresh(c.gov).revision, "actor": today(c.office_clerk)} | more
    return how(c.gov, **facts)


def settle(c):
    for request in GrantRequest.objects.waiting(timezone.localdate()):
        grants.confirm(actor=today(c.secadmin), request=request)


@pytest.mark.parametrize("keeper", ["office_clerk", "sysadmin"])
@pytest.mark.parametrize("how", ["merge", "close"])
def test_nobody_ends_posts_with_power_alone(cast, keeper, how):
    to = {"into": cast.party} if how == "merge" else {"to": cast.party}
    with pytest.raises(following.PowerStands, match="安全管理员确认"):
        end(cast, getattr(ending, how), actor=today(getattr(cast, keeper)), **to)
    assert fresh(cast.gov).is_active and cast.gov_office.posts.get().valid_to is None


def test_once_confirmed_the_office_is_merged_and_its_people_work_in_the_other_one(cast):
    asker = today(cast.sysadmin)
    assert following.ask(body=cast.gov, to=cast.party, actor=asker, reason="机构改革") == 2
    assert following.ask(body=cast.gov, to=cast.party, actor=asker, reason="机构改革") == 0
    with pytest.raises(following.PowerStands):
        end(cast, ending.merge, into=cast.party)
    settle(cast)
    end(cast, ending.merge, into=cast.party)
    assert cast.gov_office.posts.filter(role=Role.SUPERVISOR, organisation=cast.party, valid_to=None).exists()
    ending.take_back(fresh(cast.gov), last_undoable(fresh(cast.gov)).pk, actor=today(cast.office_clerk))
    post = cast.gov_office.posts.get(organisation=cast.gov)
    assert post.valid_to == timezone.localdate() - timedelta(days=1)  # what two have ended, one does not bring back


def test_a_post_asked_for_in_a_body_that_has_ended_meanwhile_is_not_given(cast):
    grants.ask(
        actor=today(cast.sysadmin), act="give", user=cast.editor, reason="增加人手", role=Role.SUPERVISOR,
        organisation=cast.gov,
    )  # fmt: skip
    following.ask(body=cast.gov, to=None, actor=today(cast.sysadmin), reason="撤销")
    given, ended = GrantRequest.objects.order_by("id")
    grants.confirm(actor=today(cast.secadmin), request=ended)
    end(cast, ending.merge, into=cast.party)
    with pytest.raises(Refused, match="已经停用"):
        grants.confirm(actor=today(cast.secadmin), request=given)


def test_the_page_lists_the_posts_and_asks_for_them(cast, client):
    url, day = f"/settings/organisations/{cast.gov.pk}/merge/", timezone.localdate().isoformat()
    facts = {"into": cast.party.pk, "day": day, "people": "move", "reason": "机构改革", "seen": cast.gov.revision}
    client.force_login(cast.office_clerk, backend=BACKEND)
    page = client.get(url).content.decode()
    assert "先由两位管理员办理的岗位" in page and str(cast.gov_office) in page and 'name="ask"' not in page
    refused = client.post(url, facts)
    assert refused.status_code == 422 and "请先由系统管理员提请变动" in refused.content.decode()
    assert client.post(url, facts | {"ask": "1"}).status_code == 422  # the office does not ask for posts
    assert not GrantRequest.objects.exists()
    client.force_login(cast.sysadmin, backend=BACKEND)
    assert 'name="ask"' in client.get(url).content.decode()
    assert client.post(url, facts | {"ask": "1"}).url == url
    assert "已提请，待确认" in client.get(url).content.decode()
    settle(cast)
    assert client.post(url, facts).status_code == 302 and not fresh(cast.gov).is_active


def test_the_office_may_not_ask(cast):
    with pytest.raises(Forbidden):
        following.ask(body=cast.gov, to=None, actor=today(cast.office_clerk), reason="撤销")


def test_posts_with_a_last_or_a_later_first_day_go_along_and_come_back(cast):
    day = timezone.localdate()
    later, last = day + timedelta(days=10), day + timedelta(days=90)
    Post.objects.filter(user=cast.water_clerk).update(valid_to=last)
    Post.objects.create(user=cast.finance_clerk, role=Role.UNIT_CLERK, organisation=cast.water, valid_from=later)
    ending.merge(cast.water, cast.school, actor=today(cast.office_clerk), reason="改革", seen=cast.water.revision)
    there = cast.school.posts.filter(user__in=[cast.water_clerk, cast.finance_clerk]).order_by("user")
    assert sorted((p.user.username, p.valid_from, p.valid_to) for p in there) == [
        ("finance_clerk", later, None), ("water_clerk", day, last),
    ]  # fmt: skip
    assert not cast.water.posts.exclude(valid_to__lte=day).exists()
    ending.take_back(fresh(cast.water), last_undoable(fresh(cast.water)).pk, actor=today(cast.office_clerk))
    assert cast.water.posts.get(user=cast.water_clerk).valid_to == last
    assert cast.water.posts.get(user=cast.finance_clerk).valid_from == later


def test_the_one_service_gives_no_post_in_a_body_out_of_use(cast):
    cast.school.is_active = False
    post = directory.new_post(cast.editor, Role.UNIT_CLERK, cast.school)
    assert "已经停用" in directory.objection(post)
