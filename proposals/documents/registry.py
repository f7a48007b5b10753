"""Which papers there are, who may have them, and when. Pages, API and batch all ask here."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from core.documents import Paper, merge, render_docx
from core.matters.lifecycle import ActError, Forbidden, Refused
from core.people.actors import Actor
from proposals.documents import access, sources
from proposals.models import Assignment, AssignmentState, Proposal

FORMATS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
BEFORE_DELIVERY = (AssignmentState.CHECKED, AssignmentState.DELIVERED)


class UnknownPaper(ActError):
    """No paper of that kind or in that format."""

    status = 404


@dataclass(frozen=True)
class PaperKind:
    """One kind of paper. ``missing`` says in a sentence why a thing has none yet, or nothing.

    ``per_work`` papers belong to one unit's work; ``build`` then gets the works, otherwise the proposal.
    """

    key: str
    label: str
    may: Callable[[Actor, object], bool]
    missing: Callable[[object], str | None]
    build: Callable[[object, Actor], list[Paper]]
    per_work: bool = False


def _not_submitted(proposal: Proposal) -> str | None:
    return None if proposal.receipt_number else "提案还没有提交，没有收件回执。"


def _revoked(work: Assignment) -> str | None:
    return "该承办件已撤销，没有交办单。" if work.state == AssignmentState.REVOKED else None


def _not_written(work: Assignment) -> str | None:
    if work.answers:
        return None if hasattr(work, "reply") else f"{work.unit.brief}还没有答复稿。"
    return None if work.opinion else f"{work.unit.brief}还没有提出会办意见。"


def _nothing_to_judge(proposal: Proposal) -> str | None:
    if any(e.round == proposal.round for e in proposal.evaluations.all()):
        return None
    if any(w.answers and w.round == proposal.round and w.state in BEFORE_DELIVERY for w in proposal.assignments.all()):
        return None
    return "还没有经审核的答复，暂无征询意见表。"


PAPERS = {
    paper.key: paper
    for paper in (
        PaperKind("form", "提案表", lambda _a, _p: True, lambda _p: None, sources.form_papers),
        PaperKind("receipt", "收件回执", access.may_have_receipt, _not_submitted, sources.receipt_papers),
        PaperKind(
            "assignment", "交办单", access.may_have_assignment_sheet, _revoked, sources.assignment_papers, per_work=True
        ),
        PaperKind("reply", "答复函", access.may_have_reply, _not_written, sources.reply_papers, per_work=True),
        PaperKind("feedback", "征询意见表", access.may_have_feedback, _nothing_to_judge, sources.feedback_papers),
    )
}


def kind_of(key: str) -> PaperKind:
    """The paper of that key; UnknownPaper otherwise."""
    if key not in PAPERS:
        raise UnknownPaper("没有这种文书。")
    return PAPERS[key]


def papers_of(kind: PaperKind, proposal: Proposal, actor: Actor, work: Assignment | None = None) -> list[Paper]:
    """The papers of this kind for a proposal, or for one unit's work on it.

    ``proposal`` must come from ``visible_to(...)``, with ``for_page()`` or ``proposals.reading`` (else it costs more
    statements), and ``work`` be one of its assignments. For a proposal,
    per-work papers cover every unit of which the person may have them. Raises Forbidden where the person may have
    none, Refused with a sentence where there is none yet.
    """
    things = _things(kind, proposal, work)
    allowed = [thing for thing in things if kind.may(actor, thing)]
    if not allowed and (things or not kind.per_work):
        raise Forbidden(f"您当前的岗位不能取得这件{kind.label}。")
    ready = [thing for thing in allowed if kind.missing(thing) is None]
    if not ready:
        sentence = next((kind.missing(thing) for thing in allowed), None)
        raise Refused(sentence or f"提案还没有交办，没有{kind.label}。")
    papers = kind.build(ready if kind.per_work else ready[0], actor)
    if not papers:
        raise Refused(f"没有可以打印的{kind.label}。")
    return papers


def _things(kind: PaperKind, proposal: Proposal, work: Assignment | None) -> list:
    if not kind.per_work:
        return [proposal]
    if work is not None:
        return [work]
    return [each for each in proposal.assignments.all() if each.round == proposal.round]


def offered(proposal: Proposal, actor: Actor) -> list[dict]:
    """What a proposal's page offers this person now: ``key``, ``label``, ``pdf`` and ``docx`` addresses.

    Costs no statement on a proposal fetched by ``proposals.reading`` or ``for_page()``.
    """
    rows = []
    for kind in PAPERS.values():
        things = _things(kind, proposal, None)
        if any(kind.may(actor, thing) and kind.missing(thing) is None for thing in things):
            base = f"/proposals/{proposal.pk}/documents/{kind.key}"
            rows.append({"key": kind.key, "label": kind.label, "pdf": f"{base}.pdf", "docx": f"{base}.docx"})
    return rows


def rendered(papers: list[Paper], extension: str) -> tuple[bytes, str]:
    """The papers as one file of that format, and its media type; UnknownPaper for another format."""
    if extension not in FORMATS:
        raise UnknownPaper("文书只有 PDF 和 Word 两种格式。")
    body = merge(papers) if extension == "pdf" else render_docx(*papers)
    return body, FORMATS[extension]


def file_name(kind: PaperKind, proposal: Proposal, extension: str, work: Assignment | None = None) -> str:
    """“答复函-第0025号-区教育局.pdf”: what it is, of which proposal, of which unit."""
    of = work.unit.brief if work is not None else proposal.title[:20]
    parts = filter(None, (kind.label, proposal.case_number, of))
    return re.sub(r'[\\/:*?"<>|\s]+', "", "-".join(parts)) + f".{extension}"
