"""An upload's life: taken in, confirmed once, given up, and cleaned away."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.core.files import File
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Q

from core.files.uploads import UploadRefused, safe_name
from core.files.workbook import MAX_FILE_BYTES, WorkbookError, too_large
from core.matters import events
from core.matters.lifecycle import Refused
from core.models.sheets import KeptSheet
from core.people.actors import Actor, system_actor
from core.sheets.kinds import Refusal, SheetKind

State = KeptSheet.State
#: What nobody has confirmed for so long is given up; what was given up is emptied as long after.
WAITS_AT_MOST = timedelta(days=60)
KEPT_AT_MOST = timedelta(days=30)
REASON = 150


class AlreadyImported(Refused):
    """Somebody, perhaps the same person with a second click, has confirmed this sheet."""


def take_in(
    kind: SheetKind, upload: File, actor: Actor, *, within: dict[str, Any] | None = None,
    facts: dict[str, Any] | None = None,
) -> Any:  # fmt: skip
    """Keep an uploaded sheet for its preview. Raises WorkbookError with the sentence why it cannot be taken.

    ``within`` are columns that say what the sheet is for (a term), ``facts`` go into the summary. The same file waiting
    for the same thing already is not kept twice.
    """
    kind.check(actor)
    if upload.size > MAX_FILE_BYTES:
        raise WorkbookError(too_large(upload.size))
    data, name = upload.read(), safe_name(upload.name or f"{kind.noun}.xlsx")
    values = kind.understand(data, name)
    values["summary"] = values.get("summary", {}) | (facts or {})
    return _keep(kind, name, hashlib.sha256(data).hexdigest(), actor, (within or {}) | values, within or {}, data)


def take_in_rows(kind: SheetKind, rows: list[dict[str, str]], name: str, actor: Actor) -> Any:
    """The same for rows that somebody typed on a page, of a kind that keeps ``rows``."""
    kind.check(actor)
    return _keep(kind, name, hashlib.sha256(repr(rows).encode()).hexdigest(), actor, {"rows": rows}, {})


@transaction.atomic
def _keep(
    kind: SheetKind, name: str, digest: str, actor: Actor, values: dict[str, Any], within: dict[str, Any],
    data: bytes = b"",
) -> KeptSheet:  # fmt: skip
    rows = kind.model._default_manager.all()
    waiting = rows.filter(**within, sha256=digest, state=State.PREVIEW).first()
    if waiting is not None:
        return waiting
    kept = kind.model(name=name, sha256=digest, uploaded_by=actor.user, **values)
    if data:
        try:
            kept.file.save(f"{secrets.token_hex(16)}.xlsx", ContentFile(data), save=False)
        except UploadRefused as error:  # the disk is full
            raise WorkbookError(str(error)) from error
    kept.save()
    _record(kind, kept, actor, 0, f"上传{kind.noun}“{name}”")
    return kept


def content_of(kind: SheetKind, kept: KeptSheet) -> bytes:
    """The file as it was uploaded. Raises WorkbookError where it is not there any more."""
    try:
        with kept.file.open("rb") as file:
            return file.read()
    except (OSError, ValueError) as error:
        raise WorkbookError(f"保存的{kind.noun}文件已不在，请重新上传。") from error


@transaction.atomic
def confirm(
    kind: SheetKind, kept: KeptSheet, *, digest: str, skip_refused: bool, actor: Actor, known: int = 0,
    looked: bool = False,
) -> dict[str, int]:  # fmt: skip
    """Write the sheet, once. ``digest`` is that of the preview the person saw. Returns the counts.

    ``known`` is how many doubtful rows the person takes unlooked, or has looked at, where they say so (``looked``).
    Raises AlreadyImported, or Refused where it was given up, where the outcome would be another by now, where something
    is still to be settled, where more rows are to be looked at, or where refused rows were not left out on purpose;
    then nothing is written.
    """
    kind.check(actor)
    kind.lock(kept)
    kept = kind.model._default_manager.select_for_update().get(pk=kept.pk)
    if kept.state == State.APPLIED:
        raise AlreadyImported(f"这份{kind.noun}已经导入，没有重复写入。")
    if kept.state != State.PREVIEW:
        raise Refused(f"这份{kind.noun}已放弃导入，请重新上传。")
    plan = kind.plan(kept, actor)
    if plan.digest != digest:
        raise Refused(f"上传之后{kind.ground}有变动，结果与您刚才看到的不同。请核对新的预览后再确认。")
    if waiting := kind.waits(plan):
        raise Refused(f"请先确认 {waiting}，再导入。")
    if (unlooked := kind.unlooked(plan)) > known:
        how = "打开“需核对”，看过后勾选“已看过”" if kind.looked_on_tab else "到“需核对”中逐行核对"
        raise Refused(f"还有 {unlooked} 行需核对没有看过。请{how}，或勾选“已知晓”后再确认。")
    refused = kind.refusals(plan)
    if refused and kind.refused_hold_up and not skip_refused:
        raise Refused(f"有 {len(refused)} 行被退回。请改正后重新上传，或勾选“跳过退回的行”再确认。")
    counts = kind.apply(kept, plan, actor)
    kept.summary |= {"counts": counts, "refused": [one.as_dict() for one in [*refused, *kind.left_behind(plan)]]}
    _end(kept, State.APPLIED, actor.at)
    told = (
        f"；需核对的 {unlooked} 行{'已看过' if looked and kind.looked_on_tab else '没有逐行看过'}" if unlooked else ""
    )
    _record(kind, kept, actor, 1, f"“{kept.name}”：{kind.in_words(counts)}{told}", counts)
    return counts


@transaction.atomic
def keep_reason(kind: SheetKind, kept: KeptSheet, reason: str) -> None:
    """Keep why a waiting sheet is to be written (``summary["reason"]``), also where confirming it is then refused."""
    waiting = kind.model._default_manager.select_for_update().filter(pk=kept.pk, state=State.PREVIEW).first()
    if waiting is not None:
        waiting.summary |= {"reason": reason[:REASON]}
        waiting.save(update_fields=["summary"])


@transaction.atomic
def decide(kind: SheetKind, kept: Any, place: str, choice: str, actor: Actor) -> None:
    """Keep with the row at ``place`` what a person has chosen for it; the preview is worked out with it from then on.
    Raises Refused where that is no choice there, or the sheet does not wait any more."""
    kind.check(actor)
    kept = kind.model._default_manager.select_for_update().get(pk=kept.pk)
    if not kept.waits:
        raise Refused(f"这份{kind.noun}已经导入或放弃，不能再改。")
    row = next((one for one in kept.rows if one.get("place") == place), None)
    offered = [value for value, _ in kind.choices(kind.plan(kept, actor)).get(place, ())]
    if row is None or choice not in offered:
        raise Refused("这一行不能这样选，请核对新的预览后再选。")
    row["decided"] = choice
    kept.save(update_fields=["rows"])


@transaction.atomic
def discard(kind: SheetKind, kept: KeptSheet, actor: Actor) -> None:
    """Give a waiting sheet up; its row stays for the record. Raises Refused once it is confirmed or given up."""
    kind.check(actor)
    kept = kind.model._default_manager.select_for_update().get(pk=kept.pk)
    if not kept.waits:
        raise Refused(f"这份{kind.noun}已经导入或放弃，不能再放弃。")
    _end(kept, State.DISCARDED, actor.at)
    kind.given_up(kept, actor)
    _record(kind, kept, actor, 2, f"放弃导入{kind.noun}“{kept.name}”")


def refused_of(kind: SheetKind, kept: Any, actor: Actor) -> list[Refusal]:
    """The refused rows: of the plan while the sheet waits, as they were when it was confirmed afterwards."""
    if kept.waits:
        return kind.refusals(kind.plan(kept, actor))
    return [Refusal.of(one) for one in kept.summary.get("refused", [])]


def clean_up(now: datetime) -> int:
    """Give up what nobody confirmed for long, and delete the content of what was given up; returns how many rows."""
    return sum(_give_up(model, now) + _empty(model, now - KEPT_AT_MOST) for model in tables())


def tables() -> list[type[KeptSheet]]:
    """Every table of uploads."""
    return [model for model in apps.get_models() if issubclass(model, KeptSheet)]


def _give_up(model: type[KeptSheet], now: datetime) -> int:
    actor, done, before = system_actor(now), 0, now - WAITS_AT_MOST
    for pk in model._default_manager.filter(state=State.PREVIEW, uploaded_at__lt=before).values_list("pk", flat=True):
        with transaction.atomic():  # somebody may be confirming it just now
            kept = model._default_manager.select_for_update().get(pk=pk)
            if kept.waits:
                _end(kept, State.DISCARDED, actor.at)
                text = f"“{kept.name}”{WAITS_AT_MOST.days} 天没有确认，不再保留"
                events.record(kept, actor=actor, key="expire_sheet", label="逾期未确认", text=text)
                done += 1
    return done


def _empty(model: type[KeptSheet], before: datetime) -> int:
    over = Q(applied_at__lt=before) | Q(applied_at=None, uploaded_at__lt=before)
    done = 0
    for kept in model._default_manager.filter(over, state=State.DISCARDED).iterator(chunk_size=50):
        full = [name for name in model.CONTENT if getattr(kept, name)]
        if not kept.file and not full:
            continue
        if kept.file:
            kept.file.delete(save=False)
        for name in full:
            setattr(kept, name, type(getattr(kept, name))())
        kept.save(update_fields=["file", *full])
        done += 1
    return done


def _end(kept: KeptSheet, state: str, at: datetime) -> None:
    kept.state, kept.applied_at = state, at
    kept.save(update_fields=["state", "applied_at", "summary"])


def _record(kind: SheetKind, kept: KeptSheet, actor: Actor, which: int, text: str, facts: Any = None) -> None:
    key, label = kind.keys[which]
    events.record(kept, actor=actor, key=key, label=label, text=text, facts=facts or {})
