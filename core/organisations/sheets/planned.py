"""One row of a sheet as it was understood, and all of them: what is going to be written, and what to look at."""

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from core.models import Organisation, OrganisationName
from core.organisations.sheets.fates import Fate
from core.organisations.sheets.left import FURTHER, HEADING, UNREAD, Left
from core.organisations.sheets.moves import Move
from core.organisations.sheets.naming import is_same_written
from core.organisations.sheets.rows import Row
from core.organisations.sheets.words import LABELS
from core.sheets.lines import Change

Kind = Organisation.Kind
NEW, CHANGED, UNCHANGED, REFUSED = "new", "changed", "unchanged", "refused"
#: The sheet says that there is no such body any more.
GONE = "gone"
#: A person does not want the row.
SKIPPED = "skipped"
#: Told of where there are any.
RARE = (GONE, FURTHER, SKIPPED)
TOLD = ("short_name", "kind", "branch", "supervised_by", "contact_name", "contact_phone", "head_name", "head_phone")


@dataclass
class Planned:
    """One row. ``body`` is the known one; ``values`` are to be written, ``links`` (``parent``, ``supervised_by``) name
    rows whose bodies are new too; ``names`` are further spellings as (kind, name), of ``heir`` where the row's own body
    is no more. ``twin`` is the earlier row, or the body, of which this one
    speaks by another name, ``by`` the sort of that name where the directory has it; ``written`` is the row's
    name where it has a fuller one by now. ``may_be`` are bodies and earlier rows that it may mean."""

    row: Row
    kind: str = NEW
    body: Organisation | None = None
    values: dict[str, Any] = field(default_factory=dict)
    links: dict[str, "Planned"] = field(default_factory=dict)
    names: list[tuple[str, str]] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    of_new: list[str] = field(default_factory=list)
    reason: str = ""
    fate: Fate = field(default_factory=Fate)
    heir: Organisation | None = None
    twin: "Planned | Organisation | None" = None
    by: str = ""
    may_be: "list[Organisation | Planned]" = field(default_factory=list)
    written: str = ""

    def ask_as_new(self, told: str) -> None:
        """A doubt that holds as long as the row is taken for a body of which nothing is known."""
        self.doubts.append(told)
        self.of_new.append(told)

    def put(self, name: str, value: Any, words: str, old: str) -> None:
        """The field gets this value, unless that is what the body has; ``words`` and ``old`` are told."""
        if self.body is not None:
            if words == old:
                return
            self.changes.append(Change(LABELS[name], old, words))
        self.values[name] = value

    @property
    def is_stranger(self) -> bool:
        """Whether the name is on record as the body's and has other words: it may be another body's all the same."""
        if self.body is None or self.by != OrganisationName.Kind.ALIAS:
            return False
        return not any(is_same_written(self.row.name, name) for name in (self.body.name, self.body.short_name) if name)

    @property
    def becomes(self) -> str:
        """What kind of body it is taken for."""
        return self.values.get("kind") or (self.body.kind if self.body else "")

    @property
    def kind_label(self) -> str:
        return dict(Kind.choices).get(self.becomes, "")

    @property
    def told(self) -> list[str]:
        """The row's facts in words, as they are going to be written, or stood in the sheet where nothing is."""
        row, body, written = self.row, self.body, self.row.as_written()
        if self.kind in (REFUSED, GONE, SKIPPED) or not (body or self.values):
            return [row.short_name, written["kind"], written["branch"], row.supervised_by, row.contact_name,
                    row.contact_phone, row.head_name, row.head_phone]  # fmt: skip
        outcome = {name: getattr(body, name) for name in TOLD} if body else {}
        outcome |= {name: other.row.name for name, other in self.links.items()}
        outcome |= {name: value for name, value in self.values.items() if name in TOLD}
        outcome |= {"kind": self.kind_label}
        outcome |= {"branch": dict(Organisation.Branch.choices).get(outcome.get("branch", ""), "")}
        return [str(outcome.get(name) or "") for name in TOLD]


@dataclass
class Plan:
    """All rows, and the lines of the sheet that are no body (``left``); the counts add up to the lines that hold
    anything. ``absent`` are bodies of the directory of which the sheet says nothing."""

    rows: list[Planned] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    absent: list[Organisation] = field(default_factory=list)

    def of_kind(self, kind: str) -> list[Planned]:
        return [one for one in self.rows if one.kind == kind]

    @property
    def counts(self) -> dict[str, int]:
        found = {kind: len(self.of_kind(kind)) for kind in (NEW, CHANGED, UNCHANGED, GONE, REFUSED, SKIPPED)}
        return found | {sort: len(self.left_of(sort)) for sort in (HEADING, UNREAD, FURTHER)}

    def left_of(self, sort: str) -> list[Left]:
        return [one for one in self.left if one.sort == sort]

    @property
    def tally(self) -> str:
        """How many lines the sheet has and what became of each; the figures add up."""
        counts = self.counts
        labels = {
            NEW: "新增", CHANGED: "更新", UNCHANGED: "未变", GONE: "已撤并", REFUSED: "退回", SKIPPED: "不要",
            HEADING: "标题", UNREAD: "未读", FURTHER: "续行",
        }  # fmt: skip
        told = "、".join(f"{label} {counts[key]}" for key, label in labels.items() if key not in RARE or counts[key])
        side = "（左右并排的，每组各算一行）" if any("左起第" in one.row.place for one in self.rows) else ""
        return f"表中有内容的 {sum(counts.values())} 行{side}：{told}。"

    @property
    def doubtful(self) -> list[Planned]:
        return [one for one in self.rows if one.doubts and one.kind != REFUSED and not one.row.decided]

    @property
    def digest(self) -> str:
        """Another one where the outcome would be another than the person saw."""
        told = [
            (
                one.row.place,
                one.kind,
                one.body.pk if one.body else 0,
                sorted(f"{name}={value}" for name, value in one.values.items()),
                sorted(f"{name}={other.row.place}" for name, other in one.links.items()),
                one.names,
                one.heir.pk if one.heir else 0,
            )
            for one in self.rows
        ]
        return hashlib.sha256(json.dumps(told, ensure_ascii=False, default=str).encode()).hexdigest()
