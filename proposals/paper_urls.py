"""Addresses of papers, below /proposals/."""

from django.urls import path, re_path

from proposals.views import papers

PAPER = r"(?P<kind>[a-z_]+)\.(?P<extension>pdf|docx)"

urlpatterns = [
    re_path(rf"^(?P<pk>\d+)/documents/{PAPER}$", papers.proposal_paper, name="proposal-paper"),
    re_path(rf"^assignments/(?P<pk>\d+)/documents/{PAPER}$", papers.assignment_paper, name="assignment-paper"),
    path("papers/", papers.start_papers, name="papers"),
    path("papers/<int:pk>/", papers.papers_job, name="papers-job"),
    path("papers/<int:pk>/cancel/", papers.cancel_papers, name="papers-job-cancel"),
    path("papers/<int:pk>/file/", papers.papers_job_file, name="papers-job-file"),
]
