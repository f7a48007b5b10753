"""Writing through the interface: start, save, versions, suggested units, files."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.matters import drafts
from core.matters.lifecycle import Refused
from core.models import Attachment, Event
from proposals.models import Proposal
from tests.builders.api import do, read, refused, start
from tests.builders.cast import who

pytestmark = pytest.mark.django_db
TEXT = "现场情况：水压不足。".encode()


def save(client, pk, **texts):
    return client.patch(f"/api/v1/proposals/{pk}/", texts, format="json")


def test_a_draft_keeps_what_was_sent_and_drops_styling(cast, api):
    c = cast
    made = start(
        api(c.shen),
        situation="<p class=MsoNormal>管网<b>老化</b></p><p>水压不足</p>",
        suggested_lead=c.water.pk,
        suggested_joints=[c.finance.pk],
    )
    assert made["situation"] == "管网老化\n水压不足"
    assert [(u["unit"]["id"], u["is_lead"]) for u in made["suggested_units"]] == [
        (c.water.pk, True), (c.finance.pk, False),
    ]  # fmt: skip
    assert made["state"] == "draft" and {o["key"] for o in made["available"]} >= {"submit", "invite", "discard"}
    assert made["on_behalf"] is False


def test_one_idempotency_key_begins_one_draft(cast, api):
    client, path = api(cast.shen), "/api/v1/proposals/"
    asked = {"title": "关于老旧管网的提案"}
    made = [client.post(path, asked, format="json", HTTP_IDEMPOTENCY_KEY="k-1").json()["id"] for _ in range(3)]
    other = client.post(path, asked, format="json", HTTP_IDEMPOTENCY_KEY="k-2").json()["id"]
    his = api(cast.zhou).post(path, asked, format="json", HTTP_IDEMPOTENCY_KEY="k-1").json()["id"]
    plain = [client.post(path, asked, format="json").json()["id"] for _ in range(2)]
    assert len(set(made)) == 1 and len({*made, other, his, *plain}) == 5


def test_saving_changes_only_what_was_sent(cast, api):
    made = start(api(cast.shen))
    saved = save(api(cast.shen), made["id"], analysis="三家水厂标准不一。", text_version=made["text_version"])
    assert saved.status_code == 200
    detail = saved.json()
    assert detail["analysis"] == "三家水厂标准不一。" and detail["title"] == made["title"]
    assert detail["text_version"] == made["text_version"] + 1
    assert Event.objects.filter(key="save").count() == 1
    assert save(api(cast.shen), made["id"], analysis="再改。", autosave=True).status_code == 200
    assert Event.objects.filter(key="save").count() == 1
    save(api(cast.shen), made["id"], suggested_lead=cast.water.pk)
    save(api(cast.shen), made["id"], suggested_joints=[cast.finance.pk])
    assert [u["unit"]["id"] for u in read(api(cast.shen), "proposals", made["id"])["suggested_units"]] == [
        cast.water.pk, cast.finance.pk,
    ]  # fmt: skip


def test_a_version_written_elsewhere_is_never_overwritten(cast, api):
    made = start(api(cast.shen))
    save(api(cast.shen), made["id"], title="关于甲的提案", text_version=made["text_version"])
    late = save(api(cast.shen), made["id"], title="关于乙的提案", text_version=made["text_version"])
    assert late.status_code == 409 and "别处改过" in late.json()["detail"]
    assert Proposal.objects.get(pk=made["id"]).title == "关于甲的提案"


def test_saving_what_was_submitted_meanwhile_does_not_take_it_back(cast, api):
    made = start(api(cast.shen))
    seen = Proposal.objects.get(pk=made["id"])
    do(api(cast.shen), "proposals", made["id"], "submit")
    with pytest.raises(Refused):
        drafts.save(seen, who(cast.shen), {"title": seen.title}, keep=True)
    assert Proposal.objects.get(pk=made["id"]).state == "submitted"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "关" * 201),
        ("title", ["x"]),
        ("situation", "字" * 20_001),
        ("category", "nonsense"),
        ("publish_consent", "也许"),
        ("suggested_lead", 10**30),
        ("suggested_lead", 0),
        ("suggested_joints", "x"),
        ("suggested_joints", [10**30]),
        ("titel", "错字"),
        ("text_version", "x"),
    ],
)
def test_wrong_texts_are_400_and_change_nothing(cast, api, field, value):
    made = start(api(cast.shen))
    answer = save(api(cast.shen), made["id"], **{field: value})
    assert answer.status_code == 400, answer.content.decode()
    assert any(name.startswith(field) for name in answer.json()["fields"])
    assert Proposal.objects.get(pk=made["id"]).text_version == made["text_version"]
    assert api(cast.shen).post("/api/v1/proposals/", {"titel": "x"}, format="json").status_code == 400
    assert Proposal.objects.count() == 1


def test_only_handling_units_may_be_suggested(cast, api):
    made = start(api(cast.shen))
    answer = save(api(cast.shen), made["id"], suggested_lead=cast.committee.pk)
    assert answer.status_code == 400 and "不是在用的承办单位" in answer.json()["detail"]


def test_who_may_write_and_when(cast, api):
    c = cast
    pk = start(api(c.shen))["id"]
    do(api(c.shen), "proposals", pk, "invite", members=[c.zhou_member.pk])
    assert save(api(c.zhou), pk, title="关于改的提案").status_code == 403
    locked = save(api(c.shen), pk, title="关于改的提案")
    assert locked.status_code == 409 and "已锁定" in locked.json()["detail"]
    do(api(c.zhou), "proposals", pk, "agree_cosign")
    do(api(c.shen), "proposals", pk, "submit")
    assert save(api(c.shen), pk, title="关于改的提案").status_code == 409
    assert save(api(c.clerk), pk, title="关于改的提案").status_code == 403


def test_what_is_missing_is_told_at_once(cast, api):
    made = api(cast.shen).post("/api/v1/proposals/", {"title": "关于水的提案"}, format="json").json()
    sentence = refused(api(cast.shen), "proposals", made["id"], "submit", 409)
    for part in ("情况与问题", "分析", "建议", "类别", "是否同意公开"):
        assert part in sentence
    offer = next(o for o in made["available"] if o["key"] == "submit")
    assert offer["refused"] == sentence


def upload(client, pk, name, content):
    return client.post(
        f"/api/v1/proposals/{pk}/attachments/", {"file": SimpleUploadedFile(name, content)}, format="multipart"
    )


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def test_a_file_is_checked_kept_and_served_to_whoever_sees_the_matter(cast, api, media):
    c = cast
    pk = start(api(c.shen))["id"]
    made = upload(api(c.shen), pk, "现场情况.txt", TEXT)
    assert made.status_code == 201, made.content.decode()
    file = made.json()
    assert (file["name"], file["mime"], file["size"]) == ("现场情况.txt", "text/plain", len(TEXT))
    answer = api(c.shen).get(file["url"])
    assert b"".join(answer.streaming_content) == TEXT
    assert answer["Content-Disposition"].startswith("attachment") and answer["X-Content-Type-Options"] == "nosniff"
    assert api(c.lu).get(file["url"]).status_code == 404
    assert api().get(file["url"]).status_code == 401
    assert read(api(c.shen), "proposals", pk)["attachments"][0]["id"] == file["id"]
    assert api(c.shen).get(f"/api/v1/proposals/{pk}/attachments/").json()[0]["sha256"] == file["sha256"]
    assert api(c.shen).get(f"/api/v1/attachments/{file['id']}/").json()["uploaded_by"] == "沈岚"
    assert Event.objects.filter(key="attach").count() == 1
    assert "现场情况" not in str(next(path for path in media.rglob("*") if path.is_file()))


def test_a_file_that_is_not_what_its_name_says_is_400(cast, api, media):
    pk = start(api(cast.shen))["id"]
    for name, content in (("照片.png", b"MZ\x90\x00 program"), ("宏.docm", b"PK\x03\x04"), ("空.pdf", b"")):
        answer = upload(api(cast.shen), pk, name, content)
        assert answer.status_code == 400 and "file" in answer.json()["fields"], name
    assert api(cast.shen).post(f"/api/v1/proposals/{pk}/attachments/", {}, format="multipart").status_code == 400
    assert Attachment.objects.count() == 0 and not [p for p in media.rglob("*") if p.is_file()]


def test_files_belong_to_drafts_and_are_counted(cast, api, media):
    c = cast
    pk = start(api(c.shen))["id"]
    codes = [upload(api(c.shen), pk, f"{n}.txt", f"第{n}份材料".encode()).status_code for n in range(6)]
    assert codes == [201] * 5 + [400]
    first = Attachment.objects.order_by("id").first()
    gone = api(c.shen).delete(f"/api/v1/proposals/{pk}/attachments/{first.pk}/")
    assert gone.status_code == 204
    assert api(c.shen).delete(f"/api/v1/proposals/{pk}/attachments/{first.pk}/").status_code == 404
    assert api(c.shen).get(f"/api/v1/attachments/{first.pk}/").status_code == 404
    do(api(c.shen), "proposals", pk, "submit")
    assert upload(api(c.shen), pk, "迟到.txt", TEXT).status_code == 409
    assert upload(api(c.clerk), pk, "代传.txt", TEXT).status_code == 403
    second = Attachment.objects.order_by("id")[1]
    assert api(c.shen).delete(f"/api/v1/proposals/{pk}/attachments/{second.pk}/").status_code == 409
