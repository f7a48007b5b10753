"""What is on people's desks today: something late, something due today, something soon and something later for each.

``due`` counts working days from today. Titles and texts stand in ``texts/``; names like lift@0 point at them.
"""

from datetime import date, datetime

from core.matters.engine import perform
from core.models import Role
from demo.accounts import clerk_of
from demo.days import back, forward, moment
from demo.kit import Kit
from demo.organisations import end_in_the_middle_of_work
from demo.proposals.clockwork import ask_more_time, urge
from demo.proposals.course import Course
from demo.proposals.instructing import of_lead, on_paper, taken_back, told_of_key, told_of_overdue
from demo.writing import phrases


def tell(kit: Kit) -> None:
    """Put every story of today on the list of acts."""
    writing(kit)
    reviewing(kit)
    passing_on(kit)
    assigning(kit)
    housing(kit)
    water(kit)
    other_units(kit)
    judging(kit)
    following(kit)


def course(kit: Kit, name: str, by: str = "", cosigners: tuple[str, ...] | int = 0, **more) -> Course:
    """A course of the text ``name``; without ``by`` one of the ordinary members writes it."""
    by = by or kit.some_member()
    if isinstance(cosigners, int):
        cosigners = kit.some_members(cosigners, by)
    return Course(kit, kit.deck.take(name), by, cosigners, **more)


def placed(kit: Kit, story: Course, anchor: str, key: str, due: int, **gaps) -> Course:
    """Plan the story so that the period ``key``, begun at ``anchor``, runs out ``due`` working days from today."""
    return story.plan(anchor, kit.days.start_for(key, due), gaps)


# -- members and bodies: writing, co-signing, revising -----------------------------------------------------------------


def writing(kit: Kit) -> None:
    last = kit.days.last
    course(kit, "reading@1", "member1").plan("write", last).write()
    course(kit, "lowuse", "economy_c").plan("write", back(last, 3)).write()
    course(kit, "digital_old@0", "青山").plan("write", back(last, 1)).write(analysis="")
    unnamed = course(kit, "planning_green", "member5").plan("write", last)
    unnamed.write(title="", analysis="", suggestion="", category="", publish_consent=None)
    cosigning(kit, "homeedu", "member2", ("member1", "member4", *kit.some_members(2, "member2")), 2, 2)
    cosigning(kit, "emergency", "member4", ("member3", "member5", *kit.some_members(1, "member4")), -1, 2)
    cosigning(kit, "canteen@0", "member1", ("member3", *kit.some_members(2, "member1")), 0, 1)
    returned(kit, "schoolgate@0", "member1", 1)
    returned(kit, "market_stall@0", "青山", 3)
    returned(kit, "bus@0", "member5", -2)


def cosigning(kit: Kit, name: str, by: str, asked: tuple[str, ...], due: int, silent: int) -> None:
    """Co-signers are asked; the first ``silent`` of them have not answered yet."""
    story = placed(kit, course(kit, name, by, asked), "invite", "proposal.cosign_days", due)
    story.days["submit"] = kit.days.last
    story.through("write")
    story.invite(silent=asked[:silent])


def returned(kit: Kit, name: str, by: str, due: int) -> None:
    """Sent back with a reason; the proposer revises it."""
    story = placed(kit, course(kit, name, by), "recommend", "proposal.revise_days", due).through("submit")
    reason = kit.rng.choice(phrases()["revise_reasons"])
    story.act("recommend", "return_to_author", "proposal_clerk", Role.PROPOSAL_CLERK, reason=reason)


# -- the proposal committee: to review, to decide, to hand over --------------------------------------------------------


