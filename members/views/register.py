"""The register of members: list, a member's card, additions and exits."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from core.frame.unsent_input import refill
from core.lists import TableView
from core.matters.events import timeline
from core.matters.lifecycle import ActError
from core.models import Role
from core.people.access import roles
from core.people.actors import Actor
from members.forms import AddMemberForm, EndMandateForm
from members.models import Mandate, Member, Term
from members.services import mandates
from members.services.terms import current_term
from members.tables import MemberTable

READERS = [role for role in Role.values if role not in (Role.SECADMIN, Role.AUDITOR)]
PRIVATE_TO = {Role.SYSADMIN, Role.OFFICE_CLERK, Role.PROPOSAL_CLERK, Role.PROPOSAL_CHAIR, Role.LEADER}


class Register(TableView):
    """The list; office staff may add a member."""

    table_class = MemberTable
    template_name = "members/list.html"

    def extra_context(self, table) -> dict:
        post = self.request.user.post_in_use
        return {"may_keep": post is not None and post.role in mandates.KEEPERS}


register = roles(*READERS)(Register.as_view())


@roles(*READERS)
@require_GET
def card(request, pk: int):
    """One member: mandates with seats and offices, parties; phone and address only for the office and oneself."""
    member = get_object_or_404(Member.objects.visible_to(request.user).for_list(), pk=pk)
    post = request.user.post_in_use
    private = post.role in PRIVATE_TO or member.user_id == request.user.pk
    open_mandate = next((m for m in member.mandates_newest_first if m.left_on is None), None)
    context = {
        "member": member,
        "private": private,
        "open_mandate": open_mandate,
        "may_keep": post.role in mandates.KEEPERS,
        "events": timeline(member, request.user)[:30] if private else [],
    }
    return render(request, "members/card.html", context)


@roles(*mandates.KEEPERS)
@require_http_methods(["GET", "POST"])
def add(request):
    """届中增补."""
    form = refill(AddMemberForm(request.POST or None), request)
    term = current_term()
    if term is None:
        messages.error(request, "还没有设置本届，请系统管理员先在“届次”中建立。")
        return redirect("members:list")
    if request.method == "POST" and form.is_valid():
        try:
            member = mandates.add_member(actor=Actor.of(request.user, request=request), term=term, **form.cleaned_data)
        except ActError as error:
            form.add_error(None, error.sentence)
        else:
            messages.success(request, f"已增补{member.name}。接下来可在“一次性密码单”里为其开通账号。")
            return redirect(member.get_absolute_url())
    return render(request, "members/add.html", {"form": form, "term": term}, status=422 if form.errors else 200)


@roles(*mandates.KEEPERS)
@require_http_methods(["GET", "POST"])
def end(request, pk: int):
    """A member leaves; the record stays."""
    member = get_object_or_404(Member.objects.visible_to(request.user), pk=pk)
    held = Mandate.objects.select_related("member", "term").filter(member=member, ends_on__isnull=True)
    mandate = get_object_or_404(held, term=Term.objects.current_only())
    form = refill(EndMandateForm(request.POST or None), request)
    if request.method == "POST" and form.is_valid():
        try:
            mandates.end_mandate(actor=Actor.of(request.user, request=request), mandate=mandate, **form.cleaned_data)
        except ActError as error:
            form.add_error(None, error.sentence)
        else:
            messages.success(request, f"{member.name}的委员资格已记录为终止，以往记录保留。")
            return redirect(member.get_absolute_url())
    return render(
        request, "members/end.html", {"form": form, "member": member, "mandate": mandate},
        status=422 if form.errors else 200,
    )  # fmt: skip
