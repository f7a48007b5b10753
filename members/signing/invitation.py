"""An invitation to sign (联名) as whoever was asked reads it: who invites, until when, the text, and both answers."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.matters.actions import act_url
from core.matters.pages import ClockLine, MatterPage, clock_line
from core.matters.versions import Piece, changed_since
from core.models import Role, User
from members.models import Signature
from members.models.signing import COSIGNER
from members.signing.leaving import Signing

ENDED = (Signature.State.DECLINED, Signature.State.LAPSED)


@dataclass(frozen=True)
class Invitation:
    """What stands around the text: ``inviters`` lead it, ``signed`` have signed beside them.

    ``limit`` is the last day to answer, where one runs. ``why_not`` says why this person may not sign now; not to sign
    can always be said. ``signed_before`` where this person had signed the text as it was before it was ``changed``.
    """

    inviters: list[Any]
    signed: list[Any]
    asked_at: datetime | None
    limit: ClockLine | None
    agree: str
    decline: str
    why_not: str
    signed_before: bool
    changed: dict[str, list[Piece]]

    @property
    def names(self) -> str:
        return "、".join(one.name for one in self.inviters)

    @property
    def is_over(self) -> bool:
        """The time to answer has run out; as long as the text is not handed in, the answer still counts."""
        return self.limit is not None and self.limit.light.lapsed


def invitation_of(page: MatterPage, signing: Signing, signature: Signature) -> Invitation:
    """The invitation behind ``signature``, for the person of ``page``; costs no statement on a matter fetched whole,
    but for what has changed since the person signed."""
    given = [one for one in page.matter.signatories.all() if one.state == Signature.State.AGREED]
    user = page.actor.user.pk if page.actor.user else None
    mine = [one for one in page.seen_clocks if (one.kind, one.holder_user_id) == (signing.clock, user)]
    running = [one for one in mine if one.stopped_at is None]
    before = signature.text_version
    return Invitation(
        inviters=[one for one in page.matter.signatories.all() if one.position != COSIGNER],
        signed=[one for one in given if one.position == COSIGNER],
        asked_at=signature.invited_at,
        limit=clock_line(running[-1]) if running else None,
        agree=act_url(page.thing, "agree_cosign"),
        decline=act_url(page.thing, "decline_cosign"),
        why_not=page.actions.refused_on_page.get("agree_cosign", ""),
        signed_before=before is not None,
        changed=changed_since(page.matter, before) if before is not None else {},
    )


def what_became(signatures: type[Signature], matter: str) -> Callable[[User, int], str]:
    """``left`` of a kind: to whoever was asked to sign a text and sees it no more, how the invitation ended."""

    def said(user: User, pk: int) -> str:
        who = {matter: pk, "member__user": user.pk}
        asked = signatures._default_manager.filter(invited_at__isnull=False, **who)
        mine = asked.filter(state__in=ENDED).select_related(matter).first()
        if mine is None or user.post_in_use is None or user.post_in_use.role != Role.MEMBER:
            return ""
        title = f"《{getattr(mine, matter)}》"
        if mine.state == Signature.State.DECLINED:
            return f"您没有在{title}上署名，这份联名邀请已经了结。改了主意的，文稿提交以前可以请邀您的人再邀一次。"
        return f"{title}邀您联名，已经了结：对方已提交或不再提出，您不必再答复。"

    return said
