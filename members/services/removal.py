"""误录删除: a member entered by mistake is taken out of the register again, while nothing hangs on the record.

What has happened stays: whoever was a member leaves by an exit. The event keeps who was removed, by whom and why.
"""

from collections.abc import Mapping, Sequence

from django.db import models, transaction

from core import search
from core.matters import events
from core.matters.lifecycle import Refused
from core.models import Attachment, Event, Role, User
from core.models.generic import rooted_in
from core.people.actors import Actor
from core.people.directory import end_at_once, told_of_end
from members.models import Mandate, Member, MemberParty, OfficeHeld, Seat
from members.services import steps

#: What an entry itself writes; everything else that names a member is something that hangs on the record.
OWN = (MemberParty, Mandate, Seat, OfficeHeld)
SIGNED_IN = "账号已经登录过"


def hanging(member: Member) -> list[str]:
    """What speaks against removing this record, in words; nothing where it may go."""
    return hanging_on([member])[member.pk]


def hanging_on(members: Sequence[Member], left_on: Mapping[int, str] | None = None) -> dict[int, list[str]]:
    """The same for several, by their keys; the number of statements does not depend on how many.

    ``left_on`` are the last days with which past members were entered: such an exit is part of the entry itself.
    """
    found: dict[int, list[str]] = {member.pk: [] for member in members}
    users = {member.user_id: member.pk for member in members if member.user_id}
    acted = set(Event.objects.filter(actor__in=users).values_list("actor_id", flat=True).distinct()) if users else set()
    acted |= set(User.objects.filter(pk__in=users, last_login__isnull=False).values_list("pk", flat=True))
    for user in acted:
        found[users[user]].append(SIGNED_IN)
    mandates = list(Mandate.objects.filter(member__in=found))
    of_mandate = {one.pk: one.member_id for one in mandates}
    for one in mandates:
        if one.ends_on and one.ends_on.isoformat() != (left_on or {}).get(one.member_id):
            found[one.member_id].append("离任记录")
    seats, offices = (list(model.objects.filter(mandate__in=of_mandate)) for model in (Seat, OfficeHeld))
    for held in (*seats, *offices):
        if held.ends_on:
            found[of_mandate[held.mandate_id]].append("已结束的任职")
    _naming(Member, {pk: pk for pk in found}, found)
    _naming(Mandate, of_mandate, found)
    for model, rows in ((Seat, seats), (OfficeHeld, offices)):
        _naming(model, {row.pk: of_mandate[row.mandate_id] for row in rows}, found)
    return {pk: list(dict.fromkeys(told)) for pk, told in found.items()}


def _naming(model: type[models.Model], owners: dict[int, int], found: dict[int, list[str]]) -> None:
    """Tell the rows of whatever table that name one of these, but for those of the entry itself."""
    for relation in model._meta.get_fields(include_hidden=True) if owners else ():
        if isinstance(relation, models.ForeignObjectRel) and not issubclass(relation.related_model, OWN):
            name = relation.field.name
            rows = relation.related_model._base_manager.filter(**{f"{name}__in": list(owners)}).order_by()
            for pk, count in rows.values_list(name).annotate(count=models.Count("pk")):
                found[owners[pk]].append(f"{count} 条{relation.related_model._meta.verbose_name}")


@transaction.atomic
def remove(*, actor: Actor, member: Member, reason: str) -> None:
    """Take the record out of the register. Forbidden for whoever does not keep it, Refused while anything hangs on."""
    steps.check(actor)
    member = steps.locked(member)
    if found := hanging(member):
        raise Refused(f"{member}的记录上有{'、'.join(found)}，不能作为误录删除。确已不任委员的，请登记离任。")
    take_out([member], actor=actor, reason=reason)


def take_out(members: Sequence[Member], *, actor: Actor, reason: str) -> None:
    """Delete these records, each with its event. The caller holds them and has found nothing that hangs on them."""
    for member in members:
        _leave(member, actor, reason)
    Member.objects.filter(pk__in=[member.pk for member in members]).delete()


def _leave(member: Member, actor: Actor, reason: str) -> None:
    """What goes with a record: the post of its account, its papers, its place in the search."""
    if member.user is not None:
        for post in member.user.posts.filter(role=Role.MEMBER).exclude(valid_to__lt=actor.today):
            end_at_once(post, actor.today)
            told_of_end(post, actor, f"{member}的名册记录误录删除，委员岗位随之结束")
    told = [f"{one.term}（{one.sector}，自{one.starts_on:%Y-%m-%d}）" for one in member.mandates.select_related()]
    text = f"误录删除{member}：{'；'.join(told) or member.level_words}"
    facts = {"name": member.name, "birth": member.birth, "employer_post": member.employer_post}
    events.record(
        member, actor=actor, key="remove_member", label="误录删除", text=text[:400], reason=reason, facts=facts,
        audience=Event.Audience.OFFICE,
    )  # fmt: skip
    Attachment.objects.filter(**rooted_in(member), removed_at=None).update(removed_at=actor.at)
    search.remove(member)
