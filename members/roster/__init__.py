"""Recognising messy member rosters (委员名册): a workbook and the committee's vocabulary in, understood rows out.

Nothing here knows the database. ``read_roster`` is the one entrance; what it promises is described in
``understand.py``, how each cell is read in ``cells.py``, how tables are found in ``layout.py``, and which files are
refused before anything is read in ``workbook.py``.
"""

from core.files.workbook import WorkbookError as RosterError
from members.roster.result import Ignored, Rejected, Result, RosterRow
from members.roster.understand import read_roster
from members.roster.vocabulary import Vocabulary

__all__ = ["Ignored", "Rejected", "Result", "RosterError", "RosterRow", "Vocabulary", "read_roster"]
