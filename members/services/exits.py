"""更正离任: an exit that was registered wrongly is put right after its day, or taken away so that the mandate goes on.

What an exit had ended is written down in its event, row by row, as it was while the mandate was open. A correction
opens these rows again where nobody has changed them since, and ends them anew; what has gone on meanwhile is told.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.files import File
from django.db import transaction

from core.chinese import long_date
from core.delivery.notices import announce, close_of
from core.matters.lifecycle import Refused
from core.models import Event, Post, Role
from core.models.generic import rooted_in
from core.people.actors import Actor
from members.models import Mandate, Member, Term
from members.services import bounds, exit_notice, left_behind, mandates, other_posts, papers, steps

CORRECT, CANCEL, FIT = "correct_exit", "cancel_exit", "fit_exit"
#: What does not come back once a later term has begun for the person: it is that term's by now.
OF_THE_PERSON = ("core.post", "members.contact")
Line = dict[str, Any]


def registered(mandate: Mandate) -> Event | None:
    """The event that says how this mandate was ended: the newest that has not been taken back."""
    own = Event.objects.filter(**rooted_in(mandate.member), key__in=("end_mandate", CORRECT, steps.UNDO))
    rows = list(own.order_by("-pk"))
    undone = {row.facts.get("undoes") for row in rows}
    told = [row for row in rows if row.pk not in undone and row.key != steps.UNDO]
    return next((row for row in told if _of(mandate, row) is not None), None)


def _lines(event: Event) -> list[Line]:
    """What the exit ended, each as it was before any exit."""
    return event.facts.get("exit") or event.facts["rows"]


def _of(mandate: Mandate, event: Event) -> Line | None:
    own = (line for line in _lines(event) if (line["model"], line["pk"]) == (mandate._meta.label_lower, mandate.pk))
    return next((line for line in own if line["after"]), None)


# ---- correcting ----


def _ended(mandate: Mandate, actor: Actor) -> tuple[Member, Mandate]:
    steps.check(actor)
    present = bounds.held(mandate)
    if present.ends_on is None or present.ended in ("", Mandate.Ended.TERM_END):
        raise Refused(f"{present.member}没有登记过离任，请刷新后再看。")
    return present.member, present


def _check_free(mandate: Mandate, until: date | None) -> None:
    """Raises Refused where somebody fills the place already while the mandate would still run."""
    taken = mandate.replaced_by.select_related("member").order_by("starts_on").first()
    if taken and (until is None or until >= taken.starts_on):
        raise Refused(
            f"{taken.member}已自{long_date(taken.starts_on)}起接替，{mandate.member}的资格须在此前终止。"
            f"请先更正{taken.member}的任职，再更正离任。"
        )


def check_reopening(event: Event) -> None:
    """Raises Refused where the mandate whose end ``event`` registered has been filled by somebody since."""
    ended = [line["pk"] for line in _lines(event) if line["model"] == Mandate._meta.label_lower and line["after"]]
    for mandate in Mandate.objects.filter(pk__in=ended).select_related("member"):
        _check_free(mandate, None)


@transaction.atomic
def correct(
    *, actor: Actor, mandate: Mandate, ends_on: date, ended: str, reason: str, decided_by: str, paper: str, why: str,
    upload: File | None = None,
) -> list[str]:  # fmt: skip
    """Another day, way, decider or paper for an exit; ``why`` it is corrected. Returns what could not follow it.

    Raises Refused for what ``end_mandate`` refuses, and where somebody fills the place before the new day.
    """
    member, mandate = _ended(mandate, actor)
    mandates.check_exit(mandate, ends_on=ends_on, ended=ended, actor=actor)
    _check_free(mandate, ends_on)
    before, was, day = registered(mandate), told(mandate), mandate.ends_on
    done, kept = steps.Steps(), []
    if before:
        kept = _open(done, mandate, [line for line in _lines(before) if line["after"]])
    new = steps.Steps()
    new.set(mandate, ends_on=ends_on, ended=ended, ended_reason=reason, ended_by=decided_by, paper=paper)
    mandates.end_with_it(new, mandate, member, ends_on)
    for post in _other_posts(done.rows):
        other_posts.close(new, post, ends_on)
    lost = [line for line in (_lines(before) if before else []) if not line["after"]]
    exit_lines = [*new.rows, *lost]
    done.rows += new.rows
    done.attach(mandate, upload, member=member, actor=actor, category=papers.Of.EXIT)
    text = f"更正{mandate.term}离任登记：{was} → {told(mandate)}"
    done.rows = steps.merged(done.rows)
    facts = {"exit": exit_lines, "requests": before.facts.get("requests", []) if before else []}
    event = done.record(member, actor=actor, key=CORRECT, label="更正离任", reason=why, text=text, facts=facts)
    close_of([before.pk] if before else [], actor.at)
    exit_notice.tell(mandate, event)
    if before and day and day < actor.today <= ends_on:
        kept += left_behind.restore(member, actor, before.at)
    return kept


def _other_posts(rows: Iterable[Line]) -> list[Post]:
    """Of the account, beside the member's own, those that were opened again."""
    opened = [line["pk"] for line in rows if line["model"] == "core.post" and line["after"]]
    return list(Post.objects.filter(pk__in=opened).exclude(role=Role.MEMBER).order_by("pk"))


