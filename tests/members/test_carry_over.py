"""换届名单: who stays is chosen, who comes is imported, nothing is written to the running term, confirmed once."""

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from core.matters.lifecycle import Refused
from core.models import Post, Role
from members.models import Contact, Mandate, Member, OfficeHeld
from members.services import carry_over, list_checks, mandates, steps
from members.services import terms as acts
from tests.builders.cast import at, body, person
from tests.builders.pages import signed_in
from tests.builders.rosters import book_of
from tests.members.test_change_of_term import AFTER, BEFORE, DAY, clerk, first_session

pytestmark = pytest.mark.django_db


@pytest.fixture
def coming(cast):
    """The 16th term on Monday 12 October 2026, and 沈岚 as 常委 of the 15th."""
    with time_machine.travel(at(date(2026, 10, 12)), tick=False) as clock:
        OfficeHeld.objects.create(mandate=cast.shen_member.mandates.get(), office=OfficeHeld.Office.STANDING)
        cast.travel = clock
        term = acts.start_term(number=16, starts_on=DAY, actor=clerk(cast))
        first_session(cast, term)
        yield term


def old_rows() -> list:
    """Everything that the register says of the running term."""
    mandates = Mandate.objects.filter(term__number=15).order_by("pk")
    seats = Mandate.objects.filter(term__number=15).order_by("pk", "seats")
    offices = OfficeHeld.objects.filter(mandate__term__number=15).order_by("pk")
    return [*mandates.values(), *seats.values_list("seats", "seats__ends_on"), *offices.values()]


def names(term, kind: str) -> list[str]:
    return [row.member.name for row in carry_over.comparison(term).of(kind)]


def keep(c, term, *members, **more):
    chosen = {"offices": True, "seats": True} | more
    return carry_over.keep(actor=clerk(c), term=term, members=[m.pk for m in members], **chosen)


def test_who_is_chosen_stays_with_sector_office_and_seats_and_the_running_term_is_untouched(cast, coming):
    before = old_rows()
    kept, already = keep(cast, coming, cast.shen_member, cast.zhou_member)
    assert ([m.name for m in kept], already) == (["沈岚", "周正"], [])
    new = Mandate.objects.get(term=coming, member=cast.shen_member)
    assert (new.sector, new.starts_on, new.gained) == (cast.farming, DAY, Mandate.Gained.ORIGINAL)
    assert [s.organisation for s in new.seats.all()] == [cast.committee]
    assert [o.office for o in new.offices.all()] == ["standing"]
    assert names(coming, "stays") == ["沈岚", "周正"] and names(coming, "goes") == ["何静", "陆远"]
    assert old_rows() == before
    assert keep(cast, coming, cast.shen_member, cast.he_member, offices=False)[1] == [cast.shen_member]
    carry_over.withdraw(actor=clerk(cast), term=coming, members=[cast.shen_member.pk])
    assert "沈岚" in names(coming, "goes") and old_rows() == before


def test_two_clerks_at_one_person_and_at_one_list(cast, coming):
    sector = body("工商联界", "sector")

    def choose(seen: str) -> None:
        carry_over.choose(
            actor=clerk(cast), term=coming, member=cast.shen_member, sector=sector, bodies=[], offices=[], seen=seen
        )

    choose("")
    with pytest.raises(Refused, match="刚被别人改过"):
        choose("")
    shown = carry_over.comparison(coming).digest
    keep(cast, coming, cast.zhou_member)
    with pytest.raises(Refused, match="有变动，没有确认"):
        carry_over.confirm(actor=clerk(cast), term=coming, seen=shown)
    assert (
        carry_over.confirm(actor=clerk(cast), term=coming, seen=carry_over.comparison(coming).digest, with_doubts=True)
        == 2
    )
    with pytest.raises(Refused, match="已由白洁确认"):
        keep(cast, coming, cast.he_member)


