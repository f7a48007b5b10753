"""A number whose filing was taken back is kept for its matter."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("contenttypes", "0002_remove_content_type_name"), ("core", "0019_who_confirmed")]

    operations = [
        migrations.AddField(
            "numbergap",
            "content_type",
            models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+",
                to="contenttypes.contenttype",
            ),  # fmt: skip
        ),
        migrations.AddField("numbergap", "object_id", models.PositiveBigIntegerField(blank=True, null=True)),
    ]
