"""The steps that core knows: units and offices, rules, the calendar, mail and text messages."""

from collections import Counter

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone

from core.clock import calendar
from core.committee import steps
from core.committee.steps import DONE, LACKING, NOT_BEGUN, USABLE, Ability, Asked, Found, Step, Way, some
from core.delivery import channels
from core.models import Channel, Event, Organisation, Post, Role
from core.models.roles import KEEPERS, posts_that
from core.rulebook import confirming

Kind = Organisation.Kind
OFFICE = frozenset({Role.OFFICE_CLERK})


def bodies_page(kind: str) -> str:
    """The directory under the tab of one kind of body."""
    return f"{reverse('setup:organisations')}?kind={kind}"


def units(asked: Asked) -> Found:
    """Units with a clerk and a head each, the offices that hand matters to them, the committee's own bodies."""
    clerks, heads = (
        Post.objects.valid_on(asked.today).filter(role=role, organisation=OuterRef("pk"), user__is_active=True)
        for role in (Role.UNIT_CLERK, Role.UNIT_HEAD)
    )
    rows = list(
        Organisation.objects.filter(is_active=True)
        .exclude(kind__in=(Kind.SECTOR, Kind.MEMBER_GROUP))
        .values_list(
            "kind",
            "name",
            "short_name",
            "supervised_by__name",
            Exists(clerks),
            "also_handles",
            "document_word",
            Exists(heads),
        )
    )
    of_kind = {kind: [row for row in rows if row[0] == kind] for kind in Kind.values}
    mine = [row for row in rows if row[0] == Kind.UNIT or row[5]]
    asked.memo["units"] = [(bool(row[4]), bool(row[7])) for row in mine]
    offices = [name for _, name, *_ in of_kind[Kind.SUPERVISION_OFFICE]]
    now = (
        f"{len(mine)}家承办单位，{len(offices)}个督查室{_handed_by(mine)}，"
        f"{len(of_kind[Kind.SPECIAL_COMMITTEE])}个专门委员会"
    )
    office = Way(
        "登记督查室", f"{reverse('setup:organisation_new')}?kind={Kind.SUPERVISION_OFFICE}", frozenset(KEEPERS)
    )
    if not mine:
        lacks = "承办单位还一家都没有。" if offices else "承办单位还一家都没有；督查室还没有登记，请先登记。"
        return Found(
            NOT_BEGUN, "还没开始", now, lacks, "登记单位", "登记承办单位，可以用 Excel 成批导入", 15,
            reverse("setup:organisations_import"), ways=() if offices else (office,),
        )  # fmt: skip
    if not offices:
        lacks = "还没有督查室，立案的件交不出去。"
        return Found(LACKING, "缺督查室", now, lacks, "补督查室", "登记党委、政府督查室", 3, office.url)
    return _gaps(mine, now)


def _handed_by(units: list[tuple]) -> str:
    """“（区政府督查室交办28家、区委督查室交办12家）”."""
    offices = Counter(channel for _, _, _, channel, *_ in units if channel)
    told = "、".join(f"{name}交办{number}家" for name, number in offices.most_common(4))
    return f"（{told}）" if told else ""


def units_with_handlers(asked: Asked) -> tuple[int, int, str]:
    """How many units have somebody who signs for a matter and somebody who signs the reply off, of how many, in words;
    as the step of the units has read them."""
    held = asked.memo.get("units", [])
    clerks, heads = (sum(has[at] for has in held) for at in (0, 1))
    words = f"{len(held)}家单位中{clerks or '没有一'}家有经办人，{heads or '没有一'}家有负责人"
    return sum(all(has) for has in held), len(held), words


def units_lacking(asked: Asked) -> str:
    """“1家承办单位没有经办人、15家没有负责人”, as the step of the units has read them; empty where none lacks one."""
    held = asked.memo.get("units", [])
    counts = [(sum(not has[at] for has in held), label) for at, label in enumerate(("经办人", "负责人"))]
    told = [f"{number}家{{}}没有{label}" for number, label in counts if number]
    return "、".join(words.format("" if at else "承办单位") for at, words in enumerate(told))


def _gaps(mine: list[tuple], now: str) -> Found:
    """Which units have nobody to sign for a matter or to sign the reply off, and to which nobody hands one."""
    without, headless = ([short or name for _, name, short, *has in mine if not has[at]] for at in (1, 4))
    unled = [short or name for _, name, short, channel, *_ in mine if channel is None]
    missing, ways = [], []
    if unled:
        missing.append(f"{some(unled)}没有写明交办渠道（由哪个督查室向它交办和催办）")
        ways.append(Way("写明交办渠道", reverse("setup:organisations_channels"), frozenset(KEEPERS)))
    if without:
        missing.append(f"{some(without)}没有经办人")
    if headless:
        missing.append(f"{some(headless)}没有负责人，答复起草了没有人能签发")
    if without or headless:
        people = "补承办人员" if without and headless else "补经办人" if without else "补负责人"
        ways.append(Way(people, reverse("setup:accounts_handlers"), frozenset({Role.SYSADMIN})))
    letters = [short or name for _, name, short, *_, word, _ in mine if not word]
    hint = f"{some(letters)}没有发文代字，复函编不出文号，送达以后不能补填" if letters else ""
    write = Way("写明发文代字", reverse("setup:organisations_letters"), frozenset(KEEPERS))
    ways += [write] if letters else []
    if not missing:
        return Found(DONE, "已完成", now, f"{hint}。" if hint else "", ways=tuple(ways))
    missing += [hint] if hint else []
    lacking = [f"{len(of)}家{label}" for of, label in ((without, "经办人"), (headless, "负责人")) if of]
    tag = f"能用，缺{'、'.join(lacking)}" if lacking else f"能用，{len(unled)}家没有交办渠道"
    return Found(USABLE, tag, now, "；".join(missing) + "。", minutes=5, ways=tuple(ways))


