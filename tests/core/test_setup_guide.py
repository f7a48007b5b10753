"""The guide of the first days: each step as the data stand, the one next step, declared finished once."""

from datetime import date, datetime
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.utils import timezone

from core.committee import guide, steps
from core.committee.changing import CHANGED, change
from core.matters.lifecycle import Forbidden, Refused
from core.models import Committee, Event, GrantRequest, Organisation, Post, Role, Rule, User
from core.people.actors import Actor
from core.rulebook import confirming
from members.models import Mandate, Member, RosterImport
from members.services import sessions, terms

pytestmark = pytest.mark.django_db
GIVEN = {"name": "云溪县政协", "level": "县", "region": "云溪县", "admin": "guanyu"}


@pytest.fixture
def admin() -> User:
    call_command("start_committee", **GIVEN, json=True)
    User.objects.update(must_change_password=False)
    return User.objects.get(username="guanyu")


def person(name: str, role: str, kind: str) -> User:
    user = User.objects.create_user(name, full_name=name)
    home = Organisation.objects.filter(kind=kind).first()
    post = Post.objects.create(user=user, role=role, organisation=home)
    User.objects.filter(pk=user.pk).update(current_post=post)
    return User.objects.get(pk=user.pk)


def states(user: User) -> dict[str, str]:
    return {row.step.key: row.found.state for row in guide.look(user).rows}


def prepared(admin: User) -> User:
    """Everything that must be there, but the rules."""
    actor = Actor.of(admin)
    term = terms.start_term(actor=actor, number=10, starts_on=date(2022, 1, 10))
    cutoff = timezone.make_aware(datetime(2026, 1, 22, 18))
    sessions.add_session(
        actor=actor,
        term=term,
        number=5,
        opens_on=date(2026, 1, 20),
        closes_on=date(2026, 1, 23),
        proposal_cutoff=cutoff,
    )
    channel = Organisation.objects.create(name="县政府督查室", kind="supervision_office")
    for name in ("县教育局", "县水利局", "县林业局", "县残联", "县供销社"):
        Organisation.objects.create(name=name, kind="unit", supervised_by=channel)
    sector = Organisation.objects.create(name="农业界", kind="sector")
    for name, user in (("沈岚", User.objects.create_user("shenlan", full_name="沈岚")), ("周正", None)):
        member = Member.objects.create(name=name, sort_key=name, user=user)
        Mandate.objects.create(member=member, term=term, sector=sector, starts_on=term.starts_on)
    for role in (Role.PROPOSAL_CLERK, Role.PROPOSAL_CHAIR):
        person(role, role, "special_committee")
    person("supervisor", Role.SUPERVISOR, "supervision_office")
    for role in (Role.UNIT_CLERK, Role.UNIT_HEAD):
        person(role, role, "unit")
    return person("fangwen", Role.OFFICE_CLERK, "cppcc_office")


def test_on_the_first_morning_everything_waits_for_the_offices_own_account(admin, client):
    found = guide.look(admin)
    assert [row.step.title for row in found.rows] == [
        "届次", "单位和机关", "界别和别的写法", "委员名册", "账号", "办事规则", "工作日历", "邮件和短信", "试办一件",
    ]  # fmt: skip
    assert found.next.step.key == "accounts" and "先给办公室开一个账号" in found.next.found.do
    assert all(can.lacks for can in found.cans)
    client.force_login(admin, backend="core.backends.PostBackend")
    page = client.get("/setup/").content.decode()
    assert "先给办公室开一个账号" in page and "先做第 1、3 步" in page
    assert "能：计答复期限、亮灯（按推荐值和已录入的放假安排，" in page and "不能：计答复期限" not in page
    assert "打开开办向导" in client.get("/").content.decode()


def test_the_first_steps_are_walked_by_two_administrators(admin, client):
    """The office's own account: opened and asked for by one, confirmed and handed over by the other."""
    security = User.objects.get(username="secadmin")
    office = Organisation.objects.get(kind="cppcc_office")
    client.force_login(admin, backend="core.backends.PostBackend")
    client.post("/settings/accounts/new/", {"username": "fangwen", "full_name": "方闻", "phone": ""})
    user = User.objects.get(username="fangwen")
    asked = {"role": "office_clerk", "organisation": office.pk, "reason": "主持开办"}
    told = client.post(f"/settings/accounts/{user.pk}/", asked, follow=True).content.decode()
    assert "由安全管理员确认后生效" in told and not user.posts.exists()
    step = guide.look(admin).next
    assert step.step.key == "accounts" and "等安全管理员确认" in step.found.tag and "方闻" in step.found.lacks
    client.force_login(security, backend="core.backends.PostBackend")
    page = client.get("/setup/").content.decode()
    assert "方闻任办公室工作人员" in page and 'href="/settings/grants/"' in page
    shown = client.post(f"/settings/grants/{GrantRequest.objects.get().pk}/", {"confirm": "1"})
    assert User.objects.get(pk=user.pk).check_password(shown.context["password"])
    assert user.posts.get().role == Role.OFFICE_CLERK and guide.look(admin).next.step.key == "term"


