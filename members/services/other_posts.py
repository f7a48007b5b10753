"""Other posts of a member who leaves (提案委主任、签发领导 …): nobody keeps deciding unseen after the exit.

Ordinary posts end with the member's last day, but for those that are to stay. Posts with power end as ever by two
administrators: asked for at once where the system administrator registers the exit, else both administrators are told,
and their homes name the post until it has ended or the second administrator has refused to end it.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q, QuerySet

from core.chinese import long_date
from core.delivery.notices import announce, close_of
from core.matters import events
from core.matters.lifecycle import Refused
from core.models import Event, GrantRequest, Post, Role, User
from core.models.generic import aimed_at
from core.models.roles import POSTS
from core.people import directory, grants, leaving, separation, vacancies
from core.people.actors import Actor
from core.people.posts import users_in, whom_to_call
from members.models import Mandate, Member, Term
from members.services import steps

UNDONE = ("end_mandate", "take_off_list")
"""The acts that end other posts: undoing them brings these back."""
LEFT_POWER = "exit_leaves_power"
BY_EXIT = [one for one in Mandate.Ended.values if one != Mandate.Ended.TERM_END]


@dataclass(frozen=True)
class Other:
    """A post beside the member's own, what an exit does to it, in words, and that nobody would hold it then."""

    post: Post
    follows: str
    alone: str = ""


def listed(member: Member, actor: Actor) -> list[Other]:
    """What the page of an exit says of the member's other posts."""
    posts = held(member, actor.today)
    alone = vacancies.alone_after(posts, actor.today)
    return [Other(post, _follows(post, actor), alone.get(post.pk, "")) for post in posts]


def held(member: Member, day: date) -> list[Post]:
    """The account's other posts that go on after ``day``, or begin later."""
    if member.user_id is None:
        return []
    rows = Post.objects.filter(user=member.user_id).exclude(role=Role.MEMBER).exclude(valid_to__lte=day)
    return list(rows.select_related("user", "organisation").order_by("pk"))


def ordinary(member: Member, day: date) -> list[Post]:
    """Those that end with the exit unless they are to stay."""
    return [post for post in held(member, day) if not POSTS[post.role].power]


def _follows(post: Post, actor: Actor) -> str:
    if not POSTS[post.role].power:
        return "随离任结束，要保留的请在下面勾选。"
    confirmed = f"{whom_to_call(Role.SECADMIN)}确认后才结束；在此之前仍可办理，不同意结束的由其不予确认。"
    if actor.is_in(Role.SYSADMIN):
        return f"有管理或决定权，登记时自动提请，{confirmed}"
    return f"有管理或决定权，登记时通知{whom_to_call(Role.SYSADMIN)}提请，{confirmed}"


def end(done: steps.Steps, member: Member, day: date, actor: Actor, stays: Collection[Post], why: str) -> list[int]:
    """Let the other posts end with ``day``; those with power are asked for, or told to whoever may ask.

    Returns the keys of the requests made. Within the transaction of the exit.
    """
    kept = {post.pk for post in stays}
    rows = [post for post in held(member, day) if POSTS[post.role].power or post.pk not in kept]
    return end_these(done, rows, day, actor, f"委员{why}，任至{long_date(day)}")


def end_these(done: steps.Steps, posts: Iterable[Post], day: date, actor: Actor, reason: str) -> list[int]:
    """The same of certain posts of one account."""
    asked, powerful = [], []
    for post in posts:
        if POSTS[post.role].power:
            request = _ask(post, day, actor, reason)
            if request is not None:
                asked.append(request.pk)
            else:
                powerful.append(post)
        elif close(done, post, day):
            text = f"{post.user}不再任{post.label}（{reason}）"
            events.record(post.user, actor=actor, key="end_post", label="结束岗位", text=text)
    if powerful:
        _tell(powerful, actor, reason)
    return asked


def close(done: steps.Steps, post: Post, day: date) -> bool:
    """The post's last day is ``day``; one that has not begun by then never was. Whether anything was written.

    The post is read again and held: what somebody ended by that day, or took away, since it was looked up stays so.
    Inside a transaction only.
    """
    going_on = Q(valid_to=None) | Q(valid_to__gt=day)
    present = Post.objects.select_for_update().filter(going_on, pk=post.pk).first()
    if present is None:
        return False
    if present.valid_from and present.valid_from > day:
        done.drop(present)
    else:
        done.set(present, valid_to=day)
    return True


