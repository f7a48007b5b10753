"""The calendar's pages: what stands, the year's notice pasted and looked at before it counts, days and ranges."""

import datetime
import hashlib
import json
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from core.clock import calendar as working_days
from core.clock import notice_text
from core.frame.unsent_input import refill
from core.matters.lifecycle import ActError
from core.models import CalendarDay
from core.people import calendar_days
from core.people.access import roles, signed_in
from core.people.actors import Actor

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
EARLIEST, LATEST = 1990, 2100


class DaysForm(forms.Form):
    """A day, or all days from one to another."""

    date = forms.DateField(label="日期", widget=DAY)
    until = forms.DateField(
        label="到哪一天", widget=DAY, required=False, help_text="连放几天的填最后一天；只有一天就空着"
    )
    kind = forms.ChoiceField(label="类别", choices=CalendarDay.Kind.choices)
    name = forms.CharField(label="名称", max_length=40, help_text="如“国庆节”；调休上班写所调的节日")
    source = forms.CharField(label="来源", max_length=120, required=False, help_text="如国务院办公厅通知文号")

    def clean(self):
        super().clean()
        first, last = self.cleaned_data.get("date"), self.cleaned_data.get("until")
        if first and last and not 0 <= (last - first).days < calendar_days.LONGEST_RANGE:
            self.add_error("until", f"最后一天不能早于第一天，一次最多{calendar_days.LONGEST_RANGE}天。")
        return self.cleaned_data

    def days(self) -> list[datetime.date]:
        """Every day that is meant."""
        first = self.cleaned_data["date"]
        last = self.cleaned_data["until"] or first
        return [first + datetime.timedelta(days=n) for n in range((last - first).days + 1)]