def test_what_lacks_is_named_and_steps_follow_the_data_not_a_tick(admin):
    clerk = prepared(admin)
    found = {row.step.key: row.found for row in guide.look(clerk).rows}
    assert found["term"].state == steps.DONE and "十届五次会议" in found["term"].now
    assert found["units"].state == steps.USABLE
    assert found["units"].lacks.startswith("县水利局、县林业局、县残联、县供销社没有经办人；")
    assert "县水利局、县林业局、县残联、县供销社没有负责人，答复起草了没有人能签发；" in found["units"].lacks
    assert "缺4家经办人、4家负责人" in found["units"].tag
    assert found["accounts"].state == steps.USABLE
    assert found["accounts"].lacks == "1位委员没有账号；4家承办单位没有经办人、4家没有负责人。"
    assert found["rules"].state == steps.NOT_BEGUN
    Member.objects.update(user=None)
    found = {row.step.key: row.found for row in guide.look(clerk).rows}
    assert found["accounts"].state == steps.LACKING and "2位委员中没有一位有账号" in found["accounts"].lacks
    Post.objects.filter(role=Role.PROPOSAL_CHAIR).delete()
    assert states(clerk)["accounts"] == steps.LACKING
    Organisation.objects.filter(kind="supervision_office").update(is_active=False)
    assert states(clerk)["units"] == steps.LACKING


def test_each_thing_that_lacks_has_its_link_for_whom_it_opens(admin, client):
    def ways(user, key):
        row = next(row for row in guide.look(user).rows if row.step.key == key)
        return {way.label for way in row.ways}

    assert "登记督查室" in ways(admin, "units") and "督查室还没有登记" in guide.look(admin).rows[1].found.lacks
    clerk = prepared(admin)
    assert "县政府督查室交办5家" in guide.look(clerk).rows[1].found.now
    Organisation.objects.filter(name="县残联").update(supervised_by=None)
    assert "写明交办渠道" in ways(clerk, "units") and "补承办人员" in ways(admin, "units")
    Post.objects.filter(role__in=(Role.PROPOSAL_CHAIR, Role.UNIT_HEAD)).delete()
    assert ways(admin, "accounts") >= {"逐个开通", "补齐承办人员", "看待确认的岗位", "给委员开通账号"}
    assert ways(clerk, "accounts") == {"给委员开通账号"}
    client.force_login(clerk, backend="core.backends.PostBackend")
    assert "写明交办渠道" in client.get("/setup/").content.decode()
    page = client.get("/settings/organisations/channels/")
    assert page.context["without"] == 1 and page.context["form"].units[0].name == "县残联"
    found = client.get("/settings/organisations/?kind=unit&channel=none").context["table"].rows
    assert [body.name for body in found] == ["县残联"]


def test_what_is_to_be_done_stands_open_and_why_is_folded(admin, client):
    client.force_login(admin, backend="core.backends.PostBackend")
    said = client.get("/setup/").content.decode()
    units = said.split('id="step-units"')[1].split("</li>")[0]
    head, folded = units.split("<details")
    assert "督查室还没有登记" in head and "会被记逾期" not in head and "会被记逾期" in folded
    for page, words in (
        ("/settings/accounts/import/", "按姓名拼音生成"), ("/settings/organisations/import/", "不会清掉原有内容"),
    ):  # fmt: skip
        assert words in client.get(page).content.decode().split("<details")[-1]


def test_what_a_trial_lacks_is_said_before_the_button_is_pressed(admin, client):
    client.force_login(admin, backend="core.backends.PostBackend")
    page = client.get("/setup/try/")
    assert [row.step.key for row in page.context["lacking"]] == ["term", "units"]
    assert "还没有本届" in page.content.decode() and 'value="begin" disabled' in page.content.decode()
    client.force_login(prepared(admin), backend="core.backends.PostBackend")
    assert 'value="begin">' in client.get("/setup/try/").content.decode()


def test_a_roster_that_waits_takes_nothing_from_the_members_in_office(admin):
    clerk = prepared(admin)
    term = Mandate.objects.first().term
    RosterImport.objects.create(name="增补.xlsx", term=term, sha256="0" * 64, summary={"rows": 3, "rejected": 1})
    row = next(row for row in guide.look(clerk).rows if row.step.key == "roster")
    assert row.found.is_usable and "3行等您核对" in row.found.lacks


