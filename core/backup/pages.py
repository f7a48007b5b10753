"""The last backups, for the administrator of the system: when, how large, whether found whole."""

from pathlib import Path

from django.conf import settings
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from core.backup import condition, daily
from core.files import space
from core.models import Backup, Role
from core.people.access import roles

SHOWN = 60


@roles(Role.SYSADMIN)
@require_GET
def backups(request):
    """What became of the last backups. They are made and fetched on the server; no page gives one out."""
    folder = daily.folder()
    free = space.free_mb(folder)
    context = {
        "rows": Backup.objects.order_by("-begun_at", "-pk")[:SHOWN],
        "is_on": daily.is_on(),
        "folder": folder,
        "keep": settings.BACKUP_KEEP,
        "free_gb": None if free is None else free / 1024,
        "same_disk": space.same_disk(folder, Path(settings.VAR_DIR)),
        "warnings": condition.warnings(Backup.objects.values(**condition.columns()).first() or {}, timezone.now()),
    }
    return render(request, "setup/backups.html", context)
