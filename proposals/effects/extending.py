"""延期 of the reply: how its limit is made longer, and who reads of it once it was granted."""

from core.delivery.notices import tell
from core.matters.extensions import MoreTime, last_granted
from core.matters.lifecycle import Act
from core.matters.second_limit import SecondLimit
from core.matters.unit_work import unit_users
from core.models import Role
from core.people.posts import users_in
from proposals.effects.telling import named, signatory_users
from proposals.models import Assignment

MORE_TIME = MoreTime(
    clock="reply",
    what="答复",
    length="proposal.extension_length",
    most="proposal.extension_max",
    last_day="proposal.reply_cap",
    promise="promised",
    asker=lambda work: work.unit.brief,
)


EXPLAINING = SecondLimit(
    first=MORE_TIME,
    doing="向提案者作出说明",
    allowed="proposal.explaining_extends",
    length="proposal.explained_length",
)


def tell_granted(act: Act) -> None:
    """The unit, the proposers, and the proposal committee's office (报提案委) read the former day and the new one."""
    work: Assignment = act.obj
    granted = last_granted(work)
    body = f"理由：{granted.reason}"
    unit = f"同意延期：{named(work.proposal)}答复期限由{granted.days}"
    tell(unit_users(work.unit), unit, act=act, url=work.get_absolute_url(), body=granted.answer, key="unit")
    others = f"{work.unit.brief}延期答复{named(work.proposal)}，由{granted.days}"
    matter = work.proposal.get_absolute_url()
    tell(signatory_users(work.proposal), others, act=act, url=matter, body=body, key="proposers")
    tell(users_in(Role.PROPOSAL_CLERK), others, act=act, url=matter, body=body, key="committee")
