"""``try_rules``: examples computed by the real engine from what is given, with nothing left behind."""

import json
from datetime import date

import pytest
import yaml
from django.core.management import CommandError, call_command

from core import rulebook
from core.models import CalendarDay, Clock, Event, Regulation, Rule
from core.rulebook import versions
from core.rulebook.formats.trying import try_text
from tests.builders.rule_packs import HEAD, SHARED, explained, needs_shared, pack, tried

pytestmark = pytest.mark.django_db

REPLY = "{id: reply, class: all, from: received, n: 3, unit: months}"
EXTENSION = "{id: extension, of: reply, n: 1, unit: months, max_times: 1, needs: [reason, consent], anchor: start}"


# ---- the shared packs ----


def expected_of(example: dict) -> list[dict]:
    expected = example["expected"]
    return expected if isinstance(expected, list) else [expected]


@needs_shared
@pytest.mark.parametrize("name", sorted(path.stem for path in SHARED.glob("*.yaml")) if SHARED.is_dir() else ["-"])
def test_the_shared_examples_come_out_as_published(name):
    text = (SHARED / f"{name}.yaml").read_text(encoding="utf-8")
    _, examples = try_text(text)
    found = {(one.id, result["what"]): result for one in examples for result in one.as_json()["results"]}
    asked = 0
    for example in yaml.safe_load(text)["examples"]:
        for wanted in expected_of(example):
            for part in ("nominal", "due", "status"):
                if wanted.get(part) is not None:
                    asked += 1
                    assert found[example["id"], wanted["what"]][part] == str(wanted[part]), (example["id"], wanted)
    assert asked


def test_what_a_file_expects_is_never_read():
    rows = pack(REPLY, "{id: X, given: {received: 2025-02-27}, expected: {what: reply, due: 1999-01-01}}")
    assert try_text(rows)[1][0].results[0].due == date(2025, 5, 27)


# ---- nothing remains ----


def test_trying_leaves_nothing_behind():
    before = [model.objects.count() for model in (Rule, Regulation, Clock, Event)]
    value = rulebook.value("proposal.reply_months")
    assert (
        tried("{id: reply, from: received, n: 9, unit: months}", "{received: 2025-02-27}")["reply"][1] == "2025-11-27"
    )
    assert [model.objects.count() for model in (Rule, Regulation, Clock, Event)] == before
    assert rulebook.value("proposal.reply_months") == value


def test_only_the_file_speaks_whatever_the_committee_itself_decided(actor):
    own = versions.make_regulation(actor=actor, title="本区提案办法", adopted_on=date(2020, 1, 1))
    for applies_to in ("", "session"):
        versions.enter_version(
            actor=actor, key="proposal.reply_months", value={"n": 6, "unit": "months"},
            effective_from=date(2025, 1, 1), regulation=own, applies_to=applies_to,
        )  # fmt: skip
    assert tried(REPLY, "{class: session, received: 2025-02-27}")["reply"][1] == "2025-05-27"
    assert rulebook.value("proposal.reply_months", date(2025, 6, 1)) == {"n": 6, "unit": "months"}


# ---- counting: months, leap years, rolls, fixed dates, backwards ----


@pytest.mark.parametrize(
    ("n", "start", "nominal"),
    [
        (2, "2025-12-31", "2026-02-28"),
        (3, "2025-12-31", "2026-03-31"),
        (1, "2024-01-31", "2024-02-29"),
        (12, "2024-02-29", "2025-02-28"),
        (1, "2025-02-28", "2025-03-28"),
    ],
)
def test_months_end_on_the_same_day_number_or_the_last_day(n, start, nominal):
    assert (
        tried(f"{{id: reply, from: received, n: {n}, unit: months}}", f"{{received: {start}}}")["reply"][0] == nominal
    )


@pytest.mark.parametrize(
    ("roll", "due"), [("", "2025-10-09"), ("next", "2025-10-09"), ("previous", "2025-09-30"), ("none", "2025-10-06")]
)
def test_the_rule_itself_may_say_how_the_last_day_moves(roll, due):
    rule = f"{{id: return, from: received, n: 10, unit: days{f', roll: {roll}' if roll else ''}}}"
    assert tried(rule, "{received: 2025-09-26}")["return"] == ("2025-10-06", due, None)


def test_backward_periods_move_earlier_unless_the_rule_says_otherwise():
    rule = "{id: joint_opinion, class: joint, from: reply_due, n: 20, unit: days_before}"
    assert tried(rule, "{reply_due: 2025-10-28}")["joint_opinion"][:2] == ("2025-10-08", "2025-09-30")
    rolled = rule.replace("days_before", "days_before, roll: none")
    assert tried(rolled, "{reply_due: 2025-10-28}")["joint_opinion"][1] == "2025-10-08"


