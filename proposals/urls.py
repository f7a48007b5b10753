"""Addresses of the proposals' pages, below /proposals/; list, page, acts and papers are the kit's."""

from django.urls import path

from core.matters.addresses import matter_urls
from proposals.kinds import ASSIGNMENTS, PROPOSALS
from proposals.views import receipt, selection

app_name = "proposals"

urlpatterns = [
    path("sessions/key/", selection.newest_selection, name="key-now"),
    path("sessions/<int:pk>/key/", selection.KeySelectionPage.as_view(), name="key"),
    path("<int:pk>/receipt/", receipt.receipt, name="receipt"),
    *matter_urls(PROPOSALS),
    *matter_urls(ASSIGNMENTS),
]
