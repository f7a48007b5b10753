"""How one proposal goes its way: stages on days, and the acts of each stage by the people whose turn it is."""

from datetime import date, datetime, timedelta
from functools import partial

from core.files.attachments import add_attachment
from core.matters import drafts
from core.matters.engine import perform
from core.matters.forwarding import made_of
from core.models import Role
from demo.accounts import clerk_of, head_of, office_of
from demo.days import back, forward, moment
from demo.files import present, survey
from demo.kit import SUPERVISORS, Kit
from demo.proposals.judging import answers
from demo.writing import Text, phrases
from proposals.kinds import PROPOSALS
from proposals.models import Assignment, Evaluation, OwedAnswer, Proposal
from proposals.states import GONE, ON_FILE

# stage: usual working days after the stage before it, and the hour at which it happens
STAGES = {
    "write": (0, 19), "invite": (1, 20), "submit": (3, 20), "recommend": (3, 9), "decide": (2, 10),
    "hand_over": (2, 14), "assign": (3, 9), "sign": (1, 10), "contact": (6, 15), "opinion": (4, 16), "draft": (8, 11),
    "circulate": (2, 14), "countersign": (2, 9), "sign_off": (2, 16), "check": (2, 10), "deliver": (1, 15),
    "judge": (4, 20), "finish": (5, 9),
}  # fmt: skip
ORDER = list(STAGES)
LIST_AFTER = 6  # working days
WITH_SURVEY = {"lift@0", "lift@1", "reading@1", "pipes@0", "clinic@0", "canteen@0"}


