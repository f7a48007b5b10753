"""The number of a unit's letter (发文字号): asked for at delivery, put right afterwards, one yearly series per unit.

What can hardly be meant (last year's, letters of nobody's, a number far ahead) is taken once the person has ticked that
it was looked at.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from core.document_numbers import document_number as shaped
from core.document_numbers import letters_of, year_of
from core.matters.fields import ActField, choices, line
from core.matters.lifecycle import Act, Refused
from core.matters.naming import number_of
from core.matters.numbering import next_number, raise_to
from core.models import Organisation
from core.models.generic import matter_of

NUMBER = line("document_number", "发文字号", max_length=60)
#: What can hardly be meant, and what is ticked of each: one tick says nothing of another.
UNLIKELY = {"year": "年份不是答复当年的", "word": "代字不是本单位的", "leap": "号数跳了很多"}
SURE = choices(
    "number_sure", "已核对发文字号，照此使用", lambda _obj, _actor: list(UNLIKELY.items()), required=False,
    help="一般不用勾选；提示有疑问的，核对无误后逐项勾选",
)  # fmt: skip
#: A number is a leap beyond this, and beyond twice the highest.
LEAP = 20


def document_number(work: Any, actor: Any) -> tuple[ActField, ...]:
    """发文字号（空着则按发文代字编号；没有代字的单位自行填写）."""
    word = work.unit.document_word
    given = f"空着则自动编为“{word}〔{actor.today.year}〕×号”，接本单位当年最大的号数"
    none = "本单位没有登记发文代字，请填写；空着则答复函没有发文字号，送达后不能补填"
    return replace(NUMBER, required=False, help=given if word else none, shape=_shape(word)), SURE


def corrected_number(reason: ActField) -> Callable[[Any, Any], tuple[ActField, ...]]:
    """更正发文字号: what is printed now, to be put right, and why."""

    def fields(work: Any, _actor: Any) -> tuple[ActField, ...]:
        now = getattr(getattr(work, "reply", None), "document_number", "")
        number = replace(NUMBER, initial=lambda _obj, _who: now, shape=_shape(work.unit.document_word))
        return number, SURE, reason

    return fields


def _shape(word: str) -> Callable[[str], str]:
    return lambda text: shaped(text, word)


def number_for(act: Act) -> str:
    """The number of a letter that goes out: as typed, or the next of the unit's series; empty where it has none."""
    work, year = act.obj, act.day.year
    given, word = (act.facts.get("document_number") or "").strip(), work.unit.document_word
    _hold(work)
    if given:
        _check(act, given, year)
    while word and (not given or _bears(given, work) is not None):
        scope = f"{work.unit_id}/{year}"
        raise_to("reply", scope, _highest(work, word, year))
        given = f"{word}〔{year}〕{next_number('reply', scope)}号"
    return given


def corrected(act: Act) -> str:
    """The number as put right. Raises Refused where it is the same or cannot be."""
    reply, given = act.obj.reply, act.facts["document_number"]
    if given == reply.document_number:
        raise Refused("发文字号与原来的一样，没有更正。")
    _hold(act.obj)
    _check(act, given, act.obj.delivered_at.year)
    return given


def in_words(act: Act) -> str:
    """“区住建局的答复发文字号由江建提〔2025〕77号更正为江建提〔2026〕77号”."""
    reply = act.obj.reply
    was = f"由{reply.number_before}" if getattr(reply, "number_before", "") else ""
    return f"{act.obj.unit.brief}的答复发文字号{was}更正为{act.facts['document_number']}"


def _hold(work: Any) -> None:
    """Two letters of a unit take no number at once."""
    Organisation.objects.select_for_update().get(pk=work.unit_id)


def _bears(number: str, work: Any) -> Any:
    """Another work whose letter bears this number."""
    rows = type(work)._default_manager.filter(reply__document_number=number)
    return rows.exclude(pk=work.pk).first()


def _highest(work: Any, word: str, year: int) -> int:
    """The highest number under these letters in that year, whoever typed it; 0 where there is none."""
    rows = type(work)._default_manager.filter(reply__document_number__startswith=f"{word}〔{year}〕")
    numbers = rows.exclude(pk=work.pk).values_list("reply__document_number", flat=True)
    return max((int(found[1]) for number in numbers if (found := re.search(r"〕(\d+)号$", number))), default=0)


def _check(act: Act, number: str, year: int) -> None:
    """Raises Refused for a number that another letter bears, another body's letters, or a year that cannot be; and,
    until the person has ticked that it is right, for what can hardly be meant."""
    work, word, own = act.obj, letters_of(number), act.obj.unit.document_word
    if other := _bears(number, work):
        whose = f"{other.unit.brief}对{number_of(matter_of(other))}"
        raise Refused(f"“{number}”已用于{whose}的答复，请改用别的号。")
    if not year - 1 <= year_of(number) <= year:
        raise Refused(f"“{number}”的年份不对，应为{year}年或上一年。")
    others = Organisation.objects.filter(is_active=True, document_word=word).exclude(pk=work.unit_id)
    if word != own and (other_body := others.first()):
        raise Refused(f"“{word}”是{other_body}的发文代字，请写本单位的{f'“{own}”' if own else '发文代字'}。")
    sure = act.facts.get("number_sure") or ()
    if left := {key: told for key, told in _doubts(work, number, year).items() if key not in sure}:
        ticks = "".join(f"“{UNLIKELY[key]}”" for key in left)
        raise Refused(f"{''.join(left.values())}写错的请改正；确实如此的，请在“{SURE.label}”下勾选{ticks}。")


def _doubts(work: Any, number: str, year: int) -> dict[str, str]:
    """Every reason why the number can hardly be meant, by its key in ``UNLIKELY``."""
    word, own, written = letters_of(number), work.unit.document_word, year_of(number)
    found = {}
    if written != year:
        found["year"] = f"“{number}”是{written}年的号，答复是{year}年的。"
    if own and word != own:
        found["word"] = f"“{word}”不是本单位的发文代字“{own}”。"
    count, highest = int(number.rpartition("〕")[2].removesuffix("号")), _highest(work, word, written)
    if count > max(LEAP, 2 * highest):
        found["leap"] = f"“{number}”比本单位{written}年“{word}”最大的号（{highest or '还没有'}）大很多。"
    return found
