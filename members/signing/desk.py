"""What waits for a member among a line's texts, and how it goes on once the member has left: a line's ``Desk``."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet

from core.chinese import some_of
from core.matters.engine import perform
from core.matters.lifecycle import Lifecycle
from core.models import Event
from core.models.generic import matter_of, rooted_in
from core.organisations.handing_on import Thing
from core.people.actors import Actor, system_actor
from members.models import Member, Signature
from members.models.signing import COSIGNER, FIRST
from members.services.left_behind import Desk, Left
from members.signing.leaving import FIRST_LEFT, SIGNS_NO_MORE, Signing, heir_of

State = Signature.State


@dataclass(frozen=True)
class Sort:
    """One sort of what waits: how it is called with its measure word, what follows an exit, and what a suspension."""

    label: str
    follows: str
    meanwhile: str


@dataclass(frozen=True)
class SignersDesk:
    """What waits for the signers of a line's texts.

    ``signatures`` is its model of them, ``matter`` the link to the matter, in whose ``lifecycle`` the rows
    ``signer_left``, ``lapse_with_first`` and ``judge_left`` stand under the names given here. The states: ``writing``
    while the text is its signers', ``unsent`` before it was ever handed in, ``with_units`` while units work on it.
    ``judging`` are judgements waited for, each with its ``signatory`` and ``matter``. ``title`` is the matter's name.
    """

    key: str
    title: str
    signing: Signing
    lifecycle: Lifecycle
    signatures: type[Signature]
    matter: str
    writing: tuple[str, ...]
    unsent: tuple[str, ...]
    with_units: tuple[str, ...]
    judging: Callable[[], QuerySet]
    judged: Sort
    on_way: Sort
    lapse_with_first: str
    signer_left: str = "signer_left"
    judge_left: str = "judge_left"

    @property
    def desk(self) -> Desk:
        """For ``left_behind.register``."""
        return Desk(self.key, self.waiting, self.settle, self.holders, self.restore)

    def waiting(self, member: Member) -> Iterable[Left]:
        """Texts, invitations, judgements; and what is on its way and goes on without the member."""
        yield from self._texts(member)
        yield from self._invitations(member)
        judging = list(self._judging().filter(signatory__member=member))
        yield _left(self.judged, judging)
        going = self._on(self._signatures().filter(member=member, state=State.AGREED), self.writing, within=False)
        judged = [matter_of(row).pk for row in judging]
        yield _left(self.on_way, list(going.exclude(**{f"{self.matter}__in": judged})))

    def _texts(self, member: Member) -> Iterable[Left]:
        led = list(self._led().filter(member=member))
        signed = self._all().filter(position=COSIGNER, state=State.AGREED).values(self.matter)
        theirs = self._led().filter(member=member, **{f"{self.matter}__in": signed})
        followed = set(theirs.values_list("pk", flat=True))
        taken_on = Sort(
            f"件起草中、已有人联名的{self.title}",
            f"由署名在先的联名人作{self.signing.first}",
            "不能提交，草稿、邀请和已有的署名都保留；退回修改的期限照常计算",
        )
        yield _left(taken_on, [row for row in led if row.pk in followed])
        alone = Sort(
            f"件起草中、没有人署名的{self.title}",
            "不再提出；受邀联名的委员会收到通知",
            "不能提交，草稿和邀请都保留；退回修改的期限照常计算",
        )
        yield _left(alone, [row for row in led if row.pk not in followed])

    def _invitations(self, member: Member) -> Iterable[Left]:
        first, asked = self.signing.first, list(self._asked().filter(member=member))
        invited = Sort(
            "份联名邀请待答复",
            f"不再等待，{first}会收到通知",
            "不能署名，可以答复“不署名”；到期没有答复的，邀请失效",
        )
        yield _left(invited, [row for row in asked if row.state == State.INVITED])
        signed = Sort(f"份署名在未提交的{self.title}上", "署名不再有效", f"已有的署名仍然有效，{first}可以照常提交")
        yield _left(signed, [row for row in asked if row.state == State.AGREED])

    def settle(self, member: Member, at: datetime, day: date) -> int:
        """Act by act, as the program; each matter says what has become of it."""
        actor, touched = system_actor(at), set()
        for signature in [*self._led().filter(member=member), *self._asked().filter(member=member)]:
            matter = _as_it_is(matter_of(signature))
            alone = signature.position == FIRST and heir_of(matter, day) is None
            perform(matter, self.lapse_with_first if alone else self.signer_left, actor, signatory=signature.pk)
            touched.add(matter.pk)
        for judgement in self._judging().filter(signatory__member=member):
            matter = matter_of(judgement)
            perform(matter, self.judge_left, actor, signatory=judgement.signatory_id)
            touched.add(matter.pk)
        for signature in self._untold():
            if signature.member_id == member.pk:
                self.signing.tell_units(signature, actor)
                touched.add(matter_of(signature).pk)
        return len(touched)

    def restore(self, member: Member, actor: Actor, since: datetime) -> list[str]:
        """Signatures on texts on which nothing has happened since count again; the rest stays, and is told."""
        mine = self._all().filter(member=member).select_related(self.matter)
        back, stays = 0, []
        for signature in mine.order_by("pk"):
            settled = self._settled(signature, since)
            if settled is None:
                continue
            if self._signs_again(signature, settled):
                self.signing.sign_again(signature, actor)
                back += 1
            else:
                stays.append(signature)
        said = [f"{back}份署名在未提交的{self.title}上，已恢复。"] if back else []
        if not stays:
            return said
        # A text in the making is its writers' own: only what has been handed in is named.
        sent = [f"《{one}》" for one in map(matter_of, stays) if one.receipt_number is not None]
        named = f"（{some_of(sent, 5, '件')}）" if sent else ""
        again = (
            f"{len(stays)}件{self.title}{named}离任后已按规定办理，没有恢复；"
            f"联名请{self.signing.first}重新邀请，评价请与{self.signing.office_name}联系。"
        )
        return [*said, again]

    def _settled(self, signature: Any, since: datetime) -> Event | None:
        """The act by which the night settled this signature."""
        keys = (self.signer_left, self.lapse_with_first, self.judge_left)
        rows = Event.objects.filter(**rooted_in(matter_of(signature)), key__in=keys, at__gte=since)
        return rows.filter(facts__signatory__id=signature.pk).order_by("-pk").first()

    def _signs_again(self, signature: Any, settled: Event) -> bool:
        """A co-signer had signed, the text is not handed in, and nothing has happened to it since."""
        signed = settled.key == self.signer_left and settled.text.endswith(SIGNS_NO_MORE) and signature.answered_at
        matter = matter_of(signature)
        later = Event.objects.filter(**rooted_in(matter), pk__gt=settled.pk)
        if not signed or signature.state != State.LAPSED or matter.state not in self.unsent:
            return False
        # Others who left in the same night change nothing about this signature.
        return not later.exclude(key=self.signer_left).exists()

    def holders(self) -> Iterable[int]:
        """Members for whom a text, an invitation or a judgement waits, or of whom the units are to be told."""
        for rows in (self._led(), self._asked()):
            yield from rows.order_by().values_list("member", flat=True).distinct()
        yield from (row.member_id for row in self._untold())
        yield from self._judging().order_by().values_list("signatory__member", flat=True).distinct()

    # ---- rows ----

    def _all(self) -> QuerySet:
        return self.signatures._default_manager.all()

    def _on(self, rows: QuerySet, states: tuple[str, ...], *, within: bool = True) -> QuerySet:
        """Those on matters in these states, or in any others."""
        asked = {f"{self.matter}__state__in": states}
        return rows.filter(**asked) if within else rows.exclude(**asked)

    def _signatures(self) -> QuerySet:
        """Of members, on matters that have not ended."""
        rows = self._on(self._all().exclude(member=None), self.lifecycle.ends, within=False)
        return rows.select_related(self.matter, "member").order_by(self.matter, "pk")

    def _led(self) -> QuerySet:
        return self._on(self._signatures().filter(position=FIRST), self.writing)

    def _asked(self) -> QuerySet:
        rows = self._on(self._signatures().filter(position=COSIGNER), self.unsent)
        return rows.filter(state__in=(State.INVITED, State.AGREED))

    def _judging(self) -> QuerySet:
        """Judgements waited for, by this round's signatories and by those of merged matters."""
        rows = self.judging().exclude(signatory__member=None)
        return rows.select_related(self.matter, "signatory").order_by(self.matter, "pk")

    def _untold(self) -> list[Any]:
        """First signers of matters that units are handling, of whom the units have not been told that they left."""
        rows = list(self._on(self._signatures().filter(position=FIRST), self.with_units))
        if not rows:
            return []
        kind = ContentType.objects.get_for_model(matter_of(rows[0]))
        told = Event.objects.filter(root_type=kind, key=FIRST_LEFT, root_id__in=[matter_of(row).pk for row in rows])
        known = set(told.values_list("root_id", "facts__member"))
        return [row for row in rows if (matter_of(row).pk, row.member_id) not in known]


def _as_it_is(matter: Any) -> Any:
    """As earlier acts on it have left it."""
    return type(matter)._default_manager.get(pk=matter.pk)


def _left(sort: Sort, rows: list[Any]) -> Left:
    """Only what has been handed in is named: a text in the making is its writers' own."""
    sent = [one for one in map(matter_of, rows) if one.receipt_number is not None]
    first = tuple(Thing(str(one), one.get_absolute_url()) for one in sent)
    return Left(sort.label, len(rows), sort.follows, first, sort.meanwhile)
