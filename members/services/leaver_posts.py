"""Other posts of whose mandate ends with the term (届满): a convenor of a sector, a committee's clerk, a leader …

Such a post hangs on the mandate although nothing ties them: without a last day its holder would go on acting for the
sector or the committee after the turn. For each it is said whether it ends with the mandate or goes on, and why; the
confirmed list ends those that end, as an exit does (``other_posts``). Whatever is left is named until it is settled.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import pairwise

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from core.chinese import long_date
from core.delivery.notices import announce
from core.matters import events
from core.matters.lifecycle import Forbidden, Refused
from core.models import Event, GrantRequest, Organisation, Post, Role, User
from core.models.generic import aimed_at
from core.models.grants import GrantQuerySet
from core.models.roles import POSTS
from core.people import vacancies
from core.people.actors import Actor
from core.people.posts import users_in, whom_to_call
from members.models import Mandate, Member, Term
from members.readers import KEEPERS
from members.services import other_posts, steps
from members.services.comparing import term_before
from members.services.prepared import WARN

UNTIL, STAYS = "until", "stays"
GOES_ON = "继续担任"
CHOSEN, ENDED, REOPENED = "choose_leaver_posts", "end_leaver_posts", "reopen_list"
#: Where whoever works for the body is one of its members.
OF_MEMBERS = (
    Organisation.Kind.SECTOR, Organisation.Kind.SPECIAL_COMMITTEE, Organisation.Kind.MEMBER_GROUP,
    Organisation.Kind.PARTY, Organisation.Kind.PEOPLES_ORGANISATION,
)  # fmt: skip


@dataclass(frozen=True)
class Choice:
    """What was said of a post: ``UNTIL`` the last day of the mandate, or ``STAYS`` with a reason; nothing yet."""

    what: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Kept:
    """A post that whoever leaves with the term holds besides; ``standing`` says how it is settled, else nothing.

    ``alone`` says that nobody would hold it after the turn, where it does not go on; empty where others do.
    """

    term: Term
    post: Post
    choice: Choice
    standing: str = ""
    alone: str = ""

    @property
    def named(self) -> str:
        return f"{self.post.user}（{self.post.label}）"

    @property
    def open(self) -> bool:
        """Whether nothing has settled it."""
        return not self.standing

    @property
    def chosen(self) -> bool:
        """Whether it is settled by what was said alone, which may be said otherwise until the list is confirmed."""
        return self.standing.startswith(GOES_ON)

    @property
    def power(self) -> bool:
        return POSTS[self.post.role].power


def _eve(term: Term) -> date:
    return term.starts_on - timedelta(days=1)


def _last(term: Term, today: date) -> date:
    """The last day of posts that end with the term: the eve of the turn, or yesterday where that is past."""
    return max(_eve(term), today - timedelta(days=1))


def _hangs(post: Post) -> bool:
    """Whether the post is held as a member: of a body of members, or to decide. Others are somebody's work."""
    return POSTS[post.role].decides or bool(post.organisation and post.organisation.kind in OF_MEMBERS)


def _posts(term: Term, before: Term | None, today: date) -> QuerySet[Post]:
    """Other posts, held on the eve of ``term``, of those whose mandate ends with it and who are in no later term.

    Each with ``end_asked``: its end waits to be confirmed. A refusal or a lapse settles nothing: it may be asked again.
    """
    eve = _eve(term)
    ends = GrantRequest.objects.waiting(today).filter(act=GrantRequest.Act.END, post=OuterRef("pk"))
    held = Mandate.objects.filter(term=before).filter(Q(ends_on=None) | Q(ends_on__gte=eve))
    held = held.exclude(ended__in=other_posts.BY_EXIT)
    later = Mandate.objects.filter(term__starts_on__gte=term.starts_on)
    rows = Post.objects.filter(user__member__in=held.values("member"), user__is_active=True)
    rows = rows.exclude(user__member__in=later.values("member")).exclude(role=Role.MEMBER).exclude(valid_from__gt=eve)
    rows = rows.exclude(valid_to__lt=eve).annotate(end_asked=Exists(ends))
    return rows.select_related("user", "organisation").order_by("user__member__sort_key", "pk")


