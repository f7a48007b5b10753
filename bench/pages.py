"""Pages as real people open them, against the bare floor in the same rounds."""

from dataclasses import dataclass
from functools import partial

from django.db.models import Count
from django.test import Client, override_settings
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from bench import floor
from bench.measuring import Bench, Goal
from core.models import Post, Role, User
from core.people.posts import users_in
from core.search import matching_ids
from proposals.models import Assignment, Proposal, Signatory

BACKEND = "core.backends.PostBackend"
WORDS = ("河段淤积", "电动车", "养老服务", "停车", "管网")
MANY = "居民"


@dataclass(frozen=True)
class Page:
    """One page: who opens it, where it is, which page of the floor stands beside it, what is wanted."""

    name: str
    label: str
    role: str
    url: str
    floor: str
    goal: Goal


def measure(bench: Bench) -> None:
    """Every page of the list, then how page 100 compares with page 1."""
    pages = [page for page in _pages() if bench.wants(page.name)]
    if not pages and not bench.wants("list.page_100_to_page_1"):
        return
    people = {role: _somebody(role) for role in {page.role for page in pages} | {Role.PROPOSAL_CLERK}}
    bare = bare_client(next(user for user in people.values() if user))
    clients = {role: client_of(user, role) for role, user in people.items() if user}
    for page in pages:
        client = clients.get(page.role)
        if client is None:
            bench.skip(page.name, f"没有可用的账号：{Role(page.role).label}")
            continue
        ours, beside = partial(client.get, page.url), partial(bare.get, page.floor)
        answers = ours().status_code, beside().status_code
        if answers != (200, 200):
            bench.skip(page.name, f"{page.url} 没有打开（{answers[0]}、{answers[1]}）")
            continue
        bench.pair(page.name, page.label, ours, beside, against=f"裸页 {page.floor}", goal=page.goal, note=page.url)
    clerk = clients.get(Role.PROPOSAL_CLERK)
    if clerk and Proposal.objects.count() > 100 * floor.PER_PAGE:
        bench.pair("list.page_100_to_page_1", "提案列表第100页比第1页", partial(clerk.get, "/proposals/?page=100"),
                   partial(clerk.get, "/proposals/"), against="自己的第1页", goal=Goal(1.2))  # fmt: skip


def _pages() -> list[Page]:
    clerk = Role.PROPOSAL_CLERK
    word, rare = f"?q={MANY}", f"?q={_a_word()}"
    one = _a_proposal()
    home, listed = Goal(2, 10), Goal(2, 7)
    pages = [
        Page(f"home.{role}", f"首页（{Role(role).label}）", role, "/", "/", home)
        for role in (clerk, Role.PROPOSAL_CHAIR, Role.MEMBER, Role.UNIT_CLERK, Role.SUPERVISOR, Role.LEADER)
    ]
    pages += [
        Page("list.page_1", "提案列表第1页", clerk, "/proposals/", "/", listed),
        Page("list.member", "提案列表（委员）", Role.MEMBER, "/proposals/", "/", listed),
        Page("list.filter", "提案列表筛选", clerk, "/proposals/?state=handling", "/?state=handling", listed),
        Page("list.late", "提案列表只看逾期", clerk, "/proposals/?light=late", "/", listed),
        Page("list.units", "承办件列表", Role.UNIT_CLERK, "/proposals/assignments/", "/", listed),
        Page("search.frequent", "检索常见词", clerk, f"/proposals/{word}", f"/{word}", Goal(0.6, 7)),
        Page("search.rare", "检索少见词", clerk, f"/proposals/{rare}", f"/{rare}", Goal(1.5, 7)),
        Page("write.form", "写提案", Role.MEMBER, "/proposals/new/", "/new/", Goal(1.5, 6)),
        Page("notices", "通知", clerk, "/notices/", "/", listed),
    ]
    if Proposal.objects.count() > 100 * floor.PER_PAGE:
        pages.append(Page("list.page_100", "提案列表第100页", clerk, "/proposals/?page=100", "/?page=100", listed))
    if one:
        pages.append(Page("proposal", "提案页面", clerk, f"/proposals/{one}/", f"/{one}/", Goal(3, 12)))
    for name, label, address, role in (
        ("board", "督办看板", "workbench:board", Role.SUPERVISOR),
        ("board.leader", "督办看板（领导）", "workbench:board", Role.LEADER),
        ("board.list", "督办清单", "workbench:board_list", Role.SUPERVISOR),
        ("calendar", "期限日历", "workbench:calendar", Role.SUPERVISOR),
        ("calendar.unit", "期限日历（承办单位）", "workbench:calendar", Role.UNIT_CLERK),
        ("calendar.clerk", "期限日历（提案委）", "workbench:calendar", clerk),
    ):
        try:
            pages.append(Page(name, label, role, reverse(address), "/", home))
        except NoReverseMatch:
            continue
    return pages


def _somebody(role: str) -> User | None:
    """Whoever of that role has most to see: the busiest unit's clerk, a member who signed, else the first."""
    people = users_in(role)
    if role == Role.MEMBER:
        recent = (
            Signatory.objects.filter(member__user__in=people).order_by("-id").values_list("member__user", flat=True)
        )
        return people.filter(pk=recent.first()).first() or people.first()
    if role == Role.UNIT_CLERK:
        busiest = (
            Assignment.objects.values("unit").annotate(n=Count("pk")).order_by("-n").values_list("unit", flat=True)
        )
        return next((u for unit in busiest[:50] if (u := users_in(role, unit).first())), None)
    if role == Role.SUPERVISOR:
        busiest = Assignment.objects.values("channel").annotate(n=Count("pk")).order_by("-n")
        offices = list(busiest.values_list("channel", flat=True)[:5])
        return next((u for office in offices if (u := users_in(role, office).first())), None) or people.first()
    return people.order_by("id").first()


def client_of(user: User, role: str) -> Client:
    """A browser in which ``user`` has signed in and acts in the post of ``role``."""
    post = Post.objects.valid_on(timezone.localdate()).filter(user=user, role=role).order_by("id").first()
    User.objects.filter(pk=user.pk).update(current_post=post, must_change_password=False)
    client = Client()
    client.force_login(User.objects.get(pk=user.pk), backend=BACKEND)
    return client


def bare_client(user: User) -> Client:
    """A browser signed in to the bare floor. Its handler is made once; the site's own settings stay as they are."""
    client = Client()
    with override_settings(MIDDLEWARE=floor.MIDDLEWARE):
        client.handler.load_middleware()
    client.force_login(user, backend=BACKEND)
    return client


def _a_word() -> str:
    """A word that some, but few, proposals contain."""
    counts = {word: Proposal.objects.filter(pk__in=matching_ids(Proposal, word)).count() for word in WORDS}
    found = {word: number for word, number in counts.items() if number}
    return min(found, key=found.get) if found else WORDS[0]


def _a_proposal() -> int | None:
    """One in hand with several units."""
    works = Assignment.objects.filter(proposal__state="handling").values("proposal").annotate(n=Count("pk"))
    busiest = works.filter(n__gt=1).order_by("-proposal").values_list("proposal", flat=True).first()
    return busiest or Proposal.objects.exclude(state__in=("draft", "cosigning")).values_list("pk", flat=True).first()
