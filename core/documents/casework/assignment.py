"""交办单 with the slip that the unit signs and sends back."""

from dataclasses import dataclass, field

from core.documents.casework import CaseWords
from core.documents.data import (
    Addressee,
    Body,
    Cell,
    Corner,
    Grid,
    Paper,
    Remark,
    Signature,
    Slip,
    Title,
    label,
    row,
)

WIDTHS = (22.0, 62.0, 22.0, 50.0)


@dataclass(frozen=True)
class AssignmentSheet:
    words: CaseWords
    committee: str
    office: str  # the supervision office that assigns
    date: str
    unit: str
    role: str  # 主办, 会办, 分办, 单办
    number: str
    cited: str  # the number with the committee's name, for the sentence
    title: str
    proposers: str
    contact: str  # the telephone of the first of them
    lead: str
    joint: list[str]
    channel: str
    is_key: bool = False
    leader: str = ""
    return_due: str = ""
    opinion_due: str = ""
    reply_due: str = ""
    explanation: str = ""
    office_contact: str = ""
    handling: str = ""  # 二次办理 …
    again: str = ""  # why it is handed out once more
    merged: list[str] = field(default_factory=list)  # those merged into it, each owed an answer by a day
    now: str = ""  # the unit that has taken the work over since


def assignment_paper(sheet: AssignmentSheet) -> Paper:
    """The order to one unit; dates not set by a rule stay out."""
    text = (
        f"现将{sheet.cited}交你单位{sheet.role}。请自收到之日起核对签收，按时限办理，"
        f"办理中主动与{sheet.words.people}沟通，无沟通记录的不得报批答复。"
    )
    if sheet.return_due:
        text += f"认为不属于本单位职责的，请于{sheet.return_due}前书面说明理由并提出建议承办单位，逾期视为接受。"
    joint = "、".join(sheet.joint) or "无"
    rows = [
        row(label("编　　号"), sheet.number, label("办理方式"), sheet.role + sheet.handling),
        row(label(sheet.words.subject_label), Cell(sheet.title, span=3)),
        row(label(sheet.words.people_label), sheet.proposers, label("联系电话"), sheet.contact),
        row(label("主办单位"), Cell(sheet.lead, span=3)),
        row(label("会办单位"), Cell(joint, span=3)),
        row(label("申退时限"), sheet.return_due or "—", label("会办意见"), sheet.opinion_due or "—"),
        row(label("答复时限"), Cell("\n".join(filter(None, (sheet.reply_due, sheet.explanation))) or "—", span=3)),
        row(label("督办机关"), sheet.channel, label("联 系 人"), sheet.office_contact or "—"),
    ]
    if sheet.now:
        rows.insert(4, row(label("现承办单位"), Cell(sheet.now, span=3)))
    if sheet.is_key:
        rows.insert(5, row(label(f"重点{sheet.words.kind}"), "是", label("领办领导"), sheet.leader or "—"))
    if sheet.again:
        rows.insert(3, row(label("再办理由"), Cell(sheet.again, span=3)))
    if sheet.merged:
        told = [f"{number}. {words}" for number, words in enumerate(sheet.merged, start=1)]
        rows.insert(3, row(label(f"并案{sheet.words.kind}"), Cell("\n".join(told), span=3)))
    parts = {
        "corner": Corner("", f"重点{sheet.words.kind}") if sheet.is_key else None,
        "heading": Title(f"政协{sheet.words.kind}交办单"),
        "addressee": Addressee((sheet.unit,)),
        "body": Body.of(text),
        "facts": Grid(WIDTHS, tuple(rows), dense=True),
        "signature": Signature(sheet.office, sheet.date),
        "slip": _slip(sheet),
    }
    return Paper("documents/assignment_sheet.html", f"交办单 {sheet.number} {sheet.unit}", parts, sheet.office)


def _slip(sheet: AssignmentSheet) -> Slip:
    grid = Grid(
        WIDTHS,
        (
            row(label(sheet.words.number_label), sheet.number, label("承办单位"), sheet.unit),
            row(label(sheet.words.subject_label), Cell(sheet.title, span=3)),
            row(label("经 办 人"), "", label("联系电话"), ""),
            row(label("签收意见"), Cell(span=3, foot="（单位盖章）　　　年　　月　　日", room=9)),
        ),
        dense=True,
    )
    return Slip("交办单回执", grid, Remark((f"注：请签收后将回执送{sheet.office}。在平台签收的，不需另送纸质回执。",)))
