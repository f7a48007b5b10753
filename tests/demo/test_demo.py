"""The demo shows work in every state and for every post, and touches nothing it did not make."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from core import rulebook
from core.clock import calendar
from core.clock.lights import card_filter
from core.matters import kinds, turns
from core.matters.instruction_desk import desk
from core.models import (
    Clock,
    Delivery,
    Event,
    Instruction,
    Notice,
    NumberGap,
    Organisation,
    Post,
    Regulation,
    Reminder,
    ReminderScan,
    Role,
    User,
)
from core.models.generic import aimed_at
from core.seals import chain
from demo.accounts import ACCOUNTS, PASSWORD
from members.models import Mandate, Member, MemberParty, RosterImport, Term
from members.services.roster_uploads import SHEET
from opinions.models import ForwardedText
from opinions.states import ForwardedState
from proposals.models import (
    Assignment,
    AssignmentState,
    Evaluation,
    Extension,
    KeySelection,
    OwedAnswer,
    Proposal,
    ProposalState,
    Signatory,
)
from proposals.states import ON_FILE
from workbench.todo import todo_list

WITHOUT_QUEUE = {"leader1", "leader2", "sysadmin", "secadmin", "auditor"}
pytestmark = pytest.mark.usefixtures("demo")


def rows() -> dict[str, int]:
    """How many rows every table of the demo has."""
    models = (User, Post, Organisation, Member, Proposal, Assignment, Event, Notice, Clock, Evaluation)
    return {model.__name__: model.objects.count() for model in models}


def run(*arguments: str) -> str:
    """What the command says."""
    out = StringIO()
    call_command("demo", *arguments, stdout=out)
    return out.getvalue()


def test_the_committee_has_the_size_of_a_district(demo):
    assert (demo.matters["提案"], demo.units) == (120, 40)
    assert 155 <= demo.members <= 165
    assert Organisation.objects.filter(kind=Organisation.Kind.SPECIAL_COMMITTEE).count() == 8
    assert Organisation.objects.filter(kind=Organisation.Kind.LIAISON_OFFICE).count() == 8
    assert 16 <= Organisation.objects.filter(kind=Organisation.Kind.SECTOR).count() <= 20


def test_every_state_of_every_table_is_there():
    assert set(Proposal.objects.values_list("state", flat=True)) == set(ProposalState.values)
    assert set(Assignment.objects.values_list("state", flat=True)) == set(AssignmentState.values)
    assert set(ForwardedText.objects.values_list("state", flat=True)) == set(ForwardedState.values)


def test_every_kind_of_proposer_and_every_turn_is_there():
    assert set(Proposal.objects.values_list("proposer_kind", flat=True)) == set(Proposal.ProposerKind.values)
    assert set(Signatory.objects.values_list("state", flat=True)) >= {"invited", "agreed"}
    assert set(Evaluation.objects.exclude(result="").values_list("result", flat=True)) == set(Evaluation.Result.values)
    happened = set(Event.objects.values_list("key", flat=True))
    assert happened >= {
        "merge", "revoke", "add_unit", "accept_return", "object", "countersign_failed", "return_reply",
        "send_back", "rehandle", "close_after_talk", "no_answer", "record_follow_up", "finish_follow_up", "instruct",
        "mark_key", "withdraw", "discard", "return_to_author", "attach", "recall_passed_on", "give_back",
    }  # fmt: skip
    assert Proposal.objects.filter(on_behalf=True).exists()
    assert NumberGap.objects.exists()


def test_of_two_merged_proposals_one_is_answered_and_the_others_answer_is_late():
    late = OwedAnswer.objects.get(answered_at=None)
    assert late.work.continues.state == AssignmentState.DELIVERED and late.merged.merged_into == late.matter
    clock = Clock.objects.get(**aimed_at(late), stopped_at=None)
    assert clock.due < timezone.localdate() and late.matter.state == ProposalState.HANDLING
    proposer = Client()
    proposer.force_login(User.objects.get(username="member3"), backend="core.backends.PostBackend")
    assert "对您的答复" in proposer.get(late.merged.get_absolute_url()).content.decode()
    assert OwedAnswer.objects.exclude(answered_at=None).exists()


def test_the_register_has_what_makes_registers_hard():
    names = "".join(Member.objects.values_list("name", flat=True))
    assert all(character in names for character in "喆堃珺玥赟旻彧𬱖")
    assert MemberParty.objects.filter(order=1).exists()
    assert Mandate.objects.filter(gained=Mandate.Gained.ADDED).count() == 6
    assert Mandate.objects.filter(gained=Mandate.Gained.SUBSTITUTED).count() == 1
    assert Mandate.objects.exclude(ends_on=None).count() == 5


def test_the_next_term_is_prepared_and_shows_nowhere_before_its_day():
    coming = Term.objects.upcoming().get()
    ahead = (coming.starts_on - timezone.localdate()).days
    assert coming.number == 16 and 80 <= ahead <= 110 and Term.objects.current().number == 15
    chosen = Mandate.objects.filter(term=coming)
    new = Member.objects.filter(mandates__in=chosen).exclude(mandates__term=Term.objects.current())
    assert chosen.count() >= 20 and new.count() == 3 and coming.sessions.count() == 1
    assert not Member.objects.in_office().filter(pk__in=new).exists()
    shown = Client()
    shown.force_login(User.objects.get(username="office_clerk"), backend="core.backends.PostBackend")
    page = shown.get("/members/?q=桑知遥").content.decode()
    assert "数字产业园" not in page


def test_every_account_signs_in_with_the_password_and_its_posts():
    for username, (name, posts) in ACCOUNTS.items():
        user = User.objects.get(username=username)
        assert user.full_name == name and not user.must_change_password
        assert user.check_password(PASSWORD)
        assert [post.role for post in user.posts.order_by("id")] == [role for role, _, _ in posts]
        assert user.post_in_use.role == posts[0][0]


@pytest.mark.parametrize("username", sorted(ACCOUNTS.keys() - WITHOUT_QUEUE))
def test_work_waits_for(username):
    user = User.objects.get(username=username)
    waiting = sum(kind.model.objects.filter(turns.waiting_for(user, kind.model)).count() for kind in kinds.every())
    assert waiting >= 2


@pytest.mark.parametrize("username", ["unit_clerk1", "proposal_clerk", "gov_supervisor", "party_supervisor"])
def test_some_of_it_is_late_and_some_is_not(username):
    groups = todo_list(User.objects.get(username=username), timezone.localdate()).groups
    assert {key for key, _, _, _ in groups} >= {"late", "later"} or len(groups) >= 3


def test_leaders_see_key_proposals_and_late_ones():
    leader = User.objects.get(username="leader1")
    seen = Proposal.objects.visible_to(leader)
    late = Clock.objects.filter(stopped_at=None, due__lt=timezone.localdate()).values("root_id")
    assert seen.filter(is_key=True).count() >= 5
    assert seen.filter(is_key=True, pk__in=late).exists()


def test_administrators_have_something_to_look_at():
    never = User.objects.filter(is_active=True, last_login=None)
    assert 5 <= never.count() <= 60
    assert not never.filter(must_change_password=False).exists()
    assert User.objects.filter(posts__role=Role.LIAISON, posts__valid_to__gte=timezone.localdate()).exists()


def test_everything_happened_in_its_own_time():
    now = timezone.now()
    assert not Event.objects.filter(at__gt=now).exists()
    for session in Proposal.objects.values_list("session", flat=True).distinct():
        received = Proposal.objects.filter(session=session).exclude(receipt_number=None)
        moments = list(received.order_by("receipt_number").values_list("submitted_at", flat=True))
        assert moments == sorted(moments)
    assert not Proposal.objects.filter(created_at__gt=now - timedelta(hours=1)).exists()
    assert not Notice.objects.filter(read_at=None, created_at__lt=now - timedelta(days=15)).exists()


def test_every_clock_explains_itself():
    assert not Clock.objects.filter(explanation="").exists()


def test_no_two_proposals_say_the_same():
    titles = list(Proposal.objects.exclude(title="").values_list("title", flat=True))
    assert len(set(titles)) == len(titles)
    written = Proposal.objects.exclude(state="draft")
    assert not written.filter(suggestion__contains="{").exists()
    lengths = [proposal.body_length for proposal in written.exclude(number=None)]
    assert min(lengths) >= 150 and max(lengths) <= 2500


def test_what_happened_is_sealed_and_untouched():
    assert not Event.objects.filter(seal=None).exists()
    assert chain.verify() == []


def test_a_second_run_changes_nothing():
    before = rows()
    said = run()
    assert "已经载入" in said and "member1" in said and PASSWORD in said
    assert rows() == before


# ---- the clock ----


def test_the_committee_has_a_regulation_of_its_own_and_a_version_to_come():
    own, amended = Regulation.objects.filter(is_default=False).order_by("effective_from")
    assert amended.effective_from > timezone.localdate()
    assert own.rules.exclude(article_text="").count() == own.rules.count() > 10
    states = [version.state for version in rulebook.versions_of("proposal.feedback_days")]
    assert states.count("in_force") == 1 and "pending" in states


def test_lights_of_every_colour_are_on():
    today = timezone.localdate()
    for card in ("", "warning", "yellow", "red"):
        assert Clock.objects.filter(card_filter(card, today)).exists(), card


def test_time_was_asked_for_granted_and_refused():
    assert set(Extension.objects.values_list("state", flat=True)) == set(Extension.State.values)
    granted = Extension.objects.get(state=Extension.State.GRANTED)
    assert granted.due_after > granted.due_before


def test_units_and_proposers_were_urged_and_silence_was_taken_for_what_the_rule_says():
    happened = set(Event.objects.values_list("key", flat=True))
    assert happened >= {"urge_sign", "urge", "urge_evaluation", "feedback_over"}
    assert not Event.objects.filter(text__contains="〔案件〕").exists()


def test_mornings_came_on_working_days_and_nobody_was_told_twice():
    days = list(ReminderScan.objects.values_list("day", flat=True))
    assert len(days) == 8 and all(calendar.current().is_workday(day) for day in days)
    digests = Notice.objects.filter(kind=Notice.Kind.DIGEST)
    assert digests.count() == Reminder.objects.values("person", "day").distinct().count() > 50


def test_what_was_filed_long_ago_is_on_the_public_list_and_both_selections_are_over():
    running = Clock.objects.filter(kind="publish_list", stopped_at=None, due__lt=timezone.localdate())
    assert not running.exists()
    assert Proposal.objects.filter(state__in=ON_FILE, listed_at__isnull=False).count() > 50
    assert KeySelection.objects.exclude(finished_at=None).exists()


def test_nearly_everything_that_left_the_site_arrived():
    assert Delivery.objects.filter(state=Delivery.State.DEAD).count() == 3
    assert not Delivery.objects.filter(state__in=(Delivery.State.WAITING, Delivery.State.SENDING)).exists()


def test_a_roster_waits_with_something_of_everything_to_check():
    plan = SHEET.plan(RosterImport.objects.get())
    assert (len(plan.waiting_statements), {row.reason for row in plan.refused}) == (
        4,
        {"unknown_sector", "missing_name"},
    )
    assert plan.waiting_spellings and plan.to_check


def test_most_instructions_of_leaders_are_done_and_every_desk_has_one_to_follow():
    states = Instruction.objects.values_list("state", flat=True)
    old = Instruction.objects.filter(event__at__lt=timezone.now() - timedelta(days=120)).values_list("state", flat=True)
    assert len(old) >= 2 and sum(state == "done" for state in old) >= len(old) - 1
    assert list(states).count("withdrawn") == 1 and set(states) == set(Instruction.State.values)
    running = Instruction.objects.filter(state__in=("open", "reported"))
    near = timezone.localdate() + timedelta(days=7)
    assert running.filter(due_on__gte=timezone.localdate(), due_on__lte=near).exists()
    assert running.filter(due_on=None, follower="unit").exists()
    assert Instruction.objects.filter(leader=None, event__key="enter_instruction").count() == 1
    for username in ("proposal_clerk", "gov_supervisor", "unit_clerk1", "unit_head1", "unit_clerk2"):
        found = desk(User.objects.get(username=username), timezone.localdate())
        assert found and 1 <= len(found.rows) <= 6, username