@transaction.atomic
def cancel(*, actor: Actor, mandate: Mandate, why: str) -> list[str]:
    """The exit was none: the mandate goes on, with what had ended with it. Returns what did not come back.

    Raises Refused where somebody fills the place, or the person was entered anew for this term.
    """
    member, mandate = _ended(mandate, actor)
    _check_free(mandate, None)
    again = Mandate.objects.filter(member=member, term=mandate.term, starts_on__gt=mandate.ends_on).first()
    if again:
        raise Refused(f"{member}已自{long_date(again.starts_on)}起重新任本届委员，原来的离任不能取消。")
    before, was = registered(mandate), told(mandate)
    done, kept = steps.Steps(), []
    open_again = {"ends_on": None, "ended": "", "ended_reason": "", "ended_by": "", "paper": ""}
    if before:
        kept = _open(done, mandate, _lines(before))
    done.set(mandate, **open_again)
    done.rows = steps.merged(done.rows)
    text = f"取消{mandate.term}离任登记（{was}），委员资格继续"
    event = done.record(member, actor=actor, key=CANCEL, label="取消离任", reason=why, text=text)
    if before:
        close_of([before.pk], actor.at)
        kept += left_behind.restore(member, actor, before.at)
        answer = other_posts.take_back(before, actor)
        kept += [answer] if answer else []
    if member.user:
        words = f"您的离任登记已取消，{mandate.term}委员资格继续"
        announce([member.user], words, event=event, target=member, url="/members/mine/")
    return kept


def told(mandate: Mandate) -> str:
    """The exit in words."""
    assert mandate.ends_on  # noqa: S101 - asked before
    return f"{mandate.get_ended_display()}，任至{long_date(mandate.ends_on)}"


def _open(done: steps.Steps, mandate: Mandate, lines: Iterable[Line]) -> list[str]:
    """Put rows back as they were before the exit; returns a sentence for each that somebody has changed since."""
    another, kept, missing = mandates.goes_on(mandate), [], set()
    for line in reversed(list(lines)):
        if (line["model"], line["pk"]) == (mandate._meta.label_lower, mandate.pk):
            continue
        if another and line["model"] in OF_THE_PERSON:
            continue
        if (line["before"] or {}).get("mandate_id") in missing:
            continue
        if line["model"] == "members.mandate" and not _on_open_list(line):
            missing.add(line["pk"])
            kept.append(_not_again(line))
        elif not done.put_back(line):
            kept.append(f"“{steps.called(line)}”已另有变动，没有恢复，请核对后另行登记。")
    return kept


def _not_again(line: Line) -> str:
    term = Term.objects.filter(pk=line["before"]["term_id"]).first()
    if term is None or term.is_upcoming:
        return "新一届名单上的席位没有恢复，要列入的请在换届名单中重新选定。"
    return f"{term}的任职没有恢复，仍任委员的请在委员页面登记本届任职。"


def _on_open_list(line: Line) -> bool:
    term = Term.objects.filter(pk=line["before"]["term_id"]).first()
    open_list = term is not None and term.is_upcoming and not term.confirmed_at
    return open_list and not Mandate.objects.filter(term=term, member=line["before"]["member_id"]).exists()


# ---- the day of the next term moves ----


def fit(term: Term, actor: Actor) -> None:
    """Exits of ``term`` yet to come end with it at the latest; one that a nearer day had cut short gets its own back.

    Within the transaction that has prepared, moved or given up the term after it.
    """
    last = Term.objects.get(pk=term.pk).last_day
    rows = Mandate.objects.filter(term=term, ends_on__gte=actor.today, ended__in=other_posts.BY_EXIT)
    for mandate in rows.select_related("term", "member").order_by("pk"):
        event = registered(mandate)
        line = _of(mandate, event) if event else None
        meant = date.fromisoformat(line["after"]["ends_on"]) if line and line["after"] else mandate.ends_on
        day = min(one for one in (meant, last) if one)
        if day != mandate.ends_on:
            _move(mandate, day, _lines(event) if event else [], actor)


def _move(mandate: Mandate, day: date, lines: list[Line], actor: Actor) -> None:
    """What ended with the exit on its former day ends on the new one."""
    done, was = steps.Steps(), mandate.ends_on
    assert was is not None  # noqa: S101 - asked by ``fit``
    done.set(mandate, ends_on=day)
    for line in lines:
        row: Any = steps.row_of(line)
        name = "valid_to" if line["model"] == "core.post" else "ends_on"
        if row is not None and row != mandate and line["after"] and getattr(row, name, None) == was:
            done.set(row, **{name: day})
    if mandate.member.user:
        for post in mandate.member.user.posts.filter(role=Role.MEMBER, valid_to=was):
            done.set(post, valid_to=day)
    text = f"{mandate.term}的最后一天有变动，离任日期由{long_date(was)}改为{long_date(day)}"
    done.rows = steps.merged(done.rows)
    done.record(mandate.member, actor=actor, key=FIT, label="离任日期随届期调整", text=text)
