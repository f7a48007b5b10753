"""After ``migrate``: what is kept beside the rows of matters (turns, search, the guard of posts) is made where it
is missing."""

from django.db import connections

from core.matters import alike, kinds, turn_keeping
from core.people import post_guard
from core.search.index import ensure_indexed


def keep_beside(using: str, **_: object) -> None:
    """Nothing is done while a line's tables are not there: one that was migrated back, or not yet migrated."""
    tables = set(connections[using].introspection.table_names())
    if "core_post" in tables:
        post_guard.install(connections[using])
    if tables.issuperset(kind.model._meta.db_table for kind in kinds.every()):
        turn_keeping.ensure_kept()
        ensure_indexed()
        alike.ensure_counted()
