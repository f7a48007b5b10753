"""When a sign-in ends under somebody's hands, what was typed comes back; and the keys that spare the mouse."""

import time

import pytest
from playwright.sync_api import expect

from core.people.accounts import SEEN
from core.people.sessions import SessionStore
from proposals.models import Proposal
from tests.builders.cast import PASSWORD, draft

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TEXT = "滨江步道夜间照明不足，老人散步不便，居民反映集中。"
#: The page saves itself three seconds after the last key.
SAVED_WITHIN = 20


def run_out(page) -> None:
    """Let half an hour and a minute pass for the session of this browser."""
    key = next(c["value"] for c in page.context.cookies() if c["name"] == "sessionid")
    session = SessionStore(key)
    session[SEEN] -= 31 * 60
    session.save()


def sign_in(page, username: str = "shen") -> None:
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()


@pytest.fixture
def writing(cast, browser, live_server, browser_context_args):
    """沈岚 with a draft open on a phone; without the scripts that would save by themselves."""
    proposal = draft(cast, title="关于夜间照明的提案")
    context = browser.new_context(
        **browser_context_args,
        viewport={"width": 360, "height": 760},
        base_url=live_server.url,
        java_script_enabled=False,
    )
    page = context.new_page()
    page.goto(f"/accounts/login/?next=/proposals/{proposal.pk}/write/")
    sign_in(page)
    page.wait_for_url("**/write/")
    yield page
    context.close()


def test_what_was_typed_is_back_after_a_time_out(writing):
    page, address = writing, writing.url
    page.locator("[name=situation]").fill(TEXT)
    page.locator("[name=category]").select_option("economy")
    run_out(page)
    page.get_by_role("button", name="检查并提交").click()
    expect(page.locator("#main")).to_contain_text("已经保留")
    sign_in(page)
    page.wait_for_url(address)
    expect(page.locator("#main")).to_contain_text("已为您保留")
    expect(page.locator("[name=situation]")).to_have_value(TEXT)
    expect(page.locator("[name=category]")).to_have_value("economy")
    page.get_by_role("button", name="检查并提交").click()
    page.wait_for_url("**/check/")


def test_a_form_open_since_before_a_new_sign_in_is_not_lost_either(writing):
    page, address = writing, writing.url
    page.locator("[name=situation]").fill(TEXT)
    other = page.context.new_page()
    other.goto("/accounts/me/")
    other.get_by_role("button", name="退出登录").click()
    sign_in(other)
    page.get_by_role("button", name="检查并提交").click()
    page.wait_for_url(address)
    expect(page.locator("[name=situation]")).to_have_value(TEXT)


@pytest.fixture
def with_scripts(browser, browser_context_args, live_server):
    """``with_scripts(page)``: the page a browser stands on, opened in one that is the same but for its scripts."""
    opened = []

    def go_on(page):
        cookies = page.context.storage_state()
        opened.append(browser.new_context(**browser_context_args, base_url=live_server.url, storage_state=cookies))
        same = opened[-1].new_page()
        same.goto(page.url)
        return same

    yield go_on
    for context in opened:
        context.close()


def situation_once_saved(proposal: Proposal, text: str) -> str:
    """What is stored as soon as it is ``text``, or what still is when the page has had its time to save."""
    until = time.monotonic() + SAVED_WITHIN
    while True:
        proposal.refresh_from_db()
        if proposal.situation == text or time.monotonic() > until:
            return proposal.situation
        time.sleep(0.2)


def test_what_was_given_back_is_saved_though_nobody_touches_it(writing, with_scripts):
    proposal, address = Proposal.objects.get(), writing.url
    writing.locator("[name=situation]").fill(TEXT)
    run_out(writing)
    writing.get_by_role("button", name="检查并提交").click()
    expect(writing.locator("#main")).to_contain_text("已经保留")
    proposal.refresh_from_db()
    assert proposal.situation != TEXT, "kept for the sign-in, not saved"
    page = with_scripts(writing)
    sign_in(page)
    page.wait_for_url(address)
    expect(page.locator("[name=situation]")).to_have_value(TEXT)
    assert situation_once_saved(proposal, TEXT) == TEXT
    page.reload()
    expect(page.locator("[name=situation]")).to_have_value(TEXT)
    expect(page.locator("#restore")).to_be_hidden()


def test_keys_spare_the_mouse(cast, at_screen):
    with at_screen(cast.clerk) as page:
        page.keyboard.press("/")
        assert page.evaluate("document.activeElement.name") == "q"
        page.goto("/")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "跳到正文"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"


def test_arrows_walk_through_the_notices(cast, at_screen):
    from tests.builders.notices import tell

    tell(cast.clerk, 3)
    with at_screen(cast.clerk) as page:
        page.goto("/notices/")
        page.locator(".zx-notice-open").first.focus()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        assert "通知0" in page.evaluate("document.activeElement.textContent")
        page.keyboard.press("ArrowUp")
        assert "通知1" in page.evaluate("document.activeElement.textContent")
