"""Entering, withdrawing and loading versions: what happened is an event; what may not happen is a sentence."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from core import rulebook
from core.matters.lifecycle import Refused
from core.models import Event, Regulation, Rule
from core.rulebook.versions import Faults, enter_version, load_plan, make_regulation, plan_file, withdraw_version

pytestmark = pytest.mark.django_db
KEY = "proposal.return_days"
SEVEN = {"n": 7, "unit": "working_days"}
TEN = {"n": 10, "unit": "days"}


@pytest.fixture
def own(actor) -> Regulation:
    return make_regulation(
        actor=actor, title="《江岭区政协提案办理办法》", adopted_by="区政协主席会议", adopted_on=date(2025, 12, 20)
    )


@pytest.fixture
def entered(actor, own):
    def enter(value=SEVEN, starts=date(2026, 1, 1), key=KEY, **more) -> Rule:
        facts = {"actor": actor, "key": key, "value": value, "effective_from": starts, "regulation": own} | more
        return enter_version(**facts)

    return enter


def tomorrow() -> date:
    return timezone.localdate() + timedelta(days=1)


# ---- the document ----


def test_a_document_is_entered_once_and_cited_with_its_title(actor, own):
    assert own.title == "江岭区政协提案办理办法"
    event = Event.objects.get(key="regulation_made")
    assert (event.target, event.actor) == (own, actor.user)
    assert event.text == "录入制度文件《江岭区政协提案办理办法》，区政协主席会议2025年12月20日通过"
    with pytest.raises(Refused, match="已经录入，请直接选用"):
        make_regulation(actor=actor, title="江岭区政协提案办理办法", adopted_on=date(2025, 12, 20))
    with pytest.raises(Refused, match="请填写制度文件的名称"):
        make_regulation(actor=actor, title="《》")
    with pytest.raises(Refused, match="不能超过200字"):
        make_regulation(actor=actor, title="办法" * 101)
    assert make_regulation(actor=actor, title="江岭区政协提案办理办法", adopted_on=date(2020, 1, 1)).pk != own.pk


# ---- entering ----


def test_a_version_counts_from_its_day_and_says_what_changed(actor, entered, own):
    rule = entered(article="第十条", article_text="承办单位应当在七个工作日内提出。", note="自收到之日起")
    assert rulebook.value(KEY, date(2025, 12, 31)) == {"n": 5, "unit": "working_days"}
    assert rulebook.value(KEY, date(2026, 1, 1)) == SEVEN
    assert (rule.entered_by, rule.article_text) == (actor.user, "承办单位应当在七个工作日内提出。")
    event = Event.objects.get(key="rule_entered")
    assert (event.target, event.root, event.label, event.actor) == (rule, own, "录入规则", actor.user)
    assert event.text == (
        "“申请退办期限”自2026年1月1日起由5个工作日改为7个工作日，依据《江岭区政协提案办理办法》第十条"
    )
    assert event.facts["value"] == SEVEN


def test_a_class_has_versions_of_its_own(entered):
    entered(TEN, applies_to="session")
    assert rulebook.value(KEY, date(2026, 2, 1), "session") == TEN
    assert rulebook.value(KEY, date(2026, 2, 1), "interim") == {"n": 5, "unit": "working_days"}
    assert "（大会提案）" in Event.objects.get(key="rule_entered").text
    assert (
        rulebook.classes_of(KEY).items() >= {"session": "大会提案", "interim": "平时提案", "sector": "界别提案"}.items()
    )


def test_a_value_that_cannot_be_held_is_refused_with_every_reason(entered):
    with pytest.raises(Faults) as error:
        entered({"n": 0, "unit": "working_days", "rol": "next"}, applies_to="sesion", article="第" * 121)
    assert {fault.key for fault in error.value.faults} == {KEY} and len(error.value.faults) == 4
    assert str(error.value.faults[0]).startswith(f"{KEY}：")
    assert not Rule.objects.filter(regulation__is_default=False).exists()
    assert not Event.objects.filter(key="rule_entered").exists()


def test_overlaps_gaps_and_repetitions_are_refused(entered, own):
    entered(effective_to=date(2026, 12, 31))
    with pytest.raises(Refused, match="不必重复录入"):
        entered(effective_to=date(2026, 12, 31))
    with pytest.raises(Refused, match="同一天不能有两个取值"):
        entered(TEN)
    with pytest.raises(Refused, match="重叠"):
        entered(TEN, date(2026, 12, 31))
    with pytest.raises(Refused, match="2027年1月1日至2027年1月31日没有规定"):
        entered(TEN, date(2027, 2, 1))
    entered(TEN, date(2027, 1, 1))
    assert Rule.objects.filter(regulation=own).count() == 2


def test_an_older_version_may_be_entered_later(entered):
    entered(SEVEN, date(2018, 1, 1))
    entered(TEN, date(2013, 1, 1))
    assert [v.rule.value["n"] for v in rulebook.versions_of(KEY)] == [5, 10, 7]
    assert rulebook.value(KEY, date(2017, 12, 31)) == TEN and rulebook.value(KEY, date(2018, 1, 1)) == SEVEN


def test_the_recommended_settings_are_no_regulation_and_keep_their_day(actor, entered):
    recommended = Regulation.objects.get(is_default=True)
    with pytest.raises(Refused, match="系统推荐设置不能作为依据"):
        entered(regulation=recommended)
    with pytest.raises(Refused, match="系统推荐设置的起始日"):
        entered(starts=rulebook.SINCE_EVER)


def test_a_refused_entry_is_not_remembered(entered):
    entered()
    with pytest.raises(Refused):
        entered(TEN)
    assert rulebook.value(KEY, date(2026, 2, 1)) == SEVEN


# ---- withdrawing ----


def test_a_pending_version_may_be_withdrawn_with_a_reason(actor, entered, own):
    rule = entered(starts=tomorrow())
    number = rule.pk
    with pytest.raises(Refused, match="请写明撤回的原因"):
        withdraw_version(actor=actor, rule=rule, reason=" ")
    withdraw_version(actor=actor, rule=rule, reason="主席会议改期")
    assert not Rule.objects.filter(pk=number).exists()
    event = Event.objects.get(key="rule_withdrawn")
    assert (event.object_id, event.root, event.reason) == (number, own, "主席会议改期")
    assert rulebook.value(KEY, tomorrow()) == {"n": 5, "unit": "working_days"}
    with pytest.raises(Refused, match="已经撤回"):
        withdraw_version(actor=actor, rule=Rule(pk=number), reason="再撤一次")


def test_what_is_in_force_is_never_withdrawn(actor, entered):
    for rule in (entered(), entered(TEN, timezone.localdate(), key="proposal.sign_days")):
        with pytest.raises(Refused, match="请按新的制度录入新的版本"):
            withdraw_version(actor=actor, rule=rule, reason="写错了")
        assert Rule.objects.filter(pk=rule.pk).exists()


def test_withdrawing_must_not_leave_a_gap(actor, entered):
    ends = tomorrow()
    entered(effective_to=ends)
    between = entered(TEN, ends + timedelta(days=1))
    entered({"n": 3, "unit": "days"}, ends + timedelta(days=10))
    with pytest.raises(Refused, match="请先撤回其后的版本"):
        withdraw_version(actor=actor, rule=between, reason="写错了")


# ---- loading ----

FILE = """
regulation: {title: 江岭区政协提案办理办法, adopted_on: 2025-12-20, effective_from: 2026-01-01}
rules:
- {key: proposal.return_days, value: {n: 7, unit: working_days}, article: 第十条}
- {key: proposal.reply_months, applies_to: session, value: {n: 5, unit: months}}
"""


def test_a_file_is_loaded_once_and_again_changes_nothing(actor):
    plan = plan_file(FILE)
    assert [row.status for row in plan.rows] == ["new", "new"] and plan.faults == ()
    assert load_plan(actor=actor, plan=plan) == {"created": 2, "unchanged": 0, "skipped": 0}
    events = Event.objects.count()
    again = plan_file(FILE)
    assert [row.status for row in again.rows] == ["unchanged", "unchanged"]
    assert load_plan(actor=actor, plan=again) == {"created": 0, "unchanged": 2, "skipped": 0}
    assert Event.objects.count() == events and Regulation.objects.filter(is_default=False).count() == 1
    assert Event.objects.get(key="rules_loaded").text == "载入《江岭区政协提案办理办法》：新录入2项，未变0项"


def test_a_file_with_a_fault_is_loaded_whole_or_not_at_all(actor):
    plan = plan_file(FILE + "- {key: proposal.sign_days, value: {n: 0, unit: days}}\n")
    with pytest.raises(Faults):
        load_plan(actor=actor, plan=plan)
    assert not Regulation.objects.filter(is_default=False).exists()
    assert load_plan(actor=actor, plan=plan, skip_bad=True) == {"created": 2, "unchanged": 0, "skipped": 1}


def test_a_plan_overtaken_by_somebody_else_is_refused_whole(actor, entered):
    plan = plan_file(FILE)
    entered(TEN)
    with pytest.raises(Faults, match="同一天不能有两个取值"):
        load_plan(actor=actor, plan=plan)
    assert rulebook.value("proposal.reply_months", date(2026, 2, 1), "session") == {"n": 3, "unit": "months"}
    assert load_plan(actor=actor, plan=plan, skip_bad=True) == {"created": 1, "unchanged": 0, "skipped": 1}


def test_a_file_without_a_title_is_refused_even_when_faults_are_skipped(actor):
    plan = plan_file(FILE.replace("title: 江岭区政协提案办理办法, ", ""))
    with pytest.raises(Faults, match="请填写制度文件的名称"):
        load_plan(actor=actor, plan=plan, skip_bad=True)
    assert not Rule.objects.filter(regulation__is_default=False).exists()
