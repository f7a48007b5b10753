"""One proposal's whole life in a real browser: each person at an own screen, the members on phones.

Two joint units, one declining; a dissatisfied co-signer; second handling; follow-up.
"""

import re

import pytest
from playwright.sync_api import expect

from proposals.models import Assignment, Proposal

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TITLE = "关于加快青山片区自来水管网建设的提案"


def submit_act(page, label):
    """Press the button of the act's own page and land on the matter again."""
    page.locator("#main").get_by_role("button", name=label, exact=True).click()
    page.wait_for_load_state()
    assert page.locator(".zx-note.error").count() == 0, page.locator(".zx-note.error").first.inner_text()


def choose(page, label, option):
    page.get_by_label(label, exact=False).first.select_option(label=option)


def pick(page, name, label):
    """Choose one row of a picker by its words, through the select that stands under it."""
    page.evaluate(
        """([name, label]) => {
            const select = document.querySelector(`select[name=${name}]`);
            const option = [...select.options].find(o => o.textContent.includes(label));
            if (!option) throw new Error(`no ${label} in ${name}`);
            if (select.tomselect) select.tomselect.addItem(option.value); else option.selected = true;
            select.dispatchEvent(new Event("change", {bubbles: true}));
        }""",
        [name, label],
    )


def work_of(proposal, unit, round=1):
    rows = Assignment.objects.exclude(state__in=("returned", "revoked"))
    return rows.get(proposal=proposal, unit=unit, round=round).pk


def write_and_collect_signatures(c, at_screen) -> Proposal:
    with at_screen(c.shen, phone=True) as page:
        page.get_by_role("link", name="写提案").first.click()
        page.wait_for_url("**/proposals/new/")
        page.locator("[name=title]").fill(TITLE)
        page.locator("[name=situation]").fill("青山片区供水管网老化，夏季高峰时段水压不足。")
        page.locator("[name=analysis]").fill("片区供水由三家小水厂分别承担，标准不一。")
        page.locator("[name=suggestion]").fill("一是整合小水厂；二是更新老旧管网；三是公开水质监测数据。")
        page.locator("[name=category]").select_option("city")
        page.locator("[name=publish_consent][value=yes]").check()
        page.get_by_role("button", name="保存草稿").click()
        page.wait_for_load_state()
        proposal = Proposal.objects.get(title=TITLE)
        page.goto(f"/proposals/{proposal.pk}/do/invite/")
        for name in ("周正", "何静"):
            page.locator("label.zx-option", has_text=name).locator("input").check()
        submit_act(page, "邀请联名")
    for user in (c.zhou, c.he):
        with at_screen(user, phone=True) as page:
            page.get_by_text("邀您联名").click()
            page.locator("#main").get_by_role("button", name="署名", exact=True).click()
            page.wait_for_load_state()
    with at_screen(c.shen, phone=True) as page:
        page.goto(f"/proposals/{proposal.pk}/do/submit/")
        submit_act(page, "提交")
    return proposal


def review_and_assign(c, at_screen, proposal) -> None:
    base = f"/proposals/{proposal.pk}/do"
    with at_screen(c.clerk) as page:
        page.get_by_role("link", name=re.compile("^提出初审意见")).click()
        page.locator("[name=outcome]").select_option("file")
        submit_act(page, "提出初审意见")
    with at_screen(c.chair) as page:
        page.goto(f"{base}/file/")
        submit_act(page, "立案")
    with at_screen(c.clerk) as page:
        page.goto(f"{base}/hand_over/")
        page.locator("[name=channel]").select_option(label="区政府督查室")
        submit_act(page, "送交办")
    with at_screen(c.gov_office) as page:
        page.goto(f"{base}/assign/")
        pick(page, "lead", "住房和城乡建设局")
        pick(page, "joints", "水利局")
        pick(page, "joints", "财政局")
        submit_act(page, "交办")


def sign_for(page, pk):
    page.goto(f"/proposals/assignments/{pk}/do/sign/")
    page.locator("[name=handler_name]").fill("马宁")
    page.locator("[name=handler_phone]").fill("010-12345")
    submit_act(page, "签收")


def talk_to_proposer(page, pk):
    page.goto(f"/proposals/assignments/{pk}/do/record_contact/")
    page.locator("[name=mode]").select_option("visit")
    page.locator("[name=held_on]").fill(page.evaluate("new Date().toLocaleDateString('sv-SE')"))
    page.get_by_label("沈岚").check()
    page.locator("[name=content]").fill("上门说明办理打算，听取意见。")
    submit_act(page, "登记沟通")


def draft_reply(page, pk, text):
    page.goto(f"/proposals/assignments/{pk}/do/draft/")
    page.locator("[name=text]").fill(text)
    page.locator("[name=letter]").select_option("B")
    submit_act(page, "保存草稿")


def press_act(page, pk, key, label):
    page.goto(f"/proposals/assignments/{pk}/do/{key}/")
    submit_act(page, label)


def sign_off_check_and_deliver(c, at_screen, pk):
    with at_screen(c.housing_head) as page:
        press_act(page, pk, "sign_off", "签发")
    with at_screen(c.gov_office) as page:
        press_act(page, pk, "pass_check", "审核通过")
    with at_screen(c.housing_clerk) as page:
        press_act(page, pk, "deliver", "送达答复")


