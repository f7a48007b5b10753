"""Wrong person 403, stranger 404, wrong state or second click 409 with the sentence; typed text is kept."""

import pytest

from core.models import Event, Notice
from tests.builders.acts import work as work_of
from tests.builders.cast import draft, fresh
from tests.builders.pages import JUDGED, act, answered, drafted, filed, handed, press, signed_in, submitted

pytestmark = pytest.mark.django_db
TYPED = "这是写了半个小时的审查意见"


def test_the_wrong_person_reads_403_and_nothing_happens(cast):
    proposal = submitted(cast)
    for user in (cast.shen, cast.chair, cast.leader):
        response = press(user, proposal, "recommend", expect=403, outcome="file", category="city")
        assert "不能办理“提出初审意见”" in response.content.decode()
    assert signed_in(cast.shen).get(f"/proposals/{proposal.pk}/do/recommend/").status_code == 403
    assert fresh(proposal).state == "submitted"
    assert not Event.objects.filter(key="recommend").exists()


def test_the_page_of_a_refused_act_shows_nothing_of_the_matter(cast):
    proposal = handed(cast, joints=(cast.water,))
    lead = drafted(cast, proposal)
    words = lead.contacts.get().content
    for user, where in ((cast.shen, lead), (cast.water_clerk, lead), (cast.lu, proposal)):
        key = "draft" if where is lead else "evaluate"
        for answer in (
            signed_in(user).get(f"{where.get_absolute_url()}do/{key}/"),
            signed_in(user).post(f"{where.get_absolute_url()}do/{key}/", {"seen": fresh(where).revision}),
        ):
            html = answer.content.decode()
            assert answer.status_code == 403 and "返回" in html
            assert words not in html and lead.reply.text not in html and proposal.situation not in html
            assert "zx-narrow" in html and "<textarea" not in html


def test_a_stranger_reads_404_everywhere(cast):
    proposal = draft(cast)
    base = f"/proposals/{proposal.pk}/"
    for user in (cast.lu, cast.clerk, cast.housing_clerk, cast.gov_office):
        client = signed_in(user)
        for path in ("", "write/", "check/", "receipt/", "do/submit/"):
            assert client.get(base + path).status_code == 404, (user, path)
        assert client.post(f"{base}do/submit/", {"seen": 0}).status_code == 404
        assert client.post(f"{base}autosave/", {"title": "改"}).status_code == 404
    work = work_of(handed(cast, cast.zhou), cast.housing)
    for path in ("", "do/sign/"):
        assert signed_in(cast.school_clerk).get(work.get_absolute_url() + path).status_code == 404


def test_an_unknown_act_and_an_act_of_the_system_are_404(cast):
    proposal = submitted(cast)
    for key in ("no_such_act", "receive_replies"):
        assert signed_in(cast.clerk).get(f"/proposals/{proposal.pk}/do/{key}/").status_code == 404
        assert signed_in(cast.clerk).post(f"/proposals/{proposal.pk}/do/{key}/").status_code == 404


def test_somebody_signed_out_is_asked_to_sign_in(client, cast):
    proposal = submitted(cast)
    for path in ("/proposals/", "/proposals/assignments/", f"/proposals/{proposal.pk}/", "/proposals/new/"):
        response = client.get(path)
        assert response.status_code == 302 and response.url.startswith("/accounts/login/")


def test_the_wrong_state_is_409_with_the_sentence(cast):
    proposal = submitted(cast)
    response = press(cast.clerk, proposal, "hand_over", expect=409, channel=cast.gov.pk)
    assert "该件现为“待审查”，不能再“送交办”" in response.content.decode()


def test_the_second_click_reads_the_sentence_and_keeps_what_was_typed(cast):
    proposal = submitted(cast)
    seen = proposal.revision
    press(cast.clerk, proposal, "recommend", seen=seen, outcome="file", category="city")
    told = Notice.objects.count()
    response = press(
        cast.clerk, proposal, "recommend", seen=seen, expect=409, outcome="file", category="city", text=TYPED
    )
    html = response.content.decode()
    assert TYPED in html and "您填写的内容都还在下面" in html and "打开最新情况" in html
    assert Event.objects.filter(key="recommend").count() == 1 and Notice.objects.count() == told


