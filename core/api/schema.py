"""What the schema says of every operation beyond its serializers."""

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, inline_serializer
from rest_framework import serializers

HAT = OpenApiParameter(
    "X-Post",
    OpenApiTypes.INT,
    OpenApiParameter.HEADER,
    description="以本人的另一个岗位办理时，填该岗位的编号（见 /api/v1/me/）。不填则用当前岗位。",
)
PROBLEM = inline_serializer(
    "Problem",
    {
        "detail": serializers.CharField(help_text="一句话说明原因和怎么办"),
        "fields": serializers.DictField(
            child=serializers.ListField(child=serializers.CharField()), required=False, help_text="各栏的问题"
        ),
    },
)
REFUSALS = {
    400: OpenApiResponse(PROBLEM, "填写有误"),
    403: OpenApiResponse(PROBLEM, "当前岗位不能办理"),
    404: OpenApiResponse(PROBLEM, "没有，或者当前岗位看不到"),
    409: OpenApiResponse(PROBLEM, "状态不符、条件不满足，或者已被他人处理"),
}


SUMMARIES = {"list": "列表", "retrieve": "详情"}


class Schema(AutoSchema):
    """Adds the post header to everything that needs a person, and plain names."""

    def get_summary(self):
        return SUMMARIES.get(getattr(self.view, "action", ""))

    def get_operation_id(self):
        if getattr(self.view, "action", None) == "document":
            return f"{self.view.basename}_document"
        return super().get_operation_id()

    def get_override_parameters(self):
        signed_in = any(getattr(p, "__name__", "") == "SignedIn" for p in self.view.permission_classes)
        return [HAT] if signed_in else []
