"""The two lists: what they find, whose turn they say, acts on many rows, export."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.models import Clock, Event, Notice
from proposals.models import Assignment, Evaluation, Proposal, Reply, Signatory
from tests.builders import stages
from tests.builders.acts import work
from tests.builders.cast import draft, fresh
from tests.builders.pages import JUDGED, act, answered, filed, handed, signed_in, submitted, today
from tests.builders.sheets import exported, sheet_of

pytestmark = pytest.mark.django_db


def listed(user, query="") -> set[int]:
    """Ids of the rows this person's list shows."""
    response = signed_in(user).get(f"/proposals/?{query}")
    assert response.status_code == 200
    return {row.pk for row in response.context["table"].rows}


def test_each_condition_finds_its_rows(cast):
    c = cast
    waiting = submitted(c, title="关于夜间照明的提案", category="culture")
    ready = filed(c, c.zhou, title="关于口袋公园的提案")
    busy = handed(c, c.he, title="关于城北公交的提案")
    done = answered(c, handed(c, title="关于水厂整合的提案"), "B")
    act(c.chair, busy, "mark_key")
    every = {waiting.pk, ready.pk, busy.pk, done.pk}
    for query, found in {
        "": every,
        f"session={c.session.pk}": every,
        "state=submitted": {waiting.pk},
        "state=submitted&state=filed": {waiting.pk, ready.pk},
        "category=culture": {waiting.pk},
        f"unit={c.housing.pk}": {busy.pk, done.pk},
        "proposer_kind=joint": set(),
        "timing=interim": every,
        "key=1": {busy.pk},
        "result_meaning=planned": {done.pk},
        "filed=1": {ready.pk, busy.pk, done.pk},
        "received=1": every,
        "answered=1": {done.pk},
        "q=公交": {busy.pk},
        "light=late": set(),
    }.items():
        assert listed(c.clerk, query) == found, query
    signing = Clock.objects.filter(root_id=busy.pk, kind="sign")
    for days_ago, query in ((0, "light=soon"), (1, "light=late"), (1, "light=yellow"), (60, "light=red")):
        signing.update(due=today() - timedelta(days=days_ago))
        assert listed(c.clerk, query) == {busy.pk}, query
    assert listed(c.clerk, "turn=1") == {waiting.pk, ready.pk}
    assert listed(c.shen, "mine=led") == {waiting.pk, done.pk}
    assert listed(c.shen, "turn=1") == {done.pk}
    assert listed(c.gov_office, "unit=999999") == every - {waiting.pk, ready.pk}


def test_the_link_on_a_members_page_lists_what_that_member_proposed_or_signed(cast):
    c = cast
    mine, other = submitted(c, title="关于夜间照明的提案"), filed(c, c.zhou, title="关于口袋公园的提案")
    client = signed_in(c.clerk)
    card = client.get(f"/members/{c.zhou_member.pk}/").content.decode()
    link = next(part.partition('"')[0] for part in card.split('href="') if part.startswith("/proposals/?"))
    page = client.get(link)
    assert {row.pk for row in page.context["table"].rows} == {other.pk} != {mine.pk, other.pk}
    assert [(chip.label, chip.text) for chip in page.context["table"].chips] == [("提案者（委员）", "周正")]
    assert f'name="member" value="{c.zhou_member.pk}"' in page.content.decode(), "stays beside other conditions"


def test_words_find_proposals_by_whoever_has_signed_them_and_by_nobody_who_was_only_asked(cast):
    c = cast
    led = handed(c, c.zhou, title="关于口袋公园的提案")
    draft(c, title="关于夜间照明的提案")
    asked = Proposal.objects.get(title="关于夜间照明的提案")
    act(c.shen, asked, "invite", members=[c.he_member.pk])
    assert listed(c.clerk, "q=周正") == listed(c.clerk, "q=公园 周正") == listed(c.lu, "q=周正") == {led.pk}
    assert listed(c.clerk, "q=周正 路灯") == listed(c.shen, "q=何静") == set()
    act(c.he, asked, "agree_cosign")
    assert listed(c.shen, "q=何静") == {asked.pk} and listed(c.lu, "q=何静") == set()
    found = signed_in(c.clerk).get("/workbench/search/?q=周正").content.decode()
    assert "关于口袋公园的提案" in found
    works = signed_in(c.gov_office).get("/proposals/assignments/?q=周正").context["table"].rows
    assert [row.proposal_id for row in works] == [led.pk]


