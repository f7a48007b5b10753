"""换届: the new list beside the running term's members; choosing who stays, confirming once."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, cast
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from core.chinese import some_of
from core.frame import unsent_input
from core.matters.lifecycle import ActError, Refused
from core.models import Organisation
from core.people.access import roles
from core.people.actors import Actor
from core.text import keys_of, number_of
from members.models import Mandate, Member, OfficeHeld, Seat, Term
from members.services import carry_over as acts
from members.services import contact_ends, going_on, later, leaver_posts, list_checks, new_list, prepared, sole_offices
from members.services.mandates import KEEPERS

PER_PAGE = 50
TABS = new_list.PARTS
KIND = Organisation.Kind


class PlaceForm(forms.Form):
    """One person's place in the new term."""

    sector = forms.ModelChoiceField(label="界别", queryset=Organisation.objects.none(), empty_label="请选择")
    offices = forms.MultipleChoiceField(
        label="政协职务", choices=OfficeHeld.Office.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    bodies = forms.ModelMultipleChoiceField(
        label="专委会与小组", queryset=Organisation.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple, 
        help_text="原来在其中的，职务照旧；新加入的为委员，届后可在委员页面另定职务。",
    )  # fmt: skip
    seen = forms.CharField(widget=forms.HiddenInput(), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        active = Organisation.objects.filter(is_active=True).order_by("order", "id")
        sector, bodies = (cast(forms.ModelChoiceField, self.fields[name]) for name in ("sector", "bodies"))
        sector.queryset = active.filter(kind=KIND.SECTOR)
        bodies.queryset = active.filter(kind__in=(KIND.SPECIAL_COMMITTEE, KIND.MEMBER_GROUP, KIND.LIAISON_OFFICE))


class ReasonForm(forms.Form):
    """Why the confirmed list is opened again."""

    reason = forms.CharField(label="为什么要再改", max_length=200)


@dataclass(frozen=True)
class Asked:
    """Which part of the comparison a page shows."""

    kind: str
    sector: str = ""
    query: str = ""

    @classmethod
    def of(cls, asked) -> "Asked":
        kind = asked.get("show", "")
        return cls(kind if kind in TABS else acts.GOES, asked.get("sector", ""), asked.get("q", "").strip()[:60])

    def rows(self, found: acts.Comparison) -> list[acts.Row]:
        rows = found.of(self.kind)
        if (sector := number_of(self.sector)) is not None:
            rows = [row for row in rows if row.mandate.sector_id == sector]
        return [row for row in rows if self.query in row.member.name + row.member.employer_post]

    @property
    def address(self) -> str:
        return urlencode({"show": self.kind, "sector": self.sector, "q": self.query})


def _term(pk: int) -> Term:
    return get_object_or_404(Term.objects.select_related("confirmed_by").with_next(), pk=pk)


@roles(*KEEPERS)
@require_http_methods(["GET", "POST"])
def carry_over(request, pk: int):
    """The comparison, a tab each for who goes, stays and comes; what is ticked stays, or is taken off the list."""
    term, asked = _term(pk), Asked.of(request.GET)
    if request.method == "POST":
        try:
            messages.success(request, _do(request, term, asked))
        except ActError as error:
            messages.error(request, error.sentence)
        return redirect(f"{reverse('members:carry_over', args=[pk])}?{asked.address}")
    found = acts.comparison(term)
    rows = asked.rows(found)
    sectors = sorted({row.mandate.sector for row in found.of(asked.kind)}, key=lambda body: (body.order, body.pk))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    may_change, listed = term.is_upcoming and not term.confirmed_at, len(found.rows) - found.counts[acts.GOES]
    suspended = going_on.shown(found)
    checks = list_checks.checks(found) if may_change and listed else None
    barred = acts.barred(found) if may_change else []
    other = _other_posts(request, term) if found.before and listed else []
    context = {
        "term": term,
        "marked": new_list.marked(term),
        "found": found,
        "asked": asked,
        "tabs": [(key, label, found.counts[key], key == asked.kind) for key, label in TABS.items()],
        "sectors": [(str(body.pk), body.brief) for body in sectors],
        "page": page,
        "rest": asked.address,
        "checks": checks,
        "may_change": may_change,
        "may_correct": term.is_current and found.before is not None,
        "may_confirm": checks is not None and not barred and not found.dead and not checks.pairs and not checks.wrong,
        "barred": barred,
        "withdrawn": prepared.withdrawn(term, {row.member.pk for row in found.rows if row.new}),
        "listed": listed,
        "confirmed_number": acts.confirmed_number(term) if term.confirmed_at and term.is_upcoming else listed,
        "leaver_posts": other,
        "leavers_open": any(row.open or (may_change and row.chosen) for row in other),
        "contacts": contact_ends.report(found) if found.before and listed else None,
        "eve": term.starts_on - timedelta(days=1),
        "later": later.waiting(term),
        "suspended": suspended,
        "suspension_ended": any(not goes_on for _, goes_on in suspended),
        "suspended_keys": {row.mandate.member_id for row, _ in suspended},
    }
    return render(request, "members/carry_over.html", context)


def _do(request, term: Term, asked: Asked) -> str:
    actor = Actor.of(request.user, request=request)
    chosen = keys_of(request.POST, "member")
    if request.POST.get("act") == "keep_all":  # then those who go are taken off again, which is less to tick
        chosen = [row.member.pk for row in asked.rows(acts.comparison(term))]
    if request.POST.get("act") in ("keep", "keep_all"):
        kept, already = acts.keep(
            actor=actor,
            term=term,
            members=chosen,
            offices=bool(request.POST.get("offices")),
            seats=bool(request.POST.get("seats")),
        )
        said = f"已选定{len(kept)}人留任。" if kept else ""
        if (lost := acts.without_office(term, kept)) and not request.POST.get("offices"):
            said += f"其中{lost}人现任政协职务，没有勾选“政协职务照旧”，新名单上都没有职务；仍任的，请逐人安排。"
        return said + (f"其中{len(already)}人已由他人选定，没有再改。" if already else "")
    if request.POST.get("act") == "withdraw":
        return f"已从新名单撤下{len(acts.withdraw(actor=actor, term=term, members=chosen))}人。"
    raise Refused("没有收到要做的事，请重新点一次。")


@roles(*KEEPERS)
@require_http_methods(["GET", "POST"])
def place(request, pk: int, member: int):
    """Where one person sits in the new term: sector, offices, committees and groups."""
    term = _term(pk)
    person = get_object_or_404(Member.objects.filter(mandates__isnull=False).distinct(), pk=member)
    before = Mandate.objects.filter(member=person, term=acts.term_before(term)).order_by("-starts_on").first()
    new = Mandate.objects.filter(member=person, term=term).first()
    shown = new or before
    duties = {s.organisation_id: s.duty for m in (before, new) if m for s in m.seats.all() if not s.ends_on}
    initial: dict = {"seen": acts.fingerprint(new)}
    if shown:
        initial |= {
            "sector": shown.sector_id,
            "offices": [o.office for o in shown.offices.all() if not o.ends_on],
            "bodies": [s.organisation_id for s in shown.seats.all() if not s.ends_on],
        }
    form = unsent_input.refill(PlaceForm(request.POST or None, initial=initial), request)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        bodies = [(body, duties.get(body.pk, Seat.Duty.MEMBER)) for body in data["bodies"]]
        try:
            acts.choose(
                actor=Actor.of(request.user, request=request), term=term, member=person, sector=data["sector"],
                bodies=bodies, offices=data["offices"], seen=data["seen"],
            )  # fmt: skip
        except ActError as error:
            form.add_error(None, error.sentence)
        else:
            messages.success(request, f"已保存{person.name}在{term}的安排。")
            if set(data["offices"]) & {*sole_offices.SOLE, *sole_offices.APART} and (
                doubts := sole_offices.on_list(term)
            ):
                messages.warning(request, f"新名单上{''.join(doubts)}")
            kind = acts.STAYS if before else acts.COMES
            return redirect(f"{reverse('members:carry_over', args=[pk])}?show={kind}")
    context = {"form": form, "term": term, "member": person, "before": before, "new": new}
    return render(request, "members/carry_place.html", context, status=422 if form.errors else 200)


@roles(*KEEPERS)
@require_POST
def confirm(request, pk: int):
    """The list stands as the page showed it."""
    term = _term(pk)
    try:
        actor = Actor.of(request.user, request=request)
        ticked: dict[str, Any] = {name: bool(request.POST.get(name)) for name in ("with_left", "with_doubts")}
        asked = {"seen": request.POST.get("digest", ""), "suspended": keys_of(request.POST, "suspended")}
        with transaction.atomic():  # nobody is told of a choice made with a list that is not confirmed
            leaver_posts.choose(actor=actor, term=term, choices=_choices(request.POST))
            count = acts.confirm(actor=actor, term=term, **asked, **ticked)
    except ActError as error:
        return _refused(request, pk, error)
    messages.success(request, f"已确认{term}名单，共{count}人，到换届之日自动启用。在此以前可以重新打开。")
    _warn_of_open(request, term, actor)
    return redirect("members:carry_over", pk)


def _refused(request, pk: int, error: ActError):
    """Back to the page with the sentence; what was said of posts stands there again, though nothing was kept of it."""
    messages.error(request, error.sentence)
    here, page = reverse("members:carry_over", args=[pk]), unsent_input.page_of(request)
    if _choices(request.POST):
        unsent_input.keep(request)
    return redirect(page if page.partition("?")[0] == here else here)


def _warn_of_open(request, term: Term, actor: Actor) -> None:
    if left := leaver_posts.open_ones(term, actor.today):
        names = some_of([row.named for row in left], 10, "个岗位")
        messages.warning(request, f"届满人员的岗位还没有结束：{names}。有管理或决定权的，须由系统管理员在本页提请。")
    ends = leaver_posts.with_alone(leaver_posts.kept(term, actor.today))
    if alone := "".join(row.alone for row in ends if row.alone):
        messages.warning(request, f"{alone}请在换届之日以前安排接任的人，由系统管理员设置岗位。")


def _choices(fields: QueryDict) -> dict[int, leaver_posts.Choice]:
    """What was said of other posts of those who leave, by the post's key."""
    found = {}
    for name, what in fields.items():
        key = number_of(name.removeprefix("post-")) if name.startswith("post-") else None
        if key is not None and what in (leaver_posts.UNTIL, leaver_posts.STAYS):
            found[key] = leaver_posts.Choice(str(what), fields.get(f"reason-{key}", ""))
    return found


def _other_posts(request, term: Term) -> list[leaver_posts.Kept]:
    """Of those who leave, each with what is kept of it, or was said in a form that was refused."""
    rows = leaver_posts.with_alone(leaver_posts.kept(term, timezone.localdate()))
    forms_of = [reverse(f"members:{name}", args=[term.pk]) for name in ("carry_confirm", "carry_posts")]
    fields = unsent_input.for_page(request, *forms_of, having=[f"post-{row.post.pk}" for row in rows]) if rows else None
    said = _choices(fields) if fields else {}
    return [replace(row, choice=said.get(row.post.pk, row.choice)) for row in rows]


@roles(*KEEPERS)
@require_POST
def posts(request, pk: int):
    """What becomes of other posts of those who leave with the term."""
    term = _term(pk)
    try:
        actor = Actor.of(request.user, request=request)
        count = leaver_posts.choose(actor=actor, term=term, choices=_choices(request.POST))
    except ActError as error:
        return _refused(request, pk, error)
    messages.success(request, f"已保存{count}个岗位的去留。" if count else "没有改动。")
    if term.confirmed_at or not term.is_upcoming:
        _warn_of_open(request, term, actor)
    return redirect(f"{reverse('members:carry_over', args=[pk])}#leaver-posts")


@roles(*KEEPERS)
@require_POST
def reopen(request, pk: int):
    """The confirmed list may be changed again; with a reason."""
    term, form = _term(pk), ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, "请写明为什么要重新打开名单。")
        return redirect("members:carry_over", pk)
    try:
        actor = Actor.of(request.user, request=request)
        kept = acts.reopen(actor=actor, term=term, reason=form.cleaned_data["reason"])
    except ActError as error:
        messages.error(request, error.sentence)
    else:
        messages.success(request, f"{term}名单已重新打开，改好后请再确认一次。{kept}")
    return redirect("members:carry_over", pk)


def _two(request, member: int) -> tuple[Member, Member]:
    """Who comes, and the person of the same name that the form names."""
    same_as = get_object_or_404(Member, pk=number_of(request.POST.get("same_as", "")) or 0)
    return get_object_or_404(Member, pk=member), same_as


@roles(*KEEPERS)
@require_POST
def join(request, pk: int, member: int):
    """Who comes is the member of the same name in the register."""
    return _who_is_who(request, pk, member, acts.join, "same_as", "已合为一人，{}留任。")


@roles(*KEEPERS)
@require_POST
def apart(request, pk: int, member: int):
    """Who comes is somebody else."""
    return _who_is_who(request, pk, member, acts.apart, "other", "已记下：与{}不是同一人。")


def _who_is_who(request, pk: int, member: int, act: Callable[..., None], name: str, done: str):
    term, (comes, other) = _term(pk), _two(request, member)
    try:
        act(actor=Actor.of(request.user, request=request), term=term, comes=comes, **{name: other})
    except ActError as error:
        messages.error(request, error.sentence)
    else:
        messages.success(request, done.format(other.name))
    return redirect(f"{reverse('members:carry_over', args=[pk])}?show={acts.COMES}")
