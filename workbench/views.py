"""Home of the post in use, global search, checking the seals, unlocking for the security administrator."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from core import jobs
from core.matters import kinds
from core.matters.lifecycle import ActError
from core.matters.lines import found_by, meant
from core.models import EventSeal, Role
from core.organisations.finding import best
from core.people import locking, separation
from core.people.access import roles, signed_in
from core.people.actors import Actor
from core.people.pages import safe
from core.seals import chain
from core.text import as_one_word
from members.models import Member
from workbench import home as homes
from workbench import tasks

FEW = 20


@signed_in
@require_GET
def home(request):
    """What waits for this person, ordered by how soon it is due."""
    context = homes.for_user(request.user, timezone.localdate())
    return render(request, context["template"], context)


@signed_in
@require_GET
def search(request):
    """One box for matters of every kind, members and units: by name, by any word of the text, by number.

    A number with its sign leads to the matter itself, where one alone is meant.
    """
    query = request.GET.get("q", "").strip()[:100]
    context = {"query": query, "sections": [], "members": [], "organisations": []}
    if query:
        post = request.user.post_in_use
        role = post.role if post else ""
        if url := meant(request.user, query, role):
            return redirect(url)
        context["sections"] = [
            (kind.title, found_by(kind, request.user, query, FEW)) for kind in kinds.searched_by(role)
        ]
        people = Member.objects.visible_to(request.user).filter(name__icontains=as_one_word(query))
        context["members"] = people.for_list().order_by("sort_key", "id")[:FEW]
        if context["members"] or request.user.post_in_use:
            context["organisations"] = best(query)[:FEW]
    return render(request, "workbench/search.html", context)


@roles(Role.AUDITOR)
@require_POST
def verify(request):
    """Check the chain of seals; a long one is checked by a job."""
    seals = EventSeal.objects.count()
    if seals > tasks.SEALS_AT_ONCE:
        return redirect("core:job", pk=jobs.start(tasks.VERIFY_JOB, "核对封签", {}, request.user, total=seals).pk)
    faults = chain.verify()
    for fault in faults[:20]:
        messages.error(request, fault)
    if not faults:
        messages.success(request, "全部封签核对无误，没有发现改动。")
    return redirect("workbench:home")


@roles(*separation.ADMINISTRATORS)
@require_POST
def unlock(request):
    """Lift the lock of one account after too many wrong passwords."""
    actor = Actor.of(request.user, request=request)
    try:
        messages.success(request, locking.lift(actor=actor, username=request.POST.get("username", "")[:150]))
    except ActError as error:
        messages.error(request, error.sentence)
    return redirect(safe(request, request.POST.get("next", "")))