def kept(term: Term, today: date) -> list[Kept]:
    """Those that go on to the eve of the term, or beyond; a fixed number of statements, one where there is none."""
    return _told_of(term, _posts(term, term_before(term), today), today)


def with_alone(found: Iterable[Kept]) -> list[Kept]:
    """The same rows, each that ends saying where nobody is left for it; two statements, none where there is no row."""
    rows = list(found)
    ends = [row for row in rows if row.choice.what != STAYS]
    alone = vacancies.alone_after([row.post for row in ends], _eve(rows[0].term)) if ends else {}
    return [replace(row, alone=alone.get(row.post.pk, "")) for row in rows]


def _told_of(term: Term, rows: QuerySet[Post], today: date) -> list[Kept]:
    posts = list(rows)
    choices = _choices(term) if posts else {}
    return [Kept(term, post, choice, _standing(post, choice, _last(term, today)))
            for post in posts for choice in [choices.get(post.pk) or _usual(post)]]  # fmt: skip


def _usual(post: Post) -> Choice:
    return Choice(UNTIL if _hangs(post) else "")


def _choices(term: Term) -> dict[int, Choice]:
    """What was said last of each post, by its key."""
    rows = Event.objects.filter(**aimed_at(term), key=CHOSEN).order_by("pk").values_list("facts", flat=True)
    return {line["post"]: Choice(line["what"], line["reason"]) for facts in rows for line in facts["choices"]}


def _standing(post: Post, choice: Choice, last: date) -> str:
    if post.valid_to is not None and post.valid_to <= last:
        return f"任至{long_date(post.valid_to)}"
    if choice.what == STAYS:
        return f"{GOES_ON}：{choice.reason}"
    return f"已提请结束，待{whom_to_call(Role.SECADMIN)}确认" if vars(post)["end_asked"] else ""


def open_ones(term: Term, today: date) -> list[Kept]:
    """Those that nobody has settled; of those that are somebody's work only around the turn."""
    return _open(term, term_before(term), today)


def _open(term: Term, before: Term | None, today: date) -> list[Kept]:
    near = today < term.starts_on + WARN
    going_on = _posts(term, before, today).exclude(valid_to__lte=_last(term, today))
    return [row for row in _told_of(term, going_on, today) if row.open and (near or _hangs(row.post))]


def unsettled(terms: Iterable[Term], today: date) -> list[Kept]:
    """For the homes: what a confirmed list, or the turn that was the last, has left open. ``terms`` are all of them."""
    rows = sorted(terms, key=lambda term: term.starts_on)
    turns = [(term, before) for before, term in pairwise(rows)]
    begun = [turn for turn in turns if turn[0].starts_on <= today][-1:]
    coming = [turn for turn in turns if turn[0].starts_on > today and turn[0].confirmed_at][:1]
    return [row for term, before in [*coming, *begun] for row in _open(term, before, today)]


# ---- choosing ----


@transaction.atomic
def choose(*, actor: Actor, term: Term, choices: Mapping[int, Choice]) -> int:
    """Keep what becomes of these posts, and do it where the list is confirmed or in force; returns how many.

    Refused for a post that goes on without a reason. Posts with power that go on are told to the
    security administrator.
    """
    if not actor.is_in(*KEEPERS):
        raise Forbidden("届满人员的其他岗位由办公室工作人员或系统管理员选定。")
    term = Term.objects.select_for_update().get(pk=term.pk)
    lines = []
    for row in kept(term, actor.today):
        choice = choices.get(row.post.pk)
        if choice is None or (row.standing and (_in_force(term) or not row.chosen)):
            continue
        if choice.what == STAYS and not choice.reason.strip():
            raise Refused(f"{row.named}继续担任的，请写明理由。")
        if choice == row.choice and not _in_force(term):
            continue
        lines.append((row, Choice(choice.what, choice.reason.strip()[:100] if choice.what == STAYS else "")))
    if lines:
        _keep(term, actor, lines)
    if _in_force(term):
        apply(actor=actor, term=term, only=[row.post.pk for row, _ in lines])
    return len(lines)


def _in_force(term: Term) -> bool:
    return bool(term.confirmed_at) or not term.is_upcoming


