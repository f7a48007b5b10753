"""Accounts and posts from a workbook: messy headings, a preview that writes nothing, one writing, slips once."""

import re
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from core.files.workbook import WorkbookError
from core.matters.lifecycle import Refused
from core.models import AccountBatch, GrantRequest, Organisation, OrganisationName, Post, Role, User
from core.people import directory, slips
from core.people.batch.applying import SHEET
from core.people.batch.plan import plan_of
from core.people.batch.reading import RawRow, read_day, read_workbook
from core.pinyin import sort_key
from core.sheets import keeping
from tests.builders.cast import MONDAY, who
from tests.builders.pages import signed_in
from tests.builders.paper_measures import pages

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


def book(*rows, merge=()) -> bytes:
    made = Workbook()
    sheet = made.active
    for row in rows:
        sheet.append(row)
    for area in merge:
        sheet.merge_cells(area)
    file = BytesIO()
    made.save(file)
    return file.getvalue()


MESSY = book(
    ["江岭区政协履职平台账号登记表", None, None, None, None, None],
    ["填报单位：区政协办公室", None, None, None, None, None],
    ["序号", " 承办 单位（全称）", "联系电话（手机）", "姓  名", "担任角色", "有效期起"],
    [1, "江岭区水利局", 13800000001, "苗 宁", "经办人", "2026.3.5"],
    [2, None, "138-0000-0002（微信同号）、h2@x.cn", "洪泽川", "负责人", None],
    [3, "区财局", "１３８０００００００３", "单丽华", "经办人、负责人", "2026年3月5日"],
    [4, "区海洋局", "", "方海", "经办人", ""],
    [5, "区政协办公室", "", "梁新", "副主席", ""],
    ["合计", None, None, None, None, None],
    merge=["B4:B5"],
)


@pytest.fixture(autouse=True)
def spelling(cast):
    OrganisationName.objects.create(organisation=cast.finance, name="区财局")


def plan(rows):
    return plan_of(rows, MONDAY)


def taken_in(actor):
    batch = keeping.take_in(SHEET, SimpleUploadedFile("名单.xlsx", MESSY), actor)
    keeping.keep_reason(SHEET, batch, "换届到任")
    return batch


def lines(data):
    return {(line.row.name, line.role): line for line in plan(read_workbook(data)).lines}


def test_a_messy_list_is_read_as_a_careful_clerk_would(cast):
    found = lines(MESSY)
    clerk, head = found["苗宁", "unit_clerk"], found["洪泽川", "unit_head"]
    assert (clerk.kind, clerk.organisation, clerk.username, clerk.row.phone) == (
        "new", cast.water, "miaoning", "13800000001",
    )  # fmt: skip
    assert str(clerk.valid_from) == "2026-03-05" and "请核对" in clerk.doubts[0]
    assert (head.organisation, head.row.phone) == (cast.water, "13800000002")
    assert found["单丽华", "unit_clerk"].user is found["单丽华", "unit_head"].user
    assert (
        found["单丽华", "unit_head"].username == "shanlihua" and found["单丽华", "unit_head"].row.phone == "13800000003"
    )
    assert "组织机构中没有“区海洋局”" in found["方海", "unit_clerk"].sentence
    assert found["梁新", "leader"].power and "确认后生效" in found["梁新", "leader"].notes[0]
    assert len(found) == 6


@pytest.mark.parametrize("written", ["13900000001/5221003", "5221003、13900000001", "5221003\n13900000001"])
def test_the_mobile_among_several_numbers_is_the_accounts(cast, written):
    (row,) = read_workbook(book(["姓名", "岗位", "手机"], ["苗宁", "经办人", written]))
    assert row.phone == "13900000001"


def test_one_mobile_of_two_people_is_asked_about(cast):
    head = ["姓名", "岗位", "单位", "手机"]
    data = book(head, ["苗宁", "经办人", "区水利局", "13800000021"], ["洪泽川", "负责人", "区水利局", "13800000021"])
    found = lines(data)
    assert "也是洪泽川的" in found["苗宁", "unit_clerk"].doubts[0]
    assert "也是苗宁的" in found["洪泽川", "unit_head"].doubts[0]
    assert SHEET.unlooked(plan(read_workbook(data))) == 2
    User.objects.filter(pk=cast.clerk.pk).update(phone="13800000022")
    (one,) = lines(book(head, ["苗宁", "经办人", "区水利局", "13800000022"])).values()
    assert f"也是{cast.clerk.full_name}的" in one.doubts[0]


