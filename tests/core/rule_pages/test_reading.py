"""Reading the rule book: the list of a day, one key, two versions, the sheet, the file."""

from datetime import date

import pytest
import time_machine
import yaml
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import rulebook
from core.clock import calendar
from core.models import Role, Rule
from core.rulebook import versions
from tests.builders.cast import USERS, at
from tests.builders.rule_pages import REPLY, TODAY, opened, read

pytestmark = pytest.mark.django_db
PAGES = (
    "/settings/rules/", f"/settings/rules/{REPLY}/", f"/settings/rules/{REPLY}/compare/", "/settings/rules/sheet/",
    "/settings/rules/download/",
)  # fmt: skip


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(at(TODAY), tick=False):
        yield


@pytest.mark.parametrize("role", sorted(Role.values))
def test_whoever_has_a_post_may_read_and_only_the_keeper_is_offered_to_write(cast, role):
    client, offering = opened(getattr(cast, USERS[role])), []
    for path in PAGES:
        response = client.get(path)
        assert response.status_code == 200, path
        if response["Content-Type"].startswith("text/html"):
            page = response.content.decode()
            offering += [path] if "/next/" in page or "/load/" in page else []
    assert bool(offering) == (role == Role.SYSADMIN), offering


def test_nobody_reads_without_signing_in(client, db):
    for path in PAGES:
        assert "/accounts/login/" in client.get(path)["Location"]


def test_the_list_says_value_class_day_source_and_what_is_only_recommended(book):
    book.enter(applies_to="session", article="第二十一条")
    said = read(book.keeper.get("/settings/rules/?q=答复期限"))
    assert "2个月" in said and "大会提案" in said and "2026年2月1日起" in said
    assert "《青山区政协提案工作条例》第二十一条" in said
    assert "系统推荐" in said and "尚未由本委员会制度确定" in said


def test_what_moves_nothing_in_the_program_is_marked_as_for_reference(cast):
    said = read(opened(cast.clerk).get("/settings/rules/?q=召开交办会期限"))
    assert "供参考" in said


@pytest.mark.parametrize("wanted", ["答复期限", "reply_months", "提案工作条例", "须经常务会议批准", "2个月"])
def test_the_search_finds_label_key_regulation_article_text_and_value(book, wanted):
    book.enter(article_text="延期须经常务会议批准。")
    assert "《青山区政协提案工作条例》" in read(book.keeper.get("/settings/rules/", {"q": wanted}))


def test_a_word_that_occurs_nowhere_says_so(cast):
    assert "没有符合条件的规则" in read(opened(cast.shen).get("/settings/rules/?q=没有这个词"))


def test_pending_in_force_and_lapsed_versions_stand_under_their_tabs(book):
    book.enter()
    book.enter(value={"n": 4, "unit": "months"}, day=date(2026, 5, 1))
    ask = {"q": "proposal.reply_months"}
    now = read(book.keeper.get("/settings/rules/", ask))
    assert "2个月" in now and "4个月" not in now and "新版本2026年5月1日起施行" in now
    assert "4个月" in read(book.keeper.get("/settings/rules/", {**ask, "state": "pending"}))
    past = read(book.keeper.get("/settings/rules/", {**ask, "state": "past"}))
    assert "3个月" in past and "至2026年1月31日" in past


def test_another_day_shows_what_held_then(book):
    book.enter()
    then = read(book.keeper.get("/settings/rules/", {"q": "proposal.reply_months", "on": "2026-01-31"}))
    assert "3个月" in then and "2个月" not in then and "2026年1月31日" in then


def test_one_regulation_alone_can_be_listed(book):
    book.enter()
    said = read(book.keeper.get("/settings/rules/", {"regulation": book.regulation.pk}))
    assert "答复期限" in said and "签收期限" not in said


def test_the_list_costs_the_same_however_many_versions_there_are(book, monkeypatch):
    monkeypatch.setattr(rulebook.reading, "FRESH_SECONDS", 3600)
    monkeypatch.setattr(calendar, "FRESH_SECONDS", 3600)

    def statements(path):
        book.keeper.get(path)
        with CaptureQueriesContext(connection) as caught:
            book.keeper.get(path)
        return len(caught)

    paths = ("/settings/rules/", f"/settings/rules/{REPLY}/", "/settings/rules/sheet/")
    one = [statements(path) for path in paths]
    for month in range(1, 13):
        book.enter(value={"n": month, "unit": "months"}, day=date(2027, month, 1))
        book.enter("proposal.sign_days", {"n": month, "unit": "days"}, date(2027, month, 1))
    assert [statements(path) for path in paths] == one


def test_a_key_shows_what_it_decides_its_versions_and_who_entered_them(book):
    book.enter(article="第二十一条", article_text="承办单位应当自交办之日起二个月内答复。")
    said = read(book.keeper.get(f"/settings/rules/{REPLY}/"))
    assert "答复的期限" in said and "自交办起" in said
    assert "2个月" in said and "3个月" in said and "至2026年1月31日" in said
    assert "承办单位应当自交办之日起二个月内答复。" in said
    assert "管理于2026年3月2日" in said
    assert "一直按起算时的规则" in said


def test_an_unknown_key_is_not_found(cast):
    for path in ("no.such_key", "deadline.nobody_entered"):
        assert opened(cast.clerk).get(f"/settings/rules/{path}/").status_code == 404


