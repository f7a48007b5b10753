"""A form filled again looks as the person left it."""

import pytest

from core.frame.refill import refill

PAGE = """<html><body>
<form method="get" action="/search/"><input name="q" value="词"></form>
<form method="post" action="/hat/"><input type="hidden" name="csrfmiddlewaretoken" value="t1"><button name="post" value="3">换</button></form>
<form method="post" action="/p/1/write/"><input type="hidden" name="csrfmiddlewaretoken" value="t2">
  <input type="hidden" name="version" value="7"><input name="title" value="旧题">
  <textarea name="situation" rows="4">旧文
两行 &lt;b&gt;</textarea><textarea name="analysis"></textarea>
  <label><input type="checkbox" name="consent" value="yes" checked></label>
  <input type="checkbox" name="unit" value="1"><input type="checkbox" name="unit" value="2" checked disabled>
  <input type="radio" name="kind" value="a" checked><input type="radio" name="kind" value="b">
  <select name="city"><option value="" selected>请选</option><option value="x">甲</option><option value="y">乙</option></select>
  <input type="password" name="word" value=""><input type="file" name="files"><input name="tag"><input name="tag">
  <button name="do" value="save">保存</button></form></body></html>"""  # noqa: E501
TYPED = {
    "version": ["5"],
    "title": ['新"题" <关于>'],
    "situation": ["新文\n</textarea><script>x</script>"],
    "unit": ["1"],
    "kind": ["b"],
    "city": ["y"],
    "word": ["secret"],
    "tag": ["甲", "乙"],
    "csrfmiddlewaretoken": ["old"],
    "do": ["check"],
}


@pytest.fixture
def page() -> str:
    return refill(PAGE, "/p/1/write/", TYPED)


@pytest.mark.parametrize(
    "there",
    [
        'name="version" value="5"',
        'name="title" value="新&quot;题&quot; &lt;关于&gt;"',
        "新文\n&lt;/textarea&gt;&lt;script&gt;",
        '<input type="checkbox" name="unit" value="1" checked>',
        '<input type="checkbox" name="unit" value="2" disabled>',
        '<input type="checkbox" name="consent" value="yes">',
        '<input type="radio" name="kind" value="b" checked>',
        '<input type="radio" name="kind" value="a">',
        '<option value="y" selected>',
        '<option value="">',
        '<input name="tag" value="甲"><input name="tag" value="乙">',
        'name="csrfmiddlewaretoken" value="t2"',
        '<textarea name="analysis"></textarea>',
        '<input name="q" value="词">',
        '<button name="do" value="save">',
    ],
)
def test_what_was_typed_stands_in_its_field(page, there):
    assert there in page


def test_nothing_typed_becomes_markup_and_no_secret_is_filled_in(page):
    assert "<script>" not in page and "secret" not in page and "旧文" not in page


def test_everything_else_stays_as_it_was(page):
    assert page.startswith('<html><body>\n<form method="get" action="/search/">') and page.endswith("</body></html>")


def test_a_page_without_the_form_is_told_apart():
    assert refill("<p>已办结</p>", "/p/1/write/", TYPED) is None
    assert refill('<form method="get"><input name="title"></form>', "/p/1/write/", TYPED) is None


def test_the_form_that_posts_there_is_chosen_among_equals():
    form = '<form method="post" action="{}"><input name="x"></form>'
    page = form.format("/a/") + form.format("/b/")
    assert refill(page, "/b/", {"x": ["1"]}).endswith('action="/b/"><input name="x" value="1"></form>')
