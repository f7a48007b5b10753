"""Nothing waits for somebody who is no longer a member, whatever stage a matter is at when that person leaves."""

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.utils import timezone

from core.matters import kinds, turn_keeping
from core.models import Notice, OpenTurn, Role
from core.models.generic import matter_of, rooted_in
from core.people.actors import Actor
from members.models import Mandate, Member
from members.services import left_behind, mandates, steps
from tests.builders.acts import answer, contact, do, sign
from tests.builders.cast import MONDAY, fresh
from tests.builders.stages import handed_to_one
from tests.promises.test_turns import as_said
from zhengxie.celery import app

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
YESTERDAY = TODAY - timedelta(days=1)


def leaves(cast, person, day=YESTERDAY, ended="died"):
    mandate = Mandate.objects.get(member=getattr(cast, f"{person}_member"))
    facts = {"ends_on": day, "ended": ended, "reason": "因故", "decided_by": "常委会"}
    mandates.end_mandate(actor=Actor.of(cast.office_clerk, at=timezone.now()), mandate=mandate, **facts)
    if day < TODAY:
        left_behind.settle_left(TODAY + timedelta(days=1))


def waits_for(member) -> list[str]:
    return [f"{row.key}: {row.target}" for row in OpenTurn.objects.filter(user=member.user, role=Role.MEMBER)]


def nothing_lies_about(stages):
    for name, thing in stages.items():
        matter = fresh(matter_of(thing))
        kind = kinds.kind_of(matter)
        rows = OpenTurn.objects.filter(**rooted_in(matter))
        assert matter.state in kind.lifecycle.ends or rows.exists(), name
        if matter.state not in kind.lifecycle.ends:
            assert as_said(rows) == as_said(turn_keeping.expected(kind.for_turns().get(pk=matter.pk))), name


@pytest.mark.parametrize("order", ["shen zhou he", "he zhou shen", "zhou shen he"])
def test_no_turn_waits_for_whoever_has_left_at_any_stage(cast, stages, order):
    """One after the other leaves: everything passes on to who is left, and at last to the office or to its end."""
    for person in order.split():
        member = getattr(cast, f"{person}_member")
        assert person != order.split()[0] or waits_for(member)
        leaves(cast, person)
        assert waits_for(member) == []
        assert [row for row in left_behind.waiting_for(member) if "待" in row.label or "起草" in row.label] == []
        nothing_lies_about(stages)
    assert turn_keeping.rebuild() == 0


def test_what_is_answered_after_the_exit_asks_only_who_is_still_there(cast, stages):
    proposal = handed_to_one(cast)
    leaves(cast, "zhou", MONDAY - timedelta(days=1))
    sign(proposal, cast.housing, cast.housing_clerk)
    contact(proposal, cast.housing, cast.housing_clerk)
    answer(proposal, cast.housing, cast.housing_clerk, cast.housing_head, cast.gov_office)
    states = dict(fresh(proposal).evaluations.values_list("signatory__member", "state"))
    assert states[cast.zhou_member.pk] == "no_answer" and states[cast.he_member.pk] == "waiting"


def test_an_exit_ahead_waits_for_its_last_day_and_a_term_that_ends_settles_too(cast, stages):
    leaves(cast, "shen", TODAY, ended="resigned")
    assert waits_for(cast.shen_member)
    assert left_behind.settle_left(TODAY) == 0
    assert left_behind.settle_left(TODAY + timedelta(days=1)) == 1
    assert waits_for(cast.shen_member) == []
    cast.term.ends_on = TODAY
    cast.term.save()
    left_behind.settle_left(TODAY + timedelta(days=1))
    left = Member.objects.filter(pk__in=left_behind._desks["proposals"].holders())
    assert not left.exists()
    nothing_lies_about(stages)


def test_the_night_settles_what_waits_for_whoever_left(cast, stages):
    leaves(cast, "shen", TODAY, ended="resigned")
    night = app.tasks[settings.CELERY_BEAT_SCHEDULE["settle-left"]["task"]]
    assert night() == 0 and waits_for(cast.shen_member)
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        assert night() == 1 and waits_for(cast.shen_member) == []


