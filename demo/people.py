"""The members of the 15th term: sectors, parties, mandates, seats, offices; and the accounts of everybody."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from core.models import Organisation, Role, User
from core.pinyin import sort_key
from demo import accounts
from demo.accounts import Person
from demo.names import RARE, Names
from demo.organisations import COMMITTEES, LIAISONS, SECTORS
from members.models import Mandate, Member, MemberParty, OfficeHeld, Seat, Session, Term

MEMBERS = 162
STANDING = 28
PARTY_OF = {
    "s_ccp": "中共", "s_mg": "民革", "s_mm": "民盟", "s_mj": "民建", "s_mjin": "民进", "s_ng": "农工党",
    "s_js": "九三学社", "s_none": "无党派",
}  # fmt: skip
ELSEWHERE = ("中共", "中共", "无党派", "群众", "群众", "民盟", "民建", "民进", "致公党", "台盟")
INTERESTS = {
    "s_eco": ("economy_c", "city_c"), "s_trade": ("economy_c", "law_c"), "s_farm": ("farm_c", "economy_c"),
    "s_edu": ("edu_c", "culture_c"), "s_cult": ("culture_c", "edu_c"), "s_health": ("edu_c", "law_c"),
    "s_sci": ("edu_c", "economy_c"), "s_welfare": ("law_c", "city_c"), "s_faith": ("united_c", "culture_c"),
    "s_women": ("law_c", "united_c"), "s_union": ("law_c", "economy_c"), "s_youth": ("united_c", "culture_c"),
}  # fmt: skip
EMPLOYERS = {
    "s_ccp": ("区直机关工作委员会干部", "江岭区档案馆副馆长"),
    "s_eco": ("江岭锦澜竹木有限公司总经理", "绵溪农商行支行行长"),
    "s_trade": ("江岭联拓机械有限公司董事长", "云桥商贸有限公司总经理"),
    "s_farm": ("荷塘莲业专业合作社理事长", "松岭茶叶合作社理事长"),
    "s_edu": ("望湖第二小学校长", "云桥中学教师"),
    "s_cult": ("区文化馆副研究馆员", "江岭融媒体中心编辑"),
    "s_health": ("区人民医院主任医师", "区中医医院副主任医师"),
    "s_sci": ("江岭农业科技研究所研究员", "智澜科技有限公司工程师"),
    "s_welfare": ("区康复服务中心主任", "江岭助残服务社负责人"),
    "s_faith": ("区民族团结促进会副会长", "石门清真饮食店经营者"),
    "s_women": ("白沙镇妇联主席", "区妇幼保健院护士长"),
    "s_union": ("江岭供水公司班组长", "开发区工会联合会副主席"),
    "s_youth": ("江岭青年创业协会会长", "荷塘电商服务站负责人"),
}
OTHERS = (
    "江岭职业技术学校高级讲师",
    "区第二律师事务所律师",
    "江岭设计院高级工程师",
    "区农业技术推广站农艺师",
    "云桥会计师事务所合伙人",
)
NAMED = {  # user name: gender, sector, liaison office, employer, parties, seats as (body, duty), office
    "member1": (
        "女", "s_welfare", "青山", "江岭区社会福利中心主任", ("无党派",),
        (("law_c", "member"), ("city_c", "member")), "standing",
    ),
    "member2": (
        "男", "s_eco", "云桥", "江岭锦澜竹木有限公司副总经理", ("民建",), (("economy_c", "deputy"),), "standing",
    ),
    "member3": (
        "女", "s_health", "望湖", "区人民医院主任医师", ("农工党",), (("edu_c", "deputy"), ("law_c", "member")), "",
    ),
    "member4": ("男", "s_sci", "临江", "智澜科技有限公司工程师", ("九三学社", "中共"), (("edu_c", "member"),), ""),
    "member5": (
        "女", "s_edu", "青山", "青山实验小学校长", ("民进",),
        (("edu_c", "member"), ("culture_c", "deputy")), "standing",
    ),
    "leader1": ("男", "s_ccp", "石门", "区政协主席", ("中共",), (), "chair"),
    "leader2": ("女", "s_mm", "望湖", "区政协副主席、民盟区委主委", ("民盟",), (), "vice_chair"),
    "opinion_signer": ("男", "s_ccp", "青山", "区政协秘书长", ("中共",), (), "secretary_general"),
    "proposal_chair": (
        "男", "s_ccp", "云桥", "区政协提案委员会主任", ("中共",), (("proposal_c", "head"),), "standing",
    ),
}  # fmt: skip


@dataclass
class Row:
    """One member on the way to the register."""

    person: Person
    gender: str
    sector: str
    place: str
    employer: str
    parties: tuple[str, ...]
    seats: tuple[tuple[str, str], ...]
    office: str = ""


@dataclass
class Committee:
    """Who and what there is, by the names the stories use."""

    bodies: dict[str, Organisation]
    users: dict[str, User]
    members: dict[str, Member]
    sessions: dict[int, Session]
    ordinary: list[str] = field(default_factory=list)  # user names of members without a demo account, in office
    by_place: dict[str, list[str]] = field(default_factory=dict)


def create(bodies: dict[str, Organisation], sessions: dict[int, Session], rng) -> Committee:
    """Write accounts and members. ``sessions`` of one term by number; the term's first day starts most mandates."""
    known = [row[0] for row in accounts.every_account().values()] + [first + last for first, last, _ in RARE]
    names = Names(rng, known)
    term = sessions[1].term
    rows = _rows(names, rng)
    clerks = accounts.staff(names)
    named = {person.username: person for person in clerks}
    for row in rows:
        row.person = named.get(row.person.username, row.person)
    people = clerks + [row.person for row in rows if row.person.username not in named]
    joined = timezone.make_aware(datetime.combine(sessions[4].opens_on - timedelta(days=60), time(9)))
    users = accounts.write(people, bodies, joined, rng)
    members = _write_members(rows, users, rng)
    _write_mandates(rows, members, bodies, term, sessions, rng)
    committee = Committee(bodies, users, members, sessions)
    gone = {m.member_id for m in Mandate.objects.exclude(ends_on=None)}
    late = set(Mandate.objects.filter(gained=Mandate.Gained.ADDED).values_list("member_id", flat=True))
    for row in rows:
        username = row.person.username
        if username not in NAMED and members[username].pk not in gone | late:
            committee.ordinary.append(username)
            committee.by_place.setdefault(row.place, []).append(username)
    return committee


