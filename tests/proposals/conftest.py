"""The committee's own values of rules, for one test."""

from datetime import date

import pytest

from core import rulebook
from core.models import Regulation, Rule


@pytest.fixture
def own_rule(db):
    """A function that gives a key a value of the committee's own; the process forgets it after the test."""

    def give(key, value, day=date(2025, 1, 1), applies_to=""):
        regulation, _ = Regulation.objects.get_or_create(title="提案工作细则", adopted_on=day)
        Rule.objects.create(
            key=key, value=value, effective_from=day, regulation=regulation, article="第十条", applies_to=applies_to
        )
        rulebook.forget()

    yield give
    rulebook.forget()