def test_the_office_sees_what_waits_before_the_button(cast, stages, client):
    client.force_login(cast.office_clerk)
    page = client.get(f"/members/{cast.shen_member.pk}/end/").content.decode()
    for words in ("还在等这位委员的事", "由署名在先的联名人作第一提案人", "登记为无反馈"):
        assert words in page
    page = client.get(f"/members/{cast.shen_member.pk}/suspend/").content.decode()
    for words in ("还在等这位委员的事", "不能提交，草稿、邀请和已有的署名都保留", "仍由本人评价", "照常办理，沟通"):
        assert words in page
    assert "登记为无反馈" not in page and "/proposals/" in page.split('id="left"')[1].split("</section>")[0]
    client.force_login(cast.sysadmin)
    blind = client.get(f"/members/{cast.shen_member.pk}/end/").content.decode()
    assert "登记为无反馈" in blind and "/proposals/" not in blind.split('id="left"')[1].split("</section>")[0]


def test_units_at_work_are_told_whom_to_ask_and_get_no_telephone_of_whoever_left(cast, client):
    cast.shen_member.phone = "13800001234"
    cast.shen_member.save()
    proposal = handed_to_one(cast)
    work = proposal.assignments.get()
    client.force_login(cast.housing_clerk)
    assert "13800001234" in client.get(work.get_absolute_url()).content.decode()
    leaves(cast, "shen")
    left_behind.settle_left(TODAY + timedelta(days=1))
    for person, url in ((cast.housing_clerk, work.get_absolute_url()), (cast.clerk, proposal.get_absolute_url())):
        told = Notice.objects.get(recipient=person, title__contains="的第一提案人沈岚已去世")
        assert told.url == url and "其他提案者或提案委" in told.title
    for url in (work.get_absolute_url(), proposal.get_absolute_url()):
        page = client.get(url).content.decode()
        assert "已去世" in page and "请与其他提案者或提案委联系" in page and "13800001234" not in page
    assert "13800001234" not in client.get(f"/api/v1/proposals/{proposal.pk}/").content.decode()
    for person in ("zhou", "he"):
        leaves(cast, person, ended="resigned")
    page = client.get(work.get_absolute_url()).content.decode()
    assert "已离任" in page and "沟通、答复请与提案委联系" in page
    sign(proposal, cast.housing, cast.housing_clerk)
    facts = {"mode": "visit", "held_on": MONDAY, "with_whom": "提案委", "content": "说明办理打算"}
    do(fresh(work), "record_contact", cast.housing_clerk, **facts)
    assert fresh(proposal).assignments.get().contacts.get().with_whom == "提案委"


def test_an_exit_of_the_wrong_person_is_shown_first_and_undone_without_a_loss(cast, stages, client):
    client.force_login(cast.office_clerk)
    url, held = f"/members/{cast.shen_member.pk}/end/", waits_for(cast.shen_member)
    facts = {"ended": "died", "ends_on": YESTERDAY.isoformat(), "reason": "误记"}
    shown = client.post(url, facts)
    page = shown.content.decode()
    assert shown.status_code == 200 and Mandate.objects.get(member=cast.shen_member).ends_on is None
    for words in ("还没有登记，请先核对", "沈岚，女", "去世", "随之结束", "委员岗位", "确认登记沈岚离任"):
        assert words in page, words
    sure = shown.context["form"]["sure"].value()
    resigned = facts | {"ended": "resigned", "decided_by": "常委会", "sure": sure}
    assert client.post(url, resigned).status_code == 200  # another exit than the one shown
    assert client.post(url, facts | {"sure": sure}).status_code == 302
    left_behind.settle_left(TODAY)
    assert waits_for(cast.shen_member) == held
    client.force_login(cast.shen)
    assert client.get(stages["drafted"].get_absolute_url()).status_code != 200
    client.force_login(cast.office_clerk)
    event = steps.last_undoable(cast.shen_member)
    said = client.post(cast.shen_member.get_absolute_url(), {"undo": event.pk}, follow=True).content.decode()
    assert "已撤销，恢复为原来的内容。" in said and "没有恢复" not in said
    assert left_behind.settle_left(TODAY + timedelta(days=1)) == 0 and waits_for(cast.shen_member) == held
