"""二次办理 of merged proposals: it answers those who were not content, from the letter that they got, and no others."""

import pytest

from core.matters.unit_work import text_to_go_on_from
from core.models import Clock, Notice
from core.models.generic import aimed_at
from proposals.documents.sources import UNITS
from tests.builders.acts import do, sign, work
from tests.builders.cast import fresh, who
from tests.builders.pages import signed_in
from tests.proposals.test_answers_owed import JUDGED, TEXT, apart, checked, limit, pair

pytestmark = pytest.mark.django_db
OTHER_TEXT = "您反映的水管已经更换。"


def page(user, thing, more="") -> str:
    response = signed_in(user).get(f"{thing.get_absolute_url()}{more}")
    assert response.status_code == 200
    return response.content.decode()


def judged(c, results: dict) -> tuple:
    """沈岚's and 陆远's merged into it, each answered by a letter of the own, judged so."""
    main, other = pair(c)
    second = apart(c, main, other)
    checked(c, second, OTHER_TEXT, talked="陆远")
    do(second, "deliver", c.housing_clerk)
    for user, result in results.items():
        do(main, "evaluate", user, result=result, comment="没有时间表", **JUDGED)
    Notice.objects.all().delete()
    do(main, "rehandle", c.clerk, reason="请给出时间表")
    return fresh(main), fresh(other), main.assignments.get(round=2)


def test_where_only_those_behind_the_merged_one_were_not_content_only_they_are_answered(cast):
    c = cast
    main, other, again = judged(c, {c.shen: "satisfied", c.lu: "dissatisfied"})
    assert (again.unit, again.answers_own, again.continues) == (c.housing, False, None)
    row = again.owed.get()
    assert row.merged == other and limit(row).label == f"二次办理答复（并案{other.case_number}）"
    assert not Clock.objects.filter(**aimed_at(again), kind="reply").exists()
    (to_unit,) = Notice.objects.filter(recipient=c.housing_clerk)
    assert other.case_number in to_unit.title and f"只答复{other.case_number}的提案者" in to_unit.body
    assert "不用再评价" in Notice.objects.get(recipient=c.shen).title
    assert "二次办理" in Notice.objects.get(recipient=c.lu).title
    sign(main, c.housing, c.housing_clerk, round=2)
    assert Notice.objects.filter(recipient=c.shen).count() == 1, "nothing that the others' unit does concerns her"
    assert text_to_go_on_from(fresh(again)) == OTHER_TEXT
    checked(c, again, "七月底前全部换完。", talked="陆远")
    letter = UNITS.letters([fresh(again)], who(c.housing_clerk))
    assert len(letter) == 1 and "陆远" in str(letter[0]) and "沈岚" not in str(letter[0])
    do(again, "deliver", c.housing_clerk)
    assert fresh(main).state == "evaluating"
    assert [one.signatory.name for one in main.evaluations.filter(round=2)] == ["陆远"]
    assert (
        not Notice.objects.filter(recipient=c.shen, title__contains="答复，").exclude(title__contains="不用").exists()
    )
    assert not Notice.objects.filter(recipient=c.shen, title__contains="已答复").exists()


def test_pages_lists_and_papers_of_that_round_name_whom_it_answers(cast):
    c = cast
    main, other, again = judged(c, {c.shen: "satisfied", c.lu: "dissatisfied"})
    only = f"只答复{other.case_number}的提案者"
    assert only in page(c.housing_clerk, again) and only in page(c.clerk, main)
    own = page(c.shen, main)
    assert "不用再评价" in own and "zx-one-date" not in own
    assert "不用再评价" not in page(c.lu, main) and "zx-one-date" in page(c.lu, main)
    sheet = str(UNITS.sheets([again], who(c.housing_clerk)))
    assert only in sheet and "陆远" in sheet
    rows = signed_in(c.housing_clerk).get("/proposals/assignments/?round=2").content.decode()
    assert "陆远" in rows and "另行答复" not in rows


def test_where_only_the_main_ones_were_not_content_nothing_is_owed_to_the_others(cast):
    c = cast
    main, other, again = judged(c, {c.shen: "dissatisfied", c.lu: "basically"})
    assert again.answers_own and not again.owed.exists()
    assert text_to_go_on_from(again) == TEXT
    assert f"只答复{main.case_number}的提案者" in page(c.housing_clerk, again)
    assert "不用再评价" in Notice.objects.get(recipient=c.lu).title
    assert not again.owed.exists() and other.answers_owed.filter(answered_at=None).count() == 0


def test_where_nobody_was_discontent_a_further_round_answers_everybody(cast):
    c = cast
    _main, other, again = judged(c, {c.shen: "satisfied", c.lu: "satisfied"})
    assert again.answers_own and again.owed.get().merged == other
    assert not Notice.objects.filter(title__contains="不用再评价").exists()
    assert "只答复" not in page(c.housing_clerk, again)


def test_whoever_takes_it_over_answers_those_of_the_unit_before(cast):
    c = cast
    main, other, again = judged(c, {c.shen: "satisfied", c.lu: "dissatisfied"})
    do(again, "change_unit", c.gov_office, unit=c.school.pk, reason="职责调整")
    new = work(main, c.school, round=2)
    assert not new.answers_own and new.owed.get().merged == other
    do(main, "add_unit", c.gov_office, unit=c.water.pk, role="joint")
    joint = work(main, c.water, round=2)
    assert Clock.objects.filter(**aimed_at(joint), kind="joint_opinion").exists()
    assert not Notice.objects.filter(recipient=c.shen, title__contains="改由").exists()
    assert Notice.objects.filter(recipient=c.lu, title__contains="改由").exists()
