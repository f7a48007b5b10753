"""换届: who of the running term stays, who goes and who comes, decided for a term that is prepared.

A choice is a mandate of the prepared term, with its sector, seats and offices from that term's first day on. So nothing
is written to the running term, nothing needs to be switched on the day, and a choice is undone by taking that mandate
away. Who is not chosen goes: the old mandate ends with its term (届满) by the day alone.
"""

from collections.abc import Collection, Iterable
from typing import Any

from django.db import IntegrityError, transaction

from core import rulebook, search
from core.chinese import long_date, some_of
from core.matters import events
from core.matters.lifecycle import Forbidden, Refused
from core.models import Event, Organisation, Post, Role, User
from core.models.generic import aimed_at
from core.people import separation
from core.people.actors import Actor
from members.models import Mandate, Member, OfficeHeld, Seat, Term
from members.services import accounts, going_on, leaver_posts, list_checks, removal, sole_offices, turning
from members.services.comparing import COMES, GOES, STAYS, Comparison, Row, comparison, fingerprint, term_before
from members.services.mandates import KEEPERS

__all__ = ["COMES", "GOES", "STAYS", "Comparison", "Row", "comparison", "fingerprint", "term_before"]

# ---- choosing ----


def _opened(actor: Actor, term: Term) -> Term:
    """The prepared term, held until the end of the act. Refused once it began, or its list is confirmed."""
    if not actor.is_in(*KEEPERS):
        raise Forbidden("换届名单由办公室工作人员或系统管理员编制。")
    held = Term.objects.select_for_update().filter(pk=term.pk).first()
    if held is None:
        raise Refused("这一届刚被别人放弃准备，请刷新后再看。")
    if held.starts_on <= actor.today:
        raise Refused(f"{held}已于{long_date(held.starts_on)}开始，名单不能再改；以后的变动请在委员页面登记。")
    check_open(held)
    return held


def check_open(term: Term) -> None:
    """Refused where the list of a term yet to come has been confirmed: it must be opened again first."""
    if term.confirmed_at and term.is_upcoming:
        raise Refused(f"{term}的名单已由{term.confirmed_by}确认。需要再改，请先在“换届”页面重新打开名单。")


@transaction.atomic
def keep(
    *, actor: Actor, term: Term, members: Iterable[int], offices: bool, seats: bool
) -> tuple[list[Member], list[Member]]:
    """These members of the running term stay, in the same sector; offices and seats go along where asked.

    Returns those chosen now and those whom somebody had chosen already, who stay as they are. Refused where a sector
    is no longer in use.
    """
    term = _opened(actor, term)
    wanted = {int(pk) for pk in members}
    rows = [row for row in comparison(term).rows if row.member.pk in wanted]
    found = {row.member.pk for row in rows if row.old}
    if not found:
        raise Refused("请先勾选留任的委员。")
    closed = [row.member.name for row in rows if row.kind == GOES and not row.mandate.sector.is_active]
    if closed:
        raise Refused(f"{some_of(closed, 5, '人')}所在的界别已停用，请逐人选定新的界别。")
    chosen = [row for row in rows if row.kind == GOES]
    most = _most_committees(term)
    for row in chosen:
        old: Any = row.mandate  # with what ``_whole`` has fetched
        bodies = [(s.organisation, s.duty) for s in old.open_seats if s.organisation.is_active] if seats else []
        held = [o.office for o in old.open_offices] if offices else []
        _check_committees(row.member, bodies, most)
        _seat(term, row.member, old.sector, bodies, held)
    if chosen:
        words = "，界别照旧" + "，职务照旧" * offices + "，专委会和小组照旧" * seats
        _record(term, actor, "carry_over", "选定留任", "选定", [row.member for row in chosen], words)
    return [row.member for row in chosen], [row.member for row in rows if row.kind == STAYS]


