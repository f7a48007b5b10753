"""初审意见 is followed or answered: the act that is proposed stands in front, and deciding otherwise says why."""

import pytest

from core.matters import drafts, turn_keeping
from core.matters.lifecycle import InvalidFacts
from core.matters.suggesting import suggest_units
from core.models import Event, Notice, OpenTurn
from tests.builders.acts import do
from tests.builders.cast import fresh, who
from tests.builders.pages import act, filed, press, signed_in, submitted
from tests.builders.stages import a_ground

pytestmark = pytest.mark.django_db
ADVISED = {
    "file": ("file", "立案"),
    "not_file": ("not_file", "不予立案"),
    "merge": ("merge", "并案"),
    "pass_on": ("pass_on", "转送"),
    "return": ("return_to_author", "退回修改"),
}


def advised(c, outcome: str, **more):
    proposal = submitted(c, **more)
    ground = {"ground": a_ground(c)} if outcome == "not_file" else {}
    act(c.clerk, proposal, "recommend", outcome=outcome, category="economy", text="属个人诉求", **ground)
    return fresh(proposal)


@pytest.mark.parametrize("outcome", ADVISED)
def test_the_act_that_the_first_review_proposes_is_the_main_one_on_home_and_page(cast, outcome):
    key, label = ADVISED[outcome]
    proposal = advised(cast, outcome)
    assert [(row.key, row.what, row.verb) for row in OpenTurn.objects.all()] == [(key, "审定", label)]
    page = signed_in(cast.chair).get(proposal.get_absolute_url()).context["page"]
    assert page.actions.primary.key == key
    assert page.turn.sentence == "轮到您：审定"
    home = signed_in(cast.chair).get("/").content.decode()
    assert f"建议{label}" in home and f"{proposal.get_absolute_url()}do/{key}/" in home
    assert turn_keeping.rebuild() == 0


def test_the_proposer_does_not_read_the_advice(cast):
    proposal = advised(cast, "not_file")
    for url in (proposal.get_absolute_url(), "/"):
        assert "建议不予立案" not in signed_in(cast.shen).get(url).content.decode()


def test_what_was_decided_and_taken_back_waits_for_the_advice_again(cast):
    proposal = advised(cast, "not_file")
    act(cast.chair, proposal, "not_file", ground=a_ground(cast), reason="属个人诉求")
    act(cast.chair, proposal, "undo_decision", reason="点错了")
    assert OpenTurn.objects.get().key == "not_file"


def test_ground_and_reason_stand_in_the_chairs_form(cast):
    proposal, chair = advised(cast, "not_file"), signed_in(cast.chair)
    form = chair.get(f"{proposal.get_absolute_url()}do/not_file/").context["form"]
    assert (form["ground"].value(), form["reason"].value()) == (a_ground(cast), "属个人诉求")
    returned = advised(cast, "return", title="关于另一件事的提案")
    assert chair.get(f"{returned.get_absolute_url()}do/return_to_author/").context["form"]["reason"].value()
    filed = advised(cast, "file", title="关于第三件事的提案")
    assert chair.get(f"{filed.get_absolute_url()}do/file/").context["form"]["category"].value() == "economy"
    assert not chair.get(f"{filed.get_absolute_url()}do/not_file/").context["form"]["reason"].value()


def test_the_proposer_reads_why_a_text_is_passed_on(cast):
    own = advised(cast, "pass_on")
    form = signed_in(cast.chair).get(f"{own.get_absolute_url()}do/pass_on/").context["form"]
    assert form["text"].value() == "属个人诉求" and "原样写进给提案者的通知" in str(form["text"].help_text)
    other = submitted(cast, title="关于另一件事的提案")
    act(cast.clerk, other, "recommend", outcome="pass_on", category="city")
    assert "text" in press(cast.chair, other, "pass_on", expect=400, passed_on_as="opinion").context["form"].errors
    press(cast.chair, other, "pass_on", passed_on_as="opinion", text="反映的是个案")
    assert Notice.objects.get(recipient=cast.shen, title__contains="已转为").body == "反映的是个案"


def test_filing_against_the_advice_says_why(cast):
    proposal = advised(cast, "not_file")
    refused = press(cast.chair, proposal, "file", expect=400, category="city")
    assert "立案理由（初审意见是不予立案）" in refused.content.decode() and fresh(proposal).state == "recommended"
    with pytest.raises(InvalidFacts):
        do(proposal, "file", cast.chair, category="city", text=" ")
    press(cast.chair, proposal, "file", category="city", text="事关多户")
    assert fresh(proposal).reviews.get(step="decision").text == "事关多户"


