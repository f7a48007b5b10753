"""Addresses of the interface: one prefix for each kind of thing, papers by kind and extension."""

from django.db.models import Model
from rest_framework.routers import DefaultRouter, Route

_prefixes: dict[str, str] = {}


class Router(DefaultRouter):
    """The usual addresses, and ``<things>/<id>/documents/<kind>.pdf`` for viewsets with a method ``document``."""

    include_format_suffixes = False
    routes = [
        *DefaultRouter.routes,
        Route(
            url=r"^{prefix}/{lookup}/documents/(?P<kind>[a-z_]+)\.(?P<extension>pdf|docx)$",
            mapping={"get": "document"},
            name="{basename}-document",
            detail=True,
            initkwargs={"suffix": "Document"},
        ),
    ]

    def register(self, prefix, viewset, basename=None):
        """Remember where a model's objects are found, for fields that ask for their keys."""
        model = getattr(viewset, "model", None)
        if model is not None:
            _prefixes.setdefault(model._meta.label, prefix)
        super().register(prefix, viewset, basename or prefix)


def resource_of(model: type[Model]) -> str:
    """The prefix under which objects of ``model`` are listed; empty where they are not."""
    return _prefixes.get(model._meta.label, "")
