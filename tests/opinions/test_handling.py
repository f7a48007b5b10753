"""A 转送件 between desk and signer: whose time it is, what is read and found of its handling, and by whom."""

import pytest
from django.test import Client

from core import search
from core.matters.pages import page_of
from core.models import Clock, Notice, SearchEntry
from core.models.generic import aimed_at
from opinions.models import ForwardedText
from opinions.page import sections_of
from proposals.documents.sources import _review
from tests.builders import sheets
from tests.builders.cast import fresh, who
from tests.builders.pages import act, passed_on, press, signed_in, submitted
from tests.opinions.test_coming_back import WHY, read, running

pytestmark = pytest.mark.django_db
HANDLED = "已转区园林中心研究"


def holder(text) -> str:
    return Clock.objects.get(**aimed_at(text), kind="passed_on", stopped_at=None).holder_role


def test_its_time_is_the_desks_then_the_signers(cast):
    text = passed_on(cast)
    assert holder(text) == "opinion_editor"
    press(cast.editor, text, "take_over", handled=HANDLED)
    assert holder(text) == "opinion_signer"
    press(cast.signer, text, "send_back_text", reason="请写明时间")
    assert holder(text) == "opinion_editor"
    press(cast.editor, text, "take_over", handled=HANDLED)
    press(cast.editor, text, "recall_handling")
    assert holder(text) == "opinion_editor" and running(text) == ["passed_on"]
    press(cast.editor, text, "take_over", handled=HANDLED)
    rows = signed_in(cast.leader).get("/workbench/board/list/?unit=role-opinion_signer").content.decode()
    assert text.get_absolute_url() in rows and "签发领导" in rows
    other = signed_in(cast.leader).get("/workbench/board/list/?unit=role-opinion_editor").content.decode()
    assert text.get_absolute_url() not in other


def test_what_was_sent_back_says_so_where_it_is_mended(cast):
    text = passed_on(cast)
    press(cast.editor, text, "take_over", handled=HANDLED)
    press(cast.signer, text, "send_back_text", reason="请写明转给哪个部门")
    assert "乔发" in read(cast.editor, text) and "请修改处理情况后再送签发" in read(cast.editor, text)
    form = signed_in(cast.editor).get(f"{text.get_absolute_url()}do/take_over/").content.decode()
    assert "请写明转给哪个部门" in form and HANDLED in form
    assert "轮到您：修改处理情况" in read(cast.editor, text)
    home = signed_in(cast.editor).get("/").content.decode()
    assert "处理情况待修改" in home and "修改处理" in home
    assert "请写明转给哪个部门" not in read(cast.shen, text), "the writers read nothing of what goes on inside"
    press(cast.editor, text, "take_over", handled=HANDLED + "，限月底前答复")
    assert "请修改处理情况后再送签发" not in read(cast.editor, text)


@pytest.mark.parametrize("back", ["send_back_text", "recall_handling"])
def test_it_stays_the_desks_while_it_is_being_changed(cast, back):
    text = passed_on(cast)
    press(cast.editor, text, "take_over", handled=HANDLED)
    press(cast.signer if back == "send_back_text" else cast.editor, text, back, reason="请再核实")
    answer = press(cast.chair, text.source, "recall_passed_on", expect=409, reason=WHY)
    assert "正在修改，不能撤回" in answer.content.decode() and fresh(text).state == "received"
    press(cast.editor, text, "give_back", reason="宜按来信转交")
    assert fresh(text.source).state == "recommended"


def test_unsigned_handling_is_not_found_by_searching(cast):
    text = passed_on(cast)

    def found() -> list[ForwardedText]:
        return list(search.narrow(ForwardedText.objects.all(), "园林中心"))

    press(cast.editor, text, "take_over", handled=HANDLED)
    assert found() == []
    search.index(fresh(text))
    assert found() == [], "indexing anew changes nothing"
    assert "供水管网" not in signed_in(cast.shen).get("/opinions/forwarded/?q=园林中心").content.decode()
    press(cast.signer, text, "sign_passed_on", note="")
    assert found() == [text] and SearchEntry.objects.filter(content_type__model="forwardedtext").count() == 1


