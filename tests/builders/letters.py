"""A letter of reply with every part."""

from core.documents import Paper, data


def letter(text: str = "现答复如下。", **head) -> Paper:
    head = {"number": "江教提〔2026〕3号", "signer": "王赟", "grade": "类别标识：A"} | head
    parts = {
        "head": data.LetterHead(head.pop("unit", "江岭区教育局"), **head),
        "heading": data.Title("关于区政协十届三次会议第5号提案的答复"),
        "addressee": data.Addressee(("喆堃委员",)),
        "body": data.Body.of(text),
        "signature": data.Signature("江岭区教育局", "2026年4月8日"),
        "note": data.Note(("联系人：李𬱖，电话：0731-81234567",)),
        "copies": data.Copies(("区政协提案委员会", "区政府督查室")),
    }
    return Paper("documents/reply_letter.html", "关于第5号提案的答复", parts, "江岭区教育局")
