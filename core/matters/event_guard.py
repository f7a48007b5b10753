"""Database triggers that keep event rows append-only: no row is deleted, and only the seal may be set, once.

The database itself refuses, so that neither a bug nor a console session can rewrite what happened.
"""

OPEN_COLUMNS = (
    "id", "content_type_id", "object_id", "root_type_id", "root_id", "at", "recorded_at", "actor_id", "actor_name",
    "post_id", "post_label", "organisation_id", "key", "label", "from_state", "to_state", "text", "reason", "facts",
    "audience", "ip", "mark",
)  # fmt: skip
MESSAGE = "event rows are append-only"

_changed = {
    "sqlite": " OR ".join(f"OLD.{c} IS NOT NEW.{c}" for c in OPEN_COLUMNS),
    "postgresql": " OR ".join(f"OLD.{c}::text IS DISTINCT FROM NEW.{c}::text" for c in OPEN_COLUMNS),
}

SQLITE = [
    f"""CREATE TRIGGER IF NOT EXISTS event_no_delete BEFORE DELETE ON core_event
        BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END""",
    f"""CREATE TRIGGER IF NOT EXISTS seal_no_delete BEFORE DELETE ON core_eventseal
        BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END""",
    f"""CREATE TRIGGER IF NOT EXISTS seal_no_update BEFORE UPDATE ON core_eventseal
        BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END""",
    f"""CREATE TRIGGER IF NOT EXISTS event_only_seal BEFORE UPDATE ON core_event
        WHEN OLD.seal_id IS NOT NULL OR {_changed["sqlite"]}
        BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END""",
]
POSTGRESQL = [
    f"""CREATE OR REPLACE FUNCTION event_guard() RETURNS trigger AS $$
        BEGIN RAISE EXCEPTION '{MESSAGE}'; END $$ LANGUAGE plpgsql""",
    f"""CREATE OR REPLACE FUNCTION event_only_seal() RETURNS trigger AS $$
        BEGIN
          IF OLD.seal_id IS NOT NULL OR {_changed["postgresql"]} THEN RAISE EXCEPTION '{MESSAGE}'; END IF;
          RETURN NEW;
        END $$ LANGUAGE plpgsql""",
    "CREATE TRIGGER event_no_delete BEFORE DELETE ON core_event FOR EACH ROW EXECUTE FUNCTION event_guard()",
    """CREATE TRIGGER seal_no_change BEFORE DELETE OR UPDATE ON core_eventseal
        FOR EACH ROW EXECUTE FUNCTION event_guard()""",
    "CREATE TRIGGER event_only_seal BEFORE UPDATE ON core_event FOR EACH ROW EXECUTE FUNCTION event_only_seal()",
]
DROP = {
    "sqlite": [
        f"DROP TRIGGER IF EXISTS {n}"
        for n in ("event_no_delete", "seal_no_delete", "seal_no_update", "event_only_seal")
    ],
    "postgresql": [
        "DROP TRIGGER IF EXISTS event_no_delete ON core_event",
        "DROP TRIGGER IF EXISTS event_only_seal ON core_event",
        "DROP TRIGGER IF EXISTS seal_no_change ON core_eventseal",
    ],
}


def install(connection) -> None:
    """Create the triggers for this database."""
    with connection.cursor() as cursor:
        for statement in SQLITE if connection.vendor == "sqlite" else POSTGRESQL:
            cursor.execute(statement)


def remove(connection) -> None:
    """Drop the triggers; only for emptying a demo or test database and for restoring a backup."""
    with connection.cursor() as cursor:
        for statement in DROP[connection.vendor]:
            cursor.execute(statement)
