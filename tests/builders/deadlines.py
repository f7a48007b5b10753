"""Matters at every stage, so that every kind of date runs; and how the tests look at them."""

from datetime import date, timedelta

from django.contrib.contenttypes.models import ContentType

from core.clock import clocks
from core.models import Clock
from proposals import deadlines, key_selection
from proposals.models import Assignment, KeySelection, Proposal
from tests.builders.acts import answer, contact, do, filed_and_assigned, sign, work
from tests.builders.cast import draft, fresh
from tests.builders.pages import today
from tests.builders.replay import replayed

PEOPLE = (
    "shen", "zhou", "he", "lu", "housing_clerk", "housing_head", "water_clerk", "school_clerk", "clerk", "chair",
    "office_clerk", "committee_clerk", "liaison_clerk", "gov_office", "party_office", "editor", "signer", "leader",
    "sysadmin", "secadmin", "auditor",
)  # fmt: skip
WATCHERS = ("gov_office", "party_office", "clerk", "chair", "office_clerk", "leader", "housing_head")


@replayed
def handed_over(c, day: date | None = None) -> Proposal:
    """A proposal handed to housing, water and finance on ``day`` (default: today)."""
    return filed_and_assigned(c, day or today())


@replayed
def judged_by_nobody(c, day: date | None = None) -> Proposal:
    """Answered by the housing bureau; the proposers have not judged yet."""
    day = day or today()
    proposal = filed_and_assigned(c, day)
    sign(proposal, c.housing, c.housing_clerk, day)
    contact(proposal, c.housing, c.housing_clerk, day)
    for unit, user in ((c.water, c.water_clerk), (c.finance, c.finance_clerk)):
        sign(proposal, unit, user, day)
        do(work(proposal, unit), "give_opinion", user, day, opinion="同意")
    joint = ((c.water, c.water_clerk), (c.finance, c.finance_clerk))
    answer(proposal, c.housing, c.housing_clerk, c.housing_head, c.gov_office, day, joint=joint)
    return fresh(proposal)


def at_every_stage(c) -> dict[str, Proposal]:
    """One matter at each stage that has dates of its own, begun today."""
    day = today()
    found = {"handled": handed_over(c), "answered": judged_by_nobody(c)}
    found["asked"] = draft(c, c.zhou, day, title="关于口袋公园的提案")
    do(found["asked"], "invite", c.zhou, day, members=[c.shen_member.pk])
    found["sent"] = draft(c, c.he, day, title="关于社区养老的提案")
    do(found["sent"], "submit", c.he, day)
    found["sent_back"] = draft(c, c.lu, day, title="关于夜间照明的提案")
    do(found["sent_back"], "submit", c.lu, day)
    do(found["sent_back"], "return_to_author", c.clerk, day, reason="请补充数据")
    closed = draft(c, c.lu, day, title="关于企业融资的提案", publish_consent=False, publish_reason="涉及商业秘密")
    do(closed, "submit", c.lu, day)
    do(closed, "recommend", c.clerk, day, outcome="file", category="economy")
    do(closed, "file", c.chair, day, category="economy")
    do(closed, "hand_over", c.clerk, day, channel=c.party.pk)
    found["closed_to_public"] = closed
    passed = draft(c, c.lu, day, title="关于公交站点的提案", publish_consent=False, publish_reason="不宜公开")
    do(passed, "submit", c.lu, day)
    do(passed, "recommend", c.clerk, day, outcome="pass_on", category="city")
    do(passed, "pass_on", c.chair, day, passed_on_as="opinion", text="值得重视")
    found["passed_on"] = passed
    deadlines.start_key_selection(KeySelection.objects.create(session=c.session))
    return {name: fresh(proposal) for name, proposal in found.items()}


@replayed
def begun_selection(c) -> KeySelection:
    """重点提案遴选 of the session, begun on the day after it closed."""
    day = c.session.closes_on + timedelta(days=1)
    return key_selection.open_key_selections(day)[0]


@replayed
def between_offices(c) -> Proposal:
    """One matter with the dates that units and their office owe each other: at countersigning, requests open."""
    day, proposal = today(), handed_over(c)
    lead, leaving = work(proposal, c.housing), work(proposal, c.finance)
    promised = {"handler_name": "马宁", "handler_phone": "1", "promised_on": day + timedelta(days=10)}
    do(lead, "sign", c.housing_clerk, day, **promised)
    contact(proposal, c.housing, c.housing_clerk, day)
    do(leaving, "ask_return", c.finance_clerk, day, ground="not_our_duty", reason="不涉及资金")
    do(lead, "draft", c.housing_clerk, day, text="拟于年内完成。", letter="A", is_public=True)
    do(lead, "send_countersign", c.housing_clerk, day)
    do(lead, "ask_extension", c.housing_clerk, day, reason="需等待省厅批复")
    return fresh(proposal)


def many_like(proposal: Proposal, number: int) -> None:
    """So many further matters with the same works and dates, written at once."""
    works = list(Assignment.objects.filter(proposal=proposal))
    rows = Clock.objects.filter(root_id=proposal.pk, root_type=ContentType.objects.get_for_model(Proposal))
    of_work = ContentType.objects.get_for_model(Assignment).pk
    held = list(rows)
    for n in range(number):
        copy = Proposal.objects.get(pk=proposal.pk)
        copy.pk, copy.number, copy.receipt_number = None, proposal.number + n + 1, proposal.receipt_number + n + 1
        copy.save(force_insert=True)
        copied = {}
        for one in works:
            former, one.pk, one.proposal = one.pk, None, copy
            one.save(force_insert=True)
            copied[former], one.pk = one.pk, former
        made = []
        for row in held:
            fields = {f.attname: getattr(row, f.attname) for f in Clock._meta.concrete_fields if f.name != "id"}
            target = copied[row.object_id] if row.content_type_id == of_work else copy.pk
            made.append(Clock(**fields | {"root_id": copy.pk, "object_id": target, "anchor_id": None}))
        Clock.objects.bulk_create(made)


def move_due(days: int, **which) -> int:
    """Let the running clocks that ``which`` names be due so many days from today."""
    return Clock.objects.filter(stopped_at__isnull=True, **which).update(due=today() + timedelta(days=days))


def clock_of(proposal: Proposal, kind: str, due: date, **more) -> Clock:
    """A further running clock on a proposal, due on a given day."""
    Clock.objects.filter(
        content_type=ContentType.objects.get_for_model(Proposal), object_id=proposal.pk, kind=kind
    ).delete()
    return clocks.open_clock(
        target=proposal, kind=kind, label=more.pop("label", "审查"), started_on=due - timedelta(days=5),
        unit="fixed_date", fixed=due.isoformat(), **more,
    )  # fmt: skip


def lines_of(page) -> list:
    """Every line of a calendar page."""
    return [line for day in page.context["days"] for line in day.lines]
