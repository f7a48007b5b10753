"""What the office enters about members between elections: one filled place, duties, a suspension, contacts, changes."""

from datetime import date, timedelta
from functools import partial

from core.models import Role
from demo.days import back, moment
from demo.kit import Kit
from members.models import Mandate, Member, OfficeHeld, Seat
from members.services import chains, contact_changes, holding, mandates, suspensions

RESIDENTS = (
    ("city", "滕怀瑾", "女", "市中心医院江岭分院主任医师"),
    ("city", "岑嘉树", "男", "江岭精工集团有限公司董事长"),
    ("province", "闵知远", "男", "省农业科学院研究员，江岭茶叶试验站站长"),
)
SUSPENDED = "因涉嫌违纪接受调查"


def tell(kit: Kit) -> None:
    """Put on the list of acts what the office entered. Who is chosen follows from the order of the register."""
    last, opened = kit.days.last, kit.days.sessions[5][0]
    office = partial(kit.actor, "office_clerk", Role.OFFICE_CLERK)
    _fill_place(opened - timedelta(days=20))
    for days, (level, name, gender, post) in enumerate(RESIDENTS, start=30):
        facts = {
            "level": level,
            "name": name,
            "gender": gender,
            "employer_post": post,
            "phone": f"1000000{9900 + days}",
        }
        kit.at(moment(back(last, days), 9), name, lambda at, f=facts: mandates.add_resident(actor=office(at), **f))
    kit.at(moment(opened + timedelta(days=9), 10), "任职", lambda at: _duties(kit, office(at)))
    kit.at(moment(opened + timedelta(days=10), 11), "中止履职", lambda at: _suspend(kit, office(at), opened))
    kit.at(moment(back(last, 60), 15), "联系", lambda at: _contacts(kit, office(at)))
    for username, days, values in (
        ("member3", 2, {"phone": "10000008803", "address": "江岭区望湖片区临湖路66号2栋"}),
        ("member1", 1, {"employer_post": "江岭区社会福利中心主任、党组书记", "email": "shenlan@example.cn"}),
    ):
        kit.at(moment(back(last, days - 1), 8 + days, 12), "资料变更", partial(_ask, kit, username, values))


def _fill_place(day: date) -> None:
    """One of those added in mid-term took the place of one who had left (递补)."""
    left = Mandate.objects.filter(ends_on__lt=day).order_by("ends_on").first()
    added = Mandate.objects.filter(gained=Mandate.Gained.ADDED, ends_on=None).order_by("pk").first()
    if left and added:
        decided = f"区政协第十五届常委会会议 {day:%Y-%m-%d}"
        Mandate.objects.filter(pk=added.pk).update(
            gained=Mandate.Gained.SUBSTITUTED, replaces=left, starts_on=day, decided_by=decided
        )
        added.seats.update(starts_on=day)
        Mandate.objects.filter(pk=left.pk).update(paper=f"江政协〔{left.ends_on.year}〕17号")


def _mandate(kit: Kit, username: str) -> Mandate:
    return Mandate.objects.select_related("member").get(member=kit.committee.members[username], ends_on=None)


def _duties(kit: Kit, actor) -> None:
    """A deputy becomes head of a committee, and the leader of a party holds her office there."""
    why = "区政协第十五届常委会会议决定"
    seat = Seat.objects.filter(mandate=_mandate(kit, "member3"), duty=Seat.Duty.DEPUTY).select_related(
        "mandate__member", "organisation"
    ).get()  # fmt: skip
    holding.change_duty(actor=actor, seat=seat, duty=Seat.Duty.HEAD, starts_on=actor.today, reason=why)
    facts = {"party": "民盟", "title": "民盟江岭区委主委", "reason": "民盟江岭区第六次代表大会选举"}
    leader = kit.committee.members["leader2"]
    holding.give_party_office(actor=actor, member=leader, starts_on=actor.today - timedelta(days=90), **facts)


def _suspend(kit: Kit, actor, opened: date) -> None:
    """One was suspended for some weeks in spring."""
    starts = opened + timedelta(days=10)
    suspensions.suspend(
        actor=actor, mandate=_mandate(kit, kit.committee.ordinary[-1]), starts_on=starts,
        ends_on=starts + timedelta(days=40), reason=SUSPENDED, decided_by=f"主席会议 {starts:%Y-%m-%d}",
        paper=f"江政协〔{starts.year}〕9号",
    )  # fmt: skip


def _contacts(kit: Kit, actor) -> None:
    """Standing members with two members each, members of the Party with one outside it."""
    people = [kit.committee.members[username] for username in kit.committee.ordinary]
    standing = OfficeHeld.objects.filter(office="standing").order_by("pk").values("mandate__member")
    chiefs = list(Member.objects.filter(pk__in=standing).order_by("pk")[:6])
    ordinary = [person for person in people if person not in chiefs]
    for place, chief in enumerate(chiefs):
        for other in ordinary[2 * place : 2 * place + 2]:
            chains.connect(actor=actor, kind="standing", member=chief, contacted=other, starts_on=actor.today)
    inside = set(Member.objects.filter(parties__party="中共").values_list("pk", flat=True))
    within, outside = [p for p in ordinary if p.pk in inside], [p for p in ordinary if p.pk not in inside]
    for one, other in list(zip(within, outside, strict=False))[:5]:
        chains.connect(actor=actor, kind="party", member=one, contacted=other, starts_on=actor.today)


def _ask(kit: Kit, username: str, values: dict[str, str], at) -> None:
    member = kit.committee.members[username]
    actor = kit.actor(username, Role.MEMBER, at)
    contact_changes.ask(actor=actor, member=member, values=values, note="请从下周起使用新的联系方式")
