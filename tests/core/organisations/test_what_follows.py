"""The pages of a body say what follows: of another channel for what is open, of a coming back for posts."""

import pytest

from core.models import Organisation
from tests.builders.acts import filed_and_assigned
from tests.builders.cast import body
from tests.builders.pages import signed_in

pytestmark = pytest.mark.django_db


def test_open_work_stays_with_the_office_through_which_it_came(cast):
    filed_and_assigned(cast)
    unit = Organisation.objects.get(pk=cast.housing.pk)
    was, other = unit.supervised_by, body("县委督查二室", "supervision_office")
    page = f"/settings/organisations/{unit.pk}/edit/"
    browser = signed_in(cast.office_clerk)
    form = browser.get(page).context["form"]
    typed = {name: form[name].value() for name in form.fields}
    typed = {name: value for name, value in typed.items() if value is not None and value is not False}
    said = browser.post(page, typed | {"supervised_by": other.pk, "reason": "渠道调整"}, follow=True).content.decode()
    assert "已保存。1 件没有办结的承办件、" in said
    assert f"期限仍由{was}督办，以后交办的经{other}" in said


def test_a_post_that_opens_no_list_has_no_link_to_it(cast):
    page = f"/settings/organisations/{cast.housing.pk}/"
    assert "承办的件" not in signed_in(cast.sysadmin).get(page).content.decode()
    assert "承办的件" in signed_in(cast.office_clerk).get(page).content.decode()


def test_coming_back_says_that_the_posts_stay_ended(cast):
    Organisation.objects.filter(pk=cast.housing.pk).update(is_active=False)
    page = f"/settings/organisations/{cast.housing.pk}/reopen/"
    assert "随停用或合并结束的岗位也不恢复" in signed_in(cast.office_clerk).get(page).content.decode()
