"""补登记离任: an exit within a term that is over, told before it is registered."""

from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from core.people.access import roles
from core.people.actors import Actor
from members.forms import LateExitForm
from members.models import Mandate
from members.services import exit_preview, late_exits, left_behind, mandates
from members.services.exit_preview import Preview
from members.views.act import act_page
from members.views.editing import member_of

NOTE = "那一届的任职到那天为止；账号的其他岗位不变，要结束的另行办理。"


@roles(*mandates.KEEPERS)
@require_http_methods(["GET", "POST"])
def late_exit(request, pk: int, mandate: int):
    """The mandate of an earlier term ended before its term; one of the next term may never have begun."""
    rows = Mandate.objects.begun().select_related("member", "term", "sector")
    row = get_object_or_404(rows, pk=mandate, member=member_of(request, pk))
    following = late_exits.later(row)
    form = LateExitForm(request.POST or None, request.FILES or None, later=following)

    def register(actor: Actor) -> bool:
        shown, facts = form.was_shown(), form.cleaned_data
        if not shown:
            late_exits.rehearse(actor=actor, mandate=row, **facts)
            told = exit_preview.preview(row, facts).facts
            if following and facts["never_came"]:
                told += ((f"{following.term}任职", "没有到任，随之取消"),)
            form.show(Preview(told, note=NOTE))
        else:
            late_exits.register(actor=actor, mandate=row, **facts)
        return shown

    return act_page(
        request, title=f"补登记{row.member.name}离任", button="下一步：核对", form=form, member=row.member, files=True,
        left=left_behind.waiting_for(row.member) if following else None, do=register,
        done=f"已补登记{row.member.name}在{row.term}的离任。当天可以撤销，未了的事夜里才办理。",
        sub=f"{row.term}委员，现记为届满。离任发生在{row.term}任期以内、换届以后才得知的，在这里登记。{NOTE}",
    )  # fmt: skip
