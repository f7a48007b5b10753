"""What a proposal that is not filed becomes (转送): received, handled, signed; and who is told, who sees it."""

from datetime import date

import pytest

from core.matters import turn_keeping
from core.matters.engine import perform
from core.matters.lifecycle import Forbidden, Refused
from core.models import Clock, Event, Notice, OpenTurn, Regulation, Rule
from tests.builders.cast import MONDAY, draft, fresh, who
from tests.builders.pages import passed_on, press, signed_in

pytestmark = pytest.mark.django_db


def told(user) -> list[str]:
    return list(Notice.objects.filter(recipient=user).order_by("id").values_list("title", flat=True))


@pytest.mark.parametrize(
    ("way", "label", "taker"),
    [
        ("opinion", "社情民意", "editor"),
        ("letter", "一般来信", "office_clerk"),
        ("reference", "参考案", "office_clerk"),
    ],
)
def test_a_text_goes_to_the_desk_of_its_way_and_to_the_signer(cast, way, label, taker):
    text = passed_on(cast, way)
    user = getattr(cast, taker)
    assert fresh(text.source).state == "passed_on" and text.state == "received"
    assert text.number == text.source.case_number and "供水管网" in text.text and text.people == "沈岚"
    assert any(f"转为{label}，请接收" in title for title in told(user))
    assert any(f"不立案，已转为{label}" in title for title in told(cast.shen))
    clock = Clock.objects.get(kind="passed_on")
    assert clock.target == clock.root == text and clock.stopped_at is None
    assert (clock.started_on, clock.rule.key) == (MONDAY, "proposal.passed_on_days")
    perform(text, "take_over", who(user), handled="已编入送审稿")
    assert fresh(text).handled_by == user and fresh(text).handled == "已编入送审稿"
    assert any("转送件待签发" in title for title in told(cast.signer))
    assert Clock.objects.get(kind="passed_on").stopped_at is None, "the time runs until it is signed"
    perform(fresh(text), "sign_passed_on", who(cast.signer), note="同意")
    done = fresh(text)
    assert (done.state, done.note, done.signed_by) == ("signed", "同意", cast.signer)
    assert Clock.objects.get(kind="passed_on").stopped_at is not None
    assert any("您的意见已经处理" in title for title in told(cast.shen))
    keys = list(
        Event.objects.filter(object_id=text.pk, content_type__model="forwardedtext").values_list("key", flat=True)
    )
    assert sorted(keys) == ["received", "sign_passed_on", "take_over"]
    assert not OpenTurn.objects.filter(root_id=text.pk, root_type__model="forwardedtext").exists()


def test_its_time_may_have_a_rule_for_the_class_of_what_was_sent_in(cast):
    adopted = Regulation.objects.create(title="平时提案转送办法", effective_from=date(2025, 1, 1))
    shorter = Rule.objects.create(
        key="proposal.passed_on_days", applies_to="interim", value={"n": 3, "unit": "working_days"},
        effective_from=date(2025, 1, 1), regulation=adopted,
    )  # fmt: skip
    text = passed_on(cast)
    assert text.source.timing == "interim"
    assert Clock.objects.get(kind="passed_on").rule == shorter


def test_only_the_desk_of_the_way_handles_it_and_only_in_order(cast):
    text = passed_on(cast, "letter")
    with pytest.raises(Forbidden):
        perform(text, "take_over", who(cast.editor), handled="不归我办")
    with pytest.raises(Refused):
        perform(text, "sign_passed_on", who(cast.signer))
    assert fresh(text).state == "received" and not Event.objects.filter(key="take_over").exists()


def test_the_signer_may_send_it_back_and_the_writer_reads_nothing_before_it_is_signed(cast):
    text = passed_on(cast)
    press(cast.editor, text, "take_over", handled="已编入初稿")
    for user, reads in ((cast.shen, False), (cast.signer, True)):
        assert ("已编入初稿" in signed_in(user).get(text.get_absolute_url()).content.decode()) is reads
        answer = signed_in(user).get(f"/api/v1/forwarded-texts/{text.pk}/").json()
        assert ("已编入初稿" in answer["handled"]) is reads
    press(cast.signer, text, "send_back_text", reason="请写明转给哪个部门")
    assert fresh(text).state == "received" and any("请修改" in title for title in told(cast.editor))
    press(cast.editor, text, "take_over", handled="已转区水利局")
    press(cast.signer, text, "sign_passed_on", note="")
    assert "已转区水利局" in signed_in(cast.shen).get(text.get_absolute_url()).content.decode()
    assert "已转区水利局" in Notice.objects.filter(recipient=cast.shen).order_by("-id").first().body


