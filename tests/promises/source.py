"""What the house's own source says of itself: who imports whom, how long things are, which names are spoken."""

import ast
import io
import tokenize
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = sorted(path.parent.name for path in ROOT.glob("*/__init__.py") if path.parent.name != "tests")
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
WITH_DOCSTRING = (ast.Module, ast.ClassDef, *DEFINITIONS)


def python_files(package: str) -> list[Path]:
    """The package's files without its migrations."""
    return [p for p in sorted((ROOT / package).rglob("*.py")) if not {"__pycache__", "migrations"} & set(p.parts)]


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def short(path: Path) -> str:
    return str(path.relative_to(ROOT))


@cache
def modules() -> dict[str, Path]:
    """Every module of ours by its dotted name."""
    found = {}
    for package in PACKAGES:
        for path in python_files(package):
            parts = path.relative_to(ROOT).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imports_of(name: str, path: Path) -> set[str]:
    """Modules of ours that a module imports, at its top, inside functions, or for type checking only."""
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    asked: set[str] = set()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            asked |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            base = ".".join([*above, node.module] if node.module else above)
            asked |= {f"{base}.{alias.name}" for alias in node.names}
    return {module for one in asked if (module := _module_of(one))} - {name}


def _module_of(dotted: str) -> str:
    while dotted and dotted not in modules():
        dotted = dotted.rpartition(".")[0]
    return dotted


@cache
def import_graph() -> dict[str, set[str]]:
    return {name: imports_of(name, path) for name, path in modules().items()}


def circles(graph: dict[str, set[str]]) -> list[set[str]]:
    """Groups of modules each of which leads to every other one (strongly connected components)."""
    place: dict[str, int] = {}
    lowest: dict[str, int] = {}
    waiting: list[str] = []
    found: list[set[str]] = []

    def visit(module: str) -> None:
        place[module] = lowest[module] = len(place)
        waiting.append(module)
        for other in graph.get(module, ()):
            if other not in place:
                visit(other)
                lowest[module] = min(lowest[module], lowest[other])
            elif other in waiting:
                lowest[module] = min(lowest[module], place[other])
        if lowest[module] == place[module]:
            start = waiting.index(module)
            group = set(waiting[start:])
            del waiting[start:]
            if len(group) > 1:
                found.append(group)

    for module in graph:
        if module not in place:
            visit(module)
    return found


def long_functions(path: Path, most: int) -> list[str]:
    """``file:function`` of every function of more than ``most`` lines, its docstring and decorators aside."""
    return [
        f"{short(path)}:{node.name}"
        for node in ast.walk(tree_of(path))
        if isinstance(node, DEFINITIONS) and (node.end_lineno or 0) - node.lineno + 1 > most
    ]


def spoken(path: Path, word: str) -> list[int]:
    """Lines on which ``word`` (small letters) is spoken in code: not in a comment or docstring, which give examples."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        return [number for number, line in enumerate(text.splitlines(), start=1) if word in line.lower()]
    told = {
        line
        for node in ast.walk(tree_of(path))
        if isinstance(node, WITH_DOCSTRING) and ast.get_docstring(node, clean=False) is not None
        for line in range(node.body[0].lineno, (node.body[0].end_lineno or 0) + 1)
    }
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return sorted(
        {
            token.start[0]
            for token in tokens
            if token.type != tokenize.COMMENT and word in token.string.lower() and token.start[0] not in told
        }
    )
