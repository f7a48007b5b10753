"""The day on which a paper came in that staff entered for others."""

from django.db import migrations, models


def received_on() -> models.DateField:
    return models.DateField(blank=True, help_text="代为录入的纸质件收到的那天", null=True, verbose_name="收到日期")


class Migration(migrations.Migration):
    dependencies = [("proposals", "0008_what_moved_remembers")]

    operations = [
        migrations.AddField("historicalproposal", "received_on", received_on()),
        migrations.AddField("proposal", "received_on", received_on()),
    ]
