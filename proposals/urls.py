"""Addresses of the proposals' pages, below /proposals/; list, page, acts and papers are the kit's."""

from django.urls import include, path

from core.matters.addresses import matter_urls
from proposals.kinds import ASSIGNMENTS, PROPOSALS
from proposals.views import selection, similar, writing

app_name = "proposals"

one_proposal = [
    path("write/", writing.WriteProposal.as_view(), name="write"),
    path("autosave/", writing.autosave, name="autosave"),
    path("check/", writing.check_before_submitting, name="check"),
    path("receipt/", writing.receipt, name="receipt"),
]
urlpatterns = [
    path("new/", writing.NewProposal.as_view(), name="new"),
    path("similar/", similar.similar, name="similar"),
    path("sessions/key/", selection.newest_selection, name="key-now"),
    path("sessions/<int:pk>/key/", selection.KeySelectionPage.as_view(), name="key"),
    path("<int:pk>/", include(one_proposal)),
    *matter_urls(PROPOSALS),
    *matter_urls(ASSIGNMENTS),
]
