"""Promises of the whole house: imports go down, states move only through the engine, generated pages are fresh."""

import re
from io import StringIO

from django.apps import apps
from django.core.management import call_command
from django.template import engines

from tests.promises.source import (
    PACKAGES,
    ROOT,
    circles,
    import_graph,
    long_functions,
    modules,
    python_files,
    short,
    spoken,
)

BELOW_LINES = ("core", "members", "activities", "performance", "ballots", "surveys")
ROOF = ("workbench", "demo", "bench")
#: Every other app of ours; a new one is held to the rules of a line without being named here.
LINES = tuple(app for app in PACKAGES if apps.is_installed(app) and app not in (*BELOW_LINES, *ROOF))
#: The floors of the house: what each package may import besides itself.
MAY_IMPORT = {
    "core": (),
    "members": ("core",),
    "activities": ("core", "members"),
    **dict.fromkeys(("performance", "ballots", "surveys"), ("core", "members", "activities")),
    **dict.fromkeys(LINES, BELOW_LINES),
    "workbench": BELOW_LINES,
    "demo": (*BELOW_LINES, *LINES, "workbench", "bench"),
    "bench": (*BELOW_LINES, *LINES, "workbench", "demo"),
    "zhengxie": (*BELOW_LINES, *LINES, *ROOF),
}
#: Still to be mended: each list may only get shorter. What has been mended is to be taken out, or the test fails.
STILL_IN_CIRCLES: list[set[str]] = []
STILL_TOO_LONG: set[str] = set()
STILL_NAMING_A_LINE: set[str] = set()
#: The table of posts names whose posts they are.
MAY_NAME_A_LINE = {"core/models/roles.py"}
LONGEST_FILE, LONGEST_FUNCTION = 400, 50


def test_every_package_has_its_floor():
    assert set(PACKAGES) <= set(MAY_IMPORT)


def test_imports_go_down_only():
    """Core, members, activities, then performance, ballots and surveys, then the lines, then the roof; never across."""
    wrong = {}
    for name, path in modules().items():
        home = name.partition(".")[0]
        found = {other.partition(".")[0] for other in import_graph()[name]} - {home, *MAY_IMPORT[home]}
        if found and short(path) not in STILL_NAMING_A_LINE:
            wrong[short(path)] = sorted(found)
    assert wrong == {}


def test_no_file_leads_back_to_itself():
    """Imports inside functions and for type checking count too; only a model and its queryset may know each other."""
    found = [group for group in circles(import_graph()) if not _model_and_queryset(group)]
    assert found == STILL_IN_CIRCLES


def _model_and_queryset(group: set[str]) -> bool:
    homes = {module.partition(".")[0] for module in group}
    rooms = {module.split(".")[1] for module in group}
    return len(homes) == 1 and rooms == {"models", "querysets"}


def test_circles_are_found():
    graph = {"a": {"b"}, "b": {"c"}, "c": {"a", "d"}, "d": {"e"}, "e": set(), "f": {"f2"}, "f2": {"f", "a"}}
    assert sorted(map(sorted, circles(graph))) == [["a", "b", "c"], ["f", "f2"]]


def test_files_and_functions_stay_readable():
    """A room past 400 lines becomes a package; a function past 50 lines is several."""
    long = set()
    for path in modules().values():
        if len(path.read_text("utf-8").splitlines()) > LONGEST_FILE:
            long.add(short(path))
        long |= set(long_functions(path, LONGEST_FUNCTION))
    assert long == STILL_TOO_LONG


def test_the_ground_and_the_roof_name_no_line_of_business():
    """What they know of a line they know from the registry of kinds; comments may give examples."""
    paths = [path for package in ("core", "workbench") for path in python_files(package)]
    paths += [path for folder in ("workbench", "frames") for path in (ROOT / "templates" / folder).rglob("*.html")]
    found = {short(path) for path in paths if spoken(path, "proposal")}
    assert found - MAY_NAME_A_LINE == STILL_NAMING_A_LINE


def test_the_words_of_the_roof_name_no_line_of_business():
    """Board, calendar and frame show every line: what they say fits all of them."""
    folders = ("workbench", "frames", "matters", "rehearsal", "notices", "components")
    paths = [path for folder in folders for path in (ROOT / "templates" / folder).rglob("*.html")]
    assert [short(path) for path in paths if spoken(path, "提案")] == []


def test_every_module_of_the_kit_stands_in_the_architecture():
    page = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    told = set(re.findall(r"`(\w+)`", page.partition("\n## The kit\n")[2].partition("\n## ")[0]))
    assert {path.stem for path in (ROOT / "core" / "matters").glob("[!_]*.py")} - told == set()


def test_generated_pages_are_fresh(db):
    call_command("lifecycle_docs", "--check")
    call_command("permissions_docs", "--check")


def test_no_migration_is_missing(db):
    out = StringIO()
    call_command("makemigrations", "--check", "--dry-run", stdout=out)
    assert "No changes" in out.getvalue()


def test_every_template_compiles():
    loader = engines["django"]
    for path in sorted((ROOT / "templates").rglob("*.html")):
        loader.get_template(str(path.relative_to(ROOT / "templates")))


def test_templates_hold_no_inline_script_or_style():
    wrong = []
    for path in (ROOT / "templates").rglob("*.html"):
        if "documents" in path.parts:
            continue
        text = path.read_text(encoding="utf-8")
        for pattern in (r"\sstyle=[\"']", r"\son[a-z]+=[\"']", r"<script(?![^>]*\bsrc=)[^>]*>", r"<style"):
            wrong += [f"{path.name}: {found}" for found in re.findall(pattern, text)]
    assert wrong == []


def test_pages_name_nothing_outside():
    """No template, style or script of our own loads anything from another host."""
    wrong = []
    for folder, endings in (("templates", (".html",)), ("static/css", (".css",)), ("static/js", (".js",))):
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in endings:
                found = re.findall(r"(?:src|href|url)\s*[=(]\s*[\"']?(?:https?:)?//[^\s\"')]+", path.read_text("utf-8"))
                wrong += [f"{path.name}: {address}" for address in found]
    assert wrong == []


def test_every_model_is_named_in_the_offices_words():
    plain = [
        model.__name__
        for app in PACKAGES
        if apps.is_installed(app)
        for model in apps.get_app_config(app).get_models()
        if not re.search(r"[\u4e00-\u9fff]", str(model._meta.verbose_name))
    ]
    assert plain == []


def test_names_and_lengths_are_found(tmp_path):
    """What the checks above read: code is judged, examples in comments and docstrings are not."""
    file = tmp_path / "room.py"
    file.write_text('"""A proposal, e.g."""\n\n\ndef name():\n    # a proposal\n    return "Proposals"\n', "utf-8")
    page = tmp_path / "room.html"
    page.write_text("<p>\n{% url 'proposals:list' %}", encoding="utf-8")
    assert (spoken(file, "proposal"), spoken(page, "proposal")) == ([6], [2])
