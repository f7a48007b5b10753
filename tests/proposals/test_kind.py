"""提案 and 承办件 by the test kit: what every kind of matter must hold, over the whole life of one proposal."""

from dataclasses import replace

import pytest
from django.utils import timezone

from core.matters.testing import MatterKindTests, Step
from proposals.kinds import ASSIGNMENTS, PROPOSALS
from tests.builders.acts import work
from tests.builders.cast import draft
from tests.builders.pages import JUDGED, handed, today

pytestmark = pytest.mark.django_db


def talked(_cast) -> dict:
    return {"mode": "visit", "held_on": timezone.localdate(), "with_whom": "沈岚", "content": "上门说明"}


REVIEW = (
    Step("submit", "shen", tells=("clerk",), starts=("review",)),
    Step("recommend", "clerk", {"outcome": "file", "category": "city", "text": "建议立案"}, tells=("chair",)),
    Step(
        "file", "chair", {"category": "city", "text": "同意"}, tells=("clerk",),
        starts=("handover", "publish_list"), stops=("review",),
    ),
    Step(
        "hand_over", "clerk", lambda c: {"channel": c.gov.pk}, tells=("gov_office",), starts=("assign",),
        stops=("handover",),
    ),
    Step(
        "assign", "gov_office", lambda c: {"lead": c.housing.pk}, tells=("shen", "housing_clerk"),
        starts=("sign", "return", "first_contact", "reply"), stops=("assign",),
    ),
)  # fmt: skip
HANDLING = (
    Step("sign", "housing_clerk", {"handler_name": "马宁", "handler_phone": "010-1"}, tells=("shen",), stops=("sign",)),
    Step("record_contact", "housing_clerk", talked, tells=("shen",), stops=("first_contact",)),
    Step(
        "draft",
        "housing_clerk",
        {"text": "一、已更新管网。", "letter": "A", "is_public": True},
        stops=("return",),
    ),
    Step("submit_reply", "housing_clerk", tells=("housing_head",)),
    Step("sign_off", "housing_head", tells=("gov_office",), starts=("check",)),
    Step("pass_check", "gov_office", {"letter": "A"}, tells=("housing_clerk",), starts=("deliver",), stops=("check",)),
    Step(
        "deliver",
        "housing_clerk",
        tells=("shen",),
        starts=("feedback",),
        stops=("deliver", "reply"),
    ),
)
JUDGING = (
    Step("evaluate", "shen", {"result": "satisfied", **JUDGED}, tells=("clerk",), stops=("feedback",)),
    Step("close", "clerk", tells=("shen",)),
)


class TestProposals(MatterKindTests):
    kind = PROPOSALS
    reader, stranger, watcher = "shen", "lu", "clerk"
    word = "自来水管网"
    paper_after = {"receipt": "submit", "assignment": "assign", "reply": "sign_off", "feedback": "pass_check"}
    open_papers = {"form": "", "reply": "deliver"}
    way = (*REVIEW, *(replace(step, on=lambda proposal: proposal.assignments.get()) for step in HANDLING), *JUDGING)

    def make(self, cast, number: int = 1):
        return draft(cast, day=today(), title=f"关于第{number}片区自来水管网的提案")


class TestAssignments(MatterKindTests):
    kind = ASSIGNMENTS
    reader, stranger = "clerk", "school_clerk"
    word = "自来水管网"
    paper_after = {"reply": "sign_off"}
    way = HANDLING

    def make(self, cast, number: int = 1):
        return work(handed(cast, title=f"关于第{number}片区自来水管网的提案"), cast.housing)