@pytest.mark.parametrize("name", ["青禾县文化旅游广电体育局", "县文化旅游广电体育局"])
def test_a_shortened_name_is_understood_and_noted(cast, name):
    body = Organisation.objects.create(name=name, kind="unit")
    (one,) = lines(book(["姓名", "岗位", "单位"], ["文某昌", "联系人", "县文广体局"])).values()
    assert one.organisation == body and one.role == "unit_clerk" and "简称理解" in one.doubts[0]


def test_an_office_below_a_heading_is_the_headings(cast):
    head = ["单位", "姓名", "岗位"]
    data = book(head, ["区委部门"], ["督查室", "冯某涛", "督查室"], ["区政府部门"], ["督查室", "邓某超", "督查室"])
    found = lines(data)
    assert found["冯某涛", "supervisor"].organisation.name == "区委督查室"
    assert found["邓某超", "supervisor"].organisation.name == "区政府督查室"
    (one,) = lines(book(head, ["督查室", "冯某涛", "督查室"])).values()
    assert "区委督查室" in one.sentence and "区政府督查室" in one.sentence
    (one,) = lines(book(head, ["市委部门"], ["督查室", "冯某涛", "督查室"])).values()
    assert "没有“市委督查室”" in one.sentence


def test_who_works_in_a_supervision_office_is_told_which_post_that_is(cast):
    head = ["单位", "姓名", "岗位"]
    (one,) = lines(book(head, ["区委部门"], ["督查室", "马某", "联系人"])).values()
    assert one.sentence == "“区委督查室”是督查室，不是承办单位；岗位请写“督查室”。"
    (one,) = lines(book(head, ["督查室", "马某", "联系人"])).values()
    assert "“区政府督查室”、“区委督查室”" in one.sentence and "岗位请写“督查室”" in one.sentence


def test_a_second_mobile_is_said_and_looked_at(cast):
    data = book(["姓名", "岗位", "单位", "手机"], ["苗宁", "经办人", "区水利局", "13800000021/13800000099"])
    (one,) = lines(data).values()
    assert one.row.phone == "13800000021" and "另有号码13800000099没有登记" in one.doubts[0]
    assert SHEET.unlooked(plan(read_workbook(data))) == 1


def test_headings_and_totals_of_a_list_are_accounted_for(cast):
    head = ["单位", "姓名", "岗位"]
    data = book(head, ["县政府部门"], ["区水利局", "苗宁", "经办人"], ["合计", "1人", ""])
    batch = keeping.take_in(SHEET, SimpleUploadedFile("名单.xlsx", data), who(cast.sysadmin))
    shown = SHEET.plan(batch, who(cast.sysadmin))
    assert [one.why for one in shown.beside] == ["表头及以上", "分组标题", "合计、说明或填表事项"]
    assert shown.tally == "表中有内容的 4 行：人员 1、标题和合计等 3。"
    page = signed_in(cast.sysadmin).get(f"/settings/accounts/import/{batch.pk}/?show=beside").content.decode()
    assert "县政府部门" in page and "分组标题" in page and shown.tally in page


def test_nothing_is_written_before_it_is_confirmed_and_twice_writes_nothing(cast):
    before, actor = User.objects.count(), who(cast.sysadmin)
    batch, again = (taken_in(actor) for _ in range(2))
    assert again == batch and User.objects.count() == before
    digest = SHEET.plan(batch, actor).digest
    counts = keeping.confirm(SHEET, batch, digest=digest, skip_refused=False, actor=actor, known=2)
    assert (counts["accounts"], counts["asked"], counts["refused"]) == (4, 1, 1)
    boss = User.objects.get(full_name="梁新")
    assert not boss.posts.exists() and GrantRequest.objects.get().user == boss
    assert User.objects.get(username="shanlihua").posts.count() == 2
    with pytest.raises(Refused, match="已经导入"):
        keeping.confirm(SHEET, batch, digest=digest, skip_refused=False, actor=actor)
    same = taken_in(actor)
    assert same != batch and SHEET.plan(same, actor).counts["new"] == 0
    assert SHEET.plan(same, actor).counts["same"] == 5