def test_confirmed_once_opened_again_and_closed_on_the_day(cast, coming):
    returns = person("returns", "回任", Role.MEMBER)
    Post.objects.filter(user=returns).update(valid_to=date(2021, 12, 31))
    back = Member.objects.create(user=returns, name="回任", gender="男", sort_key="huiren")
    Mandate.objects.create(member=back, term=coming, sector=cast.farming, starts_on=DAY)
    keep(cast, coming, cast.shen_member)
    seen = carry_over.comparison(coming).digest
    carry_over.confirm(actor=clerk(cast), term=coming, seen=seen, with_doubts=True)
    assert not Post.objects.valid_on(date(2027, 1, 4)).filter(user=returns).exists()
    assert Post.objects.valid_on(DAY).filter(user=returns).exists()
    carry_over.reopen(actor=clerk(cast), term=coming, reason="组织部调整一人")
    assert not Post.objects.valid_on(DAY).filter(user=returns).exists()
    keep(cast, coming, cast.zhou_member)
    cast.travel.move_to(AFTER)
    for act in (late_keep, reopen):
        with pytest.raises(Refused, match="开始"):
            act(cast, coming)


def late_keep(c, term):
    carry_over.keep(actor=clerk(c, DAY), term=term, members=[c.he_member.pk], offices=True, seats=True)


def reopen(c, term):
    carry_over.reopen(actor=clerk(c, DAY), term=term, reason="晚了")


ROSTER = [
    ["姓名", "性别", "出生年月", "党派", "界别", "工作单位及职务", "手机", "政协职务"],
    ["沈岚", "女", "1980-05", "民盟", "农业", "江岭区新单位主任", "13800009999", "副主席"],
    ["新来", "男", "1985-02", "中共", "农业", "江岭区供水公司经理", "", ""],
]


def upload(client, term, rows=ROSTER) -> str:
    from django.core.files.uploadedfile import SimpleUploadedFile

    page = client.post("/members/roster/", {"file": SimpleUploadedFile("新一届.xlsx", book_of(rows)), "term": term.pk})
    return page.url


