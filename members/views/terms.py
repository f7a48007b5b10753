"""届次: terms and sessions with their cut-offs, kept by the system administrator and the office."""

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from core.frame import unsent_input
from core.matters.lifecycle import ActError
from core.people.access import roles
from core.people.actors import Actor
from members.forms import DayInput
from members.models import Session, Term
from members.services import sessions
from members.services.mandates import KEEPERS

MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class SessionForm(forms.Form):
    """One plenary session: when it meets, and until when proposals count as 大会提案."""

    number = forms.IntegerField(label="第几次会议", min_value=1, max_value=20)
    opens_on = forms.DateField(label="开幕", widget=DayInput())
    closes_on = forms.DateField(label="闭幕", widget=DayInput())
    proposals_from = forms.DateTimeField(
        label="大会提案开始征集", widget=MOMENT, required=False, help_text="空着则从开幕日起"
    )
    proposal_cutoff = forms.DateTimeField(
        label="大会提案截止", widget=MOMENT, help_text="到这一刻为止提交的计为大会提案，之后为平时提案"
    )

    def clean(self):
        super().clean()
        data = self.cleaned_data
        opens, closes = data.get("opens_on"), data.get("closes_on")
        if opens and closes and closes < opens:
            self.add_error("closes_on", "闭幕日期不能早于开幕日期。")
        begin, cutoff = data.get("proposals_from"), data.get("proposal_cutoff")
        if begin and cutoff and cutoff <= begin:
            self.add_error("proposal_cutoff", "截止时间须晚于开始征集的时间。")
        return data


class TermForm(forms.Form):
    """A new term becomes the current one; the old one ends the day before."""

    term_number = forms.IntegerField(label="第几届", min_value=1, max_value=99)
    starts_on = forms.DateField(label="开始日期", widget=DayInput(), initial=timezone.localdate)


@roles(*KEEPERS)
@require_http_methods(["GET", "POST"])
def terms(request):
    """All terms with their sessions; a form each for a new session and a new term."""
    actor = Actor.of(request.user, request=request)
    current = Term.objects.filter(is_current=True).first()
    unsent = unsent_input.for_page(request)
    session_form = unsent_input.fill(SessionForm(request.POST if "opens_on" in request.POST else None), unsent)
    term_form = unsent_input.fill(TermForm(request.POST if "term_number" in request.POST else None), unsent)
    try:
        if session_form.is_bound and session_form.is_valid() and current:
            made = sessions.add_session(actor=actor, term=current, **session_form.cleaned_data)
            messages.success(request, f"已建立{made}。")
            return redirect("members:terms")
        if term_form.is_bound and term_form.is_valid():
            facts = term_form.cleaned_data
            term = sessions.begin_term(actor=actor, number=facts["term_number"], starts_on=facts["starts_on"])
            messages.success(request, f"已建立{term}，并设为本届。")
            return redirect("members:terms")
    except ActError as error:
        messages.error(request, error.sentence)
    rows = Term.objects.prefetch_related("sessions__term")
    wrong = session_form.errors or term_form.errors
    context = {"terms": rows, "current": current, "session_form": session_form, "term_form": term_form}
    return render(request, "members/terms.html", context, status=422 if wrong else 200)


@roles(*KEEPERS)
@require_http_methods(["GET", "POST"])
def session(request, pk: int):
    """Change a session's days or its cut-off; proposals already submitted keep what they were counted as."""
    row = get_object_or_404(Session.objects.select_related("term"), pk=pk)
    names = ("number", "opens_on", "closes_on", "proposals_from", "proposal_cutoff")
    initial = {name: getattr(row, name) for name in names}
    form = unsent_input.refill(SessionForm(request.POST or None, initial=initial), request)
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
