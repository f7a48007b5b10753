"""What bodies are called: on a day, as papers of the past print the name of theirs; and in lists that people write."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from django.core.cache import cache
from django.utils import timezone

from core.chinese import long_date
from core.models import Organisation, OrganisationName
from core.sheets.reading import key_of

_BRACKETED = re.compile(r"[(（【\[](.*?)[)）】\]]")
_BEFORE_A_NAME = re.compile(r"^(?:原名?|曾用名|现名?|简称|全称|即)[:：]?")
_FORMER = re.compile(r"^(?:原名?(?:称)?|曾用名|曾称|旧称|更名前)(?:为|叫|系)?[:：]?\s*(.{2,})$")
_OURS = re.compile(
    r"^(?:中国人民政治协商会议|人民政协|政协)?(?:[^政委组]{0,6}[省市区县])?政协(?=.{2,})|^(?:区|县|市)(?=.{3,}委)"
)
_COMMITTEE = re.compile(r"(?:专门委员会|专委会|工作委员会|委员会|专委|工委|委)(?:办公室)?$")
_ENDS = (("委员会", "委"), ("办公室", "办"), ("办事处", "办"))
KEY, SECONDS = "names-of-bodies-2", 60
LONGEST_AGO = timedelta(days=365)


@dataclass(frozen=True)
class Former:
    """A name until its last day; what was issued before the change was registered bears it whatever that day was."""

    name: str
    until: date
    registered_at: datetime | None

    def holds(self, moment: date | datetime) -> bool:
        if not isinstance(moment, datetime):
            return moment <= self.until
        issued = self.registered_at is not None and moment < self.registered_at
        return issued or timezone.localdate(moment) <= self.until


def former_names() -> dict[int, list[Former]]:
    """Every body's former names, oldest first; remembered for a minute."""
    return _kept()[0]


def spellings() -> dict[int, list[str]]:
    """What every body is or was called besides its name and short name, of whatever sort; remembered for a minute."""
    return _kept()[1]


def _kept() -> tuple[dict[int, list[Former]], dict[int, list[str]]]:
    """Former names and all others; one statement for both."""
    found = cache.get(KEY)
    if found is None:
        former: dict[int, list[Former]] = {}
        every: dict[int, list[str]] = {}
        rows = OrganisationName.objects.order_by("valid_to", "pk")
        columns = ("organisation_id", "name", "kind", "valid_to", "registered_at")
        for body, name, kind, until, registered in rows.values_list(*columns):
            every.setdefault(body, []).append(name)
            if kind == OrganisationName.Kind.FORMER and until is not None:
                former.setdefault(body, []).append(Former(name, until, registered))
        found = former, every
        cache.set(KEY, found, SECONDS)
    return found


def forget() -> None:
    """To be called by whatever changes a spelling or a former name."""
    cache.delete(KEY)


def name_on(body: Organisation, moment: date | datetime | None) -> str:
    """The full name on that day, or what something issued at that moment bears; the present one where none is given."""
    if moment is None:
        return body.name
    return next((one.name for one in former_names().get(body.pk, ()) if one.holds(moment)), body.name)


def brief_on(body: Organisation, moment: date | datetime | None) -> str:
    """The short name; the full name of that day where the body was called otherwise: short ones are not kept."""
    then = name_on(body, moment)
    return body.brief if then == body.name else then


def now_and_then(body: Organisation, moment: date | datetime | None) -> str:
    """“现名（原名）” for matters from before a change of name; the present name otherwise."""
    then = name_on(body, moment)
    return body.name if then == body.name else f"{body.name}（原{then}）"


def objection_to(day: date, body: Organisation, today: date) -> str:
    """Why the body cannot have been renamed or merged on that day, with what to do; empty where it can."""
    if day > today:
        return "日期不能晚于今天；请在生效的当天或之后办理。"
    kept = body.names.filter(valid_to__gte=day).exclude(kind=OrganisationName.Kind.ALIAS).order_by("valid_to").last()
    if kept is not None and kept.valid_to is not None:
        since = long_date(kept.valid_to + timedelta(days=1))
        is_former = kept.kind == OrganisationName.Kind.FORMER
        began = f"现名“{body}”自{since}起使用" if is_former else f"“{kept.name}”自{since}起并入“{body}”"
        return f"{began}，日期不能早于那天，请核对。"
    earliest = today - LONGEST_AGO
    if day < earliest:
        return f"日期不能早于一年前。更早的变动请填{long_date(earliest)}，并在原因中写明实际日期。"
    return ""


# ---- in lists that people write ----


@lru_cache(maxsize=8192)
def plain_key(name: str) -> str:
    """For comparing: without signs, 委员会 and 办公室 in their short forms."""
    text = key_of(name)
    for long, short in _ENDS:
        if text.endswith(long):
            return text.removesuffix(long) + short
    return text


def ends_with(name: str, words: str) -> bool:
    """Whether ``words`` are what the name of more words ends with: 县委督查室 and 县政府督查室 with 督查室."""
    long, short = plain_key(name), plain_key(words)
    return bool(short) and long != short and long.endswith(short)


