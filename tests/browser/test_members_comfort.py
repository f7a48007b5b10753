"""Members' pages for elderly eyes and thumbs: size of type, of what is touched, the focus, text at 200 %, taps."""

import re

import pytest
from playwright.sync_api import expect

from core.matters import kinds
from proposals.models import Evaluation, Proposal
from tests.builders.acts import answer, contact, do, filed_and_assigned, sign
from tests.builders.cast import draft
from tests.builders.database import lay_down
from tests.builders.screens import faults

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

#: What is drawn smaller than ``type`` px, lower or narrower than ``touch`` px, tighter than 1.3 lines; links within a
#: sentence are as high as its lines.
MEASURE = """([type, touch]) => {
  const wrong = new Set();
  const seen = (one) => { const box = one.getBoundingClientRect(); const css = getComputedStyle(one);
    const drawn = box.width > 1 && box.height > 1 && css.visibility !== "hidden";
    return drawn && !one.closest(".visually-hidden, .zx-skip, [hidden]"); };
  const called = (one) => one.tagName.toLowerCase() + "." + one.className + " " + one.textContent.trim().slice(0, 20);
  for (const one of document.querySelectorAll("body *")) {
    if (!seen(one) || one.tagName === "OPTION" || one.matches(".bi")) continue;
    if (![...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim())) continue;
    const css = getComputedStyle(one), size = parseFloat(css.fontSize);
    if (size < type) wrong.add(size + " px: " + called(one));
    const line = parseFloat(css.lineHeight);
    if (css.lineHeight !== "normal" && line < 1.3 * size - 0.1) wrong.add("tight: " + called(one));
  }
  const touched = "a[href], button, input:not([type=hidden]), select, textarea, summary";
  if (touch) for (const one of document.querySelectorAll(touched)) {
    if (!seen(one)) continue;
    const label = one.matches("[type=radio], [type=checkbox]") && one.closest("label");
    const box = (label || one).getBoundingClientRect();
    const inline = one.tagName === "A" && getComputedStyle(one).display === "inline";
    const words = (node) => node.nodeType === 3 && node.textContent.trim();
    if (inline && [...one.parentNode.childNodes].some(words)) continue;
    const least = one.matches(".btn-primary") ? Math.max(touch, 60) : touch;
    const size = Math.round(box.width) + "x" + Math.round(box.height);
    if (box.height < least - 0.5 || box.width < touch - 0.5) wrong.add(size + ": " + called(one));
  }
  return [...wrong].slice(0, 12);
}"""

#: Fields whose help or error stands beside them and is not read with them.
UNDESCRIBED = """() => [...document.querySelectorAll(".zx-field [id$=_help], .zx-field [id$=_error]")].filter(
(text) => {
  const name = text.id.replace(/_(help|error)$/, "");
  const field = document.getElementById(name) || text.closest("fieldset");
  return !field || !(field.getAttribute("aria-describedby") || "").split(" ").includes(text.id);
}).map((text) => text.id)"""

#: Whether what has the focus lies under a bar that stays in place.
COVERED = """() => {
  const one = document.activeElement, box = one.getBoundingClientRect();
  if (one === document.body || !box.height || box.height > innerHeight / 2) return "";
  const bars = [...document.querySelectorAll(".m-tabs, .m-act, .w-submit, .w-bar")].filter((bar) => !bar.contains(one));
  const under = bars.find((bar) => { const b = bar.getBoundingClientRect(), css = getComputedStyle(bar);
    const stays = b.height && ["fixed", "sticky"].includes(css.position);
    return stays && box.top < b.bottom - 1 && box.bottom > b.top + 1; });
  return under ? one.outerHTML.slice(0, 80) + " under " + under.className : "";
}"""


@pytest.fixture
def matters(cast):
    """A draft, an invitation, a proposal with units."""
    return lay_down("matters of members", lambda: written(cast))


def written(cast) -> dict[str, int]:
    from django.utils import timezone

    today = timezone.localdate()
    writing = draft(cast, cast.shen, today, title="关于夜间照明的提案")
    asked = draft(cast, cast.zhou, today, title="关于口袋公园的提案")
    do(asked, "invite", cast.zhou, today, members=[cast.shen_member.pk])
    handled = filed_and_assigned(cast, today)
    return {"writing": writing.pk, "asked": asked.pk, "handled": handled.pk}


def answered_today(cast):
    from django.utils import timezone

    today = timezone.localdate()
    c = cast
    proposal = draft(c, c.shen, today, title="关于社区养老的提案")
    do(proposal, "submit", c.shen, today)
    do(proposal, "recommend", c.clerk, today, outcome="file", category="city")
    do(proposal, "file", c.chair, today, category="city")
    do(proposal, "hand_over", c.clerk, today, channel=c.gov.pk)
    do(proposal, "assign", c.gov_office, today, lead=c.housing.pk)
    sign(proposal, c.housing, c.housing_clerk, today)
    contact(proposal, c.housing, c.housing_clerk, today)
    answer(proposal, c.housing, c.housing_clerk, c.housing_head, c.gov_office, today)
    return proposal


