"""征询意见表: one for each signatory, filled in by that person and never by the unit."""

from dataclasses import dataclass, field

from core.documents.casework import CaseWords
from core.documents.data import Block, Cell, Corner, Grid, Paper, Remark, Title, label, row, tick


@dataclass(frozen=True)
class Question:
    """One question of the committee's own list, with its answers and the one chosen, if any."""

    text: str
    choices: tuple[str, ...]
    answer: str = ""


@dataclass(frozen=True)
class FeedbackForm:
    words: CaseWords
    committee: str
    number: str
    title: str
    unit: str
    role: str
    grade: str
    signatory: str
    questions: list[Question]
    replied: str = ""
    due: str = ""
    opinion: str = ""
    signed: str = ""  # date, once answered
    return_to: list[str] = field(default_factory=list)
    round: str = ""  # 二次办理 …
    entered: str = ""  # where the office entered a form that came back on paper


def feedback_paper(form: FeedbackForm) -> Paper:
    """Empty boxes before the answer, ticked ones after it."""
    words = form.words
    rows = [
        row(label(words.number_label), form.number, label(words.people_label), form.signatory),
        row(label(words.subject_label), Cell(form.title, span=3), height=16),
        row(label("承办单位"), f"{form.unit}（{form.role}）", label("办理结果"), form.grade or "—"),
        row(label("答复日期"), form.replied or "—", label("反馈截止"), form.due or "—"),
    ]
    asked = [
        row(Cell(f"{number}. {question.text}"), Cell(options=tick(question.choices, question.answer)), height=12)
        for number, question in enumerate(form.questions, start=1)
    ]
    name, day = form.signatory if form.signed else "　　　　　", form.signed or "　　年　　月　　日"
    sign = f"{words.people}签名：{name}　　{day}"
    opinion = row(label("意见建议"), Cell(form.opinion, foot=sign, room=34))
    said = [form.entered] if form.entered else form.return_to
    remarks = [f"{number}. {text}" for number, text in enumerate(said, start=1)]
    parts = {
        "corner": Corner(form.round, "") if form.round else None,
        "heading": Title(f"政协{words.kind}办理情况征询意见表"),
        "warning": Block(f"本表由{words.people}本人填写，承办单位不得代填", "plain"),
        "facts": Grid((24.0, 54.0, 24.0, 54.0), tuple(rows)),
        "questions": Grid((66.0, 90.0), tuple(asked)) if asked else None,
        "opinion": Grid((24.0, 132.0), (opinion,)),
        "remark": Remark(tuple(remarks)) if remarks else None,
    }
    return Paper("documents/feedback_form.html", f"征询意见表 {form.number} {form.signatory}", parts, form.committee)
