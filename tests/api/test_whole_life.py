"""One proposal's whole life through the interface, as different people: two joint units, one declining, one
dissatisfied co-signer, second handling, follow-up."""

from datetime import timedelta

import pytest

from tests.builders.api import contact, do, file_and_assign, read, refused, sign, start, work_of

pytestmark = pytest.mark.django_db
ANSWERS = {"q_contact": "上门走访或面商", "q_attitude": "满意", "q_relevance": "有针对性"}


def keys(detail: dict) -> set[str]:
    return {offer["key"] for offer in detail["available"] if not offer["refused"]}


def filed_and_assigned(api, c) -> int:
    """Written, co-signed, reviewed and handed to three units, every act through the interface."""
    pk = start(api(c.shen))["id"]
    do(api(c.shen), "proposals", pk, "invite", members=[c.zhou_member.pk, c.he_member.pk])
    for user in (c.zhou, c.he):
        do(api(user), "proposals", pk, "agree_cosign")
    do(api(c.shen), "proposals", pk, "submit")
    do(api(c.clerk), "proposals", pk, "recommend", outcome="file", category="city", text="建议立案")
    do(api(c.chair), "proposals", pk, "file", category="city")
    do(api(c.clerk), "proposals", pk, "hand_over", channel=c.gov.pk)
    do(api(c.gov_office), "proposals", pk, "assign", lead=c.housing.pk, joints=[c.water.pk, c.finance.pk])
    return pk


def clocks(detail: dict, kind: str) -> list[dict]:
    return [clock for clock in detail["clocks"] if clock["kind"] == kind]


def test_whole_life(cast, api, clock):
    c = cast
    pk = filed_and_assigned(api, c)
    detail = read(api(c.shen), "proposals", pk)
    assert (detail["state"], detail["state_label"], detail["case_number"]) == ("handling", "办理中", "第0001号")
    assert [s["state"] for s in detail["signatories"]] == ["agreed"] * 3
    reply_due = clocks(detail, "reply")[0]
    assert reply_due["due"] == "2026-06-02" and "3个月" in reply_due["explanation"]

    housing = sign(api, pk, c.housing, c.housing_clerk)
    water = sign(api, pk, c.water, c.water_clerk)
    finance = work_of(api(c.finance_clerk), pk, c.finance)
    do(
        api(c.finance_clerk), "assignments", finance, "ask_return",
        ground="not_our_duty", reason="不涉及资金", suggests=c.school.pk,
    )  # fmt: skip
    do(api(c.gov_office), "assignments", finance, "accept_return", unit=c.school.pk)
    assert read(api(c.finance_clerk), "assignments", finance)["state"] == "returned"
    school = sign(api, pk, c.school, c.school_clerk)
    do(api(c.water_clerk), "assignments", water, "give_opinion", opinion="同意整合水厂")

    draft = {"text": "一、已列入计划。", "letter": "B", "is_public": True}
    do(api(c.housing_clerk), "assignments", housing, "draft", **draft)
    sentence = refused(api(c.housing_clerk), "assignments", housing, "send_countersign", 409)
    assert "沟通" in sentence
    contact(api, housing, c.housing_clerk)
    do(api(c.housing_clerk), "assignments", housing, "send_countersign")
    do(api(c.water_clerk), "assignments", water, "countersign")
    do(api(c.school_clerk), "assignments", school, "countersign", comment="同意")
    do(api(c.housing_head), "assignments", housing, "sign_off")
    assert read(api(c.shen), "proposals", pk)["assignments"][0]["reply"] is None, "a draft is not the proposer's yet"
    do(api(c.gov_office), "assignments", housing, "pass_check", letter="B")
    do(api(c.housing_clerk), "assignments", housing, "deliver")

    detail = read(api(c.shen), "proposals", pk)
    assert (detail["state"], detail["result_letter"], detail["result_meaning"]) == ("evaluating", "B", "planned")
    reply = next(work["reply"] for work in detail["assignments"] if work["id"] == housing)
    assert reply["text"] == "一、已列入计划。" and reply["document_number"].startswith("江建提〔2026〕1号")
    assert "evaluate" in keys(detail)
    do(api(c.shen), "proposals", pk, "evaluate", result="satisfied", **ANSWERS)
    do(api(c.zhou), "proposals", pk, "evaluate", result="dissatisfied", comment="没有时间表", **ANSWERS)
    do(api(c.he), "proposals", pk, "evaluate", result="basically", **ANSWERS)
    assert "不满意" in refused(api(c.clerk), "proposals", pk, "follow", 409)

    do(api(c.gov_office), "proposals", pk, "rehandle", reason="请给出时间表")
    clock.shift(timedelta(days=14))
    detail = read(api(c.zhou), "proposals", pk)
    assert (detail["state"], detail["round"]) == ("rehandling", 2)
    again = sign(api, pk, c.housing, c.housing_clerk, round=2)
    second = clocks(read(api(c.zhou), "proposals", pk), "reply")
    assert any("二次交办" in one["explanation"] and one["stopped_at"] is None for one in second)
    contact(api, again, c.housing_clerk)
    do(api(c.housing_clerk), "assignments", again, "draft", text="年内完成，附时间表。", letter="B", is_public=True)
    do(api(c.housing_clerk), "assignments", again, "submit_reply")
    do(api(c.housing_head), "assignments", again, "sign_off")
    do(api(c.gov_office), "assignments", again, "pass_check", letter="B")
    do(api(c.housing_clerk), "assignments", again, "deliver")
    do(api(c.zhou), "proposals", pk, "evaluate", result="satisfied", **ANSWERS)
    do(api(c.clerk), "proposals", pk, "follow")
    clock.shift(timedelta(days=200))
    do(api(c.housing_clerk), "proposals", pk, "record_follow_up", text="管网已更新完成", letter="A")
    do(api(c.clerk), "proposals", pk, "finish_follow_up")

    detail = read(api(c.clerk), "proposals", pk)
    assert (detail["state"], detail["result_letter"], detail["follow_letter"]) == ("closed", "B", "A")
    assert {(e["round"], e["name"], e["result"]) for e in detail["evaluations"]} == {
        (1, "沈岚", "satisfied"), (1, "周正", "dissatisfied"), (1, "何静", "basically"), (2, "周正", "satisfied"),
    }  # fmt: skip
    assert detail["follow_ups"][0]["text"] == "管网已更新完成"
    assert all(one["explanation"] for one in detail["clocks"])
    story = [event["key"] for event in reversed(timeline(api(c.clerk), pk))]
    assert story[:3] == ["start", "invite", "agree_cosign"] and story[-1] == "finish_follow_up"
    assert story.count("evaluate") == 4 and story.count("deliver") == 2 and "accept_return" in story


