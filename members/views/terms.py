"""届次: terms and sessions with their cut-offs, kept by the system administrator and the office."""

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from core.chinese import long_date
from core.frame import unsent_input
from core.matters.lifecycle import ActError
from core.people.access import roles
from core.people.actors import Actor
from core.text import number_of
from members.forms import FIRST_DAY, DayInput
from members.models import Session, Term
from members.services import day_moves, prepared, sessions
from members.services import terms as acts
from members.services.mandates import KEEPERS

MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


COLLECTED = "空着则从开幕日起，一届的第一次会议从换届之日起；在此以前提交的计为平时提案"

ON_PAPER = "届中开办、本次会议已有提案在纸上编过号的，填最后一个号，系统从下一号编起；没有的不填。系统编号以后不能再改"


RESTS_ON = "能核对开始日期的会议或文件，如“第十五届第一次会议公告”"
DECIDED = "决定换届之日的会议或文件，如“常委会第二十三次会议决定”"


class SessionForm(forms.Form):
    """One plenary session: when it meets, and until when proposals count as 大会提案."""

    term = forms.ModelChoiceField(label="哪一届", queryset=Term.objects.none(), empty_label=None)
    number = forms.IntegerField(label="第几次会议", min_value=1, max_value=20)
    opens_on = forms.DateField(label="开幕", widget=DayInput())
    closes_on = forms.DateField(label="闭幕", widget=DayInput())
    proposals_from = forms.DateTimeField(
        label="大会提案开始征集",
        widget=MOMENT,
        required=False,
        help_text=COLLECTED,
    )
    proposal_cutoff = forms.DateTimeField(
        label="大会提案截止", widget=MOMENT, help_text="到这一刻为止提交的计为大会提案，之后为平时提案"
    )
    numbered_on_paper = forms.IntegerField(
        label="纸质提案已编到第几号", required=False, min_value=0, max_value=9999, help_text=ON_PAPER
    )
    seen = forms.CharField(widget=forms.HiddenInput(), required=False)

    def __init__(self, *args, session: Session | None = None, **kwargs):
        """``session`` is the one to change; without it a new one of the running or the prepared term is asked for."""
        self.session = session
        super().__init__(*args, **kwargs)
        if session:
            del self.fields["term"]
            return
        del self.fields["seen"]
        term = cast(forms.ModelChoiceField, self.fields["term"])
        open_to = [row for row in Term.objects.with_next() if row.is_current or row.is_upcoming]
        term.queryset = Term.objects.filter(pk__in=[row.pk for row in open_to])
        term.initial = next((row for row in open_to if row.is_current), open_to[0] if open_to else None)
        if len(open_to) < 2:
            term.widget, term.required = forms.HiddenInput(), False

    def clean(self):
        super().clean()
        data = self.cleaned_data
        opens, closes = data.get("opens_on"), data.get("closes_on")
        if opens and closes and closes < opens:
            self.add_error("closes_on", "闭幕日期不能早于开幕日期。")
        begin, cutoff = data.get("proposals_from"), data.get("proposal_cutoff")
        if begin and cutoff and cutoff <= begin:
            self.add_error("proposal_cutoff", "截止时间须晚于开始征集的时间。")
        if "term" in self.fields and not data.get("term"):
            data["term"] = cast(forms.ModelChoiceField, self.fields["term"]).initial
        if "numbered_on_paper" not in self.errors:
            data["numbered_on_paper"] = data.get("numbered_on_paper") or 0
        term = self.session.term if self.session else data.get("term")
        if term and not self.errors:
            for name, sentence in sessions.objections(term, data, but=self.session).items():
                self.add_error(name, sentence)
        return data


