"""The rule book in a browser: it fits a phone, reads well to a screen reader, and is kept without any script."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from core.models import Regulation, Rule
from core.rulebook import versions
from tests.builders.cast import PASSWORD, who
from tests.builders.screens import PHONE, faults_at, faults_at_both

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
REPLY, GROUNDS = "/settings/rules/proposal.reply_months/", "/settings/rules/proposal.return_grounds/"


@pytest.fixture
def two_versions(cast):
    """Two versions of the limit of replies and one of the grounds of return; the second is pending."""
    today = timezone.localdate()
    regulation = Regulation.objects.create(title="提案工作条例", adopted_on=date(2026, 1, 8))
    made = []
    for key, value, day, text in (
        ("proposal.reply_months", {"n": 4, "unit": "months"}, today - timedelta(days=30), "四个月内答复。"),
        ("proposal.reply_months", {"n": 2, "unit": "months"}, today + timedelta(days=30), "两个月内书面答复。"),
        ("proposal.return_grounds", [{"code": "other_lead", "label": "应由他单位办理"}], today, ""),
    ):
        actor = who(cast.sysadmin, today)
        made.append(
            versions.enter_version(
                actor=actor, key=key, value=value, effective_from=day, regulation=regulation, article_text=text
            )
        )
    return made


def pages(shown, keeps: bool) -> list[str]:
    first, second, grounds = shown
    default = Rule.objects.get(key="proposal.return_grounds", regulation__is_default=True)
    found = [
        "/settings/rules/", "/settings/rules/?q=答复期限", "/settings/rules/?state=pending", "/settings/rules/sheet/",
        REPLY, f"{REPLY}?start=2026-03-02", f"{REPLY}compare/?a={first.pk}&b={second.pk}",
        f"{GROUNDS}compare/?a={default.pk}&b={grounds.pk}", "/settings/rules/calendar.conventions/",
    ]  # fmt: skip
    if keeps:
        keys = (
            "proposal.reply_months", "proposal.return_grounds", "proposal.result_letters", "proposal.contact_modes",
            "proposal.evaluation_questions", "proposal.follow_meanings", "calendar.conventions", "reminder.steps",
            "reminder.quiet_hours", "score.bands", "attendance.min_share", "proposal.title_form",
        )  # fmt: skip
        found += [f"/settings/rules/{key}/next/" for key in keys]
        found += [f"{REPLY}withdraw/{second.pk}/", "/settings/rules/load/"]
    return found


@pytest.mark.parametrize("name", ["sysadmin", "shen"])
def test_pages_fit_and_are_accessible(cast, two_versions, at_screen, name):
    wrong = []
    with at_screen(getattr(cast, name)) as page:
        page.on("console", lambda m: wrong.append(m.text) if m.type == "error" else None)
        for path in pages(two_versions, keeps=name == "sysadmin"):
            wrong += faults_at(page, path)
    assert wrong == []


def test_the_look_before_saving_and_the_mistakes_are_accessible_too(cast, two_versions, at_screen):
    wrong = []

    def looked(page):
        wrong.extend(f"{page.url} {fault}" for fault in faults_at_both(page))

    with at_screen(cast.sysadmin, phone=True) as page:
        page.goto(f"{REPLY}next/")
        page.locator("[name='value-n']").fill("0")
        page.get_by_role("button", name="下一步：核对").click()
        page.get_by_text("时长应为不小于1的整数。").wait_for()
        looked(page)
        page.locator("[name='value-n']").fill("5")
        page.get_by_label("依据的制度").select_option(label="《提案工作条例》（2026年1月8日通过）")
        page.locator("[name=effective_from]").fill((timezone.localdate() + timedelta(days=60)).isoformat())
        page.get_by_role("button", name="下一步：核对").click()
        page.get_by_role("button", name="确认录入").wait_for()
        looked(page)
        page.goto(f"{GROUNDS}next/")
        page.locator("summary", has_text="新增").click()
        page.locator("[name='value-1-code']").fill("???")
        page.get_by_role("button", name="下一步：核对").click()
        page.get_by_text("代码只用英文字母").first.wait_for()
        looked(page)
        page.goto("/settings/rules/load/")
        page.get_by_label("或者粘贴内容").fill(
            "regulation: {title: 办法}\nrules:\n- {key: proposal.sing_days, value: 3}"
        )
        page.get_by_role("button", name="读取并核对").click()
        page.get_by_role("heading", name="不能接受的").wait_for()
        looked(page)
    assert wrong == []


def test_a_version_is_entered_compared_and_taken_back_on_a_phone_without_script(
    browser, cast, live_server, browser_context_args
):
    context = browser.new_context(
        **browser_context_args, viewport=PHONE, base_url=live_server.url, java_script_enabled=False
    )
    context.set_default_timeout(15_000)
    page = context.new_page()
    page.goto(f"/accounts/login/?next={REPLY}")
    page.get_by_label("用户名").fill("sysadmin")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.goto(REPLY)
    page.get_by_role("link", name="录入下一版本").first.click()
    page.locator("[name='value-n']").fill("2")
    page.get_by_label("依据的制度").select_option("new")
    page.get_by_label("名称").fill("提案工作条例")
    page.get_by_text("条文、说明、终止日期").click()
    page.get_by_label("条文").fill("两个月内答复。\n\n情况复杂的，可以延长。")
    page.get_by_role("button", name="下一步：核对").click()
    expect(page.locator("#main")).to_contain_text("改为 2个月", use_inner_text=True)
    page.get_by_role("button", name="返回修改").click()
    expect(page.get_by_label("条文")).to_have_value("两个月内答复。\n\n情况复杂的，可以延长。")
    page.get_by_role("button", name="下一步：核对").click()
    page.get_by_role("button", name="确认录入").click()
    expect(page.locator("#main")).to_contain_text("已录入“答复期限”的新版本")
    assert Rule.objects.get(regulation__is_default=False).article_text == "两个月内答复。\n\n情况复杂的，可以延长。"
    for box in page.locator("[name=pick]").all()[:2]:
        box.check()
    page.get_by_role("button", name="比较选中的两个版本").click()
    expect(page.locator("#main")).to_contain_text("3个月 → 2个月", use_inner_text=True)
    page.goto(REPLY)
    page.get_by_role("link", name="撤回").click()
    page.get_by_label("撤回理由").fill("推迟施行")
    page.get_by_role("button", name="撤回").click()
    expect(page.locator("#main")).to_contain_text("已撤回")
    assert not Rule.objects.filter(regulation__is_default=False).exists()
    context.close()


def test_a_regulation_is_uploaded_and_confirmed_without_script(
    browser, cast, live_server, browser_context_args, tmp_path
):
    file = tmp_path / "办法.yaml"
    file.write_text(
        "regulation: {title: 办理办法, effective_from: 2026-01-01}\nrules:\n"
        "- {key: proposal.sign_days, value: {n: 2, unit: working_days}}\n",
        encoding="utf-8",
    )
    context = browser.new_context(**browser_context_args, base_url=live_server.url, java_script_enabled=False)
    context.set_default_timeout(15_000)
    page = context.new_page()
    page.goto("/accounts/login/")
    page.get_by_label("用户名").fill("sysadmin")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.goto("/settings/rules/load/")
    page.get_by_label("制度文件").set_input_files(file)
    page.get_by_role("button", name="读取并核对").click()
    page.get_by_role("button", name="确认导入").click()
    expect(page.locator("#main")).to_contain_text("新录入 1 项")
    assert Rule.objects.get(regulation__is_default=False).value == {"n": 2, "unit": "working_days"}
    context.close()
