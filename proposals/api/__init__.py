"""Proposals and units' works for other systems: the same rows, guards and sight as on the pages."""

from proposals.api.views import AssignmentViewSet, ProposalViewSet

__all__ = ["AssignmentViewSet", "ProposalViewSet"]
