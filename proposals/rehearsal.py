"""The matter that an office rehearses (试办一件): one proposal from handing in to closing, in eight presses.

Runs in the throw-away copy only (core/rehearsal). Whoever really holds a post acts; where nobody does yet, a made-up
person is put there, in the copy.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import F, Model
from django.utils import timezone

from core import rulebook
from core.chinese import long_date
from core.matters import drafts
from core.matters.engine import perform
from core.matters.lifecycle import Refused
from core.matters.whose_turn import all_turns
from core.models import Clock, Organisation, Post, Role, User
from core.models.generic import rooted_in
from core.people.actors import Actor
from core.pinyin import sort_key
from core.rehearsal.script import Date, Outcome, Script, Stage, Told, Walk
from members.models import Mandate, Member
from members.services.terms import NoSession, current_session
from proposals.kinds import PROPOSALS
from proposals.models import Assignment, Proposal

Kind = Organisation.Kind
TITLE = "关于在老旧小区加装电动自行车充电设施的提案"
SITUATION = (
    "我区老旧小区建成年代早，普遍没有电动自行车集中充电的地方。居民多从楼上拉线充电，或把电池带回家中充电，"
    "楼道停放、飞线充电的现象比较普遍，消防部门近年处置的居民火情中，这一类占有相当比例。"
)
ANALYSIS = (
    "一是场地不足，公共空间已被车位和绿化占用；二是投入渠道不清，物业、社区、企业各有顾虑；"
    "三是建成以后由谁管、收多少费没有统一的说法，居民使用意愿不高。"
)
SUGGESTION = (
    "一、按楼栋摸清需求，列出分年建设的小区名单。\n二、统一建设标准和收费办法，向居民公示。\n"
    "三、明确日常管护单位，纳入消防巡查。"
)
REPLY = (
    "一、关于摸清需求。已会同街道完成首批小区的摸底，列入今年建设名单。\n"
    "二、关于统一标准。建设标准和收费办法已在小区公示。\n三、关于日常管护。已明确由物业负责日常巡查，街道按季检查。"
)
ROLES = (
    Role.PROPOSAL_CLERK, Role.PROPOSAL_CHAIR, Role.SUPERVISOR, Role.UNIT_CLERK, Role.UNIT_HEAD,
)  # fmt: skip


def answers(result: str) -> dict[str, str]:
    """Answers to the committee's own questions that fit the deciding one."""
    rank = {"satisfied": 0, "basically": 1, "dissatisfied": 2}[result]
    given = {"result": result}
    for question in rulebook.value("proposal.evaluation_questions"):
        if not question.get("decides"):
            options = question["options"]
            given[f"q_{question['key']}"] = options[min(rank, len(options) - 1)]
    return given


# -- who acts ------------------------------------------------------------------------------------------------------


def prepare(walk: Walk) -> list[str]:
    """Find a unit, its channel and somebody for each post; make up whom the office has not got yet."""
    try:
        current_session()
    except NoSession as error:
        raise Refused(error.sentence) from None
    units = Organisation.objects.filter(kind=Kind.UNIT, is_active=True)
    unit = units.order_by(F("supervised_by").asc(nulls_last=True), "order", "pk").first()
    if unit is None:
        raise Refused("还没有承办单位，请先在“单位和机关”里登记至少一家。")
    channel = unit.supervised_by or Organisation.objects.filter(kind=Kind.SUPERVISION_OFFICE, is_active=True).first()
    if channel is None:
        channel = Organisation.objects.create(name="督查室（试办）", kind=Kind.SUPERVISION_OFFICE)
    if unit.supervised_by_id is None:
        Organisation.objects.filter(pk=unit.pk).update(supervised_by=channel)
    committee = Organisation.objects.filter(kind=Kind.SPECIAL_COMMITTEE, name__contains="提案").first()
    homes: dict[str, Organisation | None] = {
        Role.PROPOSAL_CLERK: committee, Role.PROPOSAL_CHAIR: committee, Role.SUPERVISOR: channel,
        Role.UNIT_CLERK: unit, Role.UNIT_HEAD: unit,
    }  # fmt: skip
    posts = {role: _post(role, homes[role]) for role in ROLES} | {Role.MEMBER: _member()}
    walk.memory = {"posts": {role: post.pk for role, post in posts.items()}, "unit": unit.pk, "channel": channel.pk}
    return [f"{post.get_role_display()}：{post.user.full_name}" + _of(post) for post in posts.values()]