def test_many_are_filed_together_only_as_advised(cast, monkeypatch):
    right, other = advised(cast, "file"), advised(cast, "not_file", title="关于另一件事的提案")
    ids, chair = [other.pk, right.pk], signed_in(cast.chair)
    asked = chair.post("/proposals/batch/file/", {"ids": ids})
    sentence = "该件初审意见是“不予立案”，与批量办理的不同，请打开该件单独审定。"
    assert sentence in asked.content.decode() and asked.context["possible"] == 1
    done = chair.post("/proposals/batch/file/", {"ids": ids, "go": "1"})
    assert sentence in done.content.decode()
    assert (fresh(right).state, fresh(right).category, fresh(other).state) == ("filed", "economy", "recommended")
    again = advised(cast, "file", title="关于第三件事的提案")
    refused = chair.post("/proposals/batch/not_file/", {"ids": [again.pk, other.pk], "go": "1"})
    assert "该件初审意见是“立案”" in refused.content.decode() and fresh(again).state == "recommended"
    assert fresh(other).state == "not_filed" and fresh(other).nonfiling_ground == a_ground(cast)


def test_what_was_said_of_an_earlier_text_counts_no_more(cast):
    proposal = advised(cast, "return")
    act(cast.chair, proposal, "return_to_author", reason="请写具体")
    act(cast.shen, proposal, "submit")
    assert OpenTurn.objects.get().key == "recommend"
    form = signed_in(cast.chair).get(f"{proposal.get_absolute_url()}do/return_to_author/").context["form"]
    assert not form["reason"].value()
    assert who(cast.chair).role == "proposal_chair"


def test_the_advice_to_pass_on_is_spent_once_the_text_came_back(cast):
    proposal = advised(cast, "pass_on")
    act(cast.chair, proposal, "pass_on", passed_on_as="letter", text="按来信办理")
    act(cast.chair, proposal, "recall_passed_on", reason="应立案")
    assert OpenTurn.objects.get(object_id=proposal.pk).key == "file"
    act(cast.chair, proposal, "file", category="city")


def test_many_are_numbered_in_the_order_of_receipt(cast):
    made = [advised(cast, "file", title=f"关于{name}事的提案") for name in "甲乙丙"]
    signed_in(cast.chair).post("/proposals/batch/file/", {"ids": [p.pk for p in reversed(made)], "go": "1"})
    assert [fresh(p).number for p in made] == [1, 2, 3]


def test_the_first_review_says_into_which_one_and_the_chair_finds_it_chosen(cast):
    road = filed(cast, cast.lu, title="关于改造滨河道路路灯的提案")
    other = filed(cast, cast.zhou, title="关于食堂的提案")
    proposal = submitted(cast, title="关于滨河道路路灯照明的提案")
    url = f"{proposal.get_absolute_url()}do"
    options = list(signed_in(cast.clerk).get(f"{url}/recommend/").context["form"].fields["main"].choices)
    assert [label for _, label in options][1:] == [
        "第0002号 关于食堂的提案（周正，已立案）",
        "第0001号 关于改造滨河道路路灯的提案（陆远，已立案）",
    ]
    vague = press(cast.clerk, proposal, "recommend", expect=409, outcome="merge", category="city").content.decode()
    assert "请选择并入哪一件" in vague and "打开最新情况" not in vague
    wrong = press(cast.clerk, proposal, "recommend", expect=409, outcome="file", category="city", main=road.pk)
    assert "只有建议并案时才选择" in wrong.content.decode()
    press(cast.clerk, proposal, "recommend", outcome="merge", category="city", main=other.pk)
    assert (
        Event.objects.get(key="recommend", object_id=proposal.pk).text
        == "初审意见：并案，并入第0002号《关于食堂的提案》"
    )
    form = signed_in(cast.chair).get(f"{url}/merge/").context["form"]
    assert form["main"].value() == other.pk
    assert [str(value) for value, _ in form.fields["main"].choices] == ["", str(road.pk), str(other.pk)]
    press(cast.chair, proposal, "merge", main=road.pk)
    assert fresh(proposal).merged_into == road


def test_a_text_sent_back_and_not_changed_is_said_to_be_so_before_it_is_handed_in_again(cast):
    proposal, member = submitted(cast), signed_in(cast.shen)
    act(cast.clerk, proposal, "return_to_author", reason="请补充数据来源")
    home = member.get("/", follow=True).content.decode()
    assert "退回修改" in home
    check = f"{proposal.get_absolute_url()}check/"
    html = member.get(check).content.decode()
    assert "退回意见：请补充数据来源" in html and "退回以后正文没有改动" in html
    drafts.save(fresh(proposal), who(cast.shen), {"situation": "补充了数据来源的情况。"})
    html = member.get(check).content.decode()
    assert "退回意见：请补充数据来源" in html and "退回以后正文没有改动" not in html


