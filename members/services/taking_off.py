"""换届名单更正（撤列）: somebody carried into the running term by mistake is taken off its list after the turn.

The mirror of 补列 (``rejoining``): the mandate of the running term never was, and the one before it has ended with its
term (届满). Posts and whatever waits for the person follow as for everybody who left with the term.
"""

from collections.abc import Collection
from datetime import timedelta

from django.core.files import File
from django.db import transaction
from django.db.models import Q

from core.chinese import long_date
from core.matters.lifecycle import Refused
from core.models import Event, Post, Role
from core.people.actors import Actor
from members.models import Contact, Mandate, Member
from members.services import exit_notice, late_exits, leaver_posts, other_posts, papers, steps, turning

KEY, LABEL = "take_off_list", "换届名单更正（撤列）"


def may_be(mandate: Mandate | None) -> bool:
    """Whether this mandate looks like one that the list of the running term gave; ``take_off`` asks all the rest."""
    if mandate is None or mandate.ended or mandate.gained != Mandate.Gained.ORIGINAL:
        return False
    return mandate.starts_on == mandate.term.starts_on and mandate.term.is_current


def before(mandate: Mandate) -> Mandate | None:
    """The newest mandate of an earlier term."""
    rows = Mandate.objects.filter(member=mandate.member_id, term__starts_on__lt=mandate.term.starts_on)
    return rows.select_related("term").order_by("-starts_on", "-pk").first()


@transaction.atomic
def take_off(
    *, actor: Actor, mandate: Mandate, reason: str, decided_by: str, paper: str = "", stays: Collection[Post] = (),
    upload: File | None = None,
) -> None:  # fmt: skip
    """The person is of the running term no longer, and never was; undone the same day as any exit.

    Posts that hang on the mandate end but for those in ``stays``; those with power are asked for. Raises Refused for
    whoever has never been a member before (误录删除 is for that), has left, is replaced, or was added in mid-term.
    """
    steps.check(actor)
    member = steps.locked(mandate.member)
    mandate = Mandate.objects.select_related("term", "member").get(pk=mandate.pk)
    if not may_be(mandate):
        raise Refused(f"{member}在{mandate.term}的任职不是换届名单列入的，或已登记离任，不能撤列，请刷新后再看。")
    old, term = before(mandate), mandate.term
    if old is None:
        raise Refused(f"{member}以前没有任过委员。录错的用“误录删除”；确已到任的，请登记离任。")
    done = steps.Steps()
    late_exits.take_back(done, mandate)
    _end_own_posts(done, member, mandate, actor)
    asked = leaver_posts.end_of(done, member, term, actor, {post.pk for post in stays}, reason)
    done.attach(old, upload, member=member, actor=actor, category=papers.Of.EXIT)
    by = "，".join(part for part in (decided_by, paper) if part)
    text = f"{LABEL}：{member}不列入{term}名单，{ended(old)}（{by}）"
    facts = {"requests": asked, "term": term.pk, "before": old.pk}
    event = done.record(member, actor=actor, key=KEY, label="撤列", reason=reason, text=text[:400], facts=facts)
    exit_notice.tell_of_list(old, term, event, ended(old))
    turning.forget(term)


def ended(old: Mandate) -> str:
    """How the mandate before has ended, in words."""
    last = old.until
    how = old.get_ended_display() if old.ends_on else Mandate.Ended.TERM_END.label
    return f"{old.term}委员资格到{long_date(last)}为止（{how}）" if last else f"{old.term}委员资格{how}"


def _end_own_posts(done: steps.Steps, member: Member, mandate: Mandate, actor: Actor) -> None:
    """Posts as 委员 given with the wrong mandate; an older one is over with the term before, by the day alone."""
    if member.user is None:
        return
    last = max(mandate.starts_on, actor.today) - timedelta(days=1)
    for post in member.user.posts.filter(role=Role.MEMBER, valid_from__gte=mandate.starts_on).exclude(
        valid_to__lte=last
    ):
        if post.valid_from and post.valid_from > last and Event.objects.filter(post=post).exists():
            done.set(post, valid_from=last, valid_to=last)  # what was done in it stays told
        else:
            other_posts.close(done, post, last)


def contacts_of(member: Member) -> int:
    """How many arrangements of contact (联系) end with the person, in the night after."""
    return Contact.objects.filter(Q(member=member) | Q(contacted=member), ends_on=None).count()


def rehearse(*, actor: Actor, mandate: Mandate, **facts) -> None:
    """Raises what ``take_off`` would; nothing of it stays."""
    with transaction.atomic():
        take_off(actor=actor, mandate=mandate, **facts | {"upload": None})
        transaction.set_rollback(True)
