"""Addresses of the interface under /api/v1/; kinds of matter stand in it by registration."""

from django.urls import path

from core.api.directory import AttachmentViewSet, JobViewSet, NoticeViewSet, OrganisationViewSet, RuleViewSet
from core.api.routers import Router
from core.matters.api_urls import register_all
from core.people.api import MeView, PostInUseView, TokenView
from members.api import MemberViewSet, SessionViewSet, TermViewSet

router = Router()
register_all(router)
router.register("members", MemberViewSet)
router.register("terms", TermViewSet)
router.register("sessions", SessionViewSet)
router.register("organisations", OrganisationViewSet)
router.register("notices", NoticeViewSet)
router.register("attachments", AttachmentViewSet)
router.register("jobs", JobViewSet)
router.register("rules", RuleViewSet)

urlpatterns = [
    path("token/", TokenView.as_view(), name="token"),
    path("me/", MeView.as_view(), name="me"),
    path("me/hat/", PostInUseView.as_view(), name="hat"),
    *router.urls,
]
