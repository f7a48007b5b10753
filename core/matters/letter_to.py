"""送达: whom the letter is written to (这封信写给谁), asked of each merged matter; it answers nobody by silence.

What is ticked beforehand is what the draft itself says: whoever its salutation names; where it has none, those who were
merged before it was written. Everybody else is answered otherwise (另行答复), unless the unit says that it is for them.
"""

from collections.abc import Callable, Iterable
from typing import Any

from core.chinese import some_of
from core.documents.casework import salutation
from core.matters.answered import answered_by, open_rows
from core.matters.fields import ActField, many
from core.matters.naming import number_of
from core.models.generic import matter_of

ANSWERS = "answers"


def letter_to(work: Any, model: Any, signed: Callable[[Any], Iterable[Any]]) -> tuple[ActField, ...]:
    """The question, by rows of ``model``; ``signed`` gives the signatures behind one matter. Nothing is asked where the
    letter can be for one only."""
    known = {row.pk: row for row in open_rows(work)} if hasattr(work, "reply") else {}
    if not known or (not work.answers_own and len(known) == 1):
        return ()
    people = {one.pk: list(signed(one)) for one in answered_by(work)}
    written, named = _written_at(work), _named(work, people)

    def told(row: Any) -> str:
        merged = known[row.pk].merged
        who = some_of([one.name for one in people.get(merged.pk, ())], 3, "位")
        late = "，这一稿写成以后并案" if not named and not _was_owed(known[row.pk], written) else ""
        return f"{who}（{number_of(merged)}《{merged.title}》{late}）"

    def addressed(_work: Any, _actor: Any) -> list[int]:
        if named:
            return [pk for pk, row in known.items() if row.merged_id in named]
        return [pk for pk, row in known.items() if _was_owed(row, written)]

    among = model._default_manager.filter(pk__in=list(known)).order_by("pk")
    return (
        many(
            ANSWERS, "这封信写给谁", lambda _o, _a: among, required=False, ticked=True, named=told,
            initial=addressed, unless="不勾选的另行答复", help=_help(work, people),
        ),
    )  # fmt: skip


def left_by(work: Any, facts: dict[str, Any]) -> list[Any]:
    """What the work owes to those whom its letter does not answer, as was said at delivery."""
    if ANSWERS not in facts:
        return []
    ticked = {row.pk for row in facts[ANSWERS] or ()}
    return [row for row in open_rows(work) if row.pk not in ticked]


def _help(work: Any, people: dict[int, list[Any]]) -> str:
    apart = "不勾选的另行答复，继续办理，各按各的期限；勾选的须已有与其沟通的记录"
    if not work.answers_own:
        return apart
    own = some_of([one.name for one in people.get(matter_of(work).pk, ())], 3, "位")
    return f"{own}（{number_of(matter_of(work))}）总由这封信答复，并案的请逐件确认：{apart}"


def _written_at(work: Any) -> Any:
    """When the text that lies ready was written."""
    drafts = work.reply.history.filter(draft_number=work.reply.draft_number).order_by("history_id")
    return drafts.values_list("history_date", flat=True).first()


def _was_owed(row: Any, written: Any) -> bool:
    return row.owed_since is not None and written is not None and row.owed_since <= written


def _named(work: Any, people: dict[int, list[Any]]) -> set[int]:
    """The matters of whose people the draft's own salutation names somebody: in full, or as the only 李委员 of them."""
    head = salutation.head(work.reply.text)
    short = [_short(one) for those in people.values() for one in those]

    def names(one: Any) -> bool:
        called = {one.name, one.body.brief} if one.body else {one.name}
        return any(word in head for word in called) or (short.count(_short(one)) == 1 and _short(one) in head)

    return {pk for pk, those in people.items() if head and any(names(one) for one in those)}


def _short(one: Any) -> str:
    return one.body.brief if one.body else f"{one.name[:1]}委员"