def test_a_surname_finds_what_its_bearers_have_signed(cast):
    c = cast
    mine, other = handed(c, c.zhou, title="关于口袋公园的提案"), handed(c, title="关于夜间照明的提案")
    assert listed(c.clerk, "q=周") == listed(c.clerk, "q=公园 周") == {mine.pk} != {other.pk}
    assert listed(c.clerk, "q=正") == set(), "which nobody is called by"


def test_a_letter_is_found_by_its_number_however_that_is_typed(cast):
    c = cast
    proposal, other = answered(c, handed(c)), handed(c, title="关于口袋公园的提案")
    number, year = Reply.objects.get().document_number, today().year
    assert number == f"江建提〔{year}〕1号"
    typed = (number, f"江建提[{year}]1号", f"江建提（{year}）第001号", f"江建提〔{year}〕", "江建提")
    for reader in (c.clerk, c.gov_office, c.housing_clerk, c.shen, c.chair):
        for words in typed:
            assert listed(reader, f"q={words}") == {proposal.pk}, (reader.username, words)
    page = signed_in(c.clerk).get(f"/workbench/search/?q={typed[1]}").content.decode()
    assert f"按发文字号找到：{number}" in page
    assert listed(c.clerk, f"q=江建提〔{year}〕12号") == listed(c.clerk, "q=江水提") == set()
    works = signed_in(c.gov_office).get(f"/proposals/assignments/?q={number}").context["table"].rows
    assert [row.proposal_id for row in works] == [proposal.pk]
    found = signed_in(c.clerk).get(f"/api/v1/proposals/?q={number}").json()
    assert [row["id"] for row in found["results"]] == [proposal.pk]
    Reply.objects.update(is_public=False)
    Proposal.objects.update(publish_consent=True)
    assert proposal.pk in listed(c.lu, "") and listed(c.lu, f"q={number}") == set(), "a letter that is not read"
    act(c.housing_clerk, work(proposal, c.housing), "correct_number", document_number=f"江建提〔{year}〕8号",
        reason="编号有误")  # fmt: skip
    assert listed(c.clerk, f"q=江建提〔{year}〕8号") == {proposal.pk} and not listed(c.clerk, f"q={number}")
    assert other.pk in listed(c.clerk, "")


def test_a_condition_that_the_list_does_not_know_is_named(cast):
    page = signed_in(cast.clerk).get("/proposals/?proposer=74&sort=number&category=")
    assert page.context["table"].errors == ["不认识的筛选条件“proposer”，已忽略。"]


def test_a_member_sees_what_was_co_signed_under_its_own_tab(cast):
    proposal = draft(cast, day=today())
    act(cast.shen, proposal, "invite", members=[cast.zhou_member.pk])
    assert listed(cast.zhou, "mine=joined") == listed(cast.zhou, "turn=1") == {proposal.pk}
    assert listed(cast.zhou, "mine=led") == set()
    html = signed_in(cast.zhou).get("/proposals/").content.decode()
    assert "轮到您：答复联名邀请" in html and "<table" not in html


def test_a_row_says_who_what_and_when(cast):
    handed(cast, joints=(cast.water,), title="关于城北公交的提案")
    html = signed_in(cast.clerk).get("/proposals/").content.decode()
    for words in (
        "第0001号",
        "关于城北公交的提案",
        "沈岚 · 城乡建设 · 区住建局等2家",
        "办理中",
        "区住建局、区水利局 签收",
        "签收 剩",
    ):
        assert words in html, words


