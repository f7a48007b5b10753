"""Matters that may be the same (可能有人提过): found by the words of a title, so that nobody writes twice."""

import re
from collections import Counter
from dataclasses import dataclass, field

import jieba

from core.search import matching_ids
from proposals.models import Proposal
from proposals.states import ON_FILE

COMMON = {
    "关于", "进一步", "加强", "加快", "推进", "推动", "促进", "完善", "提升", "优化", "做好", "建议", "提案", "工作",
    "建设", "发展", "我区", "我县", "我市", "全区", "问题", "以及", "有关", "管理", "改善", "解决", "增设", "建立",
    "健全", "加大", "力度", "实施",
}  # fmt: skip
MOST_WORDS = 6
NEWEST = 200
SHOWN = 3


@dataclass
class Candidate:
    """An earlier matter and the words it shares."""

    proposal: Proposal
    words: list[str] = field(default_factory=list)


def words_of(title: str) -> list[str]:
    """The words of a title that tell what it is about, longest first."""
    core = re.sub(r"^关于|的(提案|建议)$", "", title.strip())
    words = dict.fromkeys(w for w in jieba.cut(core) if len(w) > 1 and w not in COMMON and re.search(r"\w", w))
    return sorted(words, key=len, reverse=True)[:MOST_WORDS]


def similar_to(title: str, user, *, leave_out: int | None = None) -> list[Candidate]:
    """Filed matters that this person may see and whose text holds at least two of the title's words, best first."""
    words = words_of(title)
    if len(words) < 2:
        return []
    seen = Proposal.objects.visible_to(user).filter(state__in=ON_FILE).exclude(pk=leave_out)
    hits: dict[int, list[str]] = {}
    for word in words:
        rows = seen.filter(pk__in=matching_ids(Proposal, word)).order_by("-pk")
        for pk in rows.values_list("pk", flat=True)[:NEWEST]:
            hits.setdefault(pk, []).append(word)
    counted = Counter({pk: len(found) for pk, found in hits.items() if len(found) > 1})
    best = sorted(counted, key=lambda pk: (-counted[pk], -pk))[:SHOWN]
    rows = Proposal.objects.defer("situation", "analysis", "suggestion").select_related("session__term").in_bulk(best)
    return [Candidate(rows[pk], hits[pk]) for pk in best if pk in rows]
