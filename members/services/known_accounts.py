"""Members who may have an account already, as 主席 or in the office: nobody gets a second one unseen.

The same name and the same mobile number is the same person, and the account gets the member's post beside what it has.
The same name alone is asked about.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from core.identifiers import mobiles_in, phone_number
from core.matters import events
from core.matters.lifecycle import Refused
from core.models import Event, Post, Role, User
from core.models.roles import may_not_meet
from core.people import directory
from core.people.actors import Actor
from core.text import as_one_word
from members.models import Member


@dataclass(frozen=True)
class Held:
    """A member without an account, and the account that may be this person's; ``posts`` and ``why`` in words."""

    member: Member
    user: User
    posts: str
    why: str


@dataclass
class Found:
    """``same`` are joined to the account, ``asked`` wait for a word on each."""

    same: list[Held] = field(default_factory=list)
    asked: list[Held] = field(default_factory=list)

    @property
    def in_question(self) -> set[int]:
        """The members about whom nobody has said yet whether the account is theirs."""
        return {held.member.pk for held in self.asked}

    def of(self, member: int, user: int) -> Held | None:
        """What was asked about this member and this account."""
        return next((each for each in self.asked if (each.member.pk, each.user.pk) == (member, user)), None)


def find(members: Iterable[Member]) -> Found:
    """For those of ``members`` without an account: the accounts of their name that are no other member's. Four
    statements.

    Another mobile number is another person. An account that is closed, that of an administrator (三员), and one of
    several that fit are asked about even with the same number.
    """
    fresh = [member for member in members if member.user_id is None]
    if not fresh:
        return Found()
    by_name: dict[str, list[User]] = defaultdict(list)
    for user in User.objects.filter(member=None).prefetch_related("posts__organisation").order_by("pk"):
        by_name[as_one_word(user.full_name)].append(user)
    found = Found()
    alike = Member.objects.filter(
        user=None, name__in={member.name for member in fresh if by_name[as_one_word(member.name)]}
    )
    namesakes = Counter(as_one_word(name) for name in alike.values_list("name", flat=True))
    for member in fresh:
        name = as_one_word(member.name)
        held = [
            Held(member, user, _posts(user), _why(member, user)) for user in by_name[name] if not _another(member, user)
        ]
        sure = [each for each in held if _share_mobile(member, each.user)]
        if len(sure) == 1 and namesakes[name] == 1 and _may_join(sure[0].user):
            found.same += sure
        else:
            found.asked += sure or held
    return found


def join(held: Iterable[Held], begins: dict[int, date], actor: Actor) -> None:
    """Give each account the post of a member from the member's first day; its posts and its password stay."""
    for each in held:
        user = User.objects.select_for_update().get(pk=each.user.pk)
        if Member.objects.filter(user=user).exists():
            raise Refused(f"账号{user.username}刚由他人接到另一位委员，没有重复办理。请刷新后再看。")
        each.member.user = user
        each.member.save(update_fields=["user"])
        post = Post(user=user, role=Role.MEMBER, valid_from=begins[each.member.pk])
        if problem := directory.objection(post):
            raise Refused(f"{each.member.name}：{problem}")
        directory.settle(post, actor)
        text = f"接上已有的账号：{each.member.name}（{user.username}），原有的岗位和密码不变"
        events.record(
            each.member, actor=actor, key="join_account", label="接上账号", text=text, audience=Event.Audience.OFFICE
        )


def _another(member: Member, user: User) -> bool:
    """Whether both have mobile numbers, and none in common."""
    mine, theirs = mobiles_in(phone_number(member.phone)), mobiles_in(phone_number(user.phone))
    return bool(mine and theirs) and not set(mine) & set(theirs)


def _share_mobile(member: Member, user: User) -> bool:
    return bool(set(mobiles_in(phone_number(member.phone))) & set(mobiles_in(phone_number(user.phone))))


def _may_join(user: User) -> bool:
    return user.is_active and not any(may_not_meet(post.role, Role.MEMBER) for post in user.posts.all())


def _posts(user: User) -> str:
    return "、".join(post.label for post in user.posts.all()) or "没有岗位"


def _why(member: Member, user: User) -> str:
    closed = "" if user.is_active else "，账号已停用"
    if _share_mobile(member, user):
        return f"姓名和手机都相同{closed}"
    lacking = [whose for whose, one in (("委员", member), ("账号", user)) if not mobiles_in(phone_number(one.phone))]
    return f"姓名相同，{'和'.join(lacking)}没有手机号码{closed}"