class NoticeForm(forms.Form):
    """The notice as it was published."""

    text = forms.CharField(
        label="通知全文", max_length=20_000, widget=forms.Textarea(attrs={"rows": 12}),
        help_text="从中国政府网复制“关于某年部分节假日安排的通知”，整段粘贴，不用整理",
    )  # fmt: skip
    year = forms.IntegerField(
        label="年份", min_value=EARLIEST, max_value=LATEST, required=False, help_text="通知里没有写明年份时才填"
    )
    source = forms.CharField(
        label="来源", max_length=120, required=False, help_text="空着就用通知的名称和文号"
    )  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One day as the notice has it, beside what stands: ``new``, ``same``, ``changed`` or ``dropped``."""

    day: datetime.date
    kind_label: str
    name: str
    how: str
    is_work: bool
    before: str = ""

    @property
    def how_label(self) -> str:
        return {"new": "新增", "same": "不变", "changed": "改动", "dropped": "取消"}[self.how]


def _may_keep(request) -> bool:
    post = request.user.post_in_use
    return bool(post and post.role in calendar_days.KEEPERS)


def _year(text: str) -> int:
    return int(text) if text.isdecimal() and EARLIEST <= int(text) <= LATEST else timezone.localdate().year


@signed_in
@require_http_methods(["GET", "POST"])
def calendar(request):
    """Holidays and make-up days of a year, and a form for days that differ."""
    may_keep = _may_keep(request)
    form = refill(DaysForm(request.POST or None), request)
    year = _year(request.GET.get("year", ""))
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        try:
            moved = calendar_days.set_days(
                actor=Actor.of(request.user, request=request), days=form.days(), kind=facts["kind"],
                name=facts["name"], source=facts["source"],
            )  # fmt: skip
        except ActError as error:
            form.add_error(None, error.sentence)
        else:
            messages.success(request, _saved(moved))
            return redirect(f"{request.path}?year={facts['date'].year}")
    days = CalendarDay.objects.filter(date__year=year).order_by("date")
    context = {
        "form": form, "days": days, "year": year, "may_keep": may_keep,
        "is_complete": working_days.current().covers(year),
    }  # fmt: skip
    return render(request, "setup/calendar.html", context, status=422 if form.errors else 200)


def _saved(moved: int) -> str:
    return f"已保存。按新的安排重新推算，{moved} 个暂定期限有变动。" if moved else "已保存。"


@roles(*calendar_days.KEEPERS)
@require_POST
def clear_day(request, pk: int):
    """The day follows the ordinary week again."""
    row = get_object_or_404(CalendarDay, pk=pk)
    year = row.date.year
    calendar_days.clear_day(actor=Actor.of(request.user, request=request), row=row)
    messages.success(request, "已取消，这一天按平常的周历计算。")
    return redirect(f"{reverse('setup:calendar')}?year={year}")


@roles(*calendar_days.KEEPERS)
@require_http_methods(["GET", "POST"])
def notice(request):
    """Paste the year's notice; look at every day that was understood; confirm. Nothing counts before that."""
    form = refill(NoticeForm(request.POST or None, initial={"year": request.GET.get("year")}), request)
    step = request.POST.get("step")
    if request.method != "POST" or step == "edit" or not form.is_valid():
        if step == "edit":
            form = NoticeForm(initial=request.POST.dict())
        return render(request, "setup/calendar_notice.html", {"form": form}, status=422 if form.errors else 200)
    reading = notice_text.read(form.cleaned_data["text"], form.cleaned_data["year"])
    if not reading.days:
        for doubt in reading.doubts:
            form.add_error("text" if reading.year else "year", doubt)
        return render(request, "setup/calendar_notice.html", {"form": form}, status=422)
    lines = difference(reading)
    seen = _fingerprint(lines)
    if step == "save" and request.POST.get("seen") == seen:
        moved = calendar_days.set_year(
            actor=Actor.of(request.user, request=request), year=reading.year, days=reading.days,
            source=source_of(form.cleaned_data["source"], reading),
        )  # fmt: skip
        complete = working_days.current().covers(reading.year)
        state = "这一年已完整，期限不再标“暂定”。" if complete else "还缺元旦或国庆节，这一年的期限仍标“暂定”。"
        messages.success(request, f"{_saved(moved)}{reading.year}年{state}")
        return redirect(f"{reverse('setup:calendar')}?year={reading.year}")
    if step == "save":
        messages.warning(request, "您看过以后，日历又有了改动。请再看一遍，再确认。")
    context = {
        "form": form, "reading": reading, "lines": lines, "seen": seen,
        "source": source_of(form.cleaned_data["source"], reading),
        "counts": {how: sum(line.how == how for line in lines) for how in ("new", "changed", "dropped", "same")},
        "rest": sum(one.kind == notice_text.REST for one in reading.days),
        "work": sum(one.kind == notice_text.WORK for one in reading.days),
    }  # fmt: skip
    return render(request, "setup/calendar_preview.html", context)


def source_of(given: str, reading: notice_text.Reading) -> str:
    """What the office wrote, else the notice's name and number."""
    return given or working_days.SOURCE.format(year=reading.year) + (f"（{reading.number}）" if reading.number else "")


def difference(reading: notice_text.Reading) -> list[Line]:
    """Every day of the notice and every day that would be taken off, beside what stands now; one statement."""
    wanted = {one.day: one for one in reading.days}
    standing = {row.date: row for row in calendar_days.standing_days(reading.year, wanted)}
    labels = dict(CalendarDay.Kind.choices)
    lines = []
    for day in sorted({*wanted, *standing}):
        one, row = wanted.get(day), standing.get(day)
        before = f"{row.get_kind_display()}（{row.name}）" if row else ""
        if one is not None:
            how = "new" if row is None else "same" if row.kind == one.kind else "changed"
            lines.append(Line(day, labels[one.kind], one.name, how, one.kind == "workday", before))
        elif row is not None:
            lines.append(Line(day, row.get_kind_display(), row.name, "dropped", row.kind == "workday", before))
    return lines


def _fingerprint(lines: list[Line]) -> str:
    told = json.dumps([[str(line.day), line.how, line.kind_label, line.before] for line in lines])
    return hashlib.sha256(told.encode()).hexdigest()[:16]
