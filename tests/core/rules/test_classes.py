"""Rules for kinds of proposer and for levels: which one answers for a matter, why, and what was refused meanwhile."""

from datetime import date
from itertools import permutations

import pytest

from core import rulebook
from core.matters.deadlines import start_on
from core.models import Regulation
from core.rulebook.answering import left_out_of, why
from core.rulebook.classes import candidates, joined
from core.rulebook.versions import load_plan, plan_file
from proposals.deadlines import REPLY
from proposals.models import Proposal
from tests.builders.acts import filed_and_assigned, work
from tests.builders.cast import fresh
from tests.builders.pages import signed_in
from tests.builders.rule_packs import explained, pack, tried

pytestmark = pytest.mark.django_db
KEY = "proposal.reply_months"
DAY = date(2026, 3, 2)
MATTER = ("ordinary", "sector", "collective", "session")


@pytest.fixture
def loaded(actor):
    """A function that enters a pack with these rules, leaving out what is wrong; forgotten after the test."""

    def load(rules: str):
        plan = plan_file(pack(rules))
        load_plan(actor=actor, plan=plan, skip_bad=True)
        return plan

    yield load
    rulebook.forget()


def months(classes, day=DAY) -> int:
    return rulebook.value(KEY, day, classes)["n"]


# ---- which rule ----


def test_what_says_most_of_a_matter_goes_before_and_then_the_order_of_its_classes():
    order = candidates(("key", "sector", "session"))
    assert order == ("key+sector+session", "key+sector", "key+session", "sector+session", "key", "sector", "session")
    assert {joined(some) for some in permutations(["sector", "session"])} == {"sector+session"}
    assert candidates(("", "")) == () and candidates(("a", "a")) == ("a",)


@pytest.mark.parametrize(
    ("matter_class", "held"),
    [
        ("sector", "sector"), ("界别", "sector"), ("界别提案", "sector"), ("party", "party"), ("民主党派", "party"),
        ("党派团体", "party_or_organisation"), ("人民团体", "peoples_organisation"), ("专委会", "special_committee"),
        ("special_committee", "special_committee"), ("member_group", "member_group"), ("联名", "cosigned"),
        ("委员个人", "individual"), ("individual", "individual"), ("集体提案", "collective"), ("重点", "key"),
        ("key", "key"), ("一般", "ordinary"), ("cppcc_sector_session", "sector+session"), ("重点_界别", "key+sector"),
        ("cppcc", ""), ("lead_and_joint", ""), ("session_and_interim", ""), ("session", "session"),
    ],
)  # fmt: skip
def test_a_class_is_held_under_our_code(matter_class, held):
    plan = plan_file(pack(f"{{id: reply, class: {matter_class}, from: assigned, n: 2, unit: months}}"))
    assert [row.applies_to for row in plan.rows] == [held] and not plan.faults and not plan.warnings


def test_several_classes_of_one_kind_are_several_rules():
    plan = plan_file(pack("{id: reply, class: 党派、界别, from: assigned, n: 2, unit: months}"))
    assert [row.applies_to for row in plan.rows] == ["party", "sector"]


def test_a_rule_for_a_kind_of_proposer_or_a_level_counts(loaded):
    loaded("""
{id: reply, class: all, from: assigned, n: 3, unit: months}
{id: reply_sector, class: sector, from: assigned, n: 2, unit: months}
{id: reply_key, class: key, from: assigned, n: 1, unit: months}
{id: reply_session, class: session, from: assigned, n: 5, unit: months}
{id: reply_sector_session, class: sector_session, from: assigned, n: 4, unit: months}
""")
    assert months(("ordinary", "sector", "collective", "interim")) == 2
    assert months(MATTER) == 4, "the rule that says most of it"
    assert months(("key", "sector", "collective", "interim")) == 1, "the level goes before the proposer"
    assert months(("ordinary", "party", "collective", "session")) == 5
    assert months(("ordinary", "individual", "by_members", "interim")) == months("") == 3


def test_a_wider_class_gives_way_to_the_narrower(loaded):
    loaded("""
{id: reply_collective, class: 集体, from: assigned, n: 6, unit: months}
{id: reply_sector, class: 界别, from: assigned, n: 2, unit: months}
""")
    assert (months(MATTER), months(("ordinary", "party", "party_or_organisation", "collective", "session"))) == (2, 6)


def test_the_explanation_says_which_rule_answers_and_before_which(loaded):
    loaded("""
{id: reply_sector, class: sector, from: assigned, n: 2, unit: months}
{id: reply_session, class: session, from: assigned, n: 5, unit: months}
""")
    assert why(rulebook.rule(KEY, DAY, MATTER), MATTER, DAY) == "适用“界别提案”的规定，先于“大会提案”的规定"
    plain = ("ordinary", "individual", "by_members", "interim")
    assert why(rulebook.rule(KEY, DAY, plain), plain, DAY) == ""


# ---- descriptive ``of`` ----


@pytest.mark.parametrize("of", ["各界别提案", "the reply to a member", "proposals", "reply"])
def test_a_period_of_its_own_with_words_under_of_is_no_extension(of):
    plan = plan_file(pack(f"{{id: reply_sector, class: sector, of: {of}, from: assigned, n: 2, unit: months}}"))
    assert [(row.key, row.applies_to, row.part) for row in plan.rows] == [(KEY, "sector", "")] and not plan.faults


