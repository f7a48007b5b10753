"""Pages at 360 and 1440 px: they fit, load nothing from outside, read well to a screen reader, and sign people in."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from core.models import User
from tests.builders.acts import contact, do, filed_and_assigned, sign, work
from tests.builders.cast import PASSWORD, draft
from tests.builders.database import lay_down
from tests.builders.pages import handed, submitted
from tests.builders.screens import PHONE, faults, faults_at

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def matters(cast):
    """One proposal in the hands of units, one draft, one waiting for a co-signer, one to review."""
    return lay_down("matters of the pages", lambda: written(cast, timezone.localdate()))


def written(cast, today) -> dict[str, int]:
    handled = filed_and_assigned(cast, today)
    sign(handled, cast.housing, cast.housing_clerk, today)
    contact(handled, cast.housing, cast.housing_clerk, today)
    writing = draft(cast, cast.shen, today, title="关于夜间照明的提案")
    asked = draft(cast, cast.zhou, today, title="关于口袋公园的提案")
    do(asked, "invite", cast.zhou, today, members=[cast.shen_member.pk])
    sent = draft(cast, cast.he, today, title="关于社区养老的提案")
    do(sent, "submit", cast.he, today)
    return {"handled": handled.pk, "writing": writing.pk, "asked": asked.pk, "sent": sent.pk,
            "work": work(handled, cast.housing).pk}  # fmt: skip


PAGES = {
    "shen": [
        "/", "/proposals/", "/proposals/{writing}/write/", "/proposals/{asked}/", "/proposals/{handled}/",
        "/proposals/{writing}/do/invite/", "/notices/", "/accounts/me/", "/accounts/password/", "/members/",
    ],
    "housing_clerk": [
        "/", "/proposals/assignments/", "/proposals/assignments/{work}/", "/proposals/assignments/{work}/do/draft/",
    ],
    "clerk": [
        "/", "/proposals/", "/proposals/{handled}/", "/proposals/{sent}/do/recommend/", "/settings/rules/",
        "/settings/calendar/", "/settings/organisations/", "/workbench/search/?q=水",
    ],
    "office_clerk": ["/members/", "/members/add/", "/members/roster/", "/members/terms/", "/proposals/new/"],
    "gov_office": ["/", "/proposals/assignments/", "/proposals/sheet/assign/"],
    "leader": ["/", "/proposals/{handled}/do/instruct/"],
    "sysadmin": [
        "/", "/setup/", "/settings/accounts/", "/settings/accounts/new/", "/settings/accounts/handlers/",
        "/settings/accounts/over/", "/settings/organisations/words/", "/settings/organisations/channels/",
        "/settings/organisations/import/",
    ],
    "secadmin": ["/"],
    "auditor": ["/", "/workbench/audit/"],
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(PAGES))
def test_pages_fit_and_are_accessible(cast, matters, at_screen, live_server, name):
    wrong, outside = [], []
    with at_screen(getattr(cast, name)) as page:
        page.on("request", lambda r: None if r.url.startswith((live_server.url, "data:")) else outside.append(r.url))
        page.on("console", lambda m: wrong.append(m.text) if m.type == "error" else None)
        for path in PAGES[name]:
            wrong += faults_at(page, path.format(**matters))
    assert wrong == [] and outside == []


def test_signing_in_by_hand_and_being_refused(browser, cast, live_server, browser_context_args):
    context = browser.new_context(**browser_context_args, viewport=PHONE, base_url=live_server.url)
    page = context.new_page()
    page.goto("/proposals/")
    assert "/accounts/login/" in page.url and faults(page) == []
    page.get_by_label("用户名").fill("shen")
    page.get_by_label("密码").fill("wrong")
    page.get_by_role("button", name="登录").click()
    expect(page.locator("#main")).to_contain_text("用户名或密码不对")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url("**/proposals/")
    context.close()


def test_every_form_works_without_javascript(browser, cast, live_server, browser_context_args):
    context = browser.new_context(
        **browser_context_args, viewport=PHONE, base_url=live_server.url, java_script_enabled=False
    )
    page = context.new_page()
    page.goto("/accounts/login/")
    page.get_by_label("用户名").fill("shen")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.goto("/proposals/new/")
    page.locator("[name=title]").fill("关于夜间照明的提案")
    page.locator("[name=situation]").fill("滨江步道夜间照明不足。")
    page.locator("[name=analysis]").fill("灯具老化，管护主体不清。")
    page.locator("[name=suggestion]").fill("一是更换灯具；二是明确管护主体。")
    page.locator("[name=category]").select_option("city")
    page.locator("[name=publish_consent][value=yes]").check()
    page.get_by_role("button", name="检查并提交").click()
    page.locator("#main").get_by_role("button", name="提交", exact=False).first.click()
    page.wait_for_url("**/receipt/")
    expect(page.locator("#main")).to_contain_text("0001")
    context.close()


def test_slips_are_chosen_all_at_once_and_counted(cast, at_screen):
    User.objects.filter(pk__in=[cast.shen.pk, cast.he.pk, cast.zhou.pk]).update(must_change_password=True)
    with at_screen(cast.office_clerk, phone=True) as page:
        page.goto("/members/accounts/")
        expect(page.get_by_role("button", name="为勾选的委员生成密码单")).to_be_disabled()
        page.get_by_label("全选本页").check()
        expect(page.get_by_text("已选 3 位：")).to_be_visible()
        page.get_by_label("选择何").first.uncheck()
        expect(page.get_by_text("已选 2 位：")).to_be_visible()
        expect(page.get_by_role("button", name="为全部 3 位生成密码单")).to_be_enabled()
        assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
        assert faults(page) == []


def test_a_password_can_be_read_while_it_is_typed(cast, at_screen):
    with at_screen(None, phone=True) as page:
        page.goto("/accounts/login/")
        field = page.locator("[name=password]")
        field.fill("看得见")
        page.get_by_role("button", name="显示密码").click()
        expect(field).to_have_attribute("type", "text")
        page.get_by_role("button", name="隐藏密码").click()
        expect(field).to_have_attribute("type", "password")
        assert faults(page) == []
    with at_screen(cast.shen, phone=True) as page:
        page.goto("/accounts/password/")
        expect(page.get_by_role("button", name="显示密码")).to_have_count(1)
        page.get_by_role("button", name="显示密码").click()
        expect(page.locator("input[type=password]")).to_have_count(0)


def long_list(c) -> None:
    """Two proposals in the hands of eight units and six to review, with titles as long as they are in life."""
    units = (c.housing, c.water, c.finance, c.school)
    for day in ("口袋公园及周边公共停车", "城乡供水管网一体化改造"):
        handed(c, c.shen, joints=units[1:], title=f"关于统筹推进老城区{day}的提案")
    for number in range(6):
        submitted(c, c.zhou, title=f"关于完善第{number}片区社区养老与医疗康复服务衔接机制的提案")


def test_lists_are_read_at_1024(cast, at_screen):
    long_list(cast)
    for user, path in ((cast.clerk, "/proposals/"), (cast.clerk, "/proposals/assignments/")):
        with at_screen(user) as page:
            page.set_viewport_size({"width": 1024, "height": 768})
            page.goto(path)
            wrap = page.locator(".zx-table-wrap")
            assert wrap.evaluate("one => one.scrollWidth <= one.clientWidth"), f"{path} goes sideways"
            assert page.locator("td.zx-grows").first.bounding_box()["width"] >= 240, path
            rows = [row.bounding_box() for row in page.locator("tbody tr").all()]
            assert sum(box["y"] + box["height"] <= 768 for box in rows) >= 6, (path, rows)
            expect(page.locator("tbody .zx-second:visible")).to_have_count(0)
            bar = page.locator(".zx-batch")
            expect(bar).to_be_hidden()
            page.locator("input[name=ids]").first.check()
            expect(bar).to_be_visible()
            page.set_viewport_size({"width": 1440, "height": 900})
            expect(page.locator("tbody tr").first.locator(".zx-second").first).to_be_visible()
    with at_screen(cast.gov_office) as page:
        page.set_viewport_size({"width": 1024, "height": 768})
        page.goto("/workbench/board/list/")
        assert page.locator(".zx-table-wrap").evaluate("one => one.scrollWidth <= one.clientWidth")
        assert page.locator("td.zx-grows").first.bounding_box()["width"] >= 240
