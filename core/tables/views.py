"""The page of a list: shows it, exports it, keeps and deletes its views."""

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views import View

from core.tables import saved
from core.tables.table import Table


class TableView(LoginRequiredMixin, View):
    """Subclass with ``table_class``; the page starts from ``queryset_for(user)``, which shows only what may be seen.

    ``template_name`` may extend ``components/table/page.html`` or include ``components/table/_table.html`` with
    ``table``.
    """

    table_class: type[Table]
    template_name = "components/table/page.html"

    def queryset_for(self, user) -> QuerySet:
        """What this person may see in the post in use."""
        return self.table_class.model._default_manager.visible_to(user)

    def extra_context(self, table: Table) -> dict:
        """Further values for the template."""
        return {}

    def make_table(self, request: HttpRequest) -> Table:
        """The list as asked for by this request."""
        return self.table_class(
            queryset=self.queryset_for(request.user), user=request.user, params=request.GET, path=request.path
        )

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        table = self.make_table(request)
        if request.GET.get("export") == "xlsx":
            return self.exported(request, table)
        return render(request, self.template_name, {"table": table, **self.extra_context(table)})

    def exported(self, request: HttpRequest, table: Table) -> HttpResponse:
        """The spreadsheet, or back to the list with the sentence why not."""
        from core.tables import export  # the spreadsheet library is large and seldom needed

        try:
            file = export.export(table)
        except export.TooMany as error:
            messages.error(request, str(error))
            return redirect(table.url())
        name = export.file_name(table)
        return FileResponse(file, as_attachment=True, filename=name, content_type=export.MIME)

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        """Save (``save_view``, ``name``, ``shared``, ``query``) or delete (``delete_view``) a view of this list."""
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
        return redirect(f"{request.path}?{table.query}" if table.query else request.path)
