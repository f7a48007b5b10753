"""Accounts for members: opened in bulk with one-time passwords that exist in readable form on one sheet only.

Passwords are made at the moment the sheet is printed and stored hashed; a lost sheet means new passwords. The first
sign-in demands a password of one's own.
"""

import re
from collections.abc import Collection, Iterable
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Min, Q, QuerySet
from django.utils import timezone

from core import bulk
from core.chinese import long_date
from core.committee import identity
from core.documents import Paper
from core.documents.data import Card
from core.documents.passwords import password_sheet
from core.identifiers import first_mobile, username_key
from core.lists import taken_out
from core.lists.taken_out import TakenOut
from core.matters import events, turn_keeping
from core.matters.lifecycle import Forbidden, Refused
from core.models import Event, Post, Role, User
from core.models.roles import KEEPERS
from core.people.accounts import GIVEN, begin_anew, end_sign_ins, give_password
from core.people.actors import Actor
from core.people.separation import guarded
from core.pinyin import sort_key
from members.models import Mandate, Member, Term
from members.services import known_accounts

OVERTAKEN = "其中有人的账号刚由他人开通，没有重复开通。请刷新后再看。"
AT_ONCE = 200  # about two seconds; the sheet is never kept on a disk, so it cannot be made by a worker


def members_to_open(term: Term | None, day: date | None = None):
    """Members of the term who have no account or have never got past their one-time password.

    Whose exit lies ahead is a member until then. Of a term that is prepared it is those on its list.
    """
    held = Mandate.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day or timezone.localdate()), term=term)
    return (
        Member.objects.filter(pk__in=held.values("member"))
        .exclude(user__must_change_password=False, user__isnull=False)
        .select_related("user")
        .order_by("sort_key", "pk")
    )


def stopped(day: date) -> QuerySet[User]:
    """Accounts that take no sign-in although their members are in office on ``day``."""
    return User.objects.filter(is_active=False, member__in=Member.objects.in_office(day)).order_by("full_name", "pk")


def why_no_member(user: User) -> str:
    """Why this account may not have the post of a member; empty where a member of the register stands behind it."""
    if Member.objects.filter(user=user).exists():
        return ""
    return f"{user}的账号没有连着名册中的委员。委员的账号请在“委员名册 → 一次性密码单”中开通。"


def alone(members: QuerySet[Member], actor: Actor) -> QuerySet[Member]:
    """Of these, to whom this person may give a password by themselves; the others need an administrator, or two."""
    return members.exclude(user__in=guarded(actor.today)).exclude(user__in=in_hand(actor))


def in_hand(actor: Actor) -> QuerySet[User]:
    """Accounts that a slip would take from somebody: used already, or, for the office, handed out by an administrator
    since. Their passwords are given again one by one, by the system administrator."""
    used = Q(last_login__isnull=False) | Q(password_changed_at__isnull=False)
    if actor.is_in(Role.SYSADMIN):
        return User.objects.filter(used)
    admins = Post.objects.filter(role=Role.SYSADMIN).values("user")
    return User.objects.filter(used | Q(password_given_by__in=admins))


@transaction.atomic
def open_accounts(
    *, members: Iterable[Member], actor: Actor, address: str, apart: Collection[int] = ()
) -> Paper | None:
    """Give each of ``members`` an account as 委员, or a new one-time password where the first was never used.

    Returns the sheet to print, the only place where the passwords can be read. Whoever uses a password of their own
    already is refused, so that nobody is locked out by mistake, and whoever got an account since ``members`` were
    read, so that nobody gets two. Events are written, never the passwords.

    Who has an account in another post is joined to it (``known_accounts``) and gets no slip; there is no sheet where
    nobody does. Who may have one is refused until somebody has said that it is another person's (``apart``, by key).
    """
    _check(actor)
    members = _may_be_opened(members, actor)
    fresh = [member for member in members if member.user is None]
    earlier = {member.pk: member.user for member in members if member.user is not None}
    begins = _first_days(members, actor.today)
    known = known_accounts.find(member for member in fresh if member.pk not in apart)
    if known.asked:
        names = "、".join(dict.fromkeys(held.member.name for held in known.asked[:5]))
        raise Refused(f"{names}另有同名的账号。请先在“同名的账号”里逐位核对是否同一人。")
    known_accounts.join(known.same, begins, actor)
    members, fresh = ([member for member in listed if member not in _joined(known)] for listed in (members, fresh))
    return _slips(members, fresh, earlier, begins, actor, address) if members else None


@transaction.atomic
def join_account(*, member: Member, user: User, actor: Actor) -> None:
    """The account is this member's, as somebody has looked up. Refused where that was not the question."""
    _check(actor)
    (member,) = _held([member])
    held = known_accounts.find([member]).of(member.pk, user.pk)
    if held is None:
        raise Refused(OVERTAKEN)
    known_accounts.join([held], _first_days([member], actor.today), actor)


def _joined(known: known_accounts.Found) -> list[Member]:
    return [held.member for held in known.same]


def _check(actor: Actor) -> None:
    if not actor.is_in(*KEEPERS):
        raise Forbidden("委员账号由办公室工作人员或系统管理员开通。")


