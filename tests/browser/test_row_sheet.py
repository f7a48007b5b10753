"""The sheet of acts by the keyboard alone: names are proposed, Enter goes down, and every row is saved by itself."""

import pytest
from playwright.sync_api import expect

from core.models import KeptForm
from tests.builders.cast import fresh
from tests.builders.screens import faults
from tests.proposals.test_meeting import PAGE, waiting

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_rows_are_filled_in_saved_and_handed_out_by_keys(cast, at_screen):
    c = cast
    first, second = waiting(c, "关于口袋公园的提案"), waiting(c, "关于城北公交的提案", c.water)
    with at_screen(c.gov_office) as page:
        page.goto(PAGE)
        lead = page.locator(f"[name=lead-{first.pk}]")
        lead.focus()
        page.keyboard.type("zjj")  # by the first letters of its pinyin
        expect(page.locator("#proposed li")).to_have_text([c.housing.brief])
        page.keyboard.press("Enter")
        expect(lead).to_have_value(c.housing.brief)
        expect(page.locator(f"[data-row='{first.pk}'] [data-way]")).to_have_text("单办")
        page.keyboard.press("Enter")
        expect(page.locator(f"[name=lead-{second.pk}]")).to_be_focused()
        page.keyboard.press("Tab")
        page.keyboard.type(f"{c.housing.brief}、财政")
        page.keyboard.press("Enter")
        expect(page.locator(f"[name=joints-{second.pk}]")).to_have_value(f"{c.housing.brief}、{c.finance.brief}")
        for row in (first, second):
            expect(page.locator(f"[data-row='{row.pk}'] [data-saved]")).to_contain_text("已自动保存")
        assert KeptForm.objects.count() == 2
        page.reload()
        expect(lead).to_have_value(c.housing.brief)
        assert not faults(page)
        page.locator(f"[name=ids][value='{second.pk}']").focus()
        page.keyboard.press("Space")
        page.locator("[name=go]").press("Enter")
        expect(page.locator(".zx-note.success")).to_contain_text("已交办1件")
    assert (fresh(first).state, fresh(second).state) == ("assigning", "handling")
