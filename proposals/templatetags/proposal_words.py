"""Words of proposals for templates."""

from django import template
from django.utils.html import format_html_join

from core import rulebook

register = template.Library()


@register.filter
def paragraphs(text: str):
    """Every line a paragraph, as Chinese papers are set; blank lines drop out."""
    lines = [line.strip() for line in (text or "").split("\n") if line.strip()]
    return format_html_join("", "<p>{}</p>", ((line,) for line in lines))


@register.filter
def nonfiling_ground(code: str) -> str:
    return rulebook.label_of("proposal.nonfiling_grounds", code) if code else ""


@register.filter
def return_ground(code: str) -> str:
    return rulebook.label_of("proposal.return_grounds", code) if code else ""


@register.filter
def lookup(mapping: dict, key: str):
    """A value by a key that is itself a variable."""
    return mapping.get(key, key)
