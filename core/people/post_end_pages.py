"""The page on which a post of an account is ended: what waits for the person in it, and who else holds it, first."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core.frame.unsent_input import refill
from core.matters.lifecycle import ActError
from core.models import Post, Role
from core.models.roles import POSTS
from core.people import grants, leaving
from core.people.access import roles
from core.people.account_forms import EndPostForm
from core.people.actors import Actor
from core.text import number_of

DONE = "岗位已即时结束，从现在起不能再以这个岗位办理。"

LAST = "这个账号已没有岗位，却还能登录；不再用的请停用账号。"


@roles(Role.SYSADMIN)
@never_cache
@require_http_methods(["GET", "POST"])
def end(request, pk: int, post: int):
    """One post ends at once, or is put before the second administrator; asks once more where nobody would be left."""
    held = get_object_or_404(Post.objects.select_related("user", "organisation"), pk=post, user=pk)
    actor = Actor.of(request.user, request=request)
    power, alone = POSTS[held.role].power, leaving.nobody_left(held, actor.today)
    form = refill(EndPostForm(request.POST if request.method == "POST" else None, power=power, alone=alone), request)
    if request.method == "POST" and form.is_valid():
        seen = request.POST.get("seen", "")
        try:
            asked = grants.end_or_ask(actor=actor, post=held, seen=number_of(seen, 9), **form.cleaned_data)
        except ActError as error:
            form.add_error(None, error.sentence)
            held.user.refresh_from_db()
        else:
            if asked:
                by = grants.confirmed_by(held.user, actor)
                told = f"已提请，由{by}确认后即时结束。现在什么也没有改变。"
            else:
                left = leaving.to_be_closed(actor.today).filter(pk=pk).exists()
                told = DONE + (LAST if left else "")
            messages.success(request, told)
            return redirect("setup:account", pk)
    context = {
        "account": held.user,
        "post": held,
        "form": form,
        "power": power,
        "confirmer": grants.confirmed_by(held.user, actor),
        "alone": alone,
        "waits": leaving.waits_in(held, actor.today),
        "others": leaving.others_in(held, actor.today),
    }
    return render(request, "setup/post_end.html", context, status=422 if form.errors else 200)
