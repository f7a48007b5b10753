"""Who may handle a forwarded text, and who signs what was done with it."""

from rules import predicate

from core.matters import kinds
from core.matters.turns import Holder
from core.models import Role, User
from core.models.roles import POSTS
from opinions.states import ForwardedState, Way


def taker_of(text) -> Role:
    """信息编辑 for 社情民意, the office for letters and reference items."""
    return Role.OPINION_EDITOR if text.way == Way.OPINION else Role.OFFICE_CLERK


def holder_of(text) -> Role:
    """Whose time its handling is: the desk's, then the signer's."""
    return Role.OPINION_SIGNER if text.state == ForwardedState.HANDLED else taker_of(text)


@predicate
def may_handle(actor, text) -> bool:
    """信息编辑 takes over what became 社情民意; the office takes letters and reference items."""
    return actor.role == taker_of(text)


@predicate
def handled_it(actor, text) -> bool:
    """Whoever wrote how it was handled, as long as that is their post's to do."""
    return may_handle.test(actor, text) and actor.user.pk == text.handled_by_id


@predicate
def is_signer(actor, _text) -> bool:
    """签发领导."""
    return actor.role == Role.OPINION_SIGNER


def reads_handling(actor, text) -> bool:
    """Until it is signed, what was done with it is the offices' own affair: on page, list, sheet and interface."""
    return text.state == ForwardedState.SIGNED or POSTS[actor.role].inside


def taker(text) -> list[Holder]:
    """Whoever is to handle it."""
    role = taker_of(text)
    return [Holder(role.label, role)]


def what_waits(text) -> str:
    """What whoever is to handle it is waited for; anew where the signer, or the handler, was not content."""
    return "修改处理情况" if text.handled else "接收处理转送件"


def handler(text) -> list[User]:
    """Whoever wrote what was done with it."""
    return [text.handled_by] if text.handled_by else []


def writers(text) -> list[User]:
    """The people behind the matter that it came from."""
    people = kinds.of(text.source).people
    return list(people(text.source)) if people else []
