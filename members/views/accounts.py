"""Opening accounts for members: choose, print the one-time passwords, hand the slips over."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from core.documents.answers import as_download
from core.frame import unsent_input
from core.frame.addresses import site_address
from core.matters.lifecycle import ActError
from core.people.access import roles
from core.people.actors import Actor
from core.text import keys_of
from members.services import accounts
from members.services.terms import current_term, upcoming_term

PER_PAGE = 100


@roles(*accounts.KEEPERS)
@require_http_methods(["GET", "POST"])
def sheet(request):
    """Members of this term without a used account; posting answers with the sheet, whose passwords are kept nowhere.

    ``?term=coming`` is the confirmed list of the term that is prepared: slips beforehand, sign-in from its day.
    """
    coming = upcoming_term()
    coming = coming if coming and coming.confirmed_at else None
    ahead = coming is not None and request.GET.get("term") == "coming"
    term = coming if ahead else current_term()
    waiting, query = accounts.members_to_open(term), request.GET.get("q", "").strip()
    listed = waiting.filter(name__contains=query) if query else waiting
    everyone = accounts.alone(listed, Actor.of(request.user, request=request))
    if request.method == "POST":
        if request.POST.get("scope") == "new":
            chosen = waiting.filter(user__isnull=True)[: accounts.AT_ONCE]
        elif request.POST.get("scope") == "all":
            chosen = everyone
        else:
            chosen = waiting.filter(pk__in=keys_of(request.POST, "member"))
        try:
            with transaction.atomic():  # no password is changed where no paper comes of it
                paper = accounts.open_accounts(
                    members=chosen,
                    actor=Actor.of(request.user, request=request),
                    address=f"{site_address(request)}/",
                )
                return as_download(paper, "一次性密码单")
        except ActError as error:
            messages.error(request, error.sentence)
            return redirect(request.get_full_path())
    unsent = unsent_input.for_page(request, having=("member",))
    page = Paginator(listed, PER_PAGE).get_page(request.GET.get("page"))
    unopened = accounts.members_to_open(term).filter(user__isnull=True).count()
    context = {"page": page, "q": query, "everyone": everyone.count(), "at_once": accounts.AT_ONCE}
    context |= {"unopened": unopened, "coming": coming}
    context |= {"ahead": ahead, "rest": urlencode({"q": query, **({"term": "coming"} if ahead else {})})}
    context["ticked"] = set(keys_of(unsent, "member")) if unsent else set()
    return render(request, "members/accounts.html", context)