def judge(page, proposal, result, comment=""):
    page.goto(f"/proposals/{proposal.pk}/do/evaluate/")
    page.get_by_text("再说细一点").click()
    for name in ("q_contact", "q_attitude", "q_relevance"):
        page.locator(f"[name={name}]").first.check()
    page.locator(f"[name=result][value={result}]").check()
    page.locator("[name=comment]").fill(comment)
    submit_act(page, "评价答复")


def test_whole_life_in_the_browser(cast, at_screen):
    c = cast
    proposal = write_and_collect_signatures(c, at_screen)
    review_and_assign(c, at_screen, proposal)
    lead, water, finance = (work_of(proposal, unit) for unit in (c.housing, c.water, c.finance))
    with at_screen(c.finance_clerk) as page:
        page.goto(f"/proposals/assignments/{finance}/do/ask_return/")
        page.locator("[name=ground]").select_option("not_our_duty")
        page.locator("[name=reason]").fill("不涉及财政资金安排")
        submit_act(page, "申请退办")
    with at_screen(c.gov_office) as page:
        page.goto(f"/proposals/assignments/{finance}/do/accept_return/")
        pick(page, "unit", "教育局")
        submit_act(page, "同意退办并改办")
    school = work_of(proposal, c.school)
    with at_screen(c.water_clerk) as page:
        sign_for(page, water)
        page.goto(f"/proposals/assignments/{water}/do/give_opinion/")
        page.locator("[name=opinion]").fill("同意整合小水厂，愿意配合。")
        submit_act(page, "提交会办意见")
    with at_screen(c.school_clerk) as page:
        sign_for(page, school)
    with at_screen(c.housing_clerk) as page:
        sign_for(page, lead)
        page.goto(f"/proposals/assignments/{lead}/do/send_countersign/")
        talk_to_proposer(page, lead)
        draft_reply(page, lead, "一、已将片区管网更新列入明年计划。\n二、整合小水厂的方案正在编制。")
        press_act(page, lead, "send_countersign", "送会签")
    for user, pk in ((c.water_clerk, water), (c.school_clerk, school)):
        with at_screen(user) as page:
            press_act(page, pk, "countersign", "同意会签")
    sign_off_check_and_deliver(c, at_screen, lead)
    for user, result in ((c.shen, "satisfied"), (c.zhou, "dissatisfied"), (c.he, "basically")):
        with at_screen(user, phone=True) as page:
            expect(page.get_by_text("请评价答复")).to_have_count(1)
            judge(page, proposal, result, "" if result != "dissatisfied" else "没有时间表")
    with at_screen(c.gov_office) as page:
        page.goto(f"/proposals/{proposal.pk}/do/rehandle/")
        page.locator("[name=reason]").fill("请给出时间表")
        submit_act(page, "二次交办")
    again = work_of(proposal, c.housing, round=2)
    with at_screen(c.housing_clerk) as page:
        sign_for(page, again)
        talk_to_proposer(page, again)
        draft_reply(page, again, "一、明年六月底前完成管网更新。")
        press_act(page, again, "submit_reply", "送签发")
    sign_off_check_and_deliver(c, at_screen, again)
    with at_screen(c.zhou, phone=True) as page:
        judge(page, proposal, "satisfied")
    with at_screen(c.clerk) as page:
        page.goto(f"/proposals/{proposal.pk}/do/follow/")
        submit_act(page, "转入跟踪办理")
    with at_screen(c.housing_clerk) as page:
        page.goto(f"/proposals/{proposal.pk}/do/record_follow_up/")
        page.locator("[name=text]").fill("管网更新已经完工。")
        page.locator("[name=letter]").select_option("A")
        submit_act(page, "登记跟踪进展")
    with at_screen(c.clerk) as page:
        page.goto(f"/proposals/{proposal.pk}/do/finish_follow_up/")
        submit_act(page, "跟踪办结")
        page.goto(f"/proposals/{proposal.pk}/")
        story = page.locator("#main").text_content()
        for words in ("立案，编为第0001号", "改由区教育局", "周正评价：不满意", "第2次交办", "跟踪办理：A"):
            assert words in story
    proposal.refresh_from_db()
    assert (proposal.state, proposal.result_letter, proposal.follow_letter) == ("closed", "B", "A")


def test_a_second_click_and_a_wrong_input_lose_nothing(cast, at_screen):
    c = cast
    proposal = write_and_collect_signatures(c, at_screen)
    with at_screen(c.clerk) as second:
        second.goto(f"/proposals/{proposal.pk}/do/recommend/")
        second.locator("[name=text]").fill("建议立案，理由充分。")
        submit_button = second.locator("#main").get_by_role("button", name="提出初审意见", exact=True)
        submit_button.click()
        second.wait_for_load_state()
        expect(second.locator("#main")).to_contain_text("请选择")
        expect(second.locator("[name=text]")).to_have_value("建议立案，理由充分。")
        second.locator("[name=outcome]").select_option("file")
        submit_act(second, "提出初审意见")
        second.goto(f"/proposals/{proposal.pk}/do/recommend/")
        expect(second.locator("#main")).to_contain_text("没有再办一次")