@pytest.mark.parametrize(
    ("fixed", "given", "due"),
    [
        ("'06-30'", "{received: 2025-03-10}", "2025-06-30"),
        ("'05-10'", "{class: party, received: 2025-03-10}", "2025-05-10"),  # a Saturday: a named date does not roll
        ("2025-08-31", "{received: 2025-03-10}", "2025-08-31"),
        ("2025-08-31", "{class: all}", "2025-08-31"),
        ("'10-04'", "{year: 2026}", "2026-10-04"),
        ("8月31日", "{assigned: 2026-03-10}", "2026-08-31"),
    ],
)
def test_a_date_named_in_the_text_does_not_roll(fixed, given, due):
    assert tried(f"{{id: reply, class: all, fixed_date: {fixed}}}", given)["reply"] == (due, due, None)


def test_a_named_date_rolls_where_the_rule_says_so():
    found = tried("{id: reply, from: received, fixed_date: '05-10', roll: next}", "{received: 2025-03-10}")
    assert found["reply"] == ("2025-05-10", "2025-05-12", None)


def test_reassignment_does_not_move_a_named_date():
    given = "{unit_a_received: 2025-03-10, unit_a_objects: 2025-03-14, unit_b_received: 2025-07-02}"
    found = tried("{id: reply, from: received, fixed_date: '06-30'}", given)
    assert found["reply (unit B)"][1] == found["reply (unit A)"][1] == "2025-06-30"


def test_beyond_the_published_calendar_a_date_is_provisional():
    found = tried(REPLY, "{received: 2026-11-20}")["reply"]
    assert (found[0], found[2]) == ("2027-02-20", "provisional")
    CalendarDay.objects.create(date=date(2027, 1, 1), kind="holiday", name="元旦")
    CalendarDay.objects.create(date=date(2027, 10, 1), kind="holiday", name="国庆节")
    assert tried(REPLY, "{received: 2026-11-20}")["reply"][2] is None


@pytest.mark.parametrize(
    ("conventions", "rule", "given", "what", "due"),
    [
        ("{D1: true}", "{id: return, from: received, n: 5, unit: working_days}", "{received: 2025-11-03}", "return",
         "2025-11-07"),
        ("{D2: next_month}", REPLY, "{received: 2026-11-30}", "reply", "2027-03-01"),
        ("{D3: none}", REPLY, "{received: 2025-03-28}", "reply", "2025-06-28"),
        ("{adjusted_workdays_count: false}", "{id: return, from: received, n: 1, unit: working_days}",
         "{received: 2025-09-26}", "return", "2025-09-29"),
        ("{D5: working}", "{id: return, from: received, n: 5, unit: days}", "{received: 2025-11-03}", "return",
         "2025-11-10"),
        ("{D6: next}", "{id: reply, from: received, fixed_date: '05-10'}", "{received: 2025-03-10}", "reply",
         "2025-05-12"),
        ("{D7: none}", "{id: joint_opinion, from: reply_due, n: 20, unit: days_before}", "{reply_due: 2025-10-28}",
         "joint_opinion", "2025-10-08"),
    ],
)  # fmt: skip
def test_a_file_may_decide_the_conventions(conventions, rule, given, what, due):
    assert tried(rule, given, HEAD + f"conventions: {conventions}\n")[what][1] == due


def test_the_old_units_time_counts_where_the_convention_says_so():
    given = "{unit_a_received: 2025-09-22, unit_a_objects: 2025-09-28, unit_b_received: 2025-10-09}"
    assert tried(REPLY, given)["reply (unit B)"][1] == "2026-01-09"
    kept = tried(REPLY, given, HEAD + "conventions: {D9: keep}\n")
    assert kept["reply (unit B)"][1] == "2025-12-22"


@pytest.mark.parametrize(
    ("act", "status"),
    [("2025-10-09", "on_time"), ("'2025-10-09 23:59'", "on_time"), ("'2025-10-09 24:00'", "on_time"),
     ("'2025-10-10 00:00'", "late"), ("2025-10-10", "late")],
)  # fmt: skip
def test_an_act_on_the_due_day_is_in_time_until_midnight(act, status):
    rule = "{id: return, from: received, n: 10, unit: days}"
    assert tried(rule, f"{{received: 2025-09-26, objected: {act}}}")["return"][2] == status


