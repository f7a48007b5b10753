"""我的资料: the own card, and asking for changes of the own contact data; the office's pages that decide on them."""

from typing import Any

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.frame.unsent_input import refill
from core.matters.lifecycle import ActError, Refused
from core.models import Role
from core.people.access import roles
from core.people.actors import Actor
from core.records import Stale
from members.edit_forms import ContactChangeForm, DecideChangeForm
from members.models import ContactChange, Member
from members.services import contact_changes, mandates, papers
from members.views.act import act_page

LATELY = 10


def _me(request) -> Member:
    return get_object_or_404(Member.objects.visible_to(request.user).for_list(), user=request.user)


@roles(Role.MEMBER)
@require_GET
def mine(request):
    """What the office holds about the person who asks, and what has been asked for."""
    member = Member.objects.visible_to(request.user).for_card().filter(user=request.user).first()
    asked = list(member.contact_changes.select_related("decided_by")[:LATELY]) if member else []
    waiting = next((row for row in asked if row.state == ContactChange.State.WAITING), None)
    context = {
        "member": member, "waiting": waiting and _lines(waiting), "request_waiting": waiting,
        "earlier": [(row, _lines(row)) for row in asked if row is not waiting],
        "papers": papers.of_member(member) if member else [],
    }  # fmt: skip
    return render(request, "members/mine.html", context)


@roles(Role.MEMBER)
@require_http_methods(["GET", "POST"])
def ask(request):
    """Ask for changes; what still waits begins the form, and is replaced."""
    member = _me(request)
    waiting = member.contact_changes.filter(state=ContactChange.State.WAITING).first()
    initial = {**waiting.asked, "note_to_office": waiting.note} if waiting else {}
    form = ContactChangeForm(request.POST or None, instance=Member.objects.get(pk=member.pk), initial=initial)

    def do(actor: Actor) -> Any:
        kept = contact_changes.ask(
            actor=actor, member=member, values=form.values(), note=form.cleaned_data["note_to_office"]
        )
        if kept is None:
            form.add_error(None, "填写的内容与现有资料相同，没有需要修改的。")
            return False
        return kept

    sub = "改好后提交，由政协机关核对后生效。"
    if waiting:
        sub += "您还有一份申请在等核对，再次提交将代替它。"
    return act_page(
        request, title="申请修改我的资料", button="提交申请", form=form, do=do, back="/members/mine/", sub=sub,
        done="已提交，政协机关核对后会通知您。",
    )  # fmt: skip


@roles(Role.MEMBER)
@require_POST
def withdraw(request):
    """Take back what still waits."""
    waiting = get_object_or_404(ContactChange, member__user=request.user, state=ContactChange.State.WAITING)
    try:
        contact_changes.withdraw(actor=Actor.of(request.user, request=request), request=waiting)
        messages.success(request, "已撤回申请。")
    except ActError as error:
        messages.error(request, error.sentence)
    return redirect("members:mine")


@roles(*mandates.KEEPERS)
@require_GET
def changes(request):
    """What waits for the office, and what was decided lately."""
    decided = ContactChange.objects.exclude(state=ContactChange.State.WAITING).select_related("member", "decided_by")
    rows = [(row, contact_changes.labels(row.asked)) for row in contact_changes.waiting()]
    lately = [(row, contact_changes.labels(row.asked)) for row in decided.order_by("-decided_at", "-pk")[:20]]
    return render(request, "members/changes.html", {"waiting": rows, "lately": lately})


@roles(*mandates.KEEPERS)
@require_http_methods(["GET", "POST"])
def change(request, pk: int):
    """One request, field by field, and the decision."""
    row = get_object_or_404(ContactChange.objects.select_related("member", "decided_by"), pk=pk)
    fields = [(name, contact_changes.labels([name])) for name in row.asked]
    initial = {"seen": row.member.revision}
    form = refill(DecideChangeForm(request.POST or None, fields=fields, initial=initial), request)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        take = [] if request.POST.get("do") == "refuse" else data["take"]
        try:
            if not take and request.POST.get("do") == "take":
                raise Refused(
                    "还没有勾选采纳哪些项目。请逐项核对后勾选；一项也不采纳的，请写明原因，再按“全部不采纳”。"
                )
            contact_changes.decide(
                actor=Actor.of(request.user, request=request), request=row, take=take, reason=data["reason"],
                seen=data["seen"],
            )  # fmt: skip
        except Stale as error:
            form.add_error(None, error.sentence)
            row.member.refresh_from_db()
            typed: Any = form.data
            form.data = typed = typed.copy()
            typed["seen"] = str(error.revision)
        except ActError as error:
            form.add_error(None, error.sentence)
        else:
            messages.success(request, "已处理，本人会收到通知。")
            return redirect("members:changes")
    context = {"row": row, "lines": _lines(row), "form": form, "is_waiting": row.state == ContactChange.State.WAITING}
    return render(request, "members/change.html", context, status=422 if form.errors else 200)


def _lines(row: ContactChange) -> list[dict[str, Any]]:
    """Each asked field: what it was when asked, what is wanted, and what it is now where that differs."""
    waits = row.state == ContactChange.State.WAITING
    found = []
    for name, wanted in row.asked.items():
        was, now = row.before.get(name, ""), getattr(row.member, name)
        found.append({
            "name": name, "label": contact_changes.labels([name]), "was": was, "wanted": wanted, "now": now,
            "moved": waits and now != was, "taken": name in row.taken,
        })  # fmt: skip
    return found
