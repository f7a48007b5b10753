"""Keeping the directory: names, merging and ending with open work, two clerks, undo, and who may."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.chinese import long_date
from core.matters.lifecycle import Forbidden, Refused
from core.models import Clock, Event, Notice, OpenTurn, Organisation, OrganisationName, Post
from core.models.generic import aimed_at
from core.organisations import ending, services
from core.organisations.forms import RenameForm
from core.organisations.names import name_on
from core.records import Stale, change, last_undoable
from proposals.documents.sources import UNITS
from proposals.models import Assignment
from tests.builders.acts import answer, contact, do, filed_and_assigned, sign, work
from tests.builders.cast import MONDAY, fresh, who
from tests.builders.pages import signed_in

pytestmark = pytest.mark.django_db
BACKEND = "core.backends.PostBackend"


def today(user):
    return who(user, timezone.localdate())


def rename(c, body, name, **more):
    facts = {"short_name": body.short_name, "reason": "区编办〔2026〕12号", "seen": body.revision} | more
    return services.rename(body, name=name, actor=today(c.office_clerk), **facts)


def merge(c, body, into, **more):
    facts = {"reason": "机构改革", "seen": fresh(body).revision, "actor": today(c.office_clerk)} | more
    return ending.merge(body, into, **facts)


@pytest.fixture
def answered(cast):
    """One matter answered by the water bureau alone, as separate unit beside the school bureau, which is at work."""
    proposal = filed_and_assigned(cast)
    for unit, user in ((cast.housing, cast.housing_clerk), (cast.water, cast.water_clerk)):
        sign(proposal, unit, user)
    sign(proposal, cast.finance, cast.finance_clerk)
    contact(proposal, cast.housing, cast.housing_clerk)
    joint = ((cast.water, cast.water_clerk), (cast.finance, cast.finance_clerk))
    answer(proposal, cast.housing, cast.housing_clerk, cast.housing_head, cast.gov_office, joint=joint)
    return fresh(proposal)


# ---- names ----


def test_a_renamed_body_is_found_by_its_former_name_and_old_papers_keep_it(cast, answered, client):
    lead = work(answered, cast.housing)
    lead = Assignment.objects.select_related("unit", "channel", "proposal__session__term", "reply").get(pk=lead.pk)
    rename(cast, cast.housing, "区城乡建设管理局")
    body = fresh(cast.housing)
    assert body.name == "区城乡建设管理局" and name_on(body, timezone.localdate()) == "区城乡建设管理局"
    assert name_on(body, MONDAY) == "区住房和城乡建设局"
    lead.unit = body
    (paper,) = UNITS.letters([lead], who(cast.clerk))
    assert paper.parts["head"].unit.endswith("区住房和城乡建设局")
    client.force_login(cast.clerk, backend=BACKEND)
    assert "区城乡建设管理局（原区住房和城乡建设局）" in client.get(answered.get_absolute_url()).content.decode()
    assert "区城乡建设管理局" in client.get("/settings/organisations/?q=住房和城乡").content.decode()
    assert client.get("/api/v1/organisations/?q=住房和城乡").json()["count"] == 1


def test_the_people_of_a_renamed_body_and_of_a_successor_are_told(cast):
    own = set(cast.school.posts.values_list("user", flat=True))
    rename(cast, cast.school, "区教育和体育局")
    merge(cast, cast.water, cast.school)
    people = {post.user for post in fresh(cast.school).posts.valid_on(timezone.localdate()).select_related("user")}
    assert cast.water_clerk in people
    told = dict(Notice.objects.filter(title__contains="并入").values_list("recipient__username", "title"))
    assert set(told) == {user.username for user in people} and "由“区教育和体育局”继续办理" in next(iter(told.values()))
    renamed = Notice.objects.filter(title__contains="更名为“区教育和体育局”").values_list("recipient", flat=True)
    assert set(renamed) == own


def told_of(body_name: str) -> bool:
    return OpenTurn.objects.filter(Q(who__contains=body_name) | Q(what__contains=body_name)).exists()


def test_whose_turn_it_is_is_told_by_the_new_name_and_by_the_old_one_when_that_is_taken_back(cast):
    proposal = filed_and_assigned(cast)
    event = rename(cast, cast.water, "区水务局", short_name="区水务局")
    assert told_of("区水务局") and not told_of("区水利局")
    page = signed_in(cast.clerk).get(proposal.get_absolute_url()).content.decode()
    assert "轮到区水务局" in page or "区水务局、" in page or "、区水务局" in page
    ending.take_back(fresh(cast.water), event.pk, actor=today(cast.sysadmin))
    assert told_of("区水利局") and not told_of("区水务局")
    (undone,) = Notice.objects.filter(recipient=cast.water_clerk, title__contains="更名", closed_at=None)
    assert undone.title == "更名已撤销，本单位仍称“区水利局”"


def test_a_rename_costs_the_same_however_much_waits(cast):
    filed_and_assigned(cast)
    with CaptureQueriesContext(connection) as first:
        rename(cast, cast.water, "区水务局", short_name="区水务局")
    for _ in range(3):
        filed_and_assigned(cast)
    with CaptureQueriesContext(connection) as second:
        rename(cast, cast.water, "区水利水务局", short_name="区水利水务局", seen=1)
    assert len(second) <= len(first)


def test_a_slip_of_the_pen_is_mended_without_a_former_name(cast):
    rename(cast, cast.water, "区水务局", mistake=True)
    assert not OrganisationName.objects.filter(organisation=cast.water).exists()
    assert name_on(fresh(cast.water), MONDAY) == "区水务局"


def test_a_change_of_name_is_taken_back_with_its_former_name(cast):
    event = rename(cast, cast.water, "区水务局")
    ending.take_back(fresh(cast.water), event.pk, actor=today(cast.sysadmin))
    assert fresh(cast.water).name == "区水利局" and not fresh(cast.water).names.exists()


def test_a_name_that_another_has_is_refused(cast):
    with pytest.raises(Refused, match="已是承办单位“区财政局”"):
        rename(cast, cast.water, "区水务局", short_name="区财政局")
    with pytest.raises(Refused, match="已是“区财政局”"):
        services.add_spellings(cast.water, ["区财政局"], actor=today(cast.office_clerk))


def test_no_page_calls_a_body_as_another_is_called(cast):
    browser, link = signed_in(cast.office_clerk), f'href="{cast.housing.get_absolute_url()}"'
    services.add_spellings(cast.housing, ["房管局"], actor=today(cast.office_clerk))
    url, facts = cast.water.get_absolute_url(), {"kind": "unit", "reason": "x", "order": 10}
    new = {"name": "区水务局", "how": "renamed", "day": "2026-01-01", "reason": "x", "seen": 0}
    for name in ("房管局", "区 住建局", "区住房和城乡建设局"):
        for page in (
            browser.post(f"{url}rename/", new | {"short_name": name}),
            browser.post(f"{url}edit/", facts | {"short_name": name, "seen": 0}),
            browser.post("/settings/organisations/new/", facts | {"name": "区水务局", "short_name": name}),
            browser.post("/settings/organisations/new/", facts | {"name": "区水务局", "spellings": f"水务、{name}"}),
        ):  # fmt: skip
            assert page.status_code == 422 and link in page.content.decode(), name
    assert not Organisation.objects.filter(name="区水务局").exists()


def test_a_new_name_is_taken_back_though_something_else_was_edited_since(cast):
    event = rename(cast, cast.water, "区水务局")
    browser, url = signed_in(cast.office_clerk), cast.water.get_absolute_url()
    change(fresh(cast.water), {"contact_phone": "12345678"}, actor=today(cast.office_clerk), reason="x", seen=None)
    assert browser.get(url).content.decode().count("撤销这次修改") == 2
    browser.post(url, {"undo": event.pk})
    assert (fresh(cast.water).name, fresh(cast.water).contact_phone) == ("区水利局", "12345678")
    assert not fresh(cast.water).names.exists()
    event = rename(cast, fresh(cast.water), "区水务局")
    rename(cast, fresh(cast.water), "区水务管理局")
    with pytest.raises(Refused):
        ending.take_back(fresh(cast.water), event.pk, actor=today(cast.office_clerk))


def test_a_new_name_begins_after_the_present_one_and_a_former_name_by_mistake_goes_with_a_reason(cast):
    now = timezone.localdate()
    rename(cast, cast.water, "区水务局", day=now - timedelta(days=10))
    with pytest.raises(Refused, match="不能早于那天"):
        rename(cast, fresh(cast.water), "区水务管理局", day=now - timedelta(days=11))
    former, url, browser = fresh(cast.water).names.get(), cast.water.get_absolute_url(), signed_in(cast.office_clerk)
    assert "请写明原因" in browser.post(url, {"remove": former.pk}, follow=True).content.decode()
    browser.post(url, {"remove": former.pk, "why": "日期登记错误"})
    assert not fresh(cast.water).names.exists()
    assert Event.objects.get(key="remove_spelling").reason == "日期登记错误"


def test_two_clerks_at_one_body(cast):
    seen = cast.water.revision
    rename(cast, cast.water, "区水务局")
    with pytest.raises(Stale, match="名称"):
        rename(cast, cast.water, "区水务管理局", seen=seen)
    assert fresh(cast.water).name == "区水务局" and fresh(cast.water).names.count() == 1


def test_a_short_name_is_changed_beside_a_new_name_of_somebody_else(cast):
    page = RenameForm(body=fresh(cast.water))
    typed = {name: page[name].value() for name in page.fields} | {"short_name": "水务", "reason": "规范"}
    rename(cast, cast.water, "区水务局")
    url = f"{cast.water.get_absolute_url()}rename/"
    page = signed_in(cast.office_clerk).post(url, typed, follow=True).content.decode()
    assert "改过新名称" in page
    assert (fresh(cast.water).name, fresh(cast.water).short_name) == ("区水务局", "水务")


# ---- merging ----


def test_open_work_goes_to_the_successor_and_closed_work_stays(cast, answered):
    still = filed_and_assigned(cast)
    sign(still, cast.housing, cast.housing_clerk)
    merge(cast, cast.housing, cast.school)
    done, open_ = Assignment.objects.filter(role="lead").order_by("pk")
    assert (done.unit, open_.unit, open_.state) == (cast.housing, cast.school, "signed")
    old = fresh(cast.housing)
    assert not old.is_active and old.succeeded_by == cast.school
    assert not Clock.objects.filter(holder_org=old, stopped_at=None).exists()
    assert Clock.objects.filter(**aimed_at(open_), kind="reply", holder_org=cast.school, stopped_at=None).exists()
    assert not OpenTurn.objects.filter(organisation=old).exists()
    assert OpenTurn.objects.filter(organisation=cast.school, root_id=still.pk, role="unit_clerk").exists()
    assert Event.objects.get(**aimed_at(open_), key="hand_on").text.endswith("变为区教育局（主办）")
    posts = Post.objects.filter(user=cast.housing_clerk).order_by("pk")
    assert [post.organisation for post in posts] == [cast.housing, cast.school]
    do(open_, "record_contact", fresh(cast.housing_clerk), timezone.localdate(), mode="visit", held_on=MONDAY,
       with_whom="沈岚", content="上门")  # fmt: skip
    assert "区住房和城乡建设局" in fresh(cast.school).names.values_list("name", flat=True)
    assert name_on(cast.school, MONDAY) == "区教育局"


def test_a_merge_is_taken_back_whole_while_nothing_has_happened_since(cast):
    still = filed_and_assigned(cast)
    turns = sorted(OpenTurn.objects.filter(root_id=still.pk).values_list("holder", flat=True))
    event = merge(cast, cast.housing, cast.school)
    ending.take_back(fresh(cast.housing), event.pk, actor=today(cast.office_clerk))
    assert work(still, cast.housing) and fresh(cast.housing).is_active and not fresh(cast.school).names.exists()
    assert sorted(OpenTurn.objects.filter(root_id=still.pk).values_list("holder", flat=True)) == turns
    assert Post.objects.get(user=cast.housing_clerk).valid_to is None
    assert Clock.objects.filter(holder_org=cast.housing, stopped_at=None).exists()
    assert not Clock.objects.filter(holder_org=cast.school, stopped_at=None).exists()


def test_a_body_that_took_the_place_of_the_one_above_it_is_below_it_again(cast):
    top = Organisation.objects.create(name="区委政法委", kind="unit")
    Organisation.objects.filter(pk=cast.housing.pk).update(parent=top)
    Organisation.objects.filter(pk=cast.water.pk).update(parent=cast.housing)
    event = merge(cast, fresh(cast.housing), fresh(cast.water))
    assert fresh(cast.water).parent == top
    ending.take_back(fresh(cast.housing), event.pk, actor=today(cast.office_clerk))
    assert fresh(cast.water).parent == cast.housing and fresh(cast.housing).parent == top


def test_a_body_in_use_again_has_its_names_back_from_whoever_came_after(cast):
    merge(cast, cast.water, cast.school)
    merge(cast, fresh(cast.school), cast.finance)
    assert fresh(cast.finance).names.filter(name="区水利局").exists()
    services.reopen(fresh(cast.water), actor=today(cast.office_clerk), reason="恢复", seen=fresh(cast.water).revision)
    assert fresh(cast.water).is_active
    assert set(fresh(cast.finance).names.values_list("name", flat=True)) == {"区教育局"}


def test_a_body_whose_name_means_another_by_now_is_not_in_use_again(cast):
    merge(cast, cast.water, cast.school)
    Organisation.objects.filter(pk=cast.water.pk).update(short_name="区水务局")
    services.add_spellings(fresh(cast.finance), ["区水务局"], actor=today(cast.office_clerk))
    with pytest.raises(Refused, match="“区水务局”已是承办单位“区财政局”"):
        services.reopen(fresh(cast.water), actor=today(cast.office_clerk), reason="恢复", seen=1)
    assert not fresh(cast.water).is_active


def test_a_merge_stands_once_the_successor_has_worked(cast):
    still = filed_and_assigned(cast)
    event = merge(cast, cast.housing, cast.school)
    do(work(still, cast.school), "sign", fresh(cast.housing_clerk), timezone.localdate(), handler_name="马宁",
       handler_phone="1")  # fmt: skip
    with pytest.raises(Refused, match="又有办理"):
        ending.take_back(fresh(cast.housing), event.pk, actor=today(cast.office_clerk))
    assert work(still, cast.school) and not fresh(cast.housing).is_active


def test_a_supervision_office_hands_on_its_channel_and_the_units_it_watches(cast):
    proposal = filed_and_assigned(cast)
    cast.gov.posts.update(valid_to=timezone.localdate())  # as two administrators have settled it, see test_power
    merge(cast, cast.gov, cast.party)
    assert fresh(proposal).channel == cast.party and work(proposal, cast.water).channel == cast.party
    assert fresh(cast.water).supervised_by == cast.party
    assert not Clock.objects.filter(watched_by=cast.gov, stopped_at=None).exists()
    assert not cast.gov_office.posts.exclude(organisation=cast.gov).exists()  # power is given anew, not moved along


def test_a_second_round_goes_to_the_successor(cast, answered):
    merge(cast, cast.housing, cast.school)
    for user, result in ((cast.shen, "dissatisfied"), (cast.zhou, "satisfied"), (cast.he, "satisfied")):
        do(answered, "evaluate", user, result=result, comment="没有解决", q_contact="上门走访或面商",
           q_attitude="满意", q_relevance="有针对性")  # fmt: skip
    do(answered, "rehandle", cast.clerk, reason="答非所问")
    assert work(answered, cast.school, round=2).role == "sole"


def test_the_successor_reads_the_past_and_figures_stay_with_the_old_unit(cast, answered, client):
    merge(cast, cast.housing, cast.school)
    client.force_login(fresh(cast.housing_clerk), backend=BACKEND)
    lead = Assignment.objects.get(role="lead")
    assert lead.unit == cast.housing and client.get(lead.get_absolute_url()).status_code == 200
    client.force_login(cast.clerk, backend=BACKEND)
    for unit, found in ((cast.housing, True), (cast.school, False)):
        page = client.get(f"/proposals/?unit={unit.pk}").content.decode()
        assert "没有生效" not in page and (answered.title in page) is found
    stranger = client.get(fresh(cast.housing).get_absolute_url()).content.decode()
    assert "已并入" in stranger and f"/proposals/?unit={cast.housing.pk}" in stranger


def test_members_of_a_sector_and_a_committee_go_over_and_come_back(cast):
    forest = Organisation.objects.create(name="农林水界", kind="sector")
    united = Organisation.objects.create(name="经济科技委员会", kind="special_committee")
    member = cast.shen_member
    with pytest.raises(ending.StillOpen, match="名委员属于本界别"):
        ending.close(cast.farming, actor=today(cast.office_clerk), reason="调整", seen=0)
    event = merge(cast, cast.farming, forest)
    merge(cast, cast.committee, united)
    mandate = member.mandates.get()
    assert mandate.sector == forest
    assert [(str(seat.organisation), seat.ends_on is None) for seat in mandate.seats.order_by("pk")] == [
        ("经济委员会", False), ("经济科技委员会", True),
    ]  # fmt: skip
    assert Event.objects.filter(**aimed_at(member), key="hand_on").count() == 2
    with pytest.raises(Refused, match="又有办理"):  # the committee's merge has touched the same members since
        ending.take_back(fresh(cast.farming), event.pk, actor=today(cast.office_clerk))
    last = last_undoable(fresh(cast.committee))
    ending.take_back(fresh(cast.committee), last.pk, actor=today(cast.office_clerk))
    assert [str(seat.organisation) for seat in mandate.seats.filter(ends_on=None)] == ["经济委员会"]


def test_the_page_of_a_sector_lists_its_members(cast, client):
    client.force_login(cast.clerk, backend=BACKEND)
    page = client.get(cast.farming.get_absolute_url()).content.decode()
    assert "沈岚" in page and f"/members/?sector={cast.farming.pk}" in page
    client.force_login(cast.secadmin, backend=BACKEND)
    assert "沈岚" not in client.get(cast.farming.get_absolute_url()).content.decode()


# ---- ending ----


def test_a_unit_with_open_work_is_not_deactivated_without_handing_it_on(cast):
    proposal = filed_and_assigned(cast)
    facts = {"actor": today(cast.office_clerk), "reason": "撤销", "seen": 0}
    with pytest.raises(ending.StillOpen, match="1 件没有办结的承办件"):
        ending.close(cast.housing, **facts)
    page = signed_in(cast.office_clerk).get(f"/settings/organisations/{cast.housing.pk}/close/").content.decode()
    assert "未办结的工作移交给</label>" in page  # not （可不填）
    nothing_open = signed_in(cast.office_clerk).get(f"{cast.school.get_absolute_url()}close/").content.decode()
    assert "未办结的工作移交给 <span" in nothing_open
    ending.close(cast.housing, to=cast.school, **facts)
    assert work(proposal, cast.school) and not fresh(cast.housing).is_active
    assert fresh(cast.housing).succeeded_by is None
    services.reopen(fresh(cast.housing), actor=today(cast.office_clerk), reason="恢复", seen=1)
    assert fresh(cast.housing).is_active


def test_an_office_that_units_are_handed_over_by_is_not_closed(cast):
    office = Organisation.objects.create(name="区纪委督查室", kind="supervision_office")
    Organisation.objects.filter(pk=cast.school.pk).update(supervised_by=office)
    facts = {"actor": today(cast.office_clerk), "reason": "撤销", "seen": 0}
    for more in ({}, {"to": cast.party}):
        with pytest.raises(Refused, match="还有 1 家单位经“区纪委督查室”交办"):
            ending.close(office, **facts, **more)
    assert fresh(office).is_active


def test_a_body_that_handles_is_merged_only_into_one_that_does(cast):
    league = Organisation.objects.create(name="团区委", kind="party_group", also_handles=True)
    other = Organisation.objects.create(name="区工商联", kind="party_group")
    with pytest.raises(Refused, match="“团区委”也是承办单位，“区工商联”不是"):
        merge(cast, league, other)
    Organisation.objects.filter(pk=other.pk).update(also_handles=True)
    merge(cast, league, fresh(other))
    assert fresh(league).succeeded_by == other


# ---- pages ----


def test_strangers_look_up_and_change_nothing(cast, client):
    for user in (cast.clerk, cast.housing_clerk, cast.shen):
        client.force_login(user, backend=BACKEND)
        assert client.get(f"/settings/organisations/{cast.water.pk}/").status_code == 200
        for act in ("edit", "rename", "merge", "close", "reopen"):
            assert client.get(f"/settings/organisations/{cast.water.pk}/{act}/").status_code == 403
        client.post(f"/settings/organisations/{cast.water.pk}/", {"spellings": "水利"})
        with pytest.raises(Forbidden):
            services.add_spellings(cast.water, ["水利"], actor=who(user))
    assert not fresh(cast.water).names.exists()


def test_what_is_open_is_named_only_to_whom_may_read_it(cast, client):
    proposal = filed_and_assigned(cast)
    for user, named in ((cast.office_clerk, True), (cast.sysadmin, False)):
        client.force_login(user, backend=BACKEND)
        page = client.get(f"/settings/organisations/{cast.housing.pk}/").content.decode()
        assert "件没有办结的承办件" in page and (proposal.title in page) is named


def test_the_acts_as_pages(cast, client):
    client.force_login(cast.office_clerk, backend=BACKEND)
    made = client.post(
        "/settings/organisations/new/?kind=sector",
        {"name": "台胞台属界", "kind": "sector", "spellings": "台联，台胞", "reason": "协商议定"},
    )
    body = Organisation.objects.get(name="台胞台属界")
    assert made.url == body.get_absolute_url() and body.names.count() == 2
    day = timezone.localdate().isoformat()
    url = body.get_absolute_url()
    facts = {"name": "台湾同胞界", "short_name": "", "how": "renamed", "day": day, "reason": "规范", "seen": "0"}
    assert client.post(f"{url}rename/", facts).status_code == 302
    again = client.post(f"{url}rename/", facts | {"name": "别的名称"})
    assert again.status_code == 422 and "改过" in again.content.decode() and "别的名称" in again.content.decode()
    assert client.post(url, {"undo": last_undoable(fresh(body)).pk}).status_code == 302
    assert fresh(body).name == "台胞台属界"
    assert client.post(url, {"remove": body.names.first().pk}).status_code == 302
    assert body.names.count() == 1
    edited = {"kind": "sector", "order": "5", "contact_phone": "1", "reason": "更正", "seen": str(fresh(body).revision)}
    assert client.post(f"{url}edit/", edited).status_code == 302
    assert fresh(body).contact_phone == "1"
    assert (
        client.post(f"{url}close/", {"people": "end", "reason": "撤并", "seen": fresh(body).revision}).status_code
        == 302
    )
    assert not fresh(body).is_active


def test_nobody_stands_above_itself(cast, client):
    Organisation.objects.filter(pk=cast.committee.pk).update(parent=cast.office)
    client.force_login(cast.sysadmin, backend=BACKEND)
    edited = {"kind": "cppcc_office", "order": "5", "parent": cast.committee.pk, "reason": "x", "seen": "0"}
    page = client.post(f"/settings/organisations/{cast.office.pk}/edit/", edited)
    assert page.status_code == 422 and "不能作它的上级" in page.content.decode()


def test_list_and_page_take_a_fixed_number_of_statements(cast, client):
    client.force_login(cast.office_clerk, backend=BACKEND)
    filed_and_assigned(cast)
    client.get("/settings/organisations/")
    before = _statements(client, "/settings/organisations/"), _statements(client, cast.housing.get_absolute_url())
    for number in range(30):
        below = Organisation.objects.create(name=f"第{number}所", kind="unit", parent=cast.housing)
        OrganisationName.objects.create(organisation=below, name=f"{number}所")
    for _ in range(3):
        filed_and_assigned(cast)
    after = _statements(client, "/settings/organisations/"), _statements(client, cast.housing.get_absolute_url())
    assert after == before and before[0] <= 5 + 4


def _statements(client, url):
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(url).status_code == 200
    return len(seen)


def test_a_day_in_the_future_is_refused(cast):
    with pytest.raises(Refused, match="不能晚于今天"):
        rename(cast, cast.water, "区水务局", day=timezone.localdate() + timedelta(days=3))


def test_a_day_before_the_present_name_or_long_ago_is_refused_with_the_day_that_serves(cast):
    day = timezone.localdate()
    merge(cast, cast.water, cast.school, day=day - timedelta(days=10))
    rename(cast, cast.school, "区教育和体育局", day=day - timedelta(days=5), seen=fresh(cast.school).revision)
    since = long_date(day - timedelta(days=5))
    for days, told in ((6, f"现名“区教育和体育局”自{since}起使用"), (400, "起并入“区教育和体育局”|起使用")):
        with pytest.raises(Refused, match=told):
            merge(cast, fresh(cast.school), cast.housing, day=day - timedelta(days=days))
    with pytest.raises(Refused, match=f"更早的变动请填{long_date(day - timedelta(days=365))}，并在原因中写明"):
        rename(cast, cast.finance, "区财政和国资局", day=day - timedelta(days=366))
    rename(cast, cast.finance, "区财政和国资局", day=day - timedelta(days=365))


def test_a_running_deadline_is_named_with_its_matter_and_who_keeps_it(cast):
    filed_and_assigned(cast)
    cast.housing.posts.update(valid_to=MONDAY)
    told = "正在计算的期限（第0001号（签收，.*到期，由区住房和城乡建设局办理）"
    with pytest.raises(ending.StillOpen, match=told):
        ending.close(cast.housing, actor=today(cast.office_clerk), reason="撤销", seen=0)


def test_a_short_name_that_goes_with_a_rename_still_finds_the_body(cast, client):
    services.rename(
        cast.water, name="区水利局", short_name="区水利", reason="简称", seen=None, actor=today(cast.office_clerk)
    )
    browser = signed_in(cast.office_clerk)
    where = f"/settings/organisations/{cast.water.pk}/rename/"
    seen = browser.get(where).context["form"]["seen"].value()
    data = {"name": "区河湖治理中心", "short_name": "区水利", "how": "renamed", "reason": "文", "seen": seen}
    data |= {"day": date.today().isoformat()}
    asked = browser.post(where, data)
    assert (
        asked.status_code == 422
        and "对不上" in asked.content.decode()
        and 'name="keeps_short"' in asked.content.decode()
    )
    assert browser.post(where, data | {"short_name": ""}).status_code == 302
    assert (
        cast.water.names.filter(name="区水利", kind="alias").exists()
        and services.known_as("区水利", "unit") == cast.water
    )
    event = ending.to_take_back(fresh(cast.water), date.today())[0]
    ending.take_back(fresh(cast.water), event.pk, actor=today(cast.office_clerk))
    body = fresh(cast.water)
    assert body.short_name == "区水利" and not body.names.filter(name="区水利").exists()
    assert browser.get(where).status_code == 200
    seen = browser.get(where).context["form"]["seen"].value()
    assert browser.post(where, data | {"seen": seen, "keeps_short": "on"}).status_code == 302


def test_a_merger_speaks_of_open_work_only_where_there_was_some(cast):
    one, other = (Organisation.objects.create(name=name, kind="unit") for name in ("区甲局", "区乙局"))
    browser, where = signed_in(cast.office_clerk), f"{one.get_absolute_url()}merge/"
    seen = browser.get(where).context["form"]["seen"].value()
    data = {"into": other.pk, "day": date.today().isoformat(), "people": "move", "reason": "文", "seen": seen}
    page = browser.post(where, data, follow=True).content.decode()
    assert "并入“区乙局”。当天可以撤销" in page and "未办结的工作已移交" not in page.split("zx-title")[0]
