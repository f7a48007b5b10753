"""State values of the table in ``opinions/lifecycle.py``. Values are stored: they are never renamed."""

from django.db import models


class ForwardedState(models.TextChoices):
    """Where a forwarded text (转送件) is."""

    RECEIVED = "received", "待接收处理"
    HANDLED = "handled", "待签发"
    SIGNED = "signed", "已处理"
    RECALLED = "recalled", "已撤回"
    GIVEN_BACK = "given_back", "已退回"


#: It went back to where it came from, and nothing more becomes of it here.
CAME_BACK = (ForwardedState.RECALLED, ForwardedState.GIVEN_BACK)


class Way(models.TextChoices):
    """What a text that was not filed became."""

    OPINION = "opinion", "社情民意"
    LETTER = "letter", "一般来信"
    REFERENCE = "reference", "参考案"
