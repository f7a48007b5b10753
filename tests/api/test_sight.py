"""What of a matter each reader sees: drafts, joint opinions, judgements, telephone numbers, dates between offices."""

import pytest

from members.models import Member
from proposals.models import Assignment
from tests.builders.api import contact, do, file_and_assign, read, sign, work_of

pytestmark = pytest.mark.django_db
ANSWERS = {"q_contact": "没有沟通", "q_attitude": "满意", "q_relevance": "有针对性"}


@pytest.fixture
def handled(cast, api, clock):
    """A co-signed proposal whose lead unit has a draft before its joint unit; the joint unit gave its opinion."""
    c = cast
    pk = file_and_assign(c, c.housing, joints=(c.water,), cosigners=("zhou",))
    lead = sign(api, pk, c.housing, c.housing_clerk)
    joint = sign(api, pk, c.water, c.water_clerk)
    do(api(c.water_clerk), "assignments", joint, "give_opinion", opinion="同意整合水厂")
    contact(api, lead, c.housing_clerk)
    do(api(c.housing_clerk), "assignments", lead, "draft", text="拟于年内完成。", letter="A", is_public=True)
    return pk, lead, joint


@pytest.fixture
def judged(cast, api, handled):
    c = cast
    pk, lead, joint = handled
    do(api(c.housing_clerk), "assignments", lead, "send_countersign")
    do(api(c.water_clerk), "assignments", joint, "countersign")
    do(api(c.housing_head), "assignments", lead, "sign_off")
    do(api(c.gov_office), "assignments", lead, "pass_check", letter="B", grade_reason="尚未完工")
    do(api(c.housing_clerk), "assignments", lead, "deliver")
    do(api(c.shen), "proposals", pk, "evaluate", result="satisfied", **ANSWERS)
    do(api(c.zhou), "proposals", pk, "evaluate", result="dissatisfied", comment="没有时间表", **ANSWERS)
    return pk, lead, joint


def works(detail: dict) -> dict[str, dict]:
    return {work["unit"]["short_name"]: work for work in detail["assignments"]}


def test_a_draft_is_the_units_and_of_those_asked_about_it(cast, api, handled):
    c = cast
    pk, lead, _ = handled
    do(api(c.housing_clerk), "assignments", lead, "send_countersign")
    for user in (c.housing_clerk, c.housing_head, c.water_clerk):
        assert works(read(api(user), "proposals", pk))["区住建局"]["reply"]["text"] == "拟于年内完成。", user
        assert read(api(user), "assignments", lead)["reply"]["letter"] == "A", user
    for user in (c.gov_office, c.clerk, c.leader, c.shen, c.zhou, c.lu, c.committee_clerk):
        assert works(read(api(user), "proposals", pk))["区住建局"]["reply"] is None, user
        assert read(api(user), "assignments", lead)["reply"] is None, user


def test_a_joint_opinion_is_not_the_proposers(cast, api, handled):
    c = cast
    _, _, joint = handled
    for user in (c.water_clerk, c.housing_clerk, c.gov_office, c.clerk):
        assert read(api(user), "assignments", joint)["opinion"] == "同意整合水厂", user
    for user in (c.shen, c.lu):
        assert read(api(user), "assignments", joint)["opinion"] == "", user


def test_judgements_of_others_are_not_shown_to_members(cast, api, judged):
    c = cast
    pk, _, _ = judged
    seen = {
        user.username: {e["name"] for e in read(api(user), "proposals", pk)["evaluations"]}
        for user in (c.shen, c.zhou, c.lu, c.clerk, c.gov_office, c.housing_clerk)
    }
    assert seen == {
        "shen": {"沈岚"},
        "zhou": {"周正"},
        "lu": set(),
        "clerk": {"沈岚", "周正"},
        "gov_office": {"沈岚", "周正"},
        "housing_clerk": {"沈岚", "周正"},
    }
    for user, others in ((c.shen, "周正评价"), (c.zhou, "沈岚评价"), (c.lu, "评价")):
        story = api(user).get(f"/api/v1/proposals/{pk}/timeline/").json()["results"]
        assert not [event for event in story if others in event["text"]], user
    own = api(c.zhou).get(f"/api/v1/proposals/{pk}/timeline/").json()["results"]
    assert [event["text"] for event in own if event["key"] == "evaluate"] == ["周正评价：不满意"]


def test_a_changed_grade_stays_between_the_unit_and_its_checkers(cast, api, judged):
    c = cast
    _, lead, _ = judged
    inside = read(api(c.housing_clerk), "assignments", lead)["reply"]
    assert (inside["letter"], inside["unit_letter"], inside["grade_reason"]) == ("B", "A", "尚未完工")
    outside = read(api(c.shen), "assignments", lead)["reply"]
    assert (outside["letter"], outside["unit_letter"], outside["grade_reason"]) == ("B", "", "")


def test_reviews_are_for_the_office(cast, api, handled):
    c = cast
    pk, _, _ = handled
    assert [r["outcome"] for r in read(api(c.clerk), "proposals", pk)["reviews"]] == ["file", "file"]
    for user in (c.shen, c.housing_clerk, c.gov_office, c.lu):
        assert read(api(user), "proposals", pk)["reviews"] == []