def rules(asked: Asked) -> Found:
    """What the committee's own regulations say, and recommended values that nobody has confirmed yet."""
    pending, settled = confirming.pending(asked.today), confirming.settled(asked.today)
    now = f"已定{settled}项，推荐值待确认{len(pending)}项" if pending else f"{settled}项都已由本委员会确定"
    if not pending:
        return Found(DONE, "已完成", now)
    pending.sort(key=lambda one: one[0].type != "period")  # dates first: they are what people ask about
    named = some([f"{key.label}（推荐{words}）" for key, words in pending], 3, "项")
    state, tag = (LACKING, f"{len(pending)}项待确认") if settled else (NOT_BEGUN, f"{len(pending)}项待确认")
    do = f"确认{len(pending)}项推荐规则，或导入本委员会自己的制度"
    url = reverse("setup:rules_pending")
    return Found(state, tag, now, f"{named}。", f"看{len(pending)}项", do, min(20, 3 + len(pending) // 2), url)


def work_calendar(asked: Asked) -> Found:
    """Whether this year's holidays are in, and from October on the next one's."""
    known = calendar.current()
    this, following = asked.today.year, asked.today.year + 1
    page = reverse("setup:calendar_notice")
    if not known.covers(this):
        lacks = f"{this}年的放假安排还没有录入。"
        return Found(
            NOT_BEGUN, f"缺{this}年", "", lacks, "粘贴通知", f"粘贴{this}年的放假通知", 3, f"{page}?year={this}"
        )
    if not known.covers(following):
        tag = f"能用，{following}年还没录入"
        lacks = f"国务院公布{following}年的安排后，把通知粘贴进来。没补之前跨年的期限标“暂定”。"
        return Found(
            USABLE, tag, f"{this}年节假日和调休已装", lacks, "查看", url=f"{reverse('setup:calendar')}?year={this}"
        )
    return Found(DONE, "已完成", f"{this}年、{following}年节假日和调休已装")


def messages(asked: Asked) -> Found:
    """Whether mail and the gateway are set up, and whether a trial message went out."""
    have = channels.configured()
    tried = Event.objects.filter(key="try_message").order_by("-at").values_list("at", flat=True).first()
    on = timezone.localdate(tried) if tried else None
    tried_words = f"，{on.month}月{on.day}日试发过" if on else "，还没有试发过"
    lacks = []
    if Channel.MAIL not in have:
        lacks.append("邮件服务器（.env 里的 EMAIL_URL）")
    if Channel.GATEWAY not in have:
        lacks.append("短信或企业微信网关的地址和签名（NOTICE_GATEWAY_URL、NOTICE_GATEWAY_SECRET）")
    if not settings.SITE_URL:
        lacks.append("本站网址（SITE_URL：消息里的链接、日历订阅、密码条上印的都是它）")
    named = "、".join(Channel(one).label for one in have)
    now = f"{named}已接通{tried_words}" if have else "只有站内通知"
    if not lacks:
        return Found(DONE, "已完成", now)
    missing = "短信" if Channel.GATEWAY not in have else "邮件" if Channel.MAIL not in have else ""
    tag = (f"能用，{missing}没有接通" if missing else "能用，缺本站网址") if have else "还没接通"
    return Found(USABLE if have else NOT_BEGUN, tag, now, "、".join(lacks) + "。", "看怎么接", "接通邮件或短信", 10)


def install() -> None:
    """Register the steps; called when the apps are ready."""
    steps.register(
        Step(
            "units", "单位和机关", 20, units, lambda: bodies_page(Kind.UNIT),
            "机关和专门委员会已按本级建好，可以增减。每家单位要写明交办渠道，即由党委还是政府的督查室向它交办和催办；"
            "没有经办人的，交办后没人签收，没有负责人的，答复没人签发，期限照样走，会被记逾期。", "办公室", OFFICE,
        ),
        Step(
            "rules", "办事规则", 60, rules, lambda: reverse("setup:rules"),
            "没确认以前按推荐值计期限、亮灯，并标“待确认”；单位若有异议，没有本委员会的依据可以拿出来。",
            "提案委主任、办公室", frozenset(posts_that(confirms=True, leads=False)),
            opens=frozenset({*confirming.CONFIRMERS, Role.SYSADMIN}),
        ),
        Step(
            "calendar", "工作日历", 70, work_calendar, lambda: reverse("setup:calendar"),
            "工作日按国务院公布的放假调休计算，缺了它，期限只能按周一至周五推算。", "办公室", OFFICE, needed=False,
        ),
        Step(
            "messages", "邮件和短信", 80, messages, lambda: reverse("setup:deliveries"),
            "到期提醒只发站内，不常登录的委员和单位可能漏看。可以先开办，以后再接。",
            "系统管理员", frozenset({Role.SYSADMIN}), needed=False,
        ),
    )  # fmt: skip
    steps.register_ability(
        Ability("计答复期限、亮灯", ("rules", "calendar"), 40, meanwhile="按推荐值和已录入的放假安排"),
        Ability("在站外发提醒", ("messages",), 50),
    )
