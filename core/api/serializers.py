"""What several kinds of things look like in JSON: bodies, posts, files. Matters: ``core.matters.serializers``."""

from rest_framework import serializers

from core.models import Attachment, Organisation, Post


class OrganisationBrief(serializers.ModelSerializer):
    """A body as other things name it."""

    class Meta:
        model = Organisation
        fields = ["id", "name", "short_name", "kind"]


class PostSerializer(serializers.ModelSerializer):
    """岗位 of the person."""

    role_label = serializers.CharField(source="get_role_display")
    label = serializers.CharField()  # type: ignore[assignment]
    organisation = OrganisationBrief(allow_null=True)

    class Meta:
        model = Post
        fields = ["id", "role", "role_label", "label", "organisation", "title", "valid_from", "valid_to"]


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
