"""The clock of the demo: the committee's own regulation, filed lists made known, key selections, time asked for,
units urged, and the mornings of the last days with their digests and endings."""

from datetime import date, timedelta
from functools import partial
from pathlib import Path

from django.utils import timezone

from core import rulebook
from core.clock.reminders import morning
from core.matters.engine import perform
from core.matters.urging import proposed_words
from core.models import Channel, Delivery, Notice, Role
from core.people.actors import Actor
from core.rulebook import versions
from demo.accounts import clerk_of
from demo.course import Course
from demo.days import back, forward, moment
from demo.kit import Kit
from demo.writing import phrases
from members.models import Session
from proposals import services
from proposals.models import KeySelection, Proposal
from proposals.states import ON_FILE

DATA = Path(__file__).parent / "data"
MORNINGS = 8
LIST_AFTER, SELECT_AFTER = 6, 30  # working days


def regulate(actor: Actor) -> None:
    """The committee's own regulation, in force before anything happens."""
    _load("regulation", actor, begun=actor.today.year - 1)


def _load(name: str, actor: Actor, **years: int) -> None:
    text = (DATA / f"{name}.yaml").read_text(encoding="utf-8")
    for word, year in years.items():
        text = text.replace(f"{{{word}}}", str(year))
    versions.load_plan(actor=actor, plan=versions.plan_file(text))
    rulebook.forget()


def tell(kit: Kit) -> None:
    """Put on the list of acts what the clock brings with it."""
    for day in mornings(kit):
        kit.at(moment(day, 7, 30), "晨报", lambda at, day=day: morning.run(day))
    for number in (4, 5):
        select_keys(kit, number)
    amended = back(kit.days.last, 12)
    kit.at(moment(amended, 15, 20), "amendment", partial(_amend, kit))


def _amend(kit: Kit, at) -> None:
    """Next year's version of one rule waits for its day."""
    this_year = kit.days.today.year
    _load("amendment", kit.actor("sysadmin", Role.SYSADMIN, at), begun=this_year, next=this_year + 1)


def mornings(kit: Kit) -> list[date]:
    """The last working days of the demo, earliest first."""
    return [back(kit.days.last, count) for count in reversed(range(MORNINGS))]


def select_keys(kit: Kit, number: int) -> None:
    """遴选重点提案 of a session begins on the working day after its close and ends when the chair says so."""
    closed = kit.days.sessions[number][1]
    begins, ends = forward(closed, 1), forward(closed, SELECT_AFTER)
    if begins > kit.days.last:
        return
    kit.at(moment(begins, 8), "open_key_selections", lambda at: services.open_key_selections(begins))
    if ends <= kit.days.last:
        kit.at(moment(ends, 11), "finish_key_selection", partial(_finish_selection, kit, number))


def _finish_selection(kit: Kit, number: int, at) -> None:
    session = Session.objects.get(term__is_current=True, number=number)
    if Proposal.objects.filter(session=session, is_key=True).exists():
        services.finish_key_selection(
            actor=kit.actor("proposal_chair", Role.PROPOSAL_CHAIR, at),
            selection=KeySelection.objects.get(session=session),
            note="主席会议已审议通过",
        )


def make_known(story: Course, filed_on: date) -> None:
    """公布立案目录 a few days after filing, unless the proposal has left the list by then."""
    kit, day = story.kit, forward(filed_on, LIST_AFTER)
    if day <= kit.days.last:
        kit.at(moment(day, 17, 5), f"{story.text.name}: publish_list", partial(_make_known, story))


def _make_known(story: Course, at) -> None:
    proposal = story.proposal()
    if proposal.state in ON_FILE and proposal.listed_at is None:
        perform(proposal, "publish_list", story.kit.actor("proposal_clerk", Role.PROPOSAL_CLERK, at))


# -- more time, and urging ---------------------------------------------------------------------------------------------


def ask_more_time(story: Course, reason: int, ago: int = 0, answer: str = "") -> None:
    """The lead unit asks for an extension ``ago`` working days before the last; ``answer`` grants or refuses it."""
    day, unit, words = back(story.kit.days.last, ago), story.lead, phrases()
    story.work_act(
        "draft", unit, "ask_extension", clerk_of(unit), Role.UNIT_CLERK, day, reason=words["extension_reasons"][reason]
    )
    if not answer:
        return
    said = {"answer": words["extension_grant"]} if answer == "grant_extension" else {}
    said = said or {"reason": words["extension_refusal"]}
    story.work_act("draft", unit, answer, story.supervisor, Role.SUPERVISOR, forward(day, 1), **said)


def urge(story: Course, key: str, ago: int, who: str = "", role: str = Role.SUPERVISOR) -> None:
    """催签收, 催办 or 催评价, ``ago`` working days before the last one, in the words of the rule book."""
    day, who = back(story.kit.days.last, ago), who or story.supervisor

    def actor() -> Actor:
        return story.kit.actor(who, role, timezone.now())

    if key == "urge_evaluation":
        story.act("check", key, who, role, day, wording=lambda: proposed_words(story.proposal(), key, actor()))
    else:
        work = partial(story.work, story.lead)
        story.work_act("check", story.lead, key, who, role, day, wording=lambda: proposed_words(work(), key, actor()))


# -- what left the site ------------------------------------------------------------------------------------------------


def deliveries() -> None:
    """The outbox as it looks after some weeks: nearly everything has arrived, three messages have not."""
    kinds = (Notice.Kind.DIGEST, Notice.Kind.URGING)
    notices = list(Notice.objects.filter(kind__in=kinds).order_by("-created_at", "-id")[:60])
    rows = []
    for number, notice in enumerate(notices):
        sent = notice.created_at + timedelta(minutes=31)
        dead = DEAD.get(number)
        rows.append(
            Delivery(
                notice=notice, channel=Channel.GATEWAY if number % 3 else Channel.MAIL, created_at=notice.created_at,
                state=Delivery.State.DEAD if dead else Delivery.State.SENT, attempts=dead[0] if dead else 1,
                sent_at=None if dead else sent, not_before=notice.created_at, last_error=dead[1] if dead else "",
            )
        )  # fmt: skip
    Delivery.objects.bulk_create(reversed(rows))


DEAD = {
    2: (1, "网关退回：号码是空号或已停机。"),
    9: (1, "邮件服务器退回：没有这个收件人。"),
    17: (8, "试了8次都没有成功。网关没有在规定时间内回答。"),
}
