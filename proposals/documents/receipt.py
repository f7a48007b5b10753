"""收件回执: proof that a proposal was handed in, with the fingerprint of its text."""

from dataclasses import dataclass

from core.documents.data import Block, Body, Cell, Grid, Paper, Remark, Signature, Title, label, row


@dataclass(frozen=True)
class Receipt:
    committee: str  # full name, signs the receipt
    office: str  # 提案委员会
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
    short = " ".join(receipt.sha256[i : i + 4] for i in range(0, 16, 4)).upper()
    thanks = f"您提交的提案已由{receipt.office}收到，现予登记。收到不等于立案，审查结果将另行告知。"
    size = f"{receipt.characters}字" + (f"，附件{receipt.attachments}件" if receipt.attachments else "，无附件")
    rows = [
        row(label("流 水 号"), receipt.serial, label("提交时间"), receipt.submitted),
        row(label("案　　由"), Cell(receipt.title, span=3), height=16),
        row(label("提 案 者"), Cell(receipt.proposers, span=3)),
        row(label("所属会议"), Cell(receipt.session, span=3)),
        row(label("篇　　幅"), size, label("文本摘要"), short),
    ]
    if receipt.entered_by:
        rows.append(row(label("录 入 人"), Cell(f"{receipt.entered_by}（代提案者录入）", span=3)))
    parts = {
        "heading": Title("提案收件回执", above=receipt.committee),
        "body": Body((Block(f"{receipt.addressees}：", "plain"), Block(thanks))),
        "facts": Grid((24.0, 46.0, 24.0, 62.0), tuple(rows)),
        "signature": Signature(receipt.office, receipt.date),
        "remark": Remark(
            ("注：文本摘要为案由与正文的 SHA-256 值前16位，正文有任何改动摘要即不同，可据此核对提交时的文本。",)
        ),
    }
    return Paper("documents/receipt.html", f"提案收件回执 {receipt.serial}", parts, receipt.committee)
