"""The rule book (制度库): every local rule as dated data with its source.

``reading`` answers which rule is in force, and is what the rest of the program asks: ``rulebook.value(key, day)``.
``versions`` enters the next ones, ``formats`` reads and writes regulations as files, ``forms`` and ``pages`` show them.
"""

from core.rulebook.reading import (
    LOCAL,
    LOCAL_KEY,
    SINCE_EVER,
    Key,
    UnknownRule,
    Version,
    catalogue,
    chained,
    changed_between,
    check_value,
    class_label,
    classes_of,
    ensure_defaults,
    find_key,
    forget,
    in_force,
    label_of,
    options,
    rule,
    rule_or_none,
    span,
    state_of,
    value,
    value_words,
    versions_of,
    words,
)

__all__ = [
    "LOCAL", "LOCAL_KEY", "SINCE_EVER", "Key", "UnknownRule", "Version", "catalogue", "chained", "changed_between",
    "check_value", "class_label", "classes_of", "ensure_defaults", "find_key", "forget", "in_force", "label_of",
    "options", "rule", "rule_or_none", "span", "state_of", "value", "value_words", "versions_of", "words",
]  # fmt: skip
