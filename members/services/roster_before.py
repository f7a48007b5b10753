"""What was answered on the last roster of the same term: proposed on the next one, and never taken unseen.

A statement comes again by its words, a person by the name, a value by what the cell said before it was put right. The
answers are worked out once, when the next file comes in, and kept with it (``BEFORE`` in its decisions).
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from core.files.workbook import WorkbookError
from core.sheets import keeping
from core.sheets.kinds import SheetKind
from members.models import RosterImport
from members.roster import RosterRow, read_roster
from members.roster.carried import texts_of
from members.roster.decisions import SKIP, Decisions, ask_about
from members.roster.result import Doubt
from members.roster.statements import Statement
from members.roster.words import FIELDS
from members.services.roster_planned import Plan
from members.services.sectors import vocabulary

BEFORE = "before"
SKIPPED, CORRECTED = "skipped_before", "corrected_before"
Answers = dict[str, Any]


def keep_answers(kind: SheetKind, kept: RosterImport, plan_of: Callable[[RosterImport], Plan]) -> None:
    """Look up what the last roster of the term was told, unless something is decided on this one already."""
    if kept.decisions:
        return
    others = RosterImport.objects.filter(term=kept.term_id).exclude(pk=kept.pk).exclude(decisions={})
    last = others.order_by("-pk").first()
    if last is None:
        return
    try:
        answers = _answers(last, plan_of(last), keeping.content_of(kind, last))
    except WorkbookError:
        return  # what was given up long ago has no file any more
    if any(answers.values()):
        kept.decisions = {BEFORE: answers}
        kept.save(update_fields=["decisions"])


def token(each: Statement) -> str:
    """A statement by what it says, wherever it stands."""
    return "|".join((each.quote, each.field, each.value, each.mark))


def token_of(name: str, doubt: Doubt) -> list[str]:
    """A doubt about a person by what it is about."""
    return [name, doubt.key, doubt.field, doubt.written]


def propose(rows: Iterable[RosterRow], decisions: Decisions) -> None:
    """Ask about the rows that were left out, and the values that were put right, and that come again as they were. A
    value that is asked about anyway is only proposed there."""
    listed, values = list(rows), decisions.before.get("values", {})
    names = Counter(row.name for row in listed)
    for row in listed if values else ():
        for name, (written, value) in values.get(row.name, {}).items() if names[row.name] == 1 else ():
            if name == SKIP:
                ask_about(row, Doubt(SKIPPED, "name"), decisions.accepted)
            elif name not in row.corrected and texts_of(row).get(name, "") == written != value:
                row.proposed[name] = value
                if not any(doubt.field == name for doubt in [*row.doubts, *row.settled]):
                    ask_about(row, Doubt(CORRECTED, name, written, value), decisions.accepted)


def _answers(last: RosterImport, plan: Plan, data: bytes) -> Answers:
    """Of the roster before, with what it was itself told by the one before it."""
    decided, earlier = last.decisions, last.decisions.get(BEFORE, {})
    said = {token(each): decided.get("statements", {}).get(each.key) for each in plan.result.statements}
    settled = [token_of(each.row.name, doubt) for each in plan.rows for doubt in each.row.settled]
    spellings = earlier.get("spellings", {}) | decided.get("spellings", {})
    return {
        "statements": earlier.get("statements", {}) | {key: on for key, on in said.items() if on is not None},
        "values": _values(decided.get("values", {}), data, earlier.get("values", {})),
        "accepted": [*settled, *(each for each in earlier.get("accepted", []) if each not in settled)],
        "spellings": spellings,
    }


def _values(decided: Mapping[str, Mapping[str, str]], data: bytes, earlier: Answers) -> Answers:
    """By name and field: what the cell said, and what it was put right to."""
    found: Answers = dict(earlier)
    if not any(decided.values()):
        return found
    result = read_roster(data, vocabulary())
    texts = {row.key: (row.name, texts_of(row)) for row in result.rows}
    texts |= {row.key: (row.name or "", row.cells) for row in result.rejected}
    for key, values in decided.items():
        name, cells = texts.get(key, ("", {}))
        told = {field: [cells.get(field, ""), v] for field, v in values.items() if field in FIELDS or field == SKIP}
        if name and told:
            found[name] = told
    return found
