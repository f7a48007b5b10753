"""共青团员 under 政治面貌 is no party: taken for 群众, noted, and asked about."""

import pytest

from tests.builders.rosters import understood


def read(party):
    return understood([["姓名", "政治面貌", "界别", "单位职务"], ["赵甲", party, "教育", "县某校教师"]]).rows[0]


@pytest.mark.parametrize("written", ["共青团员", "团员", "中国共产主义青年团员", "共青团 员"])
def test_a_member_of_the_youth_league(written):
    row = read(written)
    assert (row.party, row.remark) == (["群众"], f"党派注：{written}")
    assert [(doubt.key, doubt.written) for doubt in row.doubts] == [("party_league", written)]


def test_beside_a_party_it_says_nothing_more_and_other_words_stay_unread():
    assert (read("民盟、共青团员").party, read("民盟、共青团员").doubts) == (["民盟"], [])
    assert [doubt.key for doubt in read("某团成员").doubts] == ["party_unreadable"]
