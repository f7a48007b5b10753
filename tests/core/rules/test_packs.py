"""Packs of deadlines as an import format: ids, classes, days, and what cannot be held."""

from datetime import date

import pytest

from core import rulebook
from core.models import Regulation, Rule
from core.rulebook.versions import Faults, load_plan, plan_file
from tests.builders.rule_packs import HEAD, SHARED, needs_shared, pack

pytestmark = pytest.mark.django_db


def shared(name: str) -> str:
    return (SHARED / f"{name}.yaml").read_text(encoding="utf-8")


def rows(plan) -> set[tuple]:
    return {(row.key, row.applies_to, row.words, row.effective_from.isoformat()) for row in plan.rows}


def said(plan) -> str:
    return "\n".join(str(fault) for fault in plan.faults)


# ---- the shared packs ----


@needs_shared
def test_a_year_without_a_day_counts_from_the_next_year_and_the_impossible_date_is_left_out(actor):
    plan = plan_file(shared("city-notice-2008"))
    assert said(plan).startswith("第17行 final_date（deadline.final_date）：日期“2008-09-31”不存在")
    with pytest.raises(Faults):
        load_plan(actor=actor, plan=plan)
    assert load_plan(actor=actor, plan=plan, skip_bad=True) == {"created": 5, "unchanged": 0, "skipped": 1}
    assert rulebook.value("proposal.return_days", date(2009, 1, 1)) == {"n": 10, "unit": "days", "from": "received"}
    assert rulebook.value("proposal.return_days", date(2008, 12, 31))["n"] == 5
    assert rulebook.value("proposal.extension_max") == 1
    assert "市政府督查室" in rulebook.rule("proposal.return_days").note
    assert "2008" in plan.warnings[0]
    assert Regulation.objects.get(code="city-notice-2008").place == "某地级市（原文隐名）"


@needs_shared
def test_classes_of_time_are_ours_and_other_bodies_are_kept_as_they_stand(actor):
    plan = plan_file(shared("sichuan-2024"))
    assert {row[:3] for row in rows(plan)} >= {
        ("proposal.reply_months", "session", "5个月"), ("proposal.reply_months", "interim", "3个月"),
        ("proposal.reply_months", "npc_session", "3个月"), ("proposal.reply_cap", "", "6个月"),
        ("proposal.rehandle_days", "", "3个月"),
    }  # fmt: skip
    assert any("npc_session" in warning for warning in plan.warnings)
    load_plan(actor=actor, plan=plan)
    assert rulebook.value("proposal.reply_months", date(2024, 2, 1), "session")["n"] == 5
    assert rulebook.value("proposal.reply_months", date(2024, 1, 31), "session")["n"] == 3
    assert "npc_session" in rulebook.classes_of("proposal.reply_months")


@needs_shared
@pytest.mark.parametrize("name", ["woyang", "guangzhou"])
def test_without_a_day_of_adoption_the_person_must_say_from_when(name):
    assert "--effective-from" in said(plan_file(shared(name))) and not plan_file(shared(name)).rows
    plan = plan_file(shared(name), effective_from=date(2026, 3, 1))
    assert plan.faults == () and {row.effective_from for row in plan.rows} == {date(2026, 3, 1)}


@needs_shared
def test_the_other_shared_packs_are_held_whole(actor):
    assert {row[0] for row in rows(plan_file(shared("chongyi-2013")))} == {
        "proposal.first_contact_days", "proposal.reply_months", "proposal.feedback_days",
    }  # fmt: skip
    assert {row[3] for row in rows(plan_file(shared("chongyi-2013")))} == {"2013-09-01"}
    assert rows(plan_file(shared("zaozhuang-2018"))) == {("proposal.publish_list_days", "", "15日", "2018-06-11")}
    assert rows(plan_file(shared("fengyang"))) == {
        ("proposal.joint_opinion_days", "", "答复期限前20日（末日遇休息日的提前）", "2015-05-07")
    }
    for name in ("chongyi-2013", "zaozhuang-2018", "fengyang"):
        plan = plan_file(shared(name))
        assert plan.faults == () and load_plan(actor=actor, plan=plan)["created"] == len(plan.rows)
        assert not plan_file(shared(name)).new


# ---- what a file of this kind may say ----


