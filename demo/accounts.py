"""Who signs in: the demo accounts with their posts, and everybody else who works in or with the committee."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password

from core.models import Organisation, Post, Role, User
from demo import lines
from demo.lines import Accounts
from demo.names import Names
from demo.organisations import BODIES, COMMITTEES, LIAISONS, PARTIES, UNITS

PASSWORD = "Demo-2026-zx"  # noqa: S105 - known to everybody; never exists in a production database

# user name: full name, posts as (role, body, title); the first post is the one in use after sign-in
ACCOUNTS: Accounts = {
    "member1": ("沈岚", ((Role.MEMBER, "", ""),)),
    "member2": ("顾明喆", ((Role.MEMBER, "", ""), (Role.COMMITTEE_CLERK, "economy_c", "副主任"))),
    "member3": ("乔珺玥", ((Role.MEMBER, "", ""),)),
    "member4": ("宋赟彧", ((Role.MEMBER, "", ""),)),
    "member5": ("裴𬱖", ((Role.MEMBER, "", ""), (Role.COMMITTEE_CLERK, "s_edu", "界别召集人"))),
    "unit_clerk1": ("马宁", ((Role.UNIT_CLERK, "housing", "办公室科员"),)),
    "unit_head1": ("孟繁川", ((Role.UNIT_HEAD, "housing", "局长"),)),
    "unit_clerk2": ("江晓淼", ((Role.UNIT_CLERK, "water", "办公室科员"),)),
    "unit_head2": ("洪泽川", ((Role.UNIT_HEAD, "water", "局长"),)),
    "proposal_clerk": ("田文静", ((Role.PROPOSAL_CLERK, "proposal_c", "四级主任科员"),)),
    "proposal_chair": ("严崇礼", ((Role.PROPOSAL_CHAIR, "proposal_c", "主任"), (Role.MEMBER, "", ""))),
    "committee_clerk": ("毕然", ((Role.COMMITTEE_CLERK, "economy_c", "科员"),)),
    "office_clerk": ("白洁", ((Role.OFFICE_CLERK, "office", "秘书科科员"), (Role.LIAISON, "云桥", "兼职联络员"))),
    "party_supervisor": ("纪长河", ((Role.SUPERVISOR, "party", "督查专员"),)),
    "gov_supervisor": ("郑开元", ((Role.SUPERVISOR, "gov", "督查专员"),)),
    "liaison1": ("连晓晴", ((Role.LIAISON, "青山", "联络员"),)),
    "opinion_editor": ("卞雨桐", ((Role.OPINION_EDITOR, "office", "信息科科员"),)),
    "opinion_signer": ("乔远山", ((Role.OPINION_SIGNER, "office", "秘书长"), (Role.MEMBER, "", ""))),
    "leader1": ("梁仲衡", ((Role.LEADER, "office", "主席"), (Role.MEMBER, "", ""))),
    "leader2": ("冯令仪", ((Role.LEADER, "office", "副主席"), (Role.MEMBER, "", ""))),
    "sysadmin": ("管宇", ((Role.SYSADMIN, "office", "信息中心"),)),
    "secadmin": ("安若素", ((Role.SECADMIN, "office", "保密专员"),)),
    "auditor": ("尹慎之", ((Role.AUDITOR, "office", "机关纪委"),)),
}
UNIT_ACCOUNTS = {"housing": ("unit_clerk1", "unit_head1"), "water": ("unit_clerk2", "unit_head2")}


def every_account() -> Accounts:
    """The demo's own accounts and those that lines of business bring for posts of their own."""
    return ACCOUNTS | lines.accounts()


@dataclass
class Person:
    """Somebody who will sign in: built first, written together with all others."""

    username: str
    name: str
    posts: list[tuple[str, str, str]] = field(default_factory=list)


def clerk_of(unit: str) -> str:
    """User name of a unit's clerk."""
    return UNIT_ACCOUNTS.get(unit, (f"{unit}_clerk", ""))[0]


def head_of(unit: str) -> str:
    """User name of a unit's head."""
    return UNIT_ACCOUNTS.get(unit, ("", f"{unit}_head"))[1]


def office_of(body: str) -> str:
    """User name of whoever writes for a committee, party, people's organisation, sector or liaison office."""
    return {"economy_c": "committee_clerk", "青山": "liaison1", "s_edu": "member5"}.get(body, f"{_latin(body)}_clerk")


def _latin(body: str) -> str:
    return f"liaison{LIAISONS.index(body) + 1}" if body in LIAISONS else body


def staff(names: Names) -> list[Person]:
    """Everybody but the ordinary members."""
    people = [Person(username, name, list(posts)) for username, (name, posts) in every_account().items()]
    for code, row in UNITS.items():
        if code not in UNIT_ACCOUNTS:
            people.append(Person(clerk_of(code), row[4], [(Role.UNIT_CLERK, code, "办公室")]))
            people.append(Person(head_of(code), row[5], [(Role.UNIT_HEAD, code, "主要负责人")]))
    for code in (*COMMITTEES, *PARTIES, *BODIES):
        if code not in {"economy_c", "proposal_c"}:
            people.append(Person(office_of(code), names.new("女"), [(Role.COMMITTEE_CLERK, code, "专职干部")]))
    for place in LIAISONS:
        if place != "青山":
            people.append(Person(office_of(place), names.new("男"), [(Role.LIAISON, place, "联络员")]))
    return people


def write(people: list[Person], bodies: dict[str, Organisation], joined: datetime, rng) -> dict[str, User]:
    """Create users and posts; about one in eight has never signed in and still waits for a one-time password."""
    hashed, known = make_password(PASSWORD), every_account()
    users = []
    for person in people:
        waiting = person.username not in known and rng.random() < 0.12
        signed_in = joined + timedelta(days=rng.randint(1, 40), minutes=rng.randint(0, 600))
        users.append(
            User(
                username=person.username,
                full_name=person.name,
                password=make_password(None) if waiting else hashed,
                must_change_password=waiting,
                date_joined=joined,
                last_login=None if waiting else signed_in,
                password_changed_at=None if waiting else joined,
            )
        )
    made = {user.username: user for user in User.objects.bulk_create(users)}
    posts = [
        Post(user=made[person.username], role=role, organisation=bodies.get(body), title=title)
        for person in people
        for role, body, title in person.posts
    ]
    for post in Post.objects.bulk_create(posts):
        user = post.user
        if user.current_post_id is None:
            user.current_post = post
    User.objects.bulk_update(made.values(), ["current_post"], batch_size=200)
    return made
