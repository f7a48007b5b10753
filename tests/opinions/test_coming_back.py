"""Ways back from a mistake: 撤回转送 by the chair, 退回转送方 by the desk, 收回修改 by whoever handled the text."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from core.matters import forwarding, turn_keeping
from core.matters.engine import available, perform
from core.matters.lifecycle import Forbidden, InvalidFacts, Refused
from core.models import Clock, Event, Notice, OpenTurn, Post, User
from core.models.generic import aimed_at
from opinions.models import ForwardedText
from tests.builders.cast import fresh, who
from tests.builders.pages import passed_on, press, signed_in
from tests.opinions.test_forwarded import told

pytestmark = pytest.mark.django_db
WHY = "经核实属本级职权范围，应按提案立案"
NOT_OURS = "所提为个别路段的具体诉求，宜按来信转交办理"


def read(user, thing) -> str:
    answer = signed_in(user).get(thing.get_absolute_url())
    assert answer.status_code == 200
    return answer.content.decode()


def running(thing) -> list[str]:
    return list(Clock.objects.filter(**aimed_at(thing), stopped_at=None).values_list("kind", flat=True))


def turns() -> list[tuple[str, str]]:
    return [(turn.role, turn.key) for turn in OpenTurn.objects.order_by("id")]


def traces() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Event, Notice, Clock, OpenTurn, ForwardedText))


# ---- 撤回转送 ----


def test_the_chair_takes_it_back_and_decides_anew(cast):
    text = passed_on(cast)
    press(cast.chair, text.source, "recall_passed_on", reason=WHY)
    proposal, text = fresh(text.source), fresh(text)
    assert (proposal.state, proposal.passed_on_as, text.state) == ("recommended", "", "recalled")
    assert [review.outcome for review in proposal.reviews.filter(step="recommendation")] == ["pass_on"]
    assert running(text) == [] and running(proposal) == ["review"]
    review = Clock.objects.get(**aimed_at(proposal), stopped_at=None)
    assert review.round == 2 and "撤回转送" in review.explanation and "提交" not in review.explanation
    assert turns() == [("proposal_chair", "file")] and turn_keeping.rebuild() == 0
    assert any("转送已撤回，将重新审定" in title for title in told(cast.shen))
    assert Notice.objects.filter(recipient=cast.shen, body=WHY).exists()
    assert any("转送已撤回，不须再处理" in title for title in told(cast.editor))
    assert not Notice.objects.filter(recipient=cast.chair, body=WHY).exists(), "nobody is told of the own act"
    press(cast.chair, proposal, "file", category="city", text="同意立案")
    assert fresh(proposal).number is not None


def test_a_reason_must_be_given_and_only_the_chair_may(cast):
    text = passed_on(cast)
    before = traces()
    with pytest.raises(InvalidFacts, match="请填写“理由”"):
        perform(fresh(text.source), "recall_passed_on", who(cast.chair), reason="")
    for name in ("clerk", "editor", "signer", "shen", "leader"):
        with pytest.raises(Forbidden):
            perform(fresh(text.source), "recall_passed_on", who(getattr(cast, name)), reason=WHY)
    assert traces() == before and fresh(text).state == "received"


def test_whoever_could_read_the_text_reads_who_took_it_back_and_why(cast):
    text = passed_on(cast, publish_consent=False, publish_reason="不宜公开")
    press(cast.chair, text.source, "recall_passed_on", reason=WHY)
    for name in ("editor", "signer", "clerk", "chair", "office_clerk", "leader", "shen"):
        page = read(getattr(cast, name), text)
        assert (
            f"{cast.chair}（提案委主任 · 区政协办公室）于" in page and "撤回转送，不再办理" in page and WHY in page
        ), name
    event = Event.objects.get(**aimed_at(text), key="recalled")
    assert (event.actor, event.post_label, event.reason) == (cast.chair, "提案委主任 · 区政协办公室", WHY)
    assert "轮到您" not in read(cast.editor, text) and "转送方已撤回" in read(cast.editor, text)
    assert text.title not in signed_in(cast.editor).get("/opinions/forwarded/?turn=1").content.decode()
    assert text.title in signed_in(cast.editor).get("/opinions/forwarded/?state=recalled").content.decode()
    assert [one.key for one in available(fresh(text), who(cast.editor))] == []


def test_the_proposal_says_that_it_came_back_until_it_is_decided_anew(cast):
    text = passed_on(cast)
    press(cast.chair, text.source, "recall_passed_on", reason=WHY)
    for user in (cast.chair, cast.shen):
        page = read(user, text.source)
        assert "撤回转送，须重新审定" in page and WHY in page and text.get_absolute_url() in page
        assert "已转为" not in page
    assert "轮到您：审定" in read(cast.chair, text.source)
    press(cast.chair, text.source, "file", category="city", text="同意立案")
    page = read(cast.shen, text.source)
    assert "须重新审定" not in page and WHY in page, "it stays in what happened"


@pytest.mark.parametrize(
    ("way", "taker", "holder"), [("opinion", "editor", "信息编辑边集"), ("letter", "office_clerk", "办公室工作人员")]
)
def test_what_was_taken_over_stays_and_the_chair_reads_who_has_it(cast, way, taker, holder):
    text = passed_on(cast, way)
    user = getattr(cast, taker)
    holder = holder if holder.endswith(str(user)) else f"{holder}{user}"
    press(user, text, "take_over", handled="已编入送审稿")
    before = traces()
    refusal = f"转送件已由{holder}接收处理，不能撤回。确需收回的，请{holder}收回修改后退回转送方。"
    assert refusal in read(cast.chair, text.source)
    assert refusal in press(cast.chair, text.source, "recall_passed_on", expect=409, reason=WHY).content.decode()
    url = f"/api/v1/proposals/{text.source_id}/"
    answer = signed_in(cast.chair).post(f"{url}do/recall_passed_on/", {"reason": WHY}, "application/json")
    assert answer.status_code == 409 and answer.json()["detail"] == refusal
    assert traces() == before and fresh(text).state == "handled"
    press(cast.signer, text, "sign_passed_on", note="")
    done = press(cast.chair, text.source, "recall_passed_on", expect=409, reason=WHY).content.decode()
    assert f"转送件已由{holder}处理，并已签发，不能再撤回。" in done


def test_the_way_out_that_the_refusal_names_is_there(cast):
    text = passed_on(cast)
    press(cast.editor, text, "take_over", handled="已编入送审稿")
    press(cast.editor, text, "recall_handling")
    press(cast.editor, text, "give_back", reason=NOT_OURS)
    assert (fresh(text).state, fresh(text.source).state) == ("given_back", "recommended")


def test_whoever_takes_it_over_at_the_same_moment_has_it_and_nothing_is_half_done(cast, monkeypatch):
    text = passed_on(cast)
    proposal, seen = fresh(text.source), forwarding.objection_to_recall

    def taken_over_after_the_question(source):
        said = seen(source)
        perform(fresh(text), "take_over", who(cast.editor), handled="已编入送审稿")
        return said

    monkeypatch.setattr(forwarding, "objection_to_recall", taken_over_after_the_question)
    with pytest.raises(Refused, match="待签发"):
        perform(proposal, "recall_passed_on", who(cast.chair), reason=WHY)
    assert fresh(proposal).state == "passed_on" and not Event.objects.filter(key="recall_passed_on").exists()
    assert running(proposal) == []


def test_passed_on_again_it_is_a_new_text_with_its_own_time(cast):
    first = passed_on(cast)
    press(cast.chair, first.source, "recall_passed_on", reason="误选为社情民意，应转一般来信")
    press(cast.chair, first.source, "pass_on", passed_on_as="letter", text="转办公室按来信办理")
    second = forwarding.made_of(first.source)
    assert (second.pk, second.way, second.state) != (first.pk, "letter", "received") and second.pk > first.pk
    assert running(second) == ["passed_on"] and running(first) == []
    assert turns() == [("office_clerk", "take_over")]
    page = read(cast.shen, first.source)
    assert second.get_absolute_url() in page and first.get_absolute_url() not in page
    assert {text.title for text in ForwardedText.objects.all()} == {first.title}
    with pytest.raises(IntegrityError), transaction.atomic():
        ForwardedText.objects.create(source=first.source, way="letter", title="又一件", received_at=first.received_at)


def test_where_no_recommendation_is_asked_for_the_chair_still_decides_anew(cast):
    from core.models import Rule
    from core.rulebook import forget
    from tests.builders.pages import submitted

    Rule.objects.filter(key="proposal.recommendation_first").update(value=False)
    forget()
    proposal = submitted(cast)
    perform(proposal, "pass_on", who(cast.chair), passed_on_as="opinion", text="直接转送")
    perform(fresh(proposal), "recall_passed_on", who(cast.chair), reason=WHY)
    assert fresh(proposal).state == "recommended" and turns() == [("proposal_chair", "file")]
    forget()


def test_the_page_asks_once_whether_it_can_still_be_taken_back(cast):
    text = passed_on(cast)
    chair, clerk = signed_in(cast.chair), signed_in(cast.clerk)

    def cost(client) -> int:
        client.get(text.source.get_absolute_url())
        with CaptureQueriesContext(connection) as caught:
            assert client.get(text.source.get_absolute_url()).status_code == 200
        return len(caught)

    assert cost(chair) <= cost(clerk) + 1


# ---- 退回转送方 ----


@pytest.mark.parametrize(("way", "taker"), [("opinion", "editor"), ("letter", "office_clerk")])
def test_the_desk_gives_back_what_is_not_its_own(cast, way, taker):
    text, user = passed_on(cast, way), getattr(cast, taker)
    press(user, text, "give_back", expect=400, reason="")
    press(user, text, "give_back", reason=NOT_OURS)
    text, proposal = fresh(text), fresh(text.source)
    assert (proposal.state, proposal.passed_on_as, text.state) == ("recommended", "", "given_back")
    assert running(text) == [] and running(proposal) == ["review"]
    assert "转送件退回" in Clock.objects.get(**aimed_at(proposal), stopped_at=None).explanation
    assert turns() == [("proposal_chair", "file")] and turn_keeping.rebuild() == 0
    notice = Notice.objects.filter(recipient=cast.chair).order_by("-id").first()
    assert "转送件被退回，请重新审定" in notice.title and notice.body == NOT_OURS
    assert notice.url == proposal.get_absolute_url()
    assert any("转送件被退回，将重新审定" in title for title in told(cast.shen))
    event = Event.objects.get(**aimed_at(proposal), key="text_given_back")
    assert (event.actor, event.reason) == (user, NOT_OURS)
    page = read(cast.chair, proposal)
    assert f"{user}于" in page and "退回转送件，须重新审定" in page and NOT_OURS in page
    assert "退回转送方，不再办理" in read(user, text) and NOT_OURS in read(user, text)


def test_only_the_desk_that_has_it_gives_it_back_and_not_once_it_was_handled(cast):
    text = passed_on(cast, "letter")
    for name in ("editor", "signer", "chair", "clerk"):
        with pytest.raises(Forbidden):
            perform(fresh(text), "give_back", who(getattr(cast, name)), reason=NOT_OURS)
    perform(fresh(text), "take_over", who(cast.office_clerk), handled="已转区城管局")
    with pytest.raises(Refused, match="待签发"):
        perform(fresh(text), "give_back", who(cast.office_clerk), reason=NOT_OURS)
    assert fresh(text.source).state == "passed_on"


# ---- 收回修改 ----


def test_whoever_handled_it_takes_the_handling_back_and_finds_what_was_written(cast):
    text = passed_on(cast)
    press(cast.editor, text, "take_over", handled="已编入第三期初稿")
    press(cast.editor, text, "recall_handling")
    assert fresh(text).state == "received" and running(text) == ["passed_on"]
    assert turns() == [("opinion_editor", "take_over")]
    assert any("收回修改，暂不签发" in title for title in told(cast.signer))
    form = signed_in(cast.editor).get(f"{text.get_absolute_url()}do/take_over/").content.decode()
    assert "已编入第三期初稿</textarea>" in form
    offered = signed_in(cast.editor).get(f"/api/v1/forwarded-texts/{text.pk}/").json()["available"]
    assert offered[0]["fields"][0]["initial"] == "已编入第三期初稿"
    assert "已编入第三期初稿" not in read(cast.shen, text)
    press(cast.editor, text, "take_over", handled="已编入第四期")
    press(cast.signer, text, "send_back_text", reason="请写明报送哪里")
    form = signed_in(cast.editor).get(f"{text.get_absolute_url()}do/take_over/").content.decode()
    assert "已编入第四期</textarea>" in form


def test_a_colleague_at_the_desk_does_not_take_it_back(cast):
    text = passed_on(cast)
    perform(text, "take_over", who(cast.editor), handled="已编入初稿")
    colleague = User.objects.create(username="editor2", full_name="编二")
    colleague.post_in_use = Post.objects.create(user=colleague, role="opinion_editor")
    with pytest.raises(Forbidden):
        perform(fresh(text), "recall_handling", who(colleague))
    perform(fresh(text), "recall_handling", who(cast.editor))
    perform(fresh(text), "take_over", who(colleague), handled="由我编入")
    assert "recall_handling" not in {one.key for one in available(fresh(text), who(cast.editor))}


def test_a_signed_text_has_no_way_back(cast):
    text = passed_on(cast)
    perform(text, "take_over", who(cast.editor), handled="已编入")
    perform(fresh(text), "sign_passed_on", who(cast.signer))
    for key, facts in (("recall_handling", {}), ("give_back", {"reason": NOT_OURS})):
        with pytest.raises(Refused):
            perform(fresh(text), key, who(cast.editor), **facts)


# ---- what an act may set off elsewhere ----


def test_an_act_because_of_another_is_the_programs_and_opens_nothing_else(cast):
    """A person does no system row, and an act that follows from another does none but those."""
    text = passed_on(cast)
    with pytest.raises(Forbidden):
        perform(fresh(text), "recalled", who(cast.chair), reason=WHY)
    cause = perform(fresh(text), "take_over", who(cast.editor), handled="已编入")
    with pytest.raises(Forbidden):
        perform(fresh(text), "sign_passed_on", who(cast.editor), because=cause)
    assert fresh(text).state == "handled"
