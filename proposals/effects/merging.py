"""并案 and its undoing: what becomes of the two proposals, who is told, and what the main one's history says."""

from collections.abc import Iterable

from core.chinese import long_date, some_of
from core.delivery.notices import tell
from core.matters import events, turn_keeping
from core.matters.lifecycle import Act, Refused
from core.matters.telling import users_of
from core.matters.unit_work import channel_office, unit_users
from core.models import Event, Role, User
from core.models.generic import aimed_at
from proposals import deadlines
from proposals.effects.owing import OWING
from proposals.effects.telling import named, signatory_users
from proposals.fields import agreed
from proposals.models import Assignment, Proposal
from proposals.states import GONE


def merge(act: Act) -> None:
    """并案: the proposal stays, keeps its proposers, and follows the main one; each proposer is answered separately."""
    main = act.facts["main"]
    if main.merged_into_id or main.pk == act.obj.pk:
        raise Refused("只能并入一件未被并案的提案。")
    act.obj.merged_into = main
    act.obj.save(update_fields=["merged_into"])
    joined = [act.obj, *act.obj.merged.all()]
    act.obj.merged.update(merged_into=main)
    deadlines.UNIT_CLOCKS.owe_of(act, main, joined)
    people = signatory_users(main, merged=False)
    title = f"{named(act.obj)}已并入您的{main.case_number}一并办理"
    tell(people, title, act=act, url=main.get_absolute_url(), key="main")
    _record(act, main, "merged_in", "并入", f"{_of_whom(act.obj)}并入本件一并办理")
    days = {row.work_id: row.due for row in OWING.of_merged(joined)}
    for work in _at_work(main):
        due = days.get(work.pk)
        limit = f"，限{long_date(due)}前答复" if due else ""
        body = f"{_of_whom(act.obj)}并入{main.case_number}。提案者也要沟通、答复{limit}。" if work.answers else ""
        _tell_unit(act, work, f"{named(act.obj)}已并入您单位办理的{main.case_number}", body)
    _tell_channel(act, main, f"{named(act.obj)}已并入{main.case_number}，提案者须一并答复")


def leave_main(act: Act) -> None:
    """A merge taken back: the proposal goes its own way again, with those that it had brought along."""
    proposal: Proposal = act.obj
    main = proposal.merged_into
    if main is None:
        return
    proposal.merged_into = None
    proposal.save(update_fields=["merged_into"])
    along = list(main.merged.filter(pk__in=_brought_along(proposal, main)))
    main.merged.filter(pk__in=[one.pk for one in along]).update(merged_into=proposal)
    works = _at_work(main)  # before a letter that was only for these falls away
    OWING.end(act, [proposal, *along])
    title = f"{named(proposal)}不再并入您的{main.case_number}，另行审定"
    tell(signatory_users(main, merged=False), title, act=act, url=main.get_absolute_url(), key="main")
    with turn_keeping.after_acts() as changed:
        changed(main, act.at)
    _record(act, main, "merged_out", "撤回并案", f"{_of_whom(proposal)}不再并入本件")
    for work in works:
        _tell_unit(act, work, f"{named(proposal)}不再并入您单位办理的{main.case_number}，不须在该件答复其提案者", "")
    _tell_channel(act, main, f"{named(proposal)}不再并入{main.case_number}")


def _record(act: Act, main: Proposal, key: str, label: str, text: str) -> None:
    """In the main proposal's own history, where it stays; for those who may open the merged one as well."""
    states = {"from_state": main.state, "to_state": main.state}
    events.record(main, actor=act.actor, key=key, label=label, text=text, audience=Event.Audience.UNIT, **states)


def _of_whom(proposal: Proposal) -> str:
    """“收0091《…》（宋赟彧）”."""
    who = some_of([one.name for one in agreed(proposal)], 3, "位")
    return f"{proposal.case_number}《{proposal.title}》（{who}）"


def _at_work(main: Proposal) -> list[Assignment]:
    """The units on the main proposal, each once."""
    works = main.assignments.filter(round=main.round).exclude(state__in=GONE).select_related("unit").order_by("pk")
    return list({work.unit_id: work for work in works}.values())


def _tell_unit(act: Act, work: Assignment, title: str, body: str) -> None:
    people = (*unit_users(work.unit), *unit_users(work.unit, Role.UNIT_HEAD))
    tell(people, title, act=act, url=work.get_absolute_url(), body=body, key=f"unit{work.unit_id}")


def _tell_channel(act: Act, main: Proposal, title: str) -> None:
    supervisors: Iterable[User] = users_of(channel_office(main))
    tell(supervisors, title, act=act, url=main.get_absolute_url(), key="channel")


def _brought_along(proposal: Proposal, main: Proposal) -> list[int]:
    """What is merged into the main proposal only because it had been merged into this one before."""
    others = main.merged.values_list("pk", flat=True)
    kind = aimed_at(proposal)["content_type"]
    merges = Event.objects.filter(content_type=kind, object_id__in=list(others), key="merge").order_by("pk")
    latest = {pk: facts["main"]["id"] for pk, facts in merges.values_list("object_id", "facts")}
    return [pk for pk, into in latest.items() if into == proposal.pk]
