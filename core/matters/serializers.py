"""What every matter with a lifecycle looks like in JSON, and in a list's row: acts, turn, dates, what happened."""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.api.serializers import AttachmentSerializer, OrganisationBrief
from core.clock import clocks
from core.matters.api_fields import describe
from core.matters.engine import available
from core.matters.pages import MatterPage
from core.matters.reading import is_over, next_light
from core.matters.whose_turn import whose_turn
from core.models import Clock, Event
from core.models.generic import AboutMatter, matter_of

Spoken = TypeVar("Spoken", bound=AboutMatter)


class ChoiceSerializer(serializers.Serializer):
    """One coded value."""

    value = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # a field of that name


class FieldSerializer(serializers.Serializer):
    """One field that an act asks for."""

    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # a field of that name
    kind = serializers.CharField(help_text="text line flag yes_no day number choice radio choices one many")
    required = serializers.BooleanField()  # type: ignore[assignment]  # a field of that name
    help = serializers.CharField(required=False)
    choices = ChoiceSerializer(many=True, required=False)
    resource = serializers.CharField(required=False, help_text="编号取自 /api/v1/<resource>/")
    initial = serializers.JSONField(required=False, help_text="页面上预填的值；不填并不等于采用它")


class AvailableSerializer(serializers.Serializer):
    """An act that this person may do now, or the sentence why not yet."""

    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # a field of that name
    fields = FieldSerializer(many=True)  # type: ignore[assignment]  # a field of that name
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

    label = serializers.CharField()  # type: ignore[assignment]  # a field of that name
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


class TurnSerializer(serializers.Serializer):
    """Whose turn it is."""

    who = serializers.CharField(allow_blank=True)
    what = serializers.CharField()
    is_me = serializers.BooleanField()
    sentence = serializers.CharField()


class TurnField(serializers.Serializer):
    """Adds ``turn``; asks for the open turns that ``turns.attach`` or the page has read, and for the actor."""

    turn = serializers.SerializerMethodField()

    @extend_schema_field(TurnSerializer)
    def get_turn(self, obj: Any) -> dict[str, Any]:
        return TurnSerializer(whose_turn(obj, self.context["actor"])).data


class MatterRowSerializer(TurnField):
    """What every row of a list of matters shows of it: how it stands, whose turn it is, the nearest date."""

    state_label = serializers.CharField(source="get_state_display")
    due = serializers.SerializerMethodField()
    url = serializers.CharField(source="get_absolute_url", help_text="页面地址")

    @extend_schema_field(DueSerializer(allow_null=True))
    def get_due(self, row: Any) -> dict[str, Any] | None:
        light = next_light(row)
        if light is None:
            return None
        return {"label": row.next_label, "due": row.next_due, "light": light.level, "words": light.words}


class ExtensionFields(serializers.ModelSerializer):
    """延期申请: asked for when and why, what became of it; the line names its model."""

    state_label = serializers.CharField(source="words")
    length = serializers.CharField(help_text="申请延长的时间，如1个月")

    class Meta:
        fields = [
            "id", "state", "state_label", "length", "reason", "asked_on", "due_before", "due_after", "answer",
            "answered_at",
        ]  # fmt: skip


class TalkFields(serializers.ModelSerializer):
    """沟通记录; the line names its model."""

    class Meta:
        fields = [
            "id", "mode", "mode_label", "face_to_face", "held_on", "with_whom", "unit_people", "content",
            "denied_at", "denied_words", "stands",
        ]  # fmt: skip


class PaperOffer(serializers.Serializer):
    """A paper that this person may have now."""

    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # a field of that name
    pdf = serializers.CharField()
    docx = serializers.CharField()


class MatterSerializer(TurnField):
    """What every matter with a lifecycle shows of it: state, whose turn it is, acts, clocks, files, papers.

    Reads what this person may see of it from ``context["page"]`` (a ``MatterPage``), so that nothing here costs a
    statement. A part of a matter shows its own clocks and files, the matter all of them.
    """

    state_label = serializers.CharField(source="get_state_display")
    available = serializers.SerializerMethodField()
    clocks = serializers.SerializerMethodField()
    attachments = serializers.SerializerMethodField()
    documents = serializers.SerializerMethodField(help_text="现在可以取得的文书")
    url = serializers.CharField(source="get_absolute_url", help_text="页面地址")

    @property
    def page(self) -> MatterPage:
        return self.context["page"]

    @extend_schema_field(AvailableSerializer(many=True))
    def get_available(self, obj: Any) -> list[dict[str, Any]]:
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
    def get_clocks(self, obj: Any) -> Any:
        """The dates that this person may read, running ones first."""
        return ClockSerializer(sorted(_about(obj, self.page.seen_clocks), key=is_over), many=True).data

    @extend_schema_field(AttachmentSerializer(many=True))
    def get_attachments(self, obj: Any) -> Any:
        return AttachmentSerializer(_about(obj, self.page.files), many=True).data

    @extend_schema_field(PaperOffer(many=True))
    def get_documents(self, _obj: Any) -> list[dict[str, str]]:
        return [
            {"key": one.key, "label": one.label, "pdf": f"/api/v1{one.pdf}", "docx": f"/api/v1{one.docx}"}
            for one in self.page.papers
        ]


def _about(obj: Any, rows: Iterable[Spoken]) -> list[Spoken]:
    """Of what is said of the whole matter: all for the matter itself, for a part what speaks of it."""
    if matter_of(obj) == obj:
        return list(rows)
    kind = ContentType.objects.get_for_model(obj).pk
    return [row for row in rows if (row.content_type_id, row.object_id) == (kind, obj.pk)]


def target_of(row) -> str:
    """``assignment/12`` for the thing an event or a clock speaks of, without fetching it."""
    kind = ContentType.objects.get_for_id(row.content_type_id)
    return f"{kind.model}/{row.object_id}"
