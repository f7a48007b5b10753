"""The page on which a person makes an address for the own calendar, and what a calendar program reads there."""

from django.contrib import messages
from django.core.cache import cache
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from core.frame.addresses import site_address
from core.matters import kinds
from core.people.access import public, roles
from core.people.actors import Actor
from workbench.feed import addresses
from workbench.feed.addresses import digest_of, feed_of
from workbench.feed.ics import feed_text

#: Calendars read every few minutes at most; more than this in a minute is a fault or a search for secrets.
READINGS, MISSES, WINDOW = 20, 60, 60
MIME = "text/calendar; charset=utf-8"


@roles(*kinds.readers())
@never_cache
@sensitive_variables("token", "address")
@require_http_methods(["GET", "POST"])
def manage(request):
    """Make the address, change it, end it. A new one is shown in the answer to the click and never again."""
    actor = Actor.of(request.user, request=request)
    address = ""
    if request.method == "POST" and "end" in request.POST:
        if addresses.end_address(request.user, actor=actor):
            messages.success(request, "已停用。原来的地址不能再读取，手机或电脑上的订阅可以删除。")
        return redirect("workbench:feed")
    if request.method == "POST":
        token = addresses.make_address(request.user, actor=actor)
        address = f"{site_address(request)}{reverse('workbench:feed_ics', args=[token])}"
    context = {
        "feed": addresses.current_feed(request.user),
        "address": address,
        "webcal": f"webcal://{address.partition('://')[2]}" if address else "",
    }
    return render(request, "workbench/calendar_feed.html", context)


@public
@sensitive_variables()
@require_safe
def ics(request, token):
    """The feed of one secret; whoever knows the address reads it. Unknown, ended, disabled: 404, all alike."""
    if _too_many(f"feed:{digest_of(token)}", READINGS):
        return _wait()
    feed = feed_of(token)
    if feed is None:
        if _too_many(f"feed-miss:{request.META.get('REMOTE_ADDR', '')}", MISSES):
            return _wait()
        raise Http404("没有这个日历地址。")
    text = feed_text(feed.user, site=site_address(request))
    addresses.note_reading(feed)
    etag = quote_etag(digest_of(text.decode()))
    response = HttpResponse(text, content_type=MIME)
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    response["Content-Disposition"] = 'inline; filename="calendar.ics"'
    response["X-Robots-Tag"] = "noindex"
    return get_conditional_response(request, etag=etag, response=response)


def _too_many(key: str, most: int) -> bool:
    """Count one more in this minute; a cache that is away counts nothing."""
    try:
        cache.add(key, 0, WINDOW)
        return cache.incr(key) > most
    except ValueError:  # the minute was over in between
        return False


def _wait() -> HttpResponse:
    response = HttpResponse("读取太频繁，请一分钟后再试。", status=429, content_type="text/plain; charset=utf-8")
    response["Retry-After"] = str(WINDOW)
    return response
