import django.db.models.deletion
from django.db import migrations, models

from core.search import schema


def install(apps, schema_editor):
    schema.install(schema_editor.connection)


def remove(apps, schema_editor):
    schema.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [
        ("contenttypes", "0002_remove_content_type_name"),
        ("core", "0002_event_guard"),
    ]

    operations = [
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("object_id", models.PositiveBigIntegerField()),
                ("tokens", models.TextField()),
                (
                    "content_type",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="contenttypes.contenttype",
                    ),
                ),
            ],
            options={"verbose_name": "检索条目", "verbose_name_plural": "检索条目"},
        ),
        migrations.AddConstraint(
            model_name="searchentry",
            constraint=models.UniqueConstraint(
                fields=("content_type", "object_id"), name="one_search_entry_per_object"
            ),
        ),
        migrations.RunPython(install, remove),
    ]
