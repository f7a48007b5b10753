"""Shapes that several kinds of things share."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.clock import clocks
from core.matters.api_fields import describe
from core.matters.engine import available
from core.models import Attachment, Clock, Event, Organisation, Post


class OrganisationBrief(serializers.ModelSerializer):
    """A body as other things name it."""

    class Meta:
        model = Organisation
        fields = ["id", "name", "short_name", "kind"]


class PostSerializer(serializers.ModelSerializer):
    """岗位: a hat of the person."""

    role_label = serializers.CharField(source="get_role_display")
    label = serializers.CharField()
    organisation = OrganisationBrief(allow_null=True)

    class Meta:
        model = Post
        fields = ["id", "role", "role_label", "label", "organisation", "title", "valid_from", "valid_to"]


class ChoiceSerializer(serializers.Serializer):
    """One coded value."""

    value = serializers.CharField()
    label = serializers.CharField()


class FieldSerializer(serializers.Serializer):
    """One field that an act asks for."""

    name = serializers.CharField()
    label = serializers.CharField()
    kind = serializers.CharField(help_text="text line flag yes_no day number choice radio choices one many")
    required = serializers.BooleanField()
    help = serializers.CharField(required=False)
    choices = ChoiceSerializer(many=True, required=False)
    resource = serializers.CharField(required=False, help_text="编号取自 /api/v1/<resource>/")
    initial = serializers.JSONField(required=False, help_text="页面上预填的值；不填并不等于采用它")


class AvailableSerializer(serializers.Serializer):
    """An act that this person may do now, or the sentence why not yet."""

    key = serializers.CharField()
    label = serializers.CharField()
    fields = FieldSerializer(many=True)
    confirm = serializers.CharField(allow_blank=True, help_text="办理前应请用户确认的话")
    refused = serializers.CharField(allow_null=True, help_text="为空即可办理；否则是不能办理的原因")


class ClockSerializer(serializers.ModelSerializer):
    """期限: a due day that explains itself."""

    target = serializers.SerializerMethodField()
    light = serializers.SerializerMethodField(help_text="ok 正常、soon 临期、late 逾期")
    light_words = serializers.SerializerMethodField()
    card = serializers.SerializerMethodField(help_text="空 正常、warning 预警、yellow 黄牌、red 红牌")
    holder = serializers.SerializerMethodField()

    class Meta:
        model = Clock
        fields = [
            "kind", "label", "round", "due", "started_on", "nominal", "explanation", "provisional", "light",
            "light_words", "card", "holder", "target", "stopped_at", "stop_reason",
        ]  # fmt: skip

    @extend_schema_field(serializers.ChoiceField(choices=["ok", "soon", "late"]))
    def get_light(self, clock: Clock) -> str:
        return clocks.light(clock, timezone.localdate()).level

    def get_light_words(self, clock: Clock) -> str:
        return clocks.light(clock, timezone.localdate()).words

    @extend_schema_field(serializers.ChoiceField(choices=["", "warning", "yellow", "red"]))
    def get_card(self, clock: Clock) -> str:
        return clocks.light(clock, timezone.localdate()).card

    def get_holder(self, clock: Clock) -> str:
        """Whose time it is, by name where there is one."""
        return str(clock.holder_org or clock.holder_user or "")

    def get_target(self, clock: Clock) -> str:
        """What it runs on, as ``assignment/12``."""
        return target_of(clock)


class DueSerializer(serializers.Serializer):
    """The soonest running due day of a list's row."""

    label = serializers.CharField()
    due = serializers.DateField()
    light = serializers.ChoiceField(choices=["ok", "soon", "late"])
    words = serializers.CharField()


class EventSerializer(serializers.ModelSerializer):
    """经过: who, in which post, did what, when."""

    actor = serializers.CharField(source="actor_name")
    post = serializers.CharField(source="post_label")
    organisation = OrganisationBrief(allow_null=True)
    target = serializers.SerializerMethodField()

    class Meta:
        model = Event
        fields = [
            "id", "at", "actor", "post", "organisation", "key", "label", "from_state", "to_state", "text", "reason",
            "audience", "target",
        ]  # fmt: skip

    def get_target(self, event: Event) -> str:
        """What it speaks of, as ``assignment/12``."""
        return target_of(event)


class AttachmentSerializer(serializers.ModelSerializer):
    """附件: a checked file with the address that serves it."""

    uploaded_by = serializers.CharField(allow_null=True)
    url = serializers.SerializerMethodField()

    class Meta:
        model = Attachment
        fields = ["id", "name", "extension", "mime", "size", "sha256", "category", "uploaded_by", "uploaded_at", "url"]

    def get_url(self, attachment: Attachment) -> str:
        """Where the file is fetched, with the same token or session."""
        return f"/api/v1/attachments/{attachment.pk}/download/"


class MatterSerializer(serializers.Serializer):
    """What every matter with a lifecycle shows of it: state, revision, acts, clocks.

    Asks that the viewset has put ``page_clocks`` (this thing's own, for guards) and ``read_clocks`` (what this person
    may read) on the object, so that nothing here costs a statement.
    """

    state_label = serializers.CharField(source="get_state_display", read_only=True)
    available = serializers.SerializerMethodField()
    clocks = serializers.SerializerMethodField()

    @extend_schema_field(AvailableSerializer(many=True))
    def get_available(self, obj):
        actor = self.context["actor"]
        return [
            {
                "key": offer.key,
                "label": offer.label,
                "fields": [describe(fact, obj, actor) for fact in offer.row.fields_for(obj, actor)],
                "confirm": offer.row.confirm,
                "refused": offer.refused,
            }
            for offer in available(obj, actor)
        ]

    @extend_schema_field(ClockSerializer(many=True))
    def get_clocks(self, obj):
        return ClockSerializer(obj.read_clocks, many=True).data


def target_of(row) -> str:
    """``assignment/12`` for the thing an event or a clock speaks of, without fetching it."""
    from django.contrib.contenttypes.models import ContentType  # cached after its first look-up

    kind = ContentType.objects.get_for_id(row.content_type_id)
    return f"{kind.model}/{row.object_id}"
