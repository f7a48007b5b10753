"""答复函 in letter form (信函格式, GB/T 9704-2012), one for each unit that answers."""

from dataclasses import dataclass, field

from core.documents.data import (
    Addressee,
    Body,
    Copies,
    LetterHead,
    Note,
    Paper,
    Signature,
    Title,
    enclosures,
)


@dataclass(frozen=True)
class ReplyLetter:
    unit: str
    number: str  # 发文字号
    title: str  # 关于区政协……第×号……的答复
    addressees: list[str]
    text: str
    date: str
    grade: str = ""  # the letter printed on paper, as configured
    signer: str = ""
    contact: str = ""
    phone: str = ""
    head: str = ""  # 分管领导, named beside the clerk
    head_phone: str = ""
    enclosed: list[str] = field(default_factory=list)  # 附件
    openness: str = ""  # 主动公开 …
    copies: list[str] = field(default_factory=list)
    seal: str = ""


def reply_paper(letter: ReplyLetter) -> Paper:
    """The letter; without a number, signer or grade (a draft) those places stay empty."""
    people = [("联系人", letter.contact, letter.phone)]
    if letter.head != letter.contact:
        people.append(("分管领导", letter.head, letter.head_phone))
    notes = [f"{who}：{name}" + (f"，电话：{phone}" if phone else "") for who, name, phone in people if name]
    if letter.openness:
        notes.append(f"此件{letter.openness}")
    parts = {
        "head": LetterHead(letter.unit, letter.number, letter.signer, letter.grade and f"类别标识：{letter.grade}"),
        "heading": Title(letter.title),
        "addressee": Addressee(tuple(letter.addressees)),
        "body": Body((*Body.of(letter.text).blocks, *enclosures(letter.enclosed))),
        "signature": Signature(letter.unit, letter.date, letter.seal),
        "note": Note(tuple(notes)) if notes else None,
        "copies": Copies(tuple(letter.copies)) if letter.copies else None,
    }
    return Paper("documents/reply_letter.html", letter.title, parts, letter.unit)