def _of(post: Post) -> str:
    return f"（{post.organisation.brief}）" if post.organisation else ""


def _post(role: str, home: Organisation | None) -> Post:
    """Somebody who holds the post (in ``home`` where the post belongs to a body), else a made-up person."""
    held = Post.objects.valid_on(timezone.localdate()).filter(role=role, user__is_active=True)
    if role in (Role.SUPERVISOR, Role.UNIT_CLERK, Role.UNIT_HEAD):
        held = held.filter(organisation=home)
    found = held.select_related("user", "organisation").order_by("pk").first()
    return found or Post.objects.create(user=_made_up(Role(role).label), role=role, organisation=home)


def _made_up(name: str) -> User:
    number = User.objects.count()
    return User.objects.create(username=f"rehearsal{number}", full_name=f"试办人员（{name}）"[:40], password="!")  # noqa: S106 - nobody signs in


def _member() -> Post:
    """A member of this term; where the roster is empty, a made-up one."""
    term = current_session().term
    mandate = Mandate.objects.filter(term=term, ends_on=None).select_related("member__user").order_by("pk").first()
    if mandate is None:
        sector = Organisation.objects.filter(kind=Kind.SECTOR).first() or Organisation.objects.create(
            name="试办界别", kind=Kind.SECTOR
        )
        member = Member.objects.create(name="试办委员", sort_key=sort_key("试办委员"))
        Mandate.objects.create(member=member, term=term, sector=sector, starts_on=term.starts_on)
    else:
        member = mandate.member
    if member.user is None:
        member.user = _made_up(member.name)
        member.user.full_name = member.name
        member.user.save(update_fields=["full_name"])
        member.save(update_fields=["user"])
    held = member.user.posts.valid_on(timezone.localdate()).filter(role=Role.MEMBER).first()
    return held or Post.objects.create(user=member.user, role=Role.MEMBER)


# -- acts ----------------------------------------------------------------------------------------------------------


class Acting:
    """One press: acts by the people of the walk, and what they leave behind."""

    def __init__(self, walk: Walk):
        self.walk = walk
        self.told: list[Told] = []

    def actor(self, role: str) -> Actor:
        post = Post.objects.select_related("user", "organisation").get(pk=self.walk.memory["posts"][role])
        post.user.post_in_use = post
        return Actor(user=post.user, post=post)

    def proposal(self) -> Proposal:
        return Proposal.objects.get(pk=self.walk.memory["proposal"])

    def work(self) -> Assignment:
        return Assignment.objects.get(proposal=self.walk.memory["proposal"], unit=self.walk.memory["unit"])

    def do(self, thing: Model, key: str, role: str, **facts: Any) -> None:
        """One act through the engine, exactly as its page's button would do it."""
        actor = self.actor(role)
        act = perform(thing, key, actor, **facts)
        self.tell(actor, act.row.label, act.event.text if act.event else "")

    def tell(self, actor: Actor, label: str, text: str = "") -> None:
        self.told.append(Told(actor.name, actor.post.label if actor.post else "", label, text))

    def outcome(self) -> Outcome:
        """How the proposal stands now."""
        proposal = self.proposal()
        turns = "；".join(turn.sentence for turn in all_turns(proposal))
        running = Clock.objects.filter(**rooted_in(proposal), stopped_at=None).select_related("holder_org")
        return Outcome(self.told, proposal.get_state_display(), turns, list(_dates(running.order_by("due", "pk"))))


def _dates(clocks: Iterable[Clock]) -> Iterable[Date]:
    for clock in clocks:
        who = clock.holder_org.brief if clock.holder_org else Role(clock.holder_role).label if clock.holder_role else ""
        due = long_date(clock.due) + ("（暂定）" if clock.provisional else "")
        yield Date(clock.label, due, clock.explanation, who)


