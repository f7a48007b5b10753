"""Of the session that an account is signed in with, only a hash is kept; nobody is signed out by it, nor in again."""

import hashlib

from django.db import migrations


def hash_keys(apps, schema_editor):
    User = apps.get_model("core", "User")
    for user in User.objects.exclude(session_key__in=["", "ended"]).only("pk", "session_key").iterator():
        kept = hashlib.sha256(user.session_key.encode()).hexdigest()[:40]
        User.objects.filter(pk=user.pk).update(session_key=kept)


class Migration(migrations.Migration):
    dependencies = [("core", "0012_uploaded_sheets")]

    operations = [migrations.RunPython(hash_keys, migrations.RunPython.noop)]
