"""Which ways out of the site there are, and whether a person wants something on one of them."""

from django.conf import settings

from core.models import Channel, Notice, User

IMPORTANT = {Notice.Kind.URGING, Notice.Kind.DIGEST}


def configured() -> list[Channel]:
    """The channels of this installation, those of a mere trial (mail to the console) left out."""
    mail = [Channel.MAIL] if settings.MAIL_GOES_OUT else []
    return mail + ([Channel.GATEWAY] if settings.NOTICE_GATEWAY_URL else [])


def address_of(user: User, channel: str) -> str:
    """The e-mail address or phone number as the person has it now; empty where there is none."""
    return user.email if channel == Channel.MAIL else user.phone


def choice_of(user: User, channel: str) -> str:
    return user.mail_choice if channel == Channel.MAIL else user.gateway_choice


def objection(user: User, channel: str, kind: str) -> str:
    """Why nothing of this kind goes to this person on this channel; empty where it does."""
    if not user.is_active:
        return "账号已停用。"
    if not address_of(user, channel):
        return "没有登记邮箱。" if channel == Channel.MAIL else "没有登记手机号码。"
    choice = choice_of(user, channel)
    if choice == User.Choice.NONE or (choice == User.Choice.IMPORTANT and kind not in IMPORTANT):
        return "本人选择不收。"
    return ""
