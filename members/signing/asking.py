"""Inviting members to sign a text (联名), their answers, and what becomes of these when it changes or is given up."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from core.delivery.notices import tell
from core.matters.deadlines import start_for, stop_for
from core.matters.lifecycle import Act, Refused
from core.models import User
from members.models import Signature
from members.models.signing import COSIGNER, FIRST, accounts
from members.signing.leaving import Signing
from members.signing.standing import who_signed_before

State = Signature.State


@dataclass(frozen=True)
class Asking:
    """The round in which a line's texts are signed; the methods are effects of its rows.

    ``title`` is the matter with its measure word (件提案); ``signed`` are the people behind whoever has signed.
    """

    signing: Signing
    title: str
    signed: Callable[[Any], Iterable[User]]

    def invite(self, act: Act) -> None:
        """One invitation per member, with its own clock and notice; a member asked before is not asked twice."""
        matter = act.obj
        order = matter.signatories.count()
        for place, member in enumerate(act.facts["members"], start=order):
            asked, created = matter.signatories.get_or_create(
                member=member, defaults={"position": COSIGNER, "order": place, "invited_at": act.at}
            )
            if created:
                start_for(act, asked, self.signing.clock)
        people = [member.user for member in act.facts["members"] if member.user_id]
        first = next((row for row in matter.signatories.all() if row.position == FIRST), None)
        title = f"{first.name if first else act.actor.name}邀您联名：{matter.title}"
        tell(people, title, act=act, url=matter.get_absolute_url(), body=act.facts.get("remark") or "")

    def agree(self, act: Act) -> None:
        """The member's own answer; a second click finds it given."""
        self._answer(act, State.AGREED)

    def decline(self, act: Act) -> None:
        """The same."""
        self._answer(act, State.DECLINED)

    def _answer(self, act: Act, state: str) -> None:
        mine = act.obj.signatories.filter(member__user=act.actor.user, state=State.INVITED)
        changed = mine.update(
            state=state,
            answered_at=act.at,
            answered_by=act.actor.user,
            text_version=act.obj.text_version,
            remark=act.facts.get("remark") or "",
        )
        if not changed:
            raise Refused("您已经答复过这份联名邀请。")
        for row in act.obj.signatories.filter(member__user=act.actor.user):
            stop_for(act, row, self.signing.clock)

    def withdraw_signature(self, act: Act) -> None:
        """A co-signer steps back before the text is handed in."""
        mine = act.obj.signatories.filter(member__user=act.actor.user, state=State.AGREED)
        if not mine.update(state=State.DECLINED, answered_at=act.at, remark=act.facts.get("reason") or ""):
            raise Refused(f"您没有在这{self.title}上署名。")

    def ask_signers_again(self, act: Act) -> None:
        """The text will change: signatures given to the old text no longer count and are asked for again."""
        matter = act.obj
        people = list(self.signed(matter))
        signed = matter.signatories.filter(position=COSIGNER, state=State.AGREED)
        signed.update(state=State.INVITED, answered_at=None, text_version=None)
        self.signing.stop_asking(act, matter)
        tell(people, f"《{matter.title}》正在修改，改好后请您重新署名", act=act, url=matter.get_absolute_url())

    def send_round_again(self, act: Act) -> None:
        """The changed text goes to everybody who has not answered it."""
        waiting = act.obj.signatories.filter(state=State.INVITED).select_related("member__user")
        if not waiting:
            raise Refused("没有待答复的联名人，可以直接提交。")
        for row in waiting:
            start_for(act, row, self.signing.clock)
        tell(accounts(waiting), f"请您对修改后的文稿署名：{act.obj.title}", act=act, url=act.obj.get_absolute_url())

    def let_signers_go(self, act: Act) -> None:
        """A text given up waits for no signature any more; whoever was asked to sign is told."""
        self.signing.stop_asking(act, act.obj)
        asked = act.obj.signatories.filter(position=COSIGNER).select_related("member__user")
        what = {State.INVITED: "您不必再答复", State.AGREED: "您的署名不再有效"}
        for state, follows in what.items():
            people = accounts(row for row in asked if row.state == state)
            words = f"{act.actor.name}放弃了《{act.obj.title}》的草稿，{follows}"
            # Whoever had not signed cannot open the text any more.
            url = act.obj.get_absolute_url() if state == State.AGREED else self.signing.address
            tell(people, words, act=act, url=url)
        asked.filter(state=State.INVITED).update(state=State.LAPSED)

    def tell_lapsed(self, act: Act) -> None:
        """Whoever had not answered when the text was first handed in learns that nobody waits for the answer now."""
        if act.obj.submitted_at != act.at:
            return
        lapsed, signed = list(_lapsed(act.obj)), who_signed_before(act.obj)
        words = f"《{act.obj.title}》已经提交，您不必再答复联名邀请"
        again = f"《{act.obj.title}》修改后已经提交，没有再请您署名，您对修改前文稿的署名不再有效"
        for user in accounts(lapsed):
            tell([user], again if user.pk in signed else words, act=act, url=self.signing.address)

    def handed_in_without(self, act: Act) -> str:
        """“已提交。何静对修改前文稿的署名不再有效，没有列为联名人。”: what became of signatures to an earlier text."""
        signed = who_signed_before(act.obj)
        names = [one.name for one in _lapsed(act.obj) if one.member and one.member.user_id in signed]
        if not names or act.obj.submitted_at != act.at:
            return f"“{act.row.label}”已办好。"
        return f"已{act.row.label}。{'、'.join(names)}署名的是修改前的文稿，没有重新署名，没有列为联名人。"


def _lapsed(matter: Any) -> Any:
    return matter.signatories.filter(state=State.LAPSED).select_related("member__user")