def test_a_trial_gives_the_due_day_of_every_version_with_its_reason(book):
    book.enter()
    said = read(opened(book.cast.clerk).get(f"/settings/rules/{REPLY}/", {"start": "2026-03-02"}))
    assert "2026年5月6日" in said  # 2 May is a holiday until the 5th
    assert "2026年6月2日" in said
    assert "劳动节" in said


def test_a_trial_on_a_day_that_does_not_exist_says_so_and_keeps_it(cast):
    response = opened(cast.clerk).get(f"/settings/rules/{REPLY}/", {"start": "2026-09-31"})
    assert response.status_code == 422
    assert "日期不存在或看不懂" in read(response) and 'value="2026-09-31"' in response.content.decode()


def test_two_periods_are_compared_in_length_in_due_days_and_in_their_articles(book):
    first = book.enter(article_text="承办单位应当在三个月内答复。")
    second = book.enter(
        value={"n": 4, "unit": "months"}, day=date(2026, 5, 1), article_text="承办单位应当在四个月内答复。"
    )
    response = book.keeper.get(
        f"/settings/rules/{REPLY}/compare/", {"a": second.pk, "b": first.pk, "start": "2026-06-01"}
    )
    page = response.content.decode()
    assert "<del>2个月</del>" in page and "<ins>4个月</ins>" in page
    assert "<del>三</del>" in page and "<ins>四</ins>" in page
    said = read(response)
    assert "2026年8月3日" in said and "2026年10月8日" in said  # 1 August is a Saturday, 1 October a holiday


def test_two_lists_are_compared_line_by_line(book):
    key = "proposal.return_grounds"
    rows = [dict(row) for row in rulebook.value(key)]
    rows[0]["label"] = "不属于本单位法定职责"
    new = book.enter(key, [*rows[:-1], {"code": "secret", "label": "涉密"}])
    old = Rule.objects.get(key=key, regulation__is_default=True)
    said = read(book.keeper.get(f"/settings/rules/{key}/compare/", {"a": old.pk, "b": new.pk}))
    assert "新增 涉密" in said and "删去 与已办理事项重复" in said
    assert "改动 not_our_duty 不属于本单位职责 → 不属于本单位法定职责" in said
    assert "属上级职权" not in said.split("版本一")[0].split("处")[-1]


def test_boxes_ticked_on_the_key_page_lead_to_the_comparison(book):
    new, old = book.enter(), Rule.objects.get(key=REPLY, applies_to="", regulation__is_default=True)
    address = f"/settings/rules/{REPLY}/compare/"
    assert book.keeper.get(address, {"pick": [new.pk, old.pk]})["Location"] == f"{address}?a={new.pk}&b={old.pk}"
    for picked in ([new.pk], [new.pk, new.pk], [new.pk, 999999], ["x", "y"]):
        response = book.keeper.get(address, {"pick": picked}, follow=True)
        assert response.status_code == 422 and "请选择两个不同的版本" in read(response)


def test_a_version_of_another_key_cannot_be_compared(book):
    mine, other = book.enter(), book.enter("proposal.sign_days", {"n": 2, "unit": "working_days"})
    assert book.keeper.get(f"/settings/rules/{REPLY}/compare/", {"a": mine.pk, "b": other.pk}).status_code == 422


def test_the_sheet_lists_what_is_in_force_on_the_day_and_nothing_else(book):
    book.enter()
    book.enter(value={"n": 4, "unit": "months"}, day=date(2026, 5, 1))
    said = read(book.keeper.get("/settings/rules/sheet/", {"on": "2026-03-02"}))
    assert "答复期限 2个月" in said and "答复期限 4个月" not in said
    assert "答复期限 4个月" in read(book.keeper.get("/settings/rules/sheet/", {"on": "2026-05-01"}))


def test_the_file_of_a_day_loads_again_without_changing_anything(book):
    book.enter(article="第二十一条", article_text="二个月：自“交办”之日起。\n另起一行 # 不是注释")
    book.enter("proposal.reply_cap", {"unit": "fixed_date", "fixed_date": "09-30"})
    book.enter("proposal.return_grounds", [{"code": "a", "label": "是: 否"}])
    text = opened(book.cast.clerk).get("/settings/rules/download/").content.decode()
    assert len(yaml.safe_load(text)["rules"]) == 3
    plan = versions.plan_file(text)
    assert plan.faults == () and {row.status for row in plan.rows} == {"unchanged"}


def test_recommended_values_stand_in_the_file_as_lines_to_uncomment(book):
    book.enter()
    text = book.keeper.get("/settings/rules/download/").content.decode()
    line = next(line for line in text.splitlines() if line.startswith("#- {key: proposal.sign_days"))
    plan = versions.plan_file(text.replace(line, line[1:]), effective_from=date(2026, 4, 1))
    assert plan.faults == ()
    assert [(row.key, row.words, row.effective_from) for row in plan.new] == [
        ("proposal.sign_days", "3个工作日", date(2026, 4, 1))
    ]


def test_a_due_date_leads_to_the_version_it_was_counted_by(book):
    from core.models import Clock
    from tests.builders.pages import handed

    rule = book.enter()
    proposal = handed(book.cast)
    clock = Clock.objects.get(rule=rule, stopped_at__isnull=True)
    page = opened(book.cast.clerk).get(f"/proposals/{proposal.pk}/").content.decode()
    assert f'href="/settings/rules/{REPLY}/#v{clock.rule_id}"' in page
