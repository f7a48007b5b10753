"""The worked examples of published local rules, where they stand beside the project."""

from datetime import date
from pathlib import Path

import pytest
import yaml

from core.clock import workdays as wd
from tests.builders.calendar import CALENDAR

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "rulepacks" / "deadlines"
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="the published rule examples are not beside the project")


def computed():
    """Every expected date with a calculation, as (id, what, calculation, expectation)."""
    for path in sorted(FOLDER.glob("*.yaml")):
        for example in yaml.safe_load(path.read_text(encoding="utf-8"))["examples"]:
            expected = example["expected"]
            for item in expected if isinstance(expected, list) else []:
                yield pytest.param(item, id=f"{example['id']}-{item['what']}")


@pytest.mark.parametrize("item", list(computed()))
def test_a_published_example_gives_its_date(item):
    calc = item["calc"]
    found = wd.add(calc["from"], calc["n"], calc["unit"], calc.get("roll"), calendar=CALENDAR)
    assert (found.nominal, found.due, found.provisional) == (item["nominal"], item["due"], False)
    if "counted" in item:
        assert [day.isoformat() for day in found.counted] == item["counted"]


def test_an_extension_is_one_longer_period_from_the_same_start():
    found = wd.extend(date(2025, 3, 28), (3, "months"), (1, "months"), calendar=CALENDAR)
    assert (found.nominal, found.due) == (date(2025, 7, 28), date(2025, 7, 28))


def test_every_fixed_date_of_the_published_rules_is_read_or_refused():
    for path in sorted(FOLDER.glob("*.yaml")):
        for rule in yaml.safe_load(path.read_text(encoding="utf-8"))["rules"]:
            if rule.get("fixed_date") == "2008-09-31":
                with pytest.raises(wd.PeriodError, match="不存在"):
                    wd.fixed_date(rule["fixed_date"])
