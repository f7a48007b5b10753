"""Name, telephone and mail of members' accounts follow the register; of an account with power only by two.

By its name and number people ask whether it is they: so what the register says of an account with power is asked for in
the name of whoever changed the register, and the account stays as it is until the second administrator confirms it.
"""

from collections.abc import Iterable
from typing import Any, cast

from core.delivery.notices import announce
from core.identifiers import first_mobile
from core.matters import events
from core.matters.lifecycle import Refused
from core.models import GrantRequest, Role, User
from core.models.grants import CORRECTED, in_words, on_record
from core.people import grants, separation
from core.people.actors import Actor
from core.people.posts import users_in
from core.text import as_one_word
from members.models import Member

MARK = "随委员名册改动"


def follow(changed: Iterable[tuple[Member, dict[str, Any]]], actor: Actor) -> None:
    """The accounts, whichever way the register was changed; a fixed number of statements but for those with power.

    Each member as it is now, with what its changed fields were before. Who has chosen another mail address for
    messages keeps it.
    """
    moved = [(member, was) for member, was in changed if member.user_id and {"name", "phone", "email"} & set(was)]
    if not moved:
        return
    users = User.objects.in_bulk([member.user_id for member, _ in moved])
    by_two = set(separation.guarded(actor.today).filter(pk__in=users).values_list("pk", flat=True))
    for member, was in moved:
        user = users[cast(int, member.user_id)]
        told = _told(member, was)
        if user.pk not in by_two:
            for name, value in told.items():
                setattr(user, name, value)
        elif told:
            _ask(user, told, actor)
        if "email" in was and user.email == (was["email"] or ""):
            user.email = member.email
    User.objects.bulk_update(users.values(), ["full_name", "phone", "email"])


def _told(member: Member, was: dict[str, Any]) -> dict[str, str]:
    """What the register says of the account, of the fields that were changed."""
    said = {"full_name": as_one_word(member.name)[:40]} if "name" in was else {}
    return said | ({"phone": first_mobile(member.phone)[:20]} if "phone" in was else {})


def _ask(user: User, told: dict[str, str], actor: Actor) -> None:
    """Another request of the register that waits is replaced; one of an administrator stands, and both are told."""
    waiting = GrantRequest.objects.waiting(actor.today).filter(user=user, act=GrantRequest.Act.CORRECT)
    earlier = waiting.filter(reason__startswith=MARK).first()
    if earlier is not None:
        told = {name: new for name, (_, new) in earlier.changes.items()} | told
        waiting.filter(pk=earlier.pk).withdraw(by=actor.user, at=actor.at, answer="委员名册又有改动")
    changes = {name: [getattr(user, name), new] for name, new in told.items() if getattr(user, name) != new}
    if not changes:
        return
    if actor.user is None:  # the command that reads a roster: nobody who could be asked back
        _tell(user, changes, actor, "须由系统管理员提请更正")
        return
    try:
        reason = f"{MARK}（{actor.name}）"
        grants.ask(actor=actor, act=GrantRequest.Act.CORRECT, user=user, reason=reason, changes=changes, follows=True)
    except Refused as refused:
        _tell(user, changes, actor, refused.sentence)


def _tell(user: User, changes: dict[str, list[str]], actor: Actor, why: str) -> None:
    differs = f"委员名册与{user}（{user.username}）的账号不一致"
    text = f"{differs}：{on_record(changes)}；{why}"
    event = events.record(user, actor=actor, key="register_differs", label="名册与账号不一致", text=text)
    people = [*users_in(Role.SYSADMIN), *users_in(Role.SECADMIN)]
    told, url = f"{differs}：{in_words(changes)}；{why}", f"/settings/accounts/{user.pk}/"
    announce(people, told, event=event, target=user, url=url)


def waits(member: Member, actor: Actor) -> str:
    """That name or number of the account wait to be confirmed, in a sentence; empty where nothing does."""
    rows = GrantRequest.objects.waiting(actor.today).filter(user=member.user_id, reason__startswith=MARK)
    one = rows.select_related("user").first() if member.user_id else None
    if one is None:
        return ""
    names = "、".join(CORRECTED[name] for name in one.changes)
    return f"本人账号任有须两位管理员经手的岗位，账号的{names}暂不变，已自动提请，待{_confirmer(one, actor)}确认。"


def _confirmer(one: GrantRequest, actor: Actor) -> str:
    return grants.confirmed_by(one.user, actor)