def test_telephone_numbers_and_talks_are_for_those_concerned(cast, api, handled):
    c = cast
    pk, _, _ = handled
    Member.objects.filter(pk=c.shen_member.pk).update(phone="13800001234")
    for user in (c.shen, c.clerk, c.housing_clerk, c.gov_office):
        detail = read(api(user), "proposals", pk)
        assert detail["signatories"][0]["phone"] == "13800001234", user
        work = works(detail)["区住建局"]
        assert (work["handler_name"], len(work["contacts"])) == ("马宁", 1), user
    stranger = read(api(c.lu), "proposals", pk)
    assert stranger["signatories"][0]["phone"] == ""
    work = works(stranger)["区住建局"]
    assert (work["handler_name"], work["handler_phone"], work["contacts"]) == ("", "", [])


def test_dates_between_offices_are_not_the_proposers(cast, api, handled):
    c = cast
    pk, _, _ = handled
    office = {one["kind"] for one in read(api(c.gov_office), "proposals", pk)["clocks"]}
    member = {one["kind"] for one in read(api(c.shen), "proposals", pk)["clocks"]}
    assert {"sign", "return", "reply", "joint_opinion"} <= office
    assert "reply" in member and not {"sign", "return", "joint_opinion"} & member
    for one in read(api(c.gov_office), "proposals", pk)["clocks"]:
        assert one["explanation"] and one["due"] and one["light"] in ("ok", "soon", "late"), one["kind"]


def test_a_unit_that_gave_the_matter_back_sees_no_later_drafts(cast, api, clock):
    c = cast
    pk = file_and_assign(c, c.housing, joints=(c.water, c.finance))
    returned = work_of(api(c.finance_clerk), pk, c.finance)
    do(api(c.finance_clerk), "assignments", returned, "ask_return", ground="not_our_duty", reason="不涉及资金")
    do(api(c.gov_office), "assignments", returned, "accept_return", unit=c.school.pk)
    lead = sign(api, pk, c.housing, c.housing_clerk)
    do(api(c.housing_clerk), "assignments", lead, "draft", text="稿", letter="A", is_public=True)
    assert works(read(api(c.finance_clerk), "proposals", pk))["区住建局"]["reply"] is None
    assert api(c.finance_clerk).get(f"/api/v1/assignments/{lead}/").status_code == 404


def test_a_revoked_work_is_gone_for_all_but_the_office(cast, api, clock):
    c = cast
    pk = file_and_assign(c, c.housing, joints=(c.water,))
    joint = work_of(api(c.gov_office), pk, c.water)
    do(api(c.gov_office), "assignments", joint, "revoke", reason="重复交办")
    assert Assignment.objects.get(pk=joint).state == "revoked"
    for user in (c.water_clerk, c.housing_clerk, c.shen, c.lu):
        assert api(user).get(f"/api/v1/assignments/{joint}/").status_code == 404, user
    for user in (c.gov_office, c.clerk):
        assert read(api(user), "assignments", joint)["state"] == "revoked"


def test_who_was_asked_and_declined_is_not_told_to_others(cast, api, clock):
    c = cast
    pk = file_and_assign(c, c.housing, cosigners=("zhou",))
    assert [s["name"] for s in read(api(c.lu), "proposals", pk)["signatories"]] == ["沈岚", "周正"]
    from proposals.models import Signatory

    Signatory.objects.filter(member=c.zhou_member).update(state="declined", remark="另有看法")
    assert [s["name"] for s in read(api(c.lu), "proposals", pk)["signatories"]] == ["沈岚"]
    assert [s["remark"] for s in read(api(c.shen), "proposals", pk)["signatories"]] == ["", "另有看法"]


def test_fields_of_an_act_tell_where_their_values_come_from(cast, api, clock):
    c = cast
    pk = file_and_assign(c, c.housing)
    work = work_of(api(c.housing_clerk), pk, c.housing)
    offers = {offer["key"]: offer for offer in read(api(c.housing_clerk), "assignments", work)["available"]}
    ask = {field["name"]: field for field in offers["ask_return"]["fields"]}
    assert ask["ground"]["kind"] == "choice" and ask["ground"]["choices"][0]["value"] == "not_our_duty"
    assert (ask["suggests"]["kind"], ask["suggests"]["resource"], ask["suggests"]["required"]) == (
        "one", "organisations", False,
    )  # fmt: skip
    assert offers["sign"]["refused"] is None
    do(api(c.housing_clerk), "assignments", work, "sign", handler_name="马宁", handler_phone="1")
    do(api(c.housing_clerk), "assignments", work, "draft", text="稿", letter="C", is_public=False)
    offers = {offer["key"]: offer for offer in read(api(c.housing_clerk), "assignments", work)["available"]}
    assert "沟通" in offers["submit_reply"]["refused"]
    letter = next(field for field in offers["draft"]["fields"] if field["name"] == "letter")
    assert letter["initial"] == "C"
