"""Papers of units' work: 交办单, 答复函, 会办意见, from the rows that the kit keeps (``UnitWork``, ``UnitReply``)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from core.chinese import long_date, some_of
from core.documents import Paper
from core.documents.casework import CaseWords, salutation
from core.documents.casework import words as names
from core.documents.casework.as_it_was import AsItWas
from core.documents.casework.assignment import AssignmentSheet, assignment_paper
from core.documents.casework.reply import ReplyLetter, reply_paper
from core.matters.answered import answered_by, continues, first_answered, only_for
from core.matters.enclosing import files_of
from core.matters.owed import counting, rows_model
from core.matters.unit_work import UnitRole
from core.models import Clock, Organisation, Role
from core.models.generic import aimed_at, matter_of
from core.people.actors import Actor
from core.people.posts import users_in

#: What a work owes to those behind merged matters: the row with its day, and the matter.
Owed = Sequence[tuple[Any, Any]]
BLANK_DATE = "　　　　年　月　日"


@dataclass(frozen=True)
class UnitPapers:
    """How a line's papers speak of the matter and of whom it is from; ``sheets`` and ``letters`` build them.

    ``numbered`` and ``cited`` give its number, as the sheet bears it and as a letter cites it; ``signed`` the
    signatures of those whom it is from, first one first, ``phone`` how to reach one of them, ``addressees`` whom the
    letter of a day is addressed to. ``answered`` gives the matters that this person's letters of a work answer (it and
    those merged into it); ``copied`` who of the committee gets copies; ``delivered`` is the state of a work whose
    letter went out; ``enclosed`` what goes with every letter; ``again`` why a matter was handed out once more. Works in
    one of the states ``withdrawn`` stand on no sheet.
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
    again: Callable[[Any], str] | None = None
    withdrawn: tuple[str, ...] = ()

    def sheets(self, works: list[Any], _actor: Actor) -> list[Paper]:
        """交办单, one for each unit."""
        clocks, owed, call = _last_clocks(works), _owed(works), lru_cache(None)(_whom_to_call)
        return [assignment_paper(self._sheet(work, clocks, owed.get(work.pk, []), call)) for work in works]

    def _merged(self, row: Any, merged: Any, at: datetime) -> str:
        """“收0091《…》，宋赟彧，2027年3月1日前答复”."""
        who = some_of([self.was.signer(one, at) for one in self.signed(merged)], 3, "人")
        due = f"，{long_date(row.due)}前答复" if row.due and row.answered_at is None else ""
        due = f"，{long_date(row.answered_at)}已答复" if row.answered_at else due
        return f"{self.numbered(merged)}《{merged.title}》，{who}{due}"

    def _sheet(
        self, work: Any, clocks: Mapping[tuple[int, str], Clock], owed: Owed, call: Callable[[Organisation], str]
    ) -> AssignmentSheet:
        matter, at, was = matter_of(work), work.assigned_at, self.was
        # Whoever was chosen wrongly, or gave the matter back, is none of those to whom it is handed.
        in_force = [one for one in was.beside(work, at) if one.state not in self.withdrawn]
        beside = [(was.unit_name(w, at), was.answered_then(w, at)) for w in in_force]
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
            reply_due=due("reply") or ("" if work.answers_own else _first_day(owed)),
            explanation=_briefly(reply) if reply else "",
            office_contact=call(work.channel),
            merged=[self._merged(row, merged, at) for row, merged in owed],
            handling=_handling(work),
            again=self.again(matter) if work.round > 1 and work.round == matter.round and self.again else "",
            now=was.works_on_now(work, at),
        )

    def letters(self, works: list[Any], actor: Actor) -> list[Paper]:
        """答复函 of each answering unit, one for every matter it answers (merged ones keep those whom they are from);
        会办意见 of a joint unit, addressed to the lead unit."""
        papers = []
        for work in works:
            if work.answers:
                files = files_of(work.reply)
                papers += [self.letter(work, matter, files) for matter in self.answered(work, actor)]
            else:
                papers.append(self._opinion(work))
        return papers

    def letter(self, work: Any, matter: Any, files: Sequence[str] = ()) -> Paper:
        """The letter of this work to those behind ``matter``, with the names of the files that go with it; a draft says
        so."""
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
                enclosed=[*files, *self.enclosed],
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


def _briefly(clock: Clock) -> str:
    """How the day was counted, without what may lengthen it: the sheet is one page, the site has the rest."""
    return clock.explanation.partition("；")[0]


def _last_clocks(works: list[Any]) -> dict[tuple[int, str], Clock]:
    """The last clock of each kind for each work, in one query."""
    if not works:
        return {}
    target = aimed_at(works[0])
    rows = Clock.objects.filter(content_type=target["content_type"], object_id__in=[w.pk for w in works])
    return {(clock.object_id, clock.kind): clock for clock in rows.order_by("id")}


def _owed(works: list[Any]) -> dict[int, list[tuple[Any, Any]]]:
    """What each of these works owes to those behind merged matters, with its day (``due``), in one query: the row and
    the merged matter."""
    model = rows_model(type(works[0])) if works else None
    found: dict[int, list[tuple[Any, Any]]] = {}
    if model is None:
        return found
    owners: dict[int, list[Any]] = {one.pk: [] for work in works for one in _with_further(work)}
    for work in works:
        for one in _with_further(work):
            owners[one.pk].append(work)
    for row in counting(model._default_manager.filter(work__in=list(owners))):
        for work in owners[row.work_id]:
            merged = next((one for one in matter_of(work).merged.all() if one.pk == row.merged_id), None)
            found.setdefault(work.pk, []).extend([(row, merged)] if merged is not None else [])
    return found


def _with_further(work: Any) -> list[Any]:
    """The work, and those of the unit that go on for whom its letter left out."""
    beside = matter_of(work).assignments.all()
    further = [one for one in beside if continues(one) and (one.unit_id, one.round) == (work.unit_id, work.round)]
    return [work] if continues(work) else [work, *further]


def _handling(work: Any) -> str:
    again = f"（第{work.round}次交办）" if work.round > 1 else ""
    if continues(work):
        return f"{again}（另行答复并案的提案者）"
    told = only_for(matter_of(work), answered_by(work)) if work.round > 1 and work.answers else ""
    return again + (f"（{told}）" if told else "")


def _first_day(owed: Owed) -> str:
    days = [row.due for row, _merged in owed if row.due]
    return long_date(min(days)) if days else ""


def _whom_to_call(office: Organisation) -> str:
    """The contact that the office has named, else whoever works there."""
    if office.contact_name:
        return " ".join(filter(None, (office.contact_name, office.contact_phone)))
    someone = users_in(Role.SUPERVISOR, office).order_by("pk").first()
    return " ".join(filter(None, (someone.full_name, someone.phone or office.contact_phone))) if someone else ""
