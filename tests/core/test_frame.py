"""The frame round every page: who sees which entries, how many statements it costs, what error pages say."""

import re

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.frame import errors, nav
from core.frame.context import frame
from core.models import Event, Notice, Post, Role, User
from tests.builders.cast import PASSWORD, USERS
from tests.builders.notices import tell

pytestmark = pytest.mark.django_db


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def statements(client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


# ---- navigation ----


def test_every_entry_of_the_navigation_leads_somewhere():
    assert nav.registered()
    for item in nav.registered():
        assert reverse(item.url_name) and item.group in nav.GROUPS and item.icon.startswith("bi-")
        assert item.roles <= set(Role.values), item.label


@pytest.mark.parametrize("role", sorted(USERS))
def test_every_entry_that_a_role_sees_opens(cast, role):
    client = signed_in(getattr(cast, USERS[role]))
    for _group, items in nav.for_role(role, "/"):
        for item, _current in items:
            assert client.get(item.url).status_code == 200, item.label


def test_the_entry_one_is_in_is_marked_and_home_only_at_home(cast):
    client = signed_in(cast.clerk)
    for path, entry in (("/", "/"), ("/proposals/", "/proposals/"), ("/jobs/", "/jobs/"), ("/notices/", None)):
        side = client.get(path).content.decode().split("zx-nav-open", 1)[1].split("</nav>")[0]
        assert re.findall(r'href="([^"]+)" aria-current="page"', side) == ([entry] if entry else [])


def test_leaders_are_not_led_to_what_offices_set_up():
    labels = {item.label for _, items in nav.for_role(Role.LEADER) for item, _ in items}
    assert {"电子监察", "制度库"} <= labels and not labels & {"后台任务", "节假日", "组织机构"}


# ---- frames ----


def test_office_and_members_have_their_own_frames(cast):
    office = signed_in(cast.clerk).get("/notices/").content.decode()
    member = signed_in(cast.shen).get("/notices/").content.decode()
    assert 'class="zx-nav"' in office and "m-tabs" not in office and 'role="search"' in office
    assert 'class="m-tabs"' in member and "zx-nav" not in member
    for label in ("首页", "我的提案", "通知", "我的"):
        assert f"<span>{label}" in member
    for page in (office, member):
        assert '<html lang="zh-CN">' in page and 'name="renderer" content="webkit"' in page
        assert 'href="#main">跳到正文' in page and '"allowEval": false' in page


def test_a_person_with_several_posts_switches_in_the_frame_without_scripts(cast):
    other = Post.objects.create(user=cast.clerk, role=Role.MEMBER)
    client = signed_in(cast.clerk)
    page = client.get("/notices/").content.decode()
    assert '<details class="zx-hat">' in page and f'name="post" value="{other.pk}"' in page
    client.post("/accounts/hat/", {"post": other.pk})
    assert "m-tabs" in client.get("/notices/").content.decode()
    assert Event.objects.filter(key="switch_hat", actor=cast.clerk, post=other).count() == 1


def test_a_post_that_ended_is_not_offered_and_not_worn(cast):
    gone = Post.objects.create(user=cast.clerk, role=Role.LIAISON, valid_to="2020-01-01")
    User.objects.filter(pk=cast.clerk.pk).update(current_post=gone)
    page = signed_in(cast.clerk).get("/notices/").content.decode()
    assert "提案委工作人员" in page and f'value="{gone.pk}"' not in page


def test_the_bell_counts_unread_notices_in_one_statement(cast):
    tell(cast.clerk, 7)
    request = RequestFactory().get("/")
    request.user = User.objects.get(pk=cast.clerk.pk)
    shown = frame(request)
    with CaptureQueriesContext(connection) as seen:
        assert shown["unread_count"] == 7
    assert len(seen) == 1


def test_the_frame_costs_two_statements(cast):
    client = signed_in(cast.clerk)
    client.get("/accounts/password/")
    with CaptureQueriesContext(connection) as seen:
        client.get("/accounts/password/")
    assert len(seen) == 3, [query["sql"][:90] for query in seen]  # the third is this page's own


def test_notices_cost_the_same_for_one_and_for_twenty_five(cast):
    client = signed_in(cast.clerk)
    tell(cast.clerk, 1)
    few = statements(client, "/notices/")
    tell(cast.chair, 1)
    Notice.objects.filter(recipient=cast.clerk).delete()
    tell(cast.clerk, 25)
    assert statements(client, "/notices/") == few


def test_all_notices_are_marked_read_at_once_and_only_ones_own(cast):
    tell(cast.clerk, 3)
    tell(cast.chair, 2)
    client = signed_in(cast.clerk)
    assert client.get("/notices/read/").status_code == 405
    client.post("/notices/read/")
    assert not cast.clerk.notices.filter(read_at=None).exists()
    assert cast.chair.notices.filter(read_at=None).count() == 2


def test_a_notice_never_leads_to_another_site(cast):
    tell(cast.clerk, 1)
    notice = cast.clerk.notices.get()
    Notice.objects.filter(pk=notice.pk).update(url="https://elsewhere.example/")
    assert signed_in(cast.clerk).post(f"/notices/{notice.pk}/")["Location"] == "/notices/"


# ---- what went wrong ----


def test_error_pages_say_what_to_do_in_chinese(cast):
    client = signed_in(cast.clerk)
    assert "没有找到" in client.get("/proposals/999999/").content.decode()
    refused = client.get("/workbench/audit/")
    assert refused.status_code == 403 and "当前的岗位不能打开" in refused.content.decode()


def test_who_holds_the_post_for_a_page_changes_to_it_there_and_then(cast):
    clerk = cast.office_clerk
    other = Post.objects.create(user=clerk, role=Role.MEMBER)
    User.objects.filter(pk=clerk.pk).update(current_post=other)
    client = signed_in(User.objects.get(pk=clerk.pk))
    page = client.get("/setup/?from=x").content.decode()
    assert "能打开的岗位：" in page and "您也任办公室工作人员" in page and 'value="/setup/?from=x"' in page
    own = clerk.posts.get(role=Role.OFFICE_CLERK)
    assert client.post("/accounts/hat/", {"post": own.pk, "next": "/setup/?from=x"})["Location"] == "/setup/?from=x"
    assert client.post("/accounts/hat/", {"post": own.pk, "next": "//elsewhere.example"})["Location"] == "/"


def test_the_page_for_our_own_faults_needs_no_database(django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = errors.server_error(RequestFactory().get("/"))
    assert answer.status_code == 500 and "系统出了问题" in answer.content.decode()


def test_a_request_that_is_too_large_reads_as_a_sentence(cast, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    answer = signed_in(cast.clerk).post("/accounts/type-size/", {"large": "1", "note": "长" * 100})
    assert answer.status_code == 400 and "太大" in answer.content.decode()


def test_cookies_switched_off_is_said(cast):
    answer = Client(enforce_csrf_checks=True).post("/accounts/login/", {"username": "shen", "password": PASSWORD})
    assert answer.status_code == 403 and "Cookie" in answer.content.decode()


# ---- the read-only window ----


def test_the_window_on_the_data_is_the_system_administrators_and_read_only(cast):
    assert signed_in(cast.clerk).get("/admin/").status_code == 302
    assert Client().get("/admin/login/")["Location"].startswith("/accounts/login/")
    client = signed_in(cast.sysadmin)
    assert client.get("/admin/core/organisation/").status_code == 200
    assert client.get(f"/admin/core/organisation/{cast.housing.pk}/change/").status_code == 200
    assert client.post(f"/admin/core/organisation/{cast.housing.pk}/change/", {"name": "x"}).status_code == 403
    assert client.get("/admin/core/organisation/add/").status_code == 403
    assert client.post(f"/admin/core/organisation/{cast.housing.pk}/delete/", {"post": "yes"}).status_code == 403
