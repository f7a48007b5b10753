"""``manage.py check`` finds what is wrong in a rulebook file."""

from dataclasses import replace

import pytest

from core import rulebook
from core.rulebook.checks import recommended_values
from core.rulebook.formats import checking

SIGN = "proposal.sign_days"


@pytest.fixture
def with_key(monkeypatch):
    def set_key(**facts):
        keys = rulebook.catalogue() | {SIGN: replace(rulebook.catalogue()[SIGN], **facts)}
        monkeypatch.setattr(checking.rulebook, "catalogue", lambda: keys)

    return set_key


def test_the_files_of_the_installed_apps_are_sound():
    assert recommended_values() == []


def test_a_wrong_unit_is_named_with_its_key(with_key):
    with_key(default={"n": 3, "unit": "workingdays"})
    (found,) = recommended_values()
    assert SIGN in found.msg and "是否应为“working_days”" in found.msg


def test_a_type_nobody_knows_and_a_class_the_key_has_not_are_faults(with_key):
    with_key(type="peroid")
    assert "系统不认识取值类型“peroid”" in recommended_values()[0].msg
    with_key(type="period", variants={"urgent": {"n": 1, "unit": "days"}})
    assert "没有的类别" in recommended_values()[0].msg


def test_a_row_that_cannot_be_read_is_an_error_of_the_check_and_no_traceback(monkeypatch):
    def broken():
        raise TypeError("Key.__init__() got an unexpected keyword argument 'unti'")

    monkeypatch.setattr(checking.rulebook, "catalogue", broken)
    assert "'unti'" in recommended_values()[0].msg