def test_units_that_the_first_review_suggests_are_read_by_the_chair_and_fill_the_form_of_handing_out(cast):
    c = cast
    proposal = submitted(c)
    proposal.suggested_units.create(unit=c.finance, is_lead=True)
    url = f"{proposal.get_absolute_url()}do"
    assert f"提案者建议{c.finance.brief}（主办）" in signed_in(c.clerk).get(f"{url}/recommend/").content.decode()
    press(
        c.clerk, proposal, "recommend", outcome="file", category="city", lead=c.housing.pk, joints=[c.finance.pk]
    )  # fmt: skip
    filing = signed_in(c.chair).get(f"{url}/file/").content.decode()
    assert f"建议主办{c.housing}，会办{c.finance}" in filing and "初审建议主办" in filing and "提案者建议主办" in filing
    press(c.chair, proposal, "file", category="city")
    assert signed_in(c.clerk).get(f"{url}/hand_over/").context["form"]["channel"].value() == c.housing.supervised_by_id
    act(c.clerk, proposal, "hand_over", channel=c.gov)
    page = signed_in(c.gov_office).get(f"{url}/assign/")
    form = page.context["form"]
    assert (form["lead"].value(), form["joints"].value()) == (c.housing.pk, [c.finance.pk])
    assert "初审建议主办" in page.content.decode()
    proposers = signed_in(c.shen).get(proposal.get_absolute_url()).content.decode()
    assert c.finance.name in proposers and c.housing.name not in proposers and "初审" not in proposers
    press(c.gov_office, proposal, "assign", lead=c.finance.pk)  # only suggested
    assert [work.unit for work in proposal.assignments.all()] == [c.finance]


def test_units_are_suggested_once_and_only_for_filing(cast):
    c = cast
    proposal = submitted(c)
    twice = press(
        c.clerk, proposal, "recommend", expect=409, outcome="file", category="city",
        lead=c.housing.pk, joints=[c.housing.pk],
    )  # fmt: skip
    assert "不能又建议会办" in twice.content.decode()
    other = press(
        c.clerk, proposal, "recommend", expect=409, outcome="return", category="city", lead=c.housing.pk
    )  # fmt: skip
    assert "只有建议立案时才建议承办单位" in other.content.decode()
    assert not proposal.suggested_units.exists() and fresh(proposal).state == "submitted"


def test_a_proposer_who_suggests_others_leaves_the_reviews_suggestion(cast):
    c = cast
    proposal = submitted(c)
    do(proposal, "recommend", c.clerk, outcome="file", category="city", lead=c.housing)
    assert suggest_units(proposal, who(c.shen), {"lead": c.finance, "joints": []})
    assert [(s.unit, s.by_review) for s in proposal.suggested_units.order_by("pk")] == [
        (c.housing, True),
        (c.finance, False),
    ]
    do(fresh(proposal), "return_to_author", c.clerk, reason="请写具体")
    do(fresh(proposal), "submit", c.shen)
    do(fresh(proposal), "recommend", c.clerk, outcome="file", category="city")
    assert [s.unit for s in fresh(proposal).suggested_units.all()] == [c.finance]


def test_units_that_were_suggested_stay_beside_those_that_work_on_it(cast):
    c = cast
    proposal = submitted(c)
    proposal.suggested_units.create(unit=c.finance, is_lead=True)
    press(c.clerk, proposal, "recommend", outcome="file", category="city", lead=c.school.pk)
    press(c.chair, proposal, "file", category="city")
    act(c.clerk, proposal, "hand_over", channel=c.gov)
    press(c.gov_office, proposal, "assign", lead=c.housing.pk)
    url = proposal.get_absolute_url()
    office = signed_in(c.clerk).get(url).content.decode()
    assert office.index("提案者建议主办") < office.index("办理单位</h2>") and "初审建议主办" in office
    for user in (c.shen, c.lu, c.housing_clerk):
        page = signed_in(user).get(url).content.decode()
        assert c.finance.name in page and "建议主办" in page, user
        assert c.school.name not in page and "初审" not in page, user
    told = signed_in(c.shen).get(f"/api/v1{url}").json()
    assert [row["unit"]["id"] for row in told["suggested_units"]] == [c.finance.pk]
    assert [row["unit"]["id"] for row in told["assignments"]] == [c.housing.pk]
