"""Sealed slips (密封条) of one-time passwords for people of the directory."""

from collections.abc import Iterable

from django.db.models import prefetch_related_objects
from django.utils import timezone

from core.committee import identity
from core.documents import Paper
from core.documents.data import Card
from core.documents.passwords import password_sheet
from core.models import User


def sheet(users: Iterable[User], passwords: dict[int, str], *, address: str) -> Paper:
    """The paper with one slip each; ``passwords`` by the account's key."""
    people = list(users)
    prefetch_related_objects(people, "posts__organisation")
    cards = [Card(user.full_name, user.username, passwords[user.pk], _place(user)) for user in people]
    return password_sheet(committee=identity.current().name, address=address, cards=cards)


def _place(user: User) -> str:
    """Unit and post, as they stand on the outside of the slip; full names, as it is handed out by them."""
    today = timezone.localdate()
    posts = [post for post in user.posts.all() if not post.valid_to or post.valid_to >= today] or list(user.posts.all())
    return "；".join(dict.fromkeys(post.full_label for post in posts[:2]))
