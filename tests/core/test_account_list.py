"""The list of accounts and its export say which posts are held, from when and until when."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from core.models import Post, Role, User
from tests.builders.sheets import exported

pytestmark = pytest.mark.django_db
URL = "/settings/accounts/"
DAY = timedelta(days=1)


@pytest.fixture
def admin(cast, client):
    client.force_login(cast.sysadmin, backend="core.backends.PostBackend")
    today = timezone.localdate()
    Post.objects.filter(user=cast.housing_clerk).update(valid_from=date(2025, 1, 6), valid_to=today + DAY)
    Post.objects.filter(user=cast.editor).update(valid_to=today - DAY)
    Post.objects.create(
        user=cast.editor, role=Role.UNIT_CLERK, organisation=cast.water, valid_from=today + 9 * DAY
    )  # fmt: skip
    return client


def test_posts_with_a_last_day_are_shown_and_coming_ones_say_from_when(cast, admin):
    today, shown = timezone.localdate(), admin.get(f"{URL}?role=unit_clerk").content.decode()
    assert f"承办单位经办人 · 区住建局（至{today + DAY}）" in shown
    assert f"{cast.editor.posts.last().label}（自{today + 9 * DAY}）" in shown
    assert "信息编辑" not in shown.split("zx-list")[-1].split("<tbody")[1]
    assert cast.editor.full_name not in admin.get(f"{URL}?role=opinion_editor").content.decode().split("<tbody")[-1]


def test_the_export_names_account_post_body_days_and_whether_one_may_sign_in(cast, admin):
    User.objects.filter(pk=cast.water_clerk.pk).update(is_active=False)
    answer = admin.post(f"{URL}?export=xlsx", {"purpose": "核对账号"})
    head, rows = exported(answer)
    assert set(head) >= {"姓名", "用户名", "岗位", "单位", "自", "至", "是否可登录"}
    found = {row[head.index("用户名")]: dict(zip(head, row, strict=True)) for row in rows}
    tomorrow, later = (str(timezone.localdate() + days * DAY) for days in (1, 9))
    one = found["housing_clerk"]
    assert [one[name] for name in ("岗位", "单位", "自", "至", "是否可登录")] == [
        "承办单位经办人", cast.housing.name, "2025-01-06", tomorrow, "是",
    ]  # fmt: skip
    assert found["editor"]["自"] == later and found["editor"]["是否可登录"] == f"自{later}"
    assert found["water_clerk"]["是否可登录"] == "否"
    assert "用户名" not in admin.get(URL).content.decode().split("<thead")[1].split("</thead>")[0]


@pytest.mark.parametrize("name", ["foo", "q"])
def test_a_condition_that_the_list_does_not_know_is_told(admin, name):
    assert f"不认识的筛选条件“{name}”" in admin.get(f"{URL}?{name}=1").content.decode()


def _file(answer):
    from io import BytesIO

    return BytesIO(b"".join(answer.streaming_content))
