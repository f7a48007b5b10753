"""Pages of the directory: the list, one body, and the acts on it. Everybody with a post may look up."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from core.frame.unsent_input import refill
from core.lists import TableView
from core.matters import kinds
from core.matters.events import timeline
from core.matters.lifecycle import ActError
from core.models import GrantRequest, Organisation, Post, Role, User
from core.models.roles import POSTS
from core.organisations import belonging, ending, handing_on, services
from core.organisations.ending import StillOpen
from core.organisations.forms import (
    CloseForm,
    FactsForm,
    MergeForm,
    NewForm,
    RenameForm,
    ReopenForm,
    SpellingForm,
    spellings_of,
)
from core.organisations.services import KEEPERS
from core.organisations.tables import ADD, OrganisationSheet, OrganisationTable
from core.people import following
from core.people.access import SignedInRequest, roles
from core.people.actors import Actor
from core.records import Stale
from core.text import clean_line, number_of

EVERY_POST = [role for role in Role.values if role != Role.AUDITOR]
HISTORY = 40


class Organisations(TableView):
    """The directory; who keeps it finds the ways to add and to import."""

    table_class = OrganisationTable
    template_name = "setup/organisations/list.html"

    def queryset_for(self, user):
        return Organisation.objects.all()

    def exported(self, request: SignedInRequest, table) -> HttpResponseBase:
        """In the columns that an import reads."""
        sheet = OrganisationSheet(queryset=table.queryset, user=request.user, params=request.GET, path=request.path)
        return super().exported(request, sheet)


organisations = roles(*EVERY_POST)(Organisations.as_view())


def _post_role(user: User) -> str:
    return user.post_in_use.role if user.post_in_use else ""


def reads_matters(user: User) -> bool:
    """Whether this person may read what is open by name: the committee's own offices; others see how much it is."""
    role = _post_role(user)
    return bool(role) and POSTS[role].office


@roles(*EVERY_POST)
@require_http_methods(["GET", "POST"])
def organisation(request, pk: int):
    """One body: facts, names, people, open work, history; small acts of whoever keeps the directory."""
    rows = Organisation.objects.select_related("parent", "supervised_by", "succeeded_by").prefetch_related("names")
    body = get_object_or_404(rows, pk=pk)
    may_keep = _post_role(request.user) in KEEPERS
    form = refill(SpellingForm(request.POST if "spellings" in request.POST else None), request)
    if request.method == "POST":
        done = _small_act(request, body, form)
        if done is not None:
            return done
    context = {
        "body": body,
        "may_keep": may_keep,
        "form": form,
        "names": _names(body),
        "above": body.parent,
        "below": body.children.filter(is_active=True),
        "supervises": body.supervises.filter(is_active=True),
        "merged": body.predecessors.all(),
        "posts": body.posts.valid_on(Actor.of(request.user).today).select_related("user").order_by("role", "pk"),
        "people": belonging.people_of(body, request.user),
        "waiting": handing_on.waiting_of(body) if _sees_inside(request.user) else [],
        "reads_matters": reads_matters(request.user),
        "inside": _sees_inside(request.user),
        "events": timeline(body, request.user)[:HISTORY] if _sees_inside(request.user) else [],
        "undoable": ending.to_take_back(body, Actor.of(request.user).today) if may_keep else [],
        "handles_url": kinds.of_unit_url(body, _post_role(request.user)) if body.handles else "",
    }
    return render(request, "setup/organisations/page.html", context, status=422 if form.errors else 200)


def _sees_inside(user: User) -> bool:
    role = _post_role(user)
    return role in KEEPERS or bool(role and POSTS[role].inside)


def _names(body: Organisation) -> list[tuple[str, list]]:
    """Names besides the present one, sort by sort."""
    rows = list(body.names.all())
    return [
        (label, found) for value, label in services.Spelling.choices if (found := [r for r in rows if r.kind == value])
    ]


def _small_act(request, body: Organisation, form: SpellingForm) -> HttpResponseBase | None:
    """A spelling added or removed, a change taken back; None where the form is to be shown again."""
    actor = Actor.of(request.user, request=request)
    try:
        services.check(actor)
        if "undo" in request.POST:
            made = ending.take_back(body, number_of(request.POST["undo"]) or 0, actor=actor)
            messages.success(request, f"已撤销：{made.text}。")
        elif "remove" in request.POST:
            key, why = number_of(request.POST["remove"]) or 0, request.POST.get("why", "")
            services.remove_spelling(body, key, actor=actor, reason=why)
            messages.success(request, "已移除。")
        elif not form.is_valid():
            return None
        else:
            new = services.add_spellings(body, form.cleaned_data["spellings"], actor=actor)
            messages.success(request, f"已登记：{'、'.join(new)}。" if new else "这些写法原来就有，没有变动。")
    except ActError as error:
        if error.status == 403:
            messages.error(request, error.sentence)
            return redirect(request.path)
        if form.is_bound:
            form.add_error("spellings", error.sentence)
            return None
        messages.error(request, error.sentence)
    return redirect(request.path)


