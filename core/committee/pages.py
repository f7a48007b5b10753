"""The guide of the first days, and the page on which the committee's own names are kept."""

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.committee import guide as guides
from core.committee import identity, naming, steps
from core.committee.changing import change
from core.frame.unsent_input import refill
from core.matters.events import timeline
from core.matters.lifecycle import ActError
from core.models import Committee, Role
from core.people.access import roles
from core.people.actors import Actor


@roles(*steps.READERS)
@require_GET
def guide(request):
    """Nine steps from nothing to the first matter; each is looked at anew whenever the page is opened."""
    post = request.user.post_in_use
    context = {
        "guide": guides.look(request.user), "now": timezone.localtime(), "names": identity.current(),
        "may_declare": bool(post and post.role in guides.MAY_DECLARE),
    }  # fmt: skip
    return render(request, "committee/guide.html", context)


@roles(*guides.MAY_DECLARE)
@require_POST
def finish(request):
    """The first days are over."""
    try:
        guides.declare_finished(actor=Actor.of(request.user, request=request))
    except ActError as error:
        messages.error(request, error.sentence)
    else:
        messages.success(request, "已宣布开办完成。开办向导不再出现在首页，以后在“设置 → 开办向导”里还能打开。")
    return redirect("core:guide")


class CommitteeForm(forms.Form):
    """The names as pages and papers say them; why they change."""

    name = forms.CharField(label="简称", max_length=60, help_text="如“江岭区政协”，显示在页面和消息里")
    full_name = forms.CharField(label="全称", max_length=120, help_text="“中国人民政治协商会议”起的全称，公文落款用")
    region = forms.CharField(label="行政区划", max_length=60, help_text="如“江岭区”，公文里的会议名称和单位全称")
    level = forms.ChoiceField(label="级别", choices=Committee.Level.choices)
    reason = forms.CharField(label="为什么改", max_length=200, help_text="如“撤县设区”；记入经过")
    seen = forms.IntegerField(widget=forms.HiddenInput)


@roles(Role.SYSADMIN)
@require_http_methods(["GET", "POST"])
def committee(request):
    """The committee's names and level, with who changed them when and why."""
    row = Committee.objects.first()
    names = identity.current()
    level = row.level if row else naming.level_of(names.region[-1:], names.region)
    initial = {
        "name": names.name, "full_name": names.full_name, "region": names.region, "level": level,
        "seen": row.revision if row else 0,
    }  # fmt: skip
    form = refill(CommitteeForm(request.POST or None, initial=initial), request)
    if request.method == "POST" and form.is_valid():
        try:
            change(actor=Actor.of(request.user, request=request), **form.cleaned_data)
        except ActError as error:
            form.add_error(None, error.sentence)
        else:
            messages.success(request, "已保存。页面、公文和消息从现在起用新的名称。")
            return redirect("setup:committee")
    events = timeline(row, request.user)[:20] if row else []
    context = {"form": form, "events": events}
    return render(request, "committee/settings.html", context, status=422 if form.errors else 200)