def test_a_page_left_open_while_somebody_else_acted_is_refused_but_may_be_sent_again(cast):
    proposal = filed(cast)
    seen = proposal.revision
    act(cast.chair, proposal, "mark_key", note="")
    response = press(cast.clerk, proposal, "hand_over", seen=seen, expect=409, channel=cast.gov.pk)
    html = response.content.decode()
    assert f"{cast.chair.full_name}" in html.partition('id="main"')[2] and "请刷新后再看" in html
    assert f'name="seen" value="{fresh(proposal).revision}"' in html and "仍然送交办" in html
    press(cast.clerk, proposal, "hand_over", channel=cast.gov.pk)


def test_missing_facts_are_400_beside_the_field_with_the_text_kept(cast):
    proposal = submitted(cast)
    response = press(cast.clerk, proposal, "recommend", expect=400, outcome="", category="city", text=TYPED)
    html = response.content.decode()
    assert TYPED in html and "请选择“初审意见”" in html and "处需要补充或改正" in html


def test_an_effects_refusal_keeps_the_form_too(cast):
    proposal = filed(cast)
    act(cast.clerk, proposal, "hand_over", channel=cast.gov.pk)
    both = {"lead": cast.housing.pk, "joints": [cast.housing.pk]}
    response = press(cast.gov_office, proposal, "assign", expect=409, **both)
    html = response.content.decode()
    assert "同一家单位只能承担一种职责" in html and html.count("selected") >= 2
    assert fresh(proposal).state == "assigning"


def test_a_disabled_act_shows_its_sentence_on_the_page(cast):
    proposal = handed(cast)
    work = work_of(proposal, cast.housing)
    act(cast.housing_clerk, work, "sign", handler_name="马宁", handler_phone="1")
    act(cast.housing_clerk, work, "draft", text="稿", letter="A", is_public=True)
    html = signed_in(cast.housing_clerk).get(work.get_absolute_url()).content.decode()
    assert "还没有与提案者的沟通记录。请先与提案者沟通并登记，再送审答复。" in html


def test_each_signatory_judges_once(cast):
    proposal = answered(cast, handed(cast))
    press(cast.shen, proposal, "evaluate", result="satisfied", **JUDGED)
    again = press(cast.shen, proposal, "evaluate", expect=409, result="basically", **JUDGED)
    assert "您已经办理过“评价答复”" in again.content.decode()
    assert proposal.evaluations.get().result == "satisfied"
    press(cast.housing_clerk, proposal, "evaluate", expect=403, result="satisfied", **JUDGED)


def test_an_act_that_is_hard_to_undo_asks_first(cast):
    proposal = draft(cast)
    html = signed_in(cast.shen).get(f"/proposals/{proposal.pk}/do/discard/").content.decode()
    assert "放弃后不能再提交这份草稿" in html


def test_who_may_no_longer_see_it_goes_home(cast):
    proposal = draft(cast)
    act(cast.shen, proposal, "invite", members=[cast.zhou_member.pk])
    response = press(cast.zhou, proposal, "decline_cosign")
    assert response.url == "/"


def test_acts_without_facts_are_posted_from_the_page_itself(cast):
    work = drafted(cast, handed(cast))
    html = signed_in(cast.housing_clerk).get(work.get_absolute_url()).content.decode()
    assert f'action="{work.get_absolute_url()}do/submit_reply/"' in html
    press(cast.housing_clerk, work, "submit_reply")
    assert fresh(work).state == "signing"


def test_every_form_of_every_offered_act_opens(cast):
    """Whatever a page offers leads to a page that opens."""
    proposals = [submitted(cast), filed(cast), handed(cast, joints=(cast.water,))]
    proposals += [answered(cast, handed(cast))]
    for proposal in proposals:
        for user in (cast.shen, cast.clerk, cast.chair, cast.gov_office, cast.leader, cast.housing_clerk):
            client = signed_in(user)
            page = client.get(proposal.get_absolute_url())
            if page.status_code == 404:
                continue
            offers = page.context["page"].actions
            for offer in filter(None, (offers.primary, *offers.others, *offers.more)):
                expected = 409 if offer.refused else 200
                assert client.get(offer.url).status_code == expected, (offer.key, proposal.state)
