"""The directory as an import compares with it: bodies in use by every spelling, read in two statements."""

import re
from collections import defaultdict
from dataclasses import dataclass, field

from core.models import Organisation, OrganisationName
from core.sheets.reading import key_of

Kind = Organisation.Kind
_TAIL = re.compile(r"(督查室|督查局|督查|办公室|办)$")


@dataclass
class Directory:
    """``found(name)`` gives the bodies called so: those whose own name it is, else those with such a spelling."""

    bodies: list[Organisation] = field(default_factory=list)
    by_name: dict[str, list[Organisation]] = field(default_factory=lambda: defaultdict(list))
    by_spelling: dict[str, list[Organisation]] = field(default_factory=lambda: defaultdict(list))
    spellings: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))

    @classmethod
    def read(cls) -> "Directory":
        rows = Organisation.objects.filter(is_active=True).select_related("parent", "supervised_by")
        made = cls(bodies=list(rows.order_by("order", "pk")))
        known = {body.pk: body for body in made.bodies}
        for body in made.bodies:
            made.by_name[key_of(body.name)].append(body)
            made._spelled(body, body.name)
            made._spelled(body, body.short_name)
        for pk, spelling in OrganisationName.objects.values_list("organisation_id", "name"):
            if pk in known:
                made._spelled(known[pk], spelling)
        return made

    def _spelled(self, body: Organisation, spelling: str) -> None:
        key = key_of(spelling)
        if key and key not in self.spellings[body.pk]:
            self.spellings[body.pk].add(key)
            self.by_spelling[key].append(body)

    def found(self, name: str, kind: str = "") -> list[Organisation]:
        key = key_of(name)
        for known in (self.by_name, self.by_spelling):
            rows = [body for body in known.get(key, ()) if not kind or body.kind == kind]
            if rows:
                return rows
        return []

    def office(self, text: str) -> Organisation | None:
        """The supervision office that a cell speaks of: by any spelling, else the only one that the words fit."""
        offices = [body for body in self.bodies if body.kind == Kind.SUPERVISION_OFFICE]
        exact = [body for body in self.found(text) if body in offices]
        if len(exact) == 1:
            return exact[0]
        word = _TAIL.sub("", key_of(text))
        fit = [
            body for body in offices if word and (word in key_of(body.name) or _TAIL.sub("", key_of(body.name)) in word)
        ]
        return fit[0] if len(fit) == 1 else None
