"""Pages of the rule book (制度库): reading it, entering what comes next, loading a regulation."""

from core.views.rulebook.loading import download, load
from core.views.rulebook.reading import compare, key_page, rules, sheet
from core.views.rulebook.writing import next_version, withdraw

__all__ = ["compare", "download", "key_page", "load", "next_version", "rules", "sheet", "withdraw"]
