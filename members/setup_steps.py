"""The steps of the first days that members knows: term and session, sectors, roster, accounts (开办向导)."""

from typing import Any

from django.db.models import Count, Q
from django.urls import reverse

from core.committee import steps
from core.committee.core_steps import bodies_page, units_lacking, units_with_handlers
from core.committee.steps import DONE, LACKING, NOT_BEGUN, USABLE, Ability, Asked, Found, Step, Way
from core.models import GrantRequest, Organisation, Post, Role
from core.models.roles import POSTS
from members.models import Mandate, RosterImport, Session, Term
from members.services.sessions import with_given_numbers
from members.services.terms import current_term

OFFICE = frozenset({Role.OFFICE_CLERK})
ADMIN = frozenset({Role.SYSADMIN})
#: Without somebody in each of these posts no proposal gets from handing in to its answer.
KEY_POSTS = (Role.PROPOSAL_CLERK, Role.PROPOSAL_CHAIR, Role.SUPERVISOR, Role.UNIT_CLERK, Role.UNIT_HEAD)


def _term(asked: Asked) -> Term | None:
    if "term" not in asked.memo:
        asked.memo["term"] = current_term()
    return asked.memo["term"]


def _members(asked: Asked) -> dict[str, int]:
    """How many are in office this term, and how many of them have no account."""
    if "members" not in asked.memo:
        rows = Mandate.objects.filter(term=_term(asked), ends_on=None)
        without = Count("pk", filter=Q(member__user=None))
        asked.memo["members"] = rows.aggregate(every=Count("pk"), without=without)
    return asked.memo["members"]


def _members_with_accounts(asked: Asked) -> tuple[int, int, str]:
    counted = _members(asked)
    able = counted["every"] - counted["without"]
    return able, counted["every"], f"{counted['every']}位委员中{able or '没有一'}位有账号"


def term(asked: Asked) -> Found:
    """The term in office and its newest session."""
    now = _term(asked)
    if now is None:
        lacks = "还没有本届。有了本届和本次会议，委员才能提交提案。"
        return Found(NOT_BEGUN, "还没开始", "", lacks, "建立届次", "建立本届和本次会议", 3)
    session: Any = with_given_numbers(Session.objects.filter(term=now)).order_by("-opens_on").first()
    if session is not None:
        session.term = now
    since = f"{now}（{now.starts_on.year}年{now.starts_on.month}月起）"
    if session is None:
        return Found(LACKING, "缺本次会议", since, "本届还没有会议，提案编不了号。", "建立会议", "建立本次会议", 2)
    now_is = f"{since}，最近一次是{session}"
    if session.numbered_on_paper:
        now_is += f"，纸质提案已编到第{session.numbered_on_paper}号"
    elif session.opens_on <= asked.today and not session.has_given_numbers:
        lacks = "这次会议已经开幕。已有提案在纸上编过号的，请填写编到第几号，系统接着编；没有的不用填。"
        way = Way("填写纸质编号", reverse("members:session", args=[session.pk]), ADMIN | OFFICE)
        return Found(DONE, "已完成", now_is, lacks, ways=(way,))
    return Found(DONE, "已完成", now_is)


def sectors(asked: Asked) -> Found:
    """Sectors and how many other spellings of them are known."""
    rows = Organisation.objects.filter(kind=Organisation.Kind.SECTOR, is_active=True).order_by("order", "pk")
    found = list(rows.values_list("pk", "name", "names__name"))
    number = len({pk for pk, _, _ in found})
    if not number:
        lacks = "还没有界别。名册里的界别认不出来，整行会被退回。"
        url = reverse("setup:organisations_sectors")
        return Found(NOT_BEGUN, "还没开始", "", lacks, "登记界别", "登记界别，从常见界别里勾选", 3, url)
    names = [(spelling, name) for _, name, spelling in found if spelling]
    example = f"，如“{names[0][0]}”即“{names[0][1]}”" if names else ""
    known = f"，已认{len(names)}种别的写法{example}" if names else ""
    return Found(DONE, "已完成", f"{number}个界别{known}")


