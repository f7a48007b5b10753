"""What is special about the pages of single acts: template, what stands beside the form, where one goes after."""

import re
from typing import Any

from core import rulebook
from core.matters.deadlines import classes_of
from core.matters.pages import ActPage, newest
from core.matters.versions import Piece, difference
from proposals.effects.extending import MORE_TIME
from proposals.effects.on_paper import by_letter
from proposals.permissions import is_answered

NUMBERED = re.compile(r"(?:^|(?<=[；;。\n]))\s*(?:[一二三四五六七八九十]{1,3}(?:是|、)|[（(]?\d{1,2}[)）.、])")


def about_more_time(page: Any) -> dict[str, Any]:
    """How long an extension is and how far it may go at most, for those who ask and answer."""
    return {"limits": MORE_TIME.limits(page.thing)}


def points_to_answer(page: Any) -> dict[str, Any]:
    """What a reply has to speak to, point by point; of each proposal that it answers."""
    return {"points": [(one, points_of(one.suggestion)) for one in page.answered]}


def points_of(suggestion: str) -> list[str]:
    """The suggestions one by one, as far as the text counts them (一是……；二是……, 1. …); else its paragraphs."""
    numbered = [part.strip(" ；;。\n") for part in NUMBERED.split(suggestion) if part.strip(" ；;。\n")]
    if len(numbered) > 1:
        return numbered
    return [line.strip() for line in suggestion.splitlines() if line.strip()]


def _changed(before: str | None, now: str) -> list[Piece] | None:
    return None if before is None else difference(before, now)


def judging(page: Any) -> dict[str, Any]:
    """The replies to be judged, with what a second handling changed in them; the time; what 不满意 sets off."""
    at = page.proposal.round
    now = [line for line in page.replies if line.work.round == at and is_answered(page.actor, line.work)]
    earlier = [one for one in page.replies if one.work.round == at - 1 and is_answered(page.actor, one.work)]
    before = {line.work.unit_id: line.work.reply.text for line in earlier}
    replies = [(line, _changed(before.get(line.work.unit_id), line.work.reply.text)) for line in now]
    mine = page.own_judgement
    limit = newest(page.matter_clocks.about(mine), "feedback") if mine else None
    again = rulebook.words(rulebook.rule("proposal.rehandle_days", page.actor.today, classes_of(page.proposal)))
    return {"judged": replies, "limit": limit, "again": again, "units": "、".join(line.work.unit.brief for line in now)}


JUDGING = ActPage("proposals/acts/evaluate.html", more=judging)
READING = ActPage(text_open=True)
OF_PROPOSAL = {
    "submit": ActPage(after="proposals:receipt"),
    "edit_again": ActPage(after="proposals:write"),
    "invite": ActPage("proposals/acts/invite.html"),
    "evaluate": JUDGING,
    "correct_judgement": JUDGING,
    **dict.fromkeys(("recommend", "file", "not_file", "pass_on", "return_to_author", "assign", "hand_over"), READING),
}
ANSWERING = ActPage("proposals/acts/answer_extension.html", more=about_more_time)
OF_ASSIGNMENT = {
    "deliver": ActPage("proposals/acts/deliver.html", more=by_letter),
    "draft": ActPage("proposals/acts/draft.html", more=points_to_answer),
    "give_opinion": READING,
    "settle_contact": ActPage("proposals/acts/settle_contact.html"),
    "ask_extension": ActPage("proposals/acts/ask_extension.html", more=about_more_time),
    "grant_extension": ANSWERING,
    "refuse_extension": ANSWERING,
}
