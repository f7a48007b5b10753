"""换届名单更正（撤列）: told before it is registered, undone on the same day."""

from typing import Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from core.people.access import roles
from core.people.actors import Actor
from core.people.vacancies import alone_after
from members.models import Mandate
from members.services import holding, leaver_posts, left_behind, mandates, taking_off
from members.services.exit_preview import Preview
from members.taking_off_form import TakeOffForm
from members.views.act import act_page
from members.views.editing import member_of

NOTE = "提交的提案和记录都保留。其他岗位仍待选定的，列在换届名单页“届满人员的其他岗位”。"


@roles(*mandates.KEEPERS)
@require_http_methods(["GET", "POST"])
def take_off(request, pk: int):
    """Somebody who was carried into the running term by mistake."""
    member = member_of(request, pk)
    rows = Mandate.objects.filter(member=member, term__in=member.mandates.begun().values("term"))
    mandate = rows.select_related("member", "term", "sector").order_by("-term__starts_on", "-starts_on").first()
    if mandate is None:
        raise Http404
    if not taking_off.may_be(mandate):
        messages.error(request, f"{member.name}不是本届换届名单列入的，或已登记离任，请在委员页面核对。")
        return redirect(member.get_absolute_url())
    posts = leaver_posts.hanging(member.user, Actor.of(request.user, request=request).today)
    form = TakeOffForm(request.POST or None, request.FILES or None, posts=posts)

    def register(actor: Actor) -> bool:
        shown, facts = form.was_shown(), form.cleaned_data
        if not shown:
            taking_off.rehearse(actor=actor, mandate=mandate, **facts)
            form.show(_preview(mandate, facts, [post for post in posts if post not in facts["stays"]], actor))
        else:
            taking_off.take_off(actor=actor, mandate=mandate, **facts)
        return shown

    old = taking_off.before(mandate)
    told = f"{taking_off.ended(old)}。" if old else ""
    return act_page(
        request, title=f"更正换届名单：撤列{member.name}", button="下一步：核对", form=form, member=member, files=True,
        left=left_behind.waiting_for(member), do=register,
        done=f"已更正{mandate.term}名单，撤列{member.name}。当天可以撤销，未了的事夜里才办理。",
        sub=f"{mandate.term}委员，误列入换届名单的在这里更正：{mandate.term}的任职取消，{told}确已到任、以后离任的，请登记离任。",
    )  # fmt: skip


def _preview(mandate: Mandate, facts: dict[str, Any], ends: list, actor: Actor) -> Preview:
    member, old = mandate.member, taking_off.before(mandate)
    who = [member.name, member.gender, member.birth, mandate.sector.brief, member.employer_post]
    told = [
        ("委员", "，".join(filter(None, who))),
        ("撤列", f"{mandate.term}的任职取消，如同没有列入名单"),
        ("以前的任职", taking_off.ended(old) if old else ""),
        ("决定机构", "，".join(filter(None, (facts["decided_by"], facts["paper"])))),
        ("原因", facts["reason"]),
    ]
    held: list[Any] = [*mandate.seats.select_related("organisation"), *mandate.offices.all()]
    contacts = taking_off.contacts_of(member)
    over = [*map(holding.named, held), *([f"{contacts}项委员联系安排"] if contacts else [])]
    over += [post.label for post in ends]
    over += ["委员岗位（不能再以委员身份登录办理）"] if member.user_id else []
    alone = "".join(alone_after(ends, actor.today).values())
    return Preview(tuple(pair for pair in told if pair[1]), tuple(over), note=f"{alone}{NOTE}")
