"""What an administrator has to know of backups and disks, in sentences."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Subquery

from core.backup import daily
from core.files import space
from core.models import Backup

TOO_OLD = timedelta(days=2)
GOOD = Backup.State.GOOD


@dataclass(frozen=True)
class Warned:
    """``grave`` is shown as an error, else as a reminder."""

    sentence: str
    grave: bool = True


def columns() -> dict[str, Any]:
    """Of whatever rows are read anyway: when the last good backup ended, and what became of the last attempt."""
    newest = Backup.objects.order_by("-begun_at", "-pk")
    return {
        "backup_good": Subquery(newest.filter(state=GOOD).values("ended_at")[:1]),
        "backup_last": Subquery(newest.exclude(state=Backup.State.RUNNING).values("state")[:1]),
    }


def warnings(known: Mapping[str, Any], now: datetime) -> list[Warned]:
    """What is wrong with backups (``known`` has the values of ``columns``) and with the room on the disks."""
    found = [Warned(sentence) for sentence in space.short(*([daily.folder()] if daily.is_on() else []))]
    if not daily.is_on():
        return found
    good, last = known.get("backup_good"), known.get("backup_last")
    if good is not None and now - good > TOO_OLD:
        found.append(Warned(f"最近一次成功的备份是{_days(now - good)}天前，请查明原因。"))
    elif last == Backup.State.FAILED:
        found.append(Warned("最近一次自动备份没有成功，请查明原因。"))
    elif good is None:
        found.append(Warned("还没有备份过。每天凌晨2点以后自动备份一次，机器须开着。", grave=False))
    return found


def _days(age: timedelta) -> int:
    return age.days
