"""What people write for a post, and which bodies a name may mean."""

import re

from core.committee import identity
from core.models import Organisation, OrganisationName, Role
from core.models.roles import POSTS, SPELLINGS
from core.organisations.names import Called
from core.organisations.sheets.naming import Twins
from core.organisations.sheets.offices import is_bare, is_office_of, offices_called, owner_in
from core.people.batch.terms import folded
from core.people.directory import fits, misplaced
from core.sheets.reading import key_of

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


def is_committee(text: str) -> bool:
    """Whether a name is the committee's own (县政协, 政协云溪县委员会), which is no body of the directory."""
    ours = identity.current()
    word = key_of(text).replace("中国人民政治协商会议", "政协").replace("人民政协", "政协")
    region = key_of(ours.region)
    level = region[-1:] if region else "[省市区县州旗盟]"
    named = rf"(?:{re.escape(region)}|{level})?政协(?:机关|委员会)?|政协{re.escape(region)}(?:第?.{{1,4}}届)?委员会"
    return word in (key_of(ours.name), key_of(ours.full_name)) or bool(re.fullmatch(named, word))


class Bodies:
    """Every body by every spelling; two statements."""

    def __init__(self) -> None:
        self._twins: Twins[int] | None = None
        self.by_key = {body.pk: body for body in Organisation.objects.all()}
        more = [(body.pk, body.short_name) for body in self.by_key.values() if body.short_name]
        more += OrganisationName.objects.values_list("organisation_id", "name")
        self.called = Called([(body.pk, body.name) for body in self.by_key.values()], more)

    def find(self, words: str, role: str, group: str = "") -> tuple[Organisation | None, str, str]:
        """The body meant, why there is none, and what to check where it was understood with a doubt. Without a post
        that is known (``role``) any body counts. ``group`` is the heading of the list above (县政府部门)."""
        if is_bare(words) and (owner := owner_in(group)):
            return self._office_of(owner, words, role, group)
        keys, certain = self.called.meant(words, lambda key: self._taken(key, role))
        ending = self.called.ending(words, lambda key: self._taken(key, role))
        if is_bare(words):
            ending = sorted(body.pk for body in self._offices(words) if self._taken(body.pk, role) is not None)
            keys = keys or ending
        if len(ending) > 1:  # a short name that one of them was given does not tell which is meant
            keys = sorted({*keys, *ending} if certain else ending)
        found = [self.by_key[key] for key in keys]
        if len(found) == 1:
            note = "" if certain else f"“{words}”按“{found[0].name}”理解，请核对。"
            return found[0], "", note or self._moved(words, found[0])
        if found:
            some = "、".join(body.name for body in found[:3]) + (f"等{len(found)}家" if len(found) > 3 else "")
            return None, f"“{words}”可能是{some}，请写全称。", ""
        if len(short := self._shortened(words, role)) == 1:
            return short[0], "", f"“{words}”按“{short[0].name}”的简称理解，请核对。"
        if short:
            return None, f"“{words}”可能是{'、'.join(body.name for body in short[:3])}，请写全称。", ""
        if is_bare(words) and (offices := self._offices(words)) and role:
            return None, self._another_post(words, offices, role), ""
        others, _ = self.called.meant(words, lambda key: self._taken(key, ""), near=False)
        if role and len(others) == 1:
            return None, self._misplaced(self.by_key[others[0]], role), ""
        kind = f"（{Organisation.Kind.UNIT.label}）" if role and POSTS[role].unit else ""
        return None, f"组织机构中没有“{words}”{kind}。请先登记这个单位或这一写法，再重新上传。", ""

    def _office_of(self, owner: str, words: str, role: str, group: str) -> tuple[Organisation | None, str, str]:
        """督查室 below 县政府部门 is 县政府督查室, whatever other office is called so."""
        offices = self._offices(words)
        all_of_it = [body for body in self.by_key.values() if body.is_active and is_office_of(body, words, owner)]
        mine = [body for body in all_of_it if self._taken(body.pk, role) is not None]
        if all_of_it and not mine:
            return None, self._another_post(words, all_of_it, role), ""
        if len(mine) == 1:
            return mine[0], "", f"“{words}”按标题“{group}”理解为“{mine[0].name}”，请核对。"
        named = f"，已有{'、'.join(body.name for body in offices[:4])}" if offices else ""
        return None, f"标题是“{group}”，组织机构中没有“{owner}{words}”{named}。请写全称，或先登记这一家。", ""

    def _offices(self, words: str) -> list[Organisation]:
        """The bodies in use of which 督查室 or 办公室 alone may speak."""
        return offices_called([body for body in self.by_key.values() if body.is_active], words)

    def _another_post(self, words: str, offices: list[Organisation], role: str) -> str:
        """That none of these can have the post, and which post its people have."""
        named = "、".join(f"“{body.name}”" for body in offices[:4])
        whole = f"“{words}”可能是{named}，请写全称；" if len(offices) > 1 else f"{named}"
        if all(body.kind == Organisation.Kind.SUPERVISION_OFFICE for body in offices):
            return (
                f"{whole}{'都' if len(offices) > 1 else ''}是督查室，不是承办单位；岗位请写“{Role.SUPERVISOR.label}”。"
            )
        return f"{whole}{self._misplaced(offices[0], role)}" if len(offices) > 1 else self._misplaced(offices[0], role)

    def _shortened(self, words: str, role: str) -> list[Organisation]:
        """The bodies in use whose name or short name these words shorten (县文广体局, 组织部)."""
        if self._twins is None:
            self._twins = Twins[int]()
            for body in (one for one in self.by_key.values() if one.is_active):
                for name in filter(None, (body.name, body.short_name)):
                    self._twins.add(name, "", body.pk)
        keys = {taken for key in self._twins.all_of(words, "") if (taken := self._taken(key, role)) is not None}
        return [self.by_key[key] for key in sorted(keys)]

    def _misplaced(self, body: Organisation, role: str) -> str:
        """Why the body that is meant cannot have the post, and which ones can."""
        told = misplaced(body, role)
        if POSTS[role].unit or not POSTS[role].serves:
            return told
        fit = [one.name for one in self.by_key.values() if one.is_active and fits(one, role)]
        sort = Organisation.Kind(POSTS[role].serves).label
        return f"{told}可写{'、'.join(fit[:3])}。" if fit else f"{told}目录里还没有{sort}，请先登记。"

    def _taken(self, key: int, role: str) -> int | None:
        """The key of the body that stands for this one today and may have such a post."""
        body = self._now(key)
        return body.pk if body is not None and (not role or fits(body, role)) else None

    def _now(self, key: int) -> Organisation | None:
        """The body itself, or the one that took it over; none where it was only put out of use."""
        body, seen = self.by_key.get(key), set()
        while body is not None and not body.is_active and body.pk not in seen:
            seen.add(body.pk)
            body = self.by_key.get(body.succeeded_by_id) if body.succeeded_by_id else None
        return body

    def _moved(self, words: str, body: Organisation) -> str:
        return "" if key_of(words) in {key_of(body.name), key_of(body.short_name)} else f"按“{body.name}”理解。"
