"""A list of people who are to sign in, kept so that nothing is written unseen and a second click doubles nothing."""

from django.db import models

from core.models.sheets import KeptSheet


class AccountBatch(KeptSheet):
    """One workbook (or form) of accounts and posts: its rows as understood, and what confirming it wrote.

    ``rows`` are the cells in words; what they mean is worked out against the database each time they are shown.
    ``printed`` counts how often slips were made, so that two clicks never make the first ones void unseen.
    """

    CONTENT = ("rows",)

    rows = models.JSONField("行", default=list)
    printed = models.PositiveIntegerField("打印次数", default=0)

    class Meta(KeptSheet.Meta):
        verbose_name = "批量开通账号"
        verbose_name_plural = "批量开通账号"
