"""The first three administrators, on a database that has none: the only accounts that need no second person."""

from django.db import transaction

from core.identifiers import username_key
from core.matters import events
from core.matters.lifecycle import Refused
from core.models import Organisation, Post, Role, User
from core.people.actors import system_actor
from core.people.one_time import one_time_password
from core.people.separation import ADMINISTRATORS, RULE


@transaction.atomic
def first_administrators(
    usernames: dict[Role, str], *, organisation: Organisation | None = None
) -> dict[Role, tuple[User, str]]:
    """One account with its one-time password for each of the three posts. Refused where anybody is there already."""
    if User.objects.exists():
        raise Refused("已经有账号，三员由系统管理员提请、安全管理员确认产生。")
    if set(usernames) != set(ADMINISTRATORS) or len({username_key(name) for name in usernames.values()}) < 3:
        raise Refused(RULE)
    return {Role(role): _administrator(Role(role), name, organisation) for role, name in usernames.items()}


def _administrator(role: Role, username: str, organisation: Organisation | None) -> tuple[User, str]:
    password = one_time_password()
    user = User.objects.create_user(username, password=password, full_name=role.label, must_change_password=True)
    post = Post.objects.create(user=user, role=role, organisation=organisation)
    User.objects.filter(pk=user.pk).update(current_post=post)
    text = f"开办时开通账号{username}（{post.label}）"
    events.record(user, actor=system_actor(), key="create_account", label="开通账号", text=text)
    return user, password
