"""A dense list by the keyboard: the panel opens, chooses and closes, and twenty rows are in sight."""

import pytest
from playwright.sync_api import expect

from proposals.models import Proposal
from tests.builders.pages import handed, submitted
from tests.builders.screens import faults

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
IN_SIGHT = (
    "[...document.querySelectorAll('.zx-table tbody tr')].filter(r => r.getBoundingClientRect().bottom <= 900).length"
)

UNCUT = (
    "[...document.querySelectorAll('.zx-compact td .tag')].every(tag => tag.getBoundingClientRect().right"
    " <= tag.closest('td').getBoundingClientRect().right && tag.scrollWidth <= tag.clientWidth + 1)"
)


def test_columns_and_close_rows_are_chosen_by_keys_and_twenty_rows_are_in_sight(cast, at_screen):
    for number in range(12):
        handed(cast, joints=(cast.water,), title=f"关于加强全区小型水库安全管理和汛前清淤加固第{number}件的提案")
        submitted(cast, title=f"关于治理校门口流动摊贩第{number}件的提案")
    Proposal.objects.filter(state="handling").update(is_key=True)
    with at_screen(cast.clerk) as page:
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto("/proposals/")
        assert page.evaluate(IN_SIGHT) < 10
        button = page.locator(".zx-look summary")
        button.press("Enter")
        expect(page.locator(".zx-look form")).to_be_visible()
        assert not faults(page)
        page.keyboard.press("Escape")
        expect(page.locator(".zx-look form")).to_be_hidden()
        expect(button).to_be_focused()
        button.press("Enter")
        page.locator("[name=columns][value=units]").press("Space")
        page.locator("[name=compact][value='']").press("ArrowDown")
        page.locator("[name=look][value=keep]").press("Enter")
        expect(page.locator(".zx-note.success")).to_contain_text("下次打开也是这样")
        page.goto("/proposals/")
        assert page.evaluate(IN_SIGHT) >= 20
        expect(page.locator("thead")).to_contain_text("承办单位")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert page.evaluate(UNCUT), "labels are read whole, whatever the title is cut to"
        assert not faults(page)
