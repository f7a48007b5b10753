"""Packs of deadlines written for the tests, and where the shared ones are."""

from pathlib import Path

import pytest

from core.rulebook.formats.trying import try_text

BESIDE = [folder / "shared" / "rulepacks" / "deadlines" for folder in Path(__file__).resolve().parents[3:]]
SHARED = next((folder for folder in BESIDE if folder.is_dir()), BESIDE[0])
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the shared rule packs lie beside the checkout only")

HEAD = "id: invented\nkind: deadlines\nplace: 江岭区\ntitle: 江岭区政协提案办理办法\nadopted: '2024-03-01'\n"


def pack(rules: str, examples: str = "", head: str = HEAD) -> str:
    """A pack with these rules and examples, each a line of flow YAML without its dash."""
    lines = [head.rstrip("\n"), "rules:", *(f"- {row}" for row in rules.strip().splitlines())]
    if examples:
        lines += ["examples:", *(f"- {row}" for row in examples.strip().splitlines())]
    return "\n".join(lines) + "\n"


def tried(rules: str, given: str, head: str = HEAD) -> dict:
    """Results of one example by what they are of, each as ``(nominal, due, status)`` with ISO dates."""
    _, examples = try_text(pack(rules, f"{{id: X, given: {given}}}", head))
    found = {}
    for result in examples[0].as_json()["results"]:
        found[result["what"]] = (result["nominal"], result["due"], result["status"])
    return found


def explained(rules: str, given: str, what: str) -> str:
    """The sentence of one result."""
    _, examples = try_text(pack(rules, f"{{id: X, given: {given}}}"))
    return next(result.explanation for result in examples[0].results if result.what == what)
