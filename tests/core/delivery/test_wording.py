"""The words of messages: the office's own or those that came along, with placeholders that are checked."""

import pytest

from core.delivery import message_templates
from core.delivery.message_templates import Text, Wording, fill
from core.models import Channel, MessageTemplate, Notice
from tests.builders.notices import waiting

pytestmark = pytest.mark.django_db
VALUES = {"姓名": "周正", "标题": "有一件事", "内容": "", "链接": "", "委员会": "江岭区政协", "日期": "2026年3月2日"}


def test_what_came_along_is_complete_and_without_faults():
    for row in message_templates.every_wording():
        default = row["default"]
        assert default.body and message_templates.faults(default.subject + default.body) == []
        assert bool(default.subject) is (row["channel"] == Channel.MAIL)
    assert len(message_templates.every_wording()) == 6


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{单位}您好", "没有“{单位}”这个占位符，可用的有：{姓名}、"),
        ("{ 姓名 }", "没有“{ 姓名 }”"),
        ("｛姓名｝您好", "半角大括号"),
        ("{姓名", "大括号没有成对"),
        ("姓名}", "大括号没有成对"),
        ("{}", "没有“{}”"),
    ],
)
def test_a_wrong_placeholder_is_refused_with_a_sentence(text, words):
    assert words in "".join(message_templates.faults(text))


def test_a_line_without_its_value_is_left_out():
    text = fill(Wording("{标题}", "{姓名}，您好：\n\n{内容}\n\n查看：{链接}\n\n{委员会}"), VALUES)
    assert text == Text("有一件事", "周正，您好：\n\n江岭区政协")


def test_values_are_not_read_for_placeholders():
    text = fill(Wording("", "{标题}"), VALUES | {"标题": "关于{姓名}的事 %s"})
    assert text.body == "关于{姓名}的事 %s"


@pytest.mark.parametrize(("length", "pieces"), [(1, 1), (70, 1), (71, 2), (134, 2), (135, 3)])
def test_sms_are_counted_as_the_operators_count(length, pieces):
    assert Text("", "字" * length).pieces == pieces


def test_a_character_outside_the_plane_counts_twice():
    assert Text("", "𠮷").length == 2


def test_without_the_sites_address_there_is_no_link(reachable, settings):
    row = waiting(reachable.zhou, reachable.housing)[0]
    assert message_templates.message_for(row).text.endswith("https://zx.example.gov.cn/somewhere/")
    settings.SITE_URL = ""
    message = message_templates.message_for(row)
    assert message.url == "" and "/somewhere/" not in message.text


def test_the_offices_own_words_are_used(reachable):
    MessageTemplate.objects.create(kind=Notice.Kind.ACT, channel=Channel.GATEWAY, body="{姓名}：{标题}")
    row = waiting(reachable.zhou, reachable.housing)[0]
    assert message_templates.message_for(row).text == "周正：有一件事"


def test_samples_speak_of_no_matter():
    for row in message_templates.every_wording():
        sample = message_templates.sample(row["default"], row["kind"], "管理员")
        assert "样例" in sample.body


def test_a_digest_is_worded_when_it_leaves(reachable, monkeypatch):
    from types import SimpleNamespace

    from core.clock.reminders import digest

    group = SimpleNamespace(title="今天到期 2件", lines=["第1号 答复：今天到期", "第2号 签收：今天到期"])
    monkeypatch.setattr(digest, "digest_of", lambda person, day: [group])
    row = waiting(reachable.he, reachable.housing, channel=Channel.MAIL)[0]
    Notice.objects.update(kind=Notice.Kind.DIGEST, title="晨报 3月2日：今天到期2件")
    row.refresh_from_db()
    message = message_templates.message_for(row)
    assert message.title == "晨报 3月2日：今天到期2件"
    assert "今天到期 2件\n· 第1号 答复：今天到期\n· 第2号 签收：今天到期" in message.text
    monkeypatch.setattr(digest, "digest_of", lambda person, day: [])
    assert "请办理" in message_templates.message_for(row).text, "the notice's own words where nothing is left of it"
