"""Writing: saved while typed, never lost, checked at once, submitted with a receipt."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from core.matters import drafts
from core.models import Attachment, Event, Notice, Role
from core.rulebook import rule
from proposals.models import Proposal
from tests.builders.cast import TEXTS, draft, fresh, person, who
from tests.builders.pages import act, filed, press, signed_in, submitted, today

pytestmark = pytest.mark.django_db
JSON = {"HTTP_ACCEPT": "application/json"}


def picture() -> bytes:
    """A small PNG file."""
    file = BytesIO()
    Image.new("RGB", (4, 4)).save(file, "PNG")
    return file.getvalue()


def typed(**changes) -> dict:
    """What stands in the form."""
    return {**TEXTS, "publish_consent": "yes", **changes}


def test_opening_the_page_makes_nothing_and_the_first_saving_makes_one_draft(cast):
    client = signed_in(cast.shen)
    page = client.get("/proposals/new/")
    assert page.status_code == 200 and not Proposal.objects.exists()
    nonce = page.context["nonce"]
    first = client.post("/proposals/new/", typed(nonce=nonce, do="save"))
    again = client.post("/proposals/new/", typed(nonce=nonce, do="save", analysis="又想到一点"))
    assert first.status_code == again.status_code == 302 and first.url == again.url
    proposal = Proposal.objects.get()
    assert (proposal.analysis, proposal.category, proposal.publish_consent) == ("又想到一点", "city", True)
    assert [s.name for s in proposal.signatories.all()] == ["沈岚"]
    assert "接着写" in client.get("/proposals/new/").content.decode()


def test_the_first_words_saved_by_the_script_give_the_draft_its_addresses(cast):
    client = signed_in(cast.shen)
    answer = client.post("/proposals/new/", {"title": "关于路灯", "nonce": "n1", "do": "autosave"}, **JSON).json()
    proposal = Proposal.objects.get()
    assert answer["autosave"] == f"/proposals/{proposal.pk}/autosave/" and answer["version"] == proposal.text_version
    assert not Event.objects.filter(key="save").exists()


@pytest.mark.parametrize("name", ["housing_clerk", "leader", "gov_office", "chair"])
def test_posts_that_do_not_propose_cannot_start(cast, name):
    client = signed_in(getattr(cast, name))
    assert client.get("/proposals/new/").status_code == 403
    assert client.post("/proposals/new/", typed(nonce="n")).status_code == 403
    assert not Proposal.objects.exists()


def test_a_bodys_clerk_writes_for_the_body(cast):
    client = signed_in(cast.committee_clerk)
    client.post("/proposals/new/", typed(nonce="n", do="save"))
    proposal = Proposal.objects.get()
    assert proposal.proposer_kind == "special_committee" and not proposal.on_behalf
    assert "邀请联名" not in client.get(f"/proposals/{proposal.pk}/write/").content.decode()


def test_staff_enter_for_a_member_and_it_is_marked_so(cast):
    client = signed_in(cast.clerk)
    response = client.post("/proposals/new/", typed(nonce="n", do="save"))
    assert response.status_code == 400 and "二者选一" in response.content.decode()
    assert TEXTS["situation"] in response.content.decode()
    client.post("/proposals/new/", typed(nonce="n", do="save", member=cast.shen_member.pk))
    proposal = Proposal.objects.get()
    assert proposal.on_behalf and proposal.author == cast.clerk
    assert "由田文代为录入" in signed_in(cast.shen).get(proposal.get_absolute_url()).content.decode()


def test_what_one_clerk_entered_another_neither_writes_nor_withdraws(cast):
    colleague = person("clerk2", "田二", Role.PROPOSAL_CLERK, cast.office)
    entered = signed_in(cast.clerk).post("/proposals/new/", typed(nonce="n", do="save", member=cast.shen_member.pk))
    assert entered.status_code == 302
    proposal = Proposal.objects.get()
    press(colleague, proposal, "submit", expect=404)
    press(cast.office_clerk, proposal, "discard", expect=404)
    press(cast.clerk, proposal, "submit")
    press(cast.chair, proposal, "return_to_author", reason="请补充数据")
    for other in (colleague, cast.office_clerk):
        press(other, proposal, "withdraw", expect=403, reason="情况已变")
        press(other, proposal, "submit", expect=403)
        kept = fresh(proposal)
        changed = typed(version=kept.text_version, do="save", situation="别人写的")
        assert signed_in(other).post(f"/proposals/{proposal.pk}/write/", changed).status_code == 403
        assert fresh(proposal).situation == kept.situation
    for writer in (cast.clerk, cast.shen):
        changed = typed(version=fresh(proposal).text_version, do="save", situation=f"{writer}补充")
        assert signed_in(writer).post(f"/proposals/{proposal.pk}/write/", changed).status_code == 302
        assert fresh(proposal).situation == f"{writer}补充"
    press(cast.clerk, proposal, "withdraw", reason="情况已变")


def test_saving_keeps_a_version_and_tells_when(cast):
    proposal = draft(cast)
    response = signed_in(cast.shen).post(
        f"/proposals/{proposal.pk}/write/",
        typed(
            version=proposal.text_version,
            do="save",
            situation="新写的情况",
            lead=cast.housing.pk,
            joints=[cast.water.pk],
        ),
        follow=True,
    )
    assert "保存，可以随时回来接着写" in response.content.decode()
    proposal = fresh(proposal)
    assert proposal.situation == "新写的情况"
    assert [(s.unit.name, s.is_lead) for s in proposal.suggested_units.all()] == [
        ("区住房和城乡建设局", True), ("区水利局", False),
    ]  # fmt: skip
    assert Event.objects.filter(key="save").count() == 1


def test_autosave_saves_without_an_event_and_says_the_time(cast):
    proposal = draft(cast)
    answer = signed_in(cast.shen).post(
        f"/proposals/{proposal.pk}/autosave/", typed(version=proposal.text_version, suggestion="新的建议"), **JSON
    )
    body = answer.json()
    assert answer.status_code == 200 and body["version"] == proposal.text_version + 1 and ":" in body["saved"]
    assert fresh(proposal).suggestion == "新的建议"
    assert not Event.objects.filter(key="save").exists()


def test_autosave_never_overwrites_a_newer_text(cast):
    proposal = draft(cast)
    url, old = f"/proposals/{proposal.pk}/autosave/", proposal.text_version
    client = signed_in(cast.shen)
    client.post(url, typed(version=old, suggestion="在手机上写的"), **JSON)
    answer = client.post(url, typed(version=old, suggestion="在电脑上写的"), **JSON)
    assert answer.status_code == 409
    assert "刚才在别处改过了" in answer.json()["detail"] and answer.json()["version"] == old + 1
    assert fresh(proposal).suggestion == "在手机上写的"
    kept = client.post(f"/proposals/{proposal.pk}/write/", typed(version=old, suggestion="在电脑上写的", do="save"))
    html = kept.content.decode()
    assert kept.status_code == 409 and "在电脑上写的" in html and "刚才在别处改过了" in html
    assert f'name="version" value="{old + 1}"' in html
    client.post(f"/proposals/{proposal.pk}/write/", typed(version=old + 1, suggestion="在电脑上写的", do="save"))
    assert fresh(proposal).suggestion == "在电脑上写的"


def test_autosave_is_refused_to_others_and_after_submitting(cast):
    proposal = draft(cast)
    act(cast.shen, proposal, "invite", members=[cast.zhou_member.pk])
    url = f"/proposals/{proposal.pk}/autosave/"
    assert signed_in(cast.zhou).post(url, typed(), **JSON).status_code == 403
    assert signed_in(cast.shen).post(url, typed(), **JSON).status_code == 409
    done = submitted(cast, title="关于另一件事的提案")
    answer = signed_in(cast.shen).post(f"/proposals/{done.pk}/autosave/", typed(title="改"), **JSON)
    assert answer.status_code == 409 and "文稿不能再改" in answer.json()["detail"]
    assert fresh(done).title == "关于另一件事的提案"


def test_autosave_needs_the_token_and_a_sign_in(cast):
    from django.test import Client

    proposal = draft(cast)
    url = f"/proposals/{proposal.pk}/autosave/"
    careless = signed_in(cast.shen, enforce_csrf_checks=True)
    assert careless.post(url, typed(), **JSON).status_code == 403
    assert Client().post(url, typed(), **JSON).status_code == 401
    assert signed_in(cast.shen).get(url).status_code == 405


def test_a_text_that_is_far_too_long_is_said_so_and_kept(cast):
    proposal = draft(cast)
    long = "长" * 20_001
    client = signed_in(cast.shen)
    assert client.post(f"/proposals/{proposal.pk}/autosave/", typed(analysis=long), **JSON).status_code == 400
    response = client.post(f"/proposals/{proposal.pk}/write/", typed(analysis=long, version=proposal.text_version))
    assert response.status_code == 400 and long in response.content.decode()


def test_what_is_pasted_from_word_becomes_plain(cast):
    proposal = draft(cast)
    pasted = '<p class="MsoNormal"><b>一是</b>整合&nbsp;水厂；</p><p>二是公开数据。</p>\u200b'
    signed_in(cast.shen).post(
        f"/proposals/{proposal.pk}/write/", typed(suggestion=pasted, version=proposal.text_version)
    )
    assert fresh(proposal).suggestion == "一是整合 水厂；\n二是公开数据。"


def test_everything_missing_is_told_at_once_and_nothing_can_be_submitted(cast):
    proposal = draft(cast, title="路灯", analysis="", suggestion="", category="")
    client = signed_in(cast.shen)
    html = client.get(f"/proposals/{proposal.pk}/check/").content.decode()
    assert "还没有填写：分析、建议、类别" in html and "案由请写成“关于……的提案”" in html
    assert f'action="/proposals/{proposal.pk}/do/submit/"' not in html
    press(cast.shen, proposal, "submit", expect=409)


def test_every_fault_leads_to_its_field_and_is_marked_there(cast):
    proposal = draft(cast, title="路灯", analysis="", suggestion="", category="")
    client = signed_in(cast.shen)
    write = f"/proposals/{proposal.pk}/write/"
    told = client.get(f"/proposals/{proposal.pk}/check/").content.decode()
    for name in ("title", "analysis", "suggestion", "category"):
        assert f'href="{write}?check=1#id_{name}"' in told, name
    assert "#id_situation" not in told
    page = client.get(f"{write}?check=1")
    assert set(page.context["form"].errors) == {"title", "analysis", "suggestion", "category"}
    html = page.content.decode()
    assert html.count("还没有填写。") == 3 and "还没有保存：" not in html
    for name in ("title", "analysis", "suggestion", "category"):
        assert f'id="id_{name}_error"' in html and f'href="#id_{name}"' in html, name
    assert "路灯" in html and 'aria-invalid="true"' in html
    plain = client.get(write).content.decode()
    assert "id_title_error" not in plain and "还没有填写" not in plain
    drafts.save(proposal, who(cast.shen), {"title": "关于修路灯的提案", "analysis": "甲", "suggestion": "乙"})
    left = client.get(f"{write}?check=1").context
    assert set(left["form"].errors) == {"category"} and len(left["faults"]) == 1


def test_what_no_field_can_mend_has_no_link_and_a_text_too_long_marks_its_parts(cast):
    proposal = draft(cast, situation="水" * 20_000)
    found = drafts.faults(fresh(proposal), who(cast.shen))
    (fault,) = [one for one in found if one.sentence.startswith("正文有")]
    assert [place.name for place in fault.places] == ["situation", "analysis", "suggestion"]
    assert {place.words for place in fault.places} == {fault.sentence}
    proposal.signatories.all().delete()
    faults = drafts.faults(fresh(proposal), who(cast.shen))
    assert [one.places for one in faults if "还没有提案者" in one.sentence] == [()]


def test_submitting_shows_the_receipt_and_closes_the_writing_page(cast):
    proposal = draft(cast)
    response = press(cast.shen, proposal, "submit")
    assert response.url == f"/proposals/{proposal.pk}/receipt/"
    html = signed_in(cast.shen).get(response.url).content.decode()
    assert "0001" in html and "documents/receipt.pdf" in html
    back = signed_in(cast.shen).get(f"/proposals/{proposal.pk}/write/")
    assert back.status_code == 302 and back.url == proposal.get_absolute_url()


def test_unanswered_invitations_are_named_before_submitting(cast):
    proposal = draft(cast)
    act(cast.shen, proposal, "invite", members=[cast.zhou_member.pk])
    html = signed_in(cast.shen).get(f"/proposals/{proposal.pk}/check/").content.decode()
    assert "周正还没有答复联名邀请" in html and "修改</a>" not in html
    press(cast.shen, proposal, "submit")


def test_the_buttons_save_before_they_lead_on(cast):
    proposal = draft(cast)
    client, url = signed_in(cast.shen), f"/proposals/{proposal.pk}/write/"
    for do, target in (
        ("check", f"/proposals/{proposal.pk}/check/"),
        ("invite", f"/proposals/{proposal.pk}/do/invite/"),
    ):
        response = client.post(url, typed(version=fresh(proposal).text_version, do=do, analysis=f"去{do}之前写的"))
        assert response.url == target
        assert fresh(proposal).analysis == f"去{do}之前写的"


def test_changing_the_text_of_a_signed_proposal_goes_through_its_act(cast):
    proposal = draft(cast)
    act(cast.shen, proposal, "invite", members=[cast.zhou_member.pk])
    act(cast.zhou, proposal, "agree_cosign")
    client = signed_in(cast.shen)
    response = client.get(f"/proposals/{proposal.pk}/write/", follow=True)
    assert "文稿已锁定" in response.content.decode()
    assert press(cast.shen, proposal, "edit_again").url == f"/proposals/{proposal.pk}/write/"
    assert proposal.signatories.get(member=cast.zhou_member).state == "invited"
    check = client.get(f"/proposals/{proposal.pk}/check/").content.decode()
    assert "周正署名的是修改前的文稿" in check and f'action="/proposals/{proposal.pk}/do/send_round/"' in check
    done = client.post(f"/proposals/{proposal.pk}/do/submit/", {"seen": fresh(proposal).revision}, follow=True)
    assert "周正署名的是修改前的文稿，没有重新署名，没有列为联名人" in done.content.decode()
    assert Notice.objects.filter(recipient=cast.zhou, title__contains="对修改前文稿的署名不再有效").exists()


def test_files_are_added_listed_and_removed_while_the_text_may_change(cast, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    proposal = draft(cast)
    client, url = signed_in(cast.shen), f"/proposals/{proposal.pk}/write/"
    good = SimpleUploadedFile("管网图.png", picture())
    bad = SimpleUploadedFile("程序.png", b"MZ\x90\x00not a paper")
    response = client.post(
        url, {**typed(version=proposal.text_version, do="attach"), "files": [good, bad]}, follow=True
    )
    html = response.content.decode()
    assert "已上传“管网图.png”" in html and "程序.png" in html
    file = Attachment.objects.get()
    assert "管网图.png" in client.get(proposal.get_absolute_url()).content.decode()
    client.post(url, typed(version=fresh(proposal).text_version, remove=file.pk), follow=True)
    assert Attachment.objects.get().removed_at
    assert "管网图.png" not in client.get(url).content.decode()


def test_somebody_elses_file_cannot_be_removed_here(cast, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    theirs, mine = draft(cast, cast.zhou, title="关于别的事的提案"), draft(cast)
    client = signed_in(cast.zhou)
    client.post(
        f"/proposals/{theirs.pk}/write/",
        {**typed(version=theirs.text_version, do="attach"), "files": [SimpleUploadedFile("图.png", picture())]},
    )
    file = Attachment.objects.get()
    signed_in(cast.shen).post(f"/proposals/{mine.pk}/write/", typed(version=mine.text_version, remove=file.pk))
    assert Attachment.objects.get().removed_at is None


def test_a_returned_proposal_shows_why_and_may_be_changed_again(cast):
    proposal = submitted(cast)
    act(cast.clerk, proposal, "return_to_author", reason="建议部分请写具体")
    client = signed_in(cast.shen)
    html = client.get(proposal.get_absolute_url()).content.decode()
    assert "退回意见：建议部分请写具体" in html and "修改文稿" in html
    assert client.get(f"/proposals/{proposal.pk}/write/").status_code == 200


def test_candidates_of_the_same_matter_are_shown_with_their_common_words(cast):
    filed(cast, cast.zhou, title="关于优化城北公交线网和末班车的提案")
    draft(cast, cast.he, day=today(), title="关于城北公交末班车的提案")
    html = alike(cast.shen, {"title": "关于延长城北公交末班车时间的提案"})
    assert "关于优化城北公交线网和末班车的提案" in html and "共同的话：城北公交、末班车" in html
    assert "有1件相近" in html and "关于城北公交末班车的提案" not in html
    assert "相近" not in alike(cast.shen, {"title": "无"})
    assert "相近" not in alike(cast.shen, {"title": "关于保护古樟树群的提案"}), "a weak match is not worth a line"


def alike(user, asked) -> str:
    """The line beside the title, without its marks."""
    html = signed_in(user).get("/proposals/similar/", asked).content.decode()
    return html.replace("<mark>", "").replace("</mark>", "")


def test_a_filed_proposal_that_may_not_be_published_is_a_candidate_for_its_proposer_alone(cast):
    held_back = filed(
        cast, cast.zhou, title="关于优化城北公交线网和末班车的提案", publish_consent=False, publish_reason="不宜公开"
    )
    asked = {"title": "关于延长城北公交末班车时间的提案"}
    assert held_back.title in alike(cast.zhou, asked)
    assert held_back.title not in alike(cast.shen, asked)


def test_a_limit_set_by_the_committee_is_what_the_page_says(cast):
    limit = rule("proposal.title_max")
    limit.value = 20
    limit.save()
    assert "不超过 20 字" in signed_in(cast.shen).get("/proposals/new/").content.decode()