def test_what_changed_since_the_preview_is_shown_again(cast):
    actor = who(cast.sysadmin)
    batch = taken_in(actor)
    digest = SHEET.plan(batch, actor).digest
    directory.create_account(actor=actor, username="miaoning", full_name="别人")
    with pytest.raises(Refused, match="请核对新的预览"):
        keeping.confirm(SHEET, batch, digest=digest, skip_refused=False, actor=actor)
    assert AccountBatch.objects.get(pk=batch.pk).state == "preview"


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ({"name": "某人", "role": "委员"}, "一次性密码单"),
        ({"name": "某人", "role": "司机"}, "不认识岗位“司机”"),
        ({"name": "某人", "role": "经办人"}, "须写明所在单位"),
        ({"name": "某人", "role": "经办人", "unit": "区政协办公室"}, "（政协机关）不能设承办单位经办人"),
        ({"name": "某人", "role": "联络办", "unit": "区政协办公室"}, "只设在联络办。可写青山联络办"),
        ({"name": "某人", "role": "督查室", "unit": "区水利局"}, "只设在督查机构。可写区政府督查室"),
        ({"name": "某人", "role": "经办人", "unit": "区水利局", "valid_from": "下个月"}, "认不出日期"),
        ({"name": "马宁", "role": "经办人", "unit": "区水利局"}, "housing_clerk"),
        ({"name": "某人", "username": "shen", "role": "领导"}, "是沈岚的"),
        ({"name": "沈岚", "username": "shen", "role": "审计员"}, "三员分立"),
        ({"name": "", "role": "经办人", "unit": "区水利局"}, "没有写姓名"),
    ],
)
def test_a_refused_row_says_why_and_what_to_do(cast, row, sentence):
    (line,) = plan([RawRow(**row)]).lines
    assert line.kind == "refused" and sentence in line.sentence


def test_all_that_is_wrong_with_a_row_is_told_at_once(cast):
    cells = {"phone": "12", "role": "经办人、负责人", "unit": "区海洋局", "valid_from": "下月", "valid_to": "明年"}
    (line,) = plan([RawRow(name="某人", username="某", **cells)]).lines
    for sentence in ("用户名“某”不合要求", "手机“12”", "“自”写的是", "“至”写的是", "没有“区海洋局”"):
        assert line.sentence.count(sentence) == 1
    (line,) = plan([RawRow(name="某人", username="shen", role="司机", unit="区海洋局")]).lines
    assert all(part in line.sentence for part in ("“司机”", "是沈岚的", "没有“区海洋局”"))


@pytest.mark.parametrize(
    ("written", "doubted"),
    [
        ("江 岭（科创）局", False), ("江岭(科创)局", False), ("科创局", False), ("原科技处", False), ("Ｋ局", False),
        ("科创局（牵头）", True), ("科技创新办（科创局）", True), ("江岭(科创)局办公室", True),
        ("区政协民宗和法制委", True), ("农村委", True),
    ],
)  # fmt: skip
def test_a_body_is_found_by_whatever_it_is_called(cast, written, doubted):
    kind, post = Organisation.Kind, "经办人"
    body = Organisation.objects.create(name="江岭（科创）局", short_name="科创局", kind=kind.UNIT)
    OrganisationName.objects.create(organisation=body, name="原科技处", kind=OrganisationName.Kind.FORMER)
    OrganisationName.objects.create(organisation=body, name="k局")
    if written.endswith("委"):
        name = "民宗和法制委员会" if "民宗" in written else "农业农村委员会"
        body, post = Organisation.objects.create(name=name, kind=kind.SPECIAL_COMMITTEE), "提案委主任"
    (line,) = plan([RawRow(name="某人", role=post, unit=written)]).lines
    assert (line.organisation, any("请核对" in note for note in line.doubts)) == (body, doubted)


def test_two_administrators_posts_in_one_file_are_refused(cast):
    first, second = plan(
        [RawRow(name="新人", role="审计员"), RawRow(name="新人", role="系统管理员", username="")]
    ).lines
    assert first.kind == "new" and second.kind == "refused"


def test_units_that_would_still_lack_somebody_are_named(cast):
    found = plan(
        [RawRow(name="某人", role="负责人", unit="区财政局"), RawRow(name="他", role="经办人", unit="区教育局")]
    )
    assert found.lacking == ["区教育局还缺承办单位负责人"]


