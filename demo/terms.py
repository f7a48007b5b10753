"""The next term, prepared three months ahead (换届): its first session, who stays, who comes. In force from its day."""

from datetime import datetime, timedelta
from functools import partial

from core.models import Organisation, Role
from core.pinyin import sort_key
from demo.days import forward, moment
from demo.kit import Kit
from members.models import Mandate, Member
from members.services import carry_over, sessions, terms

NUMBER = 16
STAY = 24
COMING = (
    ("桑知遥", "女", "1986-03", "江岭区数字产业园管理办公室副主任", "s_sci"),
    ("郁承志", "男", "1990-11", "荷塘镇家庭农场联合社理事长", "s_farm"),
    ("竺清和", "女", "1982-07", "云桥社区卫生服务中心主任", "s_health"),
)


def tell(kit: Kit) -> None:
    """The office has begun to prepare it: the last thing that happens, and no page of the running term shows it."""
    kit.at(moment(kit.days.last, 17, 50), "the next term", partial(_prepare, kit))


def _prepare(kit: Kit, at: datetime) -> None:
    actor = kit.actor("office_clerk", Role.OFFICE_CLERK, at)
    running = terms.current_term(actor.today)
    term = terms.start_term(number=NUMBER, starts_on=forward(actor.today + timedelta(days=90), 0), actor=actor)
    opens = forward(term.starts_on + timedelta(days=12), 0)
    sessions.add_session(
        actor=actor, term=term, number=1, opens_on=opens, closes_on=opens + timedelta(days=3), proposals_from=None,
        proposal_cutoff=moment(opens + timedelta(days=2), 17),
    )  # fmt: skip
    held = Mandate.objects.filter(term=running, ends_on=None, sector__is_active=True).order_by("pk")
    stay = list(held.values_list("member", flat=True)[:STAY])
    carry_over.keep(actor=actor, term=term, members=stay, offices=True, seats=True)
    for name, gender, birth, employer, sector in COMING:
        comes = Member.objects.create(
            name=name, gender=gender, birth=birth, employer_post=employer, sort_key=sort_key(name)
        )
        seat = Organisation.objects.get(pk=kit.pk(sector)).present
        seen = carry_over.fingerprint(None)
        carry_over.choose(actor=actor, term=term, member=comes, sector=seat, bodies=(), offices=(), seen=seen)
