from django.db import migrations


def fill(apps, _editor):
    """Whoever did the act wrote it; what was told last is the first account of those that stand now."""
    rows = apps.get_model("core", "Instruction").objects.filter(leader=None, leader_name="")
    for row in rows.select_related("event"):
        row.leader_id, row.leader_name = row.event.actor_id, row.event.actor_name
        if row.answer and row.answered_at and not row.accounts:
            told = {"at": row.answered_at.isoformat(), "by": row.answered_by, "text": row.answer, "state": row.state}
            row.accounts = [told]
        row.save(update_fields=["leader", "leader_name", "accounts"])


class Migration(migrations.Migration):

    dependencies = [
        ("core", "0037_instructions_on_paper"),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
