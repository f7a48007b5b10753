"""The page of a list: shows it, exports it, keeps and deletes its views."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import FileResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.views import View

from core import jobs
from core.frame import unsent_input
from core.lists import look, purpose, saved, taken_out
from core.lists.table import Table
from core.models import JobRun
from core.people.access import SignedInRequest
from core.people.actors import Actor
from core.text import keys_of

EXPORT_JOB = "core.tasks.export_table"


class TableView(LoginRequiredMixin, View):
    """Subclass with ``table_class``; the page starts from ``queryset_for(user)``, which shows only what may be seen.

    ``template_name`` may extend ``components/table/page.html`` or include ``components/table/_table.html`` with
    ``table``.
    """

    table_class: type[Table]
    template_name = "components/table/page.html"

    def queryset_for(self, user) -> QuerySet:
        """What this person may see in the post in use."""
        rows: Any = self.table_class.model._default_manager
        return rows.visible_to(user)

    def extra_context(self, table: Table) -> dict:
        """Further values for the template."""
        return {}

    def make_table(self, request: SignedInRequest) -> Table:
        """The list as asked for by this request."""
        return self.table_class(
            queryset=self.queryset_for(request.user), user=request.user, params=request.GET, path=request.path
        )

    def get(self, request: SignedInRequest, *args, **kwargs) -> HttpResponseBase:
        table = self.make_table(request)
        if request.GET.get("export") == "xlsx":
            return self.asked_to_export(request, table)
        context = {"table": table, "ticked": _ticked_before(request, table), **self.extra_context(table)}
        return render(request, self.template_for(table), context)

    def template_for(self, table: Table) -> str:
        """The template that shows this list to the person who asks."""
        return self.template_name

    def asked_to_export(self, request: SignedInRequest, table: Table) -> HttpResponseBase:
        """The spreadsheet, or first the page that asks what it is for; nothing to whoever only looks ahead."""
        if nothing := taken_out.nothing_ahead(request):
            return nothing
        page = None
        if table.asks_purpose:
            page = purpose.asked(request, table.title, here=table.export_url, back=table.url(), chips=table.chips)
        return page or self.exported(request, table)

    def exported(self, request: SignedInRequest, table: Table) -> HttpResponseBase:
        """The spreadsheet, or the job that makes a large one, or back to the list with the sentence why not."""
        from core.lists import export  # the spreadsheet library is large and seldom needed

        try:
            ids = export.ids_of(table)
        except export.TooMany as error:
            messages.error(request, str(error))
            return redirect(table.url())
        if len(ids) > export.AT_ONCE:
            return redirect("core:job", pk=self.export_job(request, table, len(ids)).pk)
        file = export.export(table, ids)
        name = export.file_name(table)
        taken = taken_out.of_table(table, len(ids), purpose.said(request))
        taken_out.record(taken, actor=Actor.of(request.user, request=request))
        answer = FileResponse(file, as_attachment=True, filename=name, content_type=export.MIME)
        answer.headers["Cache-Control"] = "private, no-store"
        return answer

    def export_job(self, request: SignedInRequest, table: Table, count: int) -> JobRun:
        """The same spreadsheet made by the worker, for this person in the post now in use."""
        view = type(self)
        params = {
            **self.job_params(),
            "view": f"{view.__module__}.{view.__qualname__}",
            "query": request.GET.urlencode(),
            "path": request.path,
            "back": table.url(),
            "purpose": purpose.said(request),
            "ip": Actor.of(request.user, request=request).ip,
        }
        return jobs.start(EXPORT_JOB, f"导出{table.title}（{count}条）", params, request.user, total=count)

    def job_params(self) -> dict[str, str]:
        """What an export job keeps beside the class of the view, for ``for_job``."""
        return {}

    @classmethod
    def for_job(cls, params: dict[str, str]) -> "TableView":
        """The view of an export job."""
        return cls()

    def table_of(self, job: JobRun) -> Table:
        """The list of an export job, as its owner may see it now; raises ``JobFailed``."""
        user = jobs.acting_owner(job)
        query = QueryDict(job.params["query"])
        return self.table_class(queryset=self.queryset_for(user), user=user, params=query, path=job.params["path"])

    def post(self, request: SignedInRequest, *args, **kwargs) -> HttpResponseBase:
        """Save (``save_view``, ``name``, ``shared``, ``query``) or delete (``delete_view``) a view of this list.

        With ``look``: keep how one looks at it (``columns``, ``compact``).

        To the address of an export: take it out for this ``purpose``.
        """
        if request.GET.get("export") == "xlsx":
            return self.asked_to_export(request, self.make_table(request))
        table = self.table_class(
            queryset=self.queryset_for(request.user),
            user=request.user,
            params=QueryDict(request.POST.get("query", "")),
            path=request.path,
        )
        if "delete_view" in request.POST:
            if saved.delete_view(table.key, request.user, request.POST["delete_view"]):
                messages.success(request, "已删除该视图。")
            return redirect(request.path)
        here = redirect(f"{request.path}?{table.query}" if table.query else request.path)
        if "look" in request.POST and table.has_look:
            kept = request.POST if request.POST["look"] == "keep" else QueryDict()
            columns = look.chosen_of(table.columns, kept.getlist("columns"))
            look.keep(table.key, request.user, columns=columns, compact=bool(kept.get("compact")))
            messages.success(request, "已按您的选择显示，下次打开也是这样。" if kept else "已恢复默认的列和行距。")
            return here
        if table.unread:
            messages.error(request, f"视图没有保存。{''.join(table.unread)}请改正后再存。")
            return here
        try:
            view = saved.save_view(
                table.key,
                request.user,
                name=request.POST.get("name", ""),
                query=table.query,
                shared=bool(request.POST.get("shared")) and table.may_share(),
            )
        except ValidationError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, f"已保存视图“{view.name}”。")
        return here


def _ticked_before(request: SignedInRequest, table: Table) -> set[int]:
    """The rows that were ticked when the sign-in ran out."""
    unsent = unsent_input.for_page(request, *(action.url for action in table.batch_actions), having=("ids",))
    return set(keys_of(unsent, "ids")) if unsent else set()