def without_brackets(text: str) -> tuple[str, list[str]]:
    """A name without what stands in brackets, and the names that stand there (原区教育局 → 区教育局)."""
    inner = [_BEFORE_A_NAME.sub("", part.strip()) for part in _BRACKETED.findall(text)]
    return _BRACKETED.sub("", text).strip(), [part for part in inner if part]


def without_ours(text: str) -> str:
    """A body's name, half width and without blanks, without 政协 and the region in front."""
    return _OURS.sub("", "".join(unicodedata.normalize("NFKC", text).split()))


def without_former(text: str) -> tuple[str, list[str]]:
    """A name without the former ones that stand in brackets behind it, and these: 区教体局（原区教育局、区体育局）."""
    former = [found for part in _BRACKETED.findall(text) if (found := _FORMER.match(part.strip()))]
    name = text
    for found in former:
        name = re.sub(rf"[(（【\[]\s*{re.escape(found.string)}\s*[)）】\]]", "", name)
    names = [one.strip() for found in former for one in re.split(r"[、，,；;]|(?<=[局委办部院])[和与]", found[1])]
    names = [again[1] if (again := _FORMER.match(one)) else one for one in names]
    return (name.strip(), [one for one in names if one]) if name.strip() else (text, [])


def committee_words(text: str) -> str:
    """What is left of a committee's name without whose it is and the word for what it is: 区政协提案委 → 提案."""
    words = re.sub(r"[()“”\"'·\-—]", "", without_ours(text))
    return _COMMITTEE.sub("", words) or words


def shortens(short: str, full: str) -> bool:
    """Whether the characters of ``short`` stand in ``full`` in this order, from its first one on."""
    if not short or short[0] != full[:1] or len(short) >= len(full):
        return False
    rest: Iterable[str] = iter(full)
    return all(mark in rest for mark in short)


class Called:
    """Bodies, by their keys, by whatever they are called: the one way to find those that a list names.

    Width, blanks, signs and capitals never count. A body's own name goes before a short, further or former name; then,
    with a doubt, what is left without brackets or stands in them, a committee's name shortened, and at last a name with
    the region in front or an office behind.
    """

    def __init__(self, names: Iterable[tuple[int, str]], spellings: Iterable[tuple[int, str]]) -> None:
        self.own: dict[str, set[int]] = defaultdict(set)
        self.every: dict[str, set[int]] = defaultdict(set)
        self.bare: dict[str, set[int]] = defaultdict(set)
        self.committees: dict[str, set[int]] = defaultdict(set)
        names = list(names)
        for pk, name in names:
            self.own[key_of(name)].add(pk)
        for pk, name in [*names, *spellings]:
            if key := key_of(name):
                self.every[key].add(pk)
                self.bare[key_of(without_brackets(name)[0])].add(pk)
                if _COMMITTEE.search(key):
                    self.committees[committee_words(name)].add(pk)

    def meant(
        self, text: str, take: Callable[[int], int | None] = lambda pk: pk, *, near: bool = True
    ) -> tuple[list[int], bool]:
        """The bodies that ``text`` may mean, and whether that is certain. ``take`` says of each which body stands for
        it in this list, if any; without ``near`` only names that are known count."""
        for place, keys in enumerate(self._steps(text)):
            if place > 1 and not near:
                break
            if found := sorted({taken for key in keys if (taken := take(key)) is not None}):
                return found, place < 2
        return [], False

    def ending(self, text: str, take: Callable[[int], int | None]) -> list[int]:
        """The bodies whose own names end with ``text`` and have more words, none where it is the whole name of one:
        where they are several, it names none of them, whosever short name it was made (督查室)."""
        if any(take(pk) is not None for pk in self.own.get(key_of(text), ())):
            return []
        keys = [pk for name, some in self.own.items() if ends_with(name, text) for pk in some]
        return sorted({taken for pk in keys if (taken := take(pk)) is not None})

    def _steps(self, text: str) -> Iterator[set[int]]:
        key = key_of(text)
        if not key:
            return
        yield self.own.get(key, set())
        yield self.every.get(key, set())
        bare, inner = without_brackets(text)
        yield self.bare.get(key_of(bare) or key, set())
        yield {pk for name in inner for pk in self.every.get(key_of(name), ())}
        if _COMMITTEE.search(key):
            yield from self._committee(committee_words(bare), key.endswith("委"))
        whole = {key, key_of(bare) or key}
        yield {pk for name, some in self.every.items() if any(_alike(one, name) for one in whole) for pk in some}

    def _committee(self, words: str, short: bool) -> Iterator[set[int]]:
        if len(words) > 1:
            yield self.committees.get(words, set())
            if short:
                yield {pk for full, some in self.committees.items() if shortens(words, full) for pk in some}


def _alike(one: str, other: str) -> bool:
    """With the region in front, or with an office of the body behind: 江岭区水利局, 区水利局办公室."""
    short, long = sorted((one, other), key=len)
    return len(short) >= 4 and (long.endswith(short) or (long == one and long.startswith(short)))
