"""Whoever presses again after going back reads what was done when, and loses nothing; a mistake is no conflict."""

import re
from datetime import timedelta

import pytest

from core.matters.engine import perform
from core.matters.lifecycle import AlreadyDone
from core.models import Event, KeptForm
from tests.builders.cast import MONDAY, at, draft, fresh, who
from tests.builders.pages import act, filed, handed, press, signed_in, submitted, work

pytestmark = pytest.mark.django_db


def test_handing_in_again_leads_to_the_receipt(cast):
    proposal = draft(cast)
    seen = proposal.revision
    press(cast.shen, proposal, "submit", seen=seen)
    again = press(cast.shen, proposal, "submit", seen=seen)
    assert again["Location"] == f"/proposals/{proposal.pk}/receipt/"
    page = signed_in(cast.shen)
    told = page.post(f"{proposal.get_absolute_url()}do/submit/", {"seen": seen}, follow=True).content.decode()
    assert re.search(r"您已于\d\d:\d\d提交，收件号0001", told) and "已被他人处理" not in told
    assert Event.objects.filter(key="submit").count() == 1


def test_the_same_filled_in_leads_to_the_matter_other_words_stay_in_the_form(cast):
    proposal = submitted(cast)
    seen, typed = proposal.revision, {"reason": "请写明路段"}
    press(cast.clerk, proposal, "return_to_author", seen=seen, **typed)
    assert (
        press(cast.clerk, proposal, "return_to_author", seen=seen, **typed)["Location"] == proposal.get_absolute_url()
    )
    other = press(cast.clerk, proposal, "return_to_author", seen=seen, expect=409, reason="请补充数据来源")
    html = other.content.decode()
    assert "请补充数据来源" in html and "您已于" in html and "打开最新情况" in html


def test_what_somebody_else_did_is_still_said_to_be_theirs(cast):
    proposal = submitted(cast)
    seen = proposal.revision
    act(cast.clerk, proposal, "return_to_author", reason="请写明路段")
    html = press(cast.chair, proposal, "return_to_author", seen=seen, expect=409, reason="请写明路段").content.decode()
    assert f"该件已被{cast.clerk.full_name}退回修改，没有再办，请刷新后再看" in html and "您已于" not in html


def test_the_day_is_named_where_it_was_another_one(cast):
    proposal = draft(cast)
    perform(proposal, "submit", who(cast.shen, MONDAY))
    with pytest.raises(AlreadyDone, match="您已于3月2日10:00提交，收件号0001") as caught:
        perform(fresh(proposal), "submit", who(cast.shen, MONDAY + timedelta(days=1)))
    assert caught.value.same and caught.value.status == 409 and at(MONDAY) == caught.value.event.at


def test_the_result_of_many_loaded_again_says_what_was_done_before(cast):
    made = [filed(cast, title=f"关于{name}事的提案") for name in "甲乙"]
    sent = {"ids": [p.pk for p in made], "seen": ",".join(f"{p.pk}:{p.revision}" for p in made), "go": "1",
            "channel": cast.gov.pk}  # fmt: skip
    client = signed_in(cast.clerk)
    assert "办好 2 件" in client.post("/proposals/batch/hand_over/", sent).content.decode()
    again = client.post("/proposals/batch/hand_over/", sent).content.decode()
    assert "先前已办好 2 件" in again and "您已于" in again and "没有办的" not in again


@pytest.mark.parametrize("key", ["recommend", "sign"])
def test_a_mistake_is_no_conflict(cast, key):
    if key == "recommend":
        user, thing, typed = (
            cast.clerk,
            submitted(cast),
            {"outcome": "not_file", "category": "city", "text": "个人事项"},
        )
        sentence, label = "请选择依据", "提出初审意见"
    else:
        user, thing = cast.housing_clerk, work(handed(cast), cast.housing)
        typed = {"handler_name": "马宁", "handler_phone": "1", "promised_on": "2020-01-01"}
        sentence, label = "承诺", "签收"
    html = press(user, thing, key, expect=409, **typed).content.decode()
    assert sentence in html and "您填写的内容都还在下面" in html
    assert "打开最新情况" not in html and f"仍然{label}" not in html and f">{label}</button>" in html
    assert not KeptForm.objects.exists()
