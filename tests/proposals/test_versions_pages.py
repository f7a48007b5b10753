"""各稿: writers read every version kept, who signed and the office those handed in, and what each changed."""

import pytest

from core import rulebook
from core.matters import drafts
from tests.builders.cast import draft, fresh, who
from tests.builders.pages import act, signed_in, today

pytestmark = pytest.mark.django_db
NEVER = "只给自己看的想法。"


@pytest.fixture
def handed_in_twice(cast):
    """Kept once as a draft, handed in, sent back, changed and handed in again, then filed in another category."""
    proposal = draft(cast, day=today())
    drafts.save(fresh(proposal), who(cast.shen, today()), {"analysis": NEVER}, keep=True)
    drafts.save(fresh(proposal), who(cast.shen, today()), {"analysis": "管网老化。"})
    act(cast.shen, proposal, "invite", members=[cast.zhou_member.pk, cast.he_member.pk])
    act(cast.zhou, proposal, "agree_cosign")
    act(cast.shen, proposal, "submit")
    act(cast.clerk, proposal, "return_to_author", reason="请补充数字")
    drafts.save(fresh(proposal), who(cast.shen, today()), {"analysis": "管网老化严重。"})
    act(cast.shen, proposal, "ask_again")
    act(cast.zhou, proposal, "agree_cosign")
    act(cast.shen, proposal, "submit")
    act(cast.clerk, proposal, "recommend", outcome="file", category="economy")
    act(cast.chair, proposal, "file", category="economy")
    return fresh(proposal)


def page(user, proposal, query=""):
    return signed_in(user).get(f"{proposal.get_absolute_url()}versions/{query}")


def numbers(response):
    return [one.version.number for one in response.context["versions"]]


def test_a_writer_reads_every_version_and_what_changed_in_each(cast, handed_in_twice):
    proposal = handed_in_twice
    assert (
        f'href="{proposal.get_absolute_url()}versions/"'
        in signed_in(cast.shen).get(proposal.get_absolute_url()).content.decode()
    )
    newest = page(cast.shen, proposal)
    html = newest.content.decode()
    assert "管网老化<ins>严重</ins>。" in html and NEVER not in html
    assert len(numbers(newest)) == 3 and numbers(newest) == sorted(numbers(newest), reverse=True)
    first = page(cast.shen, proposal, f"?v={numbers(newest)[-1]}").content.decode()
    assert NEVER in first and "<ins>" not in first and "前面没有可以比的" in first
    assert html.count("提交</span>") == 2, "only what was handed in is marked so"
    assert all(f"第{place}稿" in html for place in (1, 2, 3)) and "共 3 稿" in html and "第4稿" not in html
    assert ">city<" not in first and rulebook.label_of("proposal.categories", "city") in first


def test_who_signed_and_the_office_read_what_was_handed_in_and_no_draft(cast, handed_in_twice):
    for user in (cast.clerk, cast.chair, cast.zhou):
        shown = page(user, handed_in_twice)
        html = shown.content.decode()
        assert len(numbers(shown)) == 2 and "管网老化<ins>严重</ins>。" in html, user
        assert NEVER not in "".join(page(user, handed_in_twice, f"?v={n}").content.decode() for n in (1, 2, 3, 4)), user


def test_nobody_else_reads_them_though_the_matter_is_open(cast, handed_in_twice):
    url = handed_in_twice.get_absolute_url()
    for user in (cast.lu, cast.he, cast.leader, cast.office_clerk):
        assert "versions/" not in signed_in(user).get(url).content.decode(), user
        assert page(user, handed_in_twice).status_code == 403, user
        assert signed_in(user).get(f"/api/v1{url}versions/").json() == [], user


def test_a_draft_that_others_may_not_see_has_no_versions_for_them(cast):
    proposal = draft(cast)
    for user in (cast.clerk, cast.lu):
        assert page(user, proposal).status_code == 404
        assert signed_in(user).get(f"/api/v1{proposal.get_absolute_url()}versions/").status_code == 404
    assert "还没有保存过的稿" in page(cast.shen, proposal).content.decode()


def test_what_is_being_changed_after_a_return_is_not_read_before_it_is_handed_in_again(cast):
    proposal = draft(cast, day=today())
    act(cast.shen, proposal, "submit")
    act(cast.clerk, proposal, "return_to_author", reason="请补充数字")
    drafts.save(fresh(proposal), who(cast.shen, today()), {"analysis": NEVER}, keep=True)
    assert len(numbers(page(cast.shen, proposal))) == 2
    shown = page(cast.clerk, proposal)
    assert len(numbers(shown)) == 1 and NEVER not in shown.content.decode()


def test_the_interface_tells_the_same_versions(cast, handed_in_twice):
    url = f"/api/v1{handed_in_twice.get_absolute_url()}versions/"
    own, office = (signed_in(user).get(url).json() for user in (cast.shen, cast.clerk))
    assert [one["texts"]["分析"] for one in own] == ["管网老化严重。", "管网老化。", NEVER]
    assert [bool(one["handed_in"]) for one in own] == [True, True, False] and own[0]["by"] == "沈岚"
    assert office == own[:2]


def test_versions_cost_the_same_however_many_there_are(cast, handed_in_twice, django_assert_max_num_queries):
    client = signed_in(cast.shen)
    url = f"{handed_in_twice.get_absolute_url()}versions/"
    client.get(url)
    with django_assert_max_num_queries(12):
        client.get(url)
