"""The writing page saves by itself, counts, and asks for a reason only where one is needed."""

import re

import pytest
from playwright.sync_api import expect

from core.models import Organisation
from proposals.models import Proposal

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_what_is_typed_is_counted_and_saved_by_itself(cast, at_screen):
    with at_screen(cast.shen, phone=True) as page:
        page.goto("/proposals/new/")
        expect(page.locator("[data-reason]")).to_be_hidden()
        page.locator("[name=title]").fill("关于路灯的提案")
        page.locator("[name=situation]").fill("城北三条路没有路灯。")
        expect(page.locator("[data-count=situation]")).to_have_text("10")
        page.locator("[name=publish_consent][value=no]").check()
        expect(page.locator("[data-reason]")).to_be_visible()
        expect(page.locator("#saved")).to_contain_text("已自动保存", timeout=15_000)
        expect(page).to_have_url(re.compile(r"/proposals/\d+/write/$"))
        page.locator("[name=analysis]").fill("线路老化。")
        page.wait_for_timeout(4_000)
        expect(page.locator("#saved")).to_contain_text("已自动保存")
    proposal = Proposal.objects.get()
    assert (proposal.title, proposal.situation, proposal.analysis) == (
        "关于路灯的提案", "城北三条路没有路灯。", "线路老化。",
    )  # fmt: skip


def test_staff_say_for_whom_before_anything_is_saved(cast, at_screen):
    with at_screen(cast.clerk) as page:
        page.goto("/proposals/new/")
        page.locator("[name=title]").fill("关于路灯的提案")
        page.wait_for_timeout(4_500)
    assert not Proposal.objects.exists()


@pytest.mark.parametrize("phone", [True, False])
def test_the_list_of_a_picker_covers_no_bar_and_speaks_chinese(cast, at_screen, phone):
    for number in range(30):
        Organisation.objects.create(name=f"区第{number}管理局", kind=cast.housing.kind, supervised_by=cast.gov)
    with at_screen(cast.shen, phone=phone) as page:
        page.goto("/proposals/new/")
        page.locator("summary", has_text="建议承办单位").click()
        for name in ("lead", "joints"):
            page.locator(f"#id_{name}-ts-control").click()
            shown = page.locator(".ts-dropdown:visible")
            expect(shown.locator(".option").nth(20)).to_be_attached()
            listed, bar = shown.bounding_box(), page.locator(".w-submit").bounding_box()
            assert listed["y"] + listed["height"] <= bar["y"], name
            assert listed["height"] > 100, "some are in sight at once"
            page.keyboard.type("没有这个单位")
            expect(shown).to_have_text("没有找到")
            page.keyboard.press("Escape")


@pytest.mark.parametrize("typed", ["住建局", "区住建局", "江岭区住建", "zjj", "ZJJ"])
def test_a_unit_is_picked_by_its_abbreviation_and_by_initials(cast, at_screen, typed):
    cast.housing.name, cast.housing.short_name = "江岭区住房和城乡建设局", ""
    cast.housing.save()
    with at_screen(cast.shen) as page:
        page.goto("/proposals/new/")
        page.locator("summary", has_text="建议承办单位").click()
        page.locator("#id_lead-ts-control").click()
        page.keyboard.type(typed)
        options = page.locator(".ts-dropdown:visible .option")
        expect(options.first).to_have_text("江岭区住房和城乡建设局")
        expect(options).to_have_count(1)