def test_what_names_another_deadline_under_of_and_begins_of_nothing_is_an_extension():
    rules = "{id: reply, from: assigned, n: 3, unit: months}\n{id: more_time, of: reply, n: 1, unit: months}"
    assert [row.part for row in plan_file(pack(rules)).rows] == ["", "extension"]


def test_words_under_of_are_kept_with_the_rule():
    plan = plan_file(pack("{id: reply, class: sector, of: 各界别提案, from: assigned, n: 2, unit: months}"))
    assert plan.rows[0].note == "对象：各界别提案"


# ---- what was refused ----

REFUSED = """
{id: reply_sector, class: sector, from: assigned, n: 0, unit: months}
{id: reply_session, class: session, from: assigned, n: 5, unit: months}
"""


def test_what_was_refused_is_kept_with_its_document_and_named_by_the_rule_that_answers(loaded):
    loaded(REFUSED)
    document = Regulation.objects.get(code="invented")
    assert [(one.line, one.key, one.applies_to) for one in left_out_of(document)] == [(7, KEY, "sector")]
    said = why(rulebook.rule(KEY, date(2026, 3, 2), MATTER), MATTER, DAY)
    assert said.startswith("适用“大会提案”的规定；《江岭区政协提案办理办法》对“界别提案”的规定导入时未能收录（")
    assert said.endswith("），暂按“大会提案”的规定计算")
    others = ("ordinary", "party", "party_or_organisation", "collective", "session")
    assert why(rulebook.rule(KEY, DAY, others), others, DAY) == "适用“大会提案”的规定"


def test_what_is_put_right_is_refused_no_more(loaded):
    loaded(REFUSED)
    loaded(REFUSED.replace("n: 0", "n: 2"))
    assert left_out_of(Regulation.objects.get(code="invented")) == []
    assert "未能收录" not in why(rulebook.rule(KEY, DAY, MATTER), MATTER, DAY)


def test_the_pages_of_the_rule_book_show_what_was_refused(loaded, cast):
    loaded(REFUSED)
    browser = signed_in(cast.sysadmin)
    for address in ("/settings/rules/", f"/settings/rules/{KEY}/"):
        assert "第7行reply_sector“答复期限”（界别提案）" in browser.get(address).content.decode(), address


def test_trying_says_so_too_and_nobody_answers_in_silence():
    given = "{class: sector, assigned: 2025-02-27}"
    assert tried(REFUSED, given)["reply"][1] == "2025-07-28"
    assert explained(REFUSED, given, "reply").endswith("（第7行reply_sector未能载入），暂按reply_session计算")
    alone = REFUSED.strip().splitlines()[0]
    assert tried(alone, given)["reply"] == (None, None, "rejected")
    assert "未能载入" not in explained(REFUSED, "{class: party, assigned: 2025-02-27}", "reply")


@pytest.mark.parametrize(
    ("given", "due"),
    [
        ("{class: sector, assigned: 2025-02-27}", "2025-04-27"), ("{class: 界别, assigned: 2025-02-27}", "2025-04-27"),
        ("{class: party, assigned: 2025-02-27}", "2025-06-27"),
        ("{class: individual, assigned: 2025-02-27}", "2025-05-27"),
        ("{classes: [cppcc, sector, session], assigned: 2025-02-27}", "2025-04-27"),
        ("{proposer: sector, timing: session, assigned: 2025-02-27}", "2025-04-27"),
        ("{level: key, assigned: 2025-02-27}", "2025-03-27"), ("{class: ordinary, assigned: 2025-02-27}", "2025-05-27"),
        ("{assigned: 2025-02-27}", "2025-05-27"),
    ],
)  # fmt: skip
def test_an_example_of_a_class_is_answered_by_the_rule_for_it(given, due):
    rules = """
{id: reply_sector, class: sector, from: assigned, n: 2, unit: months}
{id: reply_party, class: party, from: assigned, n: 4, unit: months}
{id: reply_key, class: key, from: assigned, n: 1, unit: months}
{id: reply, class: all, from: assigned, n: 3, unit: months}
"""
    assert tried(rules, given)["reply"][1] == due


# ---- on a matter ----


@pytest.mark.parametrize("kind", list(Proposal.ProposerKind))
def test_every_kind_of_proposer_has_its_class(kind):
    classes = Proposal(proposer_kind=kind, timing="session").rule_classes
    assert len(classes) > 2 and set(classes) <= set(rulebook.find_key(KEY).classes)


def test_a_sectors_proposal_counts_by_its_own_rule(loaded, cast):
    loaded("{id: reply_sector, class: sector, from: assigned, n: 1, unit: months}")
    proposal = filed_and_assigned(cast)
    Proposal.objects.filter(pk=proposal.pk).update(proposer_kind="sector")
    unit = work(fresh(proposal), cast.housing)
    clock = start_on(unit, REPLY, DAY)
    assert clock.rule_value["n"] == 1 and clock.explanation.endswith("；适用“界别提案”的规定")
