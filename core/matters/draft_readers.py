"""Who reads a unit's draft before it has gone out (答复稿).

A draft says what nobody has answered for yet. It is the unit's own until it leaves the unit: to the joint units that
are asked for their word on it (会签), and, once the head has signed (签发), to the supervision office that checks it
and to the posts of the committee that may check it beside (``checks``): in many a place it is they who speak with the
unit before the letter goes. Separate units (分办) each answer for themselves. Whoever only reads the matter, leaders
among them, reads the letter when it has been delivered.
"""

from typing import Any

from core.matters.unit_work import is_channel, is_own_work, works_of_round
from core.people.actors import Actor


def reads_draft(actor: Actor, work: Any, checks: tuple[str, ...]) -> bool:
    """Whether this person reads what the unit of this work has drafted and not delivered; costs nothing where the
    works of the matter are fetched."""
    if is_own_work(actor, work) or was_asked(actor, work):
        return True
    return work.state in work.signed_off and (is_channel(actor, work) or actor.is_in(*checks))


def was_asked(actor: Actor, work: Any) -> bool:
    """Reads for a joint unit that was asked for its word on this very draft: an earlier one is no more, a later one
    has not been sent to it."""
    reply = work.reply
    return any(
        one.reply_id == reply.pk and one.draft_number == reply.draft_number
        for joint in works_of_round(work)
        if is_own_work(actor, joint)
        for one in joint.countersigns.all()
    )


def readers_until(checks: str) -> str:
    """The same in words, below the field in which a draft is written; ``checks`` names the posts that check beside."""
    return f"签发以前只有本单位和请去会签的单位看得到，签发以后审核的督查室和{checks}也看得到"
