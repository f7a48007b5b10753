"""The register of members: list, a member's card, additions."""

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from core.files.uploads import UploadRefused
from core.frame.unsent_input import refill
from core.lists import TableView
from core.matters.events import timeline
from core.matters.lifecycle import ActError, Forbidden
from core.models import Event
from core.models.generic import rooted_in
from core.people.access import roles
from core.people.actors import Actor
from core.text import number_of
from members.forms import AddMemberForm
from members.levels import residents
from members.models import Contact, Mandate, Member
from members.readers import PRIVATE_TO, READERS, keeps_register, reads_private, reads_private_of
from members.services import contact_changes, editing, mandates, papers, rejoining, taking_off
from members.services.terms import current_term
from members.tables import MemberTable

__all__ = ["PRIVATE_TO", "READERS", "add", "card", "register"]
SHOWN = 30


class Register(TableView):
    """The list; office staff may add a member."""

    table_class = MemberTable
    template_name = "members/list.html"

    def extra_context(self, table) -> dict:
        may_keep = keeps_register(self.request.user)
        as_of = table.day if table.day < timezone.localdate() else None
        waiting = contact_changes.waiting().count() if may_keep else 0
        by_office = "" if table.sort == "offices" else table.url(sort="offices")
        return {"may_keep": may_keep, "as_of": as_of, "waiting": waiting, "by_office": by_office} | _figures()


def _figures() -> dict:
    """How many there are of each sort, in one statement; each number opens the list of just these."""
    serving = Q(pk__in=Member.objects.in_office().values("pk"))
    suspended = Q(pk__in=Member.objects.suspended().values("pk"))
    counts = Member.objects.aggregate(
        serving=Count("pk", filter=serving), suspended=Count("pk", filter=suspended),
        **{level: Count("pk", filter=Q(level=level)) for level in Member.Level.values if level},
    )  # fmt: skip
    rows = [("在任", counts["serving"], "serving=1"), ("中止履职", counts["suspended"], "serving=s")]
    rows += [(label, counts[level], f"level={level}") for level, label in residents(Member.Level.choices)]
    return {"figures": [row for row in rows if row[1] or row[2] == "serving=1"]}


register = roles(*READERS)(Register.as_view())


@roles(*READERS)
@require_http_methods(["GET", "POST"])
def card(request, pk: int):
    """One member: mandates with seats and offices, parties; phone and address only for the office and oneself.

    Posting takes back one of the acts of today.
    """
    member = get_object_or_404(Member.objects.to_edit(request.user).for_card(), pk=pk)
    may_keep = keeps_register(request.user)
    running = _running(member)
    if request.method == "POST":
        return _undo(request, member, running)
    private = reads_private_of(request.user, member)
    context = {
        "member": member, "private": private, "running": running, "may_keep": may_keep,
        "may_rejoin": may_keep and rejoining.former(member, member.mandates_newest_first),
        "may_end": may_keep and running is not None and running.ends_on is None,
        "may_take_off": may_keep and taking_off.may_be(running) and len(member.mandates_newest_first) > 1,
        "contacts": _contacts(member),
        "coming": _coming(member) if may_keep and not member.mandates_newest_first else None,
        "undoable": editing.undoable(member, running or _newest(member)) if may_keep else [],
        "waiting": member.contact_changes.filter(state="waiting").first() if may_keep else None,
        "office": reads_private(request.user),
        "events": _history(request, member) if private else [],
        "papers": papers.of_member(member) if private else [],
    }  # fmt: skip
    return render(request, "members/card.html", context)


def _history(request: HttpRequest, member: Member) -> list[Event]:
    """Everything for those who read what is private of everybody; to the member what is for everybody, and own acts."""
    if reads_private(request.user):  # type: ignore[arg-type]
        rows = Event.objects.filter(**rooted_in(member)).order_by("-at", "-id")
    else:
        rows = timeline(member, request.user)
    return list(rows[:SHOWN])


def _contacts(member: Member) -> list[Contact]:
    """With whom the member keeps in contact, and who with the member; those of today first."""
    both = Contact.objects.of(member).select_related("member", "contacted")
    return sorted(both, key=lambda row: (not row.is_held, row.member_id != member.pk, row.pk))


def _coming(member: Member) -> Mandate | None:
    """The place on the list of a prepared term of somebody who is not in office yet."""
    rows = member.mandates.filter(term__starts_on__gt=timezone.localdate()).select_related("term", "sector")
    return rows.order_by("term__starts_on").first()


def _newest(member: Member) -> Mandate | None:
    return member.mandates_newest_first[0] if member.mandates_newest_first else None


def _running(member: Member) -> Mandate | None:
    """The mandate that has not ended by today."""
    return next((m for m in member.mandates_newest_first if not m.is_over), None)


def _undo(request, member: Member, running: Mandate | None):
    asked = number_of(request.POST.get("undo", ""))
    try:
        if not keeps_register(request.user) or asked is None:
            raise Forbidden("名册由办公室工作人员或系统管理员维护。")
        actor = Actor.of(request.user, request=request)
        stays = editing.undo(member, running or _newest(member), asked, actor=actor)
        messages.success(request, f"已撤销，恢复为原来的内容。{f'但{stays}' if stays else ''}")
    except ActError as error:
        messages.error(request, error.sentence)
    return redirect(member.get_absolute_url())


@roles(*mandates.KEEPERS)
@require_http_methods(["GET", "POST"])
def add(request):
    """新增委员: nominated with the term, added in mid-term, or filling a vacancy."""
    term = current_term()
    if term is None:
        messages.error(request, "还没有设置本届，请系统管理员先在“届次”中建立。")
        return redirect("members:list")
    form = refill(AddMemberForm(request.POST or None, request.FILES or None, term=term), request)
    if request.method == "POST" and form.is_valid():
        try:
            member = mandates.add_member(actor=Actor.of(request.user, request=request), term=term, **form.cleaned_data)
        except ActError as error:
            form.add_error(None, error.sentence)
        except UploadRefused as error:
            form.add_error("upload", str(error))
        else:
            how = member.mandates.get().get_gained_display()
            messages.success(request, f"已登记{member.name}（{how}）。接下来可在“一次性密码单”里为其开通账号。")
            return redirect(member.get_absolute_url())
    return render(request, "members/add.html", {"form": form, "term": term}, status=422 if form.errors else 200)
