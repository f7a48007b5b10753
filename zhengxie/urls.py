"""Addresses of the site; every app brings its own."""

from csp.decorators import csp_update
from django.contrib import admin
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from zhengxie import health
from zhengxie.metrics import metrics

# The documentation page draws its own styles at run time; scripts stay restricted to our own files.
api_docs = csp_update({"style-src": ["'unsafe-inline'"]})(SpectacularSwaggerSplitView.as_view(url_name="api-schema"))

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
    path("admin/", admin.site.urls),
    path("", include("core.urls")),
    path("settings/", include("core.setup_urls")),
    path("members/", include("members.urls")),
    path("", include("core.matters.urls")),
    path("", include("workbench.urls")),
    path("api/v1/schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path("api/v1/docs/", api_docs, name="api-docs"),
    path("api/v1/", include(("zhengxie.api", "api"))),
]

handler400 = "core.frame.errors.bad_request"
handler403 = "core.frame.errors.forbidden"
handler404 = "core.frame.errors.not_found"
handler500 = "core.frame.errors.server_error"
