"""The cast that every test speaks of: one small committee whose people always have the same names and roles.

沈岚 writes, 周正 and 何静 co-sign, 陆远 is a stranger; the housing bureau leads, the water bureau joins, the school
bureau is a stranger unit; the government's supervision office assigns, the party's is the other channel.
"""

from datetime import date, datetime
from types import SimpleNamespace

from django.utils import timezone

from core.matters import drafts
from core.models import Organisation, Post, Role, User
from core.people.actors import Actor
from members.models import Mandate, Member, Session, Term
from proposals.kinds import PROPOSALS
from proposals.models import Proposal
from tests.builders.replay import replayed

PASSWORD = "Cast-2026-pass"
MONDAY = date(2026, 3, 2)
#: One person of the cast for each post.
USERS = {
    Role.MEMBER: "shen", Role.UNIT_CLERK: "housing_clerk", Role.UNIT_HEAD: "housing_head",
    Role.PROPOSAL_CLERK: "clerk", Role.PROPOSAL_CHAIR: "chair", Role.COMMITTEE_CLERK: "committee_clerk",
    Role.OFFICE_CLERK: "office_clerk", Role.SUPERVISOR: "gov_office", Role.LIAISON: "liaison_clerk",
    Role.OPINION_EDITOR: "editor", Role.OPINION_SIGNER: "signer", Role.LEADER: "leader", Role.SYSADMIN: "sysadmin",
    Role.SECADMIN: "secadmin", Role.AUDITOR: "auditor",
}  # fmt: skip


def at(day: date, hour: int = 10) -> datetime:
    """An aware moment on ``day`` in local time."""
    return timezone.make_aware(datetime(day.year, day.month, day.day, hour))


def person(username: str, full_name: str, role: str, organisation=None) -> User:
    """A user with one post."""
    user = User.objects.create_user(username, password=PASSWORD, full_name=full_name)
    post = Post.objects.create(user=user, role=role, organisation=organisation)
    user.current_post = post
    user.save(update_fields=["current_post"])
    return user


def body(name: str, kind: str, **more) -> Organisation:
    return Organisation.objects.create(name=name, short_name=more.pop("short_name", name), kind=kind, **more)


def make_cast() -> SimpleNamespace:
    """Build the committee; about forty statements."""
    kind = Organisation.Kind
    term = Term.objects.create(number=15, starts_on=date(2022, 1, 1))
    session = Session.objects.create(
        term=term,
        number=5,
        opens_on=date(2026, 2, 2),
        closes_on=date(2026, 2, 5),
        proposals_from=at(date(2026, 1, 5)),
        proposal_cutoff=at(date(2026, 2, 4), 17),
    )
    gov = body("区政府督查室", kind.SUPERVISION_OFFICE)
    party = body("区委督查室", kind.SUPERVISION_OFFICE)
    housing = body("区住房和城乡建设局", kind.UNIT, short_name="区住建局", document_word="江建提", supervised_by=gov)
    water = body("区水利局", kind.UNIT, supervised_by=gov)
    finance = body("区财政局", kind.UNIT, supervised_by=gov)
    school = body("区教育局", kind.UNIT, supervised_by=gov)
    farming = body("农业界", kind.SECTOR)
    committee = body("经济委员会", kind.SPECIAL_COMMITTEE)
    liaison = body("青山联络办", kind.LIAISON_OFFICE)
    office = body("区政协办公室", kind.CPPCC_OFFICE)
    c = SimpleNamespace(
        term=term, session=session, gov=gov, party=party, housing=housing, water=water, finance=finance,
        school=school, farming=farming, committee=committee, liaison=liaison, office=office,
    )  # fmt: skip

    def member(username: str, name: str) -> tuple[User, Member]:
        user = person(username, name, Role.MEMBER)
        row = Member.objects.create(user=user, name=name, gender="女", sort_key=username)
        mandate = Mandate.objects.create(member=row, term=term, sector=farming, starts_on=term.starts_on)
        mandate.seats.create(organisation=committee)
        return user, row

    c.shen, c.shen_member = member("shen", "沈岚")
    c.zhou, c.zhou_member = member("zhou", "周正")
    c.he, c.he_member = member("he", "何静")
    c.lu, c.lu_member = member("lu", "陆远")
    c.housing_clerk = person("housing_clerk", "马宁", Role.UNIT_CLERK, housing)
    c.housing_head = person("housing_head", "孟局", Role.UNIT_HEAD, housing)
    c.water_clerk = person("water_clerk", "江水", Role.UNIT_CLERK, water)
    c.water_head = person("water_head", "洪局", Role.UNIT_HEAD, water)
    c.finance_clerk = person("finance_clerk", "金算", Role.UNIT_CLERK, finance)
    c.school_clerk = person("school_clerk", "柯学", Role.UNIT_CLERK, school)
    c.clerk = person("clerk", "田文", Role.PROPOSAL_CLERK, office)
    c.chair = person("chair", "严主任", Role.PROPOSAL_CHAIR, office)
    c.office_clerk = person("office_clerk", "白洁", Role.OFFICE_CLERK, office)
    c.committee_clerk = person("committee_clerk", "毕然", Role.COMMITTEE_CLERK, committee)
    c.liaison_clerk = person("liaison_clerk", "连线", Role.LIAISON, liaison)
    c.gov_office = person("gov_office", "郑督", Role.SUPERVISOR, gov)
    c.party_office = person("party_office", "党督", Role.SUPERVISOR, party)
    c.editor = person("editor", "边集", Role.OPINION_EDITOR, office)
    c.signer = person("signer", "乔发", Role.OPINION_SIGNER, office)
    c.leader = person("leader", "梁主席", Role.LEADER, office)
    c.sysadmin = person("sysadmin", "管理", Role.SYSADMIN)
    c.secadmin = person("secadmin", "安管", Role.SECADMIN)
    c.auditor = person("auditor", "审计", Role.AUDITOR)
    return c


TEXTS = {
    "title": "关于加快青山片区自来水管网建设的提案",
    "situation": "青山片区供水管网老化，夏季高峰时段水压不足。",
    "analysis": "片区供水由三家小水厂分别承担，标准不一。",
    "suggestion": "一是整合小水厂；二是更新老旧管网；三是公开水质监测数据。",
    "category": "city",
    "publish_consent": True,
}


def who(user: User, day: date = MONDAY, hour: int = 10) -> Actor:
    """The user acting on ``day`` in the post in use; reads the user fresh."""
    return Actor.of(User.objects.get(pk=user.pk), at=at(day, hour))


@replayed
def draft(c, user: User | None = None, day: date = MONDAY, **texts) -> Proposal:
    """A complete draft of 沈岚 (or of ``user``)."""
    actor = who(user or c.shen, day)
    proposal = drafts.start(PROPOSALS, actor)
    drafts.save(fresh(proposal), actor, {**TEXTS, **texts})
    return fresh(proposal)


def fresh(obj):
    """The row as it is now, as a page would fetch it."""
    return type(obj).objects.get(pk=obj.pk)
