"""A text changed after it was signed (退回修改) is signed anew: no name stands under what its bearer never read."""

import pytest

from core.matters import drafts
from core.models import Clock, Notice, OpenTurn
from tests.builders.cast import draft, fresh, who
from tests.builders.pages import act, signed_in, today
from workbench.todo import todo_list

pytestmark = pytest.mark.django_db
NEW = "增加一条：三年内更换支管。"


@pytest.fixture
def returned(cast):
    """Signed by 周正 and 何静, handed in by 沈岚, sent back and changed."""
    proposal = draft(cast, day=today())
    act(cast.shen, proposal, "invite", members=[cast.zhou_member.pk, cast.he_member.pk])
    act(cast.zhou, proposal, "agree_cosign")
    act(cast.he, proposal, "agree_cosign")
    act(cast.shen, proposal, "submit")
    act(cast.clerk, proposal, "return_to_author", reason="请补充措施")
    return fresh(proposal)


@pytest.fixture
def changed(cast, returned):
    drafts.save(returned, who(cast.shen, today()), {"suggestion": f"{returned.suggestion}\n{NEW}"})
    return fresh(returned)


def page(user, proposal, more=""):
    return signed_in(user).get(f"{proposal.get_absolute_url()}{more}").content.decode()


def state(proposal, member):
    return proposal.signatories.get(member=member).state


def test_the_return_asks_the_writer_to_change_it_and_tells_the_signers_what_follows(cast, returned):
    told = {one.recipient: one.title for one in Notice.objects.filter(title__contains="退回") | Notice.objects.filter(
        title__contains="请修改后再提交")}  # fmt: skip
    assert "请修改后再提交" in told[cast.shen]
    assert "正文有改动会再请您署名" in told[cast.zhou] and "请修改" not in told[cast.zhou]
    assert "须对改后的文稿重新署名" in page(cast.shen, returned, "write/")


def test_handed_in_without_asking_the_signers_of_the_earlier_text_are_none_of_the_new_one(cast, changed):
    check = page(cast.shen, changed, "check/")
    assert "何静、周正署名的是修改前的文稿" in check and f'action="{changed.get_absolute_url()}do/ask_again/"' in check
    url = f"{changed.get_absolute_url()}do/submit/"
    done = signed_in(cast.shen).post(url, {"seen": changed.revision}, follow=True).content.decode()
    assert "何静、周正署名的是修改前的文稿，没有重新署名，没有列为联名人" in done
    assert state(changed, cast.zhou_member) == state(changed, cast.he_member) == "lapsed"
    assert fresh(changed).proposer_kind == "individual"
    assert Notice.objects.filter(recipient=cast.zhou, title__contains="对修改前文稿的署名不再有效").exists()


def test_unchanged_every_signature_stands(cast, returned):
    assert "署名的是修改前的文稿" not in page(cast.shen, returned, "check/")
    act(cast.shen, returned, "submit")
    assert state(returned, cast.zhou_member) == "agreed"
    assert not Notice.objects.filter(recipient=cast.zhou, title__contains="不再有效").exists()


def test_asked_again_they_read_what_changed_and_sign_the_text_as_it_is(cast, changed):
    act(cast.shen, changed, "ask_again")
    assert Notice.objects.filter(recipient=cast.zhou, title__startswith="请您对修改后的文稿署名").exists()
    assert OpenTurn.objects.filter(root_id=changed.pk, user=cast.zhou).exists()
    assert Clock.objects.filter(kind="cosign", holder_user=cast.zhou, stopped_at=None).exists()
    read = page(cast.zhou, changed)
    assert "您署过名" in read and "改了哪里" in read and NEW in read.partition("<ins>")[2].partition("</ins>")[0]
    assert "按期办结" not in read.partition("正文")[0]
    act(cast.zhou, changed, "agree_cosign")
    check = page(cast.shen, changed, "check/")
    assert "何静还没有答复联名邀请" in check and "署名的是修改前的文稿" not in check
    act(cast.shen, changed, "submit")
    assert state(changed, cast.zhou_member) == "agreed" and state(changed, cast.he_member) == "lapsed"
    assert changed.signatories.get(member=cast.zhou_member).text_version == fresh(changed).text_version
    assert not Clock.objects.filter(kind="cosign", stopped_at=None).exists()


def test_changed_once_more_after_they_signed_again_they_are_asked_once_more(cast, changed):
    act(cast.shen, changed, "ask_again")
    act(cast.zhou, changed, "agree_cosign")
    drafts.save(fresh(changed), who(cast.shen, today()), {"suggestion": "只留一条。"})
    assert "周正署名的是修改前的文稿" in page(cast.shen, changed, "check/")
    act(cast.shen, changed, "submit")
    assert state(changed, cast.zhou_member) == "lapsed"


def test_withdrawn_meanwhile_nobody_waits_for_their_answers(cast, changed):
    act(cast.shen, changed, "ask_again")
    act(cast.shen, changed, "withdraw", reason="另行提出")
    assert state(changed, cast.zhou_member) == "lapsed"
    assert Notice.objects.filter(recipient=cast.zhou, title__contains="您不必再答复").exists()
    assert not Clock.objects.filter(kind="cosign", stopped_at=None).exists()


def test_in_the_way_before_submission_the_earlier_signer_sees_what_changed_and_is_named_once(cast):
    proposal = draft(cast, day=today())
    act(cast.shen, proposal, "invite", members=[cast.zhou_member.pk])
    act(cast.zhou, proposal, "agree_cosign")
    act(cast.shen, proposal, "edit_again")
    drafts.save(fresh(proposal), who(cast.shen, today()), {"suggestion": f"{proposal.suggestion}\n{NEW}"})
    check = page(cast.shen, proposal, "check/")
    assert "周正署名的是修改前的文稿" in check and "周正还没有答复" not in check
    act(cast.shen, proposal, "send_round")
    read = page(cast.zhou, proposal)
    assert (
        NEW in read.partition("<ins>")[2].partition("</ins>")[0]
        and "按期办结" not in read.partition("正文")[0]
        and "您署过名" in read
    )


def test_once_the_last_one_asked_has_answered_handing_in_is_a_to_do(cast):
    proposal = draft(cast, day=today())
    act(cast.shen, proposal, "invite", members=[cast.zhou_member.pk])

    def asked():
        return [one.turn.key for one in todo_list(cast.shen, today()).asked]

    assert asked() == []
    act(cast.zhou, proposal, "agree_cosign")
    assert asked() == ["submit"]
