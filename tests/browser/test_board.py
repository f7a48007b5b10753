"""The board, the calendar and the subscription at 360 and 1440 px: they fit, read well, and work by hand."""

import pytest
from playwright.sync_api import expect

from core.models import CalendarFeed, Event
from tests.builders.database import lay_down
from tests.builders.deadlines import at_every_stage, move_due
from tests.builders.pages import today
from tests.builders.screens import faults, faults_at

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BOARD = ["/workbench/board/", "/workbench/board/list/", "/workbench/board/list/?card=red"]
CALENDAR = ["/calendar/", "/calendar/?view=month", "/calendar/?view=week", "/calendar/?view=list&done=1"]
#: Each sort of page once by whoever sees most of it, and what others see otherwise.
PAGES = {
    "gov_office": [*BOARD, *CALENDAR],
    "clerk": [BOARD[1], "/calendar/?mine=1", "/calendar/?date=abc", "/calendar/feed/"],
    "leader": [BOARD[0], "/calendar/"],
    "housing_head": [BOARD[0], BOARD[2]],
    "housing_clerk": ["/calendar/?view=week", "/calendar/?view=late"],
    "shen": ["/calendar/", "/calendar/feed/", "/calendar/?date=2026-10-01&view=month", "/accounts/me/"],
}


@pytest.fixture
def matters(cast):
    """Dates of every card."""

    def written():
        found = at_every_stage(cast)
        move_due(-40, kind="joint_opinion")
        move_due(-2, kind="sign")
        move_due(0, kind="reply")
        return found

    return lay_down("dates of every card", written)


def why_of_two(page) -> None:
    """The first reasons that can be seen stand open."""
    for why in page.locator("details.zx-why:not([open]) summary").all()[:2]:
        if why.is_visible():
            why.click()


def test_pages_fit_and_are_accessible(cast, matters, at_screen):
    wrong = []

    def heard(message):
        if message.type == "error":
            wrong.append(message.text)

    for name, paths in PAGES.items():
        with at_screen(getattr(cast, name)) as page:
            page.on("console", heard)
            for path in paths:
                wrong += [f"{name} {fault}" for fault in faults_at(page, path, why_of_two)]
    assert wrong == [], "\n".join(wrong)


def test_a_phone_opens_with_the_list_and_a_desk_with_the_month(cast, matters, at_screen):
    for phone in (True, False):
        with at_screen(cast.gov_office, phone=phone) as page:
            page.goto("/calendar/")
            assert page.locator(".cal-agenda").is_visible() == phone
            assert page.locator(".cal-grid").is_visible() != phone
            page.get_by_role("link", name="月", exact=True).click()
            expect(page.locator(".cal-grid")).to_be_visible()


def test_from_a_figure_to_the_matter(cast, matters, at_screen):
    with at_screen(cast.leader) as page:
        page.goto("/workbench/board/")
        page.locator(".zx-lights a.red").click()
        page.wait_for_url("**card=red**")
        expect(page.locator(".zx-card-light.red").first).to_be_visible()
        page.locator("details.zx-why summary").first.click()
        expect(page.locator("details.zx-why p").first).to_be_visible()
        page.locator("td a.subject").first.click()
        page.wait_for_url("**/proposals/**")


def test_ticking_rows_and_urging_them(cast, matters, at_screen):
    with at_screen(cast.gov_office) as page:
        page.goto("/workbench/board/list/?stage=sign")
        page.get_by_label("全选本页").check()
        page.get_by_role("button", name="催签收").click()
        page.locator("button[name=go]").click()
        page.get_by_role("link", name="回到列表").click()
        page.wait_for_url("**/workbench/board/list/?stage=sign")
        expect(page.get_by_text("已催1次")).to_have_count(3)
    assert Event.objects.filter(key="urge_sign").count() == 3


def test_rows_that_an_act_does_not_fit_are_named(cast, matters, at_screen):
    with at_screen(cast.gov_office, phone=True) as page:
        page.goto("/workbench/board/list/?stage=reply")
        page.locator("input[name=ids]").first.check()
        page.get_by_role("button", name="催签收").click()
        expect(page.locator("#main")).to_contain_text("不适用“催签收”")


def test_making_changing_and_ending_the_subscription(cast, at_screen):
    with at_screen(cast.shen, phone=True) as page:
        page.goto("/calendar/feed/")
        page.get_by_role("button", name="生成订阅地址").click()
        address = page.locator("#address").input_value()
        assert address.endswith(".ics") and faults(page) == []
        assert page.request.get(address).status == 200
        page.goto("/calendar/feed/")
        assert page.locator("#address").count() == 0
        page.get_by_role("button", name="换新地址").click()
        changed = page.locator("#address").input_value()
        assert changed != address and page.request.get(address).status == 404
        page.get_by_role("button", name="停用").click()
        assert page.request.get(changed).status == 404
    assert CalendarFeed.objects.filter(revoked_at=None).count() == 0


def test_filters_of_the_calendar_work_without_javascript(browser, cast, matters, live_server, browser_context_args):
    from tests.builders.cast import PASSWORD

    context = browser.new_context(**browser_context_args, base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/accounts/login/")
    page.get_by_label("用户名").fill("gov_office")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.goto(f"/calendar/?view=list&date={today()}")
    page.get_by_label("单位", exact=True).select_option(label="区住建局")
    page.get_by_role("button", name="筛选").click()
    page.wait_for_url(f"**unit={cast.housing.pk}**")
    expect(page.locator(".cal-agenda")).not_to_contain_text("区水利局")
    context.close()
