"""The index behind full-text search, one statement list per database.

SQLite: an FTS5 table over ``core_searchentry`` that keeps neither text nor positions, kept in step by triggers; the
one-character prefixes have an index of their own. PostgreSQL: a GIN index on the tokens as a tsvector, made without
a parser, so that the result does not depend on the server's locale. The type of the object is one more token there, and
the look-up is a function that may only use the index: the planner cannot know that testing a row without it costs a
thousand times an ordinary comparison, and would do so for every word that it takes for frequent.
"""

import django.db.models.deletion
from django.db import migrations, models

TABLE = "core_searchentry"
FTS = "core_search_fts"
HITS = "core_search_hits"
_VECTOR = "array_to_tsvector(string_to_array(tokens, ' ') || ('#' || content_type_id::text))"
_ENTER = f"INSERT INTO {FTS}(rowid, tokens) VALUES (NEW.id, NEW.tokens);"
_LEAVE = f"INSERT INTO {FTS}({FTS}, rowid, tokens) VALUES ('delete', OLD.id, OLD.tokens);"

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
            AS $$ SELECT object_id FROM {TABLE} WHERE {_VECTOR} @@ asked $$""",
    ],
}
REMOVE = {
    "sqlite": [
        *(f"DROP TRIGGER IF EXISTS search_{name}" for name in ("enter", "leave", "change")),
        f"DROP TABLE IF EXISTS {FTS}",
    ],
    "postgresql": [f"DROP FUNCTION IF EXISTS {HITS}", "DROP INDEX IF EXISTS core_search_gin"],
}


def install(apps, schema_editor):
    _run(schema_editor.connection, INSTALL)


def remove(apps, schema_editor):
    _run(schema_editor.connection, REMOVE)


def _run(connection, statements):
    with connection.cursor() as cursor:
        for statement in statements[connection.vendor]:
            cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [
        ("contenttypes", "0002_remove_content_type_name"),
        ("core", "0002_event_guard"),
    ]

    operations = [
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("object_id", models.PositiveBigIntegerField()),
                ("tokens", models.TextField()),
                (
                    "content_type",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="contenttypes.contenttype",
                    ),
                ),
            ],
            options={"verbose_name": "检索条目", "verbose_name_plural": "检索条目"},
        ),
        migrations.AddConstraint(
            model_name="searchentry",
            constraint=models.UniqueConstraint(
                fields=("content_type", "object_id"), name="one_search_entry_per_object"
            ),
        ),
        migrations.RunPython(install, remove),
    ]