def _ask(post: Post, day: date, actor: Actor, reason: str) -> GrantRequest | None:
    """The request, or None where this person may not ask or nothing can be asked as things are."""
    if not actor.is_in(Role.SYSADMIN):
        return None
    try:
        return grants.end_or_ask(actor=actor, post=post, day=day, reason=reason, handed_on=True)
    except Refused:  # asked for already, or nobody is there to take over: both administrators read of it
        return None


def _tell(posts: list[Post], actor: Actor, reason: str) -> None:
    user = posts[0].user
    text = f"{user}{reason}，仍任{'、'.join(post.label for post in posts)}，须由系统管理员提请结束、安全管理员确认"
    event = events.record(user, actor=actor, key=LEFT_POWER, label="离任后待结束的岗位", text=text)
    announce(users_in(Role.SYSADMIN), text, event=event, target=user, url=f"/settings/accounts/{user.pk}/")
    announce(users_in(Role.SECADMIN), text, event=event, target=user, url=grants.PAGE)


def take_back(exited: Event, actor: Actor) -> str:
    """An exit was undone: what it asked for and nobody has decided waits no longer; the accounts say what is held.

    Returns the sentence on the posts that two administrators have ended meanwhile, which stay ended; else nothing.
    """
    state, posts = GrantRequest.State, [row["pk"] for row in exited.facts["rows"] if row["model"] == "core.post"]
    asked = GrantRequest.objects.filter(pk__in=exited.facts.get("requests", ()))
    asked.withdraw(by=actor.user, at=actor.at, answer="离任登记已撤销")
    member = Member.objects.filter(pk=exited.object_id).select_related("user").first()
    if member and member.user:
        in_office_again(member.user, actor, Q(asked_at__gte=exited.at), "离任登记已撤销")
    for post in Post.objects.filter(pk__in=posts).exclude(role=Role.MEMBER).select_related("user", "organisation"):
        text = f"离任登记已撤销，{post.user}仍任{post.label}"
        directory.told_of_return(post, actor, text)
    of_person = Q(user__member=exited.object_id, act=GrantRequest.Act.END, asked_at__gte=exited.at)
    since = GrantRequest.objects.filter(of_person | Q(pk__in=exited.facts.get("requests", ())))
    ended = since.filter(state=state.CONFIRMED, post__isnull=False).exclude(role=Role.MEMBER)
    labels = [one.post.label for one in ended.select_related("post__organisation") if one.post]
    return f"{'、'.join(labels)}已由两位管理员结束，没有恢复，仍要任职的请重新提请。" if labels else ""


def in_office_again(user: User, actor: Actor, because: Q, why: str) -> None:
    """Whoever had left is a member after all: nobody confirms any more what was asked for ``because`` the person left,
    to end posts or the account, and the administrators are no longer told that it is to be asked for."""
    acts = (GrantRequest.Act.END, GrantRequest.Act.CLOSE)
    asked = GrantRequest.objects.filter(because, user=user, act__in=acts).exclude(role=Role.MEMBER)
    leaving.withdraw_requests(asked, actor, why)
    told = Event.objects.filter(**aimed_at(user), key=LEFT_POWER)
    close_of(told.values_list("pk", flat=True), actor.at)


def unended(today: date) -> QuerySet[Post]:
    """Posts with power of whoever left by an exit, whose end nobody has asked for or refused."""
    last = F("user__member__mandates__ends_on")
    own_term = Q(term=Term.objects.current_only(today)) | Q(term__starts_on__gt=today)
    later = Mandate.objects.filter(own_term, Q(ends_on=None) | Q(ends_on__gt=today, ended="")).values("member")
    asked = GrantRequest.objects.filter(act=GrantRequest.Act.END, post__isnull=False).filter(
        Q(state=GrantRequest.State.WAITING, expires_on__gte=today) | Q(state=GrantRequest.State.REFUSED)
    )
    rows = Post.objects.filter(role__in=separation.POWERFUL, user__is_active=True)
    rows = rows.filter(
        Q(valid_to=None) | Q(valid_to__gt=today), Q(valid_from=None) | Q(valid_from__lte=last),
        user__member__mandates__ended__in=BY_EXIT,
    )  # fmt: skip
    return rows.exclude(user__member__in=later).exclude(pk__in=asked.values("post")).distinct()