def timeline(client, pk: int, things: str = "proposals") -> list[dict]:
    answer = client.get(f"/api/v1/{things}/{pk}/timeline/", {"page_size": 200})
    assert answer.status_code == 200
    return answer.json()["results"]


def test_the_timeline_tells_each_reader_what_is_theirs(cast, api, clock):
    c = cast
    pk = file_and_assign(c, c.housing)
    work = sign(api, pk, c.housing, c.housing_clerk)
    do(api(c.housing_clerk), "assignments", work, "draft", text="稿", letter="A", is_public=True)
    office = {event["key"] for event in timeline(api(c.clerk), pk)}
    unit = {event["key"] for event in timeline(api(c.housing_clerk), pk)}
    member = {event["key"] for event in timeline(api(c.shen), pk)}
    assert {"recommend", "draft"} <= office
    assert "draft" in unit and "recommend" not in unit
    assert not {"draft", "recommend"} & member and {"submit", "file", "assign", "sign"} <= member
    of_work = timeline(api(c.housing_clerk), work, "assignments")
    assert {event["key"] for event in of_work} == {"sign", "draft"}
    assert {event["target"] for event in of_work} == {f"assignment/{work}"}
    first = timeline(api(c.shen), pk)[-1]
    assert (first["actor"], first["post"], first["key"]) == ("沈岚", "委员", "start")


def test_staff_enter_for_a_member_and_bodies_for_themselves(cast, api, clock):
    c = cast
    entered = api(c.office_clerk).post(
        "/api/v1/proposals/", {"title": "关于夜间公交的提案", "member": c.lu_member.pk}, format="json"
    )
    assert entered.status_code == 201 and entered.json()["on_behalf"] is True
    assert [s["name"] for s in entered.json()["signatories"]] == ["陆远"]
    body = api(c.committee_clerk).post("/api/v1/proposals/", {"title": "关于集体经济的提案"}, format="json").json()
    assert (body["proposer_kind"], body["signatories"][0]["name"]) == ("special_committee", "经济委员会")
    nobody = api(c.office_clerk).post("/api/v1/proposals/", {"title": "关于夜间公交的提案"}, format="json")
    assert nobody.status_code == 409 and "请选择一位委员" in nobody.json()["detail"]
    unit = api(c.housing_clerk).post("/api/v1/proposals/", {"title": "关于夜间公交的提案"}, format="json")
    assert unit.status_code == 403
