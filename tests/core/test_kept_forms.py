"""What is typed into the form of an act is kept on the server, for this person alone, until the act is done."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.matters import kept_forms
from core.models import KeptForm
from tests.builders.cast import fresh, person
from tests.builders.pages import signed_in, submitted

pytestmark = pytest.mark.django_db
TEXT = "路灯改造已列入明年计划。\n分两批实施，上半年完成河东片。"


@pytest.fixture
def review(cast):
    """The act of 初审 on a proposal that was handed in: its address, and the fields half filled in."""
    proposal = submitted(cast)
    url = f"{proposal.get_absolute_url()}do/recommend/"
    return proposal, url, {"seen": proposal.revision, "text": TEXT, "outcome": "file", "category": "", "title": "x"}


def value(client, url: str, name: str):
    return client.get(url).context["form"][name].value()


def test_it_is_back_on_another_device_and_gone_once_the_act_is_done(cast, review):
    proposal, url, typed = review
    desk = signed_in(cast.clerk)
    saved = desk.post(f"{url}keep/", typed)
    assert saved.status_code == 200 and saved.json()["saved"] == f"{timezone.localtime():%H:%M}"
    row = KeptForm.objects.get()
    assert row.fields == {"text": [TEXT], "outcome": ["file"]}, "fields of the form alone, and only those filled in"
    phone = signed_in(cast.clerk)
    page = phone.get(url)
    assert page.context["form"]["text"].value() == TEXT and page.context["form"]["outcome"].value() == "file"
    assert "填写、还没有提交的内容" in page.content.decode() and "有过变动" not in page.content.decode()
    refused = phone.post(url, typed)
    assert refused.status_code == 400 and KeptForm.objects.exists(), "a refused act loses nothing"
    assert phone.post(url, typed | {"category": "city"}).status_code == 302
    assert not KeptForm.objects.exists() and fresh(proposal).state == "recommended"


def test_it_is_nobody_elses(cast, review):
    _, url, typed = review
    signed_in(cast.clerk).post(f"{url}keep/", typed)
    colleague = person("second", "石岩", "proposal_clerk", cast.clerk.current_post.organisation)
    assert value(signed_in(colleague), url, "text") in (None, "")
    signed_in(colleague).post(f"{url}keep/", typed | {"text": "另一位写的"})
    assert value(signed_in(cast.clerk), url, "text") == TEXT


def test_strangers_wrong_posts_and_unknown_acts_keep_nothing(cast, review):
    proposal, url, typed = review
    assert signed_in(cast.housing_clerk).post(f"{url}keep/", typed).status_code == 404
    assert signed_in(cast.shen).post(f"{url}keep/", typed).status_code == 403
    assert signed_in(cast.clerk).post(f"{proposal.get_absolute_url()}do/nothing/keep/", typed).status_code == 404
    assert signed_in(cast.clerk).get(f"{url}keep/").status_code == 405
    assert not KeptForm.objects.exists()


def test_what_cannot_be_kept_is_said_in_a_sentence(cast, review):
    proposal, url, typed = review
    client = signed_in(cast.clerk)
    long = client.post(f"{url}keep/", typed | {"text": "长" * (kept_forms.LONGEST + 1)})
    assert long.status_code == 409 and "超过20万字" in long.json()["detail"]
    for seen in ("", "x", proposal.revision + 1):
        assert client.post(f"{url}keep/", typed | {"seen": seen}).status_code == 409
    assert not KeptForm.objects.exists()


def test_emptied_or_not_wanted_it_is_gone(cast, review):
    _, url, typed = review
    client = signed_in(cast.clerk)
    client.post(f"{url}keep/", typed)
    client.post(f"{url}keep/", {"seen": typed["seen"], "text": " "})
    assert not KeptForm.objects.exists()
    client.post(f"{url}keep/", typed)
    assert client.post(f"{url}keep/", {"drop": "1"}).json() == {"dropped": True}
    assert not KeptForm.objects.exists() and value(client, url, "text") in (None, "")


def test_that_the_matter_changed_since_is_said_and_the_present_state_is_taken_as_seen(cast, review):
    proposal, url, typed = review
    client = signed_in(cast.clerk)
    client.post(f"{url}keep/", typed)
    type(proposal).objects.filter(pk=proposal.pk).update(revision=proposal.revision + 1)
    page = client.get(url)
    assert "有过变动，请核对" in page.content.decode() and page.context["seen"] == proposal.revision + 1
    assert page.context["form"]["text"].value() == TEXT


def test_short_forms_are_not_looked_up(cast, review, django_assert_num_queries):
    form = signed_in(cast.clerk).get(review[1]).context["form"]
    assert kept_forms.has_long_text(form)
    del form.fields["text"]
    assert not kept_forms.has_long_text(form)


def test_what_nobody_came_back_to_is_let_go_after_three_months(cast, review):
    _, url, typed = review
    signed_in(cast.clerk).post(f"{url}keep/", typed)
    now = timezone.now()
    assert kept_forms.clean_up(now + timedelta(days=kept_forms.KEPT_DAYS - 1)) == 0
    assert kept_forms.clean_up(now + timedelta(days=kept_forms.KEPT_DAYS + 1)) == 1
