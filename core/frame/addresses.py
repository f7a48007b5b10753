"""Addresses that stay while the site runs, for pages that name hundreds of them."""

from functools import cache
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.urls import get_script_prefix, reverse


def fixed_address(url_name: str) -> str:
    """The address of a page that takes no arguments; worked out once."""
    return _reversed(url_name, get_script_prefix())


@cache
def _reversed(url_name: str, prefix: str) -> str:
    """``prefix`` is where the site hangs, which reversing heeds."""
    return reverse(url_name)


LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def site_address(request: HttpRequest) -> str:
    """The address that papers and messages print, without a slash behind: SITE_URL, else the one that was asked for."""
    return settings.SITE_URL or request.build_absolute_uri("/").rstrip("/")


def leads_nowhere(address: str) -> bool:
    """Whether the address opens on the server's own machine only."""
    return urlsplit(address).hostname in LOOPBACK
