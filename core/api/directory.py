"""What belongs to no line of business: bodies, notices, files, long jobs, the committee's rules."""

from datetime import date

from django.db.models import Q
from django.http import FileResponse, Http404
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from core import jobs, rulebook
from core.api.filters import WholeFilter
from core.api.schema import REFUSALS
from core.api.serializers import AttachmentSerializer, OrganisationBrief
from core.api.views import ApiViewSet, ListedViewSet
from core.delivery.notices import mark_read
from core.matters.enclosed import readable_file
from core.models import JobRun, Notice, Organisation, Rule
from core.models.notices import OPEN
from core.organisations.finding import called


def _worn(user) -> bool:
    """Directories are open to everybody in a post."""
    return user.is_authenticated and user.post_in_use is not None


# ---- bodies ----


class OrganisationSerializer(serializers.ModelSerializer):
    """One body of the directory (组织机构)."""

    kind_label = serializers.CharField(source="get_kind_display")
    branch_label = serializers.CharField(source="get_branch_display")
    parent = OrganisationBrief(allow_null=True)
    supervised_by = OrganisationBrief(allow_null=True)
    succeeded_by = OrganisationBrief(allow_null=True)

    class Meta:
        model = Organisation
        fields = [
            "id", "name", "short_name", "kind", "kind_label", "also_handles", "branch", "branch_label", "parent",
            "supervised_by", "succeeded_by", "contact_name", "contact_phone", "address", "document_word", "is_active",
        ]  # fmt: skip


class OrganisationFilters(filters.FilterSet):
    kind = filters.MultipleChoiceFilter(choices=Organisation.Kind.choices, label="类别")
    branch = filters.MultipleChoiceFilter(choices=Organisation.Branch.choices, label="系统")
    parent = WholeFilter(field_name="parent_id", label="上级")
    supervised_by = WholeFilter(field_name="supervised_by_id", label="交办督查渠道")
    also_handles = filters.BooleanFilter(label="也是承办单位")
    is_active = filters.BooleanFilter(label="在用")


class OrganisationViewSet(ListedViewSet):
    """组织机构."""

    model = Organisation
    queryset = Organisation.objects.all()
    serializer_class = OrganisationSerializer
    filterset_class = OrganisationFilters
    orderings = {"order": ("order", "pk"), "name": ("name",), "id": ("pk",)}
    default_ordering = "order"

    def get_queryset(self):
        rows = Organisation.objects.all() if _worn(self.request.user) else Organisation.objects.none()
        return self.rows(rows) if self.action == "retrieve" else rows

    def rows(self, queryset):
        return queryset.select_related("parent", "supervised_by", "succeeded_by")

    def search(self, rows, query: str):
        """As everywhere: any part of a name, a short or former one or another spelling, or a name shortened."""
        return rows.filter(called(query))


# ---- notices ----


class NoticeSerializer(serializers.ModelSerializer):
    """通知: what one was told, and where it leads."""

    class Meta:
        model = Notice
        fields = ["id", "title", "body", "url", "created_at", "read_at", "closed_at", "closed_as"]


class NoticeFilters(filters.FilterSet):
    unread = filters.BooleanFilter(method="is_open", label="只看未读（已办的不算）")

    def is_open(self, rows, _name, value):
        return rows.filter(OPEN) if value else rows.exclude(OPEN)


class NoticeViewSet(ListedViewSet):
    """The person's own notices."""

    model = Notice
    queryset = Notice.objects.none()
    serializer_class = NoticeSerializer
    filterset_class = NoticeFilters
    orderings = {"created_at": ("created_at", "pk"), "id": ("pk",)}
    default_ordering = "-created_at"

    def get_queryset(self):
        user = self.request.user
        return Notice.objects.filter(recipient=user) if user.is_authenticated else Notice.objects.none()

    def search(self, rows, query: str):
        return rows.filter(Q(title__icontains=query) | Q(body__icontains=query))

    @extend_schema(request=None, responses={200: NoticeSerializer, 404: REFUSALS[404]}, summary="标为已读")
    @action(detail=True, methods=["post"])
    def read(self, request, **kwargs) -> Response:
        """Mark one as read; reading it twice changes nothing."""
        notice = self.get_object()
        mark_read(request.user, [notice.pk])
        notice.refresh_from_db(fields=["read_at"])
        return Response(self.get_serializer(notice).data)

    @extend_schema(
        request=None,
        responses={200: OpenApiTypes.OBJECT},
        summary="全部标为已读",
        filters=False,
        operation_id="read_all",
    )
    @action(detail=False, methods=["post"], url_path="read", url_name="read-all")
    def read_all(self, request) -> Response:
        """Mark everything as read; says how many there were."""
        return Response({"read": mark_read(request.user)})


# ---- files ----


