"""Full text of matters, people and bodies: one index on either database, text cut into pairs of characters."""

from core.search.index import (
    BATCH,
    QUERY_LIMIT,
    TEXT_LIMIT,
    index,
    index_many,
    index_texts,
    matching_ids,
    narrow,
    query_tokens,
    rebuild,
    remove,
    searchable_models,
    settle,
    tokens,
)
from core.search.marking import excerpt, marked

__all__ = [
    "BATCH", "QUERY_LIMIT", "TEXT_LIMIT", "excerpt", "index", "index_many", "index_texts", "marked", "matching_ids",
    "narrow", "query_tokens", "rebuild", "remove", "searchable_models", "settle", "tokens",
]  # fmt: skip
