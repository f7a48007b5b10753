"""Whether the present password of a person goes on when a post with power is given: read from who handed it out.

Whoever hands out a one-time password can sign in with it and change it in the person's name, and nothing recorded
afterwards tells the two apart. So a password counts only by who handed it out: two administrators together, or the one
who confirms.
"""

from datetime import date

from django.db.models import Exists, OuterRef

from core.models import GrantRequest, Post, User
from core.people.separation import POWERFUL

Act = GrantRequest.Act
VOIDED = (
    "确认后原密码作废，登录和接口令牌结束，日历订阅地址一并作废；"
    "显示新的一次性密码，只显示一次，请当面交给本人，不要交给提请人。"
)


def how_given(day: date) -> dict[str, Exists]:
    """What ``goes_on`` and ``told`` have to know of a request, to annotate requests with; no statement of its own.

    ``in_power``: the person holds a post with power already, so that since then nobody alone gave a password.
    ``given_together``: the last one-time password was handed out by whoever confirmed another request about the person.
    """
    person, given = OuterRef("user"), OuterRef("user__password_given_at")
    held = Post.objects.filter(user=person, role__in=POWERFUL).exclude(valid_to__lt=day)
    confirmed = GrantRequest.objects.filter(
        user=person, state=GrantRequest.State.CONFIRMED, act__in=(Act.GIVE, Act.PASSWORD), decided_at__gte=given,
        decided_by=OuterRef("user__password_given_by"),
    )  # fmt: skip
    return {"in_power": Exists(held), "given_together": Exists(confirmed.exclude(pk=OuterRef("pk")).order_by())}


def goes_on(request, confirmer: User) -> bool:
    """Whether the password stays when ``confirmer`` confirms this request, annotated with ``how_given``."""
    person = request.user
    if request.in_power and (person.password_given_at is None or request.given_together):
        return True
    return person.password_given_by_id == confirmer.pk and not person.must_change_password


def told(request, confirmer: User) -> str:
    """What becomes of the password and why, in a sentence for the one who is about to confirm."""
    person = request.user
    giver = person.password_given_by
    if goes_on(request, confirmer):
        if giver == confirmer and not person.must_change_password:
            return "一次性密码由您发放，本人已改成自己的密码，确认后继续有效。"
        given = f"现在的密码由{giver}经两位管理员确认后发放" if giver else "没有另发过一次性密码"
        return f"本人已任须两位管理员确认的岗位，{given}，确认后继续有效。"
    if giver == confirmer:
        return f"您发放的一次性密码本人还没有改。{VOIDED}"
    if not person.has_usable_password():
        return "还没有发过密码，确认后由您把一次性密码当面交给本人。"
    if giver is None:
        return f"没有记录说明现在的密码由谁发放。{VOIDED}"
    return f"一次性密码由{giver}发放，{giver}可能知道现在的密码，或者替本人改过。{VOIDED}"
