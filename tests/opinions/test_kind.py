"""转送件 by the test kit: what every kind of matter must hold."""

import pytest

from core.matters.testing import MatterKindTests, Step
from opinions.kinds import FORWARDED_TEXTS
from tests.builders.pages import passed_on

pytestmark = pytest.mark.django_db


class TestForwardedTexts(MatterKindTests):
    kind = FORWARDED_TEXTS
    reader, stranger = "office_clerk", "zhou"
    word = "自来水管网"
    way = (
        Step("take_over", "editor", {"handled": "编入第三期"}, tells=("signer",)),
        Step("sign_passed_on", "signer", {"note": "同意"}, tells=("shen",), stops=("passed_on",)),
    )

    def make(self, cast, number: int = 1):
        return passed_on(cast, title=f"关于第{number}片区自来水管网的提案")