@roles(*KEEPERS)
@require_http_methods(["GET", "POST"])
def new(request):
    """A new body of whatever kind."""
    kind = request.GET.get("kind", "")
    begins = {name: clean_line(request.GET.get(name, ""))[: services.NAME_LIMIT] for name in NewForm.PROPOSED}
    begins = {name: text for name, text in begins.items() if text} | {"kind": kind if kind in ADD else ""}
    form = refill(NewForm(request.POST or None, initial=begins), request)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            body = services.add(
                form.facts(), actor=Actor.of(request.user, request=request), reason=data["reason"],
                spellings=spellings_of(data["spellings"]),
            )  # fmt: skip
        except ActError as error:
            form.add_error("name", error.sentence)
        else:
            messages.success(request, f"已增加“{body}”。")
            return redirect(body)
    context = {"form": form, "title": ADD.get(kind, "增加单位或机构")}
    return render(request, "setup/organisations/new.html", context, status=422 if form.errors else 200)


@roles(*KEEPERS)
@require_http_methods(["GET", "POST"])
def edit(request, pk: int):
    """Everything but the name."""
    body = get_object_or_404(Organisation, pk=pk)
    was = body.supervised_by
    above = number_of(request.GET.get("parent", ""))
    form = refill(FactsForm(request.POST or None, instance=body, initial={"parent": above} if above else None), request)
    if request.method == "POST" and form.is_valid() and form.keep(Actor.of(request.user, request=request)):
        messages.success(request, f"已保存。{form.merged}{_open_by_the_old(Organisation.objects.get(pk=pk), was)}")
        return redirect("setup:organisation", pk)
    return _act_page(request, Organisation.objects.get(pk=pk), form, "修改", "保存")


def _open_by_the_old(body: Organisation, was: Organisation | None) -> str:
    """That what is open stays with the office through which it came, where the body goes through another now."""
    if was is None or body.supervised_by_id == was.pk:
        return ""
    waiting = "、".join(f"{row.count} {row.label}" for row in handing_on.waiting_of(body))
    now = f"以后交办的经{body.supervised_by}" if body.supervised_by else "以后没有督查室向它交办"
    return f"{waiting}仍由{was}督办，{now}。" if waiting else f"{now}。"


@roles(*KEEPERS)
@require_http_methods(["GET", "POST"])
def rename(request, pk: int):
    """更名、更正."""

    def act(body: Organisation, data: dict[str, Any], actor: Actor) -> str:
        made = services.rename(
            body, name=data["name"], short_name=data["short_name"], day=data["day"], reason=data["reason"],
            seen=data["seen"], mistake=data["how"] == "mistake", actor=actor,
        )  # fmt: skip
        return f"{made.text}。" if made else "名称没有变动。"

    note = "更名后，过去的文件和办理单仍用原名；检索、导入和接口按原名也能找到本单位。只改错字的，请选“更正”。"
    return _act(request, pk, RenameForm, act, "更名", "保存", note)


@roles(*KEEPERS)
@require_http_methods(["GET", "POST"])
def merge(request, pk: int):
    """并入另一单位."""

    def act(body: Organisation, data: dict[str, Any], actor: Actor) -> str:
        handed = "，未办结的工作已移交" if handing_on.waiting_of(body) else ""
        made = ending.merge(
            body, data["into"], day=data["day"], move_people=data["people"] == "move", reason=data["reason"],
            seen=data["seen"], actor=actor,
        )  # fmt: skip
        return f"“{body}”{made.text}{handed}。当天可以撤销。"

    note = (
        "没有办结的工作、正在计算的期限和下级机构转到并入的单位继续办；办结的件和过去的统计仍在本单位名下，本页保留。"
    )
    return _act(request, pk, MergeForm, act, "合并", "并入", note)


