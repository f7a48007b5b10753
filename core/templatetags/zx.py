"""Words and lights for templates."""

import re
import unicodedata

from django import template
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from core import chinese
from core.clock import clocks
from core.frame.addresses import leads_nowhere, site_address
from core.matters import once
from core.organisations.names import now_and_then

register = template.Library()
#: So many days off a day is told without the working days until then.
FAR = 120


@register.simple_tag(takes_context=True)
def loopback_address(context) -> str:
    """The address that papers print, where it opens on the server's own machine only; else nothing."""
    address = site_address(context["request"])
    return address if leads_nowhere(address) else ""


@register.simple_tag
def form_once():
    """The hidden field by which a form handed in twice is one act."""
    return format_html('<input type="hidden" name="{}" value="{}">', once.FIELD, once.new_nonce())


@register.filter
def marked(text, words):
    """The text with these words marked, whatever their letters' case or width."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    parts = [re.escape(word) for word in sorted(words, key=len, reverse=True)]
    if not parts or len(plain) != len(text):
        return text
    found, last = [], 0
    for match in re.finditer("|".join(parts), plain):
        found.append(format_html("{}<mark>{}</mark>", text[last : match.start()], text[match.start() : match.end()]))
        last = match.end()
    return format_html_join("", "{}", ((piece,) for piece in [*found, text[last:]]))


@register.filter
def light(clock):
    """How a clock stands today: ``.level`` and ``.words``."""
    return clocks.light(clock, timezone.localdate())


@register.filter
def longdate(day) -> str:
    """2026年5月8日; nothing for nothing."""
    return chinese.long_date(day) if day else ""


@register.filter
def shortdate(day) -> str:
    """5月8日; nothing for nothing."""
    return chinese.short_date(day) if day else ""


@register.filter
def neardate(day) -> str:
    """5月8日, 2027年2月14日 where that is not this year; nothing for nothing."""
    return chinese.short_date(day, timezone.localdate()) if day else ""


@register.filter
def is_far(day) -> bool:
    """Whether the day is so far off that nobody counts working days until then."""
    return (day - timezone.localdate()).days > FAR


@register.filter
def weekday(day) -> str:
    return chinese.weekday(day) if day else ""


@register.filter
def filesize(size) -> str:
    """1.2 MB, 340 KB."""
    return f"{size / 1024 / 1024:.1f} MB" if size >= 1024 * 1024 else f"{max(1, round(size / 1024))} KB"


@register.filter
def is_checkbox(field) -> bool:
    """Whether a form field is a single box to tick, whose label stands behind it."""
    return getattr(field.field.widget, "input_type", "") == "checkbox" and not hasattr(field.field, "choices")


@register.filter
def is_group(field) -> bool:
    """Whether a field is a set of radios or boxes, which needs a fieldset."""
    return field.field.widget.__class__.__name__ in {"RadioSelect", "CheckboxSelectMultiple"}


@register.filter
def what_stays(form) -> str:
    """Of what was typed into a refused form: browsers are given neither passwords nor files back."""
    widgets = {name: getattr(field.widget, "input_type", "") for name, field in form.fields.items()}
    lost = ["密码请重新输入"] if "password" in widgets.values() else []
    chosen = [name for name, kind in widgets.items() if kind == "file" and form.files.get(name)]
    lost += ["附件请重新选择"] if chosen else []
    if set(widgets.values()) > {"password"} or not lost:
        lost.insert(0, "您填写的其他内容都还在" if lost else "您填写的内容都还在")
    return f"{'，'.join(lost)}。"


@register.filter
def dressed(field):
    """The field's widget in the site's look, tied to its help and its errors for screen readers."""
    widget = field.field.widget
    kind = getattr(widget, "input_type", "")
    if kind == "select" or widget.__class__.__name__ in {"Select", "SelectMultiple", "NullBooleanSelect"}:
        css = "form-select"
    elif kind in {"checkbox", "radio"}:
        css = "form-check-input"
    else:
        css = "form-control"
    attrs = {"class": f"{widget.attrs.get('class', '')} {css}".strip()}
    described = [f"{field.auto_id}_help"] if field.help_text else []
    if field.errors:
        attrs["aria-invalid"] = "true"
        described.append(f"{field.auto_id}_error")
    if described:
        attrs["aria-describedby"] = " ".join(described)
    return field.as_widget(attrs=attrs)


@register.filter
def files_of(page, thing):
    """The files that belong to something written in the matter, as far as the page's reader may have them."""
    return page.files_about(thing) if page and thing else []


@register.filter
def shows_phone_of(page, signatory) -> bool:
    """Whether the page's reader is told how whoever signed is reached."""
    return bool(page) and page.shows_phone_of(signatory)


@register.filter
def is_long_text(field) -> bool:
    """Whether a field takes several lines of text."""
    return field.field.widget.__class__.__name__ == "Textarea"


@register.filter
def counted(text: str) -> int:
    """Characters without white space, as limits count them."""
    return len("".join((text or "").split()))


@register.filter
def called_on(body, moment) -> str:
    """A body's present name, with the one it had then where that was another: “现名（原名）”."""
    return now_and_then(body, moment) if body else ""
