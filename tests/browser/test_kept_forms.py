"""A draft reply outlives the tab in which it was written."""

import pytest
from playwright.sync_api import expect

from core.models import KeptForm
from tests.builders.acts import contact, filed_and_assigned, sign, work
from tests.builders.installation import until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TEXT = "一、已将增设候车亭列入明年计划。"


def test_a_draft_reply_outlives_its_tab(cast, at_screen):
    proposal = filed_and_assigned(cast)
    sign(proposal, cast.housing, cast.housing_clerk)
    contact(proposal, cast.housing, cast.housing_clerk)
    url = f"{work(proposal, cast.housing).get_absolute_url()}do/draft/"
    with at_screen(cast.housing_clerk) as page:
        page.goto(url)
        page.locator("[name=text]").fill(TEXT)
        expect(page.locator("[data-kept-at]")).to_contain_text("已自动保存")
        page.locator("[name=text]").fill(f"{TEXT}又添一句。")
        page.close(run_before_unload=True)  # before the pause is over
        # The tab goes, the browser stays: one that ends at once takes what was on its way with it.
        until(lambda: "又添一句" in KeptForm.objects.get().fields["text"][0], "what the closing tab sends arrives")
    with at_screen(cast.housing_clerk) as page:
        page.goto(url)
        expect(page.locator("#kept")).to_be_visible()
        expect(page.locator("[name=text]")).to_have_value(f"{TEXT}又添一句。")
        page.locator("[data-drop]").click()
        expect(page.locator("#kept")).to_have_count(0)
        assert not KeptForm.objects.exists() and TEXT not in page.locator("[name=text]").input_value()
        page.locator("[name=text]").fill(TEXT)
        page.locator("[name=letter]").select_option("B")
        page.locator("[name=is_public]").first.check()
        page.locator(".zx-submit .btn-primary").click()
        expect(page.locator("#main")).to_contain_text("答复草稿已保存")
        page.wait_for_timeout(2500)  # longer than the pause after the last key
        assert not KeptForm.objects.exists(), "nothing is saved behind an act that was done"
