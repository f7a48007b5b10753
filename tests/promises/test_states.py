"""A state moves only through the engine: seen at run time on every connection, and told from the sources."""

import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection

from core.matters import kinds
from tests.builders.state_watch import StateWritten

ROOT = Path(__file__).resolve().parents[2]
WRITERS = """
def by_update(model, pk):
    model.objects.filter(pk=pk).update(state=other)

def by_update_of_values(model, pk):
    values = {"revision": 7}
    values["state"] = other
    model.objects.filter(pk=pk).update(**values)

def by_save(model, pk):
    record = model.objects.get(pk=pk)
    record.state = other
    record.save()

def by_a_new_object_of_the_same_key(model, pk):
    row = model.objects.get(pk=pk)
    values = {f.attname: getattr(row, f.attname) for f in model._meta.concrete_fields} | {"state": other}
    model(**values).save()

def by_bulk_update(model, pk):
    row = model.objects.get(pk=pk)
    setattr(row, "state", other)
    model.objects.bulk_update([row], ["state"])

def by_create(model, pk):
    row = model.objects.get(pk=pk)
    values = {f.attname: getattr(row, f.attname) for f in model._meta.concrete_fields if not f.primary_key}
    model.objects.create(**values | {"state": other})

def by_bulk_create(model, pk):
    row = model.objects.get(pk=pk)
    row.pk, row.state = None, other
    model.objects.bulk_create([row])

def by_sql(model, pk):
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {model._meta.db_table} SET state = %s WHERE id = %s", [other, pk])
"""
WAYS = [node.name for node in ast.parse(WRITERS).body]


def written_in(app: str, other: str):
    """The functions above as if they stood in a file of the project."""
    scope = {"connection": connection, "other": other}
    exec(compile(WRITERS, str(ROOT / app / "somewhere.py"), "exec"), scope)  # noqa: S102 - our own text
    return scope


@pytest.mark.django_db
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("label", [kind.label for kind in kinds.every()])
def test_a_state_written_by_hand_is_noticed_however_it_is_written(cast, stages, label, way):
    kind = kinds.kind_of(label)
    row = kind.model.objects.order_by("pk").first()
    other = next(s for s in kind.lifecycle.states.values if s not in (row.state, kind.lifecycle.initial))
    with pytest.raises(StateWritten, match=r"somewhere\.py"):
        written_in(kind.model._meta.app_label, other)[way](kind.model, row.pk)


#: Where a column called state is written that belongs to no kind of matter, and whose it is.
OTHERS = {
    "core/backup/daily.py:_failed": "a backup's",
    "core/backup/daily.py:_made": "a backup's",
    "core/delivery/office.py:drop": "a delivery's",
    "core/delivery/office.py:release": "a delivery's",
    "core/delivery/office.py:resend": "a delivery's",
    "core/delivery/sending.py:_end": "a delivery's",
    "core/delivery/sending.py:_failed": "a delivery's",
    "core/delivery/sending.py:_give_back": "a delivery's",
    "core/delivery/sending.py:_send": "a delivery's",
    "core/delivery/sending.py:claim": "a delivery's",
    "core/jobs/runs.py:_end": "a job's",
    "core/jobs/runs.py:_queue_again": "a job's",
    "core/jobs/runs.py:cancel": "a job's",
    "core/jobs/runs.py:claim": "a job's",
    "core/matters/instructing.py:answer": "an instruction's",
    "core/matters/instructing.py:reopen": "an instruction's",
    "core/matters/instructing.py:withdraw": "an instruction's",
    "core/matters/countersigning.py:_answer": "a joint unit's word on a draft",
    "core/matters/countersigning.py:agree_by_silence": "a joint unit's word on a draft",
    "core/matters/extensions.py:_answer": "a request's for more time",
    "core/models/grants.py:withdraw": "a grant's that waits for a second administrator",
    "core/people/grants.py:_take": "a grant's that waits for a second administrator",
    "core/people/grants.py:expire": "a grant's that waits for a second administrator",
    "core/sheets/keeping.py:_end": "an upload's",
    "demo/bulk/writing.py:_proposal": "invented matters are written whole, as they would stand after years",
    "demo/bulk/writing.py:_work": "invented matters are written whole, as they would stand after years",
    "members/services/contact_changes.py:ask": "an asked change's",
    "members/services/contact_changes.py:_close": "an asked change's",
    "members/services/contact_changes.py:decide": "an asked change's",
    "members/services/contact_changes.py:withdraw": "an asked change's",
    "members/signing/leaving.py:sign_again": "a signature's, given back when an exit was none",
    "members/signing/asking.py:_answer": "a signature's",
    "members/signing/asking.py:ask_of_changed_text": "a signature's",
    "members/signing/asking.py:ask_signers_again": "a signature's",
    "members/signing/asking.py:close_round": "a signature's",
    "members/signing/asking.py:invite": "a signature's",
    "members/signing/asking.py:let_signers_go": "a signature's",
    "members/signing/asking.py:stop_waiting": "a signature's",
    "members/signing/asking.py:withdraw_signature": "a signature's",
    "members/signing/leaving.py:_drop": "a signature's",
    "members/signing/leaving.py:_follow": "a signature's",
    "members/signing/leaving.py:end_text": "a signature's",
    "members/signing/uniting.py:_unite": "a signature's",
    "members/signing/uniting.py:part": "a signature's and a judgement's",
    "core/matters/judging.py:settle": "a judgement's",
    "core/matters/judging.py:leave_unanswered": "a judgement's",
    "proposals/effects/judging.py:_ask": "a judgement's",
    "proposals/effects/writing.py:_to_the_running_term": "a signature's",
    "proposals/effects/writing.py:submit": "a signature's",
}


