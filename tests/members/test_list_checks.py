"""换届前核对: who is who is settled before a list is confirmed, the rest is ticked, and the homes tell of the day."""

from datetime import date, timedelta

import pytest
from django.test import Client

from core.matters.lifecycle import Refused
from members.models import Mandate, Member, Suspension
from members.services import carry_over, list_checks
from members.services import terms as acts
from tests.builders.cast import at
from tests.members.test_carry_over import upload
from tests.members.test_change_of_term import AFTER, BEFORE, DAY, autumn, clerk  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db


@pytest.fixture
def coming(cast, autumn):  # noqa: F811 - the fixture
    """The 16th term with 沈岚, and somebody new who is called like 周正, of whom nothing is known."""
    cast.travel = autumn
    term = acts.start_term(number=16, starts_on=DAY, actor=clerk(cast))
    carry_over.keep(actor=clerk(cast), term=term, members=[cast.shen_member.pk], offices=True, seats=True)
    cast.twin = Member.objects.create(name="周正", sort_key="zhou")
    Mandate.objects.create(member=cast.twin, term=term, sector=cast.farming, starts_on=DAY)
    return term


def confirm(cast, term, **ticked) -> int:
    seen = carry_over.comparison(term).digest
    return carry_over.confirm(actor=clerk(cast), term=term, seen=seen, **ticked)


def test_a_list_with_an_open_question_of_who_is_who_is_not_confirmed(cast, coming, client):
    client.force_login(cast.office_clerk)
    page = f"/members/terms/{coming.pk}/carry-over/"
    with pytest.raises(Refused, match="是否同一人"):
        confirm(cast, coming, with_doubts=True)
    shown = client.get(page).content.decode()
    assert "换届前核对" in shown and "不是同一人" in shown and "确认名单</button>" not in shown
    client.post(f"{page}{cast.twin.pk}/apart/", {"same_as": cast.zhou_member.pk})
    shown = client.get(page).content.decode()
    assert "不是同一人</button>" not in shown and "确认名单</button>" in shown
    assert confirm(cast, coming, with_doubts=True) == 2


def test_a_namesake_of_an_earlier_term_or_on_the_list_is_asked_about_unless_the_births_differ(cast, coming):
    past = Member.objects.create(name="沈岚", sort_key="shen", birth="1950-01")
    Mandate.objects.filter(member=cast.twin).delete()
    new = Member.objects.create(name="沈岚", sort_key="shen", birth="1990-05")
    Mandate.objects.create(member=new, term=coming, sector=cast.farming, starts_on=DAY)
    Member.objects.filter(pk=cast.shen_member.pk).update(birth="1980-05")
    found = list_checks.checks(carry_over.comparison(coming)).pairs
    assert [(pair.other, pair.listed) for pair in found] == [(cast.shen_member, True)]
    Member.objects.filter(pk=past.pk).update(birth="1990")
    assert len(list_checks.checks(carry_over.comparison(coming)).pairs) == 2


def test_two_newcomers_of_one_name_birth_and_number_are_asked_about_and_hinder(cast, coming):
    Mandate.objects.filter(member=cast.twin).delete()
    facts = {"name": "曹新", "sort_key": "cao", "birth": "1981-03", "phone": "13800004444"}
    first, second = (Member.objects.create(**facts) for _ in range(2))
    for member in (first, second):
        Mandate.objects.create(member=member, term=coming, sector=cast.farming, starts_on=DAY)
    (pair,) = list_checks.checks(carry_over.comparison(coming)).pairs
    assert (pair.comes, pair.other, pair.standing) == (second, first, "也在新名单上")
    with pytest.raises(Refused, match="曹新与名册中的人同名"):
        confirm(cast, coming, with_doubts=True)
    Member.objects.filter(pk=second.pk).update(birth="1990-05")
    assert not list_checks.checks(carry_over.comparison(coming)).pairs
    Member.objects.filter(pk=second.pk).update(birth="1981-03")
    carry_over.apart(actor=clerk(cast), term=coming, comes=second, other=first)
    assert confirm(cast, coming, with_doubts=True) == 3


def test_the_tick_names_all_that_is_doubtful(cast, coming):
    held = cast.shen_member.mandates.get(term__number=15)
    Suspension.objects.create(mandate=held, starts_on=date(2026, 10, 1), reason="审查", decided_by="主席会议")
    carry_over.apart(actor=clerk(cast), term=coming, comes=cast.twin, other=cast.zhou_member)
    with pytest.raises(Refused) as refused:
        confirm(cast, coming)
    for words in ("没有主席", "中止履职：沈岚（未定期限）", "没有填性别：周正", "没有填出生年月"):
        assert words in refused.value.sentence
    rows = list_checks.checks(carry_over.comparison(coming)).rows
    assert any("构成有" in row.sentence and not row.asked for row in rows)


def said(user, cast, day) -> str:
    cast.travel.move_to(day)
    browser = Client()
    browser.force_login(user)
    return browser.get("/").content.decode()


@pytest.mark.parametrize("post", ["office_clerk", "sysadmin"])
def test_the_homes_tell_of_the_day_that_comes_and_of_what_turned(cast, coming, post, django_assert_max_num_queries):
    user = getattr(cast, post)
    assert "还没有确认" not in said(user, cast, at(DAY - timedelta(days=61)))
    assert "第十六届新一届名单还没有确认，60天后" in said(user, cast, at(DAY - timedelta(days=60)))
    assert "名单没有经过确认" in said(user, cast, AFTER)
    cast.travel.move_to(BEFORE)
    type(coming).objects.filter(pk=coming.pk).update(confirmed_at=BEFORE, confirmed_by=cast.office_clerk)
    assert "还没有确认" not in said(user, cast, BEFORE)
    assert "换届完成" in (told := said(user, cast, AFTER)) and "留任1人，新进1人，届满不再担任3人" in told
    assert "换届完成" not in said(user, cast, at(DAY + timedelta(days=14)))


ROSTER = [["姓名", "性别", "界别", "工作单位及职务"], ["周正", "男", "农业", "另一个单位"]]


@pytest.mark.parametrize("same", [True, False])
def test_a_roster_asks_at_once_about_a_namesake_in_office_and_keeps_the_answer(cast, coming, client, media, same):
    carry_over.withdraw(actor=clerk(cast), term=coming, members=[cast.twin.pk])
    cast.farming.names.create(name="农业")
    Member.objects.filter(pk=cast.zhou_member.pk).update(phone="13800001111", employer_post="旧单位")
    client.force_login(cast.office_clerk)
    url = upload(client, coming, ROSTER)
    page = client.get(f"{url}?tab=check")
    assert "本届在任的委员中有同名的人" in page.content.decode()
    (question,) = [q for line in page.context["page"] for q in line.questions]
    answer = {"doubt": question.key, "name": "周正"}
    if same:
        answer = {"row": page.context["plan"].rows[0].row.key, "field": "same_as", "value": cast.zhou_member.pk}
    client.post(f"{url}settle/", answer)
    plan = client.get(url).context["plan"]
    client.post(f"{url}confirm/", {"digest": plan.digest, "known": 0})
    found = carry_over.comparison(coming)
    assert [row.member.name for row in found.of("stays")] == (["沈岚", "周正"] if same else ["沈岚"])
    assert list_checks.checks(found).pairs == []
