"""登记本届任职: told before it is registered, undone on the same day."""

from typing import Any

from django.contrib import messages
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from core.chinese import long_date
from core.people.access import roles
from core.people.actors import Actor
from members.models import Member, Term
from members.rejoining_form import RejoinForm
from members.services import mandates, rejoining
from members.services.exit_preview import Preview
from members.services.terms import current_term
from members.views.act import act_page
from members.views.editing import member_of

NO_OFFICE = "政协职务不随之恢复，任职的登记后在委员页面另行登记。"


@roles(*mandates.KEEPERS)
@require_http_methods(["GET", "POST"])
def rejoin(request, pk: int):
    """Somebody of the register who has no mandate in the running term."""
    member, term = member_of(request, pk), current_term()
    held = list(member.mandates.begun().with_last_day().select_related("term"))
    if term is None or not rejoining.former(member, held):
        messages.error(request, f"{member.name}已在本届名册上，或不能登记本届任职，请在委员页面核对。")
        return redirect(member.get_absolute_url())
    form = RejoinForm(request.POST or None, request.FILES or None, initial=_initial(member))

    def register(actor: Actor) -> bool:
        shown = form.was_shown()
        if not shown:
            told = rejoining.rehearse(actor=actor, member=member, term=term, **form.cleaned_data)
            form.show(_preview(member, term, form.cleaned_data, told))
        else:
            for sentence in rejoining.give(actor=actor, member=member, term=term, **form.cleaned_data):
                messages.warning(request, sentence)
        return shown

    return act_page(
        request, title=f"登记{member.name}任{term}委员", button="下一步：核对", form=form, member=member, files=True,
        do=register, done=f"已登记{member.name}任{term}委员。当天可以撤销。",
        sub=f"任职由有关机构决定，这里只作记录。换届时漏列的按“更正”从{long_date(term.starts_on)}起。{NO_OFFICE}",
    )  # fmt: skip


def _initial(member: Member) -> dict[str, Any]:
    old = rejoining.before(member)
    if old is None:
        return {}
    sector = old.sector_id if old.sector.is_active else None
    return {"sector": sector, "bodies": [row.organisation_id for row in rejoining.seats_before(old)]}


def _preview(member: Member, term: Term, facts: dict[str, Any], told: list[str]) -> Preview:
    correction = facts["basis"] == rejoining.Basis.CORRECTION
    day = term.starts_on if correction else facts["starts_on"]
    who = [member.name, member.gender, member.birth, member.employer_post]
    pairs = [
        ("委员", "，".join(filter(None, who))),
        ("依据", rejoining.Basis(facts["basis"]).label),
        ("任职自", long_date(day)),
        ("界别", str(facts["sector"])),
        ("专委会与小组", "、".join(body.brief for body in facts["bodies"])),
        ("决定机构", facts["decided_by"]),
        ("原因", facts["reason"]),
    ]
    return Preview(tuple(pair for pair in pairs if pair[1]), note=f"{''.join(told)}{NO_OFFICE}")
