"""无障碍说明: what the site does for elderly users and users with disabilities, and whom to call."""

from django.shortcuts import render
from django.views.decorators.http import require_GET

from core.models import Role
from core.people.access import public
from core.people.posts import whom_strangers_call


@public
@require_GET
def accessibility(request):
    """Open to everybody, also before signing in."""
    return render(request, "accounts/accessibility.html", {"to_call": whom_strangers_call(Role.OFFICE_CLERK)})
