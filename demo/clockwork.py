"""The clock of the demo: the committee's own regulation, the mornings of the last days with their digests and endings,
and what left the site."""

from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path

from core import rulebook
from core.clock.reminders import morning
from core.models import Channel, Delivery, Notice, Role
from core.people.actors import Actor
from core.rulebook import confirming, versions
from demo.days import back, moment
from demo.kit import Kit

DATA = Path(__file__).parent / "data"
MORNINGS = 8


def regulate(actor: Actor) -> None:
    """The committee's own regulation, in force before anything happens."""
    _load("regulation", actor, begun=actor.today.year - 1)


def confirm_recommended(actor: Actor) -> None:
    """What the regulation leaves open stands as recommended, by the chairmen's meeting."""
    waiting = {line.rule.pk for line in confirming.lines(actor.today)}
    confirming.confirm(actor=actor, rules=waiting, basis="主席会议")


def _load(name: str, actor: Actor, **years: int) -> None:
    text = (DATA / f"{name}.yaml").read_text(encoding="utf-8")
    for word, year in years.items():
        text = text.replace(f"{{{word}}}", str(year))
    versions.load_plan(actor=actor, plan=versions.plan_file(text))
    rulebook.forget()


def tell(kit: Kit) -> None:
    """Put on the list of acts what the clock brings with it."""
    for day in mornings(kit):
        kit.at(moment(day, 7, 30), "晨报", partial(_morning, day))
    amended = back(kit.days.last, 12)
    kit.at(moment(amended, 15, 20), "amendment", partial(_amend, kit))


def _morning(day: date, _at: datetime) -> None:
    morning.run(day)


def _amend(kit: Kit, at) -> None:
    """Next year's version of one rule waits for its day."""
    this_year = kit.days.today.year
    _load("amendment", kit.actor("sysadmin", Role.SYSADMIN, at), begun=this_year, next=this_year + 1)


def mornings(kit: Kit) -> list[date]:
    """The last working days of the demo, earliest first."""
    return [back(kit.days.last, count) for count in reversed(range(MORNINGS))]


# -- what left the site ------------------------------------------------------------------------------------------------


def deliveries() -> None:
    """The outbox as it looks after some weeks: nearly everything has arrived, three messages have not."""
    kinds = (Notice.Kind.DIGEST, Notice.Kind.URGING)
    notices = list(Notice.objects.filter(kind__in=kinds).order_by("-created_at", "-id")[:60])
    rows = []
    for number, notice in enumerate(notices):
        sent = notice.created_at + timedelta(minutes=31)
        dead = DEAD.get(number)
        rows.append(
            Delivery(
                notice=notice, channel=Channel.GATEWAY if number % 3 else Channel.MAIL, created_at=notice.created_at,
                state=Delivery.State.DEAD if dead else Delivery.State.SENT, attempts=dead[0] if dead else 1,
                sent_at=None if dead else sent, not_before=notice.created_at, last_error=dead[1] if dead else "",
            )
        )  # fmt: skip
    Delivery.objects.bulk_create(reversed(rows))


DEAD = {
    2: (1, "网关退回：号码是空号或已停机。"),
    9: (1, "邮件服务器退回：没有这个收件人。"),
    17: (8, "试了8次都没有成功。网关没有在规定时间内回答。"),
}
