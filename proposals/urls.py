"""Addresses of the proposals' pages, below /proposals/."""

from django.urls import include, path

from core.matters.list_views import MatterList
from core.people.access import roles
from proposals.kinds import ASSIGNMENTS, PROPOSALS
from proposals.views import acting, batch, detail, selection, similar, writing

app_name = "proposals"

one_proposal = [
    path("", detail.proposal_page, name="detail"),
    path("do/<slug:key>/", acting.ProposalAct.as_view(), name="act"),
    path("write/", writing.WriteProposal.as_view(), name="write"),
    path("autosave/", writing.autosave, name="autosave"),
    path("check/", writing.check_before_submitting, name="check"),
    path("receipt/", writing.receipt, name="receipt"),
]
assignments = [
    path("", roles(*ASSIGNMENTS.readers)(MatterList.as_view(matter_kind=ASSIGNMENTS)), name="assignments"),
    path("batch/<slug:key>/", batch.BatchAssignments.as_view(), name="assignments-batch"),
    path("<int:pk>/", detail.assignment_page, name="assignment"),
    path("<int:pk>/do/<slug:key>/", acting.AssignmentAct.as_view(), name="assignment-act"),
]
urlpatterns = [
    path("", roles(*PROPOSALS.readers)(MatterList.as_view(matter_kind=PROPOSALS)), name="list"),
    path("new/", writing.NewProposal.as_view(), name="new"),
    path("similar/", similar.similar, name="similar"),
    path("batch/<slug:key>/", batch.BatchProposals.as_view(), name="batch"),
    path("assignments/", include(assignments)),
    path("sessions/key/", selection.newest_selection, name="key-now"),
    path("sessions/<int:pk>/key/", selection.KeySelectionPage.as_view(), name="key"),
    path("<int:pk>/", include(one_proposal)),
    path("", include("proposals.paper_urls")),
]
