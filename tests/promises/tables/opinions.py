"""转送件: what its acts set off, and who may do them."""

from tests.promises.effects import Does
from tests.promises.grid import May

TEXT = "opinions.ForwardedText"
DOES = {
    TEXT: (
        Does(
            "take_over", "forwarded_text", "editor", {"handled": "编入第三期"}, tells="signer",
            changes="forwardedtext.handled forwardedtext.handled_at forwardedtext.handled_by_id forwardedtext.state",
        ),
        Does(
            "send_back_text", "taken_over", "signer", {"reason": "请写明转给哪个部门"}, tells="editor",
            changes="forwardedtext.state",
        ),
        Does(
            "sign_passed_on", "taken_over", "signer", {"note": "同意"}, tells="he shen zhou", stops="passed_on",
            changes="forwardedtext.note forwardedtext.signed_at forwardedtext.signed_by_id forwardedtext.state",
        ),
    )
}  # fmt: skip
BACK = May("send_back_text", "handled", "signer")
ROWS = (May("take_over", "received", "editor"), BACK, May("sign_passed_on", "handled", "signer"))
#: A letter is the office's to handle; 社情民意 is the editor's.
LETTER = (May("take_over", "received", "office_clerk"), BACK, May("sign_passed_on", "handled", "signer"))


def opinion(_cast, stages):
    return stages["forwarded_text"]


def letter(_cast, stages):
    text = stages["taken_over"]
    type(text).objects.filter(pk=text.pk).update(way="letter")
    return text


MAY = {f"{TEXT} opinion": (TEXT, ROWS, opinion), f"{TEXT} letter": (TEXT, LETTER, letter)}