def _keep(term: Term, actor: Actor, lines: Iterable[tuple[Kept, Choice]]) -> None:
    words = {UNTIL: "到届满之日止", STAYS: GOES_ON}
    said = [f"{row.named}{words[one.what]}{f'（{one.reason}）' if one.reason else ''}" for row, one in lines]
    facts = {"choices": [{"post": row.post.pk, "what": one.what, "reason": one.reason} for row, one in lines]}
    text = f"届满人员的其他岗位：{'；'.join(said)}"[:400]
    event = events.record(term, actor=actor, key=CHOSEN, label="选定其他岗位去留", text=text, facts=facts)
    for row, one in lines:
        if one.what == STAYS and row.power:
            told = f"{row.named}委员任期届满，换届时选定继续担任：{one.reason}"
            url = f"/settings/accounts/{row.post.user_id}/"
            announce(users_in(Role.SECADMIN), told, event=event, target=row.post.user, url="/")
            announce(users_in(Role.SYSADMIN), told, event=event, target=row.post.user, url=url)


# ---- ending ----


def apply(*, actor: Actor, term: Term, only: Iterable[int] | None = None) -> list[Kept]:
    """End, or ask to end, those that are to end and have not; those told of before are told of once. Returns them."""
    past = [event.facts for event in _done(term)]
    told = {pk for facts in past for pk in facts["told"]}
    may_ask, wanted = actor.is_in(Role.SYSADMIN), None if only is None else set(only)
    rows = [row for row in kept(term, actor.today) if not row.standing and row.choice.what == UNTIL]
    rows = [row for row in rows if (wanted is None or row.post.pk in wanted)]
    rows = [row for row in rows if may_ask or row.post.pk not in told]
    day, done, requests = _last(term, actor.today), steps.Steps(), []
    by_person: dict[int, list[Post]] = {}
    for row in rows:
        by_person.setdefault(row.post.user_id, []).append(row.post)
    for posts in by_person.values():
        requests += other_posts.end_these(done, posts, day, actor, f"委员任期届满，任至{long_date(day)}")
    ended = {line["pk"] for line in done.rows}
    rows = [row for row in rows if row.power or row.post.pk in ended]  # what others ended meanwhile is theirs
    if rows:
        powerful = [row.post.pk for row in rows if row.power]
        facts = {"rows": done.rows, "requests": requests, "told": powerful}
        events.record(term, actor=actor, key=ENDED, label="办理其他岗位", text=_told(rows, may_ask)[:400], facts=facts)
    return rows


def hanging(user: User | None, today: date) -> list[Post]:
    """Other posts of the account that end with the mandate, where nobody says otherwise."""
    rows = Post.objects.not_over(today).filter(user=user).exclude(role=Role.MEMBER) if user else Post.objects.none()
    return [post for post in rows.select_related("user", "organisation").order_by("pk") if _hangs(post)]


def end_of(
    done: steps.Steps, member: Member, term: Term, actor: Actor, stays: Collection[int], reason: str
) -> list[int]:
    """Whoever is taken off the list of ``term`` after the turn: end what the list would have ended, but for ``stays``.

    Returns the keys of the requests made. Posts that are somebody's work stay open on the list's page, as ever.
    """
    rows = [row for row in kept(term, actor.today) if row.post.user_id == member.user_id and not row.standing]
    lines = [(row, Choice(STAYS, f"撤列时选定保留：{reason}"[:100])) for row in rows if row.post.pk in stays]
    if lines:
        _keep(term, actor, lines)
    ends = [row.post for row in rows if row.choice.what == UNTIL and row.post.pk not in stays]
    return other_posts.end_these(done, ends, _last(term, actor.today), actor, f"更正换届名单，不列入{term}")


def _told(rows: Iterable[Kept], may_ask: bool) -> str:
    """What was done at once, and what two administrators have yet to do."""
    ends = "、".join(row.named for row in rows if not row.power)
    asked = "、".join(row.named for row in rows if row.power)
    words = "提请结束，待确认" if may_ask else "告知管理员须提请结束"
    return "；".join(f"{label}：{named}" for label, named in (("随届满结束", ends), (words, asked)) if named)


