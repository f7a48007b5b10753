"""Official papers come out as GB/T 9704-2012 says: measured on the PDF itself."""

import io
import re
import subprocess
import sys
import threading
from itertools import pairwise
from pathlib import Path

import pypdf
import pytest

from core.documents import Paper, data, fetch, fonts, merge, paper_pdf, passwords, render_pdf
from tests.builders.letters import letter
from tests.builders.paper_measures import fonts as fonts_of
from tests.builders.paper_measures import pages

RARE = "喆堃珺玥赟旻彧𬱖"
TOLERANCE = 0.6  # mm; the standard allows 1 mm


@pytest.fixture(scope="module")
def long_letter() -> list:
    return pages(paper_pdf(letter("国家" * 14 * 110)))


def test_a_full_page_holds_22_lines_of_28_characters_29_points_apart(long_letter):
    body = long_letter[1].body()
    assert [line.glyphs for line in body] == [28] * 22
    steps = {round(after.y - before.y, 1) for before, after in pairwise(body)}
    assert steps == {10.2}


def test_the_type_area_is_28_mm_from_the_left_37_from_the_top_and_156_by_225_mm(long_letter):
    body = long_letter[1].body()
    assert {line.x for line in body} == {28.0}
    character = body[0].size / 72 * 25.4
    assert 28 + 28 * character == pytest.approx(184, abs=TOLERANCE)
    assert body[0].y - character == pytest.approx(37 + 1, abs=1.2)  # top of the first line's characters
    assert body[-1].y < 262


def test_page_numbers_stand_right_on_odd_and_left_on_even_pages_7_mm_below_the_type_area(long_letter):
    even, odd = long_letter[1].number(), long_letter[2].number()
    one_character = 14 / 72 * 25.4
    assert even.x == pytest.approx(28 + one_character, abs=TOLERANCE)
    wide = 2 * 0.89 + 3 * 0.5  # two dashes, a digit between two blanks, all half-width: 4号半角宋体
    assert odd.x + wide * one_character == pytest.approx(184 - one_character, abs=TOLERANCE)
    # The dash lies about a third of the type size above the baseline.
    assert even.y - 0.33 * one_character == pytest.approx(262 + 7, abs=TOLERANCE)
    assert "— 2 —" in long_letter[1].text and "— 3 —" in long_letter[2].text


def test_page_numbers_are_set_in_song():
    long, short = paper_pdf(letter("国家" * 14 * 60)), paper_pdf(letter("国家"))
    assert fonts_of(long).keys() - fonts_of(short).keys() == {"ZX-Song-Digits"}


def test_a_letters_first_page_has_no_page_number(long_letter):
    assert long_letter[0].number() is None
    assert "— 1 —" not in long_letter[0].text


@pytest.mark.parametrize(
    "unit", ["江岭区教育局", "江岭区住房和城乡建设局", "江岭区退役军人事务和社会保障综合服务管理局"]
)
def test_a_letters_name_begins_30_mm_below_the_edge_and_fits_one_line(unit):
    page = pages(paper_pdf(letter(unit=unit)))[0]
    mark = min((line for line in page.lines if line.size > 18 and line.y < 50), key=lambda line: line.y)
    assert mark.glyphs == len(unit)
    assert mark.y - 0.86 * mark.size / 72 * 25.4 == pytest.approx(30, abs=TOLERANCE)
    assert mark.x > 28


def test_a_letters_red_double_rules_are_170_mm_centred_4_mm_below_the_name_and_20_mm_above_the_bottom():
    page = pages(paper_pdf(letter()))[0]
    red = sorted((bar for bar in page.bars if bar.colour and bar.colour[0] > 0.8), key=lambda bar: bar.y)
    assert [(bar.x, bar.width) for bar in red] == [(20.0, 170.0)] * 4
    thick, thin, foot_thin, foot_thick = red
    assert thick.height > thin.height and foot_thick.height > foot_thin.height
    name_bottom = 30 + 40 / 72 * 25.4
    assert thick.y - name_bottom == pytest.approx(4, abs=1)
    assert foot_thick.y + foot_thick.height == pytest.approx(297 - 20, abs=0.1)


def test_only_the_first_page_of_a_letter_bears_the_rules(long_letter):
    assert not any(bar.colour and bar.colour[0] > 0.8 for page in long_letter[1:] for bar in page.bars)


def test_the_document_number_stands_right_under_the_first_rule_and_the_grade_above_the_name():
    page = pages(paper_pdf(letter()))[0]
    grade = min(page.lines, key=lambda line: line.y)
    assert grade.y < 30 and grade.x > 140
    number = next(line for line in page.lines if 50 < line.y < 62 and line.x > 100)
    character = 15.79 / 72 * 25.4
    assert number.x + 8.9 * character == pytest.approx(184, abs=3)


