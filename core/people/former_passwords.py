"""How long a password serves, and how many former ones are not taken again: both are rules of the committee."""

from datetime import timedelta

from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
from django.utils import timezone

from core import rulebook
from core.models import FormerPassword, User

HISTORY, DAYS = "account.password_history", "account.password_days"
MOST = 24


def _rule(key: str, otherwise: int) -> int:
    try:
        return int(rulebook.value(key))
    except rulebook.UnknownRule:
        return otherwise


def remember(user: User) -> None:
    """Keep the hash of the password that is about to be replaced; one-time ones are nobody's own."""
    if user.must_change_password or not user.has_usable_password():
        return
    FormerPassword.objects.create(user=user, password=user.password)
    kept = FormerPassword.objects.filter(user=user).values_list("pk", flat=True)[:MOST]
    FormerPassword.objects.filter(user=user).exclude(pk__in=list(kept)).delete()


def is_too_old(user: User) -> bool:
    """Whether the password has served longer than the rule allows; a one-time one is changed at once anyway."""
    days = _rule(DAYS, 0)
    since = user.password_changed_at or user.date_joined
    return bool(days) and not user.must_change_password and since < timezone.now() - timedelta(days=days)


def too_old_sentence() -> str:
    """Why a new password is asked for."""
    return f"您的密码已用满{_rule(DAYS, 0)}天，按本单位规定须换一个，换好后继续使用。"


class FormerValidator:
    """Not one of the last few; how many, the rule says."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise ValidationError with a sentence for a password that the person had lately."""
        if user is None or user.pk is None:
            return
        count = _rule(HISTORY, 3)
        rows = FormerPassword.objects.filter(user=user).values_list("password", flat=True)[:count]
        if any(check_password(password, row) for row in rows):
            raise ValidationError(f"这个密码您最近用过，请换一个没有用过的（最近{count}个不能再用）。", code="former")

    def get_help_text(self) -> str:
        count = _rule(HISTORY, 3)
        return f"不能用最近用过的{count}个密码。" if count else "不要再用以前的密码。"
