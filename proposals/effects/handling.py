"""Signing for, talking, drafting, signing off, checking, delivering."""

from typing import Any

from core.delivery.notices import tell
from core.document_numbers import letters_of, year_of
from core.matters import unit_work
from core.matters.lifecycle import Act, Refused
from core.matters.numbering import next_number
from core.matters.unit_work import unit_users
from core.models import Organisation
from proposals.effects.telling import named
from proposals.fields import letter_row
from proposals.models import Assignment, Reply

sign_for = unit_work.sign_for(lambda work: "reply" if work.answers else "joint_opinion")
record_contact = unit_work.record_talk("proposal.contact_modes")

SIGNED = ("signed_by", "signed_at", "checked_by", "checked_at")
SIGN_AGAIN = "{matter}的答复原单位已签发，须由本单位重新签发"


def give_opinion(act: Act) -> None:
    work = act.obj
    work.opinion, work.opinion_at = act.facts["opinion"], act.at
    work.delivered_at = act.at
    work.save(update_fields=["opinion", "opinion_at", "delivered_at"])


def keep_draft(act: Act) -> None:
    """A changed draft is a new one: earlier countersigns no longer cover it."""
    work, facts = act.obj, act.facts
    row = letter_row(facts["letter"], act.day)
    reply: Any = getattr(work, "reply", None) or Reply(assignment=work, draft_number=0)
    reply.text = facts["text"]
    reply.letter, reply.label, reply.meaning = row["letter"], row["label"], row["meaning"]
    reply.unit_letter = row["letter"]
    reply.is_public = facts["is_public"]
    reply.contact_name = facts.get("contact_name") or work.handler_name
    reply.contact_phone = facts.get("contact_phone") or work.handler_phone
    reply.draft_number += 1
    reply.must_change = False
    reply.drafted_by = act.actor.user
    reply._history_date = act.at
    reply._history_user = act.actor.user
    reply.save()


def ask_for_change(act: Act) -> None:
    """An objection or a draft sent back: the next step is a new draft, not sending the same one again."""
    reply = act.obj.reply
    reply.must_change = True
    _save(act, reply, "must_change")


def sign_off(act: Act) -> None:
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
        title = f"{named(act.obj.proposal)}的答复尚未送达，由{act.obj.unit}重新签发"
        tell(unit_users(former), title, act=act, url=act.obj.get_absolute_url(), key="former")


def pass_check(act: Act) -> None:
    """督查审核: the office may change the grade, and then says why."""
    reply = act.obj.reply
    row = letter_row(act.facts["letter"], act.day)
    reason = (act.facts.get("grade_reason") or "").strip()
    if row["letter"] != reply.letter and not reason:
        raise Refused("改动办理结果时，请填写改等理由。")
    if row["letter"] != reply.letter:
        reply.grade_reason = reason
    reply.letter, reply.label, reply.meaning = row["letter"], row["label"], row["meaning"]
    reply.checked_by, reply.checked_at = act.actor.user, act.at
    _save(act, reply, "letter", "label", "meaning", "grade_reason", "checked_by", "checked_at")


def deliver(act: Act) -> None:
    """送达: the reply gets its day, and its number from the unit's own yearly series where it has a word (发文代字)."""
    work, reply = act.obj, act.obj.reply
    given = (act.facts.get("document_number") or "").strip()
    word, year = work.unit.document_word, act.day.year
    Organisation.objects.select_for_update().get(pk=work.unit_id)  # two letters of a unit take no number at once
    if given:
        _check_number(work, given, year)
    while word and (not given or _bears(given, work) is not None):  # one of the series may have been written by hand
        given = f"{word}〔{year}〕{next_number('reply', f'{work.unit_id}/{year}')}号"
    reply.document_number, reply.delivered_at = given, act.at
    _save(act, reply, "document_number", "delivered_at")
    work.delivered_at = act.at
    work.save(update_fields=["delivered_at"])


def correct_number(act: Act) -> None:
    """更正发文字号: the letter prints the right one from now on; the unit's series goes on as it was."""
    reply = act.obj.reply
    if act.facts["document_number"] == reply.document_number:
        raise Refused("发文字号与原来的一样，没有更正。")
    Organisation.objects.select_for_update().get(pk=act.obj.unit_id)
    _check_number(act.obj, act.facts["document_number"], act.obj.delivered_at.year)
    reply.document_number = act.facts["document_number"]
    _save(act, reply, "document_number")


def _bears(number: str, work: Assignment) -> Assignment | None:
    """Another work whose letter bears this number."""
    return Assignment.objects.filter(reply__document_number=number).exclude(pk=work.pk).first()


def _check_number(work: Assignment, number: str, year: int) -> None:
    """Raises Refused for a number that another letter bears, another body's letters, or a year that cannot be."""
    if other := _bears(number, work):
        raise Refused(f"“{number}”已用于{other.unit.brief}对{other.proposal.case_number}的答复，请改用别的号。")
    if not year - 1 <= year_of(number) <= year:
        raise Refused(f"“{number}”的年份不对，应为{year}年或上一年。")
    letters, own = letters_of(number), work.unit.document_word
    others = Organisation.objects.filter(is_active=True, document_word=letters).exclude(pk=work.unit_id)
    if letters != own and (other_body := others.first()):
        raise Refused(f"“{letters}”是{other_body}的发文代字，请写本单位的{f'“{own}”' if own else '发文代字'}。")


def _save(act: Act, reply: Any, *fields: str) -> None:
    reply._history_date = act.at
    reply._history_user = act.actor.user
    reply.save(update_fields=list(fields))