# ---- names of acts ----


@pytest.mark.parametrize(
    ("rule_id", "act"),
    [
        ("reply", "replied"), ("reply", "reply_sent"), ("return", "objects"), ("return", "return_requested"),
        ("joint_opinion", "joint_opinion_sent"), ("feedback", "feedback_given"), ("second_reply", "second_replied"),
        ("publish_list", "published"), ("objection_answer", "objection_answered"), ("sign", "signed"),
        ("leader_item_notice", "leader_item_notified"), ("key_select", "key_selected"),
        ("countersign", "countersigned"), ("first_contact", "contacted"),
        ("inspection_report", "inspection_report_sent"),
        ("register", "registered"),
    ],
)  # fmt: skip
def test_an_act_is_known_by_its_usual_names(rule_id, act):
    rule = f"{{id: {rule_id}, from: assigned, n: 10, unit: days}}"
    assert tried(rule, f"{{assigned: 2025-11-03, {act}: 2025-11-13}}")[rule_id][2] == "on_time"
    assert tried(rule, f"{{assigned: 2025-11-03, {act}: 2025-11-14}}")[rule_id][2] == "late"


@pytest.mark.parametrize(
    ("event", "label"),
    [
        ("received", "收到"), ("assigned", "交办"), ("assignment_meeting", "交办会"), ("notice_received", "收到通知"),
        ("objection_received", "收到退办申请"), ("session_closed", "大会闭幕"), ("filed", "立案"),
        ("reply_and_form_received", "收到答复和征询意见表"), ("feedback_received", "收到反馈意见"),
        ("moon_full", "起算"),
    ],
)  # fmt: skip
def test_the_sentence_names_the_starting_event(event, label):
    sentence = explained(
        f"{{id: report, from: {event}, n: 5, unit: working_days}}", f"{{{event}: 2025-09-26}}", "report"
    )
    assert sentence == (
        f"自2025年9月26日{label}次日起5个工作日，计入调休上班日9月28日，跳过国庆节假期10月1日至8日，截止2025年10月10日"
    )


# ---- classes ----


def test_the_class_decides_and_a_rule_for_all_holds_for_the_rest():
    rules = """
{id: reply_session, class: session, from: received, n: 5, unit: months}
{id: reply_party, class: party, from: received, fixed_date: '05-10'}
{id: reply, class: all, from: received, n: 3, unit: months}
"""
    for given, due in (
        ("{class: session, received: 2025-02-27}", "2025-07-28"),
        ("{class: cppcc_session, received: 2025-02-27}", "2025-07-28"),
        ("{class: party, received: 2025-02-27}", "2025-05-10"),
        ("{class: interim, received: 2025-02-27}", "2025-05-27"),
        ("{received: 2025-02-27}", "2025-05-27"),
    ):
        assert tried(rules, given)["reply"][1] == due, given


def test_roles_of_one_rule_are_told_apart():
    rules = """
{id: sign, class: lead, from: received, n: 3, unit: working_days}
{id: sign, class: joint, from: received, n: 5, unit: working_days}
"""
    assert tried(rules, "{class: lead, received: 2025-11-03}")["sign"][1] == "2025-11-06"
    assert tried(rules, "{class: joint, received: 2025-11-03}")["sign"][1] == "2025-11-10"


def test_an_unknown_class_has_only_its_own_rules():
    rules = """
{id: reply, class: key, from: received, n: 2, unit: months}
{id: reply, class: ordinary, from: received, n: 4, unit: months}
"""
    assert tried(rules, "{class: key, received: 2025-03-03}")["reply"][1] == "2025-05-06"
    assert tried(rules, "{class: ordinary, received: 2025-03-03}")["reply"][1] == "2025-07-03"


def test_another_bodys_named_date_does_not_answer_for_everybody():
    rules = """
{id: reply_party, class: party, fixed_date: '05-10'}
{id: publish_list, class: session_filed, from: filed, n: 15, unit: days}
"""
    assert set(tried(rules, "{filed: 2025-09-22}")) == {"publish_list"}
    assert tried(rules, "{class: party, filed: 2025-03-03}")["reply"][1] == "2025-05-10"


# ---- extensions and the last possible day ----


def test_an_extension_is_one_longer_period_from_the_same_start():
    found = tried(
        f"{REPLY}\n{EXTENSION}",
        "{received: 2025-03-28, extension_requested: 2025-06-30, extension_approved: 2025-07-01}",
    )
    assert found["reply"][:2] == ("2025-06-28", "2025-06-30")
    assert found["reply_extended"][:2] == ("2025-07-28", "2025-07-28")


