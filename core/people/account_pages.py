"""The system administrator's pages of accounts: the list, one account, an account whose person leaves."""

from datetime import date

from django.contrib import messages
from django.db import transaction
from django.db.models import F
from django.http import HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core.chinese import long_date
from core.documents.answers import as_download
from core.frame.addresses import site_address
from core.frame.setup_tables import AccountTable
from core.frame.unsent_input import refill
from core.lists import TableView
from core.matters import events
from core.matters.lifecycle import ActError
from core.models import GrantRequest, Role, User
from core.models.roles import POSTS
from core.people import accounts, directory, grants, leaving, locking, separation, slips, vacancies
from core.people.access import SignedInRequest, roles
from core.people.account_forms import AccountForm, FactsForm, LeaveForm, PostForm
from core.people.actors import Actor
from core.text import number_of


class Accounts(TableView):
    table_class = AccountTable
    template_name = "setup/accounts.html"

    def queryset_for(self, user):
        return User.objects.all()


account_list = roles(Role.SYSADMIN)(Accounts.as_view())


@roles(Role.SYSADMIN)
@never_cache
@require_http_methods(["GET", "POST"])
def new_account(request):
    """An account; its one-time password is shown this once."""
    form = refill(AccountForm(request.POST or None), request)
    if request.method == "POST" and form.is_valid():
        try:
            made = directory.create_account(actor=Actor.of(request.user, request=request), **form.cleaned_data)
        except ActError as error:
            form.add_error("username", error.sentence)
        else:
            context = {"account": made[0], "password": made[1], "opened": True, "by_two": separation.by_two()}
            return render(request, "setup/password_once.html", context)
    return render(request, "setup/account_new.html", {"form": form}, status=422 if form.errors else 200)


@roles(Role.SYSADMIN)
@never_cache
@require_http_methods(["GET", "POST"])
def account(request, pk: int):
    """One account: posts with their dates, a new one-time password, what waits to be confirmed."""
    user = get_object_or_404(User, pk=pk)
    actor = Actor.of(request.user, request=request)
    form = refill(PostForm(request.POST if "role" in request.POST else None), request)
    facts = FactsForm(
        request.POST if "full_name" in request.POST else None,
        initial={"full_name": user.full_name, "phone": user.phone},
    )
    refill(facts, request)
    seen = request.POST.get("seen", "")
    if request.method == "POST":
        try:
            done = _act(request, user, actor, form, facts, number_of(seen, 9))
        except ActError as error:
            messages.error(request, error.sentence)
            user.refresh_from_db()
            return _page(request, user, form, facts, status=error.status)
        if done is not None:
            return done
    return _page(request, user, form, facts)


def _act(request, user: User, actor: Actor, form, facts, seen: int | None) -> HttpResponseBase | None:
    """What the button said, done; None where the form has to be shown again. ``seen`` is the revision shown."""
    fields: QueryDict = request.POST
    reason = fields.get("reason", "")
    asked: GrantRequest | None = None
    if "reset" in fields or "slip" in fields:
        return _password(request, user, actor, reason, seen)
    if "reopen" in fields:
        told = _told_back(user, actor)
        if separation.holds_power(user, actor.today):
            asked = grants.ask(actor=actor, act="reopen", user=user, reason=reason, seen=seen)
        else:
            leaving.reopen_account(actor=actor, user=user, reason=reason, seen=seen)
    elif "full_name" in fields and facts.is_valid():
        asked, told = grants.correct_or_ask(actor=actor, user=user, seen=seen, **facts.cleaned_data), "已更正。"
    elif "role" in fields and form.is_valid():
        given = dict(form.cleaned_data)
        if not POSTS[given["role"]].power:
            given.pop("reason")
        made = grants.give_or_ask(actor=actor, user=user, seen=seen, **given)
        asked, told = made if isinstance(made, GrantRequest) else None, "岗位已设置。"
    else:
        return None
    messages.success(request, _asked(user, actor) + grants.password_until(asked, actor) if asked else told)
    return redirect(request.path)


def _told_back(user: User, actor: Actor) -> str:
    """What is said once the account is back; to be asked before it is."""
    if user.is_active:
        return "离任已取消，岗位照旧，账号继续使用。"
    if leaving.back_with_posts(user, actor.today):
        return "停用已撤销，岗位、密码与停用以前一样。接口令牌、日历订阅地址已经作废，需要时由本人重新生成。"
    if held := leaving.given_since(user, actor.today):
        return f"账号已恢复，任{'、'.join(post.label for post in held)}；停用时结束的岗位没有恢复。原密码照旧可用。"
    return "账号已恢复，原来的岗位没有恢复，需要时请重新设置。原密码照旧可用，本人忘记的请重发一次性密码。"