def _may_be_opened(members: Iterable[Member], actor: Actor) -> list[Member]:
    """These members as they are now; Refused where one of them is to get no slip from this person."""
    members = list(members)
    if not members:
        raise Refused("请至少选择一位委员。")
    if len(members) > AT_ONCE:
        raise Refused(f"一次最多开通 {AT_ONCE} 个账号，请分批办理。")
    members = _held(members)
    if settled := [member.name for member in members if member.user and not member.user.must_change_password]:
        raise Refused(f"{'、'.join(settled[:5])}已在使用自己的密码，不再发一次性密码。如忘记密码，请为其单独重置。")
    held = set(guarded(actor.today).values_list("pk", flat=True))
    if powerful := [member.name for member in members if member.user_id in held]:
        raise Refused(
            f"{'、'.join(powerful[:5])}任有（或正提请任）有管理或决定权的岗位，"
            "密码须由系统管理员提请、安全管理员确认后重发，请不要勾选。"
        )
    theirs = set(in_hand(actor).filter(member__in=members).values_list("pk", flat=True))
    if taken := [member.name for member in members if member.user_id in theirs]:
        raise Refused(
            f"{'、'.join(taken[:5])}的账号已经用过，或密码已由系统管理员另发，不能再用密码单覆盖。"
            "如忘记密码，请由系统管理员核对本人后单独重发；请不要勾选。"
        )
    return members


def _slips(
    members: list[Member],
    fresh: list[Member],
    earlier: dict[int, User],
    begins: dict[int, date],
    actor: Actor,
    address: str,
) -> Paper:
    """Accounts for ``fresh``, new passwords for ``earlier``, and the sheet with the slips of all of ``members``."""
    users, passwords = _new_users(fresh), {}
    for key, user in (users | earlier).items():
        passwords[key] = give_password(user, actor)
        _reopen(user)
    _open(fresh, users, begins)
    User.objects.bulk_update(earlier.values(), [*GIVEN, "is_active"])
    begin_anew(earlier.values())
    users |= earlier
    bulk.create(Event, [_event(member, users[member.pk], actor, opened=member.pk not in earlier) for member in members])
    turn_keeping.refresh_unreachable()
    cards = [
        Card(member.name, users[member.pk].username, passwords[member.pk], _detail(member, begins[member.pk], actor))
        for member in members
    ]
    taken_out.record(TakenOut("一次性密码单", len(cards), unit="人"), actor=actor, key=taken_out.PRINT)
    return password_sheet(committee=identity.current().name, address=address, cards=cards)


def _held(read: list[Member]) -> list[Member]:
    """These members as they are now, their rows held; Refused where somebody else has opened an account meanwhile."""
    keys = [member.pk for member in read]
    now = {member.pk: member for member in Member.objects.select_for_update().filter(pk__in=keys).order_by("pk")}
    if len(now) < len(set(keys)) or any(now[member.pk].user_id != member.user_id for member in read):
        raise Refused(OVERTAKEN)
    users = User.objects.in_bulk([member.user_id for member in read if member.user_id])
    for member in now.values():
        member.user = users.get(member.user_id)
    return list(dict.fromkeys(now[key] for key in keys))


def close_unused(*, members: Iterable[Member], actor: Actor) -> int:
    """Accounts of these members that hold no post and have never got past the slip: it opens nothing any more.

    A new slip (``open_accounts``) opens such an account again. Returns how many were closed.
    """
    unused = User.objects.filter(member__in=list(members), must_change_password=True, is_active=True, posts=None)
    closed = list(unused)
    User.objects.filter(pk__in=[user.pk for user in closed]).update(is_active=False)
    end_sign_ins(closed)
    for user in closed:
        text = f"{user}已从新名单撤下，停用没有用过的账号"
        events.record(user, actor=actor, key="close_account", label="停用账号", text=text)
    return len(closed)


def _reopen(user: User) -> None:
    """What ``close_unused`` had closed; who left by an administrator's act has a day of leaving and stays closed."""
    user.is_active = user.is_active or user.leaves_on is None


def _first_days(members: list[Member], today: date) -> dict[int, date]:
    """From which day each acts as 委员: today, or the day on which a mandate prepared in advance begins."""
    held = Mandate.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today), member__in=members)
    first = dict(held.order_by().values("member").annotate(first=Min("starts_on")).values_list("member", "first"))
    return {member.pk: max(today, first.get(member.pk, today)) for member in members}


def _detail(member: Member, begins: date, actor: Actor) -> str:
    """What stands beside the name on the slip; for newcomers also from when it works."""
    later = f"{long_date(begins)}起可以登录" if begins > actor.today else ""
    return "；".join(text for text in (later, member.employer_post) if text)


def _new_users(members: list[Member]) -> dict[int, User]:
    """An account, not yet written, for each of ``members``, by the member's key."""
    taken = {username_key(name) for name in User.objects.values_list("username", flat=True)}
    return {
        member.pk: User(
            username=_username(member.name, taken),
            full_name=member.name[:40],
            phone=first_mobile(member.phone)[:20],
        )
        for member in members
    }


def _open(members: list[Member], made: dict[int, User], begins: dict[int, date]) -> None:
    """Write these accounts; the post begins on the member's first day."""
    try:
        with transaction.atomic():
            users = bulk.create(User, list(made.values()))
    except IntegrityError:  # somebody took one of these user names at this moment
        raise Refused(OVERTAKEN) from None
    days = {made[member.pk].pk: begins[member.pk] for member in members}
    bulk.create(Post, [Post(user_id=user.pk, role=Role.MEMBER, valid_from=days[user.pk]) for user in users])
    for member in members:
        member.user = made[member.pk]
    Member.objects.bulk_update(members, ["user"])


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