def test_a_units_own_works_and_the_turn(cast):
    proposal = handed(cast, joints=(cast.water,))
    response = signed_in(cast.water_clerk).get("/proposals/assignments/?turn=1")
    assert [row.unit for row in response.context["table"].rows] == [cast.water]
    assert "轮到您：签收" in response.content.decode()
    assert signed_in(cast.shen).get("/proposals/assignments/").status_code == 403
    act(cast.water_clerk, work(proposal, cast.water), "sign", handler_name="江水", handler_phone="1")
    html = signed_in(cast.water_clerk).get("/proposals/assignments/?q=管网&open=1").content.decode()
    assert "轮到您：提交会办意见" in html


def test_sorted_lists_begin_with_what_has_a_number_a_date_or_a_result(cast):
    c = cast
    first, busy = filed(c, title="关于口袋公园的提案"), handed(c, c.he, title="关于城北公交的提案")
    waiting = submitted(c, c.zhou, title="关于夜间照明的提案")
    done = answered(c, handed(c, title="关于水厂整合的提案"), "B")
    Clock.objects.filter(root_id__in=(first.pk, done.pk)).delete()
    Clock.objects.filter(root_id=busy.pk).update(due=today() - timedelta(days=3))

    def order(query, path="/proposals/"):
        return [row.pk for row in signed_in(c.clerk).get(f"{path}?sort={query}").context["table"].rows]

    assert order("number") == [first.pk, busy.pk, done.pk, waiting.pk]
    assert order("-number") == [done.pk, busy.pk, first.pk, waiting.pk]
    assert order("due")[:2] == [busy.pk, waiting.pk] and order("-due")[:2] == [waiting.pk, busy.pk]
    assert order("result")[0] == order("-result")[0] == done.pk
    works = [work(proposal, c.housing).pk for proposal in (busy, done)]
    assert order("number", "/proposals/assignments/") == works


def ledger(user, query="", path="/proposals/") -> dict[str, dict]:
    """The exported ledger by 案由, and of works by the unit too."""
    head, rows = exported(signed_in(user).get(f"{path}?export=xlsx&{query}"))
    found = [dict(zip(head, row, strict=True)) for row in rows]
    return {row["案由"] + row.get("承办单位", ""): row for row in found}


def test_export_gives_what_is_filtered_as_a_ledger_by_number(cast):
    filed(cast, title="关于口袋公园的提案")
    filed(cast, cast.he, title="关于城北公交的提案")
    submitted(cast, cast.zhou, title="关于夜间照明的提案")
    answer = signed_in(cast.clerk).get(f"/proposals/?export=xlsx&state=filed&session={cast.session.pk}")
    sheet = sheet_of(answer)
    assert sheet["A1"].value == f"江岭区政协{cast.session}提案办理台账"
    assert [row[1].value for row in sheet.iter_rows(min_row=4)] == ["第0001号", "第0002号"]
    assert sheet["D4"].value == "关于口袋公园的提案"


def test_the_ledger_of_proposals_tells_units_dates_talks_result_and_judgement(cast):
    c = cast
    done = answered(c, handed(c, title="关于水厂整合的提案"), "B")
    act(c.shen, done, "evaluate", result="satisfied", **JUDGED)
    handed(c, c.zhou, joints=(c.water, c.finance), title="关于口袋公园的提案")
    rows = ledger(c.clerk)
    row = rows["关于水厂整合的提案"]
    assert row["届次"] == str(c.session), "numbers of several sessions are told apart"
    assert (row["第一提案者"], row["界别或类别"], row["类别"]) == ("沈岚", "农业界", "城乡建设")
    assert (row["主办单位"], row["交办渠道"]) == ("区住房和城乡建设局", c.gov.name)
    assert (row["沟通方式"], row["次数"], row["结果"], row["评价"]) == ("上门走访", 1, "B", "满意 1人")
    assert row["立案"].date() == row["交办"].date() == row["答复"].date() == today() < row["答复期限"].date()
    assert row["状态"] == "已评价，待提案委处理" and not any("轮到" in str(cell) for cell in row.values())
    busy = rows["关于口袋公园的提案"]
    assert busy["会办单位"] == "区水利局、区财政局" and busy["当前到期日"].date() > today()
    assert "剩" in busy["时限情况"] and " " in busy["时限情况"], "which step, and how much is left"
    late = Clock.objects.filter(root_id=Proposal.objects.get(title="关于口袋公园的提案").pk, kind="sign")
    late.update(due=today() - timedelta(days=10))
    assert ledger(c.clerk)["关于口袋公园的提案"]["时限情况"].startswith("签收 逾期")