def without_office(term: Term, members: Iterable[Member]) -> int:
    """How many of these hold an office now and none on the new list; one statement."""
    now = OfficeHeld.objects.filter(mandate__term=term_before(term), mandate__member__in=list(members), ends_on=None)
    kept = OfficeHeld.objects.filter(mandate__term=term).values("mandate__member")
    return now.exclude(mandate__member__in=kept).values("mandate__member").distinct().count()


def _most_committees(term: Term) -> int:
    return rulebook.value("member.committees_max", term.starts_on)


def _check_committees(member: Member, bodies, most: int) -> None:
    """The rule on how many special committees one member may sit in, as it will be in the new term."""
    if sum(body.kind == Organisation.Kind.SPECIAL_COMMITTEE for body, _ in bodies) > most:
        raise Refused(f"一位委员最多参加{most}个专门委员会，{member.name}超过了，请逐人选定。")


def _seat(term: Term, member: Member, sector: Organisation, bodies, offices: Iterable[str]) -> Mandate:
    mandate = Mandate.objects.create(member=member, term=term, sector=sector, starts_on=term.starts_on)
    _fill(mandate, bodies, offices)
    return mandate


def _fill(mandate: Mandate, bodies, offices: Iterable[str]) -> None:
    since = mandate.starts_on
    Seat.objects.bulk_create(Seat(mandate=mandate, organisation=b, duty=d, starts_on=since) for b, d in bodies)
    OfficeHeld.objects.bulk_create(OfficeHeld(mandate=mandate, office=office, starts_on=since) for office in offices)


def _record(term: Term, actor: Actor, key: str, label: str, verb: str, people: list[Member], words: str = "") -> None:
    """On the term, not on the members: nothing is told on their cards before its day."""
    text = f"{verb}{some_of([member.name for member in people], 20, '人')}{words}"
    facts = {"members": [member.pk for member in people]}
    events.record(term, actor=actor, key=key, label=label, text=text, facts=facts)


@transaction.atomic
def choose(*, actor: Actor, term: Term, member: Member, sector: Organisation, bodies, offices, seen: str) -> None:
    """One person's place in the new term, new or changed: sector, seats as (body, duty), offices.

    ``seen`` is the ``fingerprint`` of what the form showed; Refused where somebody chose otherwise meanwhile.
    """
    term = _opened(actor, term)
    mandate = Mandate.objects.filter(term=term, member=member).first()
    _check_committees(member, bodies, _most_committees(term))
    if clash := sole_offices.clash(member.name, offices):
        raise Refused(clash)
    if fingerprint(mandate) != seen:
        raise Refused(f"{member.name}在新一届的安排刚被别人改过，没有保存您的改动。请重新打开，看过以后再改。")
    if mandate is None:
        _seat(term, member, sector, bodies, offices)
    else:
        Mandate.objects.filter(pk=mandate.pk).update(sector=sector)
        mandate.seats.all().delete()
        mandate.offices.all().delete()
        _fill(mandate, bodies, offices)
    words = [sector.brief, *(str(OfficeHeld.Office(o).label) for o in offices), *(body.brief for body, _ in bodies)]
    _record(term, actor, "carry_over", "逐人安排", "安排", [member], f"：{'、'.join(words)}")


@transaction.atomic
def withdraw(*, actor: Actor, term: Term, members: Iterable[int]) -> list[Member]:
    """Take these people off the new list again, and return them; who came by this list alone is forgotten.

    An account opened for a newcomer, with no other post and never used, is closed again.
    """
    term = _opened(actor, term)
    wanted = {int(pk) for pk in members}
    rows = list(Mandate.objects.filter(term=term, member__in=wanted).select_related("member"))
    if not rows:
        raise Refused("请先勾选要从新名单中撤下的人；也可能刚被别人撤下，请刷新后再看。")
    taken = [row.member for row in rows]
    Mandate.objects.filter(pk__in=[row.pk for row in rows]).delete()
    ahead = Post.objects.filter(role=Role.MEMBER, valid_from=term.starts_on, user__member__in=taken)
    Post.objects.filter(pk__in=list(ahead.values_list("pk", flat=True))).delete()
    closed = accounts.close_unused(members=taken, actor=actor)
    words = f"，停用没有用过的账号{closed}个" if closed else ""
    _record(term, actor, "withdraw_choice", "撤出新名单", "从新名单撤下", taken, words)
    for member in Member.objects.filter(pk__in=[m.pk for m in taken], user=None, mandates=None):
        if came_by_a_list(member):
            search.remove(member)
            member.delete()
    return taken


