import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('contenttypes', '0002_remove_content_type_name'),
        ('core', '0004_clocks_that_lapse'),
    ]

    operations = [
        migrations.CreateModel(
            name='CalendarFeed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token_digest', models.CharField(editable=False, max_length=64, unique=True)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='建立时间')),
                ('last_read_at', models.DateTimeField(blank=True, null=True, verbose_name='最近读取')),
                ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='停用时间')),
            ],
            options={
                'verbose_name': '日历订阅',
                'verbose_name_plural': '日历订阅',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.CharField(choices=[('mail', '邮件'), ('gateway', '短信或企业微信')], max_length=8, verbose_name='渠道')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='送达编号')),
                ('state', models.CharField(choices=[('waiting', '待发送'), ('sending', '发送中'), ('sent', '已送达'), ('dead', '未送达'), ('dropped', '不再发送')], default='waiting', max_length=8, verbose_name='状态')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='已试次数')),
                ('not_before', models.DateTimeField(default=django.utils.timezone.now, verbose_name='不早于')),
                ('lease_until', models.DateTimeField(blank=True, null=True, verbose_name='占用至')),
                ('last_error', models.CharField(blank=True, max_length=300, verbose_name='最近一次失败')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='时间')),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='送达时间')),
            ],
            options={
                'verbose_name': '对外送达',
                'verbose_name_plural': '对外送达',
                'ordering': ['-id'],
                'indexes': [models.Index(condition=models.Q(('state__in', ('waiting', 'sending'))), fields=['not_before', 'id'], name='deliveries_to_send'), models.Index(fields=['state', '-id'], name='core_delive_state_1550f4_idx')],
            },
        ),
        migrations.CreateModel(
            name='MessageTemplate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=8, verbose_name='类别')),
                ('channel', models.CharField(choices=[('mail', '邮件'), ('gateway', '短信或企业微信')], max_length=8, verbose_name='渠道')),
                ('subject', models.CharField(blank=True, max_length=120, verbose_name='主题')),
                ('body', models.TextField(max_length=2000, verbose_name='正文')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='修改时间')),
            ],
            options={
                'verbose_name': '消息模板',
                'verbose_name_plural': '消息模板',
                'constraints': [models.UniqueConstraint(fields=('kind', 'channel'), name='one_template_per_kind_and_channel')],
            },
        ),
        migrations.CreateModel(
            name='Reminder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('due', models.DateField(verbose_name='截止日')),
                ('step', models.SmallIntegerField(verbose_name='提醒步骤')),
                ('level', models.CharField(choices=[('holder', '责任人'), ('head', '责任单位负责人'), ('office', '督查部门'), ('leader', '领导')], max_length=8, verbose_name='提醒层级')),
                ('day', models.DateField(verbose_name='晨报日期')),
            ],
            options={
                'verbose_name': '提醒',
                'verbose_name_plural': '提醒',
                'ordering': ['-day', 'due', 'id'],
            },
        ),
        migrations.CreateModel(
            name='ReminderScan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(unique=True, verbose_name='日期')),
                ('scanned_at', models.DateTimeField(auto_now_add=True, verbose_name='时间')),
                ('clocks', models.PositiveIntegerField(default=0, verbose_name='期限数')),
                ('people', models.PositiveIntegerField(default=0, verbose_name='人数')),
            ],
            options={
                'verbose_name': '提醒扫描',
                'verbose_name_plural': '提醒扫描',
                'ordering': ['-day'],
            },
        ),
        migrations.AddField(
            model_name='clock',
            name='anchor',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='hanging', to='core.clock', verbose_name='随此期限变动'),
        ),
        migrations.AddField(
            model_name='clock',
            name='next_reminder',
            field=models.DateField(blank=True, null=True, verbose_name='下次提醒日'),
        ),
        migrations.AddField(
            model_name='clock',
            name='watched_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='督查单位'),
        ),
        migrations.AddField(
            model_name='notice',
            name='kind',
            field=models.CharField(choices=[('act', '办理通知'), ('urging', '催办'), ('digest', '晨报')], default='act', max_length=8, verbose_name='类别'),
        ),
        migrations.AddField(
            model_name='regulation',
            name='code',
            field=models.CharField(blank=True, help_text='导入文件里的 id', max_length=60, verbose_name='文件代号'),
        ),
        migrations.AddField(
            model_name='regulation',
            name='note',
            field=models.TextField(blank=True, help_text='来源、缺失部分、歧义', verbose_name='说明'),
        ),
        migrations.AddField(
            model_name='regulation',
            name='place',
            field=models.CharField(blank=True, max_length=60, verbose_name='地区'),
        ),
        migrations.AddField(
            model_name='rule',
            name='article_text',
            field=models.TextField(blank=True, help_text='录入单位抄录的制度原文', verbose_name='条文'),
        ),
        migrations.AddField(
            model_name='rule',
            name='entered_at',
            field=models.DateTimeField(auto_now_add=True, null=True, verbose_name='录入时间'),
        ),
        migrations.AddField(
            model_name='rule',
            name='entered_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='user',
            name='gateway_choice',
            field=models.CharField(choices=[('all', '全部通知'), ('important', '只收晨报和催办'), ('none', '不收')], default='all', max_length=10, verbose_name='短信或企业微信'),
        ),
        migrations.AddField(
            model_name='user',
            name='mail_choice',
            field=models.CharField(choices=[('all', '全部通知'), ('important', '只收晨报和催办'), ('none', '不收')], default='all', max_length=10, verbose_name='邮件'),
        ),
        migrations.AlterField(
            model_name='rule',
            name='applies_to',
            field=models.CharField(blank=True, max_length=40, verbose_name='适用于'),
        ),
        migrations.AddIndex(
            model_name='clock',
            index=models.Index(condition=models.Q(('stopped_at__isnull', True)), fields=['next_reminder'], name='clocks_to_remind_of'),
        ),
        migrations.AddIndex(
            model_name='clock',
            index=models.Index(condition=models.Q(('stopped_at__isnull', True)), fields=['watched_by', 'due'], name='running_clocks_watched'),
        ),
        migrations.AddIndex(
            model_name='clock',
            index=models.Index(condition=models.Q(('stopped_at__isnull', True)), fields=['holder_org', 'due'], name='running_clocks_held'),
        ),
        migrations.AddField(
            model_name='calendarfeed',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='calendar_feeds', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='delivery',
            name='notice',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='core.notice'),
        ),
        migrations.AddField(
            model_name='delivery',
            name='resent_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='messagetemplate',
            name='updated_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='reminder',
            name='clock',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reminders', to='core.clock'),
        ),
        migrations.AddField(
            model_name='reminder',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reminders', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='calendarfeed',
            constraint=models.UniqueConstraint(condition=models.Q(('revoked_at__isnull', True)), fields=('user',), name='one_feed_per_person'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.UniqueConstraint(fields=('notice', 'channel'), name='one_delivery_per_notice_and_channel'),
        ),
        migrations.AddIndex(
            model_name='reminder',
            index=models.Index(fields=['person', 'day'], name='core_remind_person__6dbfad_idx'),
        ),
        migrations.AddConstraint(
            model_name='reminder',
            constraint=models.UniqueConstraint(fields=('clock', 'due', 'step', 'person'), name='one_reminder_per_step_and_person'),
        ),
        migrations.AddField(
            model_name='jobrun',
            name='attempts',
            field=models.PositiveSmallIntegerField(default=0, verbose_name='已试次数'),
        ),
        migrations.CreateModel(
            name='JobStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.PositiveBigIntegerField(verbose_name='对象')),
                ('label', models.CharField(max_length=200, verbose_name='名称')),
                ('url', models.CharField(blank=True, max_length=200, verbose_name='打开')),
                ('refused', models.CharField(blank=True, max_length=400, verbose_name='未办原因')),
                ('told', models.JSONField(blank=True, default=list, verbose_name='已通知')),
                ('job', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='core.jobrun')),
            ],
            options={
                'verbose_name': '任务明细',
                'verbose_name_plural': '任务明细',
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('job', 'key'), name='one_step_per_row')],
            },
        ),
    ]
