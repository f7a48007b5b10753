"""Pages of the rule book (制度库): reading it, entering what comes next, loading a regulation."""

from core.rulebook.pages.confirming import pending
from core.rulebook.pages.loading import download, load
from core.rulebook.pages.reading import compare, key_page, rules, sheet
from core.rulebook.pages.sheets import RULE_SHEETS, rules_template
from core.rulebook.pages.writing import next_version, withdraw

__all__ = [
    "RULE_SHEETS", "compare", "download", "key_page", "load", "next_version", "pending", "rules", "rules_template",
    "sheet", "withdraw",
]  # fmt: skip
