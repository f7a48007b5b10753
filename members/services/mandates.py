"""Acts on members between elections: additions (届中增补), exits, seats. People decide; the record is kept."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any

from django.core.files import File
from django.db import IntegrityError, transaction
from django.db.models import Q

from core import rulebook, search
from core.chinese import long_date
from core.identifiers import card_number, phone_number
from core.matters import events
from core.matters.lifecycle import Refused
from core.models import Post, Role
from core.people.actors import Actor
from core.pinyin import sort_key
from core.text import as_one_word
from members import readers
from members.levels import said
from members.models import Contact, Mandate, Member, MemberParty, Seat, Term
from members.services import bounds, exit_notice, other_posts, papers, prepared, steps

KEEPERS = readers.KEEPERS
LONGEST_AHEAD = timedelta(days=366)
ENDED = "end_mandate"


@transaction.atomic
def add_member(
    *, actor: Actor, term: Term, name: str, sector, starts_on: date, bodies=(), parties=(),
    replaces: Mandate | None = None, **facts,
) -> Member:  # fmt: skip
    """A new member with a mandate from ``starts_on``: nominated with the term where that is its first day, else added
    in mid-term; ``replaces`` is the mandate that it fills (递补).

    Raises Refused where the card number is taken, or the mandate to be filled has not ended or is filled already.
    """
    steps.check(actor)
    check_first_day(term, starts_on)
    name = as_one_word(name)
    if replaces is not None:
        _check_vacant(replaces, starts_on)
    card_no, decided_by = card_number(facts.pop("card_no", "")), facts.pop("decided_by", "")
    paper, upload = facts.pop("paper", ""), facts.pop("upload", None)
    facts["phone"] = phone_number(facts.get("phone", ""))
    member = Member.objects.create(name=name, sort_key=sort_key(name), **facts)
    MemberParty.objects.bulk_create(
        [MemberParty(member=member, party=party, order=place) for place, party in enumerate(parties)]
    )
    gained = Mandate.Gained.SUBSTITUTED if replaces else Mandate.Gained(how_gained(starts_on, term))
    try:
        with transaction.atomic():
            mandate = Mandate.objects.create(
                member=member, term=term, sector=sector, starts_on=starts_on, card_no=card_no, decided_by=decided_by,
                gained=gained, replaces=replaces, gained_paper=paper,
            )  # fmt: skip
    except IntegrityError:
        raise Refused(f"委员证号{card_no}已被使用，请核对。") from None
    give_seats(mandate=mandate, bodies=bodies, starts_on=starts_on)
    search.index(member)
    instead = f"，接替{replaces.member}" if replaces else ""
    text = f"{gained.label}{name}为{term}委员（{sector}）{instead}"
    events.record(member, actor=actor, key="add_member", label=gained.label, text=text)
    if upload is not None:
        papers.keep(row=mandate, member=member, upload=upload, category=papers.Of.GAINED, actor=actor)
    if replaces:
        events.record(
            replaces.member, actor=actor, key="substituted", label="递补", text=f"{name}递补，接替{replaces.member}"
        )
    return member


def how_gained(day: date, term: Term | None) -> str:
    """Whose mandate begins with the term was nominated with it; whoever comes later is added."""
    return Mandate.Gained.ADDED if term and day > term.starts_on else Mandate.Gained.ORIGINAL


def check_first_day(term: Term, day: date) -> None:
    """Raises Refused where a mandate of the term cannot begin on that day."""
    if day < term.starts_on:
        raise Refused("任职开始日期早于本届开始日期，请核对。")
    if term.last_day is not None and day > term.last_day:
        raise Refused(
            f"{term}到{long_date(term.last_day)}为止，任职开始日期不能晚于那天；新一届的委员请编入新一届名单。"
        )


@transaction.atomic
def add_resident(*, actor: Actor, name: str, level: str, **facts) -> Member:
    """A member of a higher committee who lives here. There is no mandate of this committee."""
    steps.check(actor)
    name, facts["phone"] = as_one_word(name), phone_number(facts.get("phone", ""))
    member = Member.objects.create(name=name, level=level, sort_key=sort_key(name), **facts)
    search.index(member)
    text = f"登记{name}为{member.level_words}"
    events.record(member, actor=actor, key="add_resident", label=said("登记住区委员"), text=text)
    return member


def vacancies(term: Term):
    """Mandates of the term that have ended and that nobody has filled yet."""
    return (
        Mandate.objects.filter(term=term, ends_on__isnull=False, replaced_by__isnull=True)
        .select_related("member", "sector")
        .order_by("-ends_on")
    )


def _check_vacant(mandate: Mandate, starts_on: date) -> None:
    present = Mandate.objects.select_for_update().get(pk=mandate.pk)
    if present.ends_on is None or present.ends_on >= starts_on:
        raise Refused(f"{mandate.member}的委员资格到任职日期时还没有终止，不能递补。请核对任职日期。")
    if present.replaced_by.exists():
        raise Refused(f"{mandate.member}的空缺已有人递补，请刷新后再看。")


def give_seats(*, mandate: Mandate, bodies, starts_on: date) -> None:
    """Seats in committees and groups; Refused beyond the number of special committees that the rule allows."""
    check_committees(mandate, bodies, starts_on)
    Seat.objects.bulk_create([Seat(mandate=mandate, organisation=b, starts_on=starts_on) for b in bodies])


def check_committees(mandate: Mandate, bodies, starts_on: date) -> None:
    """Raises Refused where these would be more special committees than the rule allows from that day on."""
    coming = Q(ends_on__isnull=True) | Q(ends_on__gte=starts_on)
    held = mandate.seats.filter(coming, organisation__kind="special_committee").values("organisation").distinct()
    most = rulebook.value("member.committees_max", starts_on)
    if held.count() + sum(b.kind == "special_committee" for b in bodies) > most:
        raise Refused(f"一位委员最多参加{most}个专门委员会。")


@transaction.atomic
def end_mandate(
    *, actor: Actor, mandate: Mandate, ends_on: date, ended: str, reason: str, decided_by: str, paper: str = "",
    upload: File | None = None, stays: Collection[Post] = (), facts: Mapping[str, Any] | None = None,
) -> None:  # fmt: skip
    """A member leaves: resigned, released, removed, moved away, died; ``ends_on`` is the last day, which may lie ahead.

    ``decided_by``, ``paper`` and ``upload`` say who decided it, under which number, and hold the paper itself;
    ``facts`` are kept with the event besides what it wrote.

    Seats, offices, the post of the account, a suspension and contacts end with it, and the person leaves the list of a
    prepared term; the person's past stays. Other posts of the account end too, but for those in ``stays``; see
    ``other_posts`` of those with power. What waits for the member is settled in the night after the last day,
    and never before the night after the exit was registered, so that undoing it brings everything back. The member is
    told at once: of the last day, of what ends and of what becomes of the rest.

    Raises Refused where the mandate has already ended, or the day lies before its start or after the term.
    """
    steps.check(actor)
    member = steps.locked(mandate.member)
    mandate = Mandate.objects.select_related("term").get(pk=mandate.pk)
    if mandate.ends_on is not None:
        raise Refused("该委员的资格已经终止，请刷新后再看。")
    check_exit(mandate, ends_on=ends_on, ended=ended, actor=actor)
    if ended == Mandate.Ended.DIED and stays:
        raise Refused("去世的委员不能保留岗位，请取消勾选“离任后仍保留的岗位”。")
    done = steps.Steps()
    done.set(mandate, ends_on=ends_on, ended=ended, ended_reason=reason, ended_by=decided_by, paper=paper)
    end_with_it(done, mandate, member, ends_on)
    prepared.withdraw(done, mandate, ends_on, actor)
    done.attach(mandate, upload, member=member, actor=actor, category=papers.Of.EXIT)
    label = Mandate.Ended(ended).label
    ahead = f"，任至{long_date(ends_on)}" if ends_on >= actor.today else f"（{long_date(ends_on)}）"
    text = f"{mandate.term}委员资格终止：{label}{ahead}"
    asked = other_posts.end(done, member, ends_on, actor, stays, label)
    told = {**(facts or {}), **({"requests": asked} if asked else {})}
    event = done.record(member, actor=actor, key=ENDED, label=label, reason=reason, text=text, facts=told)
    exit_notice.tell(mandate, event)


def check_exit(mandate: Mandate, *, ends_on: date, ended: str, actor: Actor) -> None:
    """Raises Refused for a last day that cannot be."""
    if ends_on < mandate.starts_on:
        before = mandate.member.mandates.filter(term__starts_on__lt=mandate.term.starts_on, ended="").exists()
        late = "离任发生在以前一届任期内的，请在委员页面那一届的委员资格上“补登记离任”。" if before else ""
        raise Refused(f"离任日期早于任职日期，请核对。{late}")
    if ends_on > actor.today + LONGEST_AHEAD:
        raise Refused("离任日期距今超过一年，请核对年份。")
    bounds.check_exit(mandate, ends_on)
    if ended == Mandate.Ended.DIED and ends_on > actor.today:
        raise Refused("去世日期不能晚于今天，请核对。")


def end_with_it(done: steps.Steps, mandate: Mandate, member: Member, day: date) -> None:
    """What ends with the mandate on ``day``: what is held in it; contacts and the post unless a later term has them."""
    later = Q(ends_on__isnull=True) | Q(ends_on__gt=day)
    contacts = Contact.objects.filter(Q(member=member) | Q(contacted=member)).filter(later)
    held: list[Any] = [*mandate.seats.filter(later), *mandate.offices.filter(later), *mandate.suspensions.filter(later)]
    another = goes_on(mandate)
    for row in [*held, *([] if another else contacts)]:
        if row.starts_on and row.starts_on > day:  # never held
            done.drop(row)
        else:
            done.set(row, ends_on=day)
    if member.user is None or another:
        return
    for post in member.user.posts.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day), role=Role.MEMBER):
        other_posts.close(done, post, day)  # one given ahead is for a later term, whose list the person leaves


def goes_on(mandate: Mandate) -> bool:
    """Whether the person has a mandate of a later term that has begun: its posts and offices are not this one's."""
    rows = Mandate.objects.begun().filter(member=mandate.member_id, term__starts_on__gt=mandate.term.starts_on)
    return rows.exists()
