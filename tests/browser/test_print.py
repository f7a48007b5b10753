"""Homes and lists on paper: they begin on the first sheet, stay tables, and a row is not torn."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from tests.builders.pages import handed

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 25


@pytest.fixture
def many(cast):
    return [handed(cast, title=f"关于加快推进第{n:02d}片区老旧小区加装电梯工作的提案") for n in range(MANY)]


def sheets(page, url) -> list[int]:
    """How many of the matters stand on each sheet of A4."""
    page.goto(url)
    printed = PdfReader(BytesIO(page.pdf(format="A4", prefer_css_page_size=True)))
    texts = ["".join(sheet.extract_text().split()) for sheet in printed.pages]
    return [len({n for n in range(MANY) if f"第{n:02d}片区" in text}) for text in texts]


def test_homes_and_lists_begin_on_the_first_sheet_and_need_few(cast, many, at_screen):
    for name, url, most in (
        ("housing_clerk", "/", 3),
        ("housing_clerk", "/proposals/assignments/", 2),
        ("clerk", "/proposals/", 2),
        ("shen", "/proposals/", 3),
    ):
        with at_screen(getattr(cast, name)) as page:
            found = sheets(page, url)
        assert sum(found) >= min(MANY, 20) and found[0] >= 8 and len(found) <= most, (name, url, found)
