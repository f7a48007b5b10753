"""Changing what the register says of a member, the mandate and the photo."""

from django.contrib import messages
from django.core.files.base import File
from django.http import FileResponse, Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.matters.lifecycle import ActError
from core.people.access import roles
from core.people.actors import Actor
from members import readers
from members.edit_forms import MandateForm, MemberForm, PhotoForm
from members.forms import RemoveForm, ResidentForm
from members.levels import said
from members.models import Mandate, Member
from members.readers import READERS
from members.services import mandates, photos, removal
from members.views.act import act_page


def member_of(request, pk: int) -> Member:
    """The member, or 404 for whom it does not exist."""
    return get_object_or_404(Member.objects.to_edit(request.user), pk=pk)


@roles(*mandates.KEEPERS)
@require_http_methods(["GET", "POST"])
def edit(request, pk: int):
    """Every field of the person, with a reason."""
    member = member_of(request, pk)
    form = MemberForm(request.POST or None, instance=Member.objects.get(pk=pk))
    return act_page(
        request, title=f"修改{member.name}的资料", button="保存", form=form, do=lambda actor: form.keep(actor),
        member=member, done="已保存，修改记入经过；当天可以撤销。",
        sub=f"电话、住址、出生日期等{readers.whoever_reads_private()}；承办其所提件的单位另看得到联系电话。",
    )  # fmt: skip


@roles(*mandates.KEEPERS)
@require_http_methods(["GET", "POST"])
def edit_mandate(request, pk: int, mandate_pk: int):
    """Sector, card number and first day of one mandate."""
    member = member_of(request, pk)
    mandate = get_object_or_404(Mandate.objects.select_related("term"), pk=mandate_pk, member=member)
    form = MandateForm(request.POST or None, instance=mandate)
    return act_page(
        request, title=f"修改{member.name}的委员资格", button="保存", form=form, do=lambda actor: form.keep(actor),
        member=member, done="已保存，修改记入经过；当天可以撤销。",
        sub=f"{mandate.term}委员。离任、任职请在委员页面分别登记。",
    )  # fmt: skip


@roles(*mandates.KEEPERS)
@require_http_methods(["GET", "POST"])
def add_resident(request):
    """A member of a higher committee who lives here."""
    form = ResidentForm(request.POST or None)
    return act_page(
        request, title=said("登记住区的上级政协委员"), button="登记", form=form, back="/members/",
        do=lambda actor: mandates.add_resident(actor=actor, **form.cleaned_data),
        done="已登记。", sub=said("住在本区的上级政协委员列入名册，单独统计，不计入本级委员。"),
    )  # fmt: skip


@roles(*mandates.KEEPERS)
@require_http_methods(["GET", "POST"])
def remove(request, pk: int):
    """误录删除: out of the register again, while nothing hangs on the record."""
    member = member_of(request, pk)
    form, against = RemoveForm(request.POST or None), removal.hanging(member)
    told = f"现在不能删除：记录上有{'、'.join(against)}。确已不任委员的，请登记离任。" if against else ""
    return act_page(
        request, title=f"误录删除{member.name}", button="删除", form=form, member=member, back="/members/",
        do=lambda actor: removal.remove(actor=actor, member=member, **form.cleaned_data),
        done=f"已删除{member.name}的误录记录，由谁、为什么删除记在审计记录里。",
        sub=told or "只用于录错或重复录入、还没有任何提案、署名和登录的记录；删除后不能恢复。",
    )  # fmt: skip


@roles(*mandates.KEEPERS)
@require_http_methods(["GET", "POST"])
def change_photo(request, pk: int):
    """Upload a photo in place of the present one."""
    member = member_of(request, pk)
    form = PhotoForm(request.POST or None, request.FILES or None)
    return act_page(
        request, title=f"{member.name}的照片", button="上传", form=form, member=member, files=True,
        do=lambda actor: photos.keep(actor=actor, member=member, upload=form.cleaned_data["photo"]),
        done="照片已保存。",
    )  # fmt: skip


@roles(*mandates.KEEPERS)
@require_POST
def remove_photo(request, pk: int):
    """No photo any more."""
    member = member_of(request, pk)
    try:
        photos.remove(actor=Actor.of(request.user, request=request), member=member)
        messages.success(request, "照片已移除。")
    except ActError as error:
        messages.error(request, error.sentence)
    return redirect(member.get_absolute_url())


@roles(*READERS)
@require_GET
def photo(request, pk: int) -> HttpResponseBase:
    """The picture, to whoever may see the register."""
    member = member_of(request, pk)
    if not member.photo:
        raise Http404
    try:
        content: File = member.photo.open("rb")
    except FileNotFoundError as error:
        raise Http404("照片的文件不在了，请重新上传。") from error
    response = FileResponse(content, content_type="image/jpeg")
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