def reviewing(kit: Kit) -> None:
    for name, by, cosigners, due in (
        ("nightschool", "", 2, -1),
        ("clinic@0", "p_ng", 0, 0),
        ("clinic@1", "member3", 1, 1),
        ("signals", "member4", 1, 4),
    ):
        placed(kit, course(kit, name, by, cosigners), "submit", "proposal.review_days", due).through("submit")
    elder = course(kit, "canteen@1", kit.some_member(), entered_by="proposal_clerk")
    placed(kit, elder, "submit", "proposal.review_days", 7).through("submit")
    for name, due, outcome, facts in (
        ("homestay", 0, "file", {}),
        ("talent", 2, "file", {}),
        ("advert", -1, "not_file", {"ground": "advertising", "text": "内容为推介本企业产品，建议不予立案。"}),
        ("property@1", 1, "merge", {"text": "与青山街道物业服务提案内容相近，建议并案办理。"}),
    ):
        story = placed(kit, course(kit, name), "submit", "proposal.review_days", due, recommend=1)
        story.through("submit")
        story.recommend(outcome, **facts)
    for name, due in (("wetland", -1), ("childcare", 0), ("circuit@0", 4)):
        placed(kit, course(kit, name, cosigners=1), "decide", "proposal.handover_days", due).through("decide")


def passing_on(kit: Kit) -> None:
    """Not filed, but passed on: to be taken over by the editor or the office, or to be signed."""
    for name, due, taken in (
        ("scam", 3, ""), ("lamp", -1, ""),
        ("pollen", 1, "已编入《社情民意信息》送审稿，拟报区委、区政府并送消防和园林部门。"),
        ("sponge", 4, "已商请区水利局、自规分局研究，拟列入下一轮规划前期研究目录。"),
    ):  # fmt: skip
        story = placed(kit, course(kit, name), "decide", "proposal.passed_on_days", due)
        pass_on(story)
        if taken:
            role = Role.OPINION_EDITOR if story.text.passed == "opinion" else Role.OFFICE_CLERK
            who = "opinion_editor" if story.text.passed == "opinion" else "office_clerk"
            story.text_act("hand_over", "take_over", who, role, handled=taken)
    passing_on_amiss(kit)


def passing_on_amiss(kit: Kit) -> None:
    """Taken back by the chair, or given back by the office; passed on rightly since, or to be decided anew."""
    chair, office = ("proposal_chair", Role.PROPOSAL_CHAIR), ("office_clerk", Role.OFFICE_CLERK)
    bench = placed(kit, course(kit, "bench"), "decide", "proposal.passed_on_days", 2)
    pass_on(bench, "reference")
    bench.act("decide", "recall_passed_on", *chair, reason="转送类别选错。所提是公园设施的具体诉求，应转一般来信。")
    bench.decide("pass_on", passed_on_as="letter", text="请办公室转公园管理单位研究，并答复本人。")
    heat = placed(kit, course(kit, "heat_work"), "decide", "proposal.passed_on_days", 0, recommend=1)
    pass_on(heat, "letter", back(heat.days["decide"], 1))
    given_back = "所反映的问题涉及多个行业，时效性强，不是个别诉求，建议转社情民意及时上报。"
    heat.text_act("contact", "give_back", *office, back(heat.days["decide"], 1), reason=given_back)
    heat.decide("pass_on", passed_on_as="opinion", text="同意办公室意见，转社情民意。")
    metro = placed(kit, course(kit, "metro"), "decide", "proposal.passed_on_days", 6)
    pass_on(metro)
    reason = "经与区自规分局核实，预留轨道走廊空间属本级规划职责，这一部分可以立案办理，撤回后重新审定。"
    metro.act("hand_over", "recall_passed_on", *chair, reason=reason)


def pass_on(story: Course, way: str = "", day: date | None = None) -> None:
    """Through the review, decided to be passed on: as the text says, unless ``way`` is another."""
    words = "内容不属于提案受理范围，但反映的情况值得重视，建议转送处理。"
    story.through("submit")
    story.recommend("pass_on", text=words)
    chair = ("proposal_chair", Role.PROPOSAL_CHAIR)
    story.act("decide", "pass_on", *chair, day, passed_on_as=way or story.text.passed, text=words)


# -- supervision offices: to assign, to answer return requests, to check -------------------------------------------