def came_by_a_list(member: Member) -> bool:
    """Nothing but a prepared list knows this person: no resident of the register, and nothing hangs on the record."""
    return not member.level and not removal.hanging(member)


@transaction.atomic
def join(*, actor: Actor, term: Term, comes: Member, same_as: Member) -> None:
    """Who comes is the person of the same name in the running term: that person stays, with what the new list says.

    Refused where the names differ or the person is on the new list already.
    """
    term = _opened(actor, term)
    mandate = Mandate.objects.filter(term=term, member=comes).first()
    if mandate is None or comes.mandates.count() > 1 or comes.user_id or not came_by_a_list(comes):
        raise Refused(f"{comes.name}不是新名单上的新人，请刷新后再看。")
    if comes.name != same_as.name or Mandate.objects.filter(term=term, member=same_as).exists():
        raise Refused(f"{same_as.name}已在新名单上，或姓名不同，不能合为一人。")
    Mandate.objects.filter(pk=mandate.pk).update(member=same_as)
    _record(term, actor, "carry_over", "合为一人", "新名单上的", [same_as], "就是本届的同名委员，留任")
    search.remove(comes)
    Member.objects.get(pk=comes.pk).delete()


@transaction.atomic
def apart(*, actor: Actor, term: Term, comes: Member, other: Member) -> None:
    """Who comes is somebody else than the person of the same name in the register; kept, and not asked again."""
    term = _opened(actor, term)
    if not Mandate.objects.filter(term=term, member=comes).exists() or comes.pk == other.pk:
        raise Refused(f"{comes.name}不在新名单上，请刷新后再看。")
    list_checks.tell_apart(term, comes, [other.pk], actor)


# ---- confirming ----


def _posts_to_give(found: Comparison) -> list[Post]:
    """The posts as 委员, not yet written, of those listed who have an account without one."""
    users = {row.member.user_id for row in found.rows if row.new and row.member.user_id}
    held = Post.objects.filter(role=Role.MEMBER, valid_to__isnull=True)
    without = User.objects.filter(pk__in=users).exclude(pk__in=held.values("user")).order_by("pk")
    since = found.term.starts_on
    return [
        Post(user=user, role=Role.MEMBER, valid_from=since) for user in without.prefetch_related("posts__organisation")
    ]


def _barred(posts: Iterable[Post]) -> list[str]:
    told = [separation.objection(post.user, post, post.user.posts.all()) for post in posts]
    return [sentence for sentence in told if sentence]


def barred(found: Comparison) -> list[str]:
    """Why the list cannot be confirmed: a sentence for each administrator on it (三员分立); two statements."""
    return _barred(_posts_to_give(found))


