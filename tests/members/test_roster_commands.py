"""The commands ``load_sectors`` and ``import_members`` keep the published interface."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from members.models import Member, Term
from tests.builders.rosters import book_of

pytestmark = pytest.mark.django_db
ROWS = [
    ["政协江岭区第十五届委员会委员名单"],
    ["姓名", "性别", "出生年月", "党派", "界别", "工作单位及职务"],
    ["赵一川", "男", "1970.05", "民盟", "教育界", "江岭区实验小学校长"],
    ["钱知夏", "女", "1981-03-07", "中共", "工会", "江岭区总工会副主席"],
]
BAD = ["孙远", "男", "", "", "社会科学", "某处"]


@pytest.fixture
def files(tmp_path):
    (tmp_path / "sectors.csv").write_text("sector,members\n教育,3\n工会,2\n", encoding="utf-8-sig")
    (tmp_path / "aliases.json").write_text('{"总工会": "工会", "教育": ["教育界别"]}', encoding="utf-8")
    (tmp_path / "good.xlsx").write_bytes(book_of(ROWS))
    (tmp_path / "bad.xlsx").write_bytes(book_of([*ROWS, BAD]))
    call("load_sectors", tmp_path / "sectors.csv", "--aliases", tmp_path / "aliases.json")
    return tmp_path


def call(*arguments) -> str:
    out = StringIO()
    call_command(arguments[0], *map(str, arguments[1:]), stdout=out, stderr=StringIO())
    return out.getvalue()


def document(*arguments) -> dict:
    return json.loads(call(*arguments, "--json"))


def test_a_trial_run_on_an_empty_database_writes_nothing(files):
    told = document("import_members", files / "good.xlsx", "--dry-run")
    assert (told["created"], told["updated"], told["unchanged"], told["rejected"]) == (2, 0, 0, [])
    assert told["rows"][0] == {
        "name": "赵一川",
        "gender": "男",
        "ethnicity": None,
        "birth": "1970-05",
        "party": ["民盟"],
        "sector": "教育",
        "post": "江岭区实验小学校长",
        "committee": None,
        "street_group": None,
        "card_no": None,
        "sheet": "委员名单",
        "row": 3,
    }
    assert told["ignored"] == [
        {"sheet": "委员名单", "row": 1, "why": "title"},
        {"sheet": "委员名单", "row": 2, "why": "header"},
    ]
    assert (Member.objects.count(), Term.objects.count()) == (0, 0)


def test_importing_sets_up_the_term_of_the_title_and_a_second_run_changes_nothing(files):
    told = document("import_members", files / "good.xlsx")
    assert (told["created"], told["term"], told["term_is_new"]) == (2, 15, True)
    again = document("import_members", files / "good.xlsx")
    assert (again["created"], again["updated"], again["unchanged"], again["term_is_new"]) == (0, 0, 2, False)
    assert Term.objects.get().is_current


def test_one_bad_row_keeps_everything_out_unless_it_is_skipped(files):
    with pytest.raises(CommandError, match="1 行不能导入") as caught:
        call("import_members", files / "bad.xlsx", "--term", 15)
    assert (caught.value.returncode, Member.objects.count(), Term.objects.count()) == (1, 0, 0)
    told = document("import_members", files / "bad.xlsx", "--term", 15, "--skip-bad")
    assert (told["created"], [r["reason"] for r in told["rejected"]]) == (2, ["unknown_sector"])
    assert Member.objects.count() == 2


def test_a_refused_import_still_prints_its_document(files):
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("import_members", str(files / "bad.xlsx"), "--json", stdout=out)
    told = json.loads(out.getvalue())
    assert (told["created"], len(told["rows"]), told["rejected"][0]["value"]) == (0, 2, "社会科学")
    assert "error" in told


def test_a_file_that_cannot_be_read_is_one_sentence(files):
    (files / "x.xlsx").write_bytes(b"nonsense")
    out = StringIO()
    with pytest.raises(CommandError, match="不是 Excel") as caught:
        call_command("import_members", str(files / "x.xlsx"), "--json", stdout=out)
    assert caught.value.returncode == 1
    assert "不是 Excel" in json.loads(out.getvalue())["error"]


def test_people_read_words_not_json(files):
    told = call("import_members", files / "bad.xlsx", "--dry-run")
    assert "第 5 行 孙远：界别“社会科学”不在本委员会的界别目录里" in told
    assert "将新增 2 人" in told


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.csv", b"name\n1\n", "sector"),
        ("a.csv", b"", "sector"),
        ("missing.csv", None, "找不到"),
    ],
)
def test_load_sectors_says_what_is_wrong_with_its_file(tmp_path, name, content, words):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(CommandError, match=words):
        call("load_sectors", tmp_path / name)


def test_load_sectors_reads_office_encodings_and_both_forms_of_aliases(tmp_path):
    (tmp_path / "s.csv").write_bytes("sector\n教育\n工会\n".encode("gb18030"))
    (tmp_path / "a.json").write_text('{"教育": ["教育界别"], "总工会": "工会"}', encoding="utf-8")
    told = document("load_sectors", tmp_path / "s.csv", "--aliases", tmp_path / "a.json")
    assert told == {"created": 2, "unchanged": 0, "aliases_created": 2, "aliases_unchanged": 0}
    (tmp_path / "a.json").write_text("{", encoding="utf-8")
    with pytest.raises(CommandError, match="JSON"):
        call("load_sectors", tmp_path / "s.csv", "--aliases", tmp_path / "a.json")
