"""Units that the first review suggests stand beside those of the proposers, in the same table."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("proposals", "0009_paper_received_on")]

    operations = [
        migrations.RemoveConstraint("suggestedunit", "unit_suggested_once"),
        migrations.AddField("suggestedunit", "by_review", models.BooleanField("初审建议", default=False)),
        migrations.AddConstraint(
            "suggestedunit",
            models.UniqueConstraint(fields=("proposal", "unit", "by_review"), name="unit_suggested_once_each"),
        ),
    ]
