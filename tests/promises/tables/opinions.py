"""转送件: what its acts set off, and who may do them."""

from tests.promises.effects import Does
from tests.promises.grid import Grid, May

TEXT = "opinions.ForwardedText"
DOES = {
    TEXT: (
        Does(
            "take_over", "forwarded_text", "editor", {"handled": "编入第三期"}, tells="signer",
            changes="forwardedtext.handled forwardedtext.handled_at forwardedtext.handled_by_id forwardedtext.state",
        ),
        Does(
            "give_back", "forwarded_text", "editor", {"reason": "属个别诉求，宜作来信办理"},
            events="give_back proposal.text_given_back", tells="chair he shen zhou", starts="review", stops="passed_on",
            changes="forwardedtext.state proposal.passed_on_as proposal.state",
        ),
        Does("recall_handling", "taken_over", "editor", tells="signer",
             changes="forwardedtext.handled_at forwardedtext.state"),
        Does("recall_handling", "letter_taken_over", "office_clerk", tells="signer",
             changes="forwardedtext.handled_at forwardedtext.state"),
        Does(
            "take_over", "forwarded_letter", "office_clerk", {"handled": "已答复本人"}, tells="signer",
            changes="forwardedtext.handled forwardedtext.handled_at forwardedtext.handled_by_id forwardedtext.state",
        ),
        Does(
            "send_back_text", "taken_over", "signer", {"reason": "请写明转给哪个部门"}, tells="editor",
            changes="forwardedtext.handled_at forwardedtext.state",
        ),
        Does(
            "sign_passed_on", "taken_over", "signer", {"note": "同意"}, tells="editor he shen zhou", stops="passed_on",
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
    return stages["letter_taken_over"]


def letter_of_another(cast, stages):
    text = letter(cast, stages)
    type(text).objects.filter(pk=text.pk).update(handled_by=cast.editor)
    return text


def is_letter(text) -> bool:
    return text.way == "letter"


def by_another(text) -> bool:
    return is_letter(text) and str(text.handled_by) == "边集"


MAY = {
    f"{TEXT} opinion": Grid(TEXT, rows("editor", "editor"), opinion, lambda text: not is_letter(text)),
    f"{TEXT} letter that another post handled": Grid(TEXT, rows("office_clerk", ""), letter_of_another, by_another),
    f"{TEXT} letter": Grid(TEXT, rows("office_clerk", "office_clerk"), letter, is_letter),
}
