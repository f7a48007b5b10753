"""The directory as an import compares with it: bodies in use by every spelling, read in two statements."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from core.models import Organisation, OrganisationName
from core.organisations.becoming import STANDING
from core.organisations.names import Called
from core.organisations.sheets.naming import Twins
from core.sheets.reading import key_of

Kind = Organisation.Kind
T = TypeVar("T")
_TAIL = re.compile(r"(督查室|督查局|督查|办公室|办)$")


@dataclass
class Directory:
    """``found(name)`` gives the bodies called so: those whose own name it is, else those with such a spelling.
    ``sorts`` says of what sort a further name is, by the body and the name's key."""

    bodies: dict[int, Organisation]
    called: Called
    spellings: dict[int, set[str]]
    sorts: dict[tuple[int, str], str] = field(default_factory=dict)
    _twins: Twins[int] | None = field(default=None, repr=False)

    @classmethod
    def read(cls) -> "Directory":
        rows = Organisation.objects.filter(is_active=True).select_related("parent", "supervised_by")
        bodies = {body.pk: body for body in rows.order_by("order", "pk")}
        names = [(body.pk, body.name) for body in bodies.values()]
        more = [(body.pk, body.short_name) for body in bodies.values() if body.short_name]
        kept = OrganisationName.objects.values_list("organisation_id", "name", "kind")
        sorts = {(pk, key_of(name)): sort for pk, name, sort in kept}
        more += [(pk, spelling) for pk, spelling, _ in kept if pk in bodies]
        spellings: dict[int, set[str]] = defaultdict(set)
        for pk, name in [*names, *more]:
            spellings[pk].add(key_of(name))
        return cls(bodies, Called(names, more), spellings, sorts)

    def knows(self, body: Organisation, name: str) -> bool:
        """Whether the body is called so already."""
        return key_of(name) in self.spellings.get(body.pk, ())

    def sort_of(self, name: str, body: Organisation) -> str:
        """Of what sort the name is by which the body was found; empty where it is its own, or is not on record."""
        own = key_of(name) in (key_of(body.name), key_of(body.short_name))
        return "" if own else self.sorts.get((body.pk, key_of(name)), "")

    def found(self, name: str, kind: str = "") -> list[Organisation]:
        """Those of this ``kind``; of no kind said whichever they are, but no sector: 妇联 in a list of units is never
        the sector that has its name."""

        def taken(pk: int) -> int | None:
            own = self.bodies[pk].kind
            return pk if own == kind or (not kind and own != Kind.SECTOR) else None

        keys, _ = self.called.meant(name, taken, near=False)
        return [body for pk, body in self.bodies.items() if pk in keys]

    def alike(self, name: str) -> list[Organisation]:
        """Bodies that may be called so in other words (县供销社, 县供销合作社联合社)."""
        if self._twins is None:
            self._twins = Twins[int]()
            for body in self.bodies.values():
                for each in filter(None, (body.name, body.short_name)):
                    self._twins.add(each, "", body.pk)
        return [self.bodies[pk] for pk in dict.fromkeys(self._twins.all_of(name, ""))]

    def standing(self, name: str, kind: str) -> list[Organisation]:
        """Bodies of another kind of which a row of this ``kind`` speaks: there is one by a name, or a short one."""
        key = key_of(name)
        rows = [body for body in self.bodies.values() if kind in STANDING and body.kind in STANDING]
        own = [body for body in rows if key_of(body.name) == key]
        return own or [body for body in rows if key_of(body.short_name) == key]

    def office(self, text: str, coming: Mapping[str, T]) -> Organisation | T | None:
        """The supervision office that a cell speaks of: by any spelling, else the only one that the words fit.
        ``coming`` are offices that are not registered yet, by the keys of their names."""
        offices = [body for body in self.bodies.values() if body.kind == Kind.SUPERVISION_OFFICE]
        exact = [body for body in self.found(text) if body in offices]
        if len(exact) == 1:
            return exact[0]
        if key_of(text) in coming:
            return coming[key_of(text)]
        word = _TAIL.sub("", key_of(text))
        named: list[tuple[str, Organisation | T]] = [(key_of(body.name), body) for body in offices]
        named += coming.items()
        stems = [(key, _TAIL.sub("", key), one) for key, one in named]
        # An office that is called 督查室 and nothing else has no stem: it is in no word, or it would be in every one.
        fit = [one for key, stem, one in stems if word and (word in key or (stem and stem in word))]
        return fit[0] if fit and all(one is fit[0] for one in fit) else None
