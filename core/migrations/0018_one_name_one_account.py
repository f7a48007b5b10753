"""User names that differ by case or width only are one name, and the database keeps it so."""

import unicodedata
from collections import defaultdict

from django.core.management.base import CommandError
from django.db import migrations, models


def key_of(username):
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", username).casefold())


def fill_keys(apps, schema_editor):
    User = apps.get_model("core", "User")
    named = defaultdict(list)
    users = list(User.objects.order_by("pk").only("pk", "username"))
    for user in users:
        user.username_key = key_of(user.username)
        named[user.username_key].append(user.username)
    if alike := ["、".join(names) for names in named.values() if len(names) > 1]:
        raise CommandError(
            f"有 {len(alike)} 组用户名只差大小写或全角半角，不能升级：{'；'.join(alike[:20])}。数据没有改动。"
            "请先改名，使每组只剩一个，再运行 migrate；改名用：manage.py shell -c "
            "\"from core.models import User; User.objects.filter(username='旧名').update(username='新名')\""
        )
    User.objects.bulk_update(users, ["username_key"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("core", "0017_notices_close_and_void_clocks")]

    operations = [
        migrations.AddField("user", "username_key", models.CharField(editable=False, max_length=300, null=True)),
        migrations.RunPython(fill_keys, migrations.RunPython.noop),
        migrations.AlterField(
            "user",
            "username_key",
            models.CharField(
                editable=False,
                error_messages={"unique": "与已有的用户名只差大小写或全角半角。"},
                max_length=300,
                unique=True,
            ),
        ),
    ]
