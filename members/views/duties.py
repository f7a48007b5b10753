"""Seats, offices, suspensions and exits: each registered on a page of its own, from a day to a day."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from core.people.access import roles
from core.people.actors import Actor
from members import duty_forms
from members.forms import CorrectExitForm, EndMandateForm
from members.models import Mandate, OfficeHeld, PartyOffice, Seat, Suspension
from members.services import exit_preview, exits, holding, left_behind, mandates, other_posts, prepared, suspensions
from members.views.act import act_page
from members.views.editing import member_of

KINDS = {"seat": (Seat, "mandate__member"), "office": (OfficeHeld, "mandate__member"), "party": (PartyOffice, "member")}
SUSPENDED = "中止由有关机构决定，这里只作记录。中止期间委员可以登录阅读，不能提交提案和署名。"
CORRECTED = "随离任结束的任职和岗位按更正后的日期办理；离任后已由别人改动或已办理的不再恢复，更正后逐项列出。"
AHEAD = "日期可以在以后，从那天起生效；当天可以撤销。"


def mandate_of(request, pk: int) -> Mandate:
    """The mandate of the member that has not ended, or 404."""
    rows = Mandate.objects.valid_on(timezone.localdate()).select_related("member", "term")
    return get_object_or_404(rows, member=member_of(request, pk))


@roles(*mandates.KEEPERS)
@require_http_methods(["GET", "POST"])
def end(request, pk: int):
    """A member leaves; the record stays."""
    mandate = get_object_or_404(
        Mandate.objects.valid_on(timezone.localdate()).select_related("member", "term", "sector"),
        member=member_of(request, pk), ends_on__isnull=True,
    )  # fmt: skip
    member, actor = mandate.member, Actor.of(request.user, request=request)
    form = EndMandateForm(request.POST or None, request.FILES or None, posts=other_posts.ordinary(member, actor.today))
    name = member.name
    left = [*left_behind.waiting_for(member), *prepared.waiting(member, actor.today)]

    def register(actor: Actor) -> bool:
        shown = form.was_shown()
        if not shown:
            exit_preview.rehearse(actor=actor, mandate=mandate, **form.cleaned_data)
            form.show(exit_preview.preview(mandate, form.cleaned_data))
        else:
            mandates.end_mandate(actor=actor, mandate=mandate, **form.cleaned_data)
        return shown

    return act_page(
        request, title=f"登记{name}离任", button="下一步：核对", form=form, member=member, files=True,
        left=left, others=other_posts.listed(member, actor),
        do=register, done=f"{name}的委员资格已记录为终止，以往记录保留。当天可以撤销，未了的事夜里才办理。",
        sub=f"{mandate.term}委员。离任由有关机构决定，这里只作记录；以往的提案和记录都保留；委员岗位和专委会等任职随之结束，其他岗位见下面所列。",
    )  # fmt: skip


@roles(*mandates.KEEPERS)
@require_http_methods(["GET", "POST"])
def correct_exit(request, pk: int, mandate: int):
    """更正离任: another day, way, decider or paper, or no exit at all; also after its day."""
    rows = Mandate.objects.select_related("member", "term").exclude(ended="")
    row = get_object_or_404(rows, pk=mandate, member=member_of(request, pk), ends_on__isnull=False)
    initial = {
        "ended": row.ended, "ends_on": row.ends_on, "reason": row.ended_reason, "decided_by": row.ended_by,
        "paper": row.paper,
    }  # fmt: skip
    form = CorrectExitForm(request.POST or None, request.FILES or None, initial=initial)

    def register(actor: Actor) -> None:
        facts = dict(form.cleaned_data)
        if facts.pop("what") == form.CANCEL:
            kept = exits.cancel(actor=actor, mandate=row, why=facts["why"])
        else:
            kept = exits.correct(actor=actor, mandate=row, **facts)
        for sentence in kept:
            messages.warning(request, sentence)

    return act_page(
        request, title=f"更正{row.member.name}的离任登记", button="更正", form=form, member=row.member, files=True,
        do=register, done="已更正，记入经过；当天可以撤销。",
        sub=f"现登记为：{row.term}委员{exits.told(row)}。{CORRECTED}",
    )  # fmt: skip


@roles(*mandates.KEEPERS)
@require_http_methods(["GET", "POST"])
def give(request, pk: int, kind: str):
    """A seat, an office or a party office."""
    if kind not in KINDS:
        raise Http404
    if kind == "party":
        member = member_of(request, pk)
        party_form = duty_forms.PartyOfficeForm(request.POST or None)
        return act_page(
            request, title=f"{member.name}任党派职务", button="登记任职", form=party_form, member=member, sub=AHEAD,
            do=lambda actor: holding.give_party_office(actor=actor, member=member, **party_form.cleaned_data),
            done="已登记任职。",
        )  # fmt: skip
    mandate = mandate_of(request, pk)
    seat = kind == "seat"
    posted = request.POST or None
    form = duty_forms.SeatForm(posted) if seat else duty_forms.OfficeForm(posted, mandate=mandate)
    act = holding.give_seat if seat else holding.give_office
    return act_page(
        request, title=f"{mandate.member.name}任{'专委会、小组职务' if seat else '政协职务'}", button="登记任职",
        form=form, member=mandate.member, do=lambda actor: act(actor=actor, mandate=mandate, **form.cleaned_data),
        done="已登记任职。", sub=AHEAD,
    )  # fmt: skip


@roles(*mandates.KEEPERS)
@require_http_methods(["GET", "POST"])
def end_post(request, pk: int, kind: str, row: int):
    """The last day of a seat or an office."""
    post = _post(request, pk, kind, row)
    form = duty_forms.EndPostForm(request.POST or None)
    member = holding.member_of(post)

    def register(actor: Actor) -> None:
        facts = dict(form.cleaned_data)
        if facts.pop("mistaken"):
            holding.take_back(actor=actor, post=post, reason=facts["reason"])
        else:
            holding.end_post(actor=actor, post=post, **facts)

    return act_page(
        request, title=f"{member.name}不再任{holding.named(post)}", button="登记结束", form=form, member=member,
        do=register, done="已登记，记入经过；当天可以撤销。",
    )  # fmt: skip


@roles(*mandates.KEEPERS)
@require_http_methods(["GET", "POST"])
def change_duty(request, pk: int, row: int):
    """Another duty in the same body."""
    seat = _post(request, pk, "seat", row)
    form = duty_forms.DutyForm(request.POST or None)
    member = seat.mandate.member
    return act_page(
        request, title=f"{member.name}在{seat.organisation}改任", button="登记改任", form=form, member=member,
        do=lambda actor: holding.change_duty(actor=actor, seat=seat, **form.cleaned_data),
        done="已登记改任，原任职仍可查阅。", sub=f"现任{seat.get_duty_display()}",
    )  # fmt: skip


@roles(*mandates.KEEPERS)
@require_http_methods(["GET", "POST"])
def suspend(request, pk: int):
    """中止履职."""
    mandate = mandate_of(request, pk)
    form = duty_forms.SuspendForm(request.POST or None, request.FILES or None)
    return act_page(
        request, title=f"登记{mandate.member.name}中止履职", button="登记中止", form=form, member=mandate.member,
        files=True, left=left_behind.waiting_for(mandate.member), suspends=True,
        do=lambda actor: suspensions.suspend(actor=actor, mandate=mandate, **form.cleaned_data),
        done="已登记中止履职。期间可以登录阅读，不能提交和署名。",
        sub=SUSPENDED + suspensions.ends_with_term(mandate),
    )  # fmt: skip


@roles(*mandates.KEEPERS)
@require_http_methods(["GET", "POST"])
def resume(request, pk: int, row: int):
    """恢复履职."""
    member = member_of(request, pk)
    found = get_object_or_404(Suspension.objects.select_related("mandate__member"), pk=row, mandate__member=member)
    form = duty_forms.ResumeForm(request.POST or None, request.FILES or None)
    return act_page(
        request, title=f"登记{member.name}恢复履职", button="登记恢复", form=form, member=member, files=True,
        do=lambda actor: suspensions.resume(actor=actor, suspension=found, **form.cleaned_data),
        done="已登记恢复履职。",
    )  # fmt: skip


def _post(request, pk: int, kind: str, row: int):
    if kind not in KINDS:
        raise Http404
    model, path = KINDS[kind]
    related = [path] if kind == "party" else [path, *(["organisation"] if kind == "seat" else [])]
    return get_object_or_404(model._base_manager.select_related(*related), pk=row, **{path: member_of(request, pk)})
