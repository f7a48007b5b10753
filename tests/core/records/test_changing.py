"""Changing master data: history with reason, nobody overwrites unseen, undo within the day."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.matters.lifecycle import Refused
from core.models import Event, Organisation
from core.models.generic import aimed_at
from core.people.actors import Actor
from core.records import RecordForm, Stale, change, last_undoable, undo

pytestmark = pytest.mark.django_db


class UnitForm(RecordForm):
    class Meta:
        model = Organisation
        fields = ("name", "contact_phone", "supervised_by")


@pytest.fixture
def housing():
    return Organisation.objects.create(name="区住建局", kind="unit", contact_phone="1")


@pytest.fixture
def office():
    return Organisation.objects.create(name="政府督查室", kind="supervision_office")


def events_of(record):
    return list(Event.objects.filter(**aimed_at(record)).order_by("id"))


def by(name="张文", at=None):
    from core.models import User

    user, _ = User.objects.get_or_create(username=name, defaults={"full_name": name})
    return Actor(user=user, at=at or timezone.now())


def test_a_change_says_what_it_was_what_it_is_who_and_why(housing, office):
    change(housing, {"contact_phone": "2", "supervised_by": office}, actor=by(), reason="来函更正", seen=0)
    (event,) = events_of(housing)
    assert (event.actor_name, event.reason) == ("张文", "来函更正")
    said = {one["label"]: (one["was"], one["is"]) for one in event.facts["changes"]}
    assert said == {"联系电话": ("1", "2"), "交办督查渠道": ("（空）", "政府督查室")}
    housing.refresh_from_db()
    assert (housing.contact_phone, housing.supervised_by, housing.revision) == ("2", office, 1)


def test_nothing_changed_leaves_nothing(housing):
    assert change(housing, {"contact_phone": "1"}, actor=by(), reason="x", seen=0) is None
    assert not events_of(housing)


def test_the_second_of_two_is_told_and_overwrites_nothing(housing):
    change(housing, {"contact_phone": "2"}, actor=by(), reason="x", seen=0)
    with pytest.raises(Stale) as refused:
        change(housing, {"contact_phone": "3"}, actor=by("李武"), reason="y", seen=0)
    assert "张文" in refused.value.sentence and "联系电话" in refused.value.sentence
    housing.refresh_from_db()
    assert housing.contact_phone == "2" and len(events_of(housing)) == 1


def opened(housing):
    """What a page carries that shows the unit as it stands."""
    form = UnitForm(instance=Organisation.objects.get(pk=housing.pk))
    values = {name: form[name].value() for name in form.fields}
    return {name: "" if value is None else value for name, value in values.items()} | {"reason": "更正"}


def kept(typed, housing, who="李武"):
    form = UnitForm(typed, instance=Organisation.objects.get(pk=housing.pk))
    return form, form.is_valid() and form.keep(by(who))


def test_what_only_one_of_two_changed_is_kept_for_both(housing, office):
    typed = opened(housing)
    change(housing, {"contact_phone": "2"}, actor=by(), reason="x", seen=0)
    form, done = kept(typed | {"supervised_by": str(office.pk)}, housing)
    assert done and "张文在" in form.merged and "联系电话" in form.merged
    housing.refresh_from_db()
    assert (housing.contact_phone, housing.supervised_by, housing.revision) == ("2", office, 2)


def test_only_what_both_changed_is_asked_about_and_the_second_press_decides(housing, office):
    typed = opened(housing)
    change(housing, {"contact_phone": "2", "supervised_by": office}, actor=by(), reason="x", seen=0)
    form, done = kept(typed | {"contact_phone": "3"}, housing)
    assert not done and set(form.errors) == {"contact_phone", "__all__"}
    assert "现值：2（张文在" in form.errors["contact_phone"][0]
    assert form["contact_phone"].value() == "3" and form["supervised_by"].value() == office.pk
    housing.refresh_from_db()
    assert housing.contact_phone == "2"
    _, done = kept(form.data, housing)
    housing.refresh_from_db()
    assert done and (housing.contact_phone, housing.supervised_by) == ("3", office)


def test_both_gave_the_same_value(housing):
    typed = opened(housing)
    change(housing, {"contact_phone": "2"}, actor=by(), reason="x", seen=0)
    form, done = kept(typed | {"contact_phone": "2"}, housing)
    assert done and not form.merged and len(events_of(housing)) == 1


def test_a_page_that_does_not_say_what_it_showed_overwrites_nothing(housing):
    typed = opened(housing)
    change(housing, {"contact_phone": "2"}, actor=by(), reason="x", seen=0)
    form, done = kept(typed | {"opened": ""}, housing)
    assert not done and "contact_phone" in form.errors


def test_a_name_that_is_taken_is_refused_with_a_sentence(housing, office):
    other = Organisation.objects.create(name="区教育局", kind="unit")
    with pytest.raises(Refused):
        change(other, {"name": "区住建局"}, actor=by(), reason="x", seen=0)
    assert not events_of(other)


def test_a_name_taken_at_the_same_moment_is_refused_with_the_same_sentence(housing, monkeypatch):
    Organisation.objects.create(name="区水利局", kind="unit")
    real, asked = Organisation.validate_constraints, []
    monkeypatch.setattr(  # the first time the other one is not there yet
        Organisation, "validate_constraints", lambda self, **more: asked.append(1) if not asked else real(self, **more)
    )
    with pytest.raises(Refused) as refused:
        change(housing, {"name": "区水利局"}, actor=by(), reason="更名", seen=0)
    with pytest.raises(Refused) as known:
        change(housing, {"name": "区水利局"}, actor=by(), reason="更名", seen=0)
    assert refused.value.sentence == known.value.sentence


def test_undo_within_the_day_and_only_the_newest(housing, office):
    first = change(housing, {"contact_phone": "2"}, actor=by(), reason="x", seen=0)
    second = change(housing, {"supervised_by": office}, actor=by(), reason="x", seen=1)
    with pytest.raises(Refused):
        undo(housing, first.pk, actor=by())
    undo(housing, second.pk, actor=by("李武"))
    housing.refresh_from_db()
    assert housing.supervised_by is None and housing.contact_phone == "2"
    assert events_of(housing)[-1].facts["undoes"] == second.pk
    with pytest.raises(Refused):  # an undo is not undone; the clerk changes it again
        undo(housing, second.pk, actor=by())


def test_the_next_day_nothing_is_undone(housing):
    yesterday = timezone.now() - timedelta(days=1)
    made = change(housing, {"contact_phone": "2"}, actor=by(at=yesterday), reason="x", seen=0)
    assert last_undoable(housing) is None
    with pytest.raises(Refused):
        undo(housing, made.pk, actor=by())


def test_references_dates_and_lists_come_back_as_they_were(housing, office):
    change(housing, {"supervised_by": office}, actor=by(), reason="x", seen=0)
    made = change(housing, {"supervised_by": None, "is_active": False}, actor=by(), reason="x", seen=1)
    undo(housing, made.pk, actor=by())
    housing.refresh_from_db()
    assert housing.supervised_by == office and housing.is_active is True
