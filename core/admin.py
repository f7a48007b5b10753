"""Django's own administration: a read-only window for the system administrator; work is done on the site's pages."""

from django.contrib import admin
from django.shortcuts import redirect

from core.models import Clock, EventSeal, NumberGap, NumberSeries, Organisation, Post, Role
from core.people import pages


def _may_enter(request) -> bool:
    user = request.user
    if not user.is_authenticated or not user.is_active or user.must_change_password:
        return False
    return user.post_in_use is not None and user.post_in_use.role == Role.SYSADMIN


def _to_sign_in(request, extra_context=None):
    """Signing in happens on the site's own page, with its lock, its one session and its event."""
    return redirect("/" if request.user.is_authenticated else f"/accounts/login/?next={request.path}")


def _to_own_password(request, extra_context=None):
    """The password is changed on the site's own page, which ends tokens and other sign-ins and leaves its event."""
    return redirect("core:password")


def _sign_out(request, extra_context=None):
    """As by the site's own button, with its event."""
    return pages.logout(request)


_DOORS = {
    "has_permission": _may_enter,
    "login": _to_sign_in,
    "logout": _sign_out,
    "password_change": _to_own_password,
    "password_change_done": _to_own_password,
}
for _name, _ours in _DOORS.items():
    setattr(admin.site, _name, _ours)
admin.site.site_header = admin.site.site_title = "数据查看"
admin.site.index_title = "只读"
for shown_by_others in list(admin.site._registry):  # groups, tokens, sign-in attempts: no part of this window
    admin.site.unregister(shown_by_others)

#: What Django's own filters append to the name of the field they filter by.
FILTER_ENDINGS = ("", "__exact", "__in", "__isnull", "__id__exact", "__gte", "__lt", "__year", "__month", "__day")


class ReadOnly(admin.ModelAdmin):
    """May be looked at by the system administrator and changed by nobody.

    A list may be narrowed by what it offers as a filter and by nothing else: Django itself allows any field, and a
    password's hash or a session's key could be read off the answers letter by letter.
    """

    list_per_page = 50
    show_full_result_count = False

    def lookup_allowed(self, lookup, value, request=None) -> bool:
        offered = [one[0] if isinstance(one, tuple) else one for one in self.get_list_filter(request)]
        if self.date_hierarchy:
            offered.append(self.date_hierarchy)
        return any(lookup == f"{name}{ending}" for name in offered for ending in FILTER_ENDINGS)

    def has_view_permission(self, request, obj=None) -> bool:
        return _may_enter(request)

    def has_module_permission(self, request) -> bool:
        return _may_enter(request)

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False


@admin.register(Post)
class PostAdmin(ReadOnly):
    list_display = ("user", "role", "organisation", "valid_from", "valid_to")
    list_select_related = ("user", "organisation")
    list_filter = ("role",)


@admin.register(Organisation)
class OrganisationAdmin(ReadOnly):
    list_display = ("name", "kind", "parent", "supervised_by", "is_active")
    list_select_related = ("parent", "supervised_by")
    list_filter = ("kind",)
    search_fields = ("name", "short_name")


@admin.register(Clock)
class ClockAdmin(ReadOnly):
    """That and when something is due: on which matter, and which person is waited for, is read by those concerned."""

    list_display = ("label", "started_on", "due", "provisional", "stopped_at")
    exclude = ("content_type", "object_id", "root_type", "root_id", "holder_user")


@admin.register(EventSeal)
class EventSealAdmin(ReadOnly):
    list_display = ("number", "count", "algorithm", "created_at")


@admin.register(NumberSeries)
class NumberSeriesAdmin(ReadOnly):
    list_display = ("key", "scope", "last")


@admin.register(NumberGap)
class NumberGapAdmin(ReadOnly):
    list_display = ("series", "number", "reason", "declared_at")
    list_select_related = ("series",)
