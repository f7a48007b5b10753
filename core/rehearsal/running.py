"""One rehearsal at a time: begun, walked stage by stage, dropped. What is known of it stands in its own folder."""

import fcntl
import json
import logging
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings

from core.matters import events
from core.matters.lifecycle import Forbidden, Refused
from core.models import Committee
from core.models.roles import posts_that
from core.people.actors import Actor
from core.rehearsal import copying, script

log = logging.getLogger(__name__)
MAY = posts_that(rehearses=True)
STATE = "state.json"
BROKEN = "试办的副本没有准备好，真实数据没有任何改动。请清掉再试一次；仍不行请联系维护人员（原因已写入日志）。"


@dataclass
class Rehearsal:
    """How far it is: whom the acts are done by, what each stage left behind, and the sentence that stopped it."""

    by: str
    at: str
    cast: list[str] = field(default_factory=list)
    outcomes: list[dict[str, Any]] = field(default_factory=list)
    memory: dict[str, Any] = field(default_factory=dict)
    refused: str = ""
    kind: str = ""

    @property
    def done(self) -> int:
        return len(self.outcomes)


def folder() -> Path:
    return Path(settings.VAR_DIR) / "rehearsal"


def current() -> Rehearsal | None:
    """The rehearsal that is there, None where there is none."""
    return current_in(folder())


def current_in(place: Path) -> Rehearsal | None:
    """The rehearsal whose copy is in ``place``."""
    try:
        return Rehearsal(**json.loads((place / STATE).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def begin(actor: Actor, kind: str = "") -> Rehearsal:
    """Make the copy for a matter of this kind (default: the first that has a story), and find the people who act.

    Raises Refused where somebody else's rehearsal is there.
    """
    _check(actor)
    with _alone():
        if (there := current()) is not None:
            raise Refused(f"{there.by}正在试办，请接着办完或先清掉。")
        shutil.rmtree(folder(), ignore_errors=True)
        folder().mkdir(parents=True)
        try:
            copying.make(folder())
            answer = copying.run(folder(), "rehearse", "prepare", "--kind", kind)
        except copying.CopyFailed:
            log.exception("no copy for the rehearsal")
            shutil.rmtree(folder(), ignore_errors=True)
            raise Refused(BROKEN) from None
        if answer.get("refused"):
            shutil.rmtree(folder(), ignore_errors=True)
            raise Refused(answer["refused"])
        made = Rehearsal(actor.name, actor.at.isoformat(), answer["cast"], [], answer["memory"], kind=answer["kind"])
        _keep(made)
        return made


def forward(actor: Actor, *, seen: int) -> Rehearsal:
    """Do the next stage in the copy; ``seen`` is how many the page showed as done, so that a second click does nothing.

    What the committee's own rules refuse is kept as ``refused``. The last stage leaves one event in the real database:
    that it was walked through.
    """
    _check(actor)
    with _alone():
        found = current()
        what = script.chosen(found.kind) if found else None
        if found is None or what is None:
            raise Refused("没有正在进行的试办，请先开始。")
        if seen != found.done or found.done >= len(what.stages):
            return found
        try:
            answer = copying.run(folder(), "rehearse", str(found.done))
        except copying.CopyFailed:
            log.exception("a stage of the rehearsal failed")
            raise Refused(BROKEN) from None
        found.refused = answer.get("refused", "")
        if not found.refused:
            found.outcomes.append(answer["outcome"])
            found.memory = answer["memory"]
        _keep(found)
    if found.done == len(what.stages) and not found.refused:
        target = Committee.objects.first() or actor.user
        text = f"试办一件走完{found.done}步：{'、'.join(stage.title for stage in what.stages)}"
        events.record(target, actor=actor, key="rehearsed", label="试办一件", text=text)
    return found


def drop(actor: Actor) -> None:
    """Remove the copy and everything that happened in it."""
    _check(actor)
    with _alone():
        shutil.rmtree(folder(), ignore_errors=True)


def _check(actor: Actor) -> None:
    if not actor.is_in(*MAY):
        raise Forbidden("试办由办公室、提案委或系统管理员来做。")


def _keep(found: Rehearsal) -> None:
    kept = folder() / STATE
    new = kept.with_suffix(".new")
    new.write_text(json.dumps(vars(found), ensure_ascii=False), encoding="utf-8")
    new.replace(kept)


@contextmanager
def _alone() -> Iterator[None]:
    """Nobody else begins, walks or drops meanwhile; who comes second is told instead of waiting."""
    with (Path(settings.VAR_DIR) / "rehearsal.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Refused("上一步还在办，请稍等几秒再点。") from None
        yield