def _asked(user: User, actor: Actor) -> str:
    return f"已提请，由{grants.confirmed_by(user, actor)}确认后生效。现在什么也没有改变。"


def _password(request, user: User, actor: Actor, reason: str, seen: int | None) -> HttpResponseBase:
    if grants.needs_second(user, actor.today):
        grants.ask(actor=actor, act="password", user=user, reason=reason, seen=seen)
        by = grants.confirmed_by(user, actor)
        messages.success(request, f"{_asked(user, actor)}确认后由{by}把一次性密码交给本人。")
        return redirect(request.path)
    if "sure" not in request.POST:
        return render(request, "setup/account_password.html", {"account": user})
    with transaction.atomic():  # no password is changed where no paper comes of it
        directory.hold(user, seen)
        password = accounts.reset_password(user=user, actor=actor)
        if "slip" in request.POST:
            paper = slips.sheet([user], {user.pk: password}, address=f"{site_address(request)}/")
            return as_download(paper, f"密码条_{user.full_name}")
    return render(request, "setup/password_once.html", {"account": user, "password": password, "reissued": True})


def _page(request: SignedInRequest, user: User, form, facts, status: int = 0) -> HttpResponseBase:
    today = Actor.of(request.user).today
    posts = list(user.posts.select_related("organisation").order_by(F("valid_to").desc(nulls_first=True), "id"))
    at_once, guarded = directory.ended_at_once(user), grants.needs_second(user, today)
    if not guarded:
        del facts.fields["reason"]
    waiting = GrantRequest.objects.waiting(today).filter(user=user).select_related("organisation", "asked_by", "user")
    context = {
        "account": user,
        "form": form,
        "facts": facts,
        "posts": [
            (post, post.valid_to is None or post.valid_to >= today, POSTS[post.role].power, at_once.get(post.pk))
            for post in posts
        ],
        "powerful": any(POSTS[p.role].power and (p.valid_to is None or p.valid_to >= today) for p in posts),
        "left": leaving.how_left(user, today),
        "given_since": leaving.given_since(user, today),
        "with_posts": leaving.back_with_posts(user, today),
        "guarded": guarded,
        "waiting": waiting,
        "events": events.timeline(user, request.user)[:20],
        "by_two": separation.by_two(),
        "confirmer": grants.confirmed_by(user, Actor.of(request.user)),
        "locked": locking.locked_until(user.username),
        "may_lift": locking.may_lift(Actor.of(request.user), user),
    }
    code = status or (422 if form.errors or facts.errors else 200)
    return render(request, "setup/account.html", context, status=code)


@roles(Role.SYSADMIN)
@require_http_methods(["GET", "POST"])
def leave(request, pk: int):
    """The person leaves: what waits for them is shown first, then posts and sign-ins end."""
    user = get_object_or_404(User, pk=pk)
    actor = Actor.of(request.user, request=request)
    form = refill(LeaveForm(request.POST or None, initial={"day": user.leaves_on or actor.today}), request)
    if request.method == "POST" and form.is_valid():
        seen = request.POST.get("seen", "")
        try:
            asked = _leave(user, actor, form.cleaned_data, number_of(seen, 9))
        except ActError as error:
            form.add_error(None, error.sentence)
            user.refresh_from_db()
        else:
            messages.success(
                request,
                _asked(user, actor) if asked else _left_on(form.cleaned_data["day"], actor),
            )
            return redirect("setup:account", pk)
    waits = leaving.what_waits(user, actor.today)
    held = user.posts.not_over(actor.today).select_related("organisation").order_by("pk")
    context = {
        "account": user,
        "form": form,
        "waits": waits,
        "alone": [one for one in waits if one.alone],
        "nobody": list(vacancies.alone_after(held, actor.today).values()),
        "power": leaving.power_of(user, actor.today),
        "confirmer": grants.confirmed_by(user, actor),
    }
    return render(request, "setup/account_leave.html", context, status=422 if form.errors else 200)


def _leave(user: User, actor: Actor, facts: dict, seen: int | None) -> GrantRequest | None:
    if not separation.holds_power(user, actor.today):
        leaving.close_account(actor=actor, user=user, seen=seen, **facts)
        return None
    return grants.ask(actor=actor, act="close", user=user, reason=facts["reason"], valid_to=facts["day"], seen=seen)


def _left_on(day: date, actor: Actor) -> str:
    if day <= actor.today:
        return "账号已停用，登录和接口令牌已结束。"
    return f"已登记任至{long_date(day)}：岗位到那天为止，次日停用账号，登录和接口令牌随之结束。在此之前照常登录办理。"