def test_days_as_people_write_them():
    assert [read_day(v) for v in ("2026.3.1", "2026年3月1日", "20260301", 46082.0, "长期", "")] == [
        "2026-03-01", "2026-03-01", "2026-03-01", "2026-03-01", "", "",
    ]  # fmt: skip
    assert read_day("2026.2.30") == "2026.2.30"
    with pytest.raises(WorkbookError, match="表头"):
        read_workbook(book(["单位", "人数"], ["区水利局", 3]))


def test_pages_from_upload_to_slips(cast, client):
    client.force_login(cast.sysadmin, backend="core.backends.PostBackend")
    upload = BytesIO(MESSY)
    upload.name = "名单.xlsx"
    page = client.post("/settings/accounts/import/", {"file": upload})
    batch = AccountBatch.objects.get()
    assert page["Location"].endswith(f"/import/{batch.pk}/")
    shown = client.get(page["Location"]).content.decode()
    assert "组织机构中没有“区海洋局”" in shown and not User.objects.filter(username="miaoning").exists()
    digest = SHEET.plan(batch, who(cast.sysadmin)).digest
    shown_new = client.get(page["Location"] + "?show=new").content.decode()
    assert "miaoning" in shown_new
    digest = re.search(r'name="digest" value="(\w+)"', shown_new)[1]
    client.post(page["Location"] + "confirm/", {"digest": digest})
    assert not User.objects.filter(username="miaoning").exists(), "a post with power is asked for with a reason"
    client.post(page["Location"] + "confirm/", {"digest": "old", "reason": "换届到任"})
    assert 'value="换届到任"' in client.get(page["Location"]).content.decode(), "what was typed is not lost"
    client.post(page["Location"] + "confirm/", {"digest": digest, "reason": "换届到任", "known": "2"})
    client.force_login(cast.secadmin, backend="core.backends.PostBackend")
    assert "理由：换届到任（批量开通：名单.xlsx）" in client.get("/settings/grants/").content.decode()
    client.force_login(cast.sysadmin, backend="core.backends.PostBackend")
    made = client.post(page["Location"] + "slips/", {"printed": "0"})
    assert made["Content-Type"] == "application/pdf" and made["Cache-Control"] == "no-store"
    text = "".join(page.text for page in pages(b"".join(made.streaming_content)))
    password = re.search(r"miaoning\s.*?((?:\w{4}-){3}\w{4})", text, re.S)[1]
    user = User.objects.get(username="miaoning")
    assert user.check_password(password) and user.must_change_password
    second = client.post(page["Location"] + "slips/", {"printed": "0"})
    assert second.status_code == 302 and User.objects.get(username="miaoning").check_password(password)


def test_the_missing_handlers_go_the_same_way(cast, client):
    client.force_login(cast.sysadmin, backend="core.backends.PostBackend")
    page = client.get("/settings/accounts/handlers/").content.decode()
    assert "区财政局" in page and "区住房和城乡建设局" not in page
    name = f"{cast.finance.pk}-unit_head"
    answer = client.post("/settings/accounts/handlers/", {f"{name}-name": "钱局", f"{name}-phone": "13900000000"})
    batch = AccountBatch.objects.get()
    assert answer["Location"].endswith(f"/{batch.pk}/") and not User.objects.filter(full_name="钱局").exists()
    assert SHEET.plan(batch, who(cast.sysadmin)).counts["new"] == 1
    client.force_login(cast.clerk, backend="core.backends.PostBackend")
    assert client.get("/settings/accounts/handlers/").status_code == 403


def test_brackets_after_a_name_are_no_part_of_it_and_totals_are_nobody(cast):
    rows = read_workbook(
        book(
            ["姓名", "岗位", "单位", "职务", "手机"],
            ["罗文博（股长）", "经办人", "江岭区水利局", "", "13800000001"],
            ["李长河(女)", "经办人", "江岭区水利局", "科员", "13800000002"],
            ["2人", "小计", "江岭区水利局", "", ""],
            ["", "", "江岭区水利局合计", "2", ""],
            ["机关合计", "", "", "2人", ""],
        )
    )
    assert [(row.name, row.title) for row in rows] == [("罗文博", "股长"), ("李长河", "科员")]
    assert [line.username for line in plan(rows).lines] == ["luowenbo", "lichanghe"]


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("李长河", "li chang he"), ("李长春", "li chang chun"), ("长孙无忌", "zhang sun wu ji"),
        ("单丽华", "shan li hua"),
        ("解长青", "xie chang qing"), ("仇远", "qiu yuan"), ("曾行", "zeng xing"), ("长明", "chang ming"),
    ],
)  # fmt: skip
def test_names_are_spelt_as_they_are_read(name, read):
    assert sort_key(name) == read


