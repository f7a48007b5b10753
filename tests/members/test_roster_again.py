"""A second roster: who is known keeps the sector that the file lacks; offices in a party and duties are written."""

import pytest

from members.models import Mandate, PartyOffice, RosterImport, Seat
from tests.builders.rosters import book_of, confirm, upload
from tests.members.test_roster_check import post, shown
from tests.members.test_roster_exits import waiting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
HEADER = ["姓名", "性别", "界别", "工作单位及职务", "手机", "党派职务"]
DU = ["杜若", "女", "教育界", "某校副校长", "13900000007", "民盟青石县委会主委"]
SHEN = ["沈砚", "女", "教育界", "某院医师", "13900000008", ""]


def uploaded(client, *rows) -> RosterImport:
    assert upload(client, data=book_of([*rows])).status_code == 302
    return RosterImport.objects.latest("id")


def test_an_office_in_a_party_is_written_once(office):
    for _ in range(2):
        confirm(office, uploaded(office, HEADER, DU, SHEN), known=9)
    assert [(one.member.name, one.party, one.title) for one in PartyOffice.objects.all()] == [
        ("杜若", "民盟", "民盟青石县委会主委")
    ]


@pytest.mark.parametrize(("written", "asked"), [(None, []), ("", ["sector_kept"]), ("没有的界", ["sector_kept"])])
def test_a_member_keeps_the_sector_that_the_file_does_not_tell(office, written, asked):
    confirm(office, uploaded(office, HEADER, DU, SHEN), known=9)
    rows = [HEADER, [*DU[:2], written, *DU[3:]], ["林晚", "女", "工会", "某厂厂长", "13900000001", ""]]
    rows = rows if written is not None else [[row[0], row[1], *row[3:]] for row in rows[:2]]
    roster = uploaded(office, *rows)
    page = shown(office, roster)
    assert [refused.name for refused in page.context["plan"].refused] == []
    found = next(planned for planned in page.context["plan"].rows if planned.row.name == "杜若")
    assert found.row.sector.startswith("教育")
    assert [doubt.key for doubt in found.row.doubts if doubt.field == "sector"] == asked
    assert not found.changes_in("sector")


def test_the_duty_of_a_committees_list_is_the_seats(office):
    rows = [["专委会", "职务", "姓名", "性别", "界别", "工作单位及职务"],
            ["提案委员会", "副主任", *DU[:4]], ["提案委员会", "委员", *SHEN[:4]]]  # fmt: skip
    confirm(office, waiting(office, 专委会=rows), known=9)
    duties = {
        one.member.name: one.seats.get().duty for one in Mandate.objects.filter(member__name__in=["杜若", "沈砚"])
    }
    assert duties == {"杜若": "deputy", "沈砚": "member"}
    rows[1][1] = "主任"
    roster = waiting(office, 专委会=rows)
    changed = shown(office, roster, "changed").context["plan"].of_kind("changed")
    assert [(c.old, c.new) for p in changed for c in p.changes] == [("提案委员会（副主任）", "提案委员会（主任）")]
    confirm(office, roster, known=9)
    assert Seat.objects.get(mandate__member__name="杜若", ends_on=None).duty == "head"


def test_doubts_of_one_kind_are_accepted_at_once_but_not_of_leaving(office):
    rows = [["姓名", "性别", "界别", "工作单位及职务", "手机", "备注"],
            ["杜若", "女", "教育界", "某校副校长", "13900000007/67788", ""],
            ["沈砚", "女", "教育界", "某院医师", "13900000008/67789", "病逝"]]  # fmt: skip
    roster = uploaded(office, *rows)
    assert "同类提示 2 行都照此导入" in shown(office, roster, "check").content.decode()
    post(office, "settle", roster, all="phone_short")
    assert [planned.row.name for planned in shown(office, roster).context["plan"].to_check] == ["沈砚"]
    assert "须逐行答复" in post(office, "settle", roster, all="left_noted").content.decode()