def assigning(kit: Kit) -> None:
    for name, cosigners, due in (
        ("charging", 2, -1), ("farmland", 0, 0), ("volunteer", 0, 0), ("united", 1, 4)
    ):  # fmt: skip
        story = placed(kit, course(kit, name, cosigners=cosigners), "hand_over", "proposal.assign_days", due)
        story.through("submit")
        # The first review suggests another lead than the proposers: something to talk about at the 交办会.
        other = {"lead": kit.pk("housing"), "joints": [kit.pk("reform"), kit.pk("power")]} if name == "charging" else {}
        story.recommend(**other)
        story.through("hand_over", first="decide")
    asks_return(kit, "sorting@0", -1, "not_our_duty", 0, "ecology")
    asks_return(kit, "newjobs", 0, "other_lead", 1, "law")
    checking(kit, "aed", -1, cosigners=1)
    checking(kit, "familystyle", -1)
    checking(kit, "mediation@0", 0, cosigners=2)


def asks_return(kit: Kit, name: str, due: int, ground: str, words: int, suggests: str) -> Course:
    """The lead unit says it is not the right one; the supervision office has to answer."""
    story = placed(kit, course(kit, name), "sign", "proposal.reassign_days", due).through("assign")
    unit = story.lead
    story.sign(story.joints)
    reason = phrases()["return_reasons"][words]
    story.work_act(
        "sign", unit, "ask_return", clerk_of(unit), Role.UNIT_CLERK,
        ground=ground, reason=reason, suggests=kit.pk(suggests),
    )  # fmt: skip
    return story


def checking(kit: Kit, name: str, due: int, cosigners: int = 0) -> Course:
    """Signed off in the unit, waiting for the supervision office's check."""
    story = placed(kit, course(kit, name, cosigners=cosigners), "sign_off", "proposal.check_days", due)
    return story.through("sign_off")


# -- the housing bureau ----------------------------------------------------------------------------------------------


def housing(kit: Kit) -> None:
    """The lead unit of the demo accounts: something at every step."""
    late = placed(kit, course(kit, "selfbuilt"), "assign", "proposal.sign_days", -1).through("assign")
    late.sign(late.joints)
    urge(late, "urge_sign", 0)
    placed(kit, course(kit, "flood_spots@0", "member2"), "assign", "proposal.sign_days", 0).through("assign")
    first = placed(kit, course(kit, "ebike@0", cosigners=1), "assign", "proposal.first_contact_days", 1)
    first.through("sign")
    overdue_key(kit)
    to_draft = placed(kit, course(kit, "rental", "b_union"), "assign", "proposal.reply_months", 3, contact=8)
    to_draft.through("assign")
    to_draft.sign(promised=kit.days.today)
    taken_back(to_draft, "leader1", back(kit.days.last, 2))
    to_draft.contact()
    to_draft.opinion()
    ask_more_time(to_draft, 0)
    opinions_due(kit)
    answered_apart(kit)
    countersigning(kit)
    met_objection(kit)
    to_sign = placed(kit, course(kit, "heritage_house"), "assign", "proposal.reply_months", 0, contact=9, draft=14)
    to_sign.through("assign")
    to_sign.sign(promised=kit.days.today)
    to_sign.through("countersign", first="contact")
    key_to_sign(kit)
    checking(kit, "property@0", 1)
    placed(kit, course(kit, "renewal@1", "member3"), "assign", "proposal.reply_months", 7, draft=16).through("check")
    second_round(kit)
    asks_return(kit, "noise", 2, "other_lead", 0, "ecology")


def overdue_key(kit: Kit) -> None:
    """A key proposal whose reply is late: what leaders look at."""
    story = placed(kit, course(kit, "barrier_free@0", cosigners=3), "assign", "proposal.reply_months", -6)
    story.through("decide")
    story.make_key(phrases()["instructions"][0])
    story.through("sign", first="hand_over")
    story.contact("site")
    story.opinion(story.joints[:1])
    at = min(forward(story.days["opinion"], 30), kit.days.last)
    near = {"followers": ["channel"], "due_on": kit.workday(2)}
    story.act("finish", "instruct", "leader2", Role.LEADER, at, instruction=phrases()["instructions"][1], **near)
    told_of_overdue(story, at)
    urge(story, "urge", 4)
    urge(story, "urge", 1, "proposal_clerk", Role.PROPOSAL_CLERK)


