"""Every refusal: the wrong person 403, a stranger 404, state, guard or second click 409, wrong fields 400."""

import json

import pytest

from core.models import Event, Notice
from tests.builders.api import do, file_and_assign, read, refused, sign, start, work_of

pytestmark = pytest.mark.django_db


def counts() -> tuple[int, int]:
    return Event.objects.count(), Notice.objects.count()


def test_the_wrong_person_is_403_and_nothing_happens(cast, api, clock):
    c = cast
    pk = start(api(c.shen))["id"]
    do(api(c.shen), "proposals", pk, "submit")
    before = counts()
    sentence = refused(api(c.shen), "proposals", pk, "recommend", 403, outcome="file", category="city")
    assert sentence == "您当前的岗位不能办理“提出初审意见”。"
    assert counts() == before and read(api(c.clerk), "proposals", pk)["state"] == "submitted"


def test_a_stranger_gets_404_everywhere(cast, api, clock):
    c = cast
    pk = start(api(c.shen))["id"]
    stranger = api(c.lu)
    for path in ("", "timeline/", "documents/form.pdf", "documents/form.docx", "attachments/"):
        answer = stranger.get(f"/api/v1/proposals/{pk}/{path}")
        assert answer.status_code == 404, path
        assert answer.json()["detail"] == "没有找到，或者您当前的岗位看不到它。"
    refused(stranger, "proposals", pk, "submit", 404)
    assert stranger.patch(f"/api/v1/proposals/{pk}/", {"title": "改"}, format="json").status_code == 404
    pk = file_and_assign(c, c.housing)
    work = work_of(api(c.housing_clerk), pk, c.housing)
    other_unit = api(c.school_clerk)
    for path in ("", "timeline/", "documents/assignment.pdf"):
        assert other_unit.get(f"/api/v1/assignments/{work}/{path}").status_code == 404
    refused(other_unit, "assignments", work, "sign", 404, handler_name="甲", handler_phone="1")
    assert other_unit.get("/api/v1/assignments/").json()["count"] == 0


def test_an_unknown_or_automatic_act_is_404(cast, api, clock):
    c = cast
    pk = file_and_assign(c, c.housing)
    assert refused(api(c.clerk), "proposals", pk, "fly", 404) == "没有这个操作。"
    refused(api(c.clerk), "proposals", pk, "receive_replies", 404)


def test_the_wrong_state_is_409_with_the_state_in_the_sentence(cast, api, clock):
    c = cast
    pk = start(api(c.shen))["id"]
    do(api(c.shen), "proposals", pk, "submit")
    assert "待审查" in refused(api(c.shen), "proposals", pk, "submit", 409)
    assert "初审意见" in refused(api(c.chair), "proposals", pk, "file", 409, category="city")


def test_the_page_of_before_somebody_acted_is_409(cast, api, clock):
    c = cast
    pk = start(api(c.shen))["id"]
    do(api(c.shen), "proposals", pk, "submit")
    seen = read(api(c.clerk), "proposals", pk)["revision"]
    do(api(c.chair), "proposals", pk, "return_to_author", reason="请补充数据", revision=seen)
    do(api(c.shen), "proposals", pk, "submit")
    sentence = refused(api(c.clerk), "proposals", pk, "recommend", 409, outcome="file", category="city", revision=seen)
    assert sentence == f"该件已被{c.shen.full_name}提交，没有提出初审意见，请刷新后再看。"


def test_a_second_click_is_409_also_where_several_may_act(cast, api, clock):
    c = cast
    pk = start(api(c.shen))["id"]
    do(api(c.shen), "proposals", pk, "invite", members=[c.zhou_member.pk, c.he_member.pk])
    do(api(c.zhou), "proposals", pk, "agree_cosign")
    before = counts()
    assert "已经办理过“同意署名”" in refused(api(c.zhou), "proposals", pk, "agree_cosign", 409)
    assert counts() == before
    refused(api(c.shen), "proposals", pk, "agree_cosign", 403)


