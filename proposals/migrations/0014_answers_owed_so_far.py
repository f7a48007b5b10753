"""What units owe, or have answered, to those behind proposals merged so far."""

from django.db import migrations

ANSWERING = ("lead", "separate", "sole")
GONE = ("returned", "revoked", "united")


def owe(apps, _schema_editor):
    """One row for each answering work and merged proposal; what is open gets the date of the work's own reply."""
    owed, clocks = apps.get_model("proposals", "OwedAnswer"), apps.get_model("core", "Clock").objects
    types = apps.get_model("contenttypes", "ContentType").objects
    of_work, _ = types.get_or_create(app_label="proposals", model="assignment")
    of_row, _ = types.get_or_create(app_label="proposals", model="owedanswer")
    works = apps.get_model("proposals", "Assignment").objects.filter(role__in=ANSWERING).order_by("pk")
    for merged in apps.get_model("proposals", "Proposal").objects.exclude(merged_into=None).order_by("pk"):
        for work in works.filter(proposal=merged.merged_into_id):
            row = owed.objects.create(work=work, merged=merged, answered_at=work.delivered_at)
            running = {"content_type": of_work, "object_id": work.pk, "kind": "reply", "stopped_at": None}
            clock = None if work.delivered_at or work.state in GONE else clocks.filter(**running).first()
            if clock is not None:
                number = f"第{merged.number:04d}号" if merged.number else f"收{merged.receipt_number or 0:04d}"
                clock.pk, clock.content_type, clock.object_id = None, of_row, row.pk
                clock.label, clock.round = f"{clock.label}（并案{number}）", 1
                clock.save(force_insert=True)


class Migration(migrations.Migration):

    dependencies = [
        ('contenttypes', '0002_remove_content_type_name'),
        ('core', '0031_who_reads_what_is_between_people'),
        ('proposals', '0013_one_answer_per_merged_proposal'),
    ]

    operations = [migrations.RunPython(owe, migrations.RunPython.noop)]
