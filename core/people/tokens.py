"""Tokens of the interface: kept as digests, and told again to whoever proves to be the person.

A token is worked out from its row and the installation's own secret, which is not in the database: several programs of
one account get the same one, and what is stored opens nothing.
"""

from django.db import transaction
from django.utils.crypto import salted_hmac
from rest_framework.authtoken.models import Token

from core.models import User
from core.people.digests import LENGTH, kept


def _told(token: Token) -> str:
    when = f"{token.created.timestamp():.6f}"
    return salted_hmac("core.people.tokens", f"{token.user_id}:{when}", algorithm="sha256").hexdigest()[:LENGTH]


@transaction.atomic
def give(user: User) -> str:
    """The account's token; a new one where there is none, or the password was changed since, or it cannot be told."""
    token, _ = Token.objects.get_or_create(user=user)
    told = _told(token)
    if token.key == kept(told) and not (user.password_changed_at and token.created < user.password_changed_at):
        return told
    Token.objects.filter(user=user).delete()
    made = Token.objects.create(user=user)
    told = _told(made)
    Token.objects.filter(user=user).update(key=kept(told))
    return told