def create_sessions(dates: dict[int, tuple[date, date]]) -> dict[int, Session]:
    """The term with its sessions; ``dates`` are opening and closing by number, the cut-off is 17:00 a day before."""
    term = Term.objects.create(number=15, starts_on=date(dates[1][0].year, 1, 8))
    made = {}
    for number, (opens, closes) in dates.items():
        made[number] = Session.objects.create(
            term=term,
            number=number,
            opens_on=opens,
            closes_on=closes,
            proposals_from=timezone.make_aware(datetime(opens.year, 1, 5, 9)),
            proposal_cutoff=timezone.make_aware(datetime.combine(closes - timedelta(days=1), time(17))),
        )
    return made


def _rows(names: Names, rng) -> list[Row]:
    rows = [Row(Person(name, ""), *given) for name, given in NAMED.items()]
    sectors = list(SECTORS)
    rare = list(RARE)
    for number in range(len(rows) + 1, MEMBERS + 1):
        sector = sectors[number % len(sectors)]
        if rare and number % 15 == 0:
            first, last, gender = rare.pop(0)
            name = first + last
        else:
            gender = "女" if rng.random() < 0.36 else "男"
            name = names.new(gender)
        person = Person(f"m{number:03d}", name, [(Role.MEMBER, "", "")])
        employer = rng.choice(EMPLOYERS.get(sector, OTHERS))
        if not employer.startswith(("江岭", "区")):
            employer = f"江岭区{employer}"
        place = LIAISONS[number % len(LIAISONS)]
        rows.append(Row(person, gender, sector, place, employer, _parties(sector, rng), _seats(sector, rng)))
    standing = [row for row in rows if not row.office]
    for row in rng.sample(standing, STANDING):
        row.office = "standing"
    for row in [row for row in standing if not row.office][:3]:
        row.office = "vice_chair"
    _heads(rows)
    return rows


def _parties(sector: str, rng) -> tuple[str, ...]:
    first = PARTY_OF.get(sector) or rng.choice(ELSEWHERE)
    if first in {"民盟", "民建", "九三学社", "民进"} and rng.random() < 0.12:
        return (first, "中共")
    return (first,)


