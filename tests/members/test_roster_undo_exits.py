"""Taking back a whole roster takes back the exits that it registered, or names whose exit stays."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.models import Event, Organisation, Post, Role
from core.people.actors import Actor
from members.models import Mandate, Member, OfficeHeld, RosterImport, Seat, Term
from members.services import editing, exits, mandates
from tests.builders.rosters import confirm
from tests.members.test_roster_exits import answer, waiting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
HEADER = ["姓名", "性别", "界别", "原工作单位及职务", "变动情况", "时间"]
MEMBERS = ["姓名", "性别", "界别", "工作单位及职务", "手机"]


@pytest.fixture
def shen(cast):
    """A member with an account, a seat, an office and another post, in office for a long time."""
    mandate = Mandate.objects.get(member=cast.shen_member)
    Mandate.objects.filter(pk=mandate.pk).update(starts_on=mandate.term.starts_on)
    body = Organisation.objects.create(name="提案委员会", kind=Organisation.Kind.SPECIAL_COMMITTEE)
    Seat.objects.create(mandate=mandate, organisation=body, starts_on=mandate.term.starts_on)
    OfficeHeld.objects.create(mandate=mandate, office="standing", starts_on=mandate.term.starts_on)
    Post.objects.create(user=cast.shen, role=Role.COMMITTEE_CLERK, organisation=cast.committee)
    return cast.shen_member


def state_of(member) -> list:
    mandate = Mandate.objects.get(member=member)
    return [
        mandate.ends_on, mandate.ended, mandate.ended_reason,
        sorted(mandate.seats.values_list("pk", "ends_on")), sorted(mandate.offices.values_list("pk", "ends_on")),
        sorted(member.user.posts.values_list("pk", "role", "valid_to")),
    ]  # fmt: skip


def left(office, *people, way="resigned", **sheets) -> RosterImport:
    """Imported: a list of people who have left, all of them said to have done so yesterday."""
    day = (timezone.localdate() - timedelta(days=1)).isoformat()
    rows = [[name, "", sector, "", "辞去委员", day] for name, sector in people]
    roster = waiting(office, 离任委员=[HEADER, *rows], **sheets)
    for name, _ in people:
        answer(office, roster, name, way, day)
    confirm(office, roster, known=9)
    return roster


def undo(office, roster, *, look=False):
    address = reverse("members:roster_undo", args=[roster.pk])
    return office.get(address) if look else office.post(address, follow=True)


def sector_of(member) -> str:
    return Mandate.objects.get(member=member).sector.name


def test_an_exit_registered_by_a_roster_is_taken_back_with_it_and_said_before(cast, office, shen):
    before = state_of(shen)
    roster = left(office, (shen.name, sector_of(shen)))
    assert state_of(shen) != before and Mandate.objects.get(member=shen).ended == "resigned"
    ended = state_of(shen)
    page = undo(office, roster, look=True)
    assert page.context["outlook"] == {"removed": 0, "restored": 0, "reopened": [shen.name], "left": [], "told": []}
    text = page.content.decode()
    assert "撤销 <b>1</b> 人" in text and "disabled" not in text.split("zx-actions")[1]
    assert state_of(shen) == ended and not Event.objects.filter(key="undo_step").exists()
    said = undo(office, roster).content.decode()
    assert "恢复原状 0 人，撤销离任 1 人" in said and shen.name in said
    assert state_of(shen) == before


def test_exits_and_changes_of_one_roster_are_taken_back_together(cast, office, shen):
    other = cast.zhou_member
    before, post = state_of(shen), other.employer_post
    changed = [MEMBERS, [other.name, "", sector_of(other), "另一单位职工", "13900000031"]]
    roster = left(office, (shen.name, sector_of(shen)), 委员=changed)
    assert Member.objects.get(pk=other.pk).employer_post == "另一单位职工"
    assert "恢复原状 1 人，撤销离任 1 人" in undo(office, roster).content.decode()
    assert state_of(shen) == before and Member.objects.get(pk=other.pk).employer_post == post


def corrected(cast, mandate):
    exits.correct(
        actor=Actor.of(cast.office_clerk), mandate=mandate, ends_on=mandate.ends_on - timedelta(days=3),
        ended="released", reason="", decided_by="", paper="", why="方式有误",
    )  # fmt: skip


def filled(cast, mandate):
    sector = Organisation.objects.filter(kind=Organisation.Kind.SECTOR).first()
    mandates.add_member(
        actor=Actor.of(cast.office_clerk), term=mandate.term, name="替补一", sector=sector,
        starts_on=timezone.localdate(), replaces=mandate,
    )  # fmt: skip


@pytest.mark.parametrize(("since", "why"), [(corrected, "离任仍然有效"), (filled, "替补一已自")])
def test_whose_exit_cannot_be_taken_back_is_named_with_the_reason(cast, office, shen, since, why):
    roster = left(office, (shen.name, sector_of(shen)), (cast.zhou_member.name, sector_of(cast.zhou_member)))
    since(cast, Mandate.objects.get(member=shen))
    ended = state_of(shen)
    page = undo(office, roster, look=True)
    assert page.context["outlook"]["reopened"] == [cast.zhou_member.name]
    [(name, told)] = page.context["outlook"]["left"]
    assert name == shen.name and why in told and why in page.content.decode()
    said = undo(office, roster).content.decode()
    assert f"{shen.name}：" in said and why in said
    assert state_of(shen) == ended and Mandate.objects.get(member=cast.zhou_member).ends_on is None


def test_an_exit_whose_place_is_filled_is_not_taken_back_on_the_members_page_either(cast, office, shen):
    left(office, (shen.name, sector_of(shen)))
    filled(cast, Mandate.objects.get(member=shen))
    event = editing.undoable(shen, None)[0]
    said = office.post(shen.get_absolute_url(), {"undo": event.pk}, follow=True).content.decode()
    assert "替补一已自" in said and Mandate.objects.get(member=shen).ends_on is not None


@pytest.mark.parametrize("way", ["resigned", "died"])
def test_a_past_member_that_a_roster_brought_in_goes_with_it(office, cast, way):
    roster = left(office, ("林晚", "教育"), way=way)
    assert Mandate.objects.get(member__name="林晚").ended == way
    assert undo(office, roster, look=True).context["outlook"]["removed"] == 1
    assert "删除误录 1 人" in undo(office, roster).content.decode()
    assert not Member.objects.filter(name="林晚").exists()


def test_a_past_member_whose_exit_is_another_by_now_stays(office, cast):
    roster = left(office, ("林晚", "教育"))
    mandate = Mandate.objects.get(member__name="林晚")
    Mandate.objects.filter(pk=mandate.pk).update(ends_on=mandate.ends_on - timedelta(days=2))
    assert undo(office, roster, look=True).context["outlook"]["left"] == [("林晚", "记录上有离任记录")]
    undo(office, roster)
    assert Member.objects.filter(name="林晚").exists()


def test_somebody_of_an_earlier_term_entered_as_having_left_this_one_is_of_that_term_alone_again(office, cast):
    older = Term.objects.create(number=3, starts_on=date(2001, 1, 1))
    member = Member.objects.create(name="林晚", sort_key="lin wan", birth="1950-01")
    sector = Organisation.objects.get(name="教育", kind=Organisation.Kind.SECTOR)
    Mandate.objects.create(member=member, term=older, sector=sector, starts_on=older.starts_on)
    day = (timezone.localdate() - timedelta(days=1)).isoformat()
    rows = [[*HEADER, "出生年月"], ["林晚", "", "教育", "", "辞去委员", day, "1950-01"]]
    roster = waiting(office, 离任委员=rows)
    answer(office, roster, "林晚", "resigned", day)
    confirm(office, roster, known=9)
    assert member.mandates.count() == 2
    assert undo(office, roster, look=True).context["outlook"]["restored"] == 1
    undo(office, roster)
    assert [one.term for one in member.mandates.all()] == [older]