def test_the_name_is_centred_above_the_date_which_ends_four_characters_from_the_right():
    signature = data.Signature("江岭区住房和城乡建设局", "2026年4月8日")
    assert signature.date_right == 4
    wide, narrow = 11, 4 * 0.5 + 1 + 0.5 + 1 + 0.5 + 1
    assert signature.name_right == pytest.approx(4 + (narrow - wide) / 2, abs=0.01)
    long = data.Signature("江岭区退役军人事务和社会保障综合服务管理局", "2026年4月8日")
    assert long.name_right == pytest.approx(0) and long.date_right > 4


def test_rare_characters_of_names_print_and_every_font_is_embedded():
    pdf = paper_pdf(letter(f"委员{RARE}提出的建议，同比增长12.5%，面积3㎡。", signer=RARE, unit="江岭区𬱖堃局"))
    (page,) = pages(pdf)
    assert page.missing_glyphs == 0
    for char in RARE:
        assert page.text.count(char) >= 2
    assert "3m²" in page.text
    embedded = fonts_of(pdf)
    assert embedded and all(embedded.values())
    assert {"FandolFang", "Tinos", "ZXFangFallback-Light", "Noto-Serif-SC-Bold"} <= set(embedded)
    assert not any("DejaVu" in name for name in embedded)


def test_the_text_can_be_copied_out_of_the_paper():
    text = "".join(page.text for page in pages(paper_pdf(letter("感谢您对我区教育工作的关心、支持！"))))
    assert "感谢您对我区教育工作的关心、支持！" in text
    assert "江教提〔2026〕3号" in re.sub(r"\s", "", text)


def test_copies_stand_at_the_foot_of_the_last_page_and_end_with_a_full_stop(long_letter):
    last = long_letter[-1]
    assert "抄送：区政协提案委员会，区政府督查室。" in re.sub(r"\s", "", last.text)
    foot = [line for line in last.body() if round(line.size) == 14]
    assert foot and foot[-1].y == pytest.approx(259.5, abs=2)
    assert "抄送" not in long_letter[0].text


@pytest.mark.parametrize("count", [7, 8, 14, 18])
def test_neither_the_signature_nor_the_copies_ever_stand_alone_on_a_page(count):
    for text in ("国家" * 14 * count, "\n".join(["国家机关的一段短文。"] * count)):
        last = pages(paper_pdf(letter(text)))[-1].text
        assert "国家" in last and "2026年4月8日" in last and "抄送" in last


def test_the_file_says_its_title_author_and_language(tmp_path):
    path = tmp_path / "letter.pdf"
    path.write_bytes(paper_pdf(letter()))
    reader = pypdf.PdfReader(path)
    assert reader.metadata.title == "关于第5号提案的答复"
    assert reader.metadata.author == "江岭区教育局"
    assert reader.trailer["/Root"]["/Lang"].startswith("zh")


def test_text_of_users_cannot_bring_markup_into_a_paper():
    (page,) = pages(paper_pdf(letter('<img src="file:///etc/passwd"><b>粗</b>')))
    assert '<img src="file:///etc/passwd">' in re.sub(r"\n", "", page.text)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:1/x.png",
        "https://example.org/x.css",
        "ftp://example.org/x",
        "file:///etc/passwd",
        "file://other-host/etc/passwd",
        "file:///srv/../etc/passwd",
        "data:text/css,body%7B%7D",
    ],
)
def test_a_paper_loads_nothing_from_outside_and_no_file_elsewhere(url):
    with pytest.raises(fetch.Refused):
        fetch.allowed_file(url)


