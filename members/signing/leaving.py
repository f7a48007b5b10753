"""A signer is a member no longer: what waited for that person goes on without them, or ends."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.delivery.notices import announce, tell
from core.matters import events
from core.matters.deadlines import stop_for
from core.matters.lifecycle import Act
from core.matters.naming import name_of
from core.models import Event, Role
from core.people.actors import Actor
from core.people.posts import users_in
from members.models import Member, Signature
from members.models.signing import COSIGNER, FIRST, accounts
from members.querysets import left_as

FIRST_LEFT = "proposer_left"  # stored in events
SIGNS_NO_MORE = "不再联名"  # the same, of a co-signer
State = Signature.State


def heir_of(matter: Any, day: date) -> Any:
    """The co-signer next in line: the first of those who have signed and are members on ``day``."""
    signed = matter.signatories.filter(position=COSIGNER, state=State.AGREED)
    return signed.filter(member__in=Member.objects.in_office(day)).order_by("order", "pk").first()


@dataclass(frozen=True)
class Signing:
    """How a line's texts are signed; the methods are effects and words of its rows, done for ``signatory``.

    ``first`` is how the first signer is called (第一提案人), ``signers`` all of them (提案者); ``office`` the post that
    looks after the matter, ``office_name`` how sentences name it. ``address`` is the list, for whoever may no longer
    open the text; ``clock`` the key of an invitation's clock. ``works`` are those of a matter that units still do.
    """

    first: str
    signers: str
    office: Role
    office_name: str
    address: str
    clock: str
    works: Callable[[Any], Iterable[Any]] = lambda _matter: ()

    def stop_asking(self, act: Act, matter: Any) -> None:
        """Nobody is asked to co-sign any more."""
        for row in matter.signatories.all():
            stop_for(act, row, self.clock)

    # ---- effects ----

    def let_go(self, act: Act) -> None:
        """A co-signer's invitation or signature counts no more; a first signer is followed by the next in line."""
        left = act.facts["signatory"]
        if left.position == COSIGNER:
            self._drop(act, left)
        else:
            self._follow(act, left)

    def _drop(self, act: Act, left: Any) -> None:
        stop_for(act, left, self.clock)
        act.obj.signatories.filter(pk=left.pk).update(state=State.LAPSED)
        first = act.obj.signatories.filter(position=FIRST).select_related("member__user")
        words = f"{left.name}{how_gone(left)}，不再在《{act.obj.title}》上联名，您不必再等"
        tell(accounts(first), words, act=act, url=act.obj.get_absolute_url())

    def _follow(self, act: Act, left: Any) -> None:
        matter = act.obj
        heir = heir_of(matter, act.day)
        if heir is None:
            return
        # Handed in before, the former first signer's signature stays on it; otherwise it was never given.
        state = State.LAPSED if matter.receipt_number is None else State.AGREED
        matter.signatories.filter(pk=left.pk).update(position=COSIGNER, order=heir.order, state=state)
        matter.signatories.filter(pk=heir.pk).update(position=FIRST, order=left.order)
        signed = matter.signatories.filter(state=State.AGREED).exclude(pk__in=[left.pk, heir.pk])
        url = matter.get_absolute_url()
        words = f"{left.name}{how_gone(left)}，《{matter.title}》由您作{self.first}，请修改、提交或放弃"
        tell(accounts([heir]), words, act=act, url=url)
        others = accounts(signed.select_related("member__user"))
        words = f"{left.name}{how_gone(left)}，《{matter.title}》由{heir.name}作{self.first}"
        tell(others, words, act=act, url=url, key="others")

    def end_text(self, act: Act) -> None:
        """A text that nobody can take on ends; whoever was asked to sign, and the office that has seen it, are told."""
        matter, left = act.obj, act.facts["signatory"]
        self.stop_asking(act, matter)
        asked = matter.signatories.filter(position=COSIGNER, state__in=(State.INVITED, State.AGREED))
        people = accounts(asked.select_related("member__user"))
        words = f"{left.name}{how_gone(left)}，《{matter.title}》不再提出，您不必再答复"
        tell(people, words, act=act, url=self.address)
        asked.filter(state=State.INVITED).update(state=State.LAPSED)
        if matter.receipt_number is not None:
            words = f"{name_of(matter)}的{self.signers}{left.name}{how_gone(left)}，没有可接续的联名人，不再提出"
            tell(users_in(self.office), words, act=act, url=matter.get_absolute_url(), key="office")

    def tell_units(self, left: Any, actor: Actor) -> None:
        """The units that still work on the matter, and the office, hear that the first signer has left, and whom to
        ask."""
        matter = left.matter
        signed = matter.signatories.filter(position=COSIGNER, state=State.AGREED)
        others = signed.filter(member__in=Member.objects.in_office(actor.today)).exists()
        whom = f"其他{self.signers}或{self.office_name}" if others else self.office_name
        more = {"facts": {"member": left.member_id}, "audience": Event.Audience.UNIT}
        gone = f"{self.first}{left.name}{how_gone(left)}"
        words = f"{gone}，沟通、答复由承办单位与{whom}联系"
        event = events.record(matter, actor=actor, key=FIRST_LEFT, label=f"{self.first}离任", text=words, **more)
        title = f"{name_of(matter)}的{gone}，沟通、答复请与{whom}联系"
        for work in self.works(matter):
            told = users_in(Role.UNIT_CLERK, work.unit.present)
            announce(told, title, event=event, target=matter, url=work.get_absolute_url())
        office = f"{name_of(matter)}的{gone}，承办单位将与{whom}沟通"
        announce(users_in(self.office), office, event=event, target=matter, url=matter.get_absolute_url())

    def sign_again(self, signature: Any, actor: Actor) -> None:
        """A co-signer's exit was none: the signature counts as it did, and the first signer hears of it."""
        matter = signature.matter
        type(signature)._default_manager.filter(pk=signature.pk).update(state=State.AGREED)
        words = f"{signature.name}的离任登记已更正，在《{matter.title}》上的署名恢复"
        event = events.record(matter, actor=actor, key="signs_again", label="恢复署名", text=words)
        first = matter.signatories.filter(position=FIRST).select_related("member__user")
        announce(accounts(first), words, event=event, target=matter, url=matter.get_absolute_url())

    # ---- words ----

    def left_words(self, act: Act) -> str:
        """“何明已离任，不再联名”, or who is the first signer now."""
        left = act.facts["signatory"]
        if left.position == COSIGNER:
            return f"{left.name}{how_gone(left)}，{SIGNS_NO_MORE}"
        heir = heir_of(act.obj, act.day)
        gone = f"{left.name}{how_gone(left)}"
        return f"{gone}，由{heir.name}作{self.first}" if heir else gone

    def ended_words(self, act: Act) -> str:
        """Why the text ends."""
        left = act.facts["signatory"]
        return f"{left.name}{how_gone(left)}，没有可接续的联名人，不再提出"


def how_gone(left: Any) -> str:
    """“已离任”, “已届满” or “已去世”."""
    rows = type(left)._default_manager.annotate(how=left_as("member"))
    return rows.values_list("how", flat=True).get(pk=left.pk) or "已离任"
