"""The recommended settings: every key of the catalogue has one, also in a database that is already in use."""

from datetime import date

import pytest

from core import rulebook
from core.models import Regulation, Rule

pytestmark = pytest.mark.django_db


def test_a_new_key_and_a_new_class_get_their_recommended_value():
    Rule.objects.filter(key="opinion.body_max").delete()
    Rule.objects.filter(key="meeting.notice_days", applies_to="plenary").delete()
    assert rulebook.ensure_defaults() == 2
    assert rulebook.value("meeting.notice_days", applies_to="plenary") == {"n": 7, "unit": "days_before"}
    assert rulebook.ensure_defaults() == 0


def test_a_class_is_not_recommended_over_what_a_regulation_decides():
    Rule.objects.filter(key="meeting.notice_days").delete()
    own = Regulation.objects.create(title="会议工作规则", adopted_on=date(2024, 1, 1))
    Rule.objects.create(
        key="meeting.notice_days",
        value={"n": 5, "unit": "days_before"},
        effective_from=date(2024, 1, 1),
        regulation=own,
    )
    rulebook.ensure_defaults()
    assert rulebook.value("meeting.notice_days", date(2026, 1, 1), "plenary")["n"] == 5


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("proposal.return_days", "5个工作日"), ("proposal.reassign_days", "5个工作日"),
        ("proposal.first_contact_days", "15个工作日"), ("proposal.joint_opinion_days", "30日"),
        ("proposal.reply_months", "3个月"), ("proposal.reply_cap", "6个月"), ("proposal.extension_max", "1"),
        ("proposal.feedback_days", "15个工作日"), ("proposal.rehandle_days", "30日"),
        ("proposal.publish_list_days", "15日"), ("proposal.key_select_days", "60日"), ("proposal.title_max", "50"),
        ("proposal.body_max", "2500"), ("opinion.body_max", "1500"), ("opinion.bulletin_cycle", "每季度"),
        ("opinion.answer_days", "30个工作日"), ("meeting.notice_days", "会议召开前3日"),
        ("meeting.leave_days", "会议召开前2日"), ("attendance.min_share", "2/3"), ("absence.consecutive_warn", "2"),
        ("absence.consecutive_remove", "3"), ("absence.unexcused_resign", "5"), ("supervisor.per_unit", "2"),
        ("supervisor.term_years", "3"), ("training.per_term", "1"), ("consultation.notice_days", "15个工作日"),
        ("consultation.material_days", "10个工作日"), ("consultation.minutes_days", "7个工作日"),
        ("score.bands", "90分及以上优秀；80分及以上良好；60分及以上合格；0分及以上不合格"),
    ],
)  # fmt: skip
def test_the_recommended_settings_of_the_trade_are_there(key, words):
    assert rulebook.words(rulebook.rule(key)) == words


def test_what_moves_nothing_yet_says_so():
    for key in ("opinion.answer_days", "consultation.notice_days", "supervisor.per_unit", "proposal.leader_item_days"):
        assert rulebook.catalogue()[key].drives == ""
    assert (
        rulebook.catalogue()["proposal.return_days"].drives
        and rulebook.catalogue()["proposal.return_days"].since == "交办"
    )
