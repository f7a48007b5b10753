"""The description of the interface: names of coded values come from the kinds of matter that are registered."""

from typing import Any

from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.settings import patched_settings, spectacular_settings

from core.matters import kinds


class Generator(SchemaGenerator):
    """Knows the ``enums`` of every kind beside those of the settings."""

    def get_schema(self, request: Any = None, public: bool = False) -> dict[str, Any]:
        names = dict(spectacular_settings.ENUM_NAME_OVERRIDES)
        for kind in kinds.every():
            names |= kind.api.enums if kind.api else {}
        with patched_settings({"ENUM_NAME_OVERRIDES": names}):
            return super().get_schema(request, public)