def test_what_several_names_end_with_is_asked_about_whosever_short_name_it_is(cast):
    Organisation.objects.filter(pk=cast.party.pk).update(short_name="督查室")
    (asked,) = plan([RawRow(name="某人", role="督查室", unit="督查室")]).lines
    assert asked.kind == "refused" and "区政府督查室、区委督查室，请写全称" in asked.sentence
    (found,) = plan([RawRow(name="某人", role="督查室", unit="区委督查室")]).lines
    assert (found.kind, found.organisation) == ("new", cast.party)
    assert found.post_label.endswith("· 区委督查室")  # not the short name that others could bear


def test_grants_and_slips_name_a_body_in_full(cast):
    Organisation.objects.filter(pk=cast.party.pk).update(short_name="督查室")
    cast.party.refresh_from_db()
    post = Post(user=cast.clerk, role=Role.SUPERVISOR, organisation=cast.party)
    assert post.full_label.endswith("区委督查室")
    assert GrantRequest(role=Role.SUPERVISOR, organisation=cast.party).post_label.endswith("· 区委督查室")
    cast.clerk.posts.all().delete()
    post.save()
    paper = slips.sheet([cast.clerk], {cast.clerk.pk: "x"}, address="a")
    assert paper.parts["cards"].cards[0].detail.endswith("· 区委督查室")


def test_whoever_has_left_gets_no_account_and_other_remarks_are_told(cast):
    head = ["单位", "姓名", "用途（经办/负责）", "备注"]
    remarks = ["已离职", "2026年9月退休", "原经办人退休，由其接替", "无手机", ""]
    rows = [["区水利局", f"王小{mark}", "经办", said] for mark, said in zip("甲乙丙丁戊", remarks, strict=True)]
    found = plan(read_workbook(book(head, *rows, ["区水利局", "李大己", "审核领导", ""]))).lines
    assert [line.kind for line in found] == ["refused", "refused", "new", "new", "new", "new"]
    assert all("不为已离开的人开通账号" in line.sentence for line in found[:2])
    assert any("人员变动" in told for told in found[2].doubts) and "备注：无手机" in found[3].notes
    assert [line.role for line in found[4:]] == [Role.UNIT_CLERK, Role.UNIT_HEAD]


def test_a_name_is_taken_out_of_what_stands_in_its_cell(cast):
    head = ["单位", "姓名", "职务", "岗位", "手机", "备注"]
    rows = [
        ["区水利局", "林静 13907310044", "", "经办人", "", ""],
        ["区住建局", "潘婷→汤圆", "科员", "经办人", "13907310045", ""],
        ["区教育局", "何敏（副局长）13907310046", "", "经办人", "13907310047", ""],
    ]
    read = read_workbook(book(head, *rows))
    assert [(row.name, row.phone) for row in read[:2]] == [("林静", "13907310044"), ("汤圆", "13907310045")]
    assert (read[2].name, read[2].title, read[2].more_phones) == ("何敏", "副局长", "13907310046")
    found = plan(read)
    assert all(line.doubts for line in found.lines) and "分开登记" in found.lines[0].doubts[0]
    assert "按“汤圆”开通" in found.lines[1].doubts[0] and "13907310046" in "".join(found.lines[2].doubts)
    assert all(map(directory.name_objection, ("林静13907310044", "潘婷→汤圆"))) and not directory.name_objection("林静")


def test_a_row_that_stands_twice_in_the_list_says_with_which(cast):
    row = ["区水利局", "林静", "经办人", "13907310044"]
    first, again = plan(read_workbook(book(["单位", "姓名", "岗位", "手机"], row, row))).lines
    assert first.kind == "new" and (again.kind, again.notes[-1]) == ("same", "与Sheet 第 2 行重复，只计一次。")
