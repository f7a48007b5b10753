"""What of one unit's work (承办件) one person sees on its page; told in ``core.matters.works_on_page``."""

from functools import partial

from core.matters.reading import with_deferred
from core.matters.works_on_page import WorkPage
from proposals import act_pages
from proposals.page import ProposalPage
from proposals.reading import LONG_TEXTS


class AssignmentPage(WorkPage, ProposalPage):
    """One unit's work (承办件) with its matter: what is asked, the text, the other units, the draft, its signatures."""

    template = "proposals/assignment.html"
    acts = act_pages.OF_ASSIGNMENT
    with_texts = staticmethod(partial(with_deferred, names=LONG_TEXTS))
