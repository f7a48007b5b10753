"""Accounts for members: opened in bulk with one-time passwords that exist in readable form on one sheet only.

Passwords are made at the moment the sheet is printed and stored hashed; a lost sheet means new passwords. The first
sign-in demands a password of one's own.
"""

import re
from collections.abc import Iterable

from django.db import transaction

from core import bulk
from core.committee import identity
from core.documents import Paper
from core.documents.data import Card
from core.documents.passwords import password_sheet
from core.matters import events, turn_keeping
from core.matters.lifecycle import Forbidden, Refused
from core.models import Event, Post, Role, User
from core.people.accounts import hashed, one_time_password
from core.people.actors import Actor
from core.people.separation import POWERFUL
from core.pinyin import sort_key
from members.models import Mandate, Member, Term

KEEPERS = (Role.SYSADMIN, Role.OFFICE_CLERK)
AT_ONCE = 200  # about two seconds; the sheet is never kept on a disk, so it cannot be made by a worker


def members_to_open(term: Term | None):
    """Members of the term in office who have no account or have never got past their one-time password."""
    held = Mandate.objects.filter(term=term, ends_on__isnull=True)
    return (
        Member.objects.filter(pk__in=held.values("member"))
        .exclude(user__must_change_password=False, user__isnull=False)
        .select_related("user")
        .order_by("sort_key", "pk")
    )


@transaction.atomic
def open_accounts(*, members: Iterable[Member], actor: Actor, address: str) -> Paper:
    """Give each of ``members`` an account as 委员, or a new one-time password where the first was never used.

    Returns the sheet to print, the only place where the passwords can be read. Whoever uses a password of their own
    already is refused, so that nobody is locked out by mistake. Events are written, never the passwords.
    """
    if not actor.is_in(*KEEPERS):
        raise Forbidden("委员账号由办公室工作人员或系统管理员开通。")
    members = list(members)
    if not members:
        raise Refused("请至少选择一位委员。")
    if len(members) > AT_ONCE:
        raise Refused(f"一次最多开通 {AT_ONCE} 个账号，请分批办理。")
    if settled := [member.name for member in members if member.user and not member.user.must_change_password]:
        raise Refused(f"{'、'.join(settled[:5])}已在使用自己的密码，不再发一次性密码。如忘记密码，请为其单独重置。")
    guarded = _with_power(actor)
    if powerful := [member.name for member in members if member.user_id in guarded]:
        raise Refused(
            f"{'、'.join(powerful[:5])}还任有管理或决定权的岗位，密码须由系统管理员提请、安全管理员确认后重发，请不要勾选。"
        )
    passwords = {member.pk: one_time_password() for member in members}
    fresh = [member for member in members if member.user is None]
    earlier = {member.pk: member.user for member in members if member.user is not None}
    users = _create_users(fresh, passwords, actor) | earlier
    for key, user in earlier.items():
        user.password = hashed(passwords[key])
    User.objects.bulk_update(earlier.values(), ["password"])
    bulk.create(Event, [_event(member, users[member.pk], actor, opened=member.pk not in earlier) for member in members])
    turn_keeping.refresh_unreachable()
    cards = [
        Card(member.name, users[member.pk].username, passwords[member.pk], member.employer_post) for member in members
    ]
    return password_sheet(committee=identity.current().name, address=address, cards=cards)


def _with_power(actor: Actor) -> set[int]:
    """Accounts whose password nobody gives alone."""
    posts = Post.objects.filter(role__in=POWERFUL).exclude(valid_to__lt=actor.today)
    return set(posts.values_list("user_id", flat=True))


def _create_users(members: list[Member], passwords: dict[int, str], actor: Actor) -> dict[int, User]:
    """The account made for each of ``members``, by the member's key."""
    taken = set(User.objects.values_list("username", flat=True))
    made = {
        member.pk: User(
            username=_username(member.name, taken),
            full_name=member.name[:40],
            phone=member.phone.split("、")[0][:20],
            password=hashed(passwords[member.pk]),
            must_change_password=True,
        )
        for member in members
    }
    users = bulk.create(User, list(made.values()))
    bulk.create(Post, [Post(user_id=user.pk, role=Role.MEMBER, valid_from=actor.today) for user in users])
    for member in members:
        member.user = made[member.pk]
    Member.objects.bulk_update(members, ["user"])
    return made


def _username(name: str, taken: set[str]) -> str:
    """The name in pinyin, with a number where somebody has it already."""
    stem = re.sub(r"[^a-z]", "", sort_key(name))[:30] or "weiyuan"
    username, number = stem, 1
    while username in taken:
        number += 1
        username = f"{stem}{number}"
    taken.add(username)
    return username


def _event(member: Member, user: User, actor: Actor, *, opened: bool) -> Event:
    label = "开通账号" if opened else "重发一次性密码"
    return events.unsaved(
        member,
        actor=actor,
        key="open_account" if opened else "reissue_password",
        label=label,
        text=f"{label}：{member.name}（{user.username}）",
        audience=Event.Audience.OFFICE,
    )
