"""What a roster changed of members who are known already: told on their pages, followed by accounts, taken back."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.models import Event, Organisation, User
from core.models.generic import about
from core.people.actors import Actor, system_actor
from members.models import Mandate, Member, MemberParty, OfficeHeld, RosterImport, Seat, Suspension, Term
from members.services import accounts, editing, steps
from tests.builders.pages import signed_in
from tests.builders.rosters import book_of, confirm, upload

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
HEADER = ["姓名", "党派", "界别", "工作单位及职务", "手机", "专委会", "政协职务", "备注"]


def brought_in(client, *rows) -> RosterImport:
    assert upload(client, data=book_of([HEADER, *rows])).status_code == 302
    roster = RosterImport.objects.latest("id")
    confirm(client, roster)
    return roster


@pytest.fixture
def updated(cast, office):
    """The member Shen, whom a roster gives another phone, unit, party, sector, committee and office."""
    Organisation.objects.create(name="提案委员会", kind=Organisation.Kind.SPECIAL_COMMITTEE)
    member = cast.shen_member
    row = [member.name, "民盟", "工会", "江岭区档案馆馆长", "13800000077", "提案委员会", "常委", "外地"]
    roster = brought_in(office, row)
    member.refresh_from_db()
    assert (member.phone, member.employer_post, member.note) == ("13800000077", "江岭区档案馆馆长", "外地")
    return member, roster


def state_of(member) -> list:
    mandate = Mandate.objects.get(member=member)
    parties = MemberParty.objects.filter(member=member).values_list("party", flat=True)
    seats = Seat.objects.filter(mandate=mandate, ends_on=None).values_list("organisation_id", flat=True)
    offices = OfficeHeld.objects.filter(mandate=mandate, ends_on=None).values_list("office", flat=True)
    found = Member.objects.get(pk=member.pk)
    return [found.phone, found.employer_post, found.note, mandate.sector_id, sorted(parties), sorted(seats),
            sorted(offices)]  # fmt: skip


def test_an_update_by_a_roster_is_shown_and_taken_back_whole(cast, office):
    Organisation.objects.create(name="提案委员会", kind=Organisation.Kind.SPECIAL_COMMITTEE)
    member = cast.shen_member
    before = state_of(member)
    brought_in(office, [member.name, "民盟", "工会", "江岭区档案馆馆长", "13800000077", "提案委员会", "常委", "外地"])
    assert all(one != other for one, other in zip(state_of(member), before, strict=True))
    page = office.get(member.get_absolute_url())
    assert page.status_code == 200
    event = page.context["undoable"][0]
    assert "13800000077" not in event.text and "13800000077" in page.content.decode()
    said = office.post(member.get_absolute_url(), {"undo": event.pk}, follow=True).content.decode()
    assert "已撤销，恢复为原来的内容" in said
    assert state_of(member) == before
    assert Event.objects.filter(key=steps.UNDO, facts__undoes=event.pk).exists()
    assert event.pk not in [one.pk for one in office.get(member.get_absolute_url()).context["undoable"]]


def test_the_account_has_the_phone_that_the_roster_brought_until_it_is_taken_back(cast, updated):
    member, _ = updated
    was = User.objects.get(pk=cast.shen.pk)
    assert was.phone == "13800000077"
    event = steps.last_undoable(member)
    editing.undo(member, Mandate.objects.get(member=member), event.pk, actor=Actor.of(cast.office_clerk))
    assert User.objects.get(pk=cast.shen.pk).phone == Member.objects.get(pk=member.pk).phone != "13800000077"


def test_the_event_of_an_earlier_version_breaks_no_page(cast, office):
    facts = {"file": "名册.xlsx", "changes": [{"field": "post", "old": "某局", "new": "某馆"}]}
    Event.objects.create(
        **about(cast.shen_member), key="roster_updated", label="名册更新", text="单位：某局 → 某馆", facts=facts,
        at=system_actor().at,
    )  # fmt: skip
    page = office.get(cast.shen_member.get_absolute_url())
    assert page.status_code == 200 and page.context["undoable"] == []


def test_what_a_roster_brought_in_is_not_offered_to_be_taken_back_as_a_change(office):
    brought_in(office, ["赵一川", "民盟", "教育", "江岭区实验小学校长", "13800000001", "", "", ""])
    member = Member.objects.get(name="赵一川")
    page = office.get(member.get_absolute_url())
    assert page.context["undoable"] == [] and "撤销这次修改" not in page.content.decode()


def test_taking_back_a_change_of_sector_is_told_on_the_members_page(cast):
    mandate = Mandate.objects.get(member=cast.shen_member)
    other = Organisation.objects.get(name="工会", kind=Organisation.Kind.SECTOR)
    browser, was = signed_in(cast.office_clerk), mandate.sector_id
    url = reverse("members:edit_mandate", args=[cast.shen_member.pk, mandate.pk])
    form = browser.get(url).context["form"]
    typed = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    typed |= {"sector": other.pk, "reason": "调整"}
    answer = browser.post(url, typed)
    assert answer.status_code == 302, answer.context["form"].errors
    card = cast.shen_member.get_absolute_url()
    event = browser.get(card).context["undoable"][0]
    page = browser.post(card, {"undo": event.pk}, follow=True)
    mandate.refresh_from_db()
    assert mandate.sector_id == was
    assert [one.key for one in page.context["events"]][:1] == ["undo_change"]


def test_a_whole_roster_is_taken_back_where_nothing_has_happened_to_its_rows(cast, office):
    member = cast.shen_member
    before = state_of(member)
    roster = brought_in(
        office,
        [member.name, "民盟", "工会", "江岭区档案馆馆长", "13800000077", "", "常委", ""],
        ["赵一川", "民盟", "教育", "江岭区实验小学校长", "13800000001", "提案委员会", "", ""],
        ["钱知夏", "中共", "教育", "江岭区某局副局长", "13800000002", "", "", ""],
    )
    kept = Member.objects.get(name="钱知夏")
    Suspension.objects.create(mandate=kept.mandates.get(), starts_on=kept.mandates.get().starts_on, reason="在外学习")
    url = reverse("members:roster_import", args=[roster.pk])
    assert "/undo/" in office.get(url).content.decode()
    page = office.post(reverse("members:roster_undo", args=[roster.pk]), follow=True).content.decode()
    assert "删除误录 1 人，恢复原状 1 人" in page and "钱知夏：记录上有" in page and "/undo/" not in page
    assert state_of(member) == before and not Member.objects.filter(name="赵一川").exists()
    assert Event.objects.filter(key="undo_roster").count() == 1 and Event.objects.filter(key="remove_member").exists()
    again = office.post(reverse("members:roster_undo", args=[roster.pk]), follow=True).content.decode()
    assert "只能在导入当天撤销整份名册" in again


def test_a_roster_that_was_taken_back_reads_as_such_wherever_it_is_named(office):
    roster = brought_in(office, ["何雨", "民盟", "工会", "江岭区一处", "13800000091", "", "", ""])
    roster.refresh_from_db()
    assert (roster.outcome, "原新增" in office.get(reverse("members:roster")).content.decode()) == ("已导入", False)
    page = office.post(reverse("members:roster_undo", args=[roster.pk]), follow=True).content.decode()
    roster.refresh_from_db()
    assert roster.outcome == "已撤销" and "已导入" not in page
    told = office.get(reverse("members:roster")).content.decode()
    assert "已撤销" in told and "已删除误录 1 人" in told and "已导入" not in told


def test_a_roster_is_taken_back_on_its_day_and_by_who_may_import(cast, office):
    roster = brought_in(office, ["赵一川", "民盟", "教育", "江岭区实验小学校长", "13800000001", "", "", ""])
    url = reverse("members:roster_undo", args=[roster.pk])
    assert signed_in(cast.shen).post(url).status_code == 404
    RosterImport.objects.filter(pk=roster.pk).update(applied_at=roster.uploaded_at - timedelta(days=1))
    office.post(url)
    assert Member.objects.filter(name="赵一川").exists()


def test_a_roster_of_a_confirmed_list_is_taken_back_only_once_the_list_is_open_again(cast, office):
    roster = brought_in(office, ["赵一川", "民盟", "教育", "江岭区实验小学校长", "13800000001", "", "", ""])
    ahead = {"starts_on": timezone.localdate() + timedelta(days=30), "confirmed_by": cast.office_clerk}
    Term.objects.filter(pk=roster.term_id).update(confirmed_at=timezone.now(), **ahead)
    page = office.post(reverse("members:roster_undo", args=[roster.pk]), follow=True).content.decode()
    assert "请先在“换届”页面重新打开名单" in page and Member.objects.filter(name="赵一川").exists()
    Term.objects.filter(pk=roster.term_id).update(confirmed_at=None)
    office.post(reverse("members:roster_undo", args=[roster.pk]))
    assert not Member.objects.filter(name="赵一川").exists()


ZHAO = ["赵一川", "民盟", "教育", "江岭区实验小学校长", "13800000001", "", "", ""]


def test_what_will_be_taken_back_is_said_before_and_nothing_is_done_by_looking(cast, office):
    roster = brought_in(office, ZHAO, [cast.shen_member.name, "民盟", "工会", "江岭区档案馆馆长", "", "", "", ""],
                        ["钱知夏", "中共", "教育", "江岭区某局副局长", "13800000002", "", "", ""])  # fmt: skip
    kept = Member.objects.get(name="钱知夏")
    accounts.open_accounts(members=[kept], actor=Actor.of(cast.office_clerk), address="http://testserver/")
    url = reverse("members:roster_undo", args=[roster.pk])
    result = office.get(reverse("members:roster_import", args=[roster.pk])).content.decode()
    assert f'href="{url}"' in result and f'action="{url}"' not in result
    page = office.get(url)
    left = [("钱知夏", "已开通账号")]
    assert page.context["outlook"] == {"removed": 1, "restored": 1, "reopened": [], "left": left, "told": []}
    assert "不动 <b>1</b> 人，因为已开通账号：钱知夏" in page.content.decode()
    assert Member.objects.filter(name="赵一川").exists() and not Event.objects.filter(key="undo_roster").exists()
    done = office.post(url, follow=True).content.decode()
    assert "删除误录 1 人，恢复原状 1 人" in done and "钱知夏：已开通账号" in done
    again = office.get(url, follow=True)
    assert "只能在导入当天撤销整份名册" in again.content.decode()
    assert signed_in(cast.shen).get(url).status_code == 404


def test_opening_accounts_says_that_the_roster_cannot_be_taken_back_as_a_whole_any_more(office):
    warning = "现在还可以整份撤销。开通账号以后"
    assert warning not in office.get(reverse("members:accounts")).content.decode()
    roster = brought_in(office, ZHAO)
    assert warning in office.get(reverse("members:accounts")).content.decode()
    office.post(reverse("members:roster_undo", args=[roster.pk]))
    assert warning not in office.get(reverse("members:accounts")).content.decode()