def test_turns_follow_and_nothing_waits_on_the_proposal(cast):
    text = passed_on(cast)
    assert [(t.role, t.key) for t in OpenTurn.objects.all()] == [("opinion_editor", "take_over")]
    perform(text, "take_over", who(cast.editor), handled="已编入")
    assert [(t.role, t.key) for t in OpenTurn.objects.all()] == [("opinion_signer", "sign_passed_on")]
    assert turn_keeping.rebuild() == 0


def test_who_sees_it(cast):
    text = passed_on(cast, publish_consent=False, publish_reason="不宜公开")
    seen = {name for name in vars(cast) if _opens(getattr(cast, name), text)}
    assert seen == {"editor", "signer", "clerk", "chair", "office_clerk", "leader", "shen"}


def _opens(user, text) -> bool:
    if not hasattr(user, "username"):
        return False
    return signed_in(user).get(text.get_absolute_url()).status_code == 200


def test_the_pages_lead_to_each_other(cast):
    text = passed_on(cast)
    page = signed_in(cast.editor).get(text.get_absolute_url()).content.decode()
    assert "供水管网" in page and text.source.get_absolute_url() in page and "轮到您：接收处理转送件" in page
    origin = signed_in(cast.shen).get(text.source.get_absolute_url()).content.decode()
    assert text.get_absolute_url() in origin and "待接收处理" in origin
    press(cast.editor, text, "take_over", handled="已编入第三期送审稿")
    press(cast.signer, text, "sign_passed_on", note="")
    origin = signed_in(cast.shen).get(text.source.get_absolute_url()).content.decode()
    assert "已编入第三期送审稿" in origin


def test_the_way_to_it_is_shown_to_those_to_whom_it_opens(cast):
    """A body may read its members' proposal, and that it was passed on, but not what the desk made of it."""
    text = passed_on(cast)
    shown = {}
    for name in vars(cast):
        if hasattr(getattr(cast, name), "username"):
            page = signed_in(getattr(cast, name)).get(text.source.get_absolute_url())
            if page.status_code == 200:
                assert "已转为社情民意" in page.content.decode(), name
                shown[name] = text.get_absolute_url() in page.content.decode()
    assert shown == {name: _opens(getattr(cast, name), text) for name in shown}
    assert {"shen", "clerk", "editor"} <= {name for name, way in shown.items() if way}
    press(cast.editor, text, "take_over", handled="已转区园林中心研究")
    press(cast.signer, text, "sign_passed_on", note="")
    for name, way in shown.items():
        page = signed_in(getattr(cast, name)).get(text.source.get_absolute_url()).content.decode()
        assert ("已转区园林中心研究" in page) == way, name


def test_list_home_search_and_calendar_show_it(cast):
    text = passed_on(cast)
    editor = signed_in(cast.editor)
    assert text.title in editor.get("/opinions/forwarded/?turn=1").content.decode()
    assert text.title in editor.get("/").content.decode()
    assert text.get_absolute_url() in editor.get("/workbench/search/?q=自来水管网").content.decode()
    assert "处理转送件" in editor.get("/calendar/?date=2026-03").content.decode()
    assert text.title not in signed_in(cast.office_clerk).get("/opinions/forwarded/?turn=1").content.decode()


def test_a_draft_that_nobody_passed_on_has_become_nothing(cast):
    proposal = draft(cast, day=MONDAY)
    assert "已转为" not in signed_in(cast.shen).get(proposal.get_absolute_url()).content.decode()


def test_other_systems_list_read_and_handle_it_by_registration_alone(cast):
    text = passed_on(cast)
    editor, url = signed_in(cast.editor), f"/api/v1/forwarded-texts/{text.pk}/"
    row = editor.get("/api/v1/forwarded-texts/?way=opinion&turn=true&ordering=-received_at").json()["results"][0]
    assert (row["id"], row["way_label"], row["state_label"]) == (text.pk, "社情民意", text.get_state_display())
    assert row["turn"]["is_me"] and row["due"]["label"] and row["url"] == text.get_absolute_url()
    whole = editor.get(url).json()
    assert whole["text"] == text.text and [one["key"] for one in whole["available"]] == ["take_over", "give_back"]
    assert [clock["kind"] for clock in whole["clocks"]] == ["passed_on"]
    done = editor.post(f"{url}do/take_over/", {"handled": "已编入送审稿"}, "application/json")
    assert done.status_code == 200 and done.json()["state"] == "handled"
    assert signed_in(cast.zhou).get(url).status_code == 404
    refused = signed_in(cast.clerk).post(f"{url}do/sign_passed_on/", {}, "application/json")
    assert refused.status_code == 403
