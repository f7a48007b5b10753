"""What people write for a post, and which bodies a name may mean."""

import re
from collections import defaultdict

from core.models import Organisation, OrganisationName, Role
from core.models.roles import POSTS, SPELLINGS
from core.people.batch.reading import folded

ROLE_OF = {folded(word): role for role, words in SPELLINGS.items() for word in words.split()} | {
    folded(role.label): role for role in Role
}
SEVERAL = re.compile(r"[、,，;；/＋+\n]|兼(?!职)|以及|及|和")
HOW_POSTS = "请写：" + "、".join(role.label for role in Role if role != Role.MEMBER) + "。"


def roles_of(words: str) -> tuple[list[Role], str]:
    """The posts that a cell names, and the word that is none of them."""
    whole = ROLE_OF.get(folded(words))
    if whole:
        return [whole], ""
    found: list[Role] = []
    for word in filter(None, (part.strip() for part in SEVERAL.split(words))):
        role = ROLE_OF.get(folded(re.sub(r"[（(].*?[）)]", "", word)))
        if role is None:
            return found, word
        if role not in found:
            found.append(role)
    return found, ""


class Bodies:
    """Every body by every spelling; two statements."""

    def __init__(self) -> None:
        self.by_key = {body.pk: body for body in Organisation.objects.all()}
        self.by_name: dict[str, set[int]] = defaultdict(set)
        for body in self.by_key.values():
            for name in (body.name, body.short_name):
                if name:
                    self.by_name[folded(name)].add(body.pk)
        for pk, name in OrganisationName.objects.values_list("organisation_id", "name"):
            self.by_name[folded(name)].add(pk)

    def find(self, words: str, role: str) -> tuple[Organisation | None, str, str]:
        """The body meant, why there is none, and what to check where it was understood with a doubt."""
        wanted = folded(words)
        found, note = self._meant(self.by_name.get(wanted, set()), role), ""
        if not found:
            keys = {pk for name, some in self.by_name.items() if _alike(wanted, name) for pk in some}
            found = self._meant(keys, role)
            note = f"“{words}”按“{found[0].name}”理解，请核对。" if len(found) == 1 else ""
        if len(found) == 1:
            return found[0], "", note or self._moved(wanted, found[0])
        if found:
            some = "、".join(body.name for body in found[:3])
            return None, f"“{words}”可能是{some}，请写全称。", ""
        kind = f"（{Organisation.Kind(POSTS[role].serves).label}）" if POSTS[role].unit and POSTS[role].serves else ""
        return None, f"组织机构中没有“{words}”{kind}。请先登记这个单位或这一写法，再重新上传。", ""

    def _meant(self, keys: set[int], role: str) -> list[Organisation]:
        bodies = {body.pk: body for body in map(self._now, keys) if body and self._fits(body, role)}
        return sorted(bodies.values(), key=lambda body: body.pk)

    def _now(self, key: int) -> Organisation | None:
        """The body itself, or the one that took it over; none where it was only put out of use."""
        body, seen = self.by_key.get(key), set()
        while body is not None and not body.is_active and body.pk not in seen:
            seen.add(body.pk)
            body = self.by_key.get(body.succeeded_by_id) if body.succeeded_by_id else None
        return body

    def _fits(self, body: Organisation, role: str) -> bool:
        """Units' posts belong to units, those of supervision and liaison offices to these; no other post to a unit."""
        kind, post = Organisation.Kind, POSTS[role]
        if post.unit:
            return body.handles
        if role in (Role.SUPERVISOR, Role.LIAISON):
            return body.kind == post.serves
        return body.kind != kind.UNIT

    def _moved(self, wanted: str, body: Organisation) -> str:
        now = {folded(body.name), folded(body.short_name)}
        return "" if wanted in now else f"按“{body.name}”理解。"


def _alike(one: str, other: str) -> bool:
    """With the region in front, or with an office of the unit behind: 江岭区水利局, 区水利局办公室."""
    short, long = sorted((one, other), key=len)
    return len(short) >= 4 and (long.endswith(short) or (long == one and long.startswith(short)))
