"""The two years behind: the proposals of both sessions and of the time between, most of them done.

What today's stories have not taken is told here, in an order that the seed decides. Stages that would lie in the
future do not happen, so that a demo loaded in spring shows this year's session in full work.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from core.models import Role
from demo.accounts import clerk_of, head_of
from demo.days import back, forward
from demo.kit import Kit
from demo.organisations import UNITS
from demo.proposals.course import Course
from demo.proposals.instructing import told_of_key
from demo.proposals.judging import answers
from demo.proposals.stories import pass_on
from demo.writing import Text, phrases

Turn = Callable[[Course], None]
EARLIER, LATEST = 4, 5
IN_EARLIER_SESSION, BETWEEN = 10, 4
COLLECTIVES = {  # who proposes what as a body
    "arrears": "b_trade", "minors": "b_women", "vocational": "s_edu", "tea_brand": "farm_c", "mental": "p_mm",
    "kindergarten": "p_mjin", "livestream": "b_youth", "barrier_free@1": "law_c", "park": "p_mj", "transfer": "b_sci",
}  # fmt: skip
FAVOURITES = {
    "gas": "member1", "fund": "member1", "facade": "member3", "renewal@0": "member4", "longdeng": "member5",
    "kitchen": "member2", "night@0": "member2", "dementia": "member3",
}  # fmt: skip


def tell(kit: Kit) -> None:
    """Put the past on the list of acts."""
    unfit(kit)
    merged(kit)
    texts = kit.deck.left()
    kit.rng.shuffle(texts)
    between = IN_EARLIER_SESSION + BETWEEN
    for text, turn in turns(texts[:IN_EARLIER_SESSION], EARLIER_TURNS):
        turn(in_session(kit, begun(kit, text), EARLIER))
    for number, text in enumerate(texts[IN_EARLIER_SESSION:between], start=1):
        start = kit.days.sessions[EARLIER][1] + timedelta(days=50 * number)
        usual(begun(kit, text).plan("submit", forward(start, 0)))
    for text, turn in turns(texts[between:], LATEST_TURNS):
        turn(in_session(kit, begun(kit, text), LATEST))


def turns(texts: list[Text], special: tuple[Turn, ...]) -> Iterator[tuple[Text, Turn]]:
    """Every special turn with the first text it fits; all other texts go their usual way."""
    left = list(texts)
    for turn in special:
        text = next(text for text in left if FITS.get(turn, _always)(text))
        left.remove(text)
        yield text, turn
    yield from ((text, usual) for text in left)


def begun(kit: Kit, text: Text) -> Course:
    """A course with its proposers: a body, one of the demo's members, or anybody."""
    by = COLLECTIVES.get(text.name) or FAVOURITES.get(text.name) or kit.some_member()
    number = 0 if kit.is_body(by) else kit.rng.choice((0, 0, 0, 1, 2, 3))
    story = Course(kit, kit.deck.take(text.name), by, kit.some_members(number, by))
    story.strict = False
    return story


def in_session(kit: Kit, story: Course, number: int) -> Course:
    """Written for the session, decided after it, handed to the units at the handing-over meeting."""
    opens, closes = kit.days.sessions[number]
    meeting = kit.days.assembly(number)
    story.plan("submit", forward(back(opens, 3), kit.rng.randint(0, 4)))
    decided = forward(closes, kit.rng.randint(1, 3))
    handed = forward(decided, 8)
    return story.fix(recommend=back(decided, 1), decide=decided, hand_over=handed, assign=meeting)


# -- how matters went ------------------------------------------------------------------------------------------------


def usual(story: Course) -> None:
    story.through("finish")
    after(story)


def after(story: Course) -> None:
    """A planned result is followed up months later; most are finished then."""
    if story.text.letter != "B":
        return
    kit = story.kit
    day = forward(story.days["finish"], kit.rng.randint(50, 110))
    done = kit.rng.random() < 0.7
    _follow(story, day, "A" if done else "B")
    if done:
        story.act("finish", "finish_follow_up", "proposal_clerk", Role.PROPOSAL_CLERK, forward(day, 6))


def _follow(story: Course, day: date, letter: str) -> None:
    text = story.kit.rng.choice(phrases()["follow_ups"])
    story.act("finish", "record_follow_up", clerk_of(story.lead), Role.UNIT_CLERK, day, text=text, letter=letter)


def key(story: Course) -> None:
    """A key proposal: a leader's instruction, a talk face to face."""
    story.through("decide")
    story.make_key(story.kit.rng.choice(phrases()["instructions"]))
    story.through("sign", first="hand_over")
    story.contact("meeting")
    story.through("finish", first="opinion")
    told_of_key(story)
    after(story)


def late(story: Course) -> None:
    """The reply came after the limit."""
    story.fix(draft=forward(story.days["opinion"], 58))
    usual(story)