def state_writes(path: Path) -> set[str]:
    """``file:function`` of everything in a file that writes something called state."""
    name, found = str(path.relative_to(ROOT)), set()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    inside: dict[ast.AST, str] = {}
    for node in ast.walk(tree):
        for child in ast.iter_child_nodes(node):
            is_function = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            inside[child] = node.name if is_function else inside.get(node, "")
    for node in ast.walk(tree):
        if writes_state(node) or spreads_state(node, tree):
            found.add(f"{name}:{inside.get(node, '')}")
    return found


def writes_state(node: ast.AST) -> bool:
    if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        flat = [t for target in targets for t in (target.elts if isinstance(target, ast.Tuple) else [target])]
        return any(isinstance(t, ast.Attribute) and t.attr == "state" for t in flat)
    if isinstance(node, ast.Call):
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        words = {keyword.arg for keyword in node.keywords}
        named = "state" in words or any("state" in strings(k.value) for k in node.keywords if k.arg == "defaults")
        if named and (called in WRITING_CALLS or called in models_with_a_life()):
            return True
        if called in ("bulk_update", "save", "setattr"):
            return "state" in strings(node)
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and names_a_state_in_sql(node.value)


def spreads_state(node: ast.AST, tree: ast.Module) -> bool:
    """``rows.update(**values)`` where ``values`` says something of a state, wherever in the file it is put together.

    What comes in from outside (a parameter that nothing here fills) is seen where it is put together, and at run time.
    """
    if not isinstance(node, ast.Call) or getattr(node.func, "attr", "") not in WRITING_CALLS:
        return False
    spread = [keyword.value for keyword in node.keywords if keyword.arg is None]
    names = {n.id for value in spread for n in ast.walk(value) if isinstance(n, ast.Name)}
    return any(named_state(value) for value in spread) or any(fills(one, names) for one in ast.walk(tree))


def named_state(value: ast.AST) -> bool:
    return "state" in strings(value) or any(isinstance(n, ast.keyword) and n.arg == "state" for n in ast.walk(value))


def fills(node: ast.AST, names: set[str]) -> bool:
    """Whether a name is given a state: ``values = {"state": …}``, ``values["state"] = …``, ``values.update(…)``."""
    if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        given = [t for t in targets if isinstance(t, ast.Name) and t.id in names]
        keyed = [t for t in targets if isinstance(t, ast.Subscript) and getattr(t.value, "id", "") in names]
        said = bool(given) and node.value is not None and named_state(node.value)
        return said or any("state" in strings(t.slice) for t in keyed)
    asked = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "update"
    return asked and getattr(node.func.value, "id", "") in names and named_state(node)


@pytest.mark.parametrize(
    ("source", "seen"),
    [
        ("rows.update(**{'state': other})", True),
        ("rows.update(**dict(state=other))", True),
        ("values = {'state': other}\nrows.update(**values)", True),
        ("values = {}\nvalues['state'] = other\nrows.update(**values, at=now)", True),
        ("values = {}\nvalues.update(state=other)\nrows.update(**values)", True),
        ("values = {}\nvalues |= {'state': other}\nmodel.objects.create(**more, **values)", True),
        ("values = {'title': 'state'}\nother = {'state': 1}\nrows.filter(**other)", False),
        ("rows.update(**values)", False),
    ],
)
def test_a_state_spread_into_a_call_is_seen(source, seen):
    tree = ast.parse(source)
    assert any(spreads_state(node, tree) for node in ast.walk(tree)) is seen


WRITING_CALLS = ("update", "create", "get_or_create", "update_or_create", "acreate", "aupdate")


def models_with_a_life() -> set[str]:
    return {kind.model.__name__ for kind in kinds.every()}


def strings(node: ast.AST) -> set[str]:
    return {n.value for n in ast.walk(node) if isinstance(n, ast.Constant) and isinstance(n.value, str)}


def names_a_state_in_sql(text: str) -> bool:
    tables = {kind.model._meta.db_table for kind in kinds.every()}
    upper = text.upper()
    return any(table in text for table in tables) and "STATE" in upper and ("UPDATE " in upper or "INSERT " in upper)


def test_no_source_writes_a_state_outside_the_engine():
    found = set()
    for config in apps.get_app_configs():
        folder = Path(config.path)
        if folder.is_relative_to(ROOT) and ".venv" not in folder.parts:
            for path in folder.rglob("*.py"):
                if "migrations" not in path.parts:
                    found |= state_writes(path)
    engine = {"core/matters/engine.py:_move", "core/matters/engine.py:perform"}
    assert found - engine == set(OTHERS), "a new place writes a state: it must be the engine, or be named here"