def answered_apart(kit: Kit) -> None:
    """Two proposals are one; the first proposer has been answered, the other one's own answer is late."""
    main, other = course(kit, "fund", "member1"), course(kit, "facade", "member3")
    main.joints = ()
    placed(kit, main, "assign", "proposal.reply_months", -4)
    other.plan("submit", main.days["submit"]).through("submit")
    other.recommend("merge", text="两件都涉及高层住宅公共部位的维修，建议并案。")
    other.fix(decide=max(other.days["decide"], forward(main.days["decide"], 1)))
    main.days["hand_over"] = max(main.days["hand_over"], forward(other.days["decide"], 1))
    main.through("decide")
    other.decide("merge", main=lambda: main.pk, text="并入后一并办理，分别答复。")
    main.through("check", "hand_over")
    main.deliver()


def opinions_due(kit: Kit) -> None:
    """Drafted; the water bureau's opinion is due soon."""
    story = placed(kit, course(kit, "pipes@0", "member4", 2), "assign", "proposal.joint_opinion_days", 2, draft=5)
    story.through("contact")
    story.opinion(("finance",))
    story.draft()


def countersigning(kit: Kit) -> None:
    """The draft is with the joint units; one has agreed, the water bureau has not answered."""
    story = placed(kit, course(kit, "pipes@1", cosigners=1), "circulate", "proposal.countersign_days", 1)
    story.through("circulate")
    story.days["countersign"] = kit.days.last
    story.countersign(("finance",))


def met_objection(kit: Kit) -> None:
    """The water bureau did not agree with the first draft; the second is being prepared."""
    story = placed(kit, course(kit, "flood_spots@1"), "assign", "proposal.reply_months", 6, contact=8, draft=20)
    story.through("circulate")
    story.countersign(("cityadmin",))
    story.object("water", phrases()["objections"][1])
    ask_more_time(story, 1, 5, "grant_extension")


def key_to_sign(kit: Kit) -> None:
    """A key proposal, talked over face to face, waits for the head's signature."""
    story = placed(kit, course(kit, "lift@0", "member5", 4), "assign", "proposal.reply_months", 9, contact=7, draft=18)
    story.through("decide")
    story.make_key(phrases()["instructions"][2])
    story.through("sign", first="hand_over")
    story.contact("site")
    story.opinion()
    told_of_key(story)
    of_lead(story, "leader1", back(kit.days.last, 2))
    story.through("countersign", first="draft")


def second_round(kit: Kit) -> None:
    """One signatory was not content; the unit handles the matter again."""
    story = course(kit, "ebike@1", "member3", 1)
    placed(kit, story, "finish", "proposal.rehandle_days", 4, judge=3).through("deliver")
    story.judge({"member3": "dissatisfied"})
    rehandled(story, phrases()["dissatisfied_comments"][0])
    story.days["sign"] = forward(story.days["finish"], 1)
    story.sign((story.lead,))


def rehandled(story: Course, reason: str) -> None:
    """The supervision office hands the matter over a second time, without joint units."""
    story.act("finish", "rehandle", story.supervisor, Role.SUPERVISOR, reason=reason)


# -- the water bureau and other units ----------------------------------------------------------------------------------


def water(kit: Kit) -> None:
    """The joint unit of the demo accounts also leads a few."""
    placed(kit, course(kit, "dredging@0"), "assign", "proposal.sign_days", 1).through("assign")
    story = placed(kit, course(kit, "reservoir", "member2"), "assign", "proposal.reply_months", 5, draft=20)
    story.through("assign")
    story.sign(promised=kit.days.today)
    story.through("draft", first="contact")
    of_lead(story, "leader1", back(kit.days.last, 4), kit.workday(5))
    for name, due in (("drinking@0", 3), ("dredging@1", 0)):
        story = placed(kit, course(kit, name, cosigners=1), "assign", "proposal.reply_months", due, draft=18)
        story.through("draft")
        if due == 3:
            ask_more_time(story, 2, 9, "refuse_extension")
        story.through("countersign", first="circulate")
    warned = placed(kit, course(kit, "warning"), "assign", "proposal.reply_months", 4, draft=18).through("check")
    on_paper(warned, back(kit.days.last, 6))
    saving = placed(kit, course(kit, "saving"), "assign", "proposal.reply_months", -3).through("contact")
    urge(saving, "urge", 0)
    beside_one_that_ends(saving)


