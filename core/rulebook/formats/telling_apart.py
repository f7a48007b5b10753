"""Rules of one file that would fall on one place of the rule book."""

from dataclasses import replace

from core import rulebook
from core.rulebook.formats import vocabulary
from core.rulebook.formats.plans import Draft


def told_apart(drafts: list[Draft], warnings: list[str]) -> list[Draft]:
    """Rules that would fall on one place of the rule book, kept apart by their own class or, where they have none
    that differs, by their own id; the one for all stays."""
    taken: dict[tuple, Draft] = {}
    found = []
    for draft in sorted(drafts, key=lambda draft: (draft.source_class != "all", draft.line)):
        other = taken.setdefault((draft.key, draft.applies_to, draft.effective_from), draft)
        if other is draft or other.value == draft.value:
            found.append(draft)
            continue
        where = f"第{draft.line}行 {draft.source_id}：与第{other.line}行{other.source_id}对应同一项目"
        if draft.source_class not in ("all", other.source_class, draft.applies_to):
            draft = replace(draft, applies_to=draft.source_class, foreign_class=True)
            warnings.append(f"{where}，按类别“{draft.source_class}”另存，不用于本系统的计时。")
        elif vocabulary.stem(draft.source_id) != vocabulary.stem(other.source_id) and not draft.part:
            draft = replace(draft, key=rulebook.LOCAL + draft.source_id)
            warnings.append(f"{where}，作为本地期限保存。")
        found.append(draft)
    return sorted(found, key=lambda draft: draft.line)