def submit(walk: Walk) -> Outcome:
    acting = Acting(walk)
    actor = acting.actor(Role.MEMBER)
    proposal = drafts.start(PROPOSALS, actor)
    walk.memory["proposal"] = proposal.pk
    unit = Organisation.objects.get(pk=walk.memory["unit"])
    texts = {
        "title": TITLE, "situation": SITUATION, "analysis": ANALYSIS, "suggestion": SUGGESTION,
        "category": rulebook.options("proposal.categories")[0][0], "publish_consent": True, "lead": unit,
    }  # fmt: skip
    drafts.save(proposal, actor, texts, keep=True)
    acting.tell(actor, "起草", TITLE)
    acting.do(acting.proposal(), "submit", Role.MEMBER)
    return acting.outcome()


def review(walk: Walk) -> Outcome:
    acting = Acting(walk)
    proposal = acting.proposal()
    acting.do(
        proposal,
        "recommend",
        Role.PROPOSAL_CLERK,
        outcome="file",
        category=proposal.category,
        text="内容具体，建议立案。",
    )
    return acting.outcome()


def file(walk: Walk) -> Outcome:
    acting = Acting(walk)
    proposal = acting.proposal()
    acting.do(proposal, "file", Role.PROPOSAL_CHAIR, category=proposal.category)
    return acting.outcome()


def assign(walk: Walk) -> Outcome:
    acting = Acting(walk)
    acting.do(acting.proposal(), "hand_over", Role.PROPOSAL_CLERK, channel=walk.memory["channel"])
    acting.do(acting.proposal(), "assign", Role.SUPERVISOR, lead=walk.memory["unit"], joints=[])
    return acting.outcome()


def handle(walk: Walk) -> Outcome:
    acting = Acting(walk)
    clerk = acting.actor(Role.UNIT_CLERK)
    member = acting.actor(Role.MEMBER)
    acting.do(acting.work(), "sign", Role.UNIT_CLERK, handler_name=clerk.name[:20], handler_phone="0000-80000000")
    acting.do(
        acting.work(), "record_contact", Role.UNIT_CLERK, mode="visit", held_on=timezone.localdate(),
        with_whom=member.name, unit_people=clerk.name, content="上门听取提案者的想法，说明办理打算和进度安排。",
    )  # fmt: skip
    return acting.outcome()


def answer(walk: Walk) -> Outcome:
    acting = Acting(walk)
    letter = rulebook.value("proposal.result_letters")[0]["letter"]
    acting.do(acting.work(), "draft", Role.UNIT_CLERK, text=REPLY, letter=letter, is_public=True)
    acting.do(acting.work(), "submit_reply", Role.UNIT_CLERK)
    acting.do(acting.work(), "sign_off", Role.UNIT_HEAD)
    acting.do(acting.work(), "pass_check", Role.SUPERVISOR, letter=letter)
    acting.do(acting.work(), "deliver", Role.UNIT_CLERK)
    return acting.outcome()


def judge(walk: Walk) -> Outcome:
    acting = Acting(walk)
    acting.do(acting.proposal(), "evaluate", Role.MEMBER, **answers("satisfied"))
    return acting.outcome()


def close(walk: Walk) -> Outcome:
    acting = Acting(walk)
    acting.do(acting.proposal(), "close", Role.PROPOSAL_CLERK)
    return acting.outcome()


SCRIPT = Script(
    TITLE,
    prepare,
    (
        Stage("提交", "委员写好提案并提交，系统出具收件回执。", submit),
        Stage("审查", "提案委工作人员提出初审意见：建议立案。", review),
        Stage("立案", "提案委主任审定立案，编案号。", file),
        Stage("交办", "提案委送交办，督查室交给承办单位，起算答复期限。", assign),
        Stage("办理", "单位经办人签收，登记与提案者的沟通。", handle),
        Stage("答复", "单位起草答复，负责人签发，督查室审核，送达提案者。", answer),
        Stage("评价", "提案者评价：满意。", judge),
        Stage("办结", "提案委工作人员办结。", close),
    ),
)
