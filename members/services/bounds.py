"""What is registered of a mandate lies within it: seats, offices and suspensions are over when the mandate is.

The last day is that of an exit or of the term (as planned by now), whichever comes first.
"""

from datetime import date, timedelta

from core.chinese import long_date
from core.matters.lifecycle import Refused
from core.people.actors import Actor
from members.models import Mandate
from members.services import steps


def held(mandate: Mandate) -> Mandate:
    """The mandate as it is now, its member's row held until the end of the transaction."""
    steps.locked(mandate.member)
    return Mandate.objects.select_related("member", "term").get(pk=mandate.pk)


def check_running(mandate: Mandate, actor: Actor) -> None:
    """Raises Refused where the mandate is over: nothing held in it begins, changes or ends any more."""
    last = mandate.until
    if last is None or last >= actor.today:
        return
    raise Refused(
        f"{mandate.member}的{mandate.term}委员资格已于{long_date(last)}终止（{how(mandate)}），任职随之结束，不能再登记变动。"
        "离任登记有误的，请更正离任；在新一届任职的，请在新一届的委员资格上登记。"
    )


def check_day(mandate: Mandate, day: date) -> None:
    """Raises Refused where the day lies outside the mandate, and says what to do instead."""
    if day < mandate.starts_on:
        raise Refused(f"日期早于任委员之日（{long_date(mandate.starts_on)}），请核对。")
    last = mandate.until
    if last is None or day <= last:
        return
    if last == mandate.ends_on:
        raise Refused(f"{mandate.member}的委员资格到{long_date(last)}为止，请填写那天或以前的日期。")
    raise Refused(
        f"{mandate.term}到{long_date(last)}为止，任职随之结束，请填写那天或以前的日期；"
        f"新一届的任职自{long_date(last + timedelta(days=1))}起，请在新一届名单或新的委员资格上登记。"
    )


def check_exit(mandate: Mandate, day: date) -> None:
    """Raises Refused where an exit on ``day`` would reach into the next term, and names what is to be ended then."""
    last = mandate.term.last_day
    if last is None or day <= last:
        return
    after = long_date(last + timedelta(days=1))
    raise Refused(
        f"{mandate.term}到{long_date(last)}为止，离任日期不能晚于那天。不留任的到日届满，不必登记离任；"
        f"留任新一届、以后才离任的，从{after}起在新一届的委员资格上登记离任。"
    )


def how(mandate: Mandate) -> str:
    """退出方式 in words of a mandate whose last day is known."""
    by_exit = mandate.ends_on is not None and mandate.ends_on == mandate.until
    return (mandate.get_ended_display() or "离任") if by_exit else str(Mandate.Ended.TERM_END.label)
