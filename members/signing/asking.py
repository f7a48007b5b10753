"""Inviting members to sign a text (联名), their answers, and what becomes of these when it changes or is given up."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from core.delivery.notices import tell
from core.matters.deadlines import start_for, stop_for
from core.matters.lifecycle import Act, Refused
from core.models import User
from members.models import Member, Signature
from members.models.signing import COSIGNER, FIRST, accounts
from members.signing.leaving import Signing
from members.signing.standing import outdated, who_signed_before

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
        """One invitation per member, with its own clock and notice; a member asked before is not asked twice, but for
        one who would not sign then."""
        matter = act.obj
        order = matter.signatories.count()
        for place, member in enumerate(act.facts["members"], start=order):
            asked, created = matter.signatories.get_or_create(
                member=member, defaults={"position": COSIGNER, "order": place, "invited_at": act.at}
            )
            again = asked.state == State.DECLINED
            if again:
                asked.state, asked.invited_at, asked.answered_at, asked.remark = State.INVITED, act.at, None, ""
                asked.save(update_fields=["state", "invited_at", "answered_at", "remark"])
            if created or again:
                start_for(act, asked, self.signing.clock)
        _keep_version(matter)
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
        """The text will change: signatures given to the old text no longer count and are asked for again.

        Which version they were given to stays known, so that whoever is asked again is shown what changed.
        """
        matter = act.obj
        people = list(self.signed(matter))
        signed = matter.signatories.filter(position=COSIGNER, state=State.AGREED)
        signed.update(state=State.INVITED, answered_at=None)
        self.signing.stop_asking(act, matter)
        tell(people, f"《{matter.title}》正在修改，改好后请您重新署名", act=act, url=matter.get_absolute_url())

    def send_round_again(self, act: Act) -> None:
        """The changed text goes to everybody who has not answered it."""
        if not self._ask(act, act.obj.signatories.filter(state=State.INVITED)):
            raise Refused("没有待答复的联名人，可以直接提交。")
        _keep_version(act.obj)

    def ask_of_changed_text(self, act: Act) -> None:
        """A text sent back has changed: whoever signed it as it was is asked to sign it as it is."""
        matter = act.obj
        here = Member.objects.in_office(act.day)
        asked = matter.signatories.filter(pk__in=[one.pk for one in outdated(matter)], member__in=here)
        keys = list(asked.values_list("pk", flat=True))
        if not asked.update(state=State.INVITED, answered_at=None):
            raise Refused("署名在修改前文稿上的联名人都已离任，不能重新署名，可以直接提交。")
        self._ask(act, matter.signatories.filter(pk__in=keys))
        _keep_version(matter)

    def _ask(self, act: Act, asked: Any) -> bool:
        """These signers have the text before them from now on; False where there is none of them."""
        waiting = list(asked.select_related("member__user"))
        asked.update(invited_at=act.at)
        for row in waiting:
            start_for(act, row, self.signing.clock)
        tell(accounts(waiting), f"请您对修改后的文稿署名：{act.obj.title}", act=act, url=act.obj.get_absolute_url())
        return bool(waiting)

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

    def stop_waiting(self, act: Act) -> None:
        """A text withdrawn while its signers were asked once more waits for none of them."""
        self.signing.stop_asking(act, act.obj)
        asked = act.obj.signatories.filter(position=COSIGNER, state=State.INVITED)
        people = accounts(asked.select_related("member__user"))
        tell(people, f"《{act.obj.title}》{act.row.label}，您不必再答复", act=act, url=self.signing.address)
        asked.update(state=State.LAPSED)

    def close_round(self, act: Act) -> None:
        """Handed in, the text bears the names of those who signed it as it stands: whoever has not answered, and
        whoever signed it before it was changed, is no signer of it. Says to the act's effects who these are."""
        matter = act.obj
        self.signing.stop_asking(act, matter)
        before = who_signed_before(matter)
        over = [one.pk for one in outdated(matter)]
        left = [State.LAPSED] if matter.submitted_at == act.at else []
        rows = matter.signatories.filter(position=COSIGNER)
        rows = rows.filter(state__in=[State.INVITED, *left]) | rows.filter(pk__in=over)
        lapsed = list(rows.select_related("member__user"))
        rows.filter(pk__in=[one.pk for one in lapsed]).update(state=State.LAPSED)
        signed = [one for one in lapsed if one.pk in over or (one.member and one.member.user_id in before)]
        act.aside["signed_before"] = signed
        act.aside["unanswered"] = [one for one in lapsed if one not in signed]

    def tell_lapsed(self, act: Act) -> None:
        """Whoever is no signer of the text that was handed in learns that nobody waits for the answer now."""
        title, url = act.obj.title, self.signing.address
        words = f"《{title}》已经提交，您不必再答复联名邀请"
        again = f"《{title}》修改后已经提交，您没有重新署名，对修改前文稿的署名不再有效"
        tell(accounts(act.aside["unanswered"]), words, act=act, url=url)
        tell(accounts(act.aside["signed_before"]), again, act=act, url=url, key="before")

    def handed_in_without(self, act: Act) -> str:
        """“已提交。何静署名的是修改前的文稿……”: what became of signatures to an earlier text."""
        names = "、".join(one.name for one in act.aside["signed_before"] if one.member)
        if not names:
            return f"“{act.row.label}”已办好。"
        return f"已{act.row.label}。{names}署名的是修改前的文稿，没有重新署名，没有列为联名人。"


def _keep_version(matter: Any) -> None:
    """The text as signers have it before them, so that they can be shown what changes in it later."""
    matter.save(update_fields=["revision"])
