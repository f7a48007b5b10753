"""Tables printed side by side: where one heading names the same things several times, each time a table of its own."""

from collections.abc import Mapping

from core.text import as_one_word

#: What a heading may say twice of one thing without beginning another: a number says nothing of whose row it is.
_SAYS_LITTLE = frozenset({"name", "seq"})


def starts_of(labels: Mapping[int, str], fields: Mapping[int, str]) -> list[int]:
    """The first column of each of the tables side by side; one alone where the heading is of one table.

    ``fields`` are the columns' fields, the same as often as it is named. Another table begins with the number or sort
    before its names; it is one where its names are headed as the first one's, or something else is named again too.
    """
    names = [column for column in sorted(fields) if fields[column] == "name"]
    starts = [0]
    for at, column in enumerate(names[1:], start=1):
        begins = _begin(column, starts[-1], names[at - 1], fields)
        until = names[at + 1] if at + 1 < len(names) else max(fields) + 1
        here = {fields[each] for each in fields if begins <= each < until}
        there = {fields[each] for each in fields if starts[-1] <= each < begins}
        same = as_one_word(labels[column]) == as_one_word(labels[names[0]])
        if (
            (here & there) - _SAYS_LITTLE
            or (same and len(here | there) > 1)
            or (same and len(set(labels.values())) == 1)
        ):
            starts.append(begins)
    return starts


def named_anew(labels: Mapping[int, str], fields: Mapping[int, str]) -> list[int]:
    """The columns whose label says nothing to us and that hold names all the same: what follows is named again in the
    order in which it followed the first names (单位, 联系人, 电话, then 乡镇, 联系人, 电话)."""
    names = [column for column in sorted(fields) if fields[column] == "name"]
    if len(names) != 1:
        return []
    behind = _run(fields, names[0] + 1)
    return [
        column
        for column in sorted(labels)
        if column > names[0] + 1 and column not in fields and _is_like(_run(fields, column + 1), behind)
    ]


def _run(fields: Mapping[int, str], column: int) -> list[str]:
    """What is named from this column on without a gap."""
    found = []
    while column in fields:
        found.append(fields[column])
        column += 1
    return found


def _is_like(run: list[str], behind: list[str]) -> bool:
    alike = [one for one, other in zip(run, behind, strict=False) if one == other]
    return len(alike) > 1 or (len(alike) == 1 and len(behind) == 1)


def _begin(column: int, start: int, before: int, fields: Mapping[int, str]) -> int:
    """Where the table begins whose names are in this column: what stands before them and is named there again."""
    while (left := column - 1) > before and left in fields:
        told = {fields[each] for each in fields if start <= each < left}
        if fields[left] not in told and fields[left] != "seq":
            break
        column = left
    return column
