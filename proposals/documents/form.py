"""提案表: the facts and, where there is room, the review box on the first page, the text from the second.

What the member writes bears numbers of its own (一、二、三), so that its sections have none.
"""

from dataclasses import dataclass, field

from core.documents.casework.people import Signer
from core.documents.data import (
    Block,
    Body,
    Cell,
    Corner,
    Grid,
    PageBreak,
    Paper,
    Row,
    Title,
    blocks,
    enclosures,
    label,
    row,
    tick,
)

WIDTHS = (24.0, 54.0, 24.0, 54.0)
#: With so many signers, and a reason of so many characters, the first page has room for the review box.
FEW_SIGNERS, SHORT_REASON = 3, 60


@dataclass(frozen=True)
class Review:
    """What the committee decided; all empty before the decision leaves boxes to write in."""

    decisions: tuple[str, ...]
    decision: str = ""
    reason: str = ""
    lead: str = ""
    joint: str = ""
    reviewer: str = ""
    date: str = ""


@dataclass(frozen=True)
class ProposalForm:
    heading: str  # 政协××区第×届委员会第×次会议提案
    title: str
    signers: list[Signer]  # the first proposer first
    sections: list[tuple[str, str]]  # 情况, 分析, 建议 with their texts
    review: Review
    kinds: tuple[str, ...] = ()
    kind: str = ""
    number: str = ""
    serial: str = ""
    category: str = ""
    may_publish: bool | None = None
    no_publish_reason: str = ""
    suggested: list[tuple[str, list[str]]] = field(default_factory=list)  # (主办, names), (会办, names)
    received: str = ""
    entered_by: str = ""
    attachments: list[str] = field(default_factory=list)


def form_paper(form: ProposalForm, *, author: str = "") -> Paper:
    """The proposal form; an unsubmitted proposal prints with empty number and receipt boxes."""
    in_front = len(form.signers) <= FEW_SIGNERS and len(form.review.reason) <= SHORT_REASON
    review = _review(form.review, room=14 if in_front else 24)
    parts = {
        "corner": Corner(f"类别：{form.category}", f"编号：{form.number or '　　　　　'}"),
        "heading": Title(form.heading),
        "facts": _facts(form),
        "cosigners": _cosigners(form.signers[1:]),
        "review": review if in_front else None,
        "new_page": PageBreak(),
        "subject": Title(form.title),
        "body": _body(form),
        "review_behind": None if in_front else review,
    }
    return Paper("documents/proposal_form.html", f"提案表 {form.title}", parts, author)


def _facts(form: ProposalForm) -> Grid:
    first = form.signers[0] if form.signers else Signer("")
    address = first.address + (f"（邮编{first.postcode}）" if first.postcode else "")
    publish = tick(("同意公开", "不同意公开"), {True: "同意公开", False: "不同意公开"}.get(form.may_publish, ""))
    reason = f"理由：{form.no_publish_reason}" if form.no_publish_reason else ""
    suggested = "\n".join(f"{role}：{'、'.join(units)}" for role, units in form.suggested if units)
    received = form.received + (f"（由{form.entered_by}代为录入）" if form.entered_by else "")
    rows = [
        row(label("案　　由"), Cell(form.title, span=3), height=16),
        row(label("提案者"), first.name, label("委员证号"), first.card_no),
        row(label("界别组别"), first.sector, label("手　　机"), first.mobile),
        row(label("通信地址"), Cell(address, span=3)),
        row(label("电子邮箱"), first.email, label("流水号"), form.serial),
        row(label("提案形式"), Cell(options=tick(form.kinds, form.kind), span=3)),
        row(label("是否公开"), Cell(reason, options=publish, span=3)),
        row(label("建议承办\n单　　位"), Cell(suggested, span=3), height=16),
        row(label("收文时间"), Cell(received, span=3)),
    ]
    return Grid(WIDTHS, tuple(rows))


def _cosigners(signers: list[Signer]) -> Grid | None:
    if not signers:
        return None
    head = row(label("联名者"), label("界　别"), label("联系电话"), label("附议签名"))
    rows = [
        Row((Cell(one.name, centre=True), Cell(one.sector), Cell(one.mobile, centre=True), Cell(one.note, centre=True)))
        for one in signers
    ]
    return Grid((38.0, 46.0, 28.0, 44.0), (head, *rows), repeat_first=True, dense=True)


def _body(form: ProposalForm) -> Body:
    result: list[Block] = []
    for name, text in form.sections:
        result.append(Block(f"{name}：", "section"))
        result.extend(blocks(text) or [Block("（未填写）")])
    return Body((*result, *enclosures(form.attachments)))


def _review(review: Review, *, room: float) -> Grid:
    by = f"审查人：{review.reviewer or '　　　　　'}　　{review.date or '　　年　　月　　日'}"
    decided = Cell(review.reason, options=tick(review.decisions, review.decision), span=3, foot=by, room=room)
    return Grid(
        (12.0, 24.0, 48.0, 24.0, 48.0),
        (
            Row((Cell("审\n查\n意\n见", label=True, rows=2), label("审查结论"), decided)),
            row(label("主办单位"), review.lead, label("会办单位"), review.joint, height=14),
        ),
    )
