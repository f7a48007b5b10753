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
            "give_back", "forwarded_text", "editor", {"reason": "属个别诉求，宜作来信办理"},
            events="give_back text_given_back", tells="chair he shen zhou", starts="review", stops="passed_on",
            changes="forwardedtext.state proposal.passed_on_as proposal.state",
        ),
        Does("recall_handling", "taken_over", "editor", tells="signer", changes="forwardedtext.state"),
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


def rows(taker: str, handler: str) -> tuple[May, ...]:
    """``taker`` is whose post the text lies with, ``handler`` whoever of them wrote how it was handled."""
    return (
        May("take_over", "received", taker),
        May("give_back", "received", taker),
        May("recalled", "received"),
        May("recall_handling", "handled", handler),
        May("send_back_text", "handled", "signer"),
        May("sign_passed_on", "handled", "signer"),
    )


def opinion(_cast, stages):
    return stages["taken_over"]


def letter(_cast, stages):
    """A letter is the office's to handle; 社情民意 is the editor's."""
    text = stages["taken_over"]
    type(text).objects.filter(pk=text.pk).update(way="letter")
    return text


def own_letter(cast, stages):
    type(letter(cast, stages)).objects.update(handled_by=cast.office_clerk)
    return letter(cast, stages)


MAY = {
    f"{TEXT} opinion": (TEXT, rows("editor", "editor"), opinion),
    f"{TEXT} letter that another post handled": (TEXT, rows("office_clerk", ""), letter),
    f"{TEXT} letter": (TEXT, rows("office_clerk", "office_clerk"), own_letter),
}
