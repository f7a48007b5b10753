"""Columns of a list: what a cell shows, how it sorts, what it gives to the export."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, cached_property
from typing import Any

from django.template.loader import get_template
from django.utils import timezone
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe


@dataclass(frozen=True)
class Column:
    """One column. ``value`` is an attribute path (``session.term``) or a function of the row; default: ``key``.

    Shown as text, or by ``html(row)`` (safe markup; other text is escaped), or by ``template`` (a partial given ``row``
    and ``value``).
    ``sort`` names the fields to order by (none: not sortable), rows without a value last. ``export`` may be False or a
    function of the row; a column that is not ``shown`` stands in the export alone. One that is not ``first`` gives way
    on a narrow desk: what it says stands on the row's own page as well. The one that ``grows`` is given the room;
    ``width`` is that of the exported column in letters (none: as its values need).
    """

    key: str
    label: str
    value: str | Callable[[Any], Any] = ""
    sort: str | tuple[str, ...] = ()
    html: Callable[[Any], str] | None = None
    template: str = ""
    numeric: bool = False
    link: bool = False
    css: str = ""
    export: bool | Callable[[Any], Any] = True
    shown: bool = True
    first: bool = True
    grows: bool = False
    width: int = 0

    @property
    def sort_fields(self) -> tuple[str, ...]:
        return (self.sort,) if isinstance(self.sort, str) else self.sort

    @property
    def cell_class(self) -> str:
        """Classes of header and cells: numbers to the right, with figures of one width."""
        how = (
            self.css,
            "text-end tabular" if self.numeric else "",
            "zx-grows" if self.grows else "",
            "" if self.first else "zx-second",
        )
        return " ".join(part for part in how if part)

    def value_of(self, row: Any) -> Any:
        """The plain value for this row; None where the path meets nothing."""
        source = self.value or self.key
        if callable(source):
            return source(row)
        for name in source.split("."):
            row = getattr(row, name, None)
            if callable(row):
                row = row()
            if row is None:
                return None
        return row

    def cell(self, row: Any) -> SafeString:
        """The whole ``<td>``."""
        if self.html is not None:
            inner: str = self.html(row)
        elif self.template:
            inner = _partial(self.template).render({"row": row, "value": self.value_of(row)})
        else:
            inner = as_text(self.value_of(row))
            if self.link:
                inner = subject(inner, row.get_absolute_url())
        inner = conditional_escape(inner)
        return mark_safe(f"<td{self._attributes}>{inner}</td>" if inner else self._nothing)  # noqa: S308 - escaped

    @cached_property
    def _nothing(self) -> str:
        return "<td></td>" if self.first else '<td class="zx-second"></td>'

    @cached_property
    def _attributes(self) -> str:
        """Classes, and for plain text the label that narrow screens show in front of it."""
        plain = not (self.html or self.template or self.link)
        css = format_html(' class="{}"', self.cell_class) if self.cell_class else ""
        return css + format_html(' data-label="{}"', self.label) if plain else css

    def exported(self, row: Any) -> Any:
        """What the spreadsheet gets."""
        return self.export(row) if callable(self.export) else self.value_of(row)


@cache
def _partial(name: str):
    return get_template(name)


def as_text(value: Any) -> str:
    """A value as a list shows it: dates by local day, yes and no in words, several joined, nothing as nothing."""
    if value is None or value == "":
        return ""
    if value is True or value is False:
        return "是" if value else "否"
    if isinstance(value, datetime):
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        return local.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple | set):
        return "、".join(as_text(item) for item in value)
    return str(value)


def subject(title: Any, url: str, context: Any = "", tags: tuple[SafeString, ...] = ()) -> SafeString:
    """The main cell of a row: the title opens the matter, tags follow, one line of context stands below."""
    below = format_html('<div class="zx-sub">{}</div>', context) if context else ""
    after = format_html_join("", " {}", ((item,) for item in tags))
    return format_html(
        '<div class="zx-subject"><a class="subject" href="{}">{}</a>{}{}</div>', url, title, after, below
    )


def tag(text: str, kind: str = "") -> SafeString:
    """A small label; ``kind`` is ``key`` or ``state`` or empty."""
    return format_html('<span class="{}">{}</span>', f"tag {kind}".strip(), text)


def due(light: Any, explanation: str = "") -> SafeString:
    """How a clock stands (``core.clock.clocks.Light``): icon and words, with the reason of the date as title."""
    words = f"{light.words}（暂定）" if light.provisional else light.words
    card = format_html(" {}", tag(light.card_label, light.card)) if light.card in ("yellow", "red") else ""
    return format_html(
        '<span class="due {}" title="{}"><i class="bi {}" aria-hidden="true"></i> {}</span>{}',
        light.level, explanation, light.icon, words, card,
    )  # fmt: skip
