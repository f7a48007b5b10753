"""Which acts a page offers: one primary, the rest quiet, seldom ones under “更多办法”, refused ones with the reason."""

from dataclasses import dataclass, field, replace

from django.urls import reverse

from core.matters.engine import available
from core.matters.lifecycle import Available, lifecycle_of
from core.matters.turns import is_held_by
from core.matters.whose_turn import rows_of
from proposals import permissions
from proposals.models import ProposalState

WRITE_AGAIN = (ProposalState.DRAFT, ProposalState.RETURNED)


@dataclass(frozen=True)
class Offer:
    """One act as a button: ``direct`` ones are posted at once, the others open a page with their form."""

    key: str
    label: str
    url: str
    seen: int
    direct: bool = False
    refused: str | None = None
    awaited: bool = False


@dataclass
class Offers:
    """The acts of one thing for one person, in the order of the table."""

    primary: Offer | None = None
    others: list[Offer] = field(default_factory=list)
    refused: list[Offer] = field(default_factory=list)
    more: list[Offer] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.primary or self.others or self.refused or self.more)


def act_url(obj, key: str) -> str:
    """Where the page of one act is."""
    return f"{obj.get_absolute_url()}do/{key}/"


def offers_for(obj, actor) -> Offers:
    """Sort what ``available`` says; costs no query on an object that ``proposals.reading`` has filled."""
    found = Offers()
    ended = obj.state in lifecycle_of(obj).ends
    mine = {row.key for row in rows_of(obj) if is_held_by(row, actor)}
    for choice in available(obj, actor):
        if choice.row.on_page or (choice.refused and (choice.row.unspoken or (choice.row.quiet and ended))):
            continue
        offer = _offer(choice, obj, actor, choice.key in mine)
        if choice.refused and offer.awaited:
            found.refused.append(offer)
        elif choice.row.quiet or choice.refused:
            found.more.append(offer)
        elif offer.awaited and found.primary is None:
            found.primary = offer
        else:
            found.others.append(offer)
    _offer_writing(found, obj, actor)
    going_on = obj.state not in lifecycle_of(obj).ends
    if going_on and found.primary is None and not found.refused and len(found.others) == 1 and not found.more:
        found.primary = found.others.pop()
    return found


def _offer(choice: Available, obj, actor, awaited: bool) -> Offer:
    row = choice.row
    return Offer(
        key=row.key,
        label=row.button or row.label,
        url=reverse(row.page, args=[obj.pk]) if row.page else act_url(obj, row.key),
        seen=obj.revision,
        direct=not row.page and not row.confirm and not row.fields_for(obj, actor),
        refused=choice.refused,
        awaited=awaited,
    )


def _offer_writing(found: Offers, obj, actor) -> None:
    """While a text may be changed, writing on comes first; the check page behind “提交” says all that is missing."""
    if (
        obj.state not in WRITE_AGAIN
        or getattr(obj, "matter", obj) is not obj
        or not permissions.is_proposer(actor, obj)
    ):
        return
    submit = next((o for o in (found.primary, *found.refused) if o and o.key == "submit"), None)
    if submit:
        found.refused = [offer for offer in found.refused if offer is not submit]
        found.others.insert(0, replace(submit, refused=None))
    label = "修改文稿" if obj.state == ProposalState.RETURNED else "继续写"
    found.primary = Offer("write", label, reverse("proposals:write", args=[obj.pk]), obj.revision)