def roster(asked: Asked) -> Found:
    """Members in office, and a roster that waits to be looked at or left rows behind."""
    number = _members(asked)["every"]
    newest = RosterImport.objects.exclude(state=RosterImport.State.DISCARDED).first()
    now = f"在册{number}人" if number else ""
    if newest is not None and newest.state == RosterImport.State.PREVIEW:
        rejected = newest.summary.get("rejected", 0)
        words = f"《{newest.name}》{newest.summary.get('rows', 0)}行等您核对" + (
            f"，其中{rejected}行要改" if rejected else ""
        )
        url = reverse("members:roster_import", args=[newest.pk])
        do = f"核对委员名册{f'里的{rejected}行' if rejected else ''}"
        state, tag = (USABLE, "能用，另有名册等核对") if number else (LACKING, "等核对")
        return Found(state, tag, now, f"{words}。", "去核对", do, 3 + rejected // 4, url)
    refused = newest.summary.get("refused", []) if newest is not None else []
    if not number:
        lacks = "还没有委员。把名册的 Excel 传上来，先看每一行怎么认，确认后才写入。"
        return Found(NOT_BEGUN, "还没开始", "", lacks, "导入名册", "导入委员名册", 15)
    if newest is not None and refused:
        lacks = f"上次有{len(refused)}行被退回，另存在一份表里，改好再传。"
        url = reverse("members:roster_import", args=[newest.pk])
        return Found(USABLE, f"能用，{len(refused)}行被退回", now, lacks, f"看{len(refused)}行", minutes=5, url=url)
    return Found(DONE, "已完成", now)


def accounts(asked: Asked) -> Found:
    """Who can sign in: the posts without which a proposal stops, and members."""
    valid = Post.objects.valid_on(asked.today).filter(user__is_active=True)
    held = dict(valid.order_by().values("role").annotate(n=Count("user", distinct=True)).values_list("role", "n"))
    counted = _members(asked)
    members = counted["every"] - counted["without"]
    staff = sum(number for role, number in held.items() if role not in {Role.MEMBER, Role.UNIT_CLERK, Role.UNIT_HEAD})
    units = held.get(Role.UNIT_CLERK, 0)
    now = f"机关{staff}个岗位、单位经办人{units}位、委员{members}位有账号"
    if not held.get(Role.OFFICE_CLERK):
        return _office_first(asked, now)
    missing = [role for role in KEY_POSTS if not held.get(role)]
    waiting = f"{counted['without']}位委员没有账号" if counted["without"] else ""
    nobody = bool(counted["every"]) and not members
    if missing:
        labels = "、".join(role.label for role in missing)
        words = "；".join(part for part in (f"还没有人任{labels}", waiting) if part) + "。"
        tag, ways = f"缺{len(missing)}种岗位", _ways_to_accounts(missing, bool(waiting))
        return Found(LACKING, tag, now, words, "开通账号", "开通账号、设置岗位", 15, ways=ways)
    lacking = units_lacking(asked)
    ways = (Way("补齐承办人员", reverse("setup:accounts_handlers"), ADMIN),) if lacking else ()
    if nobody:  # whoever is to hand in cannot even sign in
        words = f"{counted['every']}位委员中没有一位有账号，还没有人能登录提交{f'；{lacking}' if lacking else ''}。"
        do, url = "给委员开通账号", reverse("members:accounts")
        return Found(LACKING, "缺委员账号", now, words, "批量开通", do, 10, url, opens=ADMIN | OFFICE, ways=ways)
    if waiting:
        tag, url = f"能用，{counted['without']}位委员没有", reverse("members:accounts")
        words = f"{waiting}；{lacking}。" if lacking else f"{waiting}。"
        return Found(USABLE, tag, now, words, "批量开通", minutes=10, url=url, opens=ADMIN | OFFICE, ways=ways)
    if lacking:
        return Found(USABLE, "能用，承办人员没有配齐", now, f"{lacking}。", minutes=10, ways=ways)
    return Found(DONE if counted["every"] else USABLE, "已完成" if counted["every"] else "能用，还没有委员", now)


def _office_first(asked: Asked, now: str) -> Found:
    """Nobody is in the office yet: its post is asked for by one administrator and confirmed by another."""
    requests = GrantRequest.objects.waiting(asked.today).filter(act=GrantRequest.Act.GIVE, role=Role.OFFICE_CLERK)
    if one := requests.select_related("user").first():
        lacks = f"已提请{one.user}任办公室工作人员，等安全管理员确认。确认后一次性密码由安全管理员当面交给本人。"
        do = f"由安全管理员登录，确认{one.user}任办公室工作人员，把一次性密码当面交给本人"
        url, both = reverse("setup:grants"), frozenset({Role.SYSADMIN, Role.SECADMIN})
        return Found(LACKING, "等安全管理员确认", now, lacks, "看待确认的岗位", do, 3, url, first=True, opens=both)
    lacks = (
        "办公室还没有账号。先给办公室开一个，提请岗位“办公室工作人员”，由安全管理员确认并交给一次性密码；"
        "后面的步骤由办公室来做。"
    )
    do = "先给办公室开一个账号，提请岗位“办公室工作人员”，由安全管理员确认"
    return Found(NOT_BEGUN, "先开办公室", now, lacks, "开办公室账号", do, 3, reverse("setup:account_new"), first=True)


def _ways_to_accounts(missing: list[Role], members_wait: bool) -> tuple[Way, ...]:
    """Where the missing posts are filled: one by one, by a list, at the units; confirmed; and the members' accounts."""
    ways = [
        Way("逐个开通", reverse("setup:account_new"), ADMIN),
        Way("按名单批量开通", reverse("setup:accounts_import"), ADMIN),
    ]
    if {Role.UNIT_CLERK, Role.UNIT_HEAD} & set(missing):
        ways.append(Way("补齐承办人员", reverse("setup:accounts_handlers"), ADMIN))
    if any(POSTS[role].power for role in missing):
        confirming = frozenset({Role.SYSADMIN, Role.SECADMIN})
        ways.append(Way("看待确认的岗位", reverse("setup:grants"), confirming))
    if members_wait:
        ways.append(Way("给委员开通账号", reverse("members:accounts"), ADMIN | OFFICE))
    return tuple(ways)


def install() -> None:
    """Register the steps; called when the apps are ready."""
    steps.register(
        Step(
            "term", "届次", 10, term, lambda: reverse("members:terms"),
            "提案按届次编号，截止时间决定算大会提案还是平时提案。", "办公室", OFFICE, opens_site=True,
        ),
        Step(
            "sectors", "界别和别的写法", 30, sectors, lambda: bodies_page(Organisation.Kind.SECTOR),
            "名册里“农界”“农业”写法不一，认过一次以后就不再问。", "办公室", OFFICE,
        ),
        Step(
            "roster", "委员名册", 40, roster, lambda: reverse("members:roster"),
            "不进名册就不能登录、不能联名，应到人数也会少。", "办公室", OFFICE, after=("term", "sectors"),
        ),
        Step(
            "accounts", "账号", 50, accounts, lambda: reverse("setup:accounts"),
            "没有账号就收不到交办和通知。一次性密码逐人发放，首次登录必须改。", "系统管理员、安全管理员",
            frozenset({Role.SYSADMIN, Role.SECADMIN}), opens=frozenset({Role.SYSADMIN}),
        ),
    )  # fmt: skip
    steps.register_ability(
        Ability("看名册和单位", ("units", "roster"), 10),
        Ability("委员登录、提交提案", ("term", "roster", "accounts"), 20, counted=_members_with_accounts),
        Ability("交办给单位、单位签收答复", ("term", "units", "accounts"), 30, counted=units_with_handlers),
    )