def reassigned(story: Course) -> None:
    """Handed to the wrong unit first, which asked in time to give it back."""
    right, wrong = story.lead, "reform"
    story.lead = wrong
    story.through("assign")
    story.work_act(
        "sign", wrong, "ask_return", clerk_of(wrong), Role.UNIT_CLERK,
        ground="not_our_duty", reason=phrases()["return_reasons"][1], suggests=story.kit.pk(right),
    )  # fmt: skip
    answered = forward(story.days["sign"], 3)
    story.work_act(
        "sign", wrong, "accept_return", "gov_supervisor", Role.SUPERVISOR, answered,
        unit=story.kit.pk(right), note="同意改办，请接办单位抓紧签收",
    )  # fmt: skip
    story.lead = right
    story.fix(sign=forward(answered, 1))
    story.through("finish", first="sign")
    after(story)


def objected(story: Course) -> None:
    """A joint unit did not agree with the first draft."""
    story.through("circulate")
    story.object(story.joints[0], phrases()["objections"][0])
    story.countersign(story.joints[1:])
    again = forward(story.days["countersign"], 3)
    story.draft(text=story.text.reply() + "\n所需经费按项目由各单位分担，资金来源已与财政部门商定。", day=again)
    story.fix(circulate=forward(again, 1))
    story.circulate()
    story.countersign()
    story.through("finish", first="sign_off")
    after(story)


def regraded(story: Course) -> None:
    """The supervision office changed the unit's own grade."""
    given = "A" if story.text.letter == "B" else "B"
    story.through("contact")
    story.opinion()
    story.draft(letter=given)
    story.through("sign_off", first="circulate")
    story.check(reason="主要措施尚在推进，按完成情况核定办理结果")
    story.through("finish", first="deliver")
    after(story)


def sent_back(story: Course) -> None:
    """The unit's head wanted a better draft."""
    _again(story, "sign_off", "send_back", None, "第二条只讲了打算，请把已经做的和还没做的分开写")


def redone(story: Course) -> None:
    """The supervision office wanted a better reply."""
    _again(story, "check", "return_reply", story.supervisor, "没有逐条回应提案建议，请补充第三条的办理情况")


def _again(story: Course, stage: str, row: str, who: str | None, reason: str) -> None:
    story.through("countersign")
    if stage == "check":
        story.sign_off()
    role = Role.SUPERVISOR if who else Role.UNIT_HEAD
    story.work_act(stage, story.lead, row, who or head_of(story.lead), role, reason=reason)
    day = forward(story.days[stage], 3)
    story.draft(text=story.text.reply() + "\n以上事项均已明确完成时间和责任人。", day=day)
    story.fix(circulate=forward(day, 1))
    story.through("finish", first="circulate")
    after(story)


def rehandled(story: Course) -> None:
    """Somebody was not content; the second reply satisfied."""
    story.through("deliver")
    _second_round(story, "satisfied")
    story.finish()
    after(story)


def talked_over(story: Course) -> None:
    """Not content after the second reply either: a talk, then closed."""
    story.through("deliver")
    _second_round(story, "dissatisfied")
    day = forward(story.days["finish"], 3)
    story.act(
        "finish", "close_after_talk", "proposal_clerk", Role.PROPOSAL_CLERK, day,
        held_on=back(day, 1), people="提案者、承办单位分管负责人、提案委主任", reason=phrases()["talk_reasons"][0],
    )  # fmt: skip


def _second_round(story: Course, result: str) -> None:
    story.judge({story.by: "dissatisfied"})
    asked = forward(story.days["judge"], len(story.signers) + 2)
    story.act(
        "finish", "rehandle", story.supervisor, Role.SUPERVISOR, asked, reason=phrases()["dissatisfied_comments"][0]
    )
    story.joints = ()
    story.plan("assign", asked, {"draft": 6, "opinion": 0, "circulate": 1, "countersign": 0})
    story.sign()
    story.contact("visit")
    story.draft(text=story.text.second_reply())
    for stage in ("circulate", "sign_off", "check", "deliver"):
        getattr(story, stage)()
    story.judge({story.by: result} if result != "satisfied" else None, only=(story.by,))


def silent(story: Course) -> None:
    """One signatory never answered; that stays 无反馈."""
    if not story.cosigners:
        story.cosigners = story.kit.some_members(1, story.by)
    story.through("deliver")
    story.judge(only=story.signers[:-1])
    over = forward(story.days["deliver"], 18)
    story.act("finish", "no_answer", "proposal_clerk", Role.PROPOSAL_CLERK, over)
    story.fix(finish=forward(over, 1))
    story.finish()
    after(story)


def withdrawn_after_filing(story: Course) -> None:
    """Taken back by the proposer after filing; the number stays empty."""
    story.through("decide")
    reason = phrases()["withdraw_reasons"][0]
    story.act("hand_over", "withdraw", *story.author, reason=reason)


