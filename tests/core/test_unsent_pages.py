"""Every page with a form that is filled in gives back what was typed when the sign-in ran out (输入不丢失)."""

import pytest
from django.test import Client
from django.urls import reverse

from core.frame import unsent_input
from core.models import Role, User
from core.people.sessions import SessionStore
from members.models import Mandate, Member
from tests.builders.acts import do
from tests.builders.cast import draft, fresh

pytestmark = pytest.mark.django_db
WORDS = "刚才写到一半的话"


def back(user: User, page: str, fields: dict[str, str | list[str]], action: str = "") -> tuple[Client, str]:
    """This person back on ``page``, from which ``fields`` had been posted to ``action`` too late."""
    client = Client()
    client.force_login(user)
    session = SessionStore(client.session.session_key)
    lists = {name: value if isinstance(value, list) else [value] for name, value in fields.items()}
    session[unsent_input.KEY] = unsent_input.Unsent(
        path=action or page, page=page, fields=lists, files=False, owner=user.pk
    )
    session.save()
    answer = client.get(page)
    assert answer.status_code == 200, answer.get("Location")
    return client, answer.content.decode()


PAGES = {
    "节假日": ("sysadmin", "setup:calendar", {"date": "2026-10-09", "name": WORDS}, ['value="2026-10-09"', WORDS]),
    "开通账号": ("sysadmin", "setup:account_new", {"username": "x", "full_name": WORDS}, [WORDS, 'value="x"']),
    "岗位": (
        "sysadmin",
        ("setup:account", lambda cast: cast.shen.pk),
        {"role": Role.LIAISON, "valid_from": "2026-13-77"},
        ['value="liaison" selected', "2026-13-77"],
    ),
    "消息模板": (
        "sysadmin",
        ("setup:message", lambda cast: ("urging", "mail")),
        {"subject": WORDS, "body": f"{WORDS}。", "save": "1"},
        [f'value="{WORDS}"', f"{WORDS}。"],
    ),
    "接收通知": (
        "shen",
        "core:channels",
        {"phone": "1380000", "mail_choice": "none"},
        ['value="1380000"'],
    ),
    "制度下一版本": (
        "sysadmin",
        ("setup:rule_next", lambda cast: "proposal.sign_days"),
        {"value-n": "7", "value-unit": "days", "applies_to": "interim", "note": WORDS, "step": "save"},
        ['name="value-n" value="7"', WORDS, 'name="applies_to" value="interim"'],
    ),
    "制度清单": (
        "sysadmin",
        ("setup:rule_next", lambda cast: "proposal.categories"),
        {"value-TOTAL_FORMS": "1", "value-INITIAL_FORMS": "0", "value-0-label": WORDS, "step": "check"},
        [f'name="value-0-label" value="{WORDS}"'],
    ),
    "导入制度": ("sysadmin", "setup:rules_load", {"text": f"rules: {WORDS}", "step": "check"}, [f"rules: {WORDS}"]),
    "届中增补": (
        "office_clerk",
        "members:add",
        {"name": WORDS, "parties": ["中国民主同盟"], "gender": "女"},
        [WORDS, 'value="女" selected'],
    ),
    "登记离任": (
        "office_clerk",
        ("members:end", lambda cast: Member.objects.get(user=cast.shen).pk),
        {"ended": "resigned", "reason": WORDS},
        [WORDS],
    ),
    "会议": ("office_clerk", "members:terms", {"number": "7", "opens_on": "2027-01-07"}, ['value="2027-01-07"']),
    "新一届": ("office_clerk", "members:terms", {"term_number": "77", "starts_on": "2030-01-01"}, ['value="77"']),
    "改会议": (
        "office_clerk",
        ("members:session", lambda cast: cast.session.pk),
        {"number": "9", "proposal_cutoff": "2026-01-09T10:30"},
        ['value="2026-01-09T10:30"'],
    ),
    "导入名册": ("office_clerk", "members:roster", {"starts_on": "2026-03-03"}, ['value="2026-03-03"']),
}


@pytest.mark.parametrize("name", PAGES)
def test_what_was_typed_is_back_in_its_field_and_is_not_judged(cast, name):
    who, where, fields, there = PAGES[name]
    args = where[1](cast) if isinstance(where, tuple) else ()
    page = reverse(where[0] if isinstance(where, tuple) else where, args=args if isinstance(args, tuple) else (args,))
    user = getattr(cast, who)
    client, html = back(user, page, fields)
    assert [text for text in there if text not in html] == []
    assert "zx-error" not in html and "处需要补充或改正" not in html
    assert unsent_input.KEY not in client.session
    assert not any(text in client.get(page).content.decode() for text in there if WORDS in text), "given back once"


def test_members_ticked_for_accounts_are_ticked_again(cast):
    member = Member.objects.create(name="待开通", gender="女", sort_key="d")
    Mandate.objects.create(member=member, term=cast.term, sector=cast.farming, starts_on=cast.term.starts_on)
    _, html = back(cast.office_clerk, reverse("members:accounts"), {"member": [str(member.pk)]})
    assert f'name="member" value="{member.pk}" checked' in html


def test_a_button_that_typed_nothing_is_offered_again_on_a_page_of_its_own(cast):
    page = reverse("setup:account", args=[cast.shen.pk])
    client = Client()
    client.force_login(cast.sysadmin)
    session = client.session
    session[unsent_input.KEY] = unsent_input.Unsent(
        path=page, page=page, fields={"end": ["3"]}, files=False, owner=cast.sysadmin.pk
    )
    session.save()
    assert client.get(page)["Location"] == "/accounts/kept/?show=1"


def test_the_page_of_an_act_and_what_was_looked_at_when_it_was_filled_in(cast):
    proposal = draft(cast)
    do(proposal, "submit", cast.shen)
    proposal = fresh(proposal)
    page = f"/proposals/{proposal.pk}/do/return_to_author/"
    fields = {"reason": WORDS, "seen": str(proposal.revision - 1)}
    client, html = back(cast.clerk, page, fields)
    assert WORDS in html and f'name="seen" value="{proposal.revision - 1}"' in html
    answer = client.post(page, fields)
    assert answer.status_code == 409 and WORDS in answer.content.decode(), "somebody was quicker"


def test_an_invitation_answered_too_late_has_its_remark_again(cast):
    proposal = draft(cast)
    do(proposal, "invite", cast.shen, members=[Member.objects.get(user=cast.zhou).pk])
    page = f"/proposals/{proposal.pk}/"
    _, html = back(cast.zhou, page, {"remark": WORDS, "seen": "1"}, f"{page}do/agree_cosign/")
    assert f'name="remark" maxlength="200" value="{WORDS}"' in html


def test_the_writing_page_gives_back_text_version_and_ticks(cast):
    proposal = draft(cast)
    page = f"/proposals/{proposal.pk}/write/"
    fields = {"situation": WORDS, "category": "economy", "publish_consent": "no", "version": "7777", "do": "check"}
    _, html = back(cast.shen, page, fields)
    assert WORDS in html and 'value="economy" selected' in html and 'name="version" value="7777"' in html


def test_a_new_text_and_for_whom_it_is_entered(cast):
    fields = {"title": WORDS, "organisation": str(cast.committee.pk), "nonce": "n0nce", "do": "save"}
    _, html = back(cast.clerk, "/proposals/new/", fields)
    assert f'value="{WORDS}"' in html and 'name="nonce" value="n0nce"' in html
    assert f'value="{cast.committee.pk}" selected' in html
