"""The index behind full-text search, one statement list per database.

SQLite: an FTS5 table over ``core_searchentry`` that keeps neither text nor positions, kept in step by triggers; the
one-character prefixes have an index of their own. PostgreSQL: a GIN index on the tokens as a tsvector, made without
a parser, so that the result does not depend on the server's locale. The type of the object is one more token there, and
the look-up is a function that may only use the index: the planner cannot know that testing a row without it costs a
thousand times an ordinary comparison, and would do so for every word that it takes for frequent.
"""

TABLE = "core_searchentry"
FTS = "core_search_fts"
HITS = "core_search_hits"
_VECTOR = "array_to_tsvector(string_to_array(tokens, ' ') || ('#' || content_type_id::text))"
_ENTER = f"INSERT INTO {FTS}(rowid, tokens) VALUES (NEW.id, NEW.tokens);"  # noqa: S608 - constants
_LEAVE = f"INSERT INTO {FTS}({FTS}, rowid, tokens) VALUES ('delete', OLD.id, OLD.tokens);"  # noqa: S608 - constants

TRIGGERS = [
    f"CREATE TRIGGER IF NOT EXISTS search_enter AFTER INSERT ON {TABLE} BEGIN {_ENTER} END",
    f"CREATE TRIGGER IF NOT EXISTS search_leave AFTER DELETE ON {TABLE} BEGIN {_LEAVE} END",
    f"""CREATE TRIGGER IF NOT EXISTS search_change AFTER UPDATE OF tokens ON {TABLE}
        WHEN OLD.tokens IS NOT NEW.tokens BEGIN {_LEAVE} {_ENTER} END""",
]
INSTALL = {
    "sqlite": [
        f"""CREATE VIRTUAL TABLE IF NOT EXISTS {FTS} USING fts5(tokens, content='{TABLE}', content_rowid='id',
            tokenize='ascii', detail=none, columnsize=0, prefix='1')""",
        *TRIGGERS,
    ],
    "postgresql": [
        f"ALTER TABLE {TABLE} SET (toast_tuple_target = 128)",  # texts lie apart, so that the ids lie close together
        f"CREATE INDEX IF NOT EXISTS core_search_gin ON {TABLE} USING gin (({_VECTOR}))",
        f"""CREATE OR REPLACE FUNCTION {HITS}(asked tsquery) RETURNS SETOF bigint LANGUAGE sql STABLE ROWS 100
            SET enable_seqscan TO off
            AS $$ SELECT object_id FROM {TABLE} WHERE {_VECTOR} @@ asked $$""",  # noqa: S608 - constants
    ],
}
REMOVE = {
    "sqlite": [
        *(f"DROP TRIGGER IF EXISTS search_{name}" for name in ("enter", "leave", "change")),
        f"DROP TABLE IF EXISTS {FTS}",
    ],
    "postgresql": [f"DROP FUNCTION IF EXISTS {HITS}", "DROP INDEX IF EXISTS core_search_gin"],
}


def install(connection) -> None:
    """Create the index of this database."""
    _run(connection, INSTALL)


def remove(connection) -> None:
    """Drop the index of this database; the entries stay."""
    _run(connection, REMOVE)


def _run(connection, statements: dict[str, list[str]]) -> None:
    with connection.cursor() as cursor:
        for statement in statements[connection.vendor]:
            cursor.execute(statement)
