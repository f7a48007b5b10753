"""操作记录: whom or what each act was about, what changed, found by object, person, act, post and period."""

from datetime import timedelta

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core import records
from core.matters import events
from core.models import Event, User
from core.people.actors import Actor, system_actor
from members.models import Member
from members.services import editing
from tests.builders.acts import filed_and_assigned, work
from tests.builders.pages import signed_in
from tests.builders.sheets import exported

pytestmark = pytest.mark.django_db
URL = "/workbench/audit/"


def shown(user, **asked) -> list[Event]:
    return signed_in(user).get(URL, asked).context["table"].rows


def named(rows) -> set[tuple[str, str, str]]:
    return {(row.label, row.thing.kind, row.thing.name) for row in rows}


@pytest.fixture
def acted(cast):
    """A telephone of a member, a lock, a body's watcher, an act on a proposal."""
    office = Actor.of(cast.office_clerk)
    values = {"phone": "13800001234"}
    told = editing.how_told(cast.shen_member, values)
    records.change(cast.shen_member, values, actor=office, reason="", seen=None, **told)
    events.record(cast.he, actor=system_actor(), key="account_locked", label="账号锁定", text="连续输错")
    records.change(
        cast.water, {"address": "水务路1号", "supervised_by": cast.party}, actor=office, reason="", seen=None
    )
    cast.proposal = filed_and_assigned(cast)
    return cast


def test_every_row_says_whom_or_what_it_was_about(acted):
    found = named(shown(acted.auditor))
    assert ("账号锁定", "账号", f"{acted.he.full_name}（{acted.he.username}）") in found
    assert ("修改", "委员", "沈岚") in found and ("修改", "组织机构", acted.water.name) in found
    numbers = {name for _, kind, name in found if kind == "提案"}
    assert acted.proposal.case_number in numbers and acted.proposal.title not in {name for *_, name in found}
    assert acted.proposal.title not in {name for *_, name in found}


def test_old_and_new_stand_in_the_row_and_private_values_do_not(acted):
    page = signed_in(acted.auditor).get(URL).content.decode()
    assert "→ 水务路1号" in page and f"→ {acted.party.name}" in page
    assert "手机：（不公开）" in page and "13800001234" not in page
    assert "状态：" in page


def test_the_security_administrator_reads_no_member(acted):
    assert {row.thing.kind for row in shown(acted.secadmin)} == {"账号"}


@pytest.mark.parametrize(
    ("words", "kinds"), [("沈岚", {"委员", "账号"}), ("he", {"账号"}), ("water", {"组织机构"}), ("没有此人", set())]
)
def test_acts_are_found_by_the_name_of_their_object(acted, words, kinds):
    events.record(acted.shen, actor=system_actor(), key="account_locked", label="账号锁定")
    rows = shown(acted.auditor, object=acted.water.name if words == "water" else words)
    assert {row.thing.kind for row in rows} == kinds


def test_a_matter_is_found_by_its_number_with_its_parts(acted):
    part = work(acted.proposal, acted.water)
    events.record(part, actor=system_actor(), key="x", label="核对")
    rows = shown(acted.auditor, object=acted.proposal.case_number)
    assert rows and {row.thing.name for row in rows} == {acted.proposal.case_number}
    assert {row.thing.kind for row in rows} == {"提案", "承办件"}, "parts too"


def test_one_object_person_act_post_and_period(acted):
    kind = ContentType.objects.get_for_model(Member).pk
    about = f"{kind}-{acted.shen_member.pk}"
    assert f"?about={about}" in signed_in(acted.auditor).get(URL).content.decode()
    assert named(shown(acted.auditor, about=about)) == {("修改", "委员", "沈岚")}
    assert shown(acted.auditor, about="x-1") == []
    office = shown(acted.auditor, who=acted.office_clerk.full_name)
    assert office and {row.actor for row in office} == {acted.office_clerk}
    assert {row.label for row in shown(acted.auditor, key="锁定")} == {"账号锁定"}
    assert {row.post.role for row in shown(acted.auditor, post="office_clerk")} == {"office_clerk"}
    assert "账号锁定" in {row.label for row in shown(acted.auditor, who="系统")}
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert shown(acted.auditor, at_after=tomorrow.isoformat()) == []
    assert shown(acted.auditor, at_before=tomorrow.isoformat())


def test_a_search_by_what_many_are_called_leaves_nobody_out(cast):
    names = [f"欧阳{n}" for n in range(120)]
    people = User.objects.bulk_create([User(username=f"oy{n}", full_name=name) for n, name in enumerate(names)])
    Member.objects.bulk_create([Member(name=name, sort_key=name) for name in names])
    for one in [*people, *Member.objects.filter(name__in=names)]:
        events.record(one, actor=Actor(people[-1]), key="x", label="核对")
    events.record(cast.he, actor=Actor(people[60]), key="y", label="核对")
    browser = signed_in(cast.auditor)
    assert browser.get(URL, {"object": "欧阳"}).context["table"].page.count == 240
    assert browser.get(URL, {"who": "欧阳"}).context["table"].page.count == 241


def test_acts_alone_are_looked_for_a_year_back_and_it_says_so(acted):
    long_ago = Actor(None, at=timezone.now() - timedelta(days=500))
    events.record(acted.he, actor=long_ago, key="account_locked", label="账号锁定", text="很久以前")
    browser = signed_in(acted.auditor)
    page = browser.get(URL, {"key": "锁定"}).content.decode()
    assert "很久以前" not in page and "以来的" in page
    page = browser.get(URL, {"key": "锁定", "at_after": "2020-01-01"}).content.decode()
    assert "很久以前" in page and "以来的" not in page


def test_the_record_is_exported_and_that_is_on_record(acted):
    answer = signed_in(acted.auditor).get(URL, {"export": "xlsx", "object": "沈岚"})
    head, rows = exported(answer)
    told = [dict(zip(head, row, strict=True)) for row in rows]
    assert ("沈岚", "委员", "手机：（不公开）") in {(row["对象"], row["对象类别"], row["改动"]) for row in told}
    event = Event.objects.get(key="export")
    assert event.facts["list"] == "操作记录" and "沈岚" in event.text
    assert ("导出", "名单", "操作记录") in named(shown(acted.secadmin))


def test_what_is_gone_is_still_told(acted):
    kind = ContentType.objects.get_for_model(Member)
    where = {"content_type": kind, "root_type": kind, "object_id": 999_999, "root_id": 999_999}
    Event.objects.create(actor_name="系统", key="x", label="撤去", **where)
    assert ("撤去", "委员", "（已不在）") in named(shown(acted.auditor))


def test_the_page_takes_the_same_statements_for_few_rows_and_many(acted):
    browser = signed_in(acted.auditor)
    browser.get(URL)
    with CaptureQueriesContext(connection) as few:
        browser.get(URL)
    members = Member.objects.all()
    for _ in range(4):
        for member in members:
            events.record(member, actor=system_actor(), key="x", label="核对")
        for unit in (acted.water, acted.housing):
            events.record(unit, actor=system_actor(), key="x", label="核对")
    with CaptureQueriesContext(connection) as many:
        browser.get(URL)
    assert len(many) <= len(few) and len(few) <= 16, [row["sql"] for row in many]


def test_the_fields_stand_open_as_there_is_no_other_to_fill_in(cast):
    page = signed_in(cast.auditor).get("/workbench/audit/").content.decode()
    fold = page[page.index('<details class="zx-ask-more" open>') :]
    assert page.count("查询</button>") == 1 and "查询</button>" in fold[: fold.index("</details>")]
