"""A paper that staff enter for a member counts by the day on which it came in, whenever it is entered."""

from datetime import date, timedelta

import pytest

from core.matters import drafts
from core.matters.lifecycle import Refused
from proposals.kinds import PROPOSALS
from proposals.models import Proposal
from tests.builders.acts import do
from tests.builders.cast import MONDAY, TEXTS, fresh, who
from tests.builders.pages import press, signed_in, today
from tests.builders.papers import text_of
from tests.proposals.test_papers import papers

pytestmark = pytest.mark.django_db
IN_TIME, OUT_OF_TIME = date(2026, 2, 4), date(2026, 2, 5)  # the session's cut-off is on the fourth


def entered(c, day: date | None) -> Proposal:
    """Entered and handed in by the clerk on MONDAY, a month after the cut-off."""
    more = {"received_on": day} if day else {}
    proposal = drafts.start(PROPOSALS, who(c.clerk), member=c.shen_member, **more)
    drafts.save(fresh(proposal), who(c.clerk), TEXTS)
    do(proposal, "submit", c.clerk)
    return fresh(proposal)


@pytest.mark.parametrize(("day", "timing"), [(IN_TIME, "session"), (OUT_OF_TIME, "interim"), (None, "interim")])
def test_the_class_follows_the_day_of_receipt(cast, day, timing):
    proposal = entered(cast, day)
    assert (proposal.timing, proposal.received_on) == (timing, day or MONDAY)


def test_page_and_form_say_when_it_came_in_and_why_it_counts_so(cast):
    proposal = entered(cast, IN_TIME)
    why = "2026年2月4日收到，大会提案2026年2月4日截止，计为大会提案"
    assert why in signed_in(cast.shen).get(proposal.get_absolute_url()).content.decode()
    assert "2026年2月4日收到" in text_of(papers(proposal, "form", cast.clerk))
    assert "2026年2月4日收到" in text_of(papers(proposal, "receipt", cast.clerk))


@pytest.mark.parametrize("day", [MONDAY + timedelta(days=1), date(2026, 1, 4)])
def test_no_paper_comes_in_tomorrow_or_before_the_session_collects(cast, day):
    with pytest.raises(Refused, match="收到日期不能"):
        entered(cast, day)
    proposal = entered(cast, IN_TIME)
    with pytest.raises(Exception, match=r"收到日期|不能晚于今天"):
        do(proposal, "correct_receipt", cast.clerk, received_on=day, reason="填错")
    assert fresh(proposal).received_on == IN_TIME


def test_the_form_asks_for_the_day_and_says_beside_it_what_is_wrong(cast):
    client = signed_in(cast.clerk)
    assert f'value="{today()}"' in client.get("/proposals/new/").content.decode()
    typed = {**TEXTS, "publish_consent": "yes", "nonce": "n", "do": "save", "member": cast.shen_member.pk}
    refused = client.post("/proposals/new/", {**typed, "received_on": "2025-12-01"})
    assert refused.status_code == 400 and "收到日期不能早于2026年1月5日" in refused.content.decode()
    client.post("/proposals/new/", {**typed, "received_on": "2026-02-03"})
    assert Proposal.objects.get().received_on == date(2026, 2, 3)


def test_the_day_is_corrected_before_filing_and_the_class_with_it(cast):
    proposal = entered(cast, None)
    press(cast.clerk, proposal, "correct_receipt", received_on="2026-02-03", reason="当天已收到纸质件")
    assert (fresh(proposal).timing, fresh(proposal).received_on) == ("session", date(2026, 2, 3))
    shown = signed_in(cast.shen).get(proposal.get_absolute_url()).content.decode()
    assert "更正收到日期：2026年2月3日收到" in shown and "当天已收到纸质件" in shown
    do(proposal, "recommend", cast.clerk, outcome="file", category="city", text="建议立案")
    do(proposal, "file", cast.chair, category="city", text="同意")
    press(cast.clerk, proposal, "correct_receipt", expect=409, received_on="2026-02-03", reason="再改")