def test_the_ledger_of_works_tells_each_units_own(cast):
    c = cast
    done = answered(c, handed(c, title="关于水厂整合的提案"), "B")
    act(c.shen, done, "evaluate", result="basically", **JUDGED)
    rows = ledger(c.housing_clerk, path="/proposals/assignments/")
    row = rows["关于水厂整合的提案区住房和城乡建设局"]
    assert (row["承办方式"], row["经办人"], row["结果"], row["评价"]) == ("单办", "马宁", "B", "基本满意 1人")
    assert row["完成"].date() == today() < row["期限"].date() and row["次数"] == 1


def test_a_ledger_counts_who_has_not_judged_and_who_said_nothing(cast):
    c = cast
    done = answered(c, handed(c, title="关于水厂整合的提案"), "B")
    second = done.evaluations.get()
    second.pk, second.signatory = None, Signatory.objects.create(proposal=done, member=c.lu.member, state="agreed")
    second.save()
    act(c.shen, done, "evaluate", result="satisfied", **JUDGED)
    assert ledger(c.clerk)["关于水厂整合的提案"]["评价"] == "满意 1人（1人未评价）"
    Evaluation.objects.filter(pk=second.pk).update(state="no_answer")
    assert ledger(c.clerk)["关于水厂整合的提案"]["评价"] == "满意 1人、无反馈 1人"
    row = ledger(c.clerk, path="/proposals/assignments/")["关于水厂整合的提案区住房和城乡建设局"]
    assert row["评价"] == "满意 1人、无反馈 1人" and row["发文字号"] == work(done, c.housing).reply.document_number


def test_a_ledger_tells_one_round_only_and_the_one_before_in_columns_of_its_own(cast):
    c = cast
    again = stages.handled_again(c)
    first, now = (work(again, c.housing, round) for round in (1, 2))
    joint = work(again, c.housing, 1)
    joint.pk, joint.unit, joint.role = None, c.water, "joint"
    joint.save()
    row = next(row for row in ledger(c.clerk).values() if row["案由"] == again.title)
    assert (row["轮次"], row["主办单位"], row["会办单位"]) == ("二次办理", c.housing.name, c.water.name)
    assert row["交办"].date() == timezone.localdate(now.assigned_at)
    assert (row["答复"], row["结果"], row["结果说法"], row["评价"], row["次数"]) == (None, None, None, None, None)
    assert (row["上次结果"], row["上次评价"], row["发文字号"]) == ("A", "满意 2人、不满意 1人", None)
    works = [
        (one["轮次"], one["结果"], one["评价"], one["发文字号"])
        for one in works_in(c.clerk)
        if one["承办单位"] == c.housing.name
    ]
    number = first.reply.document_number or None
    assert works == [(1, "A", "满意 2人、不满意 1人", number), (2, None, None, None)]


def works_in(user):
    head, rows = exported(signed_in(user).get("/proposals/assignments/?export=xlsx"))
    return [dict(zip(head, row, strict=True)) for row in rows]


def test_what_is_not_filed_has_no_number_of_a_case_in_the_ledger(cast):
    submitted(cast, cast.zhou, title="关于夜间照明的提案")
    row = ledger(cast.clerk)["关于夜间照明的提案"]
    assert row["案号"] == "未立案" and row["收文号"].startswith("收0") and row["立案"] is None


