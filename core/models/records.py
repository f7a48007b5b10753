"""What every record of master data (单位、委员 …) carries that people edit by hand."""

from django.db import models


class KeptRecord(models.Model):
    """``revision`` grows by one with every change, so that nobody overwrites what he or she has not seen.

    Changes go through ``core.records``, which also writes who changed what and why.
    """

    revision = models.PositiveIntegerField("修订", default=0, editable=False)

    class Meta:
        abstract = True
