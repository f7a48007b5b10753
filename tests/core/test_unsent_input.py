"""A form filled again looks as the person left it; nothing else, and nobody else, gets what was typed."""

import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.http import QueryDict
from django.test import RequestFactory

from core.frame import unsent_input
from core.models import User

PAGE = "http://testserver/p/1/write/"


class Writing(forms.Form):
    title = forms.CharField(initial="旧题")
    situation = forms.CharField(widget=forms.Textarea, initial="旧文")
    analysis = forms.CharField(widget=forms.Textarea, required=False)
    consent = forms.BooleanField(required=False, initial=True)
    unit = forms.MultipleChoiceField(
        choices=[("1", "甲"), ("2", "乙")], widget=forms.CheckboxSelectMultiple, initial=["2"]
    )
    kind = forms.ChoiceField(choices=[("a", "甲"), ("b", "乙")], widget=forms.RadioSelect, initial="a")
    city = forms.ChoiceField(choices=[("", "请选"), ("x", "甲"), ("y", "乙")])
    day = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    word = forms.CharField(widget=forms.PasswordInput(render_value=True))
    files = forms.FileField(required=False)


TYPED = (
    "version=5&title=新%22题%22 <关于>&situation=新文%0a</textarea><script>x</script>&unit=1&kind=b&city=y"
    "&day=2026-13-99&word=secret&csrfmiddlewaretoken=old&do=check"
)


def person(pk: int) -> User:
    return User(pk=pk, username=f"u{pk}")


def asked(method="get", path="/p/1/write/", data=None, user=None, session=None, **headers):
    request = getattr(RequestFactory(), method)(path, data or {}, **headers)
    request.user = user or person(1)
    request.session = SessionStore() if session is None else session
    return request


def posted(**more):
    """A POST of what was typed that came too late."""
    request = asked("post", headers={"Referer": PAGE}, **more)
    request._post = QueryDict(TYPED)
    return request


@pytest.fixture
def session():
    request = posted()
    assert unsent_input.keep(request)
    return request.session


@pytest.fixture
def form(session):
    return unsent_input.refill(Writing(), asked(session=session))


@pytest.mark.parametrize(
    "there",
    [
        'name="title" value="新&quot;题&quot; &lt;关于&gt;"',
        "新文\n&lt;/textarea&gt;&lt;script&gt;",
        '<input type="checkbox" name="unit" value="1" id="id_unit_0" checked>',
        '<input type="checkbox" name="unit" value="2" id="id_unit_1">',
        '<input type="checkbox" name="consent" id="id_consent">',
        '<input type="radio" name="kind" value="b" required id="id_kind_1" checked>',
        '<input type="radio" name="kind" value="a" required id="id_kind_0">',
        '<option value="y" selected>',
        '<option value="">',
        'name="day" value="2026-13-99"',
    ],
)
def test_what_was_typed_stands_in_its_field_as_it_was_typed(form, there):
    assert there in form.as_div()


def test_nothing_typed_becomes_markup_no_secret_is_filled_in_and_nothing_is_judged(form):
    html = form.as_div()
    assert "<script>" not in html and "secret" not in html and "旧文" not in html
    assert not form.is_bound and not form.errors


def test_secrets_tokens_and_files_are_never_kept(session):
    kept = session[unsent_input.KEY]
    assert "old" not in str(kept["fields"].get("csrfmiddlewaretoken")) and kept["files"] is False
    request = asked("post", data={"new_password": "geheim", "old": "geheim", "note": "字"}, headers={"Referer": PAGE})
    assert unsent_input.keep(request)
    assert "geheim" not in str(request.session[unsent_input.KEY])


def test_it_is_given_once(session):
    request = asked(session=session)
    assert unsent_input.for_page(request).getlist("unit") == ["1"]
    assert unsent_input.for_page(request) is None
    assert unsent_input.refill(Writing(), request).initial == {}


@pytest.mark.parametrize(
    ("request_of", "why"),
    [
        ({"path": "/p/2/write/"}, "another page"),
        ({"path": "/p/1/write/?tab=2"}, "the page with other conditions"),
        ({"method": "post"}, "being handed in"),
    ],
)
def test_no_other_page_takes_it(session, request_of, why):
    assert unsent_input.for_page(asked(session=session, **request_of)) is None, why
    assert session.get(unsent_input.KEY), why


def test_a_page_takes_only_what_was_for_its_form(session):
    request = asked(session=session)
    assert unsent_input.for_page(request, "/p/1/do/urge/") is None
    assert unsent_input.for_page(request, having=("member", "scope")) is None
    assert unsent_input.for_page(request, "/p/1/do/urge/", "/p/1/write/", having=("scope", "kind")) is not None


def test_somebody_else_does_not_get_it_and_it_is_dropped(session):
    assert unsent_input.for_page(asked(session=session, user=person(2))) is None
    assert unsent_input.KEY not in session


def test_a_form_that_was_just_handed_in_is_left_alone(session):
    bound = unsent_input.refill(Writing({"title": "刚写的"}), asked(session=session))
    assert bound["title"].value() == "刚写的" and unsent_input.KEY in session


def test_fields_with_a_prefix_are_found_and_a_form_without_any_stays_as_it_was():
    fields = QueryDict("value-title=题")
    assert unsent_input.fill(Writing(prefix="value"), fields)["title"].value() == "题"
    assert unsent_input.fill(Writing(prefix="other"), fields)["title"].value() == "旧题"


@pytest.mark.parametrize(
    ("typed", "headers", "why"),
    [
        ({"seen": "3", "do": "save"}, {"Referer": PAGE}, "nothing was typed"),
        ({"note": ""}, {"Referer": PAGE}, "nothing was filled in"),
        ({"note": "字" * (unsent_input.LIMIT + 1)}, {"Referer": PAGE}, "far too long"),
        ({"note": "字"}, {"Origin": "https://elsewhere.example"}, "from another site"),
    ],
)
def test_what_is_not_kept(typed, headers, why):
    request = asked("post", data=typed, headers=headers)
    assert not unsent_input.keep(request) and unsent_input.KEY not in request.session, why


def test_nothing_is_kept_of_a_stranger():
    assert not unsent_input.keep(posted(user=AnonymousUser()))
