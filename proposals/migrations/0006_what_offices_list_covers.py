"""What is given up before it is handed in is told by the day of handing in: the list and its count read that too."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0007_running_clocks_of_a_matter'),
        ('members', '0001_initial'),
        ('proposals', '0005_passed_on_ends_here'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='proposal',
            name='proposals_newest_first',
        ),
        migrations.AddIndex(
            model_name='proposal',
            index=models.Index(fields=['-id', 'state', 'author', 'publish_consent', 'submitted_at'], name='proposals_newest_first'),
        ),
    ]
