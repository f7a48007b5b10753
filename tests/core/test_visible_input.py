"""What nobody sees is in no text that is kept: by page, by interface, in a regulation's file."""

import json

import pytest
from django.test import Client, RequestFactory

from core.frame.visible_input import only_visible
from core.people import tokens
from core.rulebook.formats import nodes
from core.rulebook.formats.faults import Faults
from core.text import clean_line, visible
from proposals.models import Proposal
from tests.builders.cast import PASSWORD, draft, fresh

HIDDEN = "\u202e\u2066\u200b\u061c\U000e0041\x07"
TITLE = "关于治理内涝的建议"
TYPED = f"关于{HIDDEN}治理内涝的建议\u2069"


def test_texts_keep_what_is_seen_and_lose_what_is_not():
    assert visible(f"{TYPED}\t𠮷\r\n  二\v三") == f"{TITLE}\t𠮷\r\n  二\v三" and clean_line(TYPED) == TITLE
    sent = RequestFactory().post(f"/?q={HIDDEN}x", {"title": [TYPED, "a"], "old": TYPED, "n": "\0 1"})
    shown = only_visible(sent.POST)
    assert (shown.getlist("title"), shown["old"], shown["n"]) == ([TITLE, "a"], sent.POST["old"], " 1")
    assert not shown._mutable and only_visible(shown) is not sent.POST
    plain = RequestFactory().post("/", {"title": TITLE}).POST
    assert only_visible(plain) is plain


def test_a_page_and_the_interface_store_what_is_seen(cast, client):
    client.post("/accounts/login/", {"username": "shen", "password": PASSWORD})
    proposal = draft(cast)
    sent = client.post(f"/proposals/{proposal.pk}/write/", {"title": TYPED, "text_version": proposal.text_version})
    assert sent.status_code < 500 and not set(HIDDEN) & set(fresh(proposal).title)
    token = {"Authorization": f"Token {tokens.give(cast.shen)}"}
    for made in (
        Client().post("/api/v1/proposals/", {"title": TYPED}, content_type="application/json", headers=token),
        Client().post("/api/v1/proposals/", {"title": TYPED}, headers=token),
    ):
        assert made.status_code == 201 and Proposal.objects.get(pk=made.json()["id"]).title == TITLE
    before = Proposal.objects.count()
    for wrong in ({"title": TITLE, "tittle": "x"}, {"title": "\ud800"}):
        answer = Client().post("/api/v1/proposals/", json.dumps(wrong), content_type="application/json", headers=token)
        assert answer.status_code == 400 and answer.json()["detail"]
    assert Proposal.objects.count() == before


@pytest.mark.parametrize("text", ['title: "\\ud800"', '"\\ud800": x', 'a: ["x\\0y"]'])
def test_half_a_character_in_a_regulation_is_a_fault_with_its_line(text):
    with pytest.raises(Faults) as refused:
        nodes.read(f"id: x\n{text}\n")
    (fault,) = refused.value.faults
    assert fault.line == 2 and "无法保存" in fault.sentence
    assert nodes.read('a: "\\u202e提案\\u200b"').text("a") == "提案"


def test_the_interface_answers_json_where_no_view_of_it_is_reached(cast, monkeypatch):
    client = Client(raise_request_exception=False)
    client.force_login(cast.shen)

    def broken(*_, **__):
        raise RuntimeError

    for path, status in (("/api/v1/nowhere/", 404), ("/api/", 404), ("/api/v1/me/", 500)):
        if status == 500:
            monkeypatch.setattr("core.people.api._me", broken)
        answer = client.get(path)
        assert answer.status_code == status and answer["Content-Type"] == "application/json"
        assert answer.json()["detail"].endswith("。")
    assert "text/html" in client.get("/nowhere/")["Content-Type"]