@roles(*KEEPERS)
@require_http_methods(["GET", "POST"])
def close(request, pk: int):
    """停用, with what is open handed on."""

    def act(body: Organisation, data: dict[str, Any], actor: Actor) -> str:
        made = ending.close(
            body, to=data["to"], move_people=data["people"] == "move", reason=data["reason"], seen=data["seen"],
            actor=actor,
        )  # fmt: skip
        return f"已{made.text}。当天可以撤销。"

    note = "停用后不再出现在交办和填报的选项里；过去的件、文件和统计不变，随时可以恢复。有接续单位的，请用“合并”。"
    return _act(request, pk, CloseForm, act, "停用", "停用", note)


@roles(*KEEPERS)
@require_http_methods(["GET", "POST"])
def reopen(request, pk: int):
    """恢复使用."""

    def act(body: Organisation, data: dict[str, Any], actor: Actor) -> str:
        made = services.reopen(body, reason=data["reason"], seen=data["seen"], actor=actor)
        return f"已{made.text}。" if made else f"“{body}”本来就在用。"

    note = (
        "恢复后可以再向它交办；已经移交出去的工作不会自动收回，"
        "随停用或合并结束的岗位也不恢复，需要时在账号页面重新设置。"
    )
    return _act(request, pk, ReopenForm, act, "恢复使用", "恢复使用", note)


def _ask_first(body: Organisation, data: dict[str, Any], actor: Actor) -> str:
    """Put the posts with power before the second administrator; the body ends by the same page once that is done."""
    moves = data["people"] == "move"
    to = (data.get("into") or data.get("to")) if moves else None
    made = following.ask(body=body, to=to, actor=actor, reason=data["reason"])
    told = f"已提请 {made} 项，" if made else "需要的变动都已提请，"
    return f"{told}由安全管理员在“授权确认”中确认后，请回到本页办理。现在什么也没有改变。"


def _act(request, pk: int, form_class: type, act, title: str, button: str, note: str = "") -> HttpResponseBase:
    """The page of one act: its form, what is open, and the sentence where it is refused."""
    body = get_object_or_404(Organisation, pk=pk)
    form = refill(form_class(request.POST or None, body=body), request)
    form.propose(request.GET)
    actor = Actor.of(request.user, request=request)
    more: dict[str, Any] = {"note": note}
    if form_class in (MergeForm, CloseForm):
        more |= {"waiting": handing_on.waiting_of(body), "powerful": _powerful(body, actor)}
        more["may_ask"] = actor.is_in(Role.SYSADMIN)
        more["takes"], more["shared"] = _shared(form)
    if isinstance(form, CloseForm) and more["waiting"]:
        form.ask_for_successor(StillOpen(body, more["waiting"]).sentence)
    shown = not more.get("shared") or request.POST.get("shared") == str(more["takes"].pk)
    if request.method == "POST" and form.is_valid() and form.merge(body) and (shown or "ask" in request.POST):
        try:
            said = (_ask_first if "ask" in request.POST else act)(body, form.cleaned_data, actor)
        except Stale as error:
            form.add_error(None, error.sentence)
            form.look_again(Organisation.objects.get(pk=pk))
        except ActError as error:
            form.add_error("to" if isinstance(error, StillOpen) else None, error.sentence)
        else:
            messages.success(request, said + form.merged)
            return redirect(request.path if "ask" in request.POST else body)
    return _act_page(request, Organisation.objects.get(pk=pk), form, title, button, **more)


def _shared(form: MergeForm | CloseForm) -> tuple[Organisation | None, list[handing_on.Shared]]:
    """Who takes over, once that is chosen, and on which matters both have a part: to be seen before it is done."""
    if not form.is_bound or not form.is_valid():
        return None, []
    takes = form.cleaned_data.get("into") or form.cleaned_data.get("to")
    return takes, handing_on.shared_by(form.body, takes) if takes else []


def _powerful(body: Organisation, actor: Actor) -> list[tuple[Post, bool]]:
    """Posts that two administrators have to end before the body can, each with whether that has been asked for."""
    posts = following.with_power(body, actor.today)
    waiting = GrantRequest.objects.waiting(actor.today).filter(act=GrantRequest.Act.END, post__in=posts)
    asked = set(waiting.values_list("post", flat=True)) if posts else set()
    return [(post, post.pk in asked) for post in posts]


def _act_page(request, body: Organisation, form, title: str, button: str, **more: Any) -> HttpResponseBase:
    context = {"body": body, "form": form, "title": title, "button": button, **more}
    context["reads_matters"] = reads_matters(request.user)
    return render(request, "setup/organisations/act.html", context, status=422 if form.errors else 200)
