"""The page of a list of matters: a dense table for offices, cards for those who read on a phone."""

from typing import Any, cast

from django.db.models import QuerySet
from django.utils.module_loading import import_string

from core.lists import TableView
from core.matters import kinds
from core.matters.kinds import MatterKind
from core.matters.tables import MatterTable
from core.models import User


class MatterList(TableView):
    """Matters of one kind that this person may see: ``MatterList.as_view(matter_kind=KIND)``."""

    matter_kind: MatterKind = cast(MatterKind, None)
    template_name = "matters/list.html"
    cards_template_name = "matters/list_cards.html"

    def __init__(self, **given: Any):
        super().__init__(**given)
        self.table_class = table_of(self.matter_kind)

    def queryset_for(self, user: User) -> QuerySet:
        return self.matter_kind.visible_to(user)

    def template_for(self, table: Any) -> str:
        return self.cards_template_name if table.shows_cards else self.template_name

    def job_params(self) -> dict[str, str]:
        return {"kind": self.matter_kind.label}

    @classmethod
    def for_job(cls, params: dict[str, str]) -> "MatterList":
        return cls(matter_kind=kinds.of(params["kind"]))


def table_of(kind: MatterKind) -> type[MatterTable]:
    """The list of a kind that has one; raises TypeError otherwise."""
    if kind.table is None or not issubclass(kind.table, MatterTable):
        raise TypeError(f"{kind.label} has no list of matters")
    return kind.table


def view_of_job(params: dict[str, str]) -> TableView:
    """The list that an export job was started from.

    Jobs from before all lists of matters had one view name a view of their own: the table's ``former_view``.
    """
    for kind in kinds.every():
        if kind.table is not None and table_of(kind).former_view == params["view"]:
            return MatterList(matter_kind=kind)
    return import_string(params["view"]).for_job(params)
