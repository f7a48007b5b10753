"""A text that was passed on may come back (撤回、退回), and its source be passed on again: several texts of one source."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def forget_what_came_back(apps, schema_editor):
    """Databases from before know one text of a source, and no state for one that came back."""
    ForwardedText = apps.get_model("opinions", "ForwardedText")
    gone = list(ForwardedText.objects.filter(state__in=("recalled", "given_back")).values_list("pk", flat=True))
    here = {"content_type__app_label": "opinions", "content_type__model": "forwardedtext", "object_id__in": gone}
    apps.get_model("core", "Clock").objects.filter(**here).delete()
    ForwardedText.objects.filter(pk__in=gone).delete()


def give_signers_their_time(apps, schema_editor):
    """What was handled waits for the signer, whose time it is from now on."""
    ForwardedText = apps.get_model("opinions", "ForwardedText")
    handled = list(ForwardedText.objects.filter(state="handled").values_list("pk", flat=True))
    of_texts = {"content_type__app_label": "opinions", "content_type__model": "forwardedtext", "object_id__in": handled}
    clocks = apps.get_model("core", "Clock").objects.filter(**of_texts, kind="passed_on", stopped_at=None)
    clocks.update(holder_role="opinion_signer")


class Migration(migrations.Migration):

    dependencies = [
        ('opinions', '0002_texts_passed_on'),
        ('proposals', '0005_passed_on_ends_here'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='forwardedtext',
            name='source',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='forwarded_texts', to='proposals.proposal', verbose_name='来源'),
        ),
        migrations.AlterField(
            model_name='forwardedtext',
            name='state',
            field=models.CharField(choices=[('received', '待接收处理'), ('handled', '待签发'), ('signed', '已处理'), ('recalled', '已撤回'), ('given_back', '已退回')], default='received', max_length=20, verbose_name='状态'),
        ),
        migrations.AddConstraint(
            model_name='forwardedtext',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ('recalled', 'given_back')), _negated=True), fields=('source',), name='opinions_one_text_of_a_source'),
        ),
        migrations.RunPython(give_signers_their_time, forget_what_came_back),
    ]
