"""Which matters a name means: those that this member or body has signed."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.functions import Concat

from core.models import Organisation
from members.models import Member, Signature

MOST_WORDS = 8


@dataclass(frozen=True)
class SignedBy:
    """Finds the matters of a line by names: ``people`` of its ``MatterSearch``.

    ``signatures`` is its model of them, ``matter`` the link to the matter, ``bodies`` the kinds that may sign.
    """

    signatures: type[Signature]
    matter: str
    bodies: tuple[str, ...] = ()

    def __call__(self, words: Sequence[str]) -> dict[str, QuerySet]:
        """Of these words those that stand in the name of a member or such a body, a single character where the member's
        name begins with it (姓裴的); the matters they signed.

        A signature asked for and not given is the signers' own affair. One statement.
        """
        # No name holds what cannot be printed, and PostgreSQL takes no statement with a NUL in it.
        asked = [one for one in dict.fromkeys(words) if one.isprintable() and (len(one) > 1 or _is_han(one))]
        asked = asked[:MOST_WORDS]
        if not asked:
            return {}
        people: dict[str, dict[str, list[int]]] = {}
        for sort, pk, name in self._called(asked):
            for word in (one for one in asked if _stands_in(one, name, sort)):
                people.setdefault(word, {"member": [], "body": []})[sort].append(pk)
        return {word: self._signed(found["member"], found["body"]) for word, found in people.items()}

    def _called(self, words: list[str]) -> QuerySet:
        """“member” or “body”, key and name of all whose name contains one of the words."""
        persons, bodies = Q(), Q(pk__in=())
        for word in words:
            if len(word) == 1:
                persons |= Q(name__startswith=word)
                continue
            persons |= Q(name__icontains=word)
            bodies |= Q(name__icontains=word) | Q(short_name__icontains=word)
        members = (
            Member.objects.filter(persons).order_by().annotate(sort=Value("member", CharField()), called=_text("name"))
        )
        may_sign = Organisation.objects.filter(bodies, kind__in=self.bodies).order_by()
        named = may_sign.annotate(sort=Value("body", CharField()), called=_text("name", "short_name"))
        return members.values_list("sort", "pk", "called").union(named.values_list("sort", "pk", "called"), all=True)

    def _signed(self, members: list[int], bodies: list[int]) -> QuerySet:
        signed = self.signatures._default_manager.filter(state=Signature.State.AGREED).order_by()
        return signed.filter(Q(member__in=members) | Q(organisation__in=bodies)).values(self.matter)


def _is_han(word: str) -> bool:
    return "\u3400" <= word <= "\u9fff" or word >= "\U00020000"


def _stands_in(word: str, name: str, sort: str) -> bool:
    if len(word) == 1:
        return sort == "member" and name.startswith(word)
    return word.casefold() in name.casefold()


def _text(*columns: str) -> Concat:
    return Concat(*columns, Value(" "), output_field=CharField())