def test_who_declines_is_told_so_and_sees_it_no_more(cast, api, clock):
    c = cast
    pk = start(api(c.shen))["id"]
    do(api(c.shen), "proposals", pk, "invite", members=[c.zhou_member.pk])
    left = do(api(c.zhou), "proposals", pk, "decline_cosign", remark="不熟悉情况")
    assert (left["id"], left["state"], left["available"], left["clocks"]) == (pk, "cosigning", [], [])
    assert api(c.zhou).get(f"/api/v1/proposals/{pk}/").status_code == 404


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({}, "outcome"),
        ({"outcome": "nonsense", "category": "city"}, "outcome"),
        ({"outcome": "file", "category": "city", "txt": "错字"}, "txt"),
        ({"outcome": "file", "category": "city", "text": {"a": 1}}, "text"),
        ({"outcome": "file", "category": "city", "text": 7}, "text"),
        ({"outcome": ["file"], "category": "city"}, "outcome"),
        ({"outcome": "file", "category": "city", "text": "长" * 1001}, "text"),
        ({"outcome": "file", "category": "city", "revision": "昨天"}, "revision"),
        ({"outcome": "file", "category": "city", "revision": True}, "revision"),
    ],
)
def test_wrong_fields_are_400_by_name(cast, api, clock, facts, field):
    c = cast
    pk = start(api(c.shen))["id"]
    do(api(c.shen), "proposals", pk, "submit")
    before = counts()
    answer = api(c.clerk).post(f"/api/v1/proposals/{pk}/do/recommend/", facts, format="json")
    assert answer.status_code == 400, answer.content.decode()
    assert field in answer.json()["fields"] and answer.json()["detail"]
    assert counts() == before


@pytest.mark.parametrize("value", [0, -1, True, 10**30, "x", {"id": 1}, [1], 2.5])
def test_a_key_that_is_none_is_400(cast, api, clock, value):
    c = cast
    pk = start(api(c.shen))["id"]
    for facts in ({"members": value}, {"members": [value]}):
        answer = api(c.shen).post(f"/api/v1/proposals/{pk}/do/invite/", facts, format="json")
        assert answer.status_code == 400, answer.content.decode()
        assert "members" in answer.json()["fields"]


def test_a_date_must_be_a_date(cast, api, clock):
    c = cast
    pk = file_and_assign(c, c.housing)
    work = sign(api, pk, c.housing, c.housing_clerk)
    facts = {"mode": "phone", "with_whom": "沈岚", "content": "电话"}
    for day in (20260302, "昨天", "2026-13-40", "2030-01-01", None, ""):
        answer = api(c.housing_clerk).post(
            f"/api/v1/assignments/{work}/do/record_contact/", {**facts, "held_on": day}, format="json"
        )
        assert answer.status_code == 400 and "held_on" in answer.json()["fields"], (day, answer.content.decode())


def test_a_body_that_is_no_object_is_400(cast, api, clock):
    c = cast
    pk = start(api(c.shen))["id"]
    path, client = f"/api/v1/proposals/{pk}/do/discard/", api(c.shen)
    for body in ("[1]", '"x"', "{", "7", '{"a": "\\ud800"}', '{"a": "\\u0000"}', "[" * 100_000, '{"a": NaN}'):
        answer = client.post(path, body, content_type="application/json")
        assert answer.status_code == 400, (body[:20], answer.content.decode())
        assert answer.json()["detail"]
    assert client.post(path, "<a/>", content_type="text/xml").status_code == 415
    assert read(client, "proposals", pk)["state"] == "draft"


def test_a_form_works_as_well_as_json(cast, api, clock):
    c = cast
    pk = start(api(c.shen))["id"]
    answer = api(c.shen).post(
        f"/api/v1/proposals/{pk}/do/invite/", {"members": [c.zhou_member.pk, c.he_member.pk]}, format="multipart"
    )
    assert answer.status_code == 200, answer.content.decode()
    assert len(answer.json()["signatories"]) == 3


def test_no_token_is_401_and_methods_are_405(cast, api, clock):
    for path in ("proposals/", "members/", "notices/", "me/", "rules/"):
        answer = api().get(f"/api/v1/{path}")
        assert answer.status_code == 401 and "Token" in answer["WWW-Authenticate"], path
        assert "请先登录" in answer.json()["detail"]
    pk = start(api(cast.shen))["id"]
    assert api(cast.shen).delete(f"/api/v1/proposals/{pk}/").status_code == 405
    assert api(cast.shen).put(f"/api/v1/proposals/{pk}/", {}, format="json").status_code == 405
    answer = api(cast.shen).get("/api/v1/proposals/99999999999999999999/")
    assert answer.status_code == 404
    assert api(cast.shen).get("/api/v1/proposals/999999999999999999/").status_code == 404
    assert json.loads(api(cast.shen).get("/api/v1/proposals/?page=9").content)["detail"] == "没有这一页，共1页。"


def test_too_many_requests_are_429_with_a_sentence(cast, api, clock, monkeypatch):
    from rest_framework.throttling import UserRateThrottle

    monkeypatch.setattr(UserRateThrottle, "THROTTLE_RATES", {"user": "2/min", "anon": "2/min"})
    client = api(cast.shen)
    assert [client.get("/api/v1/me/").status_code for _ in range(3)] == [200, 200, 429]
    answer = client.get("/api/v1/me/")
    assert "请求过于频繁" in answer.json()["detail"] and int(answer["Retry-After"]) > 0
