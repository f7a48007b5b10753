"""The page of one matter, and the page of one unit's work on it."""

from django.shortcuts import render
from django.views.decorators.http import require_GET

from core.matters import urging
from core.matters.events import timeline
from core.matters.whose_turn import all_turns, whose_turn
from core.people.access import roles
from core.people.actors import Actor
from proposals.offers import offers_for
from proposals.page import parts_for
from proposals.readers import HANDLERS, READERS
from proposals.reading import assignment_for_page, proposal_for_page
from proposals.way import way_of


@roles(*READERS)
@require_GET
def proposal_page(request, pk):
    """Where it is, whose turn it is, what may be done; text, units, judgements, dates, what happened."""
    proposal = proposal_for_page(request.user, pk)
    actor = Actor.of(request.user, request=request)
    events = list(timeline(proposal, request.user))
    urging.remember(proposal, events)
    turns, parts = all_turns(proposal, actor), parts_for(proposal, actor)
    context = {
        "proposal": proposal,
        "parts": parts,
        "offers": offers_for(proposal, actor),
        "turn": turns[0],
        "other_turns": turns[1:],
        "way": way_of(proposal, events),
        "events": events,
        "reviews": [event for event in events if event.key in REVIEW_ACTS],
        "returned_reason": next((e.reason for e in events if e.key == "return_to_author"), ""),
    }
    return render(request, "proposals/detail.html", context)


REVIEW_ACTS = {"recommend", "file", "not_file", "return_to_author", "merge", "pass_on", "undo_decision", "take_over"}


@roles(*HANDLERS)
@require_GET
def assignment_page(request, pk):
    """What a unit is asked, the text, the people to talk to, the other units, the draft and its signatures."""
    work = assignment_for_page(request.user, pk)
    actor = Actor.of(request.user, request=request)
    events = list(timeline(work.proposal, request.user))
    urging.remember(work.proposal, events)
    parts = parts_for(work.proposal, actor)
    line = parts.line_of(work)
    context = {
        "work": work,
        "proposal": work.proposal,
        "parts": parts,
        "line": line,
        "offers": line.offers,
        "turn": whose_turn(work, actor),
        "beside": [other for other in parts.lines if other.work.round == work.round and other.work != work],
        "events": [e for e in events if is_about(e, work)],
    }
    return render(request, "proposals/assignment.html", context)


def is_about(event, work) -> bool:
    """Whether an event is about this unit's work, or about the matter as a whole."""
    other_works = {w.pk for w in work.proposal.assignments.all()} - {work.pk}
    return event.content_type_id == event.root_type_id or event.object_id not in other_works
