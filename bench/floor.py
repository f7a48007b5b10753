"""The bare floor: what Django costs at least. One model, its index, a session and a person, a template of fifty rows.

It reads the very rows of the proposals' table through a model of its own, without relations, in a site of its own
(addresses, middleware, templates) that nothing but the measurement knows.
"""

from django import forms
from django.apps.registry import Apps
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.db import models
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template import Context, Engine
from django.urls import path

from core.models import User
from core.search import matching_ids
from proposals.models import Proposal

PER_PAGE = 50
MIDDLEWARE = [
    "bench.floor.own_addresses",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "bench.floor.own_person",
]


def own_addresses(get_response):
    """Requests of the floor are answered by this module's views."""

    def answer(request):
        request.urlconf = __name__
        return get_response(request)

    return answer


def own_person(get_response):
    """The person of the session by one plain look-up, as Django's own backend does it."""

    def answer(request):
        key = request.session.get(SESSION_KEY)
        request.user = User.objects.get(pk=key) if key else AnonymousUser()
        return get_response(request)

    return answer


class Row(models.Model):
    """A row of the proposals' table as a bare program would know it."""

    title = models.CharField(max_length=200)
    situation = models.TextField()
    analysis = models.TextField()
    suggestion = models.TextField()
    state = models.CharField(max_length=20)
    number = models.IntegerField(null=True)
    submitted_at = models.DateTimeField(null=True)

    class Meta:
        apps = Apps()  # known to nobody else: neither migrations nor the admin see it
        app_label = "floor"
        managed = False
        db_table = Proposal._meta.db_table
        verbose_name = "测量用的行"

    def __str__(self) -> str:
        return self.title


class RowForm(forms.Form):
    title = forms.CharField(max_length=200)
    situation = forms.CharField(widget=forms.Textarea)
    analysis = forms.CharField(widget=forms.Textarea)
    suggestion = forms.CharField(widget=forms.Textarea)


_FRAME = """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>{{ title }}</title></head>
<body><p>{{ user.username }}</p><h1>{{ title }}</h1>%s</body></html>"""
_engine = Engine()
LIST = _engine.from_string(
    _FRAME
    % """<p>{{ page.paginator.count }}</p><table>{% for row in page %}<tr><td>{{ row.number }}</td>
<td><a href="/{{ row.pk }}/">{{ row.title }}</a></td><td>{{ row.state }}</td>
<td>{{ row.submitted_at|date:"Y-m-d" }}</td></tr>{% endfor %}</table>"""
)
DETAIL = _engine.from_string(
    _FRAME
    % """<p>{{ row.state }}</p>{{ row.situation|linebreaks }}{{ row.analysis|linebreaks }}
{{ row.suggestion|linebreaks }}"""
)
FORM = _engine.from_string(_FRAME % """<form method="post">{{ form.as_p }}<button>提交</button></form>""")


def _page(template, request, **context) -> HttpResponse:
    return HttpResponse(template.render(Context({"user": request.user, **context})))


def row_list(request) -> HttpResponse:
    """Fifty rows, newest first, with the number of all; by words where ``q`` is given, by state where ``state`` is."""
    rows = Row.objects.exclude(state__in=("draft", "cosigning")).order_by("-pk")
    if request.GET.get("state"):
        rows = rows.filter(state=request.GET["state"])
    if request.GET.get("q"):
        rows = rows.filter(pk__in=matching_ids(Proposal, request.GET["q"]))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return _page(LIST, request, title="提案", page=page)


def row_page(request, pk: int) -> HttpResponse:
    """One row."""
    return _page(DETAIL, request, row=get_object_or_404(Row, pk=pk), title="提案")


def row_form(request) -> HttpResponse:
    """An empty form with the same four fields."""
    return _page(FORM, request, form=RowForm(), title="写提案")


for view in (row_list, row_page, row_form):
    view.access = "public"
urlpatterns = [path("", row_list), path("new/", row_form), path("<int:pk>/", row_page)]
