"""The sheet of one-time passwords (密封条): six slips on a page, cut apart, folded shut, handed over in person."""

from collections.abc import Iterable

from core.documents.data import Card, Cards, Paper


def password_sheet(*, committee: str, address: str, cards: Iterable[Card], valid_until: str = "") -> Paper:
    """Slips for ``cards``. Print at once and keep nowhere: the passwords are not stored in readable form."""
    advice = ["换好密码后请销毁本条；遗失请找系统管理员重发。"]
    if valid_until:
        advice.insert(0, f"一次性密码有效期至{valid_until}。")
    slips = Cards(f"{committee}履职平台账号", address, tuple(cards), tuple(advice))
    return Paper("documents/passwords.html", "一次性密码单", {"cards": slips}, author=committee)
