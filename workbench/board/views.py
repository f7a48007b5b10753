"""Pages of the board: the figures, the list that they open, and the way from chosen dates to urging."""

from django.contrib import messages
from django.http import Http404, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_GET

from core.chinese import long_date, weekday
from core.clock import lights
from core.lists import TableView
from core.matters.batch import MOST
from core.matters.batch_views import BatchView
from core.matters.clock_rows import named
from core.matters.clock_visibility import WATCHERS, duties_for
from core.models.roles import POSTS
from core.people.access import roles
from core.text import keys_of
from workbench.board.figures import board_for
from workbench.board.table import DutyTable
from workbench.board.urging import URGERS, sentence_about, split, urgings


@roles(*WATCHERS)
@require_GET
def board(request):
    """How many duties are normal, near, late and very late: in all, by unit, by stage, by days left."""
    today = timezone.localdate()
    context = {
        "board": board_for(request.user, today),
        "day": f"{long_date(today)} {weekday(today)}",
        "soon_days": lights.soon_days(today=today),
        "red_days": lights.red_days(today=today),
        "one_unit": POSTS[request.user.post_in_use.role].unit,
    }
    return render(request, "workbench/board.html", context)


@method_decorator(roles(*WATCHERS), name="dispatch")
class DutyList(TableView):
    """Running duties this person watches; where a figure of the board opens."""

    table_class = DutyTable
    template_name = "workbench/board_list.html"

    def queryset_for(self, user):
        return duties_for(user)


@method_decorator(roles(*URGERS), name="dispatch")
class Urge(BatchView):
    """POST with ``ids`` of clocks goes on with the things that the act means; the rest is the act's page.

    ``every`` chooses everything that the list ``next`` finds. Dates to which the act does not apply are named.
    """

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.urging = urgings().get(kwargs["key"])
        if self.urging:
            self.matter_kind = self.urging.kind

    def get(self, request, key: str):
        return redirect("workbench:board_list")

    def post(self, request, key: str):
        if self.urging is None:
            raise Http404
        if "go" in request.POST:
            return super().post(request, self.urging.row.key)
        rows = self._clocks(request)
        if not rows:
            messages.error(request, "请先勾选要催办的期限。")
            return redirect(self._back(request))
        if len(rows) > MOST:
            messages.error(request, f"一次最多催办{MOST}条，请先用筛选缩小范围，分批催办。")
            return redirect(self._back(request))
        targets, left_out = split(self.urging, rows)
        if left_out:
            messages.warning(request, sentence_about(self.urging, left_out))
        if not targets:
            return redirect(self._back(request))
        request.POST = _posting(targets, self._back(request))
        return super().post(request, self.urging.row.key)

    def _clocks(self, request):
        """The dates asked for that this person may see, one more than may be urged at most."""
        rows = duties_for(request.user)
        if "every" in request.POST:
            path, _, query = self._back(request).partition("?")
            rows = DutyTable(queryset=rows, user=request.user, params=QueryDict(query), path=path).found
        else:
            rows = rows.filter(pk__in=keys_of(request.POST, "ids")[: MOST + 1])
        return named(rows[: MOST + 1], request.user)

    def _back(self, request) -> str:
        here = reverse("workbench:board_list")
        given = request.POST.get("next", "")
        return given if given.partition("?")[0] == here else here


def _posting(targets: list[int], back: str) -> QueryDict:
    made = QueryDict(mutable=True)
    made.setlist("ids", [str(pk) for pk in targets])
    made["next"] = back
    return made