def _seats(sector: str, rng) -> tuple[tuple[str, str], ...]:
    wanted = INTERESTS.get(sector) or tuple(rng.sample(list(COMMITTEES), 2))
    count = rng.choices((0, 1, 2), (15, 55, 30))[0]
    return tuple((code, "member") for code in wanted[:count])


def _heads(rows: list[Row]) -> None:
    """One head for every committee that has none, and one convenor for every liaison office."""
    have = {code for row in rows for code, duty in row.seats if duty == "head"}
    for row in rows[len(NAMED) :]:
        if row.seats and row.seats[0][0] not in have and row.office == "standing":
            have.add(row.seats[0][0])
            row.seats = ((row.seats[0][0], "head"), *row.seats[1:])


def _write_members(rows: list[Row], users: dict[str, User], rng) -> dict[str, Member]:
    members = []
    for number, row in enumerate(rows, start=1):
        user = users[row.person.username]
        members.append(
            Member(
                user=user,
                name=user.full_name,
                gender=row.gender,
                ethnicity=rng.choices(("汉族", "回族", "畲族", "苗族", "满族"), (90, 4, 3, 2, 1))[0],
                birth=f"{rng.randint(1963, 1992)}-{rng.randint(1, 12):02d}",
                employer_post=row.employer,
                phone=f"1000000{number:04d}",
                address=f"江岭区{row.place}片区文汇路{rng.randint(1, 260)}号",
                postcode="000000",
                sort_key=sort_key(user.full_name),
            )
        )
    made = Member.objects.bulk_create(members)
    MemberParty.objects.bulk_create(
        MemberParty(member=member, party=party, order=order)
        for member, row in zip(made, rows, strict=True)
        for order, party in enumerate(row.parties)
    )
    return {row.person.username: member for row, member in zip(rows, made, strict=True)}


ENDS = (
    (Mandate.Ended.RESIGNED, "调离本区工作", 8), (Mandate.Ended.RESIGNED, "因身体原因本人申请", 16),
    (Mandate.Ended.RELEASED, "不再代表原界别", 20), (Mandate.Ended.DIED, "因病去世", 12),
    (Mandate.Ended.RESIGNED, "出国定居", 5),
)  # fmt: skip


def _write_mandates(rows, members, bodies, term: Term, sessions: dict[int, Session], rng) -> None:
    """Seven members were added in mid-term and five left; everybody else serves from the first day on."""
    ordinary = [row for row in rows if row.person.username not in NAMED and not row.office]
    chosen = rng.sample(ordinary, 12)
    added, leaving = chosen[:7], dict(zip((row.person.username for row in chosen[7:]), ENDS, strict=True))
    mandates, late = [], {row.person.username for row in added}
    for number, row in enumerate(rows, start=1):
        username = row.person.username
        mandate = Mandate(
            member=members[username],
            term=term,
            sector=bodies[row.sector],
            card_no=f"15{number:04d}",
            starts_on=term.starts_on,
        )
        if username in late:
            mandate.gained = Mandate.Gained.ADDED
            mandate.starts_on = sessions[rng.choice((3, 4, 5))].opens_on - timedelta(days=20)
            mandate.decided_by = f"区政协第十五届常委会会议 {mandate.starts_on:%Y-%m-%d}"
        if username in leaving:
            mandate.ended, mandate.ended_reason, weeks = leaving[username]
            mandate.ends_on = sessions[5].opens_on - timedelta(weeks=weeks)
            mandate.ended_by = f"区政协第十五届常委会会议 {mandate.ends_on:%Y-%m-%d}"
        mandates.append(mandate)
    made = Mandate.objects.bulk_create(mandates)
    seats, offices, convened = [], [], set()
    for row, mandate in zip(rows, made, strict=True):
        duty = Seat.Duty.MEMBER if row.place in convened or row.office else Seat.Duty.CONVENOR
        convened |= {row.place} if duty == Seat.Duty.CONVENOR else set()
        held = {"mandate": mandate, "starts_on": mandate.starts_on, "ends_on": mandate.ends_on}
        seats += [Seat(organisation=bodies[code], duty=duty, **held) for code, duty in row.seats]
        seats.append(Seat(organisation=bodies[row.place], duty=duty, **held))
        if row.office:
            offices.append(OfficeHeld(mandate=mandate, office=row.office, starts_on=mandate.starts_on))
    Seat.objects.bulk_create(seats)
    OfficeHeld.objects.bulk_create(offices)
