"""Whom a paper names: units, offices, their parts and signers as they were on its day, whatever became of them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import TextChoices

from core.models.generic import matter_of
from core.organisations.names import brief_on, name_on


@dataclass(frozen=True)
class AsItWas:
    """Reads works of units (``UnitWork``) and signatures at a moment; None is today.

    ``roles`` are the parts that a unit may have, ``answering`` those in which it writes a reply of its own, ``gone``
    the states of works that count no more. A matter's works are its ``assignments``.
    """

    roles: type[TextChoices]
    answering: tuple[str, ...]
    gone: tuple[str, ...]

    def unit_name(self, work: Any, moment: datetime | None) -> str:
        """The unit whose work it was then, by its full name of that day."""
        return name_on(work.body_on("unit", moment), moment)

    def unit_brief(self, work: Any, moment: datetime | None) -> str:
        """The same, short where it is still called so."""
        return brief_on(work.body_on("unit", moment), moment)

    def channel_name(self, work: Any, moment: datetime | None) -> str:
        """The office through which it went then."""
        return name_on(work.body_on("channel", moment), moment)

    def role_of(self, work: Any, moment: datetime | None) -> TextChoices:
        """主办, 会办, 分办, 单办: as it was then."""
        return self.roles(work.was("role", moment))

    def answered_then(self, work: Any, moment: datetime | None) -> bool:
        """Whether its unit was to write a reply of its own then."""
        return self.role_of(work, moment) in self.answering

    def beside(self, work: Any, moment: datetime | None) -> list[Any]:
        """The works of its round, itself among them; one that was united with another since was still one then."""
        every = matter_of(work).assignments.all()
        return [one for one in every if one.round == work.round and one.was("state", moment) not in self.gone]

    def works_on_now(self, work: Any, moment: datetime | None) -> str:
        """The unit that has taken the work over since; empty where it is still with the same."""
        return work.unit.name if work.body_on("unit", moment).pk != work.unit_id else ""

    def signer(self, signature: Any, moment: datetime | None) -> str:
        """A member's name, or the name of the body that signed then."""
        if signature.member:
            return signature.member.name
        return name_on(signature.body_on("organisation", moment), moment)
