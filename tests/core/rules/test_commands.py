"""``load_rules`` and ``check_rules`` as the office's own scripts use them."""

import json
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from core import rulebook
from core.models import Regulation, Rule
from core.rulebook.formats.checking import check_table
from tests.builders.rule_packs import HEAD, pack

pytestmark = pytest.mark.django_db
GOOD = pack("{id: return, from: received, n: 10, unit: days}")
MIXED = pack("{id: return, from: received, n: 10, unit: days}\n{id: last, fixed_date: 2008-09-31}")


@pytest.fixture
def run(tmp_path):
    def load(text: str, *options: str) -> dict:
        file = tmp_path / "rules.yaml"
        file.write_text(text, encoding="utf-8")
        out = StringIO()
        try:
            call_command("load_rules", str(file), "--json", *options, stdout=out)
        except CommandError as error:
            return json.loads(out.getvalue()) | {"exit": error.returncode, "said": str(error)}
        return json.loads(out.getvalue()) | {"exit": 0}

    return load


def test_loading_says_what_was_entered_and_again_that_nothing_changed(run):
    first = run(GOOD)
    assert (first["exit"], first["created"], first["unchanged"], first["skipped"]) == (0, 1, 0, 0)
    assert first["rows"][0]["key"] == "proposal.return_days" and first["rows"][0]["status"] == "new"
    again = run(GOOD)
    assert (again["exit"], again["created"], again["unchanged"]) == (0, 0, 1)


def test_a_dry_run_writes_nothing(run):
    assert run(GOOD, "--dry-run")["created"] == 1
    assert rulebook.value("proposal.return_days")["n"] == 5


def test_a_fault_stops_the_whole_file_and_skip_bad_loads_the_rest(run):
    refused = run(MIXED)
    assert refused["exit"] == 1 and refused["created"] == 0 and "全部没有写入" in refused["error"]
    assert refused["faults"] == [
        {"line": 8, "key": "last（deadline.last）", "sentence": "日期“2008-09-31”不存在，请核对制度原文后更正。"}
    ]
    assert rulebook.value("proposal.return_days")["n"] == 5
    partly = run(MIXED, "--skip-bad")
    assert (partly["exit"], partly["created"], partly["skipped"]) == (0, 1, 1)
    assert rulebook.value("proposal.return_days")["n"] == 10


def test_without_a_day_the_command_asks_for_one(run):
    undated = pack("{id: return, from: received, n: 10, unit: days}", head=HEAD.replace("'2024-03-01'", "null"))
    refused = run(undated)
    assert refused["exit"] == 1 and "--effective-from" in refused["faults"][0]["sentence"]
    assert run(undated, "--effective-from", "2026-01-01")["rows"][0]["effective_from"] == "2026-01-01"


def test_a_file_that_is_missing_or_no_text_is_said(tmp_path):
    with pytest.raises(CommandError, match="读不了"):
        call_command("load_rules", str(tmp_path / "none.yaml"))
    (tmp_path / "gbk.yaml").write_bytes("title: 办法".encode("gbk"))
    with pytest.raises(CommandError, match="不是 UTF-8"):
        call_command("load_rules", str(tmp_path / "gbk.yaml"))


def test_words_for_people(tmp_path, capsys):
    file = tmp_path / "rules.yaml"
    file.write_text(GOOD, encoding="utf-8")
    call_command("load_rules", str(file))
    out = capsys.readouterr().out
    assert "新录入  申请退办期限  自2024-03-01起  5个工作日 → 10日" in out and "已录入1项，未变0项，跳过0处。" in out


# ---- check_rules ----


@pytest.fixture
def own():
    return Regulation.objects.create(title="江岭区政协提案办理办法", adopted_on=date(2020, 1, 1))


def put(own, key="proposal.title_max", value=60, starts=date(2024, 1, 1), ends=None, applies_to=""):
    Rule.objects.create(
        key=key, value=value, effective_from=starts, effective_to=ends, applies_to=applies_to, regulation=own
    )


def notes(kind: str) -> str:
    return "\n".join(str(note) for note in getattr(check_table(date(2026, 6, 1)), kind))


def test_a_new_database_is_in_order(capsys):
    call_command("check_rules")
    assert "错误0处，提醒0处，待施行0条" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("rows", "kind", "said"),
    [
        ([{"key": "proposal.no_such"}], "faults", "proposal.no_such：没有这个项目"),
        ([{"value": "many"}], "faults", "自2024年1月1日起的一版，应为整数"),
        ([{"ends": date(2024, 12, 31)}, {"starts": date(2024, 6, 1)}], "faults", "重叠"),
        ([{"ends": date(2024, 12, 31)}, {"starts": date(2025, 6, 1)}], "faults", "没有规定"),
        ([{"ends": date(2024, 12, 31)}], "faults", "已经期满，没有新的规定，仍按它计算"),
        ([{"key": "proposal.sign_days", "value": {"n": 3, "unit": "days"}, "applies_to": "session",
           "ends": date(2024, 12, 31)}], "warnings", "proposal.sign_days（大会提案）：自2024年1月1日起的一版施行至"),
        ([{"applies_to": "npc"}], "warnings", "没有这个类别"),
        ([{"starts": date(2027, 1, 1)}], "pending", "自2027年1月1日起为60，依据《江岭区政协提案办理办法》"),
    ],
)  # fmt: skip
def test_what_is_wrong_or_noteworthy_is_found(own, rows, kind, said):
    for row in rows:
        put(own, **row)
    assert said in notes(kind)


def test_a_key_without_any_value_in_force_is_a_fault(own):
    Rule.objects.filter(key="proposal.title_max").delete()
    put(own, starts=date(2027, 1, 1))
    assert "proposal.title_max：没有现行的取值" in notes("faults")


def test_the_command_fails_where_there_are_faults_and_prints_one_document(own, capsys):
    put(own, starts=timezone.localdate() + timedelta(days=3))
    call_command("check_rules", "--json")
    assert len(json.loads(capsys.readouterr().out)["pending"]) == 1
    put(own, value="many")
    with pytest.raises(CommandError) as error:
        call_command("check_rules", "--json")
    assert error.value.returncode == 1
    assert json.loads(capsys.readouterr().out)["faults"][0]["key"] == "proposal.title_max"


VERSIONS = """regulation: {{title: 提案工作细则, adopted_on: 2026-01-05, effective_from: 2026-02-01}}
rules:
- {{key: proposal.feedback_days, value: {{n: 5, unit: days}}, effective_to: 2026-03-31}}
- {{key: proposal.feedback_days, value: {{n: 6, unit: days}}, effective_from: {second}}}
"""
LATER = """regulation: {title: 提案工作细则（修正）, adopted_on: 2026-12-05, effective_from: 2027-01-01}
rules:
- {key: proposal.feedback_days, value: {n: 7, unit: days}}
"""


def test_versions_of_one_file_are_looked_at_together_before_one_that_is_there_already(run):
    assert run(LATER)["created"] == 1
    loaded = run(VERSIONS.format(second="2026-04-01"))
    assert (loaded["exit"], loaded["created"]) == (0, 2)


def test_a_gap_within_a_file_is_told_by_line_key_and_days(run):
    refused = run(VERSIONS.format(second="2026-04-11"))
    (fault, *_) = refused["faults"]
    assert (fault["line"], fault["key"]) == (4, "proposal.feedback_days")
    assert "2026年4月1日至2026年4月10日没有规定" in fault["sentence"]
    assert not Rule.objects.filter(key="proposal.feedback_days", regulation__is_default=False).exists()