def test_recommended_rules_work_and_wait_for_the_committees_word(admin):
    clerk = prepared(admin)
    today = timezone.localdate()
    waiting = confirming.lines(today)
    assert waiting and not confirming.settled(today)
    one = waiting[0].rule
    with pytest.raises(Forbidden):
        confirming.confirm(actor=Actor.of(admin), rules=[one.pk], basis="主席会议")
    with pytest.raises(Refused, match="由谁"):
        confirming.confirm(actor=Actor.of(clerk), rules=[one.pk], basis=" ")
    assert confirming.confirm(actor=Actor.of(clerk), rules=[one.pk], basis="主席会议") == 1
    with pytest.raises(Refused, match="都已确认"):
        confirming.confirm(actor=Actor.of(clerk), rules=[one.pk], basis="主席会议")
    assert len(confirming.lines(today)) == len(waiting) - 1
    event = Event.objects.get(key="rules_confirmed")
    assert event.reason == "主席会议" and event.facts["rules"] == [[one.key, one.applies_to, one.value]]


def test_all_are_confirmed_on_the_page_and_then_the_committee_opens(admin, client):
    clerk = prepared(admin)
    client.force_login(clerk, backend="core.backends.PostBackend")
    refused = client.post("/setup/finish/", follow=True).content.decode()
    assert "还不能宣布：办事规则没有做完。" in refused
    missing = client.post("/settings/rules/pending/", {"which": "all"})
    assert missing.status_code == 422
    client.post("/settings/rules/pending/", {"which": "all", "basis": "第3次主席会议"})
    assert not Rule.objects.filter(confirmed_by=clerk).filter(regulation__is_default=False).exists()
    assert states(clerk)["rules"] == steps.DONE
    done = client.post("/setup/finish/", follow=True).content.decode()
    assert "已宣布开办完成" in done
    assert "打开开办向导" not in client.get("/").content.decode() and "开办向导" in client.get("/").content.decode()
    assert Event.objects.get(key="set_up").actor == clerk
    assert "不必再办" in client.post("/setup/finish/", follow=True).content.decode()


def test_the_page_costs_the_same_for_one_unit_and_for_forty(admin, client, django_assert_max_num_queries):
    clerk = prepared(admin)
    client.force_login(clerk, backend="core.backends.PostBackend")
    client.get("/setup/")
    for number in range(40):
        Organisation.objects.create(name=f"县第{number}局", kind="unit")
        User.objects.create_user(f"u{number}")
    guide.look(clerk)  # rules and calendar are kept per process for half a minute
    with django_assert_max_num_queries(10):
        guide.look(clerk)


def test_the_committees_names_are_changed_with_a_reason_and_never_unseen(admin, client):
    client.force_login(admin, backend="core.backends.PostBackend")
    facts = {
        "name": "云溪区政协",
        "full_name": "中国人民政治协商会议云溪区委员会",
        "region": "云溪区",
        "level": "district",
    }
    assert client.post("/settings/committee/", facts | {"seen": 1, "reason": ""}).status_code == 422
    assert client.post("/settings/committee/", facts | {"seen": 1, "reason": "撤县设区"}).status_code == 302
    page = client.get("/settings/committee/").content.decode()
    assert "云溪区政协" in page and "撤县设区" in page
    with pytest.raises(Refused, match=CHANGED[:6]):
        change(actor=Actor.of(admin), seen=1, reason="x", **(facts | {"name": "别的"}))
    assert Committee.objects.get().name == "云溪区政协"


@pytest.mark.parametrize("role", [Role.MEMBER, Role.UNIT_CLERK, Role.AUDITOR])
def test_it_is_none_of_the_business_of_others(admin, client, role):
    client.force_login(person("other", role, "cppcc_office"), backend="core.backends.PostBackend")
    refused = client.get("/setup/")
    assert refused.status_code == 403 and "办公室工作人员、系统管理员" in refused.content.decode()
    assert client.post("/setup/finish/").status_code == 403
    assert client.get("/setup/try/").status_code == 403


def test_what_is_possible_is_said_with_how_many_it_is_possible_for(admin, client):
    clerk = prepared(admin)
    for number in range(3):
        Organisation.objects.create(name=f"县第{number}局", kind="unit")
    told = {can.ability.label: can for can in guide.look(clerk).cans}
    handing = told["交办给单位、单位签收答复"]
    memo = {"units": [(True, True), (True, False), (True, False), (False, False)]}
    able, every, words = handing.ability.counted(steps.Asked(clerk, timezone.localdate(), memo))
    assert (able, every, words) == (1, 4, "4家单位中3家有经办人，1家有负责人")
    units = Organisation.objects.handling().filter(is_active=True)
    assert f"{units.count()}家单位中" in handing.told
    members = told["委员登录、提交提案"]
    assert members.for_none == (not User.objects.filter(member__isnull=False).exists())
    client.force_login(clerk, backend="core.backends.PostBackend")
    page = client.get("/setup/").content.decode()
    assert handing.lacks or handing.told in page


def test_two_steps_are_counted_as_one_says_it():
    rows = tuple(SimpleNamespace(found=SimpleNamespace(is_usable=done)) for done in (True, True, False))
    assert guide.Guide(rows, (), ()).in_words == "三步做完两步"