def test_a_paper_loads_files_of_static_and_media_but_follows_no_link_out_of_them(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.MEDIA_ROOT.mkdir()
    seal = settings.MEDIA_ROOT / "seal.png"
    seal.write_bytes(b"x")
    assert fetch.allowed_file(seal.as_uri()) == seal.resolve()
    sheet = Path(settings.BASE_DIR) / "static/css/documents/1-page.css"
    assert fetch.allowed_file(sheet.as_uri()) == sheet.resolve()
    outside = tmp_path / "secret"
    outside.write_text("x")
    (settings.MEDIA_ROOT / "link").symlink_to(outside)
    with pytest.raises(fetch.Refused):
        fetch.allowed_file((settings.MEDIA_ROOT / "link").as_uri())
    with pytest.raises(fetch.Refused):
        fetch.allowed_file((settings.MEDIA_ROOT / "../secret").as_uri())


@pytest.mark.django_db  # a paper without an author names the committee
def test_a_seal_is_printed_across_name_and_date(settings, tmp_path):
    from PIL import Image

    settings.MEDIA_ROOT = tmp_path
    Image.new("RGB", (40, 40), (230, 0, 18)).save(tmp_path / "seal.png")
    paper = letter()
    sealed = data.Signature("江岭区教育局", "2026年4月8日", (tmp_path / "seal.png").as_uri())
    pdf = paper_pdf(Paper(paper.template, paper.title, {**paper.parts, "signature": sealed}))
    (page,) = pypdf.PdfReader(io.BytesIO(pdf)).pages
    assert len(page.images) == 1


def test_many_papers_become_one_file_each_with_its_own_page_numbers():
    seen = []
    text = "国家" * 14 * 40
    book = merge((letter(text) for _ in range(3)), title="答复函汇编", progress=seen.append)
    alone = pages(paper_pdf(letter(text)))
    together = pages(book)
    assert seen == [1, 2, 3]
    assert len(together) == 3 * len(alone) and len(alone) == 3
    assert [bool(page.number()) for page in together] == [False, True, True] * 3
    assert "— 2 —" in together[-2].text and together[-2].number().x < 60
    assert pypdf.PdfReader(io.BytesIO(book)).metadata.title == "答复函汇编"


@pytest.mark.django_db
def test_printed_on_both_sides_every_paper_begins_on_a_new_sheet():
    book = pages(merge([letter(), letter(), letter()], both_sides=True))
    assert len(book) == 5
    assert not book[1].lines and not book[3].lines


def test_nothing_to_print_is_said_and_not_printed():
    with pytest.raises(ValueError, match="no papers"):
        merge([])


def test_papers_can_be_rendered_by_several_threads_at_once():
    results, errors = [], []

    def work():
        try:
            results.append(len(pages(paper_pdf(letter("国家" * 300)))))
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors and results == [results[0]] * 4


def test_six_one_time_passwords_fit_a_page_and_none_is_cut():
    cards = [
        data.Card(f"委员{char}", f"wy{n:05}", f"acde-hkdn-k7{n}x-ekdn", "经济界") for n, char in enumerate(RARE + "甲")
    ]
    sheet = passwords.password_sheet(
        committee="江岭区政协", address="https://lz.example.gov.cn/", cards=cards, valid_until="2026年2月28日"
    )
    first, second = pages(paper_pdf(sheet))
    assert sum(f"wy{n:05}" in first.text for n in range(9)) == 6
    assert "wy00008" in second.text and "acde-hkdn-k78x-ekdn" in second.text
    assert max(line.x for line in first.lines) < 200
    assert first.number() is None


def test_rendering_a_template_takes_a_plain_context():
    pdf = render_pdf("documents/reply_letter.html", letter().context)
    assert pdf.startswith(b"%PDF")


def test_the_offices_own_fonts_come_before_the_shipped_ones(settings):
    conf = fonts.prepare().read_text(encoding="utf-8")
    assert conf.index(f"<dir>{fonts.own_folder()}</dir>") < conf.index(f"<dir>{fonts.shipped_folder()}</dir>")


DROP_IN = """
import sys
from pathlib import Path
import django
django.setup()
from django.conf import settings
settings.VAR_DIR = Path(sys.argv[1])
from core.documents import fonts, paper_pdf
assert "weasyprint" not in sys.modules, "WeasyPrint must be imported on first use only"
from tests.builders.letters import letter
sys.stdout.buffer.write(paper_pdf(letter("国家机关")))
"""


def test_a_font_dropped_into_the_folder_is_used_for_the_body(tmp_path, settings):
    from fontTools import subset
    from fontTools.ttLib import TTFont

    font = TTFont(fonts.shipped_folder() / "ZXKai-Regular.ttf")
    cutter = subset.Subsetter()
    cutter.populate(text="国家机关")
    cutter.subset(font)
    for record in font["name"].names:
        if record.nameID in (1, 4, 6, 16):
            record.string = "FangSong_GB2312"
    (tmp_path / "fonts").mkdir()
    font.save(tmp_path / "fonts" / "own.ttf")
    run = subprocess.run(
        [sys.executable, "-c", DROP_IN, str(tmp_path)], cwd=settings.BASE_DIR, capture_output=True, timeout=120
    )
    assert run.returncode == 0, run.stderr.decode()
    used = fonts_of(run.stdout)
    assert "FangSong-GB2312" in used or "FangSong_GB2312" in used
    assert "FandolFang" in used  # for the characters the office's font lacks
