"""Addresses of papers, below /proposals/."""

from django.urls import path

from proposals.views import papers

PAPER = "<int:pk>/documents/<slug:kind>.<slug:extension>"

urlpatterns = [
    path(PAPER, papers.proposal_paper, name="paper"),
    path(f"assignments/{PAPER}", papers.assignment_paper, name="assignment-paper"),
    path("papers/", papers.start_papers, name="papers"),
]