class Course:
    """One proposal. ``plan`` sets the days, ``through`` lets the stages happen up to one of them."""

    def __init__(self, kit: Kit, text: Text, by: str, cosigners: tuple[str, ...] = (), entered_by: str = ""):
        self.kit, self.text, self.by, self.cosigners, self.entered_by = kit, text, by, cosigners, entered_by
        self.lead, self.joints = text.lead, tuple(text.joint)
        self.separates: tuple[str, ...] = ()
        self.merged: tuple[Course, ...] = ()  # those whose proposers its units talk to and answer as well
        self.days: dict[str, date] = {}
        self.gaps: dict[str, int] = {}
        self.pk: int | None = None
        self.strict = True  # today's stories go as far as they are told; the past ends where the future begins
        self.stopped = False
        self._last_at: datetime | None = None

    # -- days -------------------------------------------------------------------------------------------------------

    def plan(self, anchor: str, day: date, gaps: dict[str, int] | None = None) -> "Course":
        """Put stage ``anchor`` on ``day`` and the others around it, the usual working days apart."""
        self.gaps = {stage: self._gap(stage, gaps) for stage in ORDER}
        self.days = {anchor: day}
        where = ORDER.index(anchor)
        self._after(anchor)
        day = self.days[anchor]
        for later, stage in zip(reversed(ORDER[: where + 1]), reversed(ORDER[:where]), strict=False):
            day = back(day, self.gaps[later])
            self.days[stage] = day
        return self

    def _gap(self, stage: str, gaps: dict[str, int] | None) -> int:
        if gaps and stage in gaps:
            return gaps[stage]
        usual = STAGES[stage][0]
        return usual + self.kit.rng.randint(-usual // 3, usual // 3) if usual > 2 else usual

    def fix(self, **days: date) -> "Course":
        """Move stages to given days, and every later one behind them, as many working days apart as planned."""
        for stage, day in sorted(days.items(), key=lambda item: ORDER.index(item[0])):
            self.days[stage] = day
            self._after(stage)
        return self

    def _after(self, stage: str) -> None:
        """Days of the stages behind ``stage``; where today is too near they crowd on the last day there is."""
        day = self.days[stage]
        for later in ORDER[ORDER.index(stage) + 1 :]:
            day = self._possible(forward(day, self.gaps[later]))
            self.days[later] = day

    def _possible(self, day: date) -> date:
        return min(day, self.kit.days.last) if self.strict else day

    # -- acts -------------------------------------------------------------------------------------------------------

    def _moment(self, stage: str, day: date | None = None) -> datetime | None:
        day = self._possible(day or self.days[stage])
        at = moment(day, STAGES[stage][1], self.kit.rng.randint(2, 52))
        if self._last_at and at <= self._last_at:
            at = self._last_at + timedelta(minutes=self.kit.rng.randint(3, 9))
        if self.stopped or at.date() > self.kit.days.last:
            self.stopped = True
            return None
        self._last_at = at
        return at

    def _happens(self, at: datetime, what: str, act) -> None:
        self.kit.at(at, f"{self.text.name}: {what}", act)

    def _perform(self, obj, key: str, who: str, role: str, at: datetime, facts: dict) -> None:
        told = {name: value() if callable(value) else value for name, value in facts.items()}
        perform(obj, key, self.kit.actor(who, role, at), **told)

    def act(self, stage: str, key: str, who: str, role: str, day: date | None = None, /, **facts) -> None:
        """The proposal's row ``key`` at the hour of ``stage``. Facts may be functions, asked when it happens."""
        at = self._moment(stage, day)
        if at:
            self._happens(at, key, lambda at: self._perform(self.proposal(), key, who, role, at, facts))

    def work_act(
        self, stage: str, unit: str, key: str, who: str, role: str, day: date | None = None, /, **facts
    ) -> None:
        """The same for the work of ``unit`` in its latest round."""
        at = self._moment(stage, day)
        if at:
            self._happens(at, f"{unit} {key}", lambda at: self._perform(self.work(unit), key, who, role, at, facts))

    def text_act(self, stage: str, key: str, who: str, role: str, day: date | None = None, /, **facts) -> None:
        """The same for the text that the proposal became when it was passed on."""
        at = self._moment(stage, day)
        if at:
            self._happens(at, key, lambda at: self._perform(made_of(self.proposal()), key, who, role, at, facts))

    def proposal(self) -> Proposal:
        """The proposal as it is now; session and channel are known already."""
        proposal = Proposal.objects.get(pk=self.pk)
        proposal.session = self.kit.sessions[proposal.session_id]
        if proposal.channel_id:
            proposal.channel = self.kit.bodies[proposal.channel_id]
        return proposal

    def work(self, unit: str) -> Assignment:
        """The unit's work in its latest round, as it is now."""
        rows = Assignment.objects.filter(proposal=self.pk, unit=self.kit.pk(unit)).exclude(state__in=GONE)
        work = rows.order_by("-round")[0]
        work.proposal = self.proposal()
        work.unit, work.channel = self.kit.bodies[work.unit_id], self.kit.bodies[work.channel_id]
        return work

    def through(self, last: str, first: str = "write") -> "Course":
        """Let every stage from ``first`` to ``last`` happen."""
        for stage in ORDER[ORDER.index(first) : ORDER.index(last) + 1]:
            getattr(self, stage)()
        return self

    @property
    def channel(self) -> str:
        return self.kit.channel_of(self.lead or self.separates[0])

    @property
    def supervisor(self) -> str:
        return SUPERVISORS[self.channel]

    @property
    def author(self) -> tuple[str, str]:
        """User name and role of whoever writes and submits."""
        if self.entered_by:
            return self.entered_by, Role.PROPOSAL_CLERK
        return (office_of(self.by) if self.kit.is_body(self.by) else self.by), self.kit.role_for(self.by)

    # -- writing and review -----------------------------------------------------------------------------------------

    def write(self, **texts) -> None:
        at = self._moment("write")
        if at:
            self._happens(at, "write", lambda at: self._write(at, {**self.text.fields, **texts}))

    def _write(self, at: datetime, texts: dict) -> None:
        kit = self.kit
        actor = kit.actor(*self.author, at)
        chosen = {}
        if self.entered_by and kit.is_body(self.by):
            chosen = {"organisation": kit.committee.bodies[self.by]}
        elif self.entered_by:
            chosen = {"member": kit.committee.members[self.by]}
        proposal = drafts.start(PROPOSALS, actor, **chosen)
        self.pk = proposal.pk
        consent = {"publish_consent": True, "publish_reason": ""}
        if proposal.pk % 12 == 5:
            consent = {"publish_consent": False, "publish_reason": "涉及有关单位内部数据，请暂不公开"}
        units = {}
        if self.lead:
            bodies = kit.committee.bodies
            units = {"lead": bodies[self.lead], "joints": [bodies[unit] for unit in self.joints]}
        drafts.save(proposal, actor, {**consent, **texts, **units}, keep=True)
        if self.text.name in WITH_SURVEY:
            upload = survey(self.text.title, kit.rng)
            add_attachment(target=self.proposal(), upload=upload, actor=actor, category="调研材料")

    def invite(self, silent: tuple[str, ...] = ()) -> None:
        """Invitations to the co-signers; those not in ``silent`` agree within two days."""
        if not self.cosigners:
            return
        kit = self.kit
        members = [kit.committee.members[name].pk for name in self.cosigners]
        remark = kit.rng.choice(phrases()["invite_remarks"])
        self.act("invite", "invite", *self.author, members=members, remark=remark)
        for number, name in enumerate(n for n in self.cosigners if n not in silent):
            day = forward(self.days["invite"], 1 + number % 2)
            remark = kit.rng.choice(phrases()["cosign_remarks"])
            self.act("invite", "agree_cosign", name, Role.MEMBER, min(day, self.days["submit"]), remark=remark)

    def submit(self) -> None:
        self.act("submit", "submit", *self.author)

    def recommend(self, outcome: str = "file", **facts) -> None:
        words = {"text": self.kit.rng.choice(phrases()["review_texts"]), "category": self.text.category, **facts}
        self.act("recommend", "recommend", "proposal_clerk", Role.PROPOSAL_CLERK, outcome=outcome, **words)

    def decide(self, key: str = "file", **facts) -> None:
        facts = facts or {"category": self.text.category}
        self.act("decide", key, "proposal_chair", Role.PROPOSAL_CHAIR, **facts)
        if key == "file" and not self.stopped:
            self._make_known(forward(self.days["decide"], LIST_AFTER))

    def _make_known(self, day: date) -> None:
        """公布立案目录 a few days after filing, unless the proposal has left the list by then."""
        if day <= self.kit.days.last:
            self.kit.at(moment(day, 17, 5), f"{self.text.name}: publish_list", self._publish)

    def _publish(self, at: datetime) -> None:
        proposal = self.proposal()
        if proposal.state in ON_FILE and proposal.listed_at is None:
            perform(proposal, "publish_list", self.kit.actor("proposal_clerk", Role.PROPOSAL_CLERK, at))

    def hand_over(self) -> None:
        channel = self.kit.pk(self.channel)
        self.act("hand_over", "hand_over", "proposal_clerk", Role.PROPOSAL_CLERK, channel=channel)

    def make_key(self, instruction: str = "", leader: str = "leader1") -> None:
        """Among the key proposals from the day after filing; a leader writes an instruction on it."""
        chair = ("proposal_chair", Role.PROPOSAL_CHAIR)
        self.act("decide", "mark_key", *chair, note="经主席会议研究，列为重点提案")
        if instruction:
            self.act("decide", "instruct", leader, Role.LEADER, instruction=instruction)

    # -- the units' work --------------------------------------------------------------------------------------------

    def assign(self) -> None:
        kit = self.kit
        facts = {"lead": kit.pk(self.lead), "joints": [kit.pk(unit) for unit in self.joints]}
        if self.separates:
            facts = {"separates": [kit.pk(unit) for unit in self.separates]}
        self.act("assign", "assign", self.supervisor, Role.SUPERVISOR, **facts)

    @property
    def units(self) -> tuple[str, ...]:
        return self.separates or (self.lead, *self.joints)

    @property
    def answering(self) -> tuple[str, ...]:
        return self.separates or (self.lead,)

    def sign(self, units: tuple[str, ...] | None = None, promised: date | None = None) -> None:
        for unit in self.units if units is None else units:
            body = self.kit.committee.bodies[unit]
            facts = {"handler_name": body.contact_name, "handler_phone": body.contact_phone}
            if promised and unit in self.answering:
                facts["promised_on"] = promised
            self.work_act("sign", unit, "sign", clerk_of(unit), Role.UNIT_CLERK, **facts)

    def contact(self, mode: str = "", day: date | None = None) -> None:
        kit = self.kit
        for unit in self.answering:
            chosen = mode or kit.rng.choice(("visit", "meeting", "site", "invited", "visit"))
            body = kit.committee.bodies[unit]
            held = day or self.days["contact"]
            talked = "、".join(one.proposer_name() for one in (self, *self.merged))
            there = (talked, kit.committee.users[head_of(unit)].full_name, body.contact_name)
            kept = self.text.name in WITH_SURVEY and chosen != "phone"
            self.work_act(
                "contact", unit, "record_contact", clerk_of(unit), Role.UNIT_CLERK, day,
                mode=chosen, held_on=held, with_whom=talked,
                unit_people="、".join(there[1:]), files=[present(self.text.title, held, there)] if kept else [],
                content=self.text.talk if chosen != "phone" else "电话向提案者说明办理打算和进度安排，约定下月面商。",
            )  # fmt: skip

    def proposer_name(self) -> str:
        kit = self.kit
        return str(kit.committee.bodies[self.by] if kit.is_body(self.by) else kit.committee.members[self.by])

    def opinion(self, units: tuple[str, ...] | None = None) -> None:
        for unit in self.joints if units is None else units:
            words = self.kit.rng.choice(phrases()["joint_opinions"]).format(first=self.text.first_point)
            self.work_act("opinion", unit, "give_opinion", clerk_of(unit), Role.UNIT_CLERK, opinion=words)

    def draft(self, letter: str = "", text: str = "", day: date | None = None) -> None:
        for unit in self.answering:
            body = self.kit.committee.bodies[unit]
            self.work_act(
                "draft", unit, "draft", clerk_of(unit), Role.UNIT_CLERK, day,
                text=text or self.text.reply(), letter=letter or self.text.letter,
                is_public=lambda: self.proposal().publish_consent is not False,
                contact_name=body.contact_name, contact_phone=body.contact_phone,
            )  # fmt: skip

    def circulate(self) -> None:
        """Sent to the joint units, or straight to the head where there are none."""
        key = "send_countersign" if self.joints and not self.separates else "submit_reply"
        for unit in self.answering:
            self.work_act("circulate", unit, key, clerk_of(unit), Role.UNIT_CLERK)

    def countersign(self, units: tuple[str, ...] | None = None) -> None:
        if self.separates:
            return
        for unit in self.joints if units is None else units:
            comment = self.kit.rng.choice(phrases()["countersign_comments"])
            self.work_act("countersign", unit, "countersign", clerk_of(unit), Role.UNIT_CLERK, comment=comment)

    def object(self, unit: str, comment: str, day: date | None = None) -> None:
        """A joint unit does not agree with the draft."""
        self.work_act("countersign", unit, "object", clerk_of(unit), Role.UNIT_CLERK, day, comment=comment)

    def sign_off(self) -> None:
        for unit in self.answering:
            self.work_act("sign_off", unit, "sign_off", head_of(unit), Role.UNIT_HEAD)

    def check(self, letter: str = "", reason: str = "") -> None:
        for unit in self.answering:
            self.work_act(
                "check", unit, "pass_check", self.supervisor, Role.SUPERVISOR,
                letter=letter or self.text.letter, grade_reason=reason,
            )  # fmt: skip

    def deliver(self) -> None:
        for unit in self.answering:
            also = {"answers": lambda: [row.pk for one in self.merged for row in one.owed()]} if self.merged else {}
            self.work_act("deliver", unit, "deliver", clerk_of(unit), Role.UNIT_CLERK, **also)

    def owed(self) -> list[OwedAnswer]:
        """What units owe to its proposers, where it was merged into another."""
        return list(OwedAnswer.objects.filter(merged=self.pk, answered_at=None, ended_at=None))

    # -- judgement --------------------------------------------------------------------------------------------------

    @property
    def signers(self) -> tuple[str, ...]:
        return (self.by, *self.cosigners)

    def judge(
        self, results: dict[str, str] | None = None, only: tuple[str, ...] | None = None, paper: tuple[str, ...] = ()
    ) -> None:
        """Each signatory's own judgement; ``only`` leaves the others waiting, ``results`` names the less content, those
        in ``paper`` sent their form back on paper."""
        kit, told = self.kit, phrases()
        for number, name in enumerate(self.signers if only is None else only):
            result = (results or {}).get(name) or ("basically" if kit.rng.random() < 0.12 else "satisfied")
            comment = self.text.say if name == self.by else kit.rng.choice(told["cosigner_comments"])
            if result != "satisfied":
                comment = kit.rng.choice(told[f"{result}_comments"])
            day, said = forward(self.days["judge"], number), answers(result) | {"comment": comment}
            if name in paper:
                said |= {"evaluation": partial(self._asked, name), "paper_dated": self.days["judge"]}
                self.act("judge", "enter_judgement", "proposal_clerk", Role.PROPOSAL_CLERK, day, **said)
                continue
            who = office_of(name) if kit.is_body(name) else name
            self.act("judge", "evaluate", who, kit.role_for(name), day, **said)

    def _asked(self, name: str) -> int:
        """The judgement asked of this member in the latest round."""
        asked = Evaluation.objects.filter(proposal=self.pk, signatory__member=self.kit.committee.members[name])
        return asked.order_by("-round").values_list("pk", flat=True)[0]

    def finish(self) -> None:
        """Closed, or followed up where the result is only planned."""
        key = "follow" if self.text.letter == "B" else "close"
        day = max(self.days["finish"], forward(self.days["judge"], len(self.signers)))
        self.act("finish", key, "proposal_clerk", Role.PROPOSAL_CLERK, day)
