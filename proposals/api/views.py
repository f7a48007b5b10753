"""提案 and 承办件: list, detail, acts, timeline, papers; writing drafts and adding files."""

from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response

from core import search
from core.api.schema import REFUSALS
from core.api.serializers import AttachmentSerializer
from core.matters import drafts, turns
from core.matters.api import MatterViewSet, acts_schema, papers_schema
from core.matters.filters import api_filters
from core.matters.nearest import nearest_date
from core.matters.papers import paper_file
from proposals import documents
from proposals.api.serializers import ProposalDetail, ProposalRow
from proposals.api.work_serializers import AssignmentDetail, AssignmentRow
from proposals.api.writing import ChangedDraftSerializer, FileSerializer, NewDraftSerializer
from proposals.filters import OF_PROPOSALS, OF_WORKS
from proposals.kinds import PROPOSALS
from proposals.models import Assignment, Proposal
from proposals.page import ProposalPage
from proposals.reading import assignment_for_page, proposal_for_page

PAPER_KINDS = {paper.key: paper.label for paper in documents.PAPERS}
WRITTEN = {200: ProposalDetail, **REFUSALS}


@acts_schema(Proposal, ProposalDetail)
class ProposalViewSet(MatterViewSet):
    """提案."""

    model = Proposal
    queryset = Proposal.objects.none()
    serializer_class = ProposalDetail
    list_serializer_class = ProposalRow
    filterset_class = api_filters(OF_PROPOSALS)
    orderings = {
        "id": ("pk",),
        "number": ("session__opens_on", "number", "pk"),
        "submitted_at": ("submitted_at", "pk"),
        "filed_at": ("filed_at", "pk"),
        "state": ("state", "pk"),
    }
    http_method_names = ["get", "post", "patch", "delete", "head", "options"]

    def rows(self, queryset: QuerySet) -> QuerySet:
        return queryset.for_list().annotate(**nearest_date(Proposal, self.request.user))

    def page_context(self, rows) -> dict:
        turns.attach(rows)
        return {}

    def fetch_whole(self, pk: int) -> Proposal:
        proposal = proposal_for_page(self.request.user, pk)
        self.parts = ProposalPage(proposal, self.actor)
        return proposal

    def get_serializer_context(self) -> dict:
        context = super().get_serializer_context()
        return context | {"page": self.parts} if hasattr(self, "parts") else context

    @extend_schema(
        request=NewDraftSerializer,
        responses={201: ProposalDetail, **REFUSALS},
        summary="起草提案",
        description="得到一份草稿。",
    )
    def create(self, request) -> Response:
        """A draft with what was sent; whole or not at all."""
        given = NewDraftSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        with transaction.atomic():
            proposal = drafts.start(PROPOSALS, self.actor, **given.chosen)
            drafts.save(proposal, self.actor, given.texts)
        return Response(self.described(self.fetch_whole(proposal.pk)), status=201)

    @extend_schema(request=ChangedDraftSerializer, responses=WRITTEN, summary="保存文稿")
    def partial_update(self, request, **kwargs) -> Response:
        """Save texts and suggested units of a draft, as the page's 保存 does."""
        proposal, actor = self.fetch(int(self.kwargs["pk"])), self.actor
        drafts.check_editable(proposal, actor)
        given = ChangedDraftSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        seen, autosave = given.validated_data.get("text_version"), given.validated_data["autosave"]
        drafts.save(proposal, actor, given.texts, seen=seen, keep=not autosave)
        return Response(self.described(self.fetch_whole(proposal.pk)))

    @extend_schema(methods=["get"], responses={200: AttachmentSerializer(many=True)}, summary="附件", filters=False)
    @extend_schema(
        methods=["post"],
        request={"multipart/form-data": FileSerializer},
        responses={201: AttachmentSerializer, **REFUSALS},
        summary="上传附件",
        description="文稿可以修改时，由提案者上传；核对内容与扩展名。",
        filters=False,
    )
    @action(detail=True, methods=["get", "post"], parser_classes=[MultiPartParser], pagination_class=None)
    def attachments(self, request, **kwargs) -> Response:
        """The files this person may see; or one more."""
        if request.method == "GET":
            self.fetch_whole(int(self.kwargs["pk"]))
            return Response(AttachmentSerializer(self.parts.files, many=True).data)
        proposal, actor = self.fetch(int(self.kwargs["pk"])), self.actor
        drafts.check_editable(proposal, actor)
        given = FileSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        attachment = drafts.attach(proposal, given.validated_data["file"], actor)
        return Response(AttachmentSerializer(attachment).data, status=201)

    @extend_schema(request=None, responses={204: None, **REFUSALS}, summary="移除附件")
    @action(
        detail=True, methods=["delete"], url_path=r"attachments/(?P<file>[0-9]{1,18})", url_name="remove-attachment"
    )
    def remove_attachment(self, request, file: str, **kwargs) -> Response:
        """Take one file off the draft."""
        proposal, actor = self.fetch(int(self.kwargs["pk"])), self.actor
        if drafts.detach(proposal, int(file), actor) is None:
            raise Http404
        return Response(status=204)

    @papers_schema(PAPER_KINDS)
    def document(self, request, kind: str, extension: str, **kwargs) -> HttpResponse:
        """One kind of paper; papers of units' works cover every unit whose paper this person may have."""
        proposal = get_object_or_404(self.get_queryset().for_page(), pk=int(self.kwargs["pk"]))
        return paper_file(documents.PAPERS, proposal, kind, extension, self.actor)


@acts_schema(Assignment, AssignmentDetail)
class AssignmentViewSet(MatterViewSet):
    """承办件: one unit's work on one proposal."""

    model = Assignment
    queryset = Assignment.objects.none()
    serializer_class = AssignmentDetail
    list_serializer_class = AssignmentRow
    filterset_class = api_filters(OF_WORKS)
    orderings = {
        "id": ("pk",),
        "assigned_at": ("assigned_at", "pk"),
        "number": ("proposal__session__opens_on", "proposal__number", "pk"),
        "state": ("state", "pk"),
    }

    def rows(self, queryset: QuerySet) -> QuerySet:
        return queryset.for_list().annotate(**nearest_date(Assignment, self.request.user))

    def page_context(self, rows) -> dict:
        turns.attach(rows)
        return {}

    def search(self, rows: QuerySet, query: str) -> QuerySet:
        """Words are looked for in the proposals, which are what the index knows."""
        return rows.filter(proposal__in=search.matching_ids(Proposal, query))

    def fetch_whole(self, pk: int) -> Assignment:
        work = assignment_for_page(self.request.user, pk)
        self.parts = ProposalPage(work.proposal, self.actor)
        if not any(line.work.pk == work.pk for line in self.parts.lines):
            raise Http404
        return work

    def get_serializer_context(self) -> dict:
        context = super().get_serializer_context()
        return context | {"page": self.parts} if hasattr(self, "parts") else context

    @papers_schema(PAPER_KINDS)
    def document(self, request, kind: str, extension: str, **kwargs) -> HttpResponse:
        """One kind of paper of this unit's work."""
        seen = self.get_queryset().filter(pk=int(self.kwargs["pk"])).values("proposal")
        proposal = get_object_or_404(Proposal.objects.filter(pk__in=seen).for_page())
        work = next(work for work in proposal.assignments.all() if work.pk == int(self.kwargs["pk"]))
        return paper_file(documents.PAPERS, work, kind, extension, self.actor)
