"""What full-text search reads (检索): one row per matter, its text cut into tokens, and how often each token occurs."""

from django.contrib.contenttypes.models import ContentType
from django.db import models


class SearchEntry(models.Model):
    """The tokens of one object. Written by ``core.search`` only; ``id`` is computed from type and object.

    The index over ``tokens`` belongs to the database and is kept by it: see core/migrations/0003_search.py. Rebuilding
    this table in a migration on SQLite drops the triggers there, so such a migration must install them again.
    """

    id = models.BigIntegerField(primary_key=True)
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+", db_index=False)
    object_id = models.PositiveBigIntegerField()
    tokens = models.TextField()

    class Meta:
        verbose_name = "检索条目"
        verbose_name_plural = "检索条目"
        constraints = [
            models.UniqueConstraint(fields=["content_type", "object_id"], name="one_search_entry_per_object")
        ]

    def __str__(self) -> str:
        return f"{self.content_type_id}:{self.object_id}"


class TokenCount(models.Model):
    """In how many entries of a type a token stands, as last counted (``core.search.counting``).

    Tokens of one entry alone have no row. The blank token's row says how many entries there were.
    """

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+", db_index=False)
    token = models.CharField(max_length=40)
    entries = models.PositiveIntegerField()

    class Meta:
        verbose_name = "检索词频"
        verbose_name_plural = "检索词频"
        constraints = [models.UniqueConstraint(fields=["content_type", "token"], name="one_count_per_token")]

    def __str__(self) -> str:
        return f"{self.token or '（全部）'}：{self.entries}"
