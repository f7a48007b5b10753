"""Addresses of papers, below /proposals/."""

from django.urls import path

from proposals.views import papers

PAPER = "<int:pk>/documents/<slug:kind>.<slug:extension>"

urlpatterns = [
    path(PAPER, papers.proposal_paper, name="paper"),
    path(f"assignments/{PAPER}", papers.assignment_paper, name="assignment-paper"),
    path("papers/", papers.start_papers, name="papers"),
    path("papers/<int:pk>/", papers.papers_job, name="papers-job"),
    path("papers/<int:pk>/cancel/", papers.cancel_papers, name="papers-job-cancel"),
    path("papers/<int:pk>/file/", papers.papers_job_file, name="papers-job-file"),
]