def test_an_extension_asked_for_too_late_is_refused():
    found = tried(
        f"{REPLY}\n{EXTENSION}", "{received: 2025-03-28, extension_requested: 2025-07-01, replied: 2025-07-20}"
    )
    assert found["reply_extended"][2] == found["extension"][2] == "refused"
    assert found["reply"] == ("2025-06-28", "2025-06-30", "late")


def test_an_extension_that_was_not_consented_to_changes_nothing():
    found = tried(
        f"{REPLY}\n{EXTENSION}",
        "{received: 2025-03-28, extension_requested: 2025-06-20, extension_refused: 2025-06-23}",
    )
    assert found["reply_extended"][2] == "refused"


def test_a_second_extension_is_refused_where_one_is_allowed_and_given_where_two_are():
    given = "{received: 2025-03-28, extension_approved: 2025-06-20, second_extension_approved: 2025-07-20}"
    once = tried(f"{REPLY}\n{EXTENSION}", given)
    assert once["reply_extended"][1] == "2025-07-28" and once["extension_2"][2] == "refused"
    twice = tried(f"{REPLY}\n{EXTENSION.replace('max_times: 1', 'max_times: 2')}", given)
    assert twice["reply_extended"][1] == "2025-08-28" and twice["reply_extended_1"][1] == "2025-07-28"


def test_an_extension_may_stand_inside_the_rule():
    rule = "{id: reply, from: received, n: 2, unit: months, extension: {n: 1, unit: months, max_times: 1}}"
    assert tried(rule, "{received: 2025-03-28, extension_requested: 2025-05-20}")["reply_extended"][1] == "2025-06-30"


def test_an_extension_may_be_in_another_unit():
    rules = f"{REPLY}\n{{id: extension, of: reply, n: 15, unit: days}}"
    assert tried(rules, "{received: 2025-03-28, extension_requested: 2025-06-20}")["reply_extended"][0] == "2025-07-13"


def test_an_extension_from_the_due_day_where_the_text_says_so():
    rules = f"{REPLY}\n{EXTENSION.replace('anchor: start', 'anchor: due')}"
    assert tried(rules, "{received: 2025-03-28, extension_requested: 2025-06-20}")["reply_extended"][1] == "2025-07-30"


def test_the_extension_of_another_period():
    rules = """
{id: joint_opinion, class: joint, from: received, n: 1, unit: months}
{id: extension, of: joint_opinion, n: 10, unit: days, max_times: 1}
"""
    found = tried(rules, "{received: 2025-11-03, extension_requested: 2025-11-28}")
    assert found["joint_opinion_extended"][0] == "2025-12-13"


@pytest.mark.parametrize(
    ("cap", "due"), [("2025-06-15", "2025-06-15"), ("{n: 80, unit: days}", "2025-06-16"), ("'06-10'", "2025-06-10")]
)
def test_the_last_possible_day_cuts_period_and_extension(cap, due):
    rule = f"{{id: reply, from: received, n: 2, unit: months, cap: {cap}}}"
    found = tried(
        f"{rule}\n{{id: extension, of: reply, n: 1, unit: months}}",
        "{received: 2025-03-28, extension_requested: 2025-05-20}",
    )
    assert found["reply"][1] == "2025-05-28"
    assert found["reply_extended"] == ("2025-06-28", due, None)
    assert found["reply_cap"][1] == due
    short = tried(rule.replace("n: 2, unit: months", "n: 5, unit: months"), "{received: 2025-03-28}")
    assert short["reply"] == ("2025-08-28", due, None)


def test_a_wish_beyond_the_cap_is_cut_to_the_cap():
    rules = f"{REPLY}\n{{id: cap, class: all, from: received, n: 6, unit: months}}"
    found = tried(rules, "{received: 2025-09-30, extension_asked_until: 2026-04-10}")
    assert found["cap"][1] == found["reply_extended"][1] == "2026-03-30"
    assert "最迟不得超过2026年3月30日" in explained(
        rules, "{received: 2025-09-30, extension_asked_until: 2026-04-10}", "reply_extended"
    )
    assert (
        tried(rules, "{received: 2025-09-30, extension_asked_until: 2026-02-10}")["reply_extended"][1] == "2026-02-10"
    )