def test_a_roster_for_the_prepared_term_links_people_and_writes_nothing_of_the_running_one(
    cast, coming, client, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    Member.objects.filter(pk=cast.shen_member.pk).update(birth="1980-05", phone="13800001234", employer_post="旧单位")
    before, client_pages = old_rows(), ["/members/", f"/members/{cast.shen_member.pk}/"]
    client.force_login(cast.office_clerk)
    cast.farming.names.create(name="农业")
    plain = [client.get(page).context["request"].path for page in client_pages]
    url = upload(client, coming)
    preview = client.get(url)
    assert "在此以前不改动" in preview.content.decode() and preview.context["counts"]["refused"] == 0
    known = preview.context["unlooked"]  # the telephone differs
    client.post(f"{url}confirm/", {"digest": preview.context["plan"].digest, "known": known, "with_doubts": "1"})
    assert names(coming, "stays") == ["沈岚"] and names(coming, "comes") == ["新来"]
    assert old_rows() == before and plain == client_pages
    shen = Member.objects.get(pk=cast.shen_member.pk)
    assert (shen.phone, shen.employer_post) == ("13800001234", "旧单位")
    new = Mandate.objects.get(term=coming, member=shen)
    assert (new.starts_on, new.gained, new.offices.get().office) == (DAY, "original", "vice_chair")
    assert "新来" not in client.get("/members/").content.decode()
    assert "副主席" not in client.get(client_pages[1]).content.decode()
    comes = Member.objects.get(name="新来")
    assert signed_in(cast.leader).get(comes.get_absolute_url()).status_code == 404
    cast.travel.move_to(AFTER)
    client.force_login(cast.office_clerk)
    assert "新来" in client.get("/members/").content.decode()
    assert client.get(comes.get_absolute_url()).status_code == 200


def test_who_was_taken_for_somebody_new_is_joined_and_who_is_withdrawn_is_forgotten(cast, coming):
    twin = Member.objects.create(name="周正", gender="女", sort_key="zhou")
    Mandate.objects.create(member=twin, term=coming, sector=cast.farming, starts_on=DAY)
    found = list_checks.checks(carry_over.comparison(coming))
    assert [(pair.comes, pair.other) for pair in found.pairs] == [(twin, cast.zhou_member)]
    carry_over.join(actor=clerk(cast), term=coming, comes=twin, same_as=cast.zhou_member)
    assert names(coming, "stays") == ["周正"] and not Member.objects.filter(pk=twin.pk).exists()
    other = Member.objects.create(name="新来", gender="男", sort_key="xin")
    Mandate.objects.create(member=other, term=coming, sector=cast.farming, starts_on=DAY)
    carry_over.withdraw(actor=clerk(cast), term=coming, members=[other.pk, cast.zhou_member.pk])
    assert not Member.objects.filter(pk=other.pk).exists()
    assert Member.objects.filter(pk=cast.zhou_member.pk).exists() and not Mandate.objects.filter(term=coming).exists()


def test_a_resident_and_whoever_something_hangs_on_stay_when_taken_off_the_list(cast, coming):
    resident = mandates.add_resident(actor=clerk(cast), name="周正", level="province")
    contacted = Member.objects.create(name="新来", gender="男", sort_key="xin")
    Contact.objects.create(kind="standing", member=cast.shen_member, contacted=contacted, starts_on=BEFORE.date())
    for member in (resident, contacted):
        Mandate.objects.create(member=member, term=coming, sector=cast.farming, starts_on=DAY)
    with pytest.raises(Refused, match="不是新名单上的新人"):
        carry_over.join(actor=clerk(cast), term=coming, comes=resident, same_as=cast.zhou_member)
    carry_over.withdraw(actor=clerk(cast), term=coming, members=[resident.pk, contacted.pk])
    assert Member.objects.filter(pk__in=[resident.pk, contacted.pk]).count() == 2


def test_the_pages_choose_arrange_confirm_and_open_again(cast, coming, client):
    client.force_login(cast.office_clerk)
    page = f"/members/terms/{coming.pk}/carry-over/"
    assert '不再担任 <span class="tabular">4</span>' in client.get(page).content.decode()
    client.post(page, {"act": "keep", "member": [cast.shen_member.pk, cast.zhou_member.pk], "seats": "1"})
    assert names(coming, "stays") == ["沈岚", "周正"]
    client.post(f"{page}?show=goes&q=何静", {"act": "keep_all"})
    assert names(coming, "goes") == ["陆远"]
    sector = body("工商联界", "sector")
    form = client.get(f"{page}{cast.shen_member.pk}/")
    seen = form.context["form"].initial["seen"]
    data = {"sector": sector.pk, "offices": ["vice_chair"], "bodies": [cast.committee.pk], "seen": seen}
    client.post(f"{page}{cast.shen_member.pk}/", data)
    late = client.post(f"{page}{cast.shen_member.pk}/", data)
    assert late.status_code == 422 and "刚被别人改过" in late.content.decode()
    shown = client.get(f"{page}?show=stays")
    assert "工商联界" in shown.content.decode() and "副主席" in shown.content.decode()
    client.post(f"{page}confirm/", {"digest": shown.context["found"].digest, "with_doubts": "1"})
    assert "重新打开名单" in client.get(page).content.decode()
    late = client.post(page, {"act": "withdraw", "member": [cast.shen_member.pk]}, follow=True)
    assert "已由白洁确认" in late.content.decode()
    client.post(f"{page}reopen/", {"reason": ""})
    coming.refresh_from_db()
    assert coming.confirmed_at
    client.post(f"{page}reopen/", {"reason": "增加一人"})
    coming.refresh_from_db()
    assert coming.confirmed_at is None
    cast.travel.move_to(BEFORE)
    assert Mandate.objects.valid_on(date(2027, 1, 4)).filter(member=cast.shen_member).count() == 1


def test_a_list_with_an_administrator_is_not_confirmed_and_the_page_names_the_person(cast, coming, client):
    keep(cast, coming, cast.shen_member, cast.zhou_member)
    cast.shen.posts.all().delete()
    Post.objects.create(user=cast.shen, role=Role.AUDITOR)
    client.force_login(cast.office_clerk)
    page = f"/members/terms/{coming.pk}/carry-over/"
    shown = client.get(page)
    assert "沈岚同期还任审计员" in shown.content.decode() and "确认名单</button>" not in shown.content.decode()
    answer = client.post(f"{page}confirm/", {"digest": shown.context["found"].digest, "with_doubts": "1"}, follow=True)
    assert answer.status_code == 200 and "沈岚同期还任审计员" in answer.content.decode()
    coming.refresh_from_db()
    assert coming.confirmed_at is None and not Post.objects.filter(valid_from=DAY).exists()
    cast.shen.posts.update(valid_to=BEFORE.date())
    assert "确认名单</button>" in client.get(page).content.decode()
    assert carry_over.confirm(actor=clerk(cast), term=coming, seen=shown.context["found"].digest, with_doubts=True) == 2
    assert cast.shen.posts.filter(role=Role.MEMBER, valid_from=DAY).exists()


def leave(c, member, how, last):
    mandates.end_mandate(
        actor=clerk(c), mandate=member.mandates.get(term__number=15), ends_on=last, ended=how, reason="", decided_by=""
    )


@pytest.mark.parametrize("how", ["died", "resigned"])
def test_who_leaves_before_the_day_leaves_the_prepared_list(cast, coming, how):
    keep(cast, coming, cast.shen_member, cast.zhou_member)
    carry_over.confirm(actor=clerk(cast), term=coming, seen=carry_over.comparison(coming).digest, with_doubts=True)
    leaving = f"/members/{cast.shen_member.pk}/end/"
    browser = signed_in(cast.office_clerk)
    assert "第十六届的换届名单上" in browser.get(leaving).content.decode()
    leave(cast, cast.shen_member, how, date(2026, 10, 11))
    assert names(coming, "stays") == ["周正"] and not names(coming, "comes")
    page = browser.get(reverse("members:carry_over", args=[coming.pk])).content.decode()
    assert "因离任已撤出新名单：沈岚" in page and Mandate.Ended(how).label in page
    event = steps.last_undoable(cast.shen_member)
    steps.undo(cast.shen_member, event.pk, actor=clerk(cast))
    assert names(coming, "stays") == ["沈岚", "周正"]
    assert [s.organisation for s in Mandate.objects.get(term=coming, member=cast.shen_member).seats.all()]


def test_whoever_left_and_stands_on_the_list_is_marked_and_not_confirmed_unseen(cast, coming):
    leave(cast, cast.shen_member, "died", date(2026, 10, 11))
    leave(cast, cast.he_member, "resigned", date(2026, 10, 11))
    for member in (cast.shen_member, cast.he_member):
        Mandate.objects.create(member=member, term=coming, sector=cast.farming, starts_on=DAY)
    page = signed_in(cast.office_clerk).get(reverse("members:carry_over", args=[coming.pk])).content.decode()
    assert "在本届已经离任" in page and "确认名单</button>" not in page

    def confirm(**more) -> int:
        return carry_over.confirm(
            actor=clerk(cast), term=coming, seen=carry_over.comparison(coming).digest, with_doubts=True, **more
        )

    with pytest.raises(Refused, match="沈岚已去世"):
        confirm(with_left=True)
    carry_over.withdraw(actor=clerk(cast), term=coming, members=[cast.shen_member.pk])
    with pytest.raises(Refused, match="何静在本届已离任"):
        confirm()
    assert confirm(with_left=True) == 1


def test_a_list_nobody_has_confirmed_is_warned_of_in_the_last_two_months(cast, coming):
    browser = signed_in(cast.office_clerk)
    for day, warned in ((DAY - timedelta(days=61), False), (DAY - timedelta(days=60), True)):
        cast.travel.move_to(at(day))
        for address in ("/", reverse("members:terms")):
            browser = signed_in(cast.office_clerk)
            assert ("名单还没有确认" in browser.get(address).content.decode()) is warned


def test_two_chairs_or_none_are_told_and_confirmed_only_with_a_tick(cast, coming):
    browser, page = signed_in(cast.office_clerk), reverse("members:carry_over", args=[coming.pk])
    keep(cast, coming, cast.shen_member, cast.zhou_member)
    assert "新名单上没有主席" in browser.get(page).content.decode()
    assert "没有主席" in browser.get(reverse("members:composition", args=[coming.pk])).content.decode()
    for member in (cast.shen_member, cast.zhou_member):
        form = {"sector": cast.farming.pk, "offices": ["chair"]}
        form["seen"] = carry_over.fingerprint(Mandate.objects.get(term=coming, member=member))
        said = browser.post(reverse("members:carry_place", args=[coming.pk, member.pk]), form, follow=True)
    assert (
        said.content.decode().count("有2位主席（沈岚、周正），应为1位") == 3
    )  # on saving, above the list, at the tick
    digest = {"digest": carry_over.comparison(coming).digest}
    answer = browser.post(f"{page}confirm/", digest, follow=True)
    assert "勾选“仍然确认”" in answer.content.decode() and "确认：新名单" not in answer.content.decode()
    answer = browser.post(f"{page}confirm/", digest | {"with_doubts": "1"}, follow=True)
    assert "确认：新名单" in answer.content.decode()
