"""Addresses that stay while the site runs, for pages that name hundreds of them."""

from functools import cache

from django.urls import get_script_prefix, reverse


def fixed_address(url_name: str) -> str:
    """The address of a page that takes no arguments; worked out once."""
    return _reversed(url_name, get_script_prefix())


@cache
def _reversed(url_name: str, prefix: str) -> str:
    """``prefix`` is where the site hangs, which reversing heeds."""
    return reverse(url_name)