@pytest.mark.parametrize(
    ("rule_id", "key"),
    [
        ("return", "proposal.return_days"), ("joint_opinion", "proposal.joint_opinion_days"),
        ("reply_session_cppcc", "proposal.reply_months"), ("reply_interim", "proposal.reply_months"),
        ("reply_2018", "proposal.reply_months"), ("answer", "proposal.reply_months"), ("cap", "proposal.reply_cap"),
        ("objection_answer", "proposal.reassign_days"), ("leader_item_notice", "proposal.leader_item_days"),
        ("first_contact", "proposal.first_contact_days"), ("feedback_member", "proposal.feedback_days"),
        ("second_reply", "proposal.rehandle_days"), ("publish_list", "proposal.publish_list_days"),
        ("sign_receipt", "proposal.sign_days"), ("countersign", "proposal.countersign_days"),
        ("assignment_meeting", "proposal.assignment_meeting_days"), ("key_select", "proposal.key_select_days"),
        ("second_consultation", "deadline.second_consultation"), ("reply_publication", "deadline.reply_publication"),
    ],
)  # fmt: skip
def test_ids_are_understood_and_strange_ones_are_held_as_local(rule_id, key):
    plan = plan_file(pack(f"{{id: {rule_id}, from: received, n: 10, unit: days}}"))
    assert [row.key for row in plan.rows] == [key] and plan.faults == ()
    assert any("本地期限" in warning for warning in plan.warnings) == key.startswith("deadline.")


def test_a_local_deadline_can_be_read_like_any_rule(actor):
    load_plan(actor=actor, plan=plan_file(pack("{id: second_consultation, from: assigned, n: 14, unit: days}")))
    rule = rulebook.rule("deadline.second_consultation")
    assert rulebook.words(rule) == "14日" and rulebook.find_key(rule.key).label == "本地期限（second_consultation）"


@pytest.mark.parametrize(
    ("adopted", "starts", "warned"),
    [
        ("2018-06-11", "2018-06-11", False), ("2013-08 (reported)", "2013-09-01", True), ("'2008'", "2009-01-01", True),
        ("2008", "2009-01-01", True), ("2013-12", "2014-01-01", True), ("2015-05-07 (published)", "2015-05-07", True),
    ],
)  # fmt: skip
def test_a_day_known_in_part_counts_from_when_it_is_surely_over(adopted, starts, warned):
    head = HEAD.replace("'2024-03-01'", adopted)
    plan = plan_file(pack("{id: reply, from: received, n: 3, unit: months}", head=head))
    assert plan.rows[0].effective_from.isoformat() == starts and bool(plan.warnings) == warned


def test_a_day_of_its_own_comes_before_every_other():
    rules = """
{id: reply, from: received, n: 3, unit: months}
{id: return, from: received, n: 5, unit: days, effective_from: 2026-02-01, effective_to: 2026-12-31}
"""
    head = HEAD + "effective_from: 2025-01-01\n"
    assert {row[3] for row in rows(plan_file(pack(rules, head=head)))} == {"2025-01-01", "2026-02-01"}
    plan = plan_file(pack(rules, head=head), effective_from=date(2025, 7, 1))
    assert {row[3] for row in rows(plan)} == {"2025-07-01", "2026-02-01"}
    assert plan.rows[1].effective_to == date(2026, 12, 31)


def test_a_rule_with_its_own_day_needs_no_other():
    head = HEAD.replace("adopted: '2024-03-01'", "adopted: null")
    dated = "{id: return, from: received, n: 5, unit: days, effective_from: 2026-02-01}"
    rules = f"{dated}\n{{id: reply, from: received, n: 3, unit: months}}"
    plan = plan_file(pack(rules, head=head))
    assert [row.key for row in plan.rows] == ["proposal.return_days"] and "--effective-from" in said(plan)


@pytest.mark.parametrize("day", ["2024-02-30", "2024-13-01", "2024-13", "去年"])
def test_a_day_that_does_not_exist_is_refused(day):
    plan = plan_file(pack("{id: reply, from: received, n: 3, unit: months}", head=HEAD.replace("'2024-03-01'", day)))
    assert "第5行 adopted：" in said(plan) and not plan.rows


@pytest.mark.parametrize(
    ("rule", "said_"),
    [
        ("{id: reply, frm: received, n: 3, unit: months}", "第7行 reply：不认识“frm”，是否应为“form”？|是否应为“from”"),
        ("{id: reply, from: received, n: 3, unit: month_s}", "计算单位unit应为"),
        ("{id: reply, from: received, n: three, unit: months}", "时长n应为不小于1的整数，现为“three”"),
        ("{id: reply, from: received, n: 3, unit: months, roll: maybe}", "顺延方式roll"),
        ("{id: report, n: 3, unit: months}", "没有写从什么事起算（from）"),
        ("{from: received, n: 3, unit: months}", "没有写规则的代号id"),
        ("{id: extension, of: repply, n: 1, unit: months}", "of 说的“repply”不是本文件里的规则"),
        ("{id: extension, of: reply, n: 1, unit: months, anchor: strat}", "是否应为“start”"),
        ("{id: extension, of: reply, n: 1, unit: months, max_times: many}", "应为整数，现为“many”"),
        ("{id: reply, from: received, n: 3, unit: months, cap: 2025-11-31}", "日期“2025-11-31”不存在"),
        ("{id: reply, from: received, n: 3, unit: months, cap: {n: 6, unt: months}}", "是否应为“unit”"),
        ("[reply, 3, months]", "规则应写成"),
    ],
)
def test_what_cannot_be_held_is_refused_by_line_and_key(rule, said_):
    plan = plan_file(pack(f"{rule}\n{{id: return, from: received, n: 10, unit: days}}"))
    assert said(plan).startswith("第7行 ") and any(part in said(plan) for part in said_.split("|")), said(plan)
    assert "proposal.return_days" in {row.key for row in plan.rows}