@transaction.atomic
def confirm(
    *, actor: Actor, term: Term, seen: str, with_left: bool = False, with_doubts: bool = False,
    suspended: Collection[int] = (),
) -> int:  # fmt: skip
    """The list stands, as the page with the digest ``seen`` showed it; returns how many it has.

    ``with_left``: who left the running term by an exit is meant to come again. Nobody who died is.
    ``with_doubts``: what else ``list_checks`` asks about is meant so. Refused while it is open who is who.

    ``suspended``: of ``going_on.asked`` those that go on in the new term.

    Whoever has an account but no longer a post as 委员 (a member of an earlier term) gets it from the first day on;
    other posts of those who leave end with the term, as ``leaver_posts`` was told.
    Refused for an empty list, one that somebody changed meanwhile, one with an administrator, and a second time.
    """
    term = _opened(actor, term)
    found = comparison(term)
    if found.digest != seen:
        raise Refused("名单在您打开以后有变动，没有确认。请看过现在的名单以后再确认。")
    listed = [row for row in found.rows if row.new]
    if not listed:
        raise Refused(f"{term}的名单还是空的，请先选定留任的委员或导入名册。")
    posts = _posts_to_give(found)
    if problems := _barred(posts):
        raise Refused("".join(problems))
    if found.dead:
        raise Refused(f"{_names(found.dead)}已去世，仍在新名单上。请在“新进”中勾选撤出，再确认名单。")
    if found.left and not with_left:
        raise Refused(f"{_names(found.left)}在本届已离任，仍在新名单上。请撤出；确要列入的，勾选“已核对”再确认。")
    checks = list_checks.checks(found)
    if checks.pairs:
        names = some_of([pair.comes.name for pair in checks.pairs], 5, "人")
        raise Refused(f"新进的{names}与名册中的人同名，还没有答复是否同一人。请先在“换届前核对”中逐一选定。")
    if checks.wrong:
        raise Refused("".join(checks.wrong))
    if checks.asked and not with_doubts:
        raise Refused(f"新名单上{''.join(checks.asked)}确实如此的，勾选“仍然确认”再确认。")
    Term.objects.filter(pk=term.pk).update(confirmed_at=actor.at, confirmed_by=actor.user)
    try:
        with transaction.atomic():
            Post.objects.bulk_create(posts)
    except IntegrityError:  # somebody on the list was made an administrator at this moment
        raise Refused(f"名单上有人刚刚得到了另一个岗位，没有确认。{separation.RULE}") from None
    going_on.carry(found, suspended, actor)
    counts = found.counts
    text = f"确认{term}名单：留任{counts[STAYS]}人，新进{counts[COMES]}人，不再担任{counts[GOES]}人"
    events.record(term, actor=actor, key="confirm_list", label="确认换届名单", text=text, facts=counts)
    leaver_posts.apply(actor=actor, term=term)
    turning.forget(term)
    return len(listed)


def confirmed_number(term: Term) -> int:
    """How many the list had when it was confirmed last: whoever leaves afterwards is taken off it."""
    rows = Event.objects.filter(**aimed_at(term), key="confirm_list").order_by("-pk").values_list("facts", flat=True)
    facts = rows.first() or {}
    return facts.get(STAYS, 0) + facts.get(COMES, 0)


def _names(rows: list[Row]) -> str:
    return some_of([row.member.name for row in rows], 5, "人")


@transaction.atomic
def reopen(*, actor: Actor, term: Term, reason: str) -> str:
    """The confirmed list may be changed again, until its day has come. Refused where it is open, or too late.

    Returns a sentence on what does not come back of itself, else nothing.
    """
    if not actor.is_in(*KEEPERS):
        raise Forbidden("换届名单由办公室工作人员或系统管理员编制。")
    held = Term.objects.select_for_update().get(pk=term.pk)
    if held.starts_on <= actor.today:
        raise Refused(f"{held}已经开始，名单不能再打开；以后的变动请在委员页面登记。")
    if not held.confirmed_at:
        raise Refused("名单没有确认，可以直接修改。")
    Term.objects.filter(pk=held.pk).update(confirmed_at=None, confirmed_by=None)
    going_on.take_back(held)
    kept = leaver_posts.take_back(held, actor)
    posts = Post.objects.filter(role=Role.MEMBER, valid_from=held.starts_on, user__member__mandates__term=held)
    Post.objects.filter(pk__in=posts.values("pk")).delete()
    events.record(held, actor=actor, key="reopen_list", label="重新打开名单", reason=reason, text=f"重新打开{held}名单")
    return kept