def member_pages(matters) -> list[str]:
    """Every kind of page that a member opens: lists and writing pages from the registry, the rest by name."""
    found = ["/", "/notices/", "/notices/?doing=1", "/accounts/me/", "/accounts/password/", "/accounts/channels/",
             "/accessibility/", "/members/", "/reminders/"]  # fmt: skip
    for kind in kinds.matters():
        if "member" in kind.readers:
            found.append(kind.list_url)
            if kind.writing:
                found.append(f"{kind.list_url}new/")
    base = "/proposals/"
    found += [f"{base}{matters['asked']}/", f"{base}{matters['handled']}/", f"{base}{matters['writing']}/",
              f"{base}{matters['writing']}/write/", f"{base}{matters['writing']}/check/",
              f"{base}{matters['writing']}/write/?check=1", f"{base}{matters['handled']}/versions/",
              f"{base}{matters['writing']}/do/invite/"]  # fmt: skip
    return [*found, f"{base}{matters['judging']}/", f"{base}{matters['judging']}/do/evaluate/"]


@pytest.fixture
def pages(cast, matters):
    return member_pages(matters | {"judging": lay_down("one to judge", lambda: answered_today(cast)).pk})


@pytest.mark.parametrize("large", [True, False], ids=["large", "standard"])
def test_members_pages_are_large_enough_to_read_and_touch(cast, pages, at_screen, large):
    cast.shen.large_type = large
    cast.shen.save(update_fields=["large_type"])
    wrong = []
    with at_screen(cast.shen, phone=True) as page:
        for path in pages:
            assert page.goto(path).status == 200, path
            wrong += [f"{path} {one}" for one in page.evaluate(MEASURE, [18, 48] if large else [16, 0])]
            wrong += [f"{path} not described: {one}" for one in page.evaluate(UNDESCRIBED)]
            if large:
                wrong += [f"{path} {one}" for one in faults(page)]
    assert wrong == []


def test_the_focus_is_never_under_a_bar_and_twice_the_text_needs_no_sideways_scrolling(cast, pages, at_screen):
    wrong = []
    with at_screen(cast.shen, phone=True) as page:
        for path in pages:
            page.goto(path)
            for _ in range(25):
                page.keyboard.press("Tab")
                if covered := page.evaluate(COVERED):
                    wrong.append(f"{path} {covered}")
            page.evaluate("document.documentElement.style.fontSize = '200%'")
            width = page.evaluate("document.documentElement.scrollWidth")
            if width > page.viewport_size["width"]:
                wrong.append(f"{path} is {width} px wide with text at 200 %")
    assert wrong == []


class Taps:
    """Counts what a thumb does; typing counts nothing, the field it goes into one."""

    def __init__(self):
        self.number = 0

    def __call__(self, target) -> None:
        self.number += 1
        target.click()


def test_an_invitation_is_read_and_answered_in_three_taps(cast, matters, at_screen):
    tap = Taps()
    with at_screen(cast.shen, phone=True) as page:
        tap(page.get_by_text("邀您联名"))
        expect(page.locator(".prose")).to_contain_text("青山片区")
        agree, refuse = page.get_by_role("button", name="署名", exact=True), page.get_by_text("不署名", exact=True)
        answers = [agree.bounding_box(), refuse.bounding_box()]
        assert abs(answers[0]["width"] - answers[1]["width"]) < 2 and answers[0]["height"] == answers[1]["height"]
        tap(refuse)
        tap(page.get_by_role("button", name="确定不署名", exact=True))
        expect(page).to_have_url(re.compile("/$"))
        expect(page.locator("#main")).to_contain_text("已告诉提案者您不署名")
    assert tap.number <= 3


def test_a_reply_is_read_and_judged_in_four_taps(cast, at_screen):
    proposal, tap = answered_today(cast), Taps()
    with at_screen(cast.shen, phone=True) as page:
        tap(page.get_by_text("请评价答复").first)
        expect(page.get_by_text("一、已列入计划。")).to_be_visible()
        expect(page.get_by_text("评“不满意”以后")).to_be_hidden()
        tap(page.locator("#id_result").get_by_text("不满意", exact=True))
        expect(page.get_by_text("评“不满意”以后")).to_be_visible()
        tap(page.get_by_text("没有和我商量过"))
        tap(page.locator("form.zx-act").get_by_role("button", name="评价答复"))
        expect(page.locator("#main")).to_contain_text("评价已送出。")
    assert tap.number <= 4
    assert Evaluation.objects.get(proposal=proposal).answers == {"why": "没有和我商量过"}


def test_from_home_a_proposal_is_written_and_handed_in_with_eight_taps(cast, at_screen):
    tap = Taps()
    with at_screen(cast.shen, phone=True) as page:
        entry = page.get_by_role("link", name="写提案")
        assert entry.bounding_box()["y"] < 400, "on the first screen"
        tap(entry)
        page.wait_for_url("**/proposals/new/")
        texts = {
            "title": "关于夜间照明的提案",
            "situation": "路灯少。",
            "analysis": "没有人管。",
            "suggestion": "增设路灯。",
        }
        for name, text in texts.items():
            if name == "title":
                tap(page.locator("[name=title]"))  # from there the keyboard goes on to the next field
            page.locator(f"[name={name}]").fill(text)
        tap(page.locator("[name=category]"))
        page.locator("[name=category]").select_option("city")
        tap(page.locator("label:has([name=publish_consent][value=yes])"))
        tap(page.get_by_role("button", name="检查并提交"))
        page.wait_for_url("**/check/")
        tap(page.locator("form").get_by_role("button", name=re.compile("提交")))
        page.wait_for_url("**/receipt/")
    assert tap.number <= 8
    assert Proposal.objects.get().state == "submitted"
