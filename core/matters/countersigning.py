"""会签: every joint unit's word on the lead unit's draft, before it may go to the head for signature.

A line derives its rows from ``CountersignWord``, with links ``reply`` and ``assignment`` (the work of the unit that is
asked), both ``related_name="countersigns"``; the reply's own link ``assignment`` leads to the lead unit's work. It
declares one ``Countersigning`` whose methods are effects of its rows. Guards and ``waits_for`` below serve as they are.
"""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import models

from core.delivery.notices import tell
from core.matters.deadlines import start_for, stop_for
from core.matters.engine import perform
from core.matters.lifecycle import Act, Refused, lifecycle_of
from core.matters.naming import name_of
from core.matters.unit_work import UnitRole, joint_works, must_change, unit_users
from core.models import Organisation
from core.models.generic import matter_of
from core.people.actors import Actor, system_actor

BY_SILENCE = "逾期未答复，视为同意"


class CountersignWord(models.Model):
    """A joint unit's word on the lead unit's draft (会签)."""

    assignment: Any

    class State(models.TextChoices):
        WAITING = "waiting", "待会签"
        AGREED = "agreed", "同意"
        OBJECTED = "objected", "有不同意见"

    draft_number = models.PositiveSmallIntegerField("稿次", default=1)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.WAITING)
    comment = models.TextField("意见", blank=True)
    by_silence = models.BooleanField("逾期视为同意", default=False)
    answered_at = models.DateTimeField("时间", null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        abstract = True
        ordering = ["draft_number", "id"]

    def __str__(self) -> str:
        return f"{self.unit} {self.words}"

    @property
    def unit(self) -> Organisation:
        """Whose word it is, or is to be: the unit's that gave it, whichever goes on with the work."""
        return self.assignment.body_on("unit", self.answered_at)

    @property
    def words(self) -> str:
        """“同意”, or “逾期未答复，视为同意”: silence is never shown as somebody's own word."""
        return BY_SILENCE if self.by_silence else self.get_state_display()


State = CountersignWord.State


# ---- guards ----


def has_joint_units(work: Any, _actor: Actor) -> str | None:
    if not goes_round(work):
        return "该件没有会办单位，不须会签，请直接送签发。"
    return None


def needs_no_countersign(work: Any, _actor: Actor) -> str | None:
    """A lead unit with joint units goes through countersigning first."""
    if work.role != UnitRole.LEAD:
        return None
    names = "、".join(one.unit.brief for one in joint_works(work))
    return f"答复稿须先送会办单位（{names}）会签。" if names else None


def draft_met_no_objection(work: Any, _actor: Actor) -> str | None:
    """A draft that a joint unit objected to must be changed before it goes round again."""
    reply = work.reply
    of_draft = [one for one in said_of(reply) if one.draft_number == reply.draft_number]
    against = [one.assignment.unit.brief for one in of_draft if one.state == State.OBJECTED]
    return f"{'、'.join(against)}对这一稿有不同意见，请先协商修改答复稿，再送会签。" if against else None


def countersign_is_waiting(work: Any, _actor: Actor) -> str | None:
    """A draft lies with the unit; after the limit silence may count as consent."""
    if awaits_own_countersign(work):
        return None
    signs = list(work.countersigns.all())
    if signs and signs[-1].by_silence:
        return "会签期限已过，按规定视为同意。如有不同意见，请与主办单位联系。"
    return "主办单位还没有送来待会签的答复稿。"


# ---- who is waited for, for what ----


def goes_round(work: Any) -> bool:
    """A lead unit's draft goes to its joint units first."""
    return work.role == UnitRole.LEAD and bool(joint_works(work))


def awaits_countersigning(work: Any) -> bool:
    """There is one that may go to them."""
    return not must_change(work) and goes_round(work)


def awaits_signature(work: Any) -> bool:
    """A draft nobody else has to countersign goes straight to the head."""
    return not must_change(work) and not awaits_countersigning(work)


def awaits_own_countersign(work: Any) -> bool:
    """A joint unit that was sent a draft."""
    return any(one.state == State.WAITING for one in work.countersigns.all())


def awaits_joint_opinion(work: Any) -> bool:
    """A joint unit that has signed for the matter and not been sent a draft first."""
    return not awaits_own_countersign(work)


def said_of(reply: Any) -> list[Any]:
    """Every joint unit's word on this reply, by drafts; costs nothing where the matter's works are fetched."""
    works = matter_of(reply.assignment).assignments.all()
    said = [one for work in works for one in work.countersigns.all() if one.reply_id == reply.pk]
    return sorted(said, key=lambda one: (one.draft_number, one.pk))


# ---- effects ----


@dataclass(frozen=True)
class Countersigning:
    """How drafts go round in a line: ``state`` of the lead unit's work meanwhile, ``matter`` its link to the matter.

    ``clock`` is the kind that runs for each unit asked; ``complete`` and ``failed`` are the acts of the program on the
    lead unit's work once nobody is waited for: all agreed, or somebody objected. ``send`` is the act that sends a draft
    round, ``straight`` the one that sends it to the head.
    """

    state: str
    matter: str
    clock: str = "countersign"
    complete: str = "countersigned"
    failed: str = "countersign_failed"
    send: str = "send_countersign"
    straight: str = "submit_reply"

    def goes_by(self, work: Any) -> str:
        """The act by which a draft goes on from the unit's clerk."""
        return self.send if goes_round(work) else self.straight

    def send_round(self, act: Act) -> None:
        """One waiting countersign per joint unit that has not yet agreed with the present draft."""
        work = act.obj
        for joint in joint_works(work):
            self._ask(act, work, joint)
        self.settle(act, work.pk)

    def _ask(self, act: Act, lead: Any, joint: Any) -> None:
        _, asked = lead.reply.countersigns.get_or_create(assignment=joint, draft_number=lead.reply.draft_number)
        if asked:
            start_for(act, joint, self.clock)
            _tell(act, joint, f"{_named(lead)}答复稿请会签", key=f"unit{joint.unit_id}")

    def joined(self, act: Act, joint: Any) -> None:
        """A unit that joins is asked about a draft that is going round already. One that has gone on to the head is not
        to go out without the new unit's word: Refused, with what is to be done first."""
        to_be_signed = lifecycle_of(joint).row(self.complete).to
        leads = matter_of(joint).assignments.filter(round=joint.round, role__in=(UnitRole.LEAD, UnitRole.SOLE))
        leads = leads.filter(state__in=(self.state, to_be_signed, *joint.signed_off))
        for lead in [self._held(joint, pk) for pk in leads.values_list("pk", flat=True)]:
            if lead.state == self.state:
                self._ask(act, lead, joint)
                continue
            raise Refused(
                f"{lead.unit.brief}的答复稿正待签发，新的会办单位还没有会签；请先由其负责人退回修改，再增加会办单位。"
                if lead.state == to_be_signed
                else f"{lead.unit.brief}的答复已经签发，不能再增加会办单位；须请其会签的，审核时可以退回重办，再增加。"
            )

    def agree(self, act: Act) -> None:
        self._answer(act, State.AGREED, "同意会签")

    def object_to(self, act: Act) -> None:
        self._answer(act, State.OBJECTED, "会签有不同意见")

    def _answer(self, act: Act, state: str, word: str) -> None:
        work, comment = act.obj, act.facts.get("comment") or ""
        waiting, leads = self._asked(act)
        if not waiting.update(state=state, comment=comment, answered_at=act.at, answered_by=act.actor.user):
            raise Refused("这份答复稿已经会签过了。")
        stop_for(act, work, self.clock)
        for lead in leads:
            _tell(act, lead, f"{work.unit.brief}{word}：{_named(work)}", body=comment)
            self.settle(act, lead.pk)

    def agree_by_silence(self, act: Act) -> None:
        """逾期未答复，视为同意: marked as silence, never as the unit's own word. Both are told, and it goes on."""
        work = act.obj
        waiting, leads = self._asked(act)
        if not waiting.update(state=State.AGREED, by_silence=True, answered_at=act.at):
            raise Refused("这份答复稿已经会签过了。")
        stop_for(act, work, self.clock)
        _tell(act, work, f"您单位逾期未会签，视为同意：{_named(work)}", key="joint")
        for lead in leads:
            _tell(act, lead, f"{work.unit.brief}逾期未会签，视为同意：{_named(work)}", key="lead")
            self.settle(act, lead.pk)

    def recall(self, act: Act) -> None:
        """The lead unit takes its draft back; nobody is asked about it any more."""
        waiting = act.obj.reply.countersigns.filter(state=State.WAITING).select_related("assignment__unit")
        for joint in [one.assignment for one in waiting]:
            stop_for(act, joint, self.clock)
            _tell(act, joint, f"{_named(act.obj)}答复稿已撤回，不必会签", key=f"unit{joint.unit_id}")
        waiting.delete()

    def recall_if_round(self, act: Act) -> None:
        """The same of a work that ends, where its draft is going round."""
        if act.from_state == self.state:
            self.recall(act)

    def let_go(self, act: Act) -> None:
        """A unit that is no longer in the matter keeps nobody waiting."""
        waiting = act.obj.countersigns.filter(state=State.WAITING)
        leads = list(waiting.values_list("reply__assignment", flat=True))
        waiting.delete()
        for lead in leads:
            self.settle(act, lead)

    def settle(self, act: Act, lead: int) -> None:
        """Once nobody is waited for, the draft goes on to the head, or back to drafting if somebody objected."""
        work = self._held(act.obj, lead)
        if work.state != self.state:
            return
        said = set(work.reply.countersigns.filter(draft_number=work.reply.draft_number).values_list("state", flat=True))
        if State.WAITING not in said:
            perform(work, self.failed if State.OBJECTED in said else self.complete, system_actor(act.at))

    def _asked(self, act: Act) -> tuple[Any, list[Any]]:
        """What the unit is asked, and the works of those who ask, kept until the act is done."""
        waiting = act.obj.countersigns.filter(state=State.WAITING)
        return waiting, [self._held(act.obj, pk) for pk in set(waiting.values_list("reply__assignment", flat=True))]

    def _held(self, beside: Any, lead: int) -> Any:
        """The lead unit's work, kept until the act is done: the last two answers must not overlook each other."""
        rows = type(beside)._default_manager.select_for_update(of=("self",))
        return rows.select_related(self.matter, "unit", "reply").get(pk=lead)


def _named(work: Any) -> str:
    return name_of(matter_of(work))


def _tell(act: Act, work: Any, title: str, **more: Any) -> None:
    tell(unit_users(work.unit), title, act=act, url=work.get_absolute_url(), **more)