class TermForm(forms.Form):
    """The first term of all, or one that is prepared for a day to come."""

    term_number = forms.IntegerField(label="第几届", min_value=1, max_value=99)
    starts_on = forms.DateField(label="开始日期", widget=DayInput(), help_text=FIRST_DAY)

    def __init__(self, *args, running: Term | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        if running:
            self.fields["term_number"].initial = running.number + 1
            self.fields["starts_on"].label = "自哪天起（换届之日）"
            self.fields["starts_on"].help_text = f"在这一天以前，{running}的一切照旧；到这一天，全部自动转到新一届。"


class DayForm(forms.Form):
    """Another first day for a term that is prepared; ``seen`` is the day that the page showed."""

    starts_on = forms.DateField(label="自哪天起（换届之日）", widget=DayInput())
    reason = forms.CharField(label="改动原因", max_length=200, help_text="记入经过")
    paper = forms.CharField(label="依据", max_length=100, help_text=DECIDED)
    seen = forms.DateField(widget=forms.HiddenInput())


class FirstDayForm(forms.Form):
    """The right first day of a term that has begun, and why it is corrected."""

    starts_on = forms.DateField(label="开始日期", widget=DayInput(), help_text=FIRST_DAY)
    reason = forms.CharField(label="更正原因", max_length=200, help_text="记入经过，如“开办时误填”")
    paper = forms.CharField(label="依据", max_length=100, help_text=RESTS_ON)
    seen = forms.DateField(widget=forms.HiddenInput())


@roles(*KEEPERS)
@require_http_methods(["GET", "POST"])
def terms(request):
    """All terms with their sessions; a form each for a new session and for a term to prepare."""
    actor = Actor.of(request.user, request=request)
    rows = list(Term.objects.with_next().prefetch_related("sessions__term"))
    running = next((row for row in rows if row.is_current), None)
    coming = next((row for row in rows if row.is_upcoming), None)
    unsent = unsent_input.for_page(request)
    session_form = unsent_input.fill(SessionForm(request.POST if "opens_on" in request.POST else None), unsent)
    term_form = TermForm(request.POST if "term_number" in request.POST else None, running=running)
    term_form = unsent_input.fill(term_form, unsent)
    try:
        if session_form.is_bound and session_form.is_valid():
            made = sessions.add_session(actor=actor, **session_form.cleaned_data)
            messages.success(request, f"已建立{made}。")
            return redirect("members:terms")
        if term_form.is_bound and term_form.is_valid():
            facts = term_form.cleaned_data
            term = acts.start_term(actor=actor, number=facts["term_number"], starts_on=facts["starts_on"])
            messages.success(request, _prepared(term))
            return redirect("members:terms")
    except ActError as error:
        (session_form if session_form.is_bound else term_form).add_error(None, error.sentence)
    wrong = session_form.errors or term_form.errors
    context = {
        "terms": rows, "current": running, "coming": coming, "session_form": session_form, "term_form": term_form,
        "unconfirmed": prepared.unconfirmed(actor.today),
        "days_asked": day_moves.waiting_of(rows, actor.today),
    }  # fmt: skip
    return render(request, "members/terms.html", context, status=422 if wrong else 200)


def _prepared(term: Term) -> str:
    if term.is_upcoming:
        return f"已开始准备{term}，自{long_date(term.starts_on)}起。在此以前本届一切照旧。"
    return f"已建立{term}。"


@roles(*KEEPERS)
@require_http_methods(["GET", "POST"])
def day(request, pk: int):
    """Move the day of a term that is prepared, or ask to correct that of one that has begun."""
    term = get_object_or_404(Term, pk=pk)
    actor = Actor.of(request.user, request=request)
    if "event" in request.POST:
        return _decide(request, term, actor)
    asked = DayForm if term.is_upcoming else FirstDayForm
    initial = {"starts_on": term.starts_on, "seen": term.starts_on}
    form = unsent_input.refill(asked(request.POST or None, initial=initial), request)
    if request.method == "POST" and form.is_valid():
        try:
            return _move(request, term, actor, form)
        except ActError as error:
            form.add_error(None, error.sentence)
    waits = day_moves.waiting(term, actor.today)
    context: dict[str, Any] = {"form": form, "term": term, "waits": waits}
    if waits:
        context |= {
            "objection": day_moves.objection_to(actor, waits),
            "own": waits.event.actor_id == request.user.pk,
            "told": day_moves.consequences(term, waits.day, actor),
        }
    return render(request, "members/term_day.html", context, status=422 if form.errors else 200)


def _move(request, term: Term, actor: Actor, form: DayForm | FirstDayForm) -> HttpResponseBase:
    """What the day does is looked at once; then it is moved, or asked for. Raises ActError."""
    facts = form.cleaned_data
    if "sure" not in request.POST:
        day_moves.rehearse(actor=actor, term=term, **facts)
        told = day_moves.consequences(term, facts["starts_on"], actor)
        second = day_moves.needs_second(term, facts["starts_on"], actor.today)
        context = {"form": form, "term": term, "told": told, "second": second}
        return render(request, "members/term_day_look.html", context)
    if day_moves.move_or_ask(actor=actor, term=term, **facts):
        messages.success(request, "已提请，由另一人确认后生效。现在还没有改变。")
        return redirect("members:term_day", term.pk)
    messages.success(request, f"{term}改自{long_date(facts['starts_on'])}起。")
    return redirect("members:terms")


def _decide(request, term: Term, actor: Actor) -> HttpResponseBase:
    event = number_of(request.POST["event"], 18) or 0
    try:
        if "confirm" in request.POST:
            done = day_moves.confirm(actor=actor, term=term, event_id=event)
            messages.success(request, f"已确认：{term}{done.what}。")
            return redirect("members:terms")
        day_moves.refuse(actor=actor, term=term, event_id=event, reason=request.POST.get("answer", ""))
        messages.success(request, "日期没有改变。")
    except ActError as error:
        messages.error(request, error.sentence)
    return redirect("members:term_day", term.pk)


@roles(*KEEPERS)
@require_POST
def give_up(request, pk: int):
    """No longer prepare a term."""
    term = get_object_or_404(Term, pk=pk)
    try:
        acts.give_up_term(actor=Actor.of(request.user, request=request), term=term)
    except ActError as error:
        messages.error(request, error.sentence)
    else:
        messages.success(request, f"已放弃准备{term}，本届没有任何变动。")
    return redirect("members:terms")


@roles(*KEEPERS)
@require_http_methods(["GET", "POST"])
def session(request, pk: int):
    """Change a session's days or its cut-off; proposals already submitted keep what they were counted as."""
    row = get_object_or_404(Session.objects.select_related("term"), pk=pk)
    initial = {name: getattr(row, name) for name in sessions.FACTS} | {"seen": sessions.fingerprint(row)}
    initial["numbered_on_paper"] = row.numbered_on_paper or None
    form = unsent_input.refill(SessionForm(request.POST or None, initial=initial, session=row), request)
    if request.method == "POST" and form.is_valid():
        try:
            actor = Actor.of(request.user, request=request)
            sessions.change_session(actor=actor, session=row, **form.cleaned_data)
        except ActError as error:
            form.add_error(None, error.sentence)
        else:
            messages.success(request, "已保存。已经提交的提案仍按提交时的规定计算。")
            return redirect("members:terms")
    return render(request, "members/session.html", {"form": form, "session": row}, status=422 if form.errors else 200)


@roles(*KEEPERS)
@require_POST
def remove_session(request, pk: int):
    """Take away a session of a term that has not begun."""
    row = get_object_or_404(Session.objects.select_related("term"), pk=pk)
    try:
        sessions.remove_session(actor=Actor.of(request.user, request=request), session=row)
    except ActError as error:
        messages.error(request, error.sentence)
    else:
        messages.success(request, f"已撤下{row}。")
    return redirect("members:terms")
