"""Matters that may be the same (可能有人提过): found by the words of a title, so that nobody writes twice."""

import re
from collections import Counter
from collections.abc import Collection

import jieba
from django.db.models import QuerySet

from core.search.index import matching_ids

COMMON = {
    "关于", "进一步", "加强", "加快", "推进", "推动", "促进", "完善", "提升", "优化", "做好", "建议", "工作",
    "建设", "发展", "我区", "我县", "我市", "全区", "问题", "以及", "有关", "管理", "改善", "解决", "增设", "建立",
    "健全", "加大", "力度", "实施",
}  # fmt: skip
MOST_WORDS = 6
NEWEST = 200
SHOWN = 3


def words_of(title: str, kinds: Collection[str]) -> list[str]:
    """The words of a title that tell what it is about, longest first; ``kinds`` are what such texts are called."""
    core = re.sub(rf"^关于|的({'|'.join(kinds)})$", "", title.strip())
    common = {*COMMON, *kinds}
    words = dict.fromkeys(w for w in jieba.cut(core) if len(w) > 1 and w not in common and re.search(r"\w", w))
    return sorted(words, key=len, reverse=True)[:MOST_WORDS]


def similar_in(seen: QuerySet, title: str, kinds: Collection[str]) -> dict[int, list[str]]:
    """The keys of those whose text holds at least two of the title's words, with these words, best first."""
    words = words_of(title, kinds)
    if len(words) < 2:
        return {}
    hits: dict[int, list[str]] = {}
    for word in words:
        rows = seen.filter(pk__in=matching_ids(seen.model, word)).order_by("-pk")
        for pk in rows.values_list("pk", flat=True)[:NEWEST]:
            hits.setdefault(pk, []).append(word)
    counted = Counter({pk: len(found) for pk, found in hits.items() if len(found) > 1})
    return {pk: hits[pk] for pk in sorted(counted, key=lambda pk: (-counted[pk], -pk))[:SHOWN]}