def _done(term: Term) -> list[Event]:
    """The endings since the list was last opened again, the newest first."""
    found = []
    for event in Event.objects.filter(**aimed_at(term), key__in=(ENDED, REOPENED)).order_by("-pk"):
        if event.key == REOPENED:
            break
        found.append(event)
    return found


def ended_with(term: Term, person: User) -> list[Post]:
    """The person's posts that the list of the term has ended, for who is put back on it; two statements."""
    keys = {line["pk"] for event in _done(term) for line in event.facts["rows"]}
    return list(Post.objects.filter(pk__in=keys, user=person).exclude(valid_to=None).select_related("organisation"))


def back_on(term: Term, user: User, actor: Actor, since: datetime, why: str) -> None:
    """The person is of ``term`` after all: what was asked for with its list, or ``since`` the turn, waits no longer."""
    because = Q(asked_at__gte=since) | Q(pk__in=_requests(term).values("pk"))
    other_posts.in_office_again(user, actor, because, why)


def _requests(term: Term) -> GrantQuerySet:
    keys = [pk for event in _done(term) for pk in event.facts["requests"]]
    return GrantRequest.objects.filter(pk__in=keys).select_related("post__user", "post__organisation")


def _put_back(term: Term, done: steps.Steps) -> list[int]:
    """Give the posts their former last days, but for what was changed since; returns the keys of those."""
    lines = [line for event in _done(term) for line in reversed(event.facts["rows"])]
    for line in lines:
        done.put_back(line)
    return list(dict.fromkeys(line["pk"] for line in done.rows))


def take_back(term: Term, actor: Actor) -> str:
    """The list is open again: its posts go on, its requests wait no longer. Before the event of the opening.

    Returns a sentence on the posts that two administrators have ended meanwhile, which stay ended; else nothing.
    """
    state, requests = GrantRequest.State, _requests(term)
    answer = "换届名单已重新打开"
    requests.withdraw(by=actor.user, at=actor.at, answer=answer)
    for post in Post.objects.filter(pk__in=_put_back(term, steps.Steps())).select_related("user", "organisation"):
        text = f"{answer}，{post.user}仍任{post.label}"
        events.record(post.user, actor=actor, key="restore_post", label="恢复岗位", text=text)
    ended = [f"{one.post.user}的{one.post.label}" for one in requests.filter(state=state.CONFIRMED) if one.post]
    return f"{'、'.join(ended)}已由两位管理员结束，没有恢复，仍要任职的请重新提请。" if ended else ""


def move(term: Term, actor: Actor) -> None:
    """The first day of the term moved: posts that end with it end on its new eve, and so do requests that wait.

    A post with power ends earlier by this; later only by two administrators, who are told.
    """
    done, day, state, requests = steps.Steps(), _eve(term), GrantRequest.State, _requests(term)
    for post in Post.objects.filter(pk__in=_put_back(term, done)).exclude(valid_to__lte=day):
        other_posts.close(done, post, day)
    requests.filter(state=state.WAITING).update(valid_to=day)
    for one in requests.filter(state=state.CONFIRMED):
        if one.post and one.post.valid_to and one.post.valid_to > day:
            other_posts.close(done, one.post, day)
        elif one.post and one.post.valid_to == one.valid_to and one.valid_to != day:
            _tell_moved(one.post, term, actor)
    if done.rows:
        facts = {"rows": done.rows, "requests": [], "told": []}
        text = f"届满人员的其他岗位随换届之日改为任至{long_date(day)}"
        events.record(term, actor=actor, key=ENDED, label="结束其他岗位", text=text, facts=facts)


def _tell_moved(post: Post, term: Term, actor: Actor) -> None:
    assert post.valid_to  # noqa: S101 - asked before
    text = f"换届之日改为{long_date(term.starts_on)}，{post.user}的{post.label}仍到{long_date(post.valid_to)}为止"
    text += "，要任到届满的须重新提请、确认"
    event = events.record(post.user, actor=actor, key="leaver_post_stays_short", label="岗位早于届满结束", text=text)
    announce(users_in(Role.SYSADMIN), text, event=event, target=post.user, url=f"/settings/accounts/{post.user_id}/")
    announce(users_in(Role.SECADMIN), text, event=event, target=post.user, url="/")
