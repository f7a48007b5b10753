"""What ``manage.py check`` says of the rulebook files of the installed apps, before the first act finds it."""

from django.core import checks

from core import rulebook
from core.rulebook.formats.checking import check_catalogue

HINT = "The words of a row and the shapes of values are told in docs/rules.md."


def recommended_values(**_) -> list[checks.CheckMessage]:
    """Every recommended value is one its key can hold; reads no table."""
    try:
        notes = check_catalogue()
    except (KeyError, TypeError) as error:  # a row without its words, or with one that is not known
        return [checks.Error(f"rulebook.yaml cannot be read: {error}", hint=HINT, id="core.E101")]
    return [checks.Error(f"rulebook.yaml: {note}", hint=HINT, obj=rulebook.__name__, id="core.E102") for note in notes]
