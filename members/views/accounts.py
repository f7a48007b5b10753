"""Opening accounts for members: choose, print the one-time passwords, hand the slips over."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import QuerySet
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from core.documents.answers import as_download
from core.frame import unsent_input
from core.frame.addresses import site_address
from core.matters.lifecycle import ActError, Refused
from core.people.access import SignedInRequest, roles
from core.people.actors import Actor
from core.text import keys_of
from members.models import Member
from members.services import accounts, known_accounts, roster_undo
from members.services.known_accounts import Found
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
    known = known_accounts.find(waiting.filter(user__isnull=True))
    if request.method == "POST":
        return _answered(request, waiting, everyone, known)
    unsent = unsent_input.for_page(request, having=("member",))
    everyone = everyone.exclude(pk__in=known.in_question)
    page = Paginator(listed, PER_PAGE).get_page(request.GET.get("page"))
    unopened = accounts.members_to_open(term).filter(user__isnull=True).count()
    context = {"page": page, "q": query, "everyone": everyone.count(), "at_once": accounts.AT_ONCE}
    context |= {"unopened": unopened - len(known.in_question), "coming": coming, "known": known}
    context |= {"ahead": ahead, "rest": urlencode({"q": query, **({"term": "coming"} if ahead else {})})}
    context["joins"] = {held.member.pk for held in known.same}
    context["undoable"] = roster_undo.of_today(timezone.localdate())
    context["ticked"] = set(keys_of(unsent, "member")) if unsent else set()
    return render(request, "members/accounts.html", context)


def _answered(request: SignedInRequest, waiting: QuerySet[Member], everyone: QuerySet[Member], known: Found):
    """What was asked for by the button: the sheet of slips, or the page again with a sentence."""
    actor, scope = Actor.of(request.user, request=request), request.POST.get("scope", "")
    apart: set[int] = set()
    try:
        if scope == "same":
            member, user = (keys_of(request.POST, name)[:1] for name in ("whose", "account"))
            held = known.of(*member, *user) if member and user else None
            if held is None:
                raise Refused(accounts.OVERTAKEN)
            accounts.join_account(member=held.member, user=held.user, actor=actor)
            messages.success(request, f"已把账号{held.user.username}接到委员{held.member.name}，原有的岗位和密码不变。")
            return redirect(request.get_full_path())
        if scope == "apart":
            apart = known.in_question & set(keys_of(request.POST, "whose"))
            chosen = waiting.filter(pk__in=apart)
        elif scope == "new":
            chosen = waiting.filter(user__isnull=True).exclude(pk__in=known.in_question)[: accounts.AT_ONCE]
        elif scope == "all":
            chosen = everyone.exclude(pk__in=known.in_question)
        else:
            chosen = waiting.filter(pk__in=keys_of(request.POST, "member"))
        with transaction.atomic():  # no password is changed where no paper comes of it
            address = f"{site_address(request)}/"
            paper = accounts.open_accounts(members=chosen, actor=actor, address=address, apart=apart)
            if paper is not None:
                return as_download(paper, "一次性密码单")
    except ActError as error:
        messages.error(request, error.sentence)
    else:
        messages.success(request, "都已有账号，已接上，原有的岗位和密码不变，没有要发的密码单。")
    return redirect(request.get_full_path())
