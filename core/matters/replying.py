"""What a unit writes on its work: the joint units' opinions, and the reply from its draft to its delivery (答复).

Effects of a line's rows. The reply is a row derived from ``UnitReply`` that is graded (``core.matters.grades``), with
``unit_letter`` (what the unit itself gave) and ``grade_reason`` beside it, and keeps its history. It is numbered in the
unit's own yearly series, which is one for every line.
"""

from typing import Any

from core import search
from core.delivery.notices import tell
from core.matters import reply_numbers
from core.matters.answered import first_answered
from core.matters.enclosing import enclose
from core.matters.grades import Grades
from core.matters.lifecycle import Act, Effect, Refused
from core.matters.naming import name_of
from core.matters.unit_work import unit_users
from core.matters.versions import Piece, difference
from core.models.generic import matter_of

SIGNED = ("signed_by", "signed_at", "checked_by", "checked_at")
SIGN_AGAIN = "{matter}的答复原单位已签发，须由本单位重新签发"


def give_opinion(act: Act) -> None:
    """会办意见: a joint unit has done what it was to do."""
    work = act.obj
    work.opinion, work.opinion_at, work.delivered_at = act.facts["opinion"], act.at, act.at
    work.save(update_fields=["opinion", "opinion_at", "delivered_at"])
    enclose(act, work)


# ---- drafting, signing off ----


def keep_draft(grades: Grades) -> Effect:
    """A changed draft is a new one: earlier countersigns no longer cover it."""

    def effect(act: Act) -> None:
        work, facts = act.obj, act.facts
        if facts["is_public"] and (sentence := publication_refused(first_answered(work))):
            raise Refused(sentence)
        made = work._meta.get_field("reply").related_model
        reply: Any = getattr(work, "reply", None) or made(assignment=work, draft_number=0)
        reply.text = facts["text"]
        grades.put(reply, facts["letter"], act.day)
        reply.unit_letter = reply.letter
        reply.is_public = facts["is_public"]
        reply.contact_name = facts.get("contact_name") or work.handler_name
        reply.contact_phone = facts.get("contact_phone") or work.handler_phone
        reply.draft_number += 1
        reply.must_change = False
        reply.drafted_by = act.actor.user
        _save(act, reply)
        enclose(act, reply)

    effect.__name__ = "keep_draft"
    return effect


def publication_refused(matter: Any) -> str | None:
    """Why no reply to this matter is public: whoever it is from does not consent (``publish_consent``)."""
    if getattr(matter, "publish_consent", None) is not False:
        return None
    why = f"（{matter.publish_reason}）" if matter.publish_reason else ""
    name = matter._meta.verbose_name
    return f"{name}者不同意公开这件{name}{why}，答复不能公开。请不要勾选“公开答复”。"


def ask_for_change(act: Act) -> None:
    """An objection or a draft sent back: the next step is a new draft, not sending the same one again."""
    act.obj.reply.must_change = True
    _save(act, act.obj.reply, "must_change")


def sign_off(act: Act) -> None:
    """签发 by the unit's head."""
    reply = act.obj.reply
    reply.signed_by, reply.signed_at = act.actor.user, act.at
    _save(act, reply, "signed_by", "signed_at")


def take_signature_off(act: Act) -> None:
    """What another unit's head has signed is not this unit's letter; text and grade stay as they are."""
    reply = act.obj.reply
    for name in SIGNED:
        setattr(reply, name, None)
    _save(act, reply, *SIGNED)


def tell_former_unit(act: Act) -> None:
    """Whoever worked in the unit that had signed reads that its letter did not go out."""
    former = act.obj.last_body("unit")
    if former is not None:
        title = f"{name_of(matter_of(act.obj))}的答复尚未送达，由{act.obj.unit}重新签发"
        tell(unit_users(former), title, act=act, url=act.obj.get_absolute_url(), key="former")


def pass_check(grades: Grades) -> Effect:
    """督查审核: the office may change the grade, and then says why."""

    def effect(act: Act) -> None:
        reply, letter = act.obj.reply, act.facts["letter"]
        reason = (act.facts.get("grade_reason") or "").strip()
        if letter != reply.letter and not reason:
            raise Refused("改动办理结果时，请填写改等理由。")
        if letter != reply.letter:
            reply.grade_reason = reason
        graded = grades.put(reply, letter, act.day)
        reply.checked_by, reply.checked_at = act.actor.user, act.at
        _save(act, reply, *graded, "grade_reason", "checked_by", "checked_at")

    effect.__name__ = "pass_check"
    return effect


def changed_since_sent_back(reply: Any) -> tuple[int, list[Piece]] | None:
    """The draft that was last objected to or sent back, by its number, and what became of its text since; None where
    nobody has sent one back. One statement."""
    earlier = reply.history.filter(must_change=True, draft_number__lt=reply.draft_number)
    last = earlier.order_by("-history_id").values_list("draft_number", "text").first()
    return (last[0], difference(last[1], reply.text)) if last else None


# ---- delivering ----


def deliver(act: Act) -> None:
    """送达: the reply gets its day, and its number from the unit's own yearly series where it has a word (发文代字)."""
    work, reply = act.obj, act.obj.reply
    reply.document_number, reply.delivered_at = reply_numbers.number_for(act), act.at
    _save(act, reply, "document_number", "delivered_at")
    search.index(reply)
    work.delivered_at = act.at
    work.save(update_fields=["delivered_at"])


def correct_number(act: Act) -> None:
    """更正发文字号: the letter prints the right one from now on; what it was is told (``number_before``)."""
    reply, given = act.obj.reply, reply_numbers.corrected(act)
    reply.number_before, reply.document_number = reply.document_number, given
    _save(act, reply, "document_number")
    search.index(reply)


def _save(act: Act, reply: Any, *fields: str) -> None:
    """The history says when and by whom; every column where none is named."""
    reply._history_date = act.at
    reply._history_user = act.actor.user
    reply.save(update_fields=list(fields) or None)
