"""Several bodies in one step: the channels of all units, the sectors that are usual."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.committee import core_steps, identity
from core.committee.steps import Asked
from core.models import Event, Organisation
from core.organisations import becoming, services, usual
from core.organisations.channels import ChannelsForm
from core.records import change
from tests.builders.cast import body, fresh, person, who
from tests.builders.pages import signed_in

pytestmark = pytest.mark.django_db
CHANNELS, SECTORS = "/settings/organisations/channels/", "/settings/organisations/sectors/"


@pytest.fixture
def clerk():
    return person("fangwen", "方文", "office_clerk", body("县政协办公室", "cppcc_office"))


@pytest.fixture
def county(clerk):
    """Two offices, and units of both sorts: one with a channel, three without, one whose sort says nothing."""
    party = Organisation.objects.create(name="县委督查室", kind="supervision_office", branch="party")
    government = Organisation.objects.create(name="县政府督查室", kind="supervision_office", branch="government")
    for name, branch, office in (
        ("县林业局", "government", government),
        ("县教育局", "government", None),
        ("县委宣传部", "party", None),
        ("县供电公司", "", None),
    ):
        Organisation.objects.create(name=name, kind="unit", branch=branch, supervised_by=office)
    return party, government


def filled_in(page) -> dict[str, str]:
    """What a browser would send back from the page as it came."""
    form = page.context["form"]
    return {name: "" if form[name].value() is None else form[name].value() for name in form.fields}


def channel(name: str) -> str:
    return str(Organisation.objects.get(name=name).supervised_by or "")


def test_what_the_sort_of_a_unit_tells_is_chosen_already_and_all_is_kept_at_once(clerk, county):
    browser = signed_in(clerk)
    page = browser.get(CHANNELS)
    said = page.content.decode()
    assert said.index("县教育局") < said.index("县林业局"), "those without a channel come first"
    assert said.count("按系统选的") == 2 and page.context["without"] == 3
    fields = filled_in(page)
    power = Organisation.objects.get(name="县供电公司")
    assert fields[f"channel_{power.pk}"] == "", "nothing is guessed where nothing tells it"
    done = browser.post(CHANNELS, fields, follow=True)
    assert "已写明2家单位的交办渠道" in done.content.decode()
    assert [channel(name) for name in ("县教育局", "县委宣传部", "县林业局", "县供电公司")] == [
        "县政府督查室", "县委督查室", "县政府督查室", "",
    ]  # fmt: skip
    event = Event.objects.filter(facts__has_key="changes").latest("id")
    assert "县委督查室" in event.text and event.actor == clerk and event.reason == "写明交办渠道"
    assert "没有变动" in browser.post(CHANNELS, filled_in(browser.get(CHANNELS)), follow=True).content.decode()


def test_no_channel_is_proposed_from_a_sort_that_the_name_speaks_against_nor_for_what_is_managed_from_above(county):
    Organisation.objects.create(name="县公安局", kind="unit", branch="party")
    Organisation.objects.create(name="县税务局", kind="unit", branch="")
    form = ChannelsForm()
    proposed = {unit.name for unit in form.units if unit.pk in form.suggested}
    assert proposed == {"县教育局", "县委宣传部"}


def test_whoever_was_quicker_at_one_unit_is_not_overwritten_and_nothing_typed_is_lost(clerk, county):
    party, government = county
    browser = signed_in(clerk)
    fields = filled_in(browser.get(CHANNELS))
    school = Organisation.objects.get(name="县教育局")
    actor = who(person("second", "石岩", "office_clerk", clerk.current_post.organisation), timezone.localdate())
    change(school, {"supervised_by": party}, actor=actor, reason="县委直接交办", seen=None)
    page = browser.post(CHANNELS, fields)
    assert page.status_code == 422 and "现为县委督查室。" in page.content.decode()
    assert channel("县教育局") == "县委督查室" and channel("县委宣传部") == "", "all or none"
    again = filled_in(page)
    assert again[f"channel_{school.pk}"] == str(government.pk), "the choice stands as it was made"
    assert browser.post(CHANNELS, again).status_code == 302
    assert (channel("县教育局"), channel("县委宣传部")) == ("县政府督查室", "县委督查室")


def test_what_one_has_not_touched_is_left_as_a_colleague_wrote_it_meanwhile(clerk, county):
    party, _ = county
    browser = signed_in(clerk)
    fields = filled_in(browser.get(CHANNELS))
    forest = Organisation.objects.get(name="县林业局")
    change(forest, {"supervised_by": party}, actor=who(clerk, timezone.localdate()), reason="改由县委", seen=None)
    assert browser.post(CHANNELS, fields).status_code == 302
    assert (channel("县林业局"), channel("县教育局")) == ("县委督查室", "县政府督查室")


def test_a_channel_that_is_none_any_more_is_chosen_anew_and_nobody_is_the_own_channel(clerk, county):
    party, government = county
    Organisation.objects.filter(pk=government.pk).update(also_handles=True)
    Organisation.objects.filter(pk=party.pk).update(is_active=False)
    Organisation.objects.filter(name="县林业局").update(supervised_by=party)
    browser = signed_in(clerk)
    page = browser.get(CHANNELS)
    form = page.context["form"]
    forest = Organisation.objects.get(name="县林业局")
    assert "（县委督查室已不是督查室）" in page.content.decode()
    assert government.pk not in dict(form.fields[f"channel_{government.pk}"].choices)
    fields = filled_in(page) | {f"channel_{forest.pk}": ""}
    browser.post(CHANNELS, fields)
    assert channel("县林业局") == "县委督查室" and channel("县政府督查室") == "", "what nobody chose is not written"


def test_an_office_that_hands_over_stays_one_and_its_successor_goes_on_for_a_body_in_use_again(clerk, county):
    party, government = county
    assert "还有1家单位经它交办" in becoming.open_work(government)
    forest, actor = Organisation.objects.get(name="县林业局"), who(clerk, timezone.localdate())
    Organisation.objects.filter(pk=forest.pk).update(is_active=False)
    Organisation.objects.filter(pk=government.pk).update(is_active=False, succeeded_by=party)
    forest.refresh_from_db()
    services.reopen(forest, actor=actor, reason="恢复", seen=forest.revision)
    assert channel("县林业局") == "县委督查室"


def test_a_channel_that_is_there_is_not_taken_away_here_nor_given_to_a_stranger(clerk, county):
    browser = signed_in(clerk)
    forest, alien = Organisation.objects.get(name="县林业局"), body("县水利局", "unit")
    fields = filled_in(browser.get(CHANNELS)) | {f"channel_{forest.pk}": ""}
    browser.post(CHANNELS, fields)
    assert channel("县林业局") == "县政府督查室"
    page = browser.post(CHANNELS, filled_in(browser.get(CHANNELS)) | {f"channel_{forest.pk}": str(alien.pk)})
    assert page.status_code == 422 and channel("县林业局") == "县政府督查室"


def test_pages_for_several_are_for_those_who_keep_the_directory(cast):
    for url in (CHANNELS, SECTORS):
        assert signed_in(cast.housing_clerk).get(url).status_code == 403
        assert signed_in(cast.office_clerk).get(url).status_code == 200


def test_the_page_of_channels_costs_the_same_however_many_units(clerk, county, django_assert_num_queries):
    with django_assert_num_queries(2):
        ChannelsForm()
    for number in range(30):
        Organisation.objects.create(name=f"县第{number}局", kind="unit", branch="government")
    with django_assert_num_queries(2):
        assert len(ChannelsForm().lines) == 34


def test_usual_sectors_are_ticked_corrected_and_registered_with_their_spellings(clerk):
    browser = signed_in(clerk)
    page = browser.get(SECTORS)
    fields = {name: value for name, value in filled_in(page).items() if value not in (False, "")}
    place = next(n for n, one in enumerate(usual.every()) if one.name == "农业界")
    fields |= {f"name_{place}": "农业和农村界", f"also_{place}": "农业、农村", "more": "水利界：水利、水务\n\n城建界"}
    done = browser.post(SECTORS, fields, follow=True)
    assert done.redirect_chain and "个界别" in done.content.decode()
    sectors = Organisation.objects.filter(kind="sector").order_by("order")
    names = [one.name for one in sectors]
    ticked = [one.name for one in usual.every() if one.ticked]
    assert names == [*(("农业和农村界" if name == "农业界" else name) for name in ticked), "水利界", "城建界"]
    assert {row.name for row in sectors.get(name="水利界").names.all()} == {"水利", "水务"}
    left = [one.name for one in usual.lacking()]
    assert "农业界" not in left and "中国共产党界" not in left and "致公党界" in left
    again = browser.get(SECTORS)
    assert not any(use.value() for use, _, _ in again.context["form"].lines), "nothing is ticked a second time"


def test_two_lines_with_the_same_word_are_told_beside_the_line_and_the_text_stays(clerk):
    browser = signed_in(clerk)
    Organisation.objects.create(name="新闻界", kind="sector")
    place = {one.name: n for n, one in enumerate(usual.lacking())}
    assert "新闻出版界" not in place, "what is there under one of its spellings is not offered"
    women, unions = place["妇联界"], place["工会界"]
    fields = {
        f"use_{women}": "on", f"name_{women}": "妇联界", f"also_{women}": "妇联",
        f"use_{unions}": "on", f"name_{unions}": "工会界", f"also_{unions}": "工会、妇联", "more": "媒体界：新 闻界",
    }  # fmt: skip
    page = browser.post(SECTORS, fields)
    said = page.content.decode()
    assert page.status_code == 422 and "“妇联”也写在“工会界”里" in said and "已是界别“新闻界”" in said
    assert "媒体界：新 闻界" in said and Organisation.objects.filter(kind="sector").count() == 1
    assert browser.post(SECTORS, {"more": ""}).status_code == 422
    assert browser.post(SECTORS, {f"use_{women}": "on", f"name_{women}": " "}).status_code == 422
    assert fresh(Organisation.objects.get(kind="sector")).name == "新闻界"


def test_the_page_of_usual_sectors_asks_for_what_is_there_once(clerk, django_assert_num_queries):
    Organisation.objects.create(name="新闻界", kind="sector")
    with django_assert_num_queries(2):
        assert len(usual.UsualForm().lines) == len(usual.every()) - 1


LETTERS = "/settings/organisations/words/"


def word(name: str) -> str:
    return Organisation.objects.get(name=name).document_word


@pytest.fixture
def lettered(clerk, settings):
    """A unit with letters, two that its name tells, two that would have the same, one whose name tells nothing."""
    settings.COMMITTEE_REGION = "云溪县"
    identity.forget()
    for name, letters in (
        ("县林业局", "云林提"), ("县教育局", ""), ("县委宣传部", ""), ("县民政局", ""), ("县民宗局", ""),
        ("东山镇", ""),
    ):  # fmt: skip
        Organisation.objects.create(name=name, kind="unit", document_word=letters)


def test_letters_follow_from_the_name_where_no_two_are_the_same_and_are_kept_at_once(clerk, lettered):
    browser = signed_in(clerk)
    page = browser.get(LETTERS)
    fields = filled_in(page)
    proposed = {unit.name: fields[f"word_{unit.pk}"] for unit in page.context["form"].units}
    assert proposed == {
        "县教育局": "云教提", "县委宣传部": "云宣提", "县民政局": "", "县民宗局": "", "东山镇": "",
        "县林业局": "云林提",
    }  # fmt: skip
    assert page.content.decode().count("按名称拟的</span>") == 2 and page.context["without"] == 5
    school = Organisation.objects.get(name="县教育局")
    done = browser.post(LETTERS, fields | {f"word_{school.pk}": "云教函"}, follow=True)
    assert "已写明2家单位的发文代字" in done.content.decode()
    assert (word("县教育局"), word("县委宣传部"), word("县民政局"), word("县林业局")) == (
        "云教函",
        "云宣提",
        "",
        "云林提",
    )
    event = Event.objects.filter(facts__has_key="changes").latest("id")
    assert event.actor == clerk and event.reason == "写明发文代字"


def test_two_units_get_no_same_letters_and_nothing_typed_is_lost(clerk, lettered):
    browser = signed_in(clerk)
    fields = filled_in(browser.get(LETTERS))
    school, town = (Organisation.objects.get(name=name) for name in ("县教育局", "东山镇"))
    page = browser.post(LETTERS, fields | {f"word_{school.pk}": "云林提", f"word_{town.pk}": "云宣提"})
    said = page.content.decode()
    assert page.status_code == 422 and "“云林提”也写在“县林业局”" in said and "“云宣提”也写在“县委宣传部”" in said
    assert filled_in(page)[f"word_{town.pk}"] == "云宣提" and word("东山镇") == "" == word("县教育局")


def test_the_page_of_letters_costs_the_same_however_many_units(clerk, lettered, django_assert_max_num_queries):
    browser = signed_in(clerk)
    browser.get(LETTERS)
    with CaptureQueriesContext(connection) as once:
        browser.get(LETTERS)
    Organisation.objects.bulk_create(Organisation(name=f"县某{number}局", kind="unit") for number in range(9))
    with django_assert_max_num_queries(len(once)):
        browser.get(LETTERS)


def test_the_guide_says_which_units_lack_letters_and_leads_there(clerk, county):
    found = core_steps.units(Asked(clerk, timezone.localdate()))
    assert "没有发文代字" in found.lacks and LETTERS in [way.url for way in found.ways]
    Organisation.objects.filter(kind="unit").update(document_word="某")
    assert "发文代字" not in core_steps.units(Asked(clerk, timezone.localdate())).lacks


@pytest.mark.parametrize("name", ["县委县政府督查室", "县督查室", "县委督查室"])
def test_the_only_office_is_proposed_for_every_unit(clerk, county, name):
    party, government = county
    Organisation.objects.filter(pk=government.pk).update(is_active=False)
    Organisation.objects.filter(pk=party.pk).update(name=name)
    page = signed_in(clerk).get(CHANNELS)
    form = page.context["form"]
    assert len(form.suggested) == len(form.units) == 4
    assert page.content.decode().count("只有这一家</span>") == 4


def test_a_joint_office_is_proposed_for_the_units_of_both(clerk, county):
    party, government = county
    Organisation.objects.filter(pk=government.pk).update(name="县人大督办室", branch="congress")
    Organisation.objects.filter(pk=party.pk).update(name="县委县政府督查室", branch="")
    form = ChannelsForm()
    assert {unit.name for unit in form.units if unit.pk in form.suggested} == {"县教育局", "县委宣传部"}
