"""A text that is written over days, as a line gets it that declares nothing but its columns and who may write."""

from dataclasses import replace

import pytest
from django.contrib.messages.storage.fallback import FallbackStorage
from django.test import RequestFactory

from core.matters import drafts, kinds
from core.matters.draft_views import Autosave, CheckDraft, NewDraft, WriteDraft
from core.matters.lifecycle import Forbidden, Refused
from core.matters.writing import Writing, is_filled, is_within
from proposals.kinds import PROPOSALS
from proposals.models import Proposal
from tests.builders.acts import do
from tests.builders.cast import draft, fresh, who

pytestmark = pytest.mark.django_db


@pytest.fixture
def plain(cast):
    """The proposals' columns under the kit's own form and templates."""
    writing = Writing(
        fields=PROPOSALS.writing.fields,
        states={"draft": "继续写"},
        actor_may=lambda actor, matter: matter.author_id == actor.user.pk,
        may_start=lambda actor: actor.is_in("member"),
        start=PROPOSALS.writing.start,
        writers="来信人",
    )
    kind = replace(PROPOSALS, writing=writing)
    kinds.register(kind)
    yield kind
    kinds.register(PROPOSALS)


def ask(view, kind, user, pk=None, data=None, **headers):
    """One request to a page of the kind, without middleware."""
    path = f"/proposals/{pk or 'new'}/"
    request = RequestFactory().get(path, **headers) if data is None else RequestFactory().post(path, data, **headers)
    request.user, request.session, request.csp_nonce = who(user).user, {}, ""
    request._messages = FallbackStorage(request)
    return view.as_view(matter_kind=kind)(request, **({} if pk is None else {"pk": pk}))


def test_the_page_has_a_field_for_each_column_and_says_which_are_typed(cast, plain):
    page = ask(NewDraft, plain, cast.shen).content.decode()
    assert 'name="title"' in page and '<textarea name="situation"' in page and "情况与问题" in page
    assert (
        'data-texts="title situation analysis suggestion category publish_reason"' in page
        and 'data-count="situation"' in page
    )
    assert 'action="/proposals/new/"' in page and "检查并提交" in page and "data-similar" not in page


def test_the_first_words_make_the_draft_and_the_rest_saves_by_itself(cast, plain):
    typed = {"title": "关于路灯", "nonce": "n", "do": "autosave"}
    begun = ask(NewDraft, plain, cast.shen, data=typed, HTTP_ACCEPT="application/json")
    assert begun.status_code == 200
    matter = Proposal.objects.get()
    ask(Autosave, plain, cast.shen, matter.pk, {"title": "关于路灯", "situation": "<b>暗</b>", "version": 2})
    assert fresh(matter).situation == "暗"
    page = ask(WriteDraft, plain, cast.shen, matter.pk).content.decode()
    assert 'name="version" value="3"' in page and f'data-autosave="/proposals/{matter.pk}/autosave/"' in page


def test_whoever_may_not_write_reads_who_may(cast, plain):
    matter = draft(cast, cast.shen)
    assert ask(NewDraft, plain, cast.clerk).status_code == 403
    with pytest.raises(Forbidden, match="只有来信人可以修改文稿"):
        drafts.save(matter, who(cast.zhou), {"title": "改"})


def test_the_check_page_tells_all_that_is_missing_and_hands_in_once_nothing_is(cast, plain):
    matter = draft(cast, title="路灯", analysis="")
    page = ask(CheckDraft, plain, cast.shen, matter.pk).content.decode()
    assert "还没有填写：分析" in page and "案由请写成" in page and "do/submit/" not in page
    drafts.save(fresh(matter), who(cast.shen), {"title": "关于路灯的提案"})
    Proposal.objects.update(analysis="线路老化。")
    page = ask(CheckDraft, plain, cast.shen, matter.pk).content.decode()
    assert f'action="/proposals/{matter.pk}/do/submit/"' in page and "内容齐全，可以提交" in page


def test_what_was_handed_in_is_written_no_more(cast, plain):
    matter = draft(cast)
    do(matter, "submit", cast.shen)
    with pytest.raises(Refused, match="文稿不能再改"):
        drafts.save(fresh(matter), who(cast.shen), {"title": "改"})
    assert drafts.write_on(fresh(matter), who(cast.shen)) is None


def test_guards_of_the_kit_name_the_columns_by_their_labels(cast):
    matter = draft(cast, situation="", analysis=" ")
    assert is_filled("title", "situation", "analysis")(matter, None) == "还没有填写：情况与问题、分析。请补齐后再提交。"
    assert is_filled("title")(matter, None) is None
    matter.title = "长" * 199
    assert "案由有199字，超过" in is_within("title", "proposal.title_max")(matter, None)
