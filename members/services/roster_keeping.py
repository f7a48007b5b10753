"""What a later roster may not take away: numbers and remarks of a member that its own cells do not speak of.

A column of mobile numbers says nothing of the office's, a shorter cell nothing of the rest; a remark comes beside the
one that is there. Only a mobile takes the place of a mobile, and where that would end a second one it is asked about.
"""

import re
from collections.abc import Collection
from difflib import SequenceMatcher

from core.identifiers import mobiles_in, phone_number
from members.models import Member
from members.roster.cells import folded
from members.roster.decisions import ask_about
from members.roster.employers import employer_in, is_mere_employer, same_employer
from members.roster.result import Doubt, RosterRow
from members.services.roster_register import Known

LOST, FULL, HALF, BARE = "phone_replaced", "remark_full", "post_half", "post_bare"
NUMBERS = Member._meta.get_field("phone").max_length or 0
#: A mobile number with a digit too few, too many, or one that none has.
_MISWRITTEN = re.compile(r"1\d{8,12}")
WORDS = Member._meta.get_field("note").max_length or 0


def kept_with(row: RosterRow, known: Known, accepted: Collection[str]) -> dict[str, str]:
    """The telephone numbers, the remark and the post that the member will have, by field, where the row says any."""
    numbers, lost = _numbers(row.phone or "", phone_number(known.phone))
    if lost:
        ask_about(row, Doubt(LOST, "phone", row.phone or "", "、".join(lost)), accepted)
    beyond = [] if len("、".join(numbers)) <= NUMBERS else numbers[len(_own(row)) :]
    numbers = [each for each in numbers if each not in beyond]
    more = [row.remark or "", *(f"另有电话 {each}" for each in beyond)]
    remark = _joined(known.note, "；".join(filter(None, more)))
    if len(remark) > WORDS:
        ask_about(row, Doubt(FULL, "remark", row.remark or "", ""), accepted)
        remark = known.note
    told = (("phone", "、".join(numbers)), ("remark", remark), ("post", _post(row, known, accepted)))
    return {name: text for name, text in told if text}


def _post(row: RosterRow, known: Known, accepted: Collection[str]) -> str:
    """Unit and post where the row has one half of them: the blank half stays as it is known. That is asked about where
    the other half is another one."""
    written, held = row.post or "", known.employer_post
    if not written or not held or "post" in row.corrected or "post" in row.formerly:
        return ""
    if row.bare and folded(written) != folded(held):
        ask_about(row, Doubt(BARE, "post", written, f"系统中为“{held}”"), accepted)
        return ""
    mere = row.lacks == "post" or (row.lacks != "unit" and is_mere_employer(written) and not is_mere_employer(held))
    if not mere and row.lacks != "unit":
        return ""
    longer = len(folded(written)) > len(folded(held)) and not is_mere_employer(written)  # 某寺住持 where 某寺 is held
    if not longer and (same_employer(written, held) if mere else held.endswith(written)):
        return held
    full = written if mere else employer_in(held) + written
    ask_about(row, Doubt(HALF, "post", written, f"系统中为“{held}”"), accepted)
    return full


def _own(row: RosterRow) -> list[str]:
    return [each for each in (row.phone or "").split("、") if each]


def _numbers(written: str, kept: str) -> tuple[list[str], list[str]]:
    """The numbers from now on, and the mobile numbers that nobody would have any more."""
    new, old = ([each for each in text.split("、") if each] for text in (written, kept))
    if not new:
        return [], []
    was, now = mobiles_in(kept), mobiles_in(written)
    if not now:
        new = [*was, *new]
    elif set(now) <= set(was):
        new = [*new, *(each for each in was if each not in new)]
    others = [each for each in old if each not in was and not any(_is_one(each, other) for other in new)]
    wrong = [each for each in others if now and _MISWRITTEN.fullmatch(each)]  # put right by the new one
    others = [each for each in others if each not in wrong]
    if any(each not in now for each in _fixed(written)):
        others = []  # the office's number of now
    lost = [each for each in was if each not in new] if len(was) > 1 else []
    lost += [each for each in wrong if not any(_nearly(each, other) for other in now)]
    return [*new, *others], lost


def _nearly(one: str, other: str) -> bool:
    """Whether two numbers differ by a digit or two, as the right one and the wrong."""
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return sum(block.size for block in matcher.get_matching_blocks()) >= max(len(one), len(other)) - 2


def _fixed(written: str) -> list[str]:
    return [each for each in written.split("、") if each and each not in mobiles_in(written)]


def _is_one(one: str, other: str) -> bool:
    """The same number, with its area code or without."""
    first, second = ("".join(filter(str.isdigit, each)) for each in (one, other))
    return first.endswith(second) or second.endswith(first)


def _joined(kept: str, written: str) -> str:
    """The remark that there is, and after it what the other says more."""
    parts = kept.split("；")
    return "；".join(filter(None, [kept, *(part for part in written.split("；") if part and part not in parts)]))
