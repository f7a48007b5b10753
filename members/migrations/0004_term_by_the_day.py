"""Which term is the current one follows from the day: the stored flag goes, and with it ends that say nothing new.

An end on the eve of the next term's first day is what follows anyway; it would stay behind when that day is moved.
"""

from datetime import timedelta

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.utils import timezone


def forget_eves(apps, _schema_editor):
    Term = apps.get_model("members", "Term")
    for term in Term.objects.exclude(ends_on=None):
        following = Term.objects.filter(starts_on__gt=term.starts_on).order_by("starts_on").first()
        if following and term.ends_on == following.starts_on - timedelta(days=1):
            term.ends_on = None
            term.save(update_fields=["ends_on"])


def mark_current(apps, _schema_editor):
    Term = apps.get_model("members", "Term")
    rows = list(Term.objects.order_by("starts_on", "number"))
    for term, following in zip(rows, rows[1:], strict=False):
        term.ends_on = term.ends_on or following.starts_on - timedelta(days=1)
        term.save(update_fields=["ends_on"])
    current = Term.objects.filter(starts_on__lte=timezone.localdate()).order_by("-starts_on", "-number").first()
    if current:
        current.is_current = True
        current.save(update_fields=["is_current"])


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("core", "0001_initial"),
        ("members", "0003_kept_records"),
    ]

    operations = [
        migrations.RunPython(forget_eves, mark_current),
        migrations.RemoveConstraint(model_name="term", name="one_current_term"),
        migrations.RemoveField(model_name="term", name="is_current"),
        migrations.AddField(
            model_name="term",
            name="confirmed_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="名单确认时间"),
        ),
        migrations.AddField(
            model_name="term",
            name="confirmed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.CreateModel(
            name='SectorQuota',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seats', models.PositiveSmallIntegerField(verbose_name='名额')),
                ('sector', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='界别')),
                ('term', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='quotas', to='members.term', verbose_name='届')),
            ],
            options={
                'verbose_name': '界别名额',
                'verbose_name_plural': '界别名额',
                'constraints': [models.UniqueConstraint(fields=('term', 'sector'), name='one_quota_per_sector')],
            },
        ),
    ]