class AttachmentViewSet(ApiViewSet):
    """附件: one file's facts and the file itself, for whoever may see its matter. Matters list and take files."""

    serializer_class = AttachmentSerializer

    @extend_schema(responses={200: AttachmentSerializer, 404: REFUSALS[404]}, summary="附件")
    def retrieve(self, request, **kwargs) -> Response:
        return Response(self.get_serializer(self._file()).data)

    @extend_schema(
        responses={(200, "application/octet-stream"): OpenApiTypes.BINARY, 404: REFUSALS[404]}, summary="下载附件"
    )
    @action(detail=True, methods=["get"])
    def download(self, request, **kwargs) -> FileResponse:
        """The file, always to be saved and never shown as a page of this site."""
        attachment = self._file()
        try:
            content = attachment.file.open("rb")
        except FileNotFoundError as error:
            raise Http404("附件的文件不在了，请联系系统管理员。") from error
        answer = FileResponse(
            content, as_attachment=True, filename=attachment.name, content_type="application/octet-stream"
        )
        answer["X-Content-Type-Options"] = "nosniff"
        return answer

    def _file(self):
        return readable_file(self.request.user, int(self.kwargs["pk"]))


# ---- jobs ----


class JobSerializer(serializers.ModelSerializer):
    """后台任务: how far a long piece of work is, and its file once it is done."""

    state_label = serializers.CharField(source="get_state_display")
    file = serializers.SerializerMethodField()

    class Meta:
        model = JobRun
        fields = [
            "id", "kind", "label", "state", "state_label", "total", "done", "message", "created_at", "started_at",
            "finished_at", "file",
        ]  # fmt: skip

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_file(self, job: JobRun) -> str | None:
        """Where the finished file is fetched."""
        ready = job.state == JobRun.State.DONE and job.result
        return f"/api/v1/jobs/{job.pk}/file/" if ready else None


class JobFilters(filters.FilterSet):
    state = filters.MultipleChoiceFilter(choices=JobRun.State.choices, label="状态")


class JobViewSet(ListedViewSet):
    """The person's own jobs, of the post of the request."""

    model = JobRun
    queryset = JobRun.objects.none()
    serializer_class = JobSerializer
    filterset_class = JobFilters

    def get_queryset(self):
        return jobs.visible_to(self.person)

    def get_object(self):
        return jobs.opened(self.person, int(self.kwargs["pk"]))

    def search(self, rows, query: str):
        return rows.filter(label__icontains=query)

    @extend_schema(
        responses={
            (200, "application/octet-stream"): OpenApiTypes.BINARY,
            403: REFUSALS[403],
            404: OpenApiResponse(description="没有，或者还没有做完"),
        },
        summary="任务的文件",
    )
    @action(detail=True, methods=["get"])
    def file(self, request, **kwargs) -> FileResponse:
        """What the job made."""
        job = self.get_object()
        if job.state != JobRun.State.DONE or not job.result:
            raise Http404("任务还没有完成，暂无文件。")
        return FileResponse(job.result.open("rb"), as_attachment=True, filename=job.result_name or "结果")


# ---- rules ----


class RuleSerializer(serializers.ModelSerializer):
    """制度: one value of one key, since when and by which document."""

    regulation = serializers.CharField(source="regulation.title")
    source = serializers.CharField()  # type: ignore[assignment]
    is_default = serializers.BooleanField(
        source="regulation.is_default", help_text="系统推荐设置，不是本委员会的制度；由谁确认见 source"
    )
    value = serializers.JSONField()
    state = serializers.SerializerMethodField(
        help_text="past 已被取代、in_force 现行、pending 待施行、expired 期满（全部类别的仍在使用），按 on 或今天"
    )

    class Meta:
        model = Rule
        fields = [
            "id", "key", "value", "applies_to", "effective_from", "effective_to", "state", "regulation", "article",
            "article_text", "source", "is_default", "note",
        ]  # fmt: skip

    @extend_schema_field(serializers.ChoiceField(choices=["past", "in_force", "pending", "expired"]))
    def get_state(self, rule: Rule) -> str:
        """How the version stands on the day asked about (``on``, default today)."""
        return rulebook.state_of(rule, self._day())

    def _day(self) -> date | None:
        request = self.context.get("request")
        try:
            return date.fromisoformat(request.GET.get("on", "")) if request else None
        except ValueError:
            return None


class RuleFilters(filters.FilterSet):
    key = filters.CharFilter(label="项目", help_text="如 calendar.conventions")
    applies_to = filters.CharFilter(label="适用于")
    on = filters.DateFilter(method="in_force", label="某日有效的")

    def in_force(self, rows, _name, day):
        """The one version of each key and class that is in force on a day, as ``core.rulebook`` finds it."""
        return rows.filter(pk__in=[rule.pk for rule in rulebook.in_force(day)])


class RuleViewSet(ListedViewSet):
    """The rules of this committee, to be read."""

    queryset = Rule.objects.all()
    serializer_class = RuleSerializer
    filterset_class = RuleFilters
    orderings = {"key": ("key", "applies_to", "-effective_from"), "effective_from": ("effective_from",), "id": ("pk",)}
    default_ordering = "key"

    def get_queryset(self):
        rows = Rule.objects.all() if _worn(self.request.user) else Rule.objects.none()
        return self.rows(rows) if self.action == "retrieve" else rows

    def rows(self, queryset):
        return queryset.select_related("regulation")

    def search(self, rows, query: str):
        return rows.filter(Q(key__icontains=query) | Q(note__icontains=query) | Q(regulation__title__icontains=query))