def revoked(story: Course) -> None:
    """A joint unit that was not needed after all."""
    story.through("assign")
    unit = story.joints[-1]
    reason = "该项职责由主办单位承担，不须会办"
    story.work_act("assign", unit, "revoke", story.supervisor, Role.SUPERVISOR, reason=reason)
    story.joints = story.joints[:-1]
    story.through("finish", first="sign")
    after(story)


def unit_added(story: Course) -> None:
    """Another unit joined after the meeting."""
    story.through("assign")
    story.act("assign", "add_unit", story.supervisor, Role.SUPERVISOR, unit=story.kit.pk("finance"), role="joint")
    story.joints = (*story.joints, "finance")
    story.through("finish", first="sign")
    after(story)


def returned_once(story: Course) -> None:
    """Sent back to the proposer, improved, submitted again."""
    story.through("submit")
    reason = story.kit.rng.choice(phrases()["revise_reasons"])
    returned = forward(story.days["submit"], 1)
    story.act("submit", "return_to_author", "proposal_clerk", Role.PROPOSAL_CLERK, returned, reason=reason)
    story.act("submit", "submit", *story.author, forward(story.days["submit"], 2))
    later = forward(story.days["submit"], 3)
    if story.days["recommend"] < later:
        story.fix(recommend=later)
    story.through("finish", first="recommend")
    after(story)


def _always(_text: Text) -> bool:
    return True


def _has_joint_units(text: Text) -> bool:
    return bool(text.joint)


def _of_the_government(text: Text) -> bool:
    return UNITS[text.lead][3] == "gov" and "reform" not in (text.lead, *text.joint)


FITS: dict[Turn, Callable[[Text], bool]] = {
    reassigned: _of_the_government,
    objected: _has_joint_units,
    revoked: _has_joint_units,
    silent: lambda text: text.name not in COLLECTIVES,
    unit_added: lambda text: "finance" not in (text.lead, *text.joint),
}
EARLIER_TURNS: tuple[Turn, ...] = (key, reassigned, rehandled, talked_over, silent, late, revoked)
LATEST_TURNS: tuple[Turn, ...] = (
    key, key, reassigned, objected, late, regraded, rehandled, sent_back, withdrawn_after_filing, silent,
    talked_over, unit_added, late, redone, key, returned_once,
)  # fmt: skip


# -- what was not filed, and what was merged -------------------------------------------------------------------------


def unfit(kit: Kit) -> None:
    """Not filed with a ground, passed on and done, given up as a draft."""
    reasons = {
        "cousin": "提案反映的是亲属个人经营事项，请通过正常渠道办理，有关情况已转街镇了解。",
        "lawsuit": "该纠纷已进入民事诉讼程序，依规定不作为提案立案。",
        "slogan": "情况和建议较为空泛，没有可供办理的具体事项，请补充调研后另行提出。",
        "tax": "税收制度属国家事权，已作为意见留存，今后可通过社情民意渠道反映。",
    }
    for number, (name, reason) in enumerate(reasons.items()):
        story = begun(kit, kit.deck.texts[name])
        in_session(kit, story, EARLIER if number == 0 else LATEST)
        story.through("submit")
        story.recommend("not_file", ground=story.text.ground, text="建议不予立案。")
        story.decide("not_file", ground=story.text.ground, reason=reason)
    done = begun(kit, kit.deck.texts["bigdata_idea"])
    in_session(kit, done, EARLIER)
    pass_on(done)
    handled = "已送区数据局、保密部门作为制度设计参考。"
    done.text_act("assign", "take_over", "office_clerk", Role.OFFICE_CLERK, handled=handled)
    done.text_act("sign", "sign_passed_on", "opinion_signer", Role.OPINION_SIGNER, note="同意，请告知提案者。")
    given_up = begun(kit, kit.deck.texts["dataset"])
    given_up.plan("write", back(kit.days.last, 45))
    given_up.write()
    given_up.act("submit", "discard", *given_up.author)


def merged(kit: Kit) -> None:
    """Two proposals on night markets become one; both proposers are answered."""
    main, other = begun(kit, kit.deck.texts["night@0"]), begun(kit, kit.deck.texts["night@1"])
    in_session(kit, main, EARLIER)
    in_session(kit, other, EARLIER)
    other.fix(decide=forward(main.days["decide"], 1))
    other.through("submit")
    other.recommend("merge", text="与临江滨水夜市提案同类，建议并案。")
    other.decide("merge", main=lambda: main.pk, text="并入后一并办理，分别答复。")
    main.merged = (other,)
    main.through("deliver")
    main.judge()
    for number, name in enumerate(other.signers, start=len(main.signers)):
        day = forward(main.days["judge"], number)
        main.act("judge", "evaluate", name, Role.MEMBER, day, **answers("satisfied"), comment=other.text.say)
    everyone = len(main.signers) + len(other.signers)
    main.days["finish"] = max(main.days["finish"], forward(main.days["judge"], everyone + 1))
    main.finish()
