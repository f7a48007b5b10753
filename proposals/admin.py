"""Reading the rows behind the pages, for the system administrator. States and texts are changed by acts only."""

from django.contrib import admin

from proposals.models import Assignment, Evaluation, Proposal, Signatory


class ReadOnly(admin.ModelAdmin):
    """Nothing is added, changed or deleted here."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Proposal)
class ProposalAdmin(ReadOnly):
    list_display = ("case_number", "title", "state", "session", "submitted_at")
    list_filter = ("state", "session")
    list_select_related = ("session__term",)
    search_fields = ("title", "number")


@admin.register(Assignment)
class AssignmentAdmin(ReadOnly):
    list_display = ("proposal", "unit", "role", "round", "state")
    list_filter = ("state", "role")
    list_select_related = ("proposal", "unit")


@admin.register(Signatory)
class SignatoryAdmin(ReadOnly):
    list_display = ("proposal", "name", "position", "state")
    list_select_related = ("proposal", "member", "organisation")


@admin.register(Evaluation)
class EvaluationAdmin(ReadOnly):
    list_display = ("proposal", "signatory", "round", "state", "result")
    list_select_related = ("proposal", "signatory__member", "signatory__organisation")
