"""Words that have to agree with what is there: in search boxes, lists, to-do lists, and about one's other post."""

import pytest
from django.test import Client

from core.models import Clock, Role
from tests.builders.acts import work
from tests.builders.pages import act, answered, drafted, filed, handed, press, signed_in, submitted

pytestmark = pytest.mark.django_db


def page(user, url: str) -> str:
    return signed_in(user).get(url).content.decode()


@pytest.mark.parametrize("typed", ["沈 岚", " 沈　岚 "])
def test_a_name_typed_with_a_blank_finds_the_person(cast, typed):
    submitted(cast)
    client = signed_in(cast.clerk)
    for reader, url, asked in (
        (client, "/workbench/search/", "q"),
        (client, "/proposals/", "q"),
        (signed_in(cast.sysadmin), "/settings/accounts/", "name"),
    ):
        assert "沈岚" in reader.get(url, {asked: typed}).content.decode().partition("<main")[2], url
    assert "沈岚" in client.get("/api/v1/members/", {"q": typed}).content.decode()


def test_a_page_behind_the_last_one_is_said_to_be_none(cast):
    submitted(cast)
    assert "没有第9页，下面是最后一页（第1页）" in page(cast.clerk, "/proposals/?page=9")
    assert "最后一页" not in page(cast.clerk, "/proposals/?page=1")


def test_a_matter_that_waits_for_the_other_post_leads_there(cast):
    proposal = filed(cast)
    act(cast.clerk, proposal, "hand_over", channel=cast.gov.pk)
    assert "切换到" not in page(cast.clerk, proposal.get_absolute_url()).partition("<main")[2]
    other = cast.clerk.posts.create(role=Role.SUPERVISOR, organisation=cast.gov)
    client = signed_in(cast.clerk)
    shown = client.get(proposal.get_absolute_url()).content.decode().partition("<main")[2]
    assert f"切换到{other.label}并办理" in shown
    led = client.post("/accounts/hat/", {"post": other.pk, "next": proposal.get_absolute_url()})
    assert led["Location"] == proposal.get_absolute_url()
    again = client.get(proposal.get_absolute_url()).content.decode().partition("<main")[2]
    assert "轮到您" in again and "并办理" not in again


def test_the_to_do_list_says_what_the_proposal_says(cast):
    proposal = answered(cast, handed(cast))
    press(cast.shen, proposal, "evaluate", q_contact="上门走访或面商", q_attitude="满意", q_relevance="有针对性",
          result="satisfied")  # fmt: skip
    shown = page(cast.clerk, "/")
    assert "已评价，待提案委处理" in shown and "待评价" not in shown.partition("<main")[2]


def test_the_time_to_ask_for_a_return_ends_when_the_unit_answers(cast):
    proposal = handed(cast, joints=(cast.water,))

    def open_windows() -> set[str]:
        return set(Clock.objects.filter(kind="return", stopped_at=None).values_list("holder_org__name", flat=True))

    assert open_windows() == {cast.housing.name, cast.water.name}
    act(cast.water_clerk, work(proposal, cast.water), "sign", handler_name="江水", handler_phone="010-1")
    act(cast.water_clerk, work(proposal, cast.water), "give_opinion", opinion="同意")
    assert open_windows() == {cast.housing.name}
    drafted(cast, proposal)
    assert open_windows() == set()


def test_who_prints_slips_on_the_server_itself_is_told_that_the_address_leads_nowhere(cast, settings):
    url = f"/settings/accounts/{cast.water_clerk.pk}/"
    settings.SITE_URL = ""
    here = Client(SERVER_NAME="127.0.0.1")
    here.force_login(cast.sysadmin)
    asked = {"reset": "1", "seen": cast.water_clerk.revision}
    assert "只能在服务器本机打开" in here.post(url, asked).content.decode()
    settings.SITE_URL = "https://zx.example.gov.cn"
    assert "只能在服务器本机打开" not in here.post(url, asked).content.decode()
    assert "本站网址（SITE_URL" not in here.get("/setup/").content.decode()
    settings.SITE_URL = ""
    assert "本站网址（SITE_URL" in here.get("/setup/").content.decode()
