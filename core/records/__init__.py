"""Editing master data: nobody overwrites unseen, every change says who and why, and can be taken back the same day."""

from core.records.changing import Stale, change, follow, last_undoable, undo, undoable
from core.records.forms import RecordForm
from core.records.merging import Merging

__all__ = ["Merging", "RecordForm", "Stale", "change", "follow", "last_undoable", "undo", "undoable"]