def test_a_ledger_says_nothing_that_its_reader_does_not_read_on_the_page(cast):
    """陆远 reads a public proposal, not how the unit and its proposers talked nor how they judged."""
    c = cast
    done = answered(c, handed(c, title="关于水厂整合的提案"), "B")
    act(c.shen, done, "evaluate", result="satisfied", **JUDGED)
    row = ledger(c.lu)["关于水厂整合的提案"]
    assert row["结果"] == "B" and (row["沟通方式"], row["次数"], row["评价"]) == (None, None, None)
    own = ledger(c.shen)["关于水厂整合的提案"]
    assert (own["沟通方式"], own["评价"]) == ("上门走访", "满意 1人")


def test_a_ledger_takes_the_same_statements_for_one_and_for_many(cast):
    def take_out(path):
        client = signed_in(cast.clerk)
        with CaptureQueriesContext(connection) as told:
            client.get(f"{path}?export=xlsx")
        return len(told)

    handed(cast, joints=(cast.water,))
    for path in ("/proposals/", "/proposals/assignments/"):
        take_out(path)
    one = {path: take_out(path) for path in ("/proposals/", "/proposals/assignments/")}
    for number in range(4):
        handed(cast, title=f"关于第{number}件事的提案", joints=(cast.water,))
    signed_in(cast.clerk).get("/proposals/")  # rules and calendar are remembered for half a minute only
    assert {path: take_out(path) for path in one} == one


def recommended(c, *titles):
    made = []
    for title in titles:
        proposal = submitted(c, title=title)
        act(c.clerk, proposal, "recommend", outcome="file", category="city", text="建议立案")
        made.append(fresh(proposal))
    return made


def test_a_batch_does_each_by_itself_names_refusals_and_tells_each_receiver_once(cast):
    c = cast
    first, second = recommended(c, "关于甲事的提案", "关于乙事的提案")
    raw = submitted(c, title="关于丙事的提案")
    second.reviews.update(category="economy")
    client, url = signed_in(c.chair), "/proposals/batch/file/"
    ids = [first.pk, second.pk, raw.pk]
    asked = client.post(url, {"ids": ids})
    html = asked.content.decode()
    assert asked.status_code == 200 and "立案 2 件" in html and "这件不办：该件还没有初审意见" in html
    Notice.objects.all().delete()
    seen = [f"{p.pk}:{fresh(p).revision}" for p in (first, second, raw)]
    done = client.post(url, {"ids": ids, "seen": seen, "go": "1", "category": "", "text": "同意"})
    html = done.content.decode()
    assert "办好 2 件，未办 1 件" in html and "请提案委工作人员先提出初审意见" in html
    assert [fresh(p).state for p in (first, second, raw)] == ["filed", "filed", "submitted"]
    assert (fresh(first).category, fresh(second).category) == ("city", "economy")
    assert Event.objects.filter(key="file").count() == 2
    told = Notice.objects.filter(recipient=c.shen)
    assert [notice.title for notice in told] == ["第0001号《关于甲事的提案》等2件已立案"]
    assert told[0].body == "第0001号《关于甲事的提案》；第0002号《关于乙事的提案》"


def test_a_batch_over_stale_rows_refuses_those(cast):
    first, second = recommended(cast, "关于甲事的提案", "关于乙事的提案")
    seen = [f"{first.pk}:{first.revision}", f"{second.pk}:{second.revision - 1}"]
    done = signed_in(cast.chair).post(
        "/proposals/batch/file/", {"ids": [first.pk, second.pk], "seen": seen, "go": "1", "text": ""}
    )
    assert f"该件已被{cast.clerk.full_name}提出初审意见，没有立案" in done.content.decode()
    assert [fresh(p).state for p in (first, second)] == ["filed", "recommended"]


def test_a_batch_by_the_wrong_person_does_nothing(cast):
    (first,) = recommended(cast, "关于甲事的提案")
    done = signed_in(cast.clerk).post("/proposals/batch/file/", {"ids": [first.pk], "go": "1"})
    assert "不能办理“立案”" in done.content.decode() and fresh(first).state == "recommended"


