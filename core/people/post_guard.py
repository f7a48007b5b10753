"""Database triggers that refuse a post against 三员分立, whatever door it came through.

A row that stands against the rule already may still be ended or shortened, so that it can be mended.
"""

from core.models.roles import posts_that

MESSAGE = "separation of administrators"
NAMES = ("post_separation_insert", "post_separation_update")

_ADMINS = ", ".join(f"'{role.value}'" for role in posts_that(admin=True))
_FIRST, _LAST = "'0001-01-01'", "'9999-12-31'"


def _day(column: str, otherwise: str) -> str:
    return f"COALESCE(CAST({column} AS TEXT), {otherwise})"


# Made of our own names only.
_CLASH = f"""EXISTS (SELECT 1 FROM core_post other WHERE other.user_id = NEW.user_id AND other.id <> NEW.id
    AND other.role <> NEW.role AND (other.role IN ({_ADMINS}) OR NEW.role IN ({_ADMINS}))
    AND {_day("other.valid_from", _FIRST)} <= {_day("NEW.valid_to", _LAST)}
    AND {_day("NEW.valid_from", _FIRST)} <= {_day("other.valid_to", _LAST)})"""  # noqa: S608
_WIDER = f"""(NEW.user_id <> OLD.user_id OR NEW.role <> OLD.role
    OR {_day("NEW.valid_from", _FIRST)} < {_day("OLD.valid_from", _FIRST)}
    OR {_day("NEW.valid_to", _LAST)} > {_day("OLD.valid_to", _LAST)})"""

# SQLite knows the number of a new row only after it is there.
SQLITE = (
    f"""CREATE TRIGGER IF NOT EXISTS {NAMES[0]} AFTER INSERT ON core_post WHEN {_CLASH}
        BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END""",
    f"""CREATE TRIGGER IF NOT EXISTS {NAMES[1]} AFTER UPDATE ON core_post WHEN {_WIDER} AND {_CLASH}
        BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END""",
)
POSTGRESQL = (
    f"""CREATE OR REPLACE FUNCTION post_separation() RETURNS trigger AS $$
        BEGIN
          IF (TG_OP = 'INSERT' OR {_WIDER}) AND {_CLASH} THEN
            RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'check_violation';
          END IF;
          RETURN NEW;
        END $$ LANGUAGE plpgsql""",
    f"CREATE TRIGGER {NAMES[0]} AFTER INSERT ON core_post FOR EACH ROW EXECUTE FUNCTION post_separation()",
    f"CREATE TRIGGER {NAMES[1]} AFTER UPDATE ON core_post FOR EACH ROW EXECUTE FUNCTION post_separation()",
)


def install(connection) -> None:
    """Create the triggers where they are missing; a migration that rebuilds the table on SQLite takes them away."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT count(*) FROM pg_trigger WHERE tgname = ANY(%s)", [list(NAMES)])
            if cursor.fetchone()[0] == len(NAMES):
                return
            for name in NAMES:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON core_post")
        for statement in SQLITE if connection.vendor == "sqlite" else POSTGRESQL:
            cursor.execute(statement)


def remove(connection) -> None:
    """Drop the triggers; only while a backup is restored, whose rows were judged when they were written."""
    table = " ON core_post" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for name in NAMES:
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{table}")
