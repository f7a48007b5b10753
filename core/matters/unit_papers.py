"""Papers of units' work: 交办单, 答复函, 会办意见, from the rows that the kit keeps (``UnitWork``, ``UnitReply``)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.chinese import long_date, some_of
from core.documents import Paper
from core.documents.casework import CaseWords, salutation
from core.documents.casework import words as names
from core.documents.casework.as_it_was import AsItWas
from core.documents.casework.assignment import AssignmentSheet, assignment_paper
from core.documents.casework.reply import ReplyLetter, reply_paper
from core.matters.owed import first_answered
from core.matters.unit_work import UnitRole
from core.models import Clock, Organisation, Role
from core.models.generic import aimed_at, matter_of
from core.people.actors import Actor
from core.people.posts import users_in

BLANK_DATE = "　　　　年　月　日"


@dataclass(frozen=True)
class UnitPapers:
    """How a line's papers speak of the matter and of whom it is from; ``sheets`` and ``letters`` build them.

    ``numbered`` and ``cited`` give its number, as the sheet bears it and as a letter cites it; ``signed`` the
    signatures of those whom it is from, first one first, ``phone`` how to reach one of them, ``addressees`` whom the
    letter of a day is addressed to. ``answered`` gives the matters that this person's letters of a work answer (it and
    those merged into it); ``copied`` who of the committee gets copies; ``delivered`` is the state of a work whose
    letter went out; ``enclosed`` what goes with a letter.
    """

    words: CaseWords
    was: AsItWas
    numbered: Callable[[Any], str]
    cited: Callable[[Any], str]
    signed: Callable[[Any], Sequence[Any]]
    phone: Callable[[Any], str]
    addressees: Callable[[Any, datetime | None], list[str]]
    answered: Callable[[Any, Actor], Iterable[Any]]
    copied: Callable[[], str]
    delivered: str
    enclosed: tuple[str, ...] = ()

    def sheets(self, works: list[Any], _actor: Actor) -> list[Paper]:
        """交办单, one for each unit."""
        clocks = _last_clocks(works)
        return [assignment_paper(self._sheet(work, clocks)) for work in works]

    def _sheet(self, work: Any, clocks: Mapping[tuple[int, str], Clock]) -> AssignmentSheet:
        matter, at, was = matter_of(work), work.assigned_at, self.was
        beside = [(was.unit_name(w, at), was.answered_then(w, at)) for w in was.beside(work, at)]
        signed = self.signed(matter)

        def due(kind: str) -> str:
            clock = clocks.get((work.pk, kind))
            return long_date(clock.due) + ("（暂定）" if clock.provisional else "") if clock else ""

        reply = clocks.get((work.pk, "reply"))
        return AssignmentSheet(
            words=self.words,
            committee=names.committee(),
            office=names.official_name(was.channel_name(work, at)),
            date=long_date(at),
            unit=names.official_name(was.unit_name(work, at)),
            role=was.role_of(work, at).label,
            number=self.numbered(matter),
            cited=self.cited(matter),
            title=matter.title,
            proposers=some_of([was.signer(s, at) for s in signed], 3, "人"),
            contact=self.phone(signed[0]) if signed else "",
            lead="、".join(dict.fromkeys(unit for unit, answers in beside if answers)),
            joint=[unit for unit, answers in beside if not answers],
            channel=was.channel_name(work, at),
            is_key=getattr(matter, "is_key", False),
            return_due=due("return"),
            opinion_due=due("joint_opinion"),
            reply_due=due("reply"),
            explanation=reply.explanation if reply else "",
            office_contact=_whom_to_call(work.channel),
            handling=f"（第{work.round}次交办）" if work.round > 1 else "",
            now=was.works_on_now(work, at),
        )

    def letters(self, works: list[Any], actor: Actor) -> list[Paper]:
        """答复函 of each answering unit, one for every matter it answers (merged ones keep those whom they are from);
        会办意见 of a joint unit, addressed to the lead unit."""
        papers = []
        for work in works:
            if work.answers:
                papers += [self.letter(work, matter) for matter in self.answered(work, actor)]
            else:
                papers.append(self._opinion(work))
        return papers

    def letter(self, work: Any, matter: Any) -> Paper:
        """The letter of this work to those behind ``matter``; a draft says so."""
        reply, was = work.reply, self.was
        signed_at = reply.delivered_at or reply.signed_at
        cited = self.cited(matter)
        opening = f"您提出的《{matter.title}》（{cited}）收悉。现答复如下："
        addressees = self.addressees(matter, signed_at)
        written = salutation.dropped(reply.text, addressees, self.addressees(first_answered(work), signed_at))
        text = written if "收悉" in written[:200] else f"{opening}\n{written}"
        beside = was.beside(work, signed_at) if was.role_of(work, signed_at) == UnitRole.LEAD else []
        joint = [w for w in beside if was.role_of(w, signed_at) == UnitRole.JOINT]
        copied = [was.channel_name(work, signed_at), *(was.unit_name(w, signed_at) for w in joint)]
        openness = "主动公开" if reply.is_open(matter) else "不予公开"
        if work.state != self.delivered:
            openness = f"为第{reply.draft_number}稿，尚未送达"
        return reply_paper(
            ReplyLetter(
                unit=names.official_name(was.unit_name(work, signed_at)),
                number=reply.document_number,
                title=f"关于{cited}的{'再次答复' if work.round > 1 else '答复'}",
                addressees=addressees,
                text=text,
                date=long_date(signed_at) if signed_at else BLANK_DATE,
                grade=getattr(reply, "letter", ""),
                signer=str(reply.signed_by or ""),
                contact=reply.contact_name or work.handler_name,
                phone=reply.contact_phone or work.handler_phone,
                head=work.unit.head_name,
                head_phone=work.unit.head_phone,
                enclosed=list(self.enclosed),
                openness=openness,
                copies=[self.copied(), *copied],
            )
        )

    def _opinion(self, work: Any) -> Paper:
        matter, at, was = matter_of(work), work.opinion_at, self.was
        cited = self.cited(matter)
        leads = [was.unit_name(w, at) for w in was.beside(work, at) if was.role_of(w, at) == UnitRole.LEAD]
        return reply_paper(
            ReplyLetter(
                unit=names.official_name(was.unit_name(work, at)),
                number="",
                title=f"关于{cited}的会办意见",
                addressees=leads or ["主办单位"],
                text=f"《{matter.title}》（{cited}）会办意见如下：\n{work.opinion}",
                date=long_date(at) if at else BLANK_DATE,
                contact=work.handler_name,
                phone=work.handler_phone,
            )
        )


def _last_clocks(works: list[Any]) -> dict[tuple[int, str], Clock]:
    """The last clock of each kind for each work, in one query."""
    if not works:
        return {}
    target = aimed_at(works[0])
    rows = Clock.objects.filter(content_type=target["content_type"], object_id__in=[w.pk for w in works])
    return {(clock.object_id, clock.kind): clock for clock in rows.order_by("id")}


def _whom_to_call(office: Organisation) -> str:
    """The contact that the office has named, else whoever works there."""
    if office.contact_name:
        return " ".join(filter(None, (office.contact_name, office.contact_phone)))
    someone = users_in(Role.SUPERVISOR, office).order_by("pk").first()
    return " ".join(filter(None, (someone.full_name, someone.phone or office.contact_phone))) if someone else ""
