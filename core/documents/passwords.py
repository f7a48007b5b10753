"""The sheet of one-time passwords (一次性密码单): eight slips on a page, cut apart and handed over in person."""

from collections.abc import Iterable

from core.documents.data import Card, Cards, Paper


def password_sheet(*, committee: str, address: str, cards: Iterable[Card], valid_until: str = "") -> Paper:
    """Slips for ``cards``. Print at once and keep nowhere: the passwords are not stored in readable form."""
    advice = ["首次登录须修改密码；本条仅限本人使用，请妥善保管，改密后即行销毁。"]
    if valid_until:
        advice.insert(0, f"初始密码有效期至{valid_until}，逾期请与政协办公室联系。")
    slips = Cards(f"{committee}履职平台账号", address, tuple(cards), tuple(advice))
    return Paper("documents/passwords.html", "一次性密码单", {"cards": slips}, author=committee)
