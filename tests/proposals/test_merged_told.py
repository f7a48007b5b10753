"""并案: each of those behind merged proposals reads which letter is theirs, when, and who reads what they write."""

import pytest

from core.models import Clock, Notice
from proposals.fields import DENIED_WORDS, SETTLED_WHY
from tests.builders.acts import do, sign, work
from tests.builders.cast import MONDAY, draft, fresh
from tests.builders.pages import act, answered, handed, signed_in, today
from tests.proposals.test_answers_owed import apart, checked
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


def test_where_nothing_is_merged_a_letter_needs_no_addressee(cast):
    read = page(cast.shen, answered(cast, handed(cast)))
    assert "写给" not in read


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


def test_those_behind_merged_proposals_read_of_their_own_talks_and_telephones_only(cast):
    c = cast
    main, _other = pair(c)
    for member, phone in ((c.shen_member, "13800000001"), (c.lu_member, "13800000002")):
        type(member).objects.filter(pk=member.pk).update(phone=phone)
    sign(main, c.housing, c.housing_clerk)
    lead = work(main, c.housing)
    for name, words in (("沈岚", "在她单位谈了管网"), ("陆远", "在他家里谈了水压")):
        talk(c, lead, name, MONDAY)
        lead.contacts.filter(with_whom=name).update(content=words)
    hers, his = ("在她单位谈了管网", "13800000001"), ("在他家里谈了水压", "13800000002")
    for user, own, others in ((c.shen, hers, his), (c.lu, his, hers)):
        whole = signed_in(user).get(f"/api/v1/proposals/{main.pk}/").content.decode()
        assert all(one in page(user, main) for one in own) and own[0] in whole, user
        assert not any(one in read for one in others for read in (page(user, main), whole)), user
    for user in (c.clerk, c.gov_office, c.housing_clerk):
        assert all(one in page(user, main) for one in hers + his), user


def test_whoever_has_the_own_letter_reads_that_and_what_the_judgement_waits_for(cast):
    c = cast
    main, other = pair(c)
    second = apart(c, main, other)
    hers, his = page(c.shen, main), page(c.lu, main)
    assert "对您的答复已于3月2日送达" in hers and "不影响您评价" in hers and "提案者评价：" in hers
    assert "对您的答复已于" not in his and "zx-one-date" in his
    checked(c, second, talked="陆远")
    do(second, "deliver", c.housing_clerk)
    assert "对您的答复已于" not in page(c.shen, main)


def test_the_first_talk_is_due_until_somebody_of_each_was_talked_to(cast):
    c = cast
    main, _other = pair(c)
    sign(main, c.housing, c.housing_clerk)
    lead = work(main, c.housing)
    running = Clock.objects.filter(kind="first_contact", stopped_at=None)
    talk(c, lead, "沈岚", MONDAY)
    assert running.exists()
    talk(c, lead, "陆远", MONDAY)
    assert not running.exists()
    assert (
        "评价结束以前也可以告诉我们"
        in Notice.objects.filter(recipient=c.lu, title__contains="登记了与您的沟通").get().body
    )


def test_a_unit_that_answers_once_more_is_no_unit_beside_itself(cast):
    c = cast
    main, other = pair(c)
    second = apart(c, main, other)
    assert "同办单位" not in page(c.housing_clerk, second)


def test_who_withdraws_and_whose_text_came_back_reads_what_follows(cast):
    c = cast
    one = draft(c, day=today())
    act(c.shen, one, "submit")
    act(c.clerk, one, "return_to_author", reason="请补充")
    assert "修改期限过了，仍可以提交" in page(c.shen, one)
    form = {"reason": "另写", "seen": fresh(one).revision}
    done = signed_in(c.shen).post(f"{one.get_absolute_url()}do/withdraw/", form, follow=True)
    assert "这份提案不再办理" in done.content.decode()