def exported(user) -> dict[str, str]:
    """Title → 处理情况, as the sheet of this person's list says."""
    answer = signed_in(user).get("/opinions/forwarded/?export=xlsx")
    head, rows = sheets.exported(answer)
    return {row[head.index("题目")]: row[head.index("处理情况")] or "" for row in rows}


def test_the_writer_reads_in_list_and_sheet_how_it_was_handled_only_once_it_is_signed(cast):
    text = passed_on(cast)
    press(cast.editor, text, "take_over", handled=HANDLED)
    for back, by in ((None, None), ("send_back_text", cast.signer)):
        if back:
            press(by, text, back, reason="请写明时间")
        assert exported(cast.shen) == {text.title: ""}
        assert exported(cast.editor) == exported(cast.office_clerk) == {text.title: HANDLED}
        for address in ("/opinions/forwarded/", "/api/v1/forwarded-texts/"):
            shown = signed_in(cast.shen).get(address).content.decode()
            assert text.title in shown and HANDLED not in shown
    press(cast.editor, text, "take_over", handled=HANDLED)
    press(cast.signer, text, "sign_passed_on", note="")
    assert exported(cast.shen) == {text.title: HANDLED}


def test_whoever_handled_it_hears_that_it_was_signed(cast):
    text = passed_on(cast)
    press(cast.editor, text, "take_over", handled=HANDLED)
    press(cast.signer, text, "sign_passed_on", note="")
    assert Notice.objects.filter(recipient=cast.editor, title__contains="已签发", url=text.get_absolute_url()).exists()


def test_the_printed_form_says_nothing_of_a_decision_that_was_taken_back(cast):
    text = passed_on(cast)
    assert _review(fresh(text.source)).decision == "转送"
    press(cast.chair, text.source, "recall_passed_on", reason=WHY)
    assert (_review(fresh(text.source)).decision, _review(fresh(text.source)).reviewer) == ("", "")
    press(cast.chair, text.source, "file", category="city", text="同意立案")
    assert _review(fresh(text.source)).decision == "立案"
    press(cast.chair, text.source, "undo_decision", reason="复核")
    assert _review(fresh(text.source)).decision == ""


def test_one_notice_about_many_leads_to_the_list_of_what_it_speaks_of(cast):
    chosen = [submitted(cast), submitted(cast, title="关于另一件事的提案")]
    for proposal in chosen:
        act(cast.clerk, proposal, "recommend", outcome="pass_on", category="city")
    ids = ",".join(str(proposal.pk) for proposal in chosen)
    form = {"ids": ids, "go": "1", "passed_on_as": "opinion", "text": "值得重视"}
    assert signed_in(cast.chair).post("/proposals/batch/pass_on/", form).status_code == 200
    notice = Notice.objects.get(recipient=cast.editor, title__contains="等2件")
    assert notice.url == "/opinions/forwarded/"


def test_what_cannot_be_seen_is_no_answer_and_nothing_is_cut_off(cast):
    text = passed_on(cast)
    address = f"{text.get_absolute_url()}do/take_over/"
    client: Client = signed_in(cast.editor)
    form = client.get(address).content.decode()
    field = form[form.index("<textarea") : form.index("</textarea>")]
    assert "maxlength" not in field and "不超过2000字" in form
    unseen = client.post(address, {"seen": text.revision, "handled": "\u200b\u2060\u202e\u2066"})
    assert unseen.status_code == 400 and fresh(text).state == "received"
    long = client.post(address, {"seen": text.revision, "handled": "理" * 2300})
    assert long.status_code == 400
    assert "不超过2000字，现有2300字" in long.content.decode() and "理" * 2300 in long.content.decode()


def test_a_text_stands_in_its_parts(cast):
    page = page_of(passed_on(cast), who(cast.editor))
    assert [section.heading for section in page.sections][:2] == ["情况与问题", "分析"]
    assert not any("【" in section.text for section in page.sections)
    assert [(part.heading, part.text) for part in sections_of("来信一段\n【建议】\n改")] == [
        ("内容", "来信一段"), ("建议", "改"),
    ]  # fmt: skip
    assert [(part.heading, part.text) for part in sections_of("来信\n一段")] == [("内容", "来信\n一段")]