def test_unknown_words_at_the_top_are_refused():
    plan = plan_file(pack("{id: reply, from: received, n: 3, unit: months}", head=HEAD + "completness: none\n"))
    assert "第6行 completness：不认识“completness”，是否应为“completeness”？" in said(plan)


@pytest.mark.parametrize(
    ("kind", "words"), [("scoring", "履职评分办法"), ("ladder", "缺席阶梯"), ("ladders", "缺席阶梯"), ("poem", "poem")]
)
def test_other_kinds_are_not_taken_here(kind, words):
    plan = plan_file(HEAD.replace("kind: deadlines", f"kind: {kind}") + "rules: []\n")
    assert words in said(plan) and "只收期限类制度" in said(plan) and plan.faults[0].line == 2


def test_roles_with_different_numbers_are_kept_apart():
    rules = """
{id: sign, class: lead, from: received, n: 3, unit: working_days}
{id: sign, class: joint, from: received, n: 5, unit: working_days}
{id: reply, class: all, from: received, n: 3, unit: months}
{id: answer, class: all, from: received, n: 60, unit: days}
"""
    plan = plan_file(pack(rules))
    assert {row[:2] for row in rows(plan)} == {
        ("proposal.sign_days", ""), ("proposal.sign_days", "joint"), ("proposal.reply_months", ""),
        ("deadline.answer", ""),
    }  # fmt: skip
    assert plan.faults == ()


def test_extension_and_cap_inside_a_rule_are_rules_of_their_own():
    rule = (
        "{id: reply, from: received, n: 3, unit: months, cap: {n: 6, unit: months}, "
        "extension: {n: 1, unit: months, max_times: 2, needs: [reason, consent]}}"
    )
    plan = plan_file(pack(rule))
    assert {row[:3] for row in rows(plan)} == {
        ("proposal.reply_months", "", "3个月"), ("proposal.reply_cap", "", "6个月"),
        ("proposal.extension_length", "", "1个月"), ("proposal.extension_max", "", "2"),
    }  # fmt: skip
    other = plan_file(pack("{id: report, from: filed, n: 3, unit: months, cap: 2026-12-31}"))
    assert {row[:3] for row in rows(other)} == {
        ("deadline.report", "", "3个月"),
        ("deadline.report_cap", "", "2026年12月31日"),
    }


def test_weeks_and_years_are_counted_out_with_a_warning():
    plan = plan_file(
        pack("{id: report, from: filed, n: 2, unit: weeks}\n{id: revisit, from: replied, n: 1, unit: years}")
    )
    assert {row[2] for row in rows(plan)} == {"14日", "12个月"} and sum("时长按" in text for text in plan.warnings) == 2


def test_conditions_and_effects_are_kept_with_the_rule_in_words():
    words = "needs: [理由, 盖章], late: 视为接受, copy_to: 提案委, title: 退办"
    rule = f"{{id: return, from: received, n: 5, unit: days, {words}}}"
    assert plan_file(pack(rule)).rows[0].note == "退办；条件：理由、盖章；逾期：视为接受；抄送：提案委"
    long = plan_file(pack(f"{{id: return, from: received, n: 5, unit: days, note: {'长' * 400}}}"))
    assert len(long.rows[0].note) == 300 and long.faults == () and "说明过长" in "".join(long.warnings)


def test_a_value_for_all_says_where_a_class_has_its_own(actor):
    load_plan(
        actor=actor, plan=plan_file(pack("{id: reply_session, class: session, from: received, n: 5, unit: months}"))
    )
    head = HEAD.replace("2024-03-01", "2025-03-01")
    plan = plan_file(pack("{id: reply, class: all, from: received, n: 4, unit: months}", head=head))
    assert any("大会提案另有规定" in warning for warning in plan.warnings)


def test_planning_writes_nothing():
    before = Rule.objects.count()
    plan_file(pack("{id: reply, from: received, n: 3, unit: months}"))
    assert Rule.objects.count() == before
