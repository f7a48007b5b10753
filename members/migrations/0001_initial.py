import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('core', '0001_initial'),
        ('core', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Member',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, verbose_name='姓名')),
                ('other_names', models.JSONField(blank=True, default=list, verbose_name='曾用名')),
                ('gender', models.CharField(blank=True, choices=[('男', '男'), ('女', '女')], max_length=2, verbose_name='性别')),
                ('ethnicity', models.CharField(blank=True, max_length=20, verbose_name='民族')),
                ('birth', models.CharField(blank=True, help_text='YYYY-MM 或 YYYY-MM-DD', max_length=10, verbose_name='出生年月')),
                ('employer_post', models.CharField(blank=True, max_length=300, verbose_name='工作单位及职务')),
                ('phone', models.CharField(blank=True, max_length=30, verbose_name='手机')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='电子邮箱')),
                ('address', models.CharField(blank=True, max_length=200, verbose_name='通信地址')),
                ('postcode', models.CharField(blank=True, max_length=10, verbose_name='邮编')),
                ('sort_key', models.CharField(blank=True, db_index=True, max_length=120, verbose_name='拼音')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='备注')),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('user', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='member', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '委员',
                'verbose_name_plural': '委员',
                'ordering': ['sort_key', 'id'],
                'indexes': [models.Index(fields=['name'], name='members_mem_name_8eb2d0_idx'), models.Index(fields=['sort_key', 'id'], name='members_mem_sort_ke_998fcb_idx')],
            },
        ),
        migrations.CreateModel(
            name='Mandate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('card_no', models.CharField(blank=True, max_length=30, verbose_name='委员证号')),
                ('starts_on', models.DateField(verbose_name='自')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='至')),
                ('gained', models.CharField(choices=[('original', '换届提名'), ('added', '届中增补')], default='original', max_length=10, verbose_name='产生方式')),
                ('ended', models.CharField(blank=True, choices=[('resigned', '辞职'), ('released', '免职'), ('removed', '撤销资格'), ('died', '去世'), ('term_end', '届满')], max_length=10, verbose_name='退出方式')),
                ('ended_reason', models.CharField(blank=True, max_length=200, verbose_name='退出原因')),
                ('decided_by', models.CharField(blank=True, max_length=120, verbose_name='决定机构与日期')),
                ('sector', models.ForeignKey(limit_choices_to={'kind': 'sector'}, on_delete=django.db.models.deletion.PROTECT, related_name='sector_mandates', to='core.organisation', verbose_name='界别')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mandates', to='members.member')),
            ],
            options={
                'verbose_name': '委员资格',
                'verbose_name_plural': '委员资格',
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='mandate_ends_after_start')],
            },
        ),
        migrations.CreateModel(
            name='MemberParty',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('party', models.CharField(choices=[('中共', '中共'), ('民革', '民革'), ('民盟', '民盟'), ('民建', '民建'), ('民进', '民进'), ('农工党', '农工党'), ('致公党', '致公党'), ('九三学社', '九三学社'), ('台盟', '台盟'), ('无党派', '无党派'), ('群众', '群众')], max_length=12, verbose_name='党派')),
                ('order', models.PositiveSmallIntegerField(default=0)),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parties', to='members.member')),
            ],
            options={
                'verbose_name': '党派',
                'verbose_name_plural': '党派',
                'ordering': ['order'],
                'constraints': [models.UniqueConstraint(fields=('member', 'party'), name='party_once_per_member')],
            },
        ),
        migrations.CreateModel(
            name='OfficeHeld',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('office', models.CharField(choices=[('chair', '主席'), ('vice_chair', '副主席'), ('secretary_general', '秘书长'), ('standing', '常委')], max_length=20, verbose_name='政协职务')),
                ('starts_on', models.DateField(blank=True, null=True, verbose_name='自')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='至')),
                ('mandate', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='offices', to='members.mandate')),
            ],
            options={
                'verbose_name': '政协职务',
                'verbose_name_plural': '政协职务',
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ends_on__isnull', True)), fields=('mandate', 'office'), name='one_open_office')],
            },
        ),
        migrations.CreateModel(
            name='Seat',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('duty', models.CharField(choices=[('member', '委员'), ('head', '主任'), ('deputy', '副主任'), ('convenor', '召集人'), ('leader', '组长')], default='member', max_length=10, verbose_name='职务')),
                ('starts_on', models.DateField(blank=True, null=True, verbose_name='自')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='至')),
                ('mandate', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='seats', to='members.mandate')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='seats', to='core.organisation')),
            ],
            options={
                'verbose_name': '专委会与小组',
                'verbose_name_plural': '专委会与小组',
                'ordering': ['id'],
                'indexes': [models.Index(fields=['organisation'], name='members_sea_organis_d0cc52_idx')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ends_on__isnull', True)), fields=('mandate', 'organisation'), name='one_open_seat_per_body')],
            },
        ),
        migrations.CreateModel(
            name='Term',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(unique=True, verbose_name='届')),
                ('starts_on', models.DateField(verbose_name='开始')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='结束')),
                ('is_current', models.BooleanField(default=False, verbose_name='本届')),
            ],
            options={
                'verbose_name': '届',
                'verbose_name_plural': '届',
                'ordering': ['-number'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('is_current', True)), fields=('is_current',), name='one_current_term')],
            },
        ),
        migrations.CreateModel(
            name='Session',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='次')),
                ('opens_on', models.DateField(verbose_name='开幕')),
                ('closes_on', models.DateField(verbose_name='闭幕')),
                ('proposals_from', models.DateTimeField(blank=True, null=True, verbose_name='大会提案征集开始')),
                ('proposal_cutoff', models.DateTimeField(verbose_name='大会提案截止')),
                ('term', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to='members.term', verbose_name='届')),
            ],
            options={
                'verbose_name': '会议',
                'verbose_name_plural': '会议',
                'ordering': ['-opens_on'],
                'constraints': [models.UniqueConstraint(fields=('term', 'number'), name='one_session_per_number')],
            },
        ),
        migrations.CreateModel(
            name='RosterImport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file', models.FileField(max_length=200, upload_to='rosters/', verbose_name='文件')),
                ('name', models.CharField(max_length=160, verbose_name='文件名')),
                ('sha256', models.CharField(max_length=64)),
                ('state', models.CharField(choices=[('preview', '待确认'), ('applied', '已导入'), ('discarded', '已放弃')], default='preview', max_length=10, verbose_name='状态')),
                ('summary', models.JSONField(blank=True, default=dict, verbose_name='摘要')),
                ('uploaded_at', models.DateTimeField(auto_now_add=True, verbose_name='上传时间')),
                ('applied_at', models.DateTimeField(blank=True, null=True, verbose_name='导入时间')),
                ('uploaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('term', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.term', verbose_name='届')),
            ],
            options={
                'verbose_name': '名册导入',
                'verbose_name_plural': '名册导入',
                'ordering': ['-id'],
            },
        ),
        migrations.AddField(
            model_name='mandate',
            name='term',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mandates', to='members.term', verbose_name='届'),
        ),
        migrations.AddIndex(
            model_name='mandate',
            index=models.Index(fields=['term', 'sector'], name='members_man_term_id_6cdb93_idx'),
        ),
        migrations.AddConstraint(
            model_name='mandate',
            constraint=models.UniqueConstraint(condition=models.Q(('ends_on__isnull', True)), fields=('member', 'term'), name='one_open_mandate_per_term'),
        ),
        migrations.AddConstraint(
            model_name='mandate',
            constraint=models.UniqueConstraint(condition=models.Q(('card_no', ''), _negated=True), fields=('term', 'card_no'), name='card_number_once_per_term'),
        ),
    ]
