"""Papers of what has been registered of a member: a file added later, a wrong one taken off."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from core.matters.lifecycle import ActError
from core.models import Attachment
from core.models.generic import rooted_in
from core.people.access import roles
from core.people.actors import Actor
from members.forms import PaperForm
from members.models import Mandate, Suspension
from members.readers import KEEPERS
from members.services import papers
from members.services.papers import Of
from members.views.act import act_page
from members.views.editing import member_of

KINDS = {
    Of.GAINED: ("任职", Mandate, "member"),
    Of.EXIT: ("离任", Mandate, "member"),
    Of.SUSPENDED: ("中止履职", Suspension, "mandate__member"),
    Of.RESUMED: ("恢复履职", Suspension, "mandate__member"),
}


@roles(*KEEPERS)
@require_http_methods(["GET", "POST"])
def add(request, pk: int, kind: str, row: int):
    """One more file."""
    if kind not in set(Of):
        raise Http404
    label, model, way = KINDS[Of(kind)]
    member = member_of(request, pk)
    found = get_object_or_404(model._base_manager, pk=row, **{way: member})
    form = PaperForm(request.POST or None, request.FILES or None)
    return act_page(
        request, title=f"{member.name}{label}的文件", button="上传", form=form, member=member, files=True,
        do=lambda actor: papers.keep(
            row=found, member=member, upload=form.cleaned_data["upload"], category=kind, actor=actor
        ),
        done="文件已保存。",
    )  # fmt: skip


@roles(*KEEPERS)
@require_POST
def remove(request, pk: int, file: int):
    """Take a wrong file off."""
    member = member_of(request, pk)
    paper = get_object_or_404(Attachment, pk=file, category__in=list(Of), removed_at=None, **rooted_in(member))
    try:
        papers.remove(paper=paper, actor=Actor.of(request.user, request=request))
        messages.success(request, f"已移除“{paper.name}”。")
    except ActError as error:
        messages.error(request, error.sentence)
    return redirect(member.get_absolute_url())
