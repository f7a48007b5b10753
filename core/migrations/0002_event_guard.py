from django.db import migrations

from core.matters import event_guard


def install(apps, schema_editor):
    event_guard.install(schema_editor.connection)


def remove(apps, schema_editor):
    event_guard.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]
    operations = [migrations.RunPython(install, remove)]
