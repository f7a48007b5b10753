"""收件回执: proof that a text was handed in, with the fingerprint of its text."""

from dataclasses import dataclass

from core.documents.casework import CaseWords
from core.documents.data import Block, Body, Cell, Grid, Paper, Remark, Signature, Title, label, row


@dataclass(frozen=True)
class Receipt:
    words: CaseWords
    committee: str  # full name, signs the receipt
    office: str  # who received it
    serial: str
    submitted: str  # date and time
    date: str
    title: str
    proposers: str
    addressees: str
    session: str
    sha256: str
    characters: int
    attachments: int = 0
    entered_by: str = ""


def receipt_paper(receipt: Receipt) -> Paper:
    """One page; the hash is printed by its first 16 digits in groups of four."""
    words = receipt.words
    short = " ".join(receipt.sha256[i : i + 4] for i in range(0, 16, 4)).upper()
    thanks = f"您提交的{words.kind}已由{receipt.office}收到，现予登记。"
    if words.taken:
        thanks += f"收到不等于{words.taken}，审查结果将另行告知。"
    size = f"{receipt.characters}字" + (f"，附件{receipt.attachments}件" if receipt.attachments else "，无附件")
    rows = [
        row(label("流 水 号"), receipt.serial, label("提交时间"), receipt.submitted),
        row(label(words.subject_label), Cell(receipt.title, span=3), height=16),
        row(label(words.people_label), Cell(receipt.proposers, span=3)),
        row(label("所属会议"), Cell(receipt.session, span=3)),
        row(label("篇　　幅"), size, label("文本摘要"), short),
    ]
    if receipt.entered_by:
        rows.append(row(label("录 入 人"), Cell(f"{receipt.entered_by}（代{words.people}录入）", span=3)))
    note = f"注：文本摘要为{words.subject}与正文的 SHA-256 值前16位，正文有任何改动摘要即不同，可据此核对提交时的文本。"
    parts = {
        "heading": Title(f"{words.kind}收件回执", above=receipt.committee),
        "body": Body((Block(f"{receipt.addressees}：", "plain"), Block(thanks))),
        "facts": Grid((24.0, 46.0, 24.0, 62.0), tuple(rows)),
        "signature": Signature(receipt.office, receipt.date),
        "remark": Remark((note,)),
    }
    return Paper("documents/receipt.html", f"{words.kind}收件回执 {receipt.serial}", parts, receipt.committee)
