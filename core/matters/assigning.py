"""Handing a matter to units (交办): lead, joint, separate or sole; given back, taken back, to another, in a new round.

A line declares one ``Assigning``, whose methods are effects of its rows, on the matter (``assign``, ``add_unit``,
``start_next_round``) and on the units' works; ``leading`` are two rows more of their lifecycle. The matter has
``channel``, ``round`` and ``assigned_at``.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from core.delivery.notices import tell
from core.matters import events, owed
from core.matters.answered import answered_by, answered_in, only_for, to_be_answered
from core.matters.countersigning import Countersigning
from core.matters.deadlines import drop_all, start_for, stop_for
from core.matters.engine import perform
from core.matters.lifecycle import Act, Refused, Transition, lifecycle_of, nobody
from core.matters.naming import name_of, number_of
from core.matters.unit_words import became_lead
from core.matters.unit_work import (
    ANSWERING,
    UNIT_POSTS,
    UnitRole,
    is_not_the_only_answer,
    may_take_over,
    role_after,
    unit_users,
)
from core.models import Event, Organisation, Role, User
from core.models.generic import aimed_at, matter_of
from core.organisations.succession import with_past
from core.people.actors import system_actor
from core.people.posts import users_in


def set_channel(act: Act) -> None:
    """送交办: the office through which the matter goes."""
    act.obj.channel = act.facts["channel"]
    act.obj.save(update_fields=["channel"])


def keep_return_request(act: Act) -> None:
    """申请退办: on which ground, why, and to whom the unit would give it."""
    work = act.obj
    work.return_ground = act.facts["ground"]
    work.return_reason = act.facts["reason"]
    work.return_suggests = act.facts.get("suggests")
    work.save(update_fields=["return_ground", "return_reason", "return_suggests"])


def kept(act: Act) -> str:
    """What the unit reads whose return is refused."""
    asked = "请继续办理" if act.obj.signed_at else "请签收后办理"
    return f"不同意{name_of(matter_of(act.obj))}退办，{asked}"


EITHER = "请选择一家主办单位（可加会办），或者选择分办单位，二者选一。"


def wrong_units(facts: Mapping[str, Any]) -> dict[str, str]:
    """What is wrong with the units to which a matter would be handed, by the field; one still missing is not."""
    found: dict[str, str] = {}
    taken: set[int] = set()
    separates = list(facts.get("separates") or [])
    for name in ("lead", "joints", "separates"):
        value = facts.get(name)
        for unit in [] if value is None else list(value) if name != "lead" else [value]:
            if unit.pk in taken:
                found[name] = "同一家单位只能承担一种职责，请检查主办、会办和分办。"
            taken.add(unit.pk)
    if facts.get("lead") and separates:
        found.setdefault("separates", EITHER)
    if len(separates) == 1 and not found:
        found["separates"] = "分办须有两家以上单位；只有一家时请填在主办栏，即为单办。"
    return found


@dataclass(frozen=True)
class Assigning:
    """For the works ``model`` (``UnitWork``), ``matter`` being their link to the matter.

    ``start_clocks(act, work, answered)`` starts what runs for a new work that answers these; ``again`` says whom a
    further round answers, ``round`` is how drafts go round. ``people`` behind one matter hear which unit it went to,
    ``office`` is the committee's post that gets copies of replies. ``delivered`` is the state of a work whose reply
    went out, ``complete`` the act of the program on the matter once all have. The rest are the kinds of clock of
    signing for a matter, of giving it back, and of answering that.
    """

    model: Any
    matter: str
    start_clocks: Callable[[Act, Any, list[Any]], None]
    again: Callable[[Any], list[Any]]
    round: Countersigning
    people: Callable[[Any], Iterable[User]]
    office: Role
    delivered: str
    complete: str = "receive_replies"
    sign: str = "sign"
    give_back: str = "return"
    return_answer: str = "return_answer"

    def hand_to(
        self, act: Act, matter: Any, unit: Organisation, role: str, answered: Iterable[Any] = (), **more: Any
    ) -> Any:
        """One unit's work, its clocks and its notice; ``answered`` are whom it is to answer, where that is not as the
        unit before it or those beside it do. A unit cannot work twice on one matter in one round."""
        channel = more.pop("channel", None) or matter.channel
        work = self.model(unit=unit, role=role, round=matter.round, channel=channel, assigned_at=act.at, **more)
        setattr(work, self.matter, matter)
        answered = list(answered) or to_be_answered(work)
        work.answers_own = matter in answered
        try:
            with transaction.atomic():
                work.save()
        except IntegrityError:
            raise Refused(f"{unit}已在承办该件，不能重复交办。") from None
        self.start_clocks(act, work, answered)
        if role == UnitRole.JOINT:
            self.round.joined(act, work)
        title = f"{owed.named_for(work)}交您单位{work.get_role_display()}，请签收"
        people = (*unit_users(unit), *unit_users(unit, Role.UNIT_HEAD))
        body = only_for(matter, answered)
        tell(people, title, act=act, url=work.get_absolute_url(), key=f"unit{unit.pk}", body=body and f"{body}。")
        return work

    def leading(self, at_work: tuple[str, ...], given: str, again: str) -> tuple[Transition, ...]:
        """The rows of a joint unit's work that becomes the answering one: ``at_work`` it stays where it is, one that
        has ``given`` its opinion is at work ``again``."""
        common: dict[str, Any] = {
            "actor_may": nobody, "system": True, "describe": became_lead, "writes": (self.lead,),
            "effects": (self.start_leading,),
        }  # fmt: skip
        return (
            Transition("take_lead", "改为主办", at_work, None, **common),
            Transition("take_lead_again", "改为主办", (given,), again, **common),
        )

    def _at_work(self, matter: Any, round_: int) -> QuerySet:
        """The works of a round that count."""
        return matter.assignments.filter(round=round_).exclude(state__in=self.model.gone)

    # ---- to units, of the matter ----

    def assign(self, act: Act) -> None:
        """交办: one lead with joint units, or several separate units, or one sole unit."""
        matter, facts = act.obj, act.facts
        lead, joints, separates = facts.get("lead"), list(facts.get("joints") or []), list(facts.get("separates") or [])
        chosen = [*([lead] if lead else []), *separates]
        for words in wrong_units(facts).values():
            raise Refused(words)
        if not chosen:
            raise Refused(EITHER)
        if joints and not lead:
            raise Refused("会办单位须有主办单位。")
        matter.assigned_at = act.at
        matter.save(update_fields=["assigned_at"])
        if lead:
            self.hand_to(act, matter, lead, UnitRole.LEAD if joints else UnitRole.SOLE)
        for unit in joints:
            self.hand_to(act, matter, unit, UnitRole.JOINT)
        for unit in separates:
            self.hand_to(act, matter, unit, UnitRole.SEPARATE)
        if said := facts.get("said"):
            about = {"key": "meeting_said", "label": "会议意见", "text": said, "audience": Event.Audience.UNIT}
            events.record(matter, actor=act.actor, **about)

    def add_unit(self, act: Act) -> None:
        """Another unit joins: a joint one makes a sole unit the lead."""
        matter, role, unit = act.obj, act.facts["role"], act.facts["unit"]
        works = self._at_work(matter, matter.round)
        has, alone = set(works.values_list("role", flat=True)), ""
        if role in {UnitRole.LEAD, UnitRole.SOLE} and has & set(ANSWERING):
            raise Refused("该件已有主办、单办或分办单位，不能再加主办；请选会办，或先改办。")
        if role == UnitRole.SEPARATE and has & {UnitRole.LEAD, UnitRole.SOLE}:
            raise Refused("该件已有主办或单办单位，不能再加分办单位；请选会办。")
        if role == UnitRole.JOINT:
            if UnitRole.SEPARATE in has:
                raise Refused("分办件各单位分别答复，不设会办；请选分办。")
            changed = works.filter(role=UnitRole.SOLE).update(role=UnitRole.LEAD)
            alone = "，您单位由单办改为主办，答复稿先送其会签" if changed else ""
        new = self.hand_to(act, matter, unit, role)
        self._tell_beside(act, new, f"{name_of(matter)}增加{unit.brief}{new.get_role_display()}{alone}")

    def start_next_round(self, act: Act) -> None:
        """二次交办: fresh works with clocks of their own; the former round stays readable beside it.

        It answers those who were not content. Where the office chooses no units, it goes to those whose letters these
        had got.
        """
        matter = act.obj
        answered = self.again(matter)
        works = self._answered_last(act, answered)
        joints = list(act.facts.get("joints") or [])
        type(matter)._default_manager.filter(pk=matter.pk).update(round=matter.round + 1)
        matter.round += 1
        units = {work.unit.present: work for work in works}  # units merged meanwhile work once
        if joints and len(units) != 1:
            raise Refused("有会办单位时，请只选一家主办单位。")
        for unit, work in units.items():
            if not unit.is_active:
                raise Refused(f"{unit}已经停用，没有接续单位。请办公室先在“组织机构”里登记它并入哪一家。")
            role = UnitRole.LEAD if joints else (UnitRole.SEPARATE if len(units) > 1 else UnitRole.SOLE)
            self.hand_to(act, matter, unit, role, answered, channel=work.channel.present)
        for unit in joints:
            self.hand_to(act, matter, unit, UnitRole.JOINT)

    def _answered_last(self, act: Act, answered: list[Any]) -> list[Any]:
        """The works of the round that ends of the units that the office chooses for the next one, or else those whose
        letters answered these."""
        matter, chosen = act.obj, list(act.facts.get("units") or [])
        works = self._at_work(matter, matter.round).filter(role__in=ANSWERING)
        found = list(works.select_related("unit__succeeded_by", "channel__succeeded_by"))
        if chosen:
            return [work for work in found if work.unit in chosen]
        keys = {one.pk for one in answered}
        return [work for work in found if keys & {one.pk for one in answered_by(work)}] or found

    # ---- away from units, of one work ----

    def reassign(self, act: Act) -> None:
        """改办: the new unit's clocks run from the day it receives the matter."""
        work, unit = act.obj, act.facts.get("unit")
        matter = matter_of(work)
        stop_for(act, work, self.return_answer)
        if unit is None and is_not_the_only_answer(work, act.actor):
            raise Refused("答复单位退办时，请选择改由哪个单位办理。")
        self._to_another(act, unit, "不另改办的，请不选单位")
        tell(unit_users(work.unit), f"同意{name_of(matter)}退办", act=act, url=work.get_absolute_url(), key="old")
        if unit is None and work.answers:
            self.receive_if_complete(act)

    def change_unit(self, act: Act) -> None:
        """改办 by whoever handed it out, who chose the wrong unit: the old one is told that it is not to answer."""
        work, unit = act.obj, act.facts["unit"]
        self.round.recall_if_round(act)
        title = f"{name_of(matter_of(work))}已改由{unit.brief}{role_after(work, unit).label}，您单位不再办理"
        self._to_another(act, unit, f"只撤下{work.unit.brief}的，请用“撤销交办”")
        people = dict.fromkeys([*unit_users(work.unit), *unit_users(work.unit, Role.UNIT_HEAD)])
        tell(people, title, act=act, url=work.get_absolute_url(), body=act.facts["reason"], key="old")

    def _to_another(self, act: Act, unit: Organisation | None, instead: str) -> None:
        """Nothing is waited for from the old unit; the new one, where there is one, works in its place, and those that
        work beside it are told. ``instead`` is to be done where the new one works on the matter already."""
        work, matter = act.obj, matter_of(act.obj)
        if unit is not None and unit.pk == work.unit_id:
            raise Refused("新承办单位不能还是原单位。")
        drop_all(act)
        owed.drop(act)
        if unit is None:
            self.round.let_go(act)
            self._tell_beside(act, work, f"{work.unit.brief}不再{work.get_role_display()}{name_of(matter)}")
            return
        title = f"{name_of(matter)}改由{unit.brief}{role_after(work, unit).label}"
        new = self._work_of(act, unit, instead)
        self.round.let_go(act)
        self._tell_beside(act, new, f"{title}（原为{work.unit.brief}）")
        owed.tell_behind_each(act, self.people, answered_by(new) or answered_in(matter), title, key="proposers")

    def _work_of(self, act: Act, unit: Organisation, instead: str) -> Any:
        """The work in the place of the one acted on: a new one, or that of a joint unit which leads from now on and
        keeps what it has done."""
        work, matter = act.obj, matter_of(act.obj)
        there = self._at_work(matter, work.round).filter(unit=unit).select_related("unit").first()
        if there is None:
            channel = unit.supervised_by or work.channel
            return self.hand_to(act, matter, unit, work.role, replaces=work, channel=channel)
        if not may_take_over(work, there):
            raise Refused(f"{unit}现为该件的{there.get_role_display()}单位，不能重复交办。{instead}。")
        rows = [row for row in lifecycle_of(there).rows_from(there.state) if self.lead in row.writes]
        row = next(iter(rows), None)
        if row is None:
            raise Refused(f"{unit}现为“{there.get_state_display()}”，请先办完这一步，再改由它主办。")
        there.replaces = work
        there.save(update_fields=["replaces"])
        perform(there, row.key, act.actor, because=act)
        return there

    def lead(self, act: Act) -> None:
        """A joint unit answers from now on, whom the one before it did; a day that it promised was that of its
        opinion."""
        work = act.obj
        work.answers_own = matter_of(work) in to_be_answered(work)
        others = self._at_work(matter_of(work), work.round).filter(role=UnitRole.JOINT).exclude(pk=work.pk)
        work.role = UnitRole.LEAD if others.exists() else UnitRole.SOLE
        work.promised_on = work.delivered_at = None
        work.save(update_fields=["role", "promised_on", "delivered_at", "answers_own"])

    def start_leading(self, act: Act) -> None:
        """What it owed as a joint unit falls away, and what an answering one owes begins; it is told."""
        drop_all(act)
        self.start_clocks(act, act.obj, to_be_answered(act.obj))
        work = act.obj
        now = "请起草答复" if work.signed_at else "请签收"
        title = f"{name_of(matter_of(work))}改由您单位{work.get_role_display()}，不再会办，{now}"
        people = dict.fromkeys([*unit_users(work.unit), *unit_users(work.unit, Role.UNIT_HEAD)])
        tell(people, title, act=act, url=work.get_absolute_url(), key="lead")

    def _tell_beside(self, act: Act, work: Any, title: str) -> None:
        """The other units that work on the matter in the same round, each once."""
        works = self._at_work(matter_of(work), work.round).exclude(unit=work.unit_id).select_related("unit")
        for one in {one.unit_id: one for one in works.order_by("-pk")}.values():
            tell(unit_users(one.unit), title, act=act, url=one.get_absolute_url(), key=f"beside{one.unit_id}")

    def keep_unit(self, act: Act) -> None:
        """A refused return: the unit goes on under the clocks it had, and signs for what it had not signed for yet."""
        stop_for(act, act.obj, self.give_back)
        if act.obj.signed_at is None:
            start_for(act, act.obj, self.sign, since=act.row.label)

    def revoke(self, act: Act) -> None:
        """An assignment taken back; the others go on."""
        work = act.obj
        name = name_of(matter_of(work))
        tell(unit_users(work.unit), f"{name}已撤销交办", act=act, url=work.get_absolute_url(), key="old")
        alone = "，您单位由主办改为单办" if self._leave(act) else ""
        self._tell_beside(act, work, f"{work.unit.brief}不再{work.get_role_display()}{name}{alone}")
        if work.answers:
            self.receive_if_complete(act)

    def leave_to_others(self, act: Act) -> None:
        """Nothing of this work is waited for any more; a lead left alone becomes the sole unit."""
        self._leave(act)

    def _leave(self, act: Act) -> bool:
        """The same; whether a lead was left alone."""
        drop_all(act)
        owed.drop(act)
        self.round.let_go(act)
        left = self._at_work(matter_of(act.obj), act.obj.round)
        if left.filter(role=UnitRole.JOINT).exists():
            return False
        return bool(left.filter(role=UnitRole.LEAD).update(role=UnitRole.SOLE))

    # ---- to a unit that may not open it any more ----

    def left_work(self, user: User, pk: int) -> str:
        """``left`` of the kind of works: what became of one that was taken from the unit."""
        return self._left(user, {"pk": pk})

    def left_matter(self, user: User, pk: int) -> str:
        """The same of the matter that it was on."""
        return self._left(user, {self.matter: pk})

    def _left(self, user: User, which: dict[str, Any]) -> str:
        post = user.post_in_use
        if post is None or post.role not in UNIT_POSTS:
            return ""
        ours = {"unit__in": with_past(post.organisation_id), "state__in": self.model.gone}
        works = self.model._default_manager.filter(**which, **ours).select_related(self.matter)
        work = works.order_by("-pk").first()
        taken = Event.objects.filter(**aimed_at(work), to_state=work.state).order_by("-pk").first() if work else None
        if work is None or taken is None:
            return ""
        why = f"理由：{taken.reason.rstrip('。')}。" if taken.reason else ""
        return f"{number_of(matter_of(work))}已不由您单位办理（{taken.text or taken.label}）。{why}"

    # ---- among units ----

    def tell_lead(self, act: Act) -> None:
        """A joint unit's opinion goes to the lead unit, not to those whom the matter is from."""
        work, matter = act.obj, matter_of(act.obj)
        for lead in self._at_work(matter, work.round).filter(role=UnitRole.LEAD).select_related("unit"):
            title = f"{work.unit.brief}已提交会办意见：{name_of(matter)}"
            tell(unit_users(lead.unit), title, act=act, url=lead.get_absolute_url(), key="lead")

    def copy_to_joint_units(self, act: Act) -> None:
        """The final reply is copied to the joint units and to the committee's office."""
        work, matter = act.obj, matter_of(act.obj)
        for joint in self._at_work(matter, work.round).filter(role=UnitRole.JOINT).select_related("unit"):
            title = f"{name_of(matter)}答复已送达，抄送您单位"
            tell(unit_users(joint.unit), title, act=act, url=joint.get_absolute_url(), key="copy")
        title = f"{work.unit.brief}答复{name_of(matter)}"
        tell(users_in(self.office), title, act=act, url=matter.get_absolute_url(), key="copy")

    def receive_if_complete(self, act: Act) -> None:
        """When every answering unit of the round has delivered, the matter goes on."""
        # Held until the act is done: the last two replies must not overlook each other.
        held = type(matter_of(act.obj))._default_manager.select_for_update()
        matter = held.get(pk=getattr(act.obj, f"{self.matter}_id"))
        answering = self._at_work(matter, matter.round).exclude(role=UnitRole.JOINT)
        if not answering.exclude(state=self.delivered).exists() and answering.exists():
            perform(matter, self.complete, system_actor(act.at))
