"""Links from a shared fact (event, clock, notice, attachment) to the thing it speaks of."""

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models


class AboutMatter(models.Model):
    """Speaks of ``target`` (the thing itself) and of ``root`` (the matter on whose page it is shown).

    For a proposal both are the proposal; for one unit's work the root is the proposal, so that the proposal's
    page reads everything with one query.
    """

    content_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    object_id = models.PositiveBigIntegerField()
    target = GenericForeignKey("content_type", "object_id")
    root_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    root_id = models.PositiveBigIntegerField()
    root = GenericForeignKey("root_type", "root_id")

    class Meta:
        abstract = True


def matter_of(thing):
    """The matter that ``thing`` is, or is a part of: its ``matter``, else the thing itself."""
    return getattr(thing, "matter", None) or thing


def about(target, root=None) -> dict:
    """Field values that point an ``AboutMatter`` row at ``target``; the root defaults to ``target.matter``."""
    root = root or matter_of(target)
    return {
        "content_type": ContentType.objects.get_for_model(target),
        "object_id": target.pk,
        "root_type": ContentType.objects.get_for_model(root),
        "root_id": root.pk,
    }


def rooted_in(root) -> dict:
    """Filter values for every ``AboutMatter`` row shown on the page of ``root``."""
    return {"root_type": ContentType.objects.get_for_model(root), "root_id": root.pk}


def aimed_at(target) -> dict:
    """Filter values for every ``AboutMatter`` row that speaks of ``target`` itself."""
    return {"content_type": ContentType.objects.get_for_model(target), "object_id": target.pk}