def test_what_hangs_on_the_due_day_follows_it():
    rules = f"{REPLY}\n{EXTENSION}\n{{id: joint_opinion, class: joint, from: reply_due, n: 20, unit: days_before}}"
    found = tried(rules, "{received: 2025-12-16, extension_requested: 2026-03-10, extension_approved: 2026-03-12}")
    assert found["reply"][1] == "2026-03-16"
    assert found["joint_opinion"][1] == found["joint_opinion (first)"][1] == "2026-02-24"
    assert found["joint_opinion (after extension)"][1] == "2026-03-27"


def test_what_hangs_on_a_provisional_day_is_provisional():
    rules = f"{REPLY}\n{{id: joint_opinion, class: joint, from: reply_due, n: 60, unit: days_before}}"
    assert tried(rules, "{received: 2026-11-20}")["joint_opinion"][2] == "provisional"


# ---- several units, versions, rules that cannot be ----


def test_three_units_one_after_the_other():
    given = (
        "{unit_a_received: 2025-11-03, unit_a_objects: 2025-11-14, unit_b_received: 2025-11-17, "
        "unit_b_objects: 2025-11-28, unit_c_received: 2025-12-01, unit_c_replied: 2026-03-03}"
    )
    found = tried(f"{REPLY}\n{{id: return, from: received, n: 10, unit: days}}", given)
    assert found["return (unit A)"] == ("2025-11-13", "2025-11-13", "late")
    assert found["return (unit B)"] == ("2025-11-27", "2025-11-27", "late")
    assert found["reply (unit C)"] == ("2026-03-01", "2026-03-02", "late")


def test_the_version_in_force_on_the_starting_day_counts():
    rules = """
{id: reply, class: all, from: received, n: 3, unit: months, effective_from: 2018-07-01}
{id: reply, class: all, from: received, n: 2, unit: months, effective_from: 2025-07-01}
"""
    assert tried(rules, "{received: 2025-06-30}")["reply"][0] == "2025-09-30"
    assert tried(rules, "{received: 2025-07-01}")["reply"][0] == "2025-09-01"
    assert tried(rules, "{received: 2018-06-30}") == {}


def test_a_later_version_may_start_from_another_event():
    rules = """
{id: return, class: all, from: received, n: 10, unit: days, effective_to: 2025-06-30}
{id: return, class: all, from: assignment_meeting, n: 5, unit: working_days, effective_from: 2025-07-01}
"""
    given = "{{received: 2025-{0}-03, assignment_meeting: 2025-{0}-03}}"
    assert tried(rules, given.format("03"))["return"][1] == "2025-03-13"
    assert tried(rules, given.format("11"))["return"][1] == "2025-11-10"


@pytest.mark.parametrize(
    "rule",
    ["{id: bad, class: all, fixed_date: '2025-02-30'}", "{id: bad, fixed_date: 2008-09-31}",
     "{id: bad, fixed_date: 9月31日}",
     "{id: bad, from: received, n: 0, unit: days}", "{id: bad, from: received, n: 3, unit: fortnights}"],
)  # fmt: skip
def test_a_rule_that_cannot_be_is_rejected_and_the_others_go_on(rule):
    assert tried(f"{rule}\n{REPLY}", "{load_rule: bad}")["bad"][2] == "rejected"
    assert tried(f"{rule}\n{REPLY}", "{received: 2025-02-27}")["reply"][1] == "2025-05-27"
    assert tried(f"{rule}\n{REPLY}", "{load_rule: reply}")["reply"][2] == "loaded"


def test_an_event_on_a_day_that_does_not_exist_is_rejected():
    assert tried(REPLY, "{received: 2025-02-30}")["received"] == (None, None, "rejected")


def test_a_file_of_another_kind_is_not_tried(tmp_path):
    file = tmp_path / "ladder.yaml"
    file.write_text("id: x\nkind: ladder\nrules: []\n", encoding="utf-8")
    with pytest.raises(CommandError, match="缺席阶梯"):
        call_command("try_rules", str(file), "--json")


def test_the_command_prints_one_json_document(tmp_path, capsys):
    file = tmp_path / "pack.yaml"
    file.write_text(pack(REPLY, "{id: E-1, given: {received: 2025-02-27, replied: 2025-05-28}}"), encoding="utf-8")
    call_command("try_rules", str(file), "--json")
    assert json.loads(capsys.readouterr().out) == [
        {
            "id": "E-1",
            "results": [
                {
                    "what": "reply",
                    "nominal": "2025-05-27",
                    "due": "2025-05-27",
                    "status": "late",
                    "explanation": "自2025年2月27日收到次日起3个月，截止2025年5月27日",
                }
            ],
        }
    ]
    call_command("try_rules", str(file))
    assert "reply  2025-05-27  [late]" in capsys.readouterr().out
