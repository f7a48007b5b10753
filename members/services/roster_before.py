"""What was answered on the last roster of the same term: proposed on the next one, and never taken unseen.

A statement comes again by its words, a person by the name with something else that agrees (a namesake's answer is not
this one's), a value by what the cell said before it was put right. The answers are worked out once, when the next file
comes in, and kept with it (``BEFORE`` in its decisions).
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from core.files.workbook import WorkbookError
from core.sheets import keeping
from core.sheets.kinds import SheetKind
from members.models import RosterImport
from members.roster import Rejected, RosterRow, read_roster
from members.roster.carried import texts_of
from members.roster.cells import folded
from members.roster.decisions import SKIP, Decisions, ask_about
from members.roster.result import Doubt
from members.roster.statements import Statement
from members.roster.words import FIELDS
from members.services.roster_planned import Plan
from members.services.sectors import vocabulary

BEFORE, SECTOR = "before", "sector"
WHO = (SECTOR, "post", "birth", "phone", "card_no")
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


def accepted_before(row: RosterRow, doubt: Doubt, before: Answers) -> bool:
    """Whether the same doubt about the same person was found right the last time."""
    told = _token_of(row.name, doubt)
    return any(each[:4] == told and _is_same(each[4:], row) for each in before.get("accepted", []))


def left_out_before(row: Rejected, before: Answers) -> bool:
    """Whether this person, refused now, was left out the last time."""
    told = before.get("values", {}).get(row.name or "", {})
    return any(SKIP in values and _is_same(who, row) for who, values in _of_name(told))


def _token_of(name: str, doubt: Doubt) -> list[str]:
    return [name, doubt.key, doubt.field, doubt.written]


def _of_name(told: Any) -> list[tuple[list[Any], Answers]]:
    """The answers about people of one name, each with who that was; earlier versions kept one person, and not who."""
    if isinstance(told, dict):
        return [([], told)] if told else []
    return [([who], values) for who, values in told]


def _facts(row: RosterRow | Rejected) -> dict[str, str]:
    """What tells somebody from another of the same name."""
    cells = row.cells if isinstance(row, Rejected) else texts_of(row)
    return {name: folded(cells[name]) for name in WHO if cells.get(name)}


def _is_same(who: list[Any], row: RosterRow | Rejected) -> bool:
    """Whether the row is about the person ``who`` (none: of an earlier version, the name has to do): something that
    only one person has agrees, or else the sector does and nothing speaks against it."""
    if not who:
        return True
    was, now = who[0], _facts(row)
    both = {name for name in WHO if name in was and name in now}
    agree = {name for name in both if was[name].startswith(now[name]) or now[name].startswith(was[name])}
    return bool(agree - {SECTOR}) or not both or both == {SECTOR} == agree


def propose(rows: Iterable[RosterRow], decisions: Decisions) -> None:
    """Ask about the rows that were left out, and the values that were put right, and that come again as they were. A
    value that is asked about anyway is only proposed there."""
    listed, values = list(rows), decisions.before.get("values", {})
    names = Counter(row.name for row in listed)
    for row in listed if values else ():
        told = [(who, each) for who, each in _of_name(values.get(row.name, {})) if _is_same(who, row)]
        plain = len(told) == 1 and (told[0][0] or names[row.name] == 1)
        for name, (written, value) in told[0][1].items() if plain else ():
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
    settled = [[*_token_of(each.row.name, doubt), _facts(each.row)] for each in plan.rows for doubt in each.row.settled]
    spellings = earlier.get("spellings", {}) | decided.get("spellings", {})
    return {
        "statements": earlier.get("statements", {}) | {key: on for key, on in said.items() if on is not None},
        "values": _values(decided.get("values", {}), data, earlier.get("values", {})),
        "accepted": [*settled, *(each for each in earlier.get("accepted", []) if each not in settled)],
        "spellings": spellings,
    }


def _values(decided: Mapping[str, Mapping[str, str]], data: bytes, earlier: Answers) -> Answers:
    """By name, for each person: who that is, and by field what the cell said and what it was put right to."""
    found: Answers = dict(earlier)
    if not any(decided.values()):
        return found
    result = read_roster(data, vocabulary())
    rows: dict[str, RosterRow | Rejected] = {row.key: row for row in (*result.rows, *result.rejected)}
    for key, values in decided.items():
        row = rows.get(key)
        if row is None or not row.name:
            continue
        cells = row.cells if isinstance(row, Rejected) else texts_of(row)
        told = {field: [cells.get(field, ""), v] for field, v in values.items() if field in FIELDS or field == SKIP}
        if told:
            others = [(who, each) for who, each in _of_name(found.get(row.name, {})) if who and not _is_same(who, row)]
            found[row.name] = [*([who[0], each] for who, each in others), [_facts(row), told]]
    return found
