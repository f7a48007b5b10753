"""Proposals with papers, and what the papers say."""

import re
from datetime import timedelta
from html import unescape

from django.template.loader import render_to_string
from django.utils.html import strip_tags

from core.matters.papers import find, papers_of
from proposals.documents import PAPERS
from proposals.models import Proposal
from tests.builders.acts import answer, contact, filed_and_assigned, sign
from tests.builders.cast import MONDAY, fresh, who
from tests.builders.replay import replayed

LATER = MONDAY + timedelta(days=14)


def seen(proposal, user) -> Proposal:
    """The proposal as a page fetches it for this person."""
    return Proposal.objects.visible_to(who(user).user).for_page().get(pk=proposal.pk)


def papers(proposal, kind: str, user, unit=None):
    found = seen(proposal, user)
    one = next((w for w in found.assignments.all() if unit and w.unit_id == unit.pk), None)
    return papers_of(find(PAPERS, kind), found, who(user, LATER), one)


def text_of(found) -> str:
    """What the papers say, without markup and white space (how they look is measured in tests/core)."""
    markup = "".join(render_to_string(paper.template, paper.context) for paper in found)
    return re.sub(r"\s+", "", unescape(strip_tags(markup)))


@replayed
def answered(c, **more):
    """The housing bureau, with two joint units, has answered three proposers."""
    proposal = filed_and_assigned(c)
    clerks = ((c.water, c.water_clerk), (c.finance, c.finance_clerk))
    for unit, user in ((c.housing, c.housing_clerk), *clerks):
        sign(proposal, unit, user)
    contact(proposal, c.housing, c.housing_clerk)
    answer(proposal, c.housing, c.housing_clerk, c.housing_head, c.gov_office, joint=clerks, **more)
    return fresh(proposal)
