"""The corrected roster comes in again: what was answered on the first one is proposed, and still to be looked at."""

import pytest
from django.urls import reverse

from members.models import RosterImport
from tests.builders.rosters import book_of, upload

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
HEADER = ["姓名", "性别", "界别", "工作单位及职务", "手机"]
LI = ["李四", "", "教育界", "某校校长", "1380000000"]
WANG = ["王五（已故）", "男", "工会", "某厂厂长", "13800000002"]
SUN = ["孙远?", "男", "工会", "总工会副主席", "13800000003"]
NOTE = ["注：未注明性别的为男；带*为常委"]


def waiting(client, *rows, **more) -> RosterImport:
    assert upload(client, data=book_of([HEADER, *rows, NOTE]), **more).status_code == 302
    return RosterImport.objects.latest("id")


def shown(client, roster, show="check"):
    return client.get(reverse("members:roster_import", args=[roster.pk]), {"show": show})


def settle(client, roster, **fields):
    client.post(reverse("members:roster_settle", args=[roster.pk]), {"seen": ""} | fields)


def lines(page) -> dict:
    return {line.name: line for line in page.context["page"].object_list}


@pytest.fixture
def answered(office) -> RosterImport:
    """A first upload: no statement is taken, the mobile is put right, one row is left out, one doubt accepted."""
    roster = waiting(office, LI, WANG, [*SUN[:4], ""])
    page = shown(office, roster)
    offered = [each["key"] for each in page.context["statements"] if each["says"]]
    fields = {"offered": offered, "on": offered[1:], "seen": page.context["seen_statements"]}
    office.post(reverse("members:roster_statements", args=[roster.pk]), fields)
    told = lines(page)
    settle(office, roster, row=told["李四"].key, field="phone", value="13800000001")
    settle(office, roster, row=told["王五"].key, field="skip", value="1")
    settle(office, roster, doubt=told["孙远"].questions[-1].key, name="孙远")
    return roster


def test_a_value_that_nothing_else_asks_about_is_asked_about_again(office):
    first = waiting(office, [*LI[:4], "13800000001"])
    settle(office, first, row="委员名单|2|0", field="post", value="某校副校长")
    again = waiting(office, [*LI[:4], "13800000001"], SUN)
    (question,) = lines(shown(office, again))["李四"].questions
    assert (question.fix.field, question.fix.value, question.written) == ("post", "某校副校长", "某校校长")


def test_answers_are_proposed_on_the_next_upload_of_the_term(office, answered):
    again = waiting(office, ["赵新", "女", "工会", "某处", "13800000009"], LI, WANG, [*SUN[:4], ""])
    page = shown(office, again)
    statements = [(each["on"], each["decided"], each["before"]) for each in page.context["statements"] if each["says"]]
    assert statements == [(False, False, True), (True, False, True)]
    told = lines(page)
    mobile = next(q for q in told["李四"].questions if "上次核对时改为“13800000001”" in q.sentence)
    assert (mobile.fix.field, mobile.fix.value, mobile.written) == ("phone", "13800000001", "1380000000")
    assert any(q.skip and "上次核对时决定不导入" in q.sentence for q in told["王五"].questions)
    assert [q.before for q in told["孙远"].questions] == [True]
    assert "上次核对无误" in page.content.decode() and "上次不采用" in page.content.decode()
    assert set(again.decisions) == {"before"}


def test_another_value_is_nothing_to_propose_for(office, answered):
    again = waiting(office, [*LI[:4], "13800000005"], ["王伍", *WANG[1:]])
    told = lines(shown(office, again))
    assert not any("上次" in q.sentence for line in told.values() for q in line.questions)


def test_what_is_proposed_is_handed_on_until_it_is_answered_anew(office, answered):
    second = waiting(office, LI, WANG)
    settle(office, second, row=lines(shown(office, second))["王五"].key, field="skip", value="1")
    third = waiting(office, LI, WANG, SUN)
    sentences = [q.sentence for line in lines(shown(office, third)).values() for q in line.questions]
    assert sum("上次核对时" in sentence for sentence in sentences) == 2


def test_the_first_roster_of_a_term_has_nothing_before_it(office):
    assert waiting(office, LI).decisions == {}
