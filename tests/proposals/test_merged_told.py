"""并案: each of those behind merged proposals reads which letter is theirs, when, and who reads what they write."""

import pytest

from core.models import Notice
from proposals.fields import DENIED_WORDS, SETTLED_WHY
from tests.builders.acts import do, sign, work
from tests.builders.cast import MONDAY, fresh
from tests.builders.pages import signed_in
from tests.proposals.test_letters_to_merged import answered_apart, pair, talk

pytestmark = pytest.mark.django_db


def page(user, thing, more=""):
    return signed_in(user).get(f"{thing.get_absolute_url()}{more}").content.decode()


def test_each_letter_says_to_whom_it_is_written_and_which_is_ones_own(cast):
    c = cast
    main, other, _second = answered_apart(c)
    hers, his = fresh(main).case_number, fresh(other).case_number
    assert f"写给您（{his}）" in page(c.lu, main) and f"写给沈岚委员（{hers}）" not in page(c.lu, main)
    read = page(c.clerk, main)
    assert f"写给沈岚委员（{hers}）" in read and f"写给陆远委员（{his}）" in read
    assert f"写给您（{hers}）" in page(c.shen, main)
    assert Notice.objects.filter(recipient=c.lu, title__contains="：区住建局已另行答复").exists()


def test_where_nothing_is_merged_a_letter_needs_no_addressee(cast, stages):
    assert "写给" not in page(cast.shen, stages["judged_by_nobody"])


def test_whoever_denies_a_talk_and_whoever_looks_into_it_reads_by_whom_that_is_read(cast):
    c = cast
    main, _other = pair(c)
    sign(main, c.housing, c.housing_clerk)
    lead = work(main, c.housing)
    talk(c, lead, "沈岚", MONDAY)
    for said in ("提案者", "承办单位", "提案委", "领导"):
        assert said in DENIED_WORDS.read_by and DENIED_WORDS.read_by in page(c.shen, main)
    do(main, "deny_contact", c.shen, contact=lead.contacts.get().pk, denied_words="那天没有来过")
    for user in (c.clerk, c.leader):
        assert "那天没有来过" in page(user, main)
    form = page(c.gov_office, lead, "do/settle_contact/")
    assert "原样写进给提案者" in SETTLED_WHY.read_by and SETTLED_WHY.read_by in form
    do(lead, "settle_contact", c.gov_office, stands="yes", reason="有签到表")
    assert Notice.objects.filter(recipient=c.shen, body="有签到表").exists()
