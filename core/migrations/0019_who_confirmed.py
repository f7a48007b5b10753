"""A recommended rule says by whom it was confirmed; those confirmed before take it from the event."""

from django.db import migrations, models


def fill_basis(apps, schema_editor):
    Event, Rule = apps.get_model("core", "Event"), apps.get_model("core", "Rule")
    for event in Event.objects.filter(key="rules_confirmed").order_by("pk"):
        for key, applies_to, *_ in event.facts.get("rules", ()):
            rows = Rule.objects.filter(key=key, applies_to=applies_to, regulation__is_default=True, confirmed_basis="")
            rows.exclude(confirmed_at=None).update(confirmed_basis=event.reason[:120])


class Migration(migrations.Migration):
    dependencies = [("core", "0018_one_name_one_account")]

    operations = [
        migrations.AddField(
            "rule",
            "confirmed_basis",
            models.CharField(blank=True, default="", help_text="在什么会上定的", max_length=120, verbose_name="由谁确认"),
            preserve_default=False,
        ),
        migrations.RunPython(fill_basis, migrations.RunPython.noop),
    ]