def beside_one_that_ends(story: Course) -> None:
    """A second body was asked for its opinion, and has become a part of the water bureau before it gave one."""
    kit, bodies = story.kit, story.kit.committee.bodies

    def ask(at: datetime) -> None:
        channel = kit.actor(story.supervisor, Role.SUPERVISOR, at)
        perform(story.proposal(), "add_unit", channel, unit=kit.pk("rivers"), role="joint")

    def merge(at: datetime) -> None:
        clerk = kit.actor("office_clerk", Role.OFFICE_CLERK, at)
        end_in_the_middle_of_work(bodies["rivers"], bodies["water"], clerk)

    kit.at(moment(story.days["sign"], 17, 10), f"{story.text.name}: add_unit", ask)
    kit.at(moment(forward(story.days["contact"], 6), 9, 40), f"{story.text.name}: merge", merge)


def other_units(kit: Kit) -> None:
    """A key proposal at its beginning, and one that two units answer separately."""
    lake = placed(kit, course(kit, "lake", "p_js"), "assign", "proposal.first_contact_days", 5)
    lake.through("decide")
    lake.make_key(phrases()["instructions"][2], "leader2")
    lake.through("sign", first="hand_over")
    story = course(kit, "villageenv", cosigners=2)
    story.separates, story.joints = ("farm", "ecology"), ()
    placed(kit, story, "assign", "proposal.reply_months", 6, contact=9, draft=14).through("draft")
    story.separates = ("farm",)
    story.through("deliver", first="circulate")


# -- judging, closing, following up --------------------------------------------------------------------------------


def judging(kit: Kit) -> None:
    """Replies that wait for the proposers' word, and judged ones that wait for the proposal committee."""
    waiting(kit, "lift@1", "member1", kit.some_members(2, "member1"), 2)
    waiting(kit, "heritage", "member2", ("member1",), 6)
    waiting(kit, "afterschool@0", "member2", (), 0)
    waiting(kit, "canal", "member3", ("member4",), -2)
    waiting(kit, "onething", "member5", kit.some_members(1, "member5"), 1)
    waiting(kit, "inspect", "economy_c", (), 2)
    waiting(kit, "forms", "青山", (), 3)
    for name, results in (("specialised", None), ("collective", None), ("parking@0", "dissatisfied")):
        story = course(kit, name, cosigners=2).plan("judge", back(kit.days.last, 5)).through("deliver")
        paper = story.cosigners[-1:] if name == "specialised" else ()
        story.judge({story.by: results} if results else None, paper=paper)


def waiting(kit: Kit, name: str, by: str, cosigners: tuple[str, ...], due: int) -> None:
    """Delivered; of several signatories the second half has judged already, the demo's people have not."""
    story = placed(kit, course(kit, name, by, cosigners), "deliver", "proposal.feedback_days", due, judge=1)
    story.through("deliver")
    judged = tuple(who for who in story.signers if not who.startswith("member") and not kit.is_body(who))[:1]
    if story.days["judge"] <= kit.days.last:
        story.judge(only=judged)
    if due == 0:
        urge(story, "urge_evaluation", 0, "proposal_clerk", Role.PROPOSAL_CLERK)


def following(kit: Kit) -> None:
    """Planned results of last year whose yearly visit is due."""
    for name, due in (("credit", 4), ("oldstreet", -4)):
        story = placed(kit, course(kit, name, cosigners=1), "finish", "proposal.follow_up_months", due)
        story.through("finish")
        if due > 0:
            at = back(kit.days.last, 30)
            story.act(
                "finish", "record_follow_up", clerk_of(story.lead), Role.UNIT_CLERK, at,
                text=phrases()["follow_ups"][1], letter="B",
            )  # fmt: skip
