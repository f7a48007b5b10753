"""The judge over mypy's findings: two packages are clean, elsewhere the number may only fall."""

import importlib.util
from pathlib import Path

import pytest
from django.apps import apps

END = "Found 3 errors in 2 files (checked 380 source files)\n"


@pytest.fixture(scope="module")
def typecheck():
    from django.conf import settings

    spec = importlib.util.spec_from_file_location("typecheck", settings.BASE_DIR / "scripts" / "typecheck.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def judge(typecheck):
    return typecheck.judge


def test_every_app_of_ours_is_read_without_being_named(typecheck):
    ours = {config.name for config in apps.get_app_configs() if Path(config.path).parent == typecheck.ROOT}
    assert {"core", "proposals"} <= ours
    assert {*ours, "zhengxie"} <= set(typecheck.packages()) and "tests" not in typecheck.packages()


def finding(file):
    return f'{file}:12: error: "Model" has no attribute "state"  [attr-defined]\n'


def test_what_is_counted_may_be_left_but_not_grow(judge):
    output = finding("members/forms.py") + finding("demo/build.py") + END
    assert judge(output, 2) == (2, [])
    left, wrong = judge(output, 1)
    assert left == 2
    assert wrong[-1].startswith("2 type errors elsewhere; at most 1")


@pytest.mark.parametrize("file", ["core/matters/engine.py", "core/people/pages.py"])
def test_the_clean_packages_may_have_none(judge, file):
    left, wrong = judge(finding(file) + END, 1000)
    assert left == 0
    assert wrong[0].startswith(file)


def test_a_mypy_that_fell_over_is_no_success(judge):
    assert judge("Error importing plugin\n", 1000)[1]
    assert judge("", 1000)[1]


def test_a_note_is_no_error(judge):
    output = 'core/matters/engine.py:3: note: Revealed type is "int"\nSuccess: no issues found in 3 files\n'
    assert judge(output, 0) == (0, [])