def test_a_batch_sees_only_what_the_person_may_see(cast):
    secret = draft(cast)
    response = signed_in(cast.chair).post("/proposals/batch/file/", {"ids": [secret.pk], "go": "1"})
    assert response.status_code == 302 and fresh(secret).state == "draft"


def test_a_state_reads_so_that_who_has_judged_is_not_asked_again(cast):
    proposal = answered(cast, handed(cast))
    places = (
        (cast.shen, "/proposals/?mine=any"),
        (cast.shen, proposal.get_absolute_url()),
        (cast.clerk, "/proposals/"),
    )

    def read():
        pages = [signed_in(user).get(url).content.decode() for user, url in places]
        return [[words in page for page in pages] for words in ('state">待评价', 'state">已评价，待提案委处理')]

    assert read() == [[True] * 3, [False] * 3]
    act(cast.shen, proposal, "evaluate", result="satisfied", **JUDGED)
    assert read() == [[False] * 3, [True] * 3]


def test_only_acts_meant_for_many_have_a_batch_address(cast):
    proposal = submitted(cast)
    client = signed_in(cast.clerk)
    for key in ("recommend", "no_such_act", "receive_replies"):
        assert client.post(f"/proposals/batch/{key}/", {"ids": [proposal.pk]}).status_code == 404
    assert client.get("/proposals/batch/hand_over/").status_code == 302
    assert client.post("/proposals/batch/hand_over/", {}).status_code == 302


def test_a_unit_signs_for_many_at_once(cast):
    for title in ("关于甲事的提案", "关于乙事的提案", "关于丙事的提案"):
        handed(cast, title=title)
    works = Assignment.objects.filter(unit=cast.housing)
    client, url = signed_in(cast.housing_clerk), "/proposals/assignments/batch/sign/"
    assert "批量签收" in client.get("/proposals/assignments/").content.decode()
    ids = [w.pk for w in works]
    asked = client.post(url, {"ids": ids}).content.decode()
    assert asked.count(str(works[0])) == 3, "which unit's work each row is"
    missing = client.post(url, {"ids": ids, "go": "1", "handler_name": "马宁"})
    assert missing.status_code == 400 and 'value="马宁"' in missing.content.decode()
    done = client.post(
        url, {"ids": ids, "go": "1", "handler_name": "马宁", "handler_phone": "010-1", "promised_on": ""}
    )
    assert "办好 3 件" in done.content.decode()
    assert set(works.values_list("state", flat=True)) == {"signed"}


def test_batch_assigning_follows_each_proposers_suggestion(cast):
    c = cast
    made = []
    for title, unit in (("关于甲事的提案", c.housing), ("关于乙事的提案", c.water)):
        proposal = draft(c, day=today(), title=title)
        proposal.suggested_units.create(unit=unit, is_lead=True)
        act(c.shen, proposal, "submit")
        act(c.clerk, proposal, "recommend", outcome="file", category="city")
        act(c.chair, proposal, "file", category="city")
        made.append(proposal)
    ids = [p.pk for p in made]
    done = signed_in(c.clerk).post("/proposals/batch/hand_over/", {"ids": ids, "go": "1", "channel": ""})
    assert "办好 2 件" in done.content.decode()
    done = signed_in(c.gov_office).post("/proposals/batch/assign/", {"ids": ids, "go": "1", "lead": ""})
    assert "办好 2 件" in done.content.decode()
    assert [work(p, u).role for p, u in zip(made, (c.housing, c.water), strict=True)] == ["sole", "sole"]


def test_the_way_back_after_a_batch_stays_on_this_site(cast):
    (first,) = recommended(cast, "关于甲事的提案")
    for given, expected in (
        ("/proposals/?state=filed", "/proposals/?state=filed"),
        ("https://elsewhere/", "/proposals/"),
    ):
        page = signed_in(cast.chair).post("/proposals/batch/file/", {"ids": [first.pk], "next": given})
        assert page.context["back"] == expected
