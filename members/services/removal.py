"""误录删除: a member entered by mistake is taken out of the register again, while nothing hangs on the record.

What has happened stays: whoever was a member leaves by an exit. The event keeps who was removed, by whom and why.
"""

from django.db import models, transaction

from core import search
from core.matters import events
from core.matters.lifecycle import Refused
from core.models import Attachment, Event, Role
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
    found = []
    user = member.user
    if user is not None and (user.last_login or Event.objects.filter(actor=user).exists()):
        found.append(SIGNED_IN)
    mandates = list(member.mandates.all())
    if any(one.ends_on for one in mandates):
        found.append("有离任记录")
    held = [row for one in mandates for row in [*one.seats.all(), *one.offices.all()]]
    if any(row.ends_on for row in held):
        found.append("有已结束的任职")
    for row in [member, *mandates, *held]:
        found += _naming(row)
    return list(dict.fromkeys(found))


def _naming(row: models.Model) -> list[str]:
    """Rows of whatever table that name this one, but for those of the entry itself."""
    found = []
    for relation in row._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ForeignObjectRel) and not issubclass(relation.related_model, OWN):
            rows = relation.related_model._base_manager.filter(**{relation.field.name: row})
            if count := rows.count():
                found.append(f"{count} 条{relation.related_model._meta.verbose_name}")
    return found


@transaction.atomic
def remove(*, actor: Actor, member: Member, reason: str) -> None:
    """Take the record out of the register. Forbidden for whoever does not keep it, Refused while anything hangs on."""
    steps.check(actor)
    member = steps.locked(member)
    if found := hanging(member):
        raise Refused(f"{member}的记录上有{'、'.join(found)}，不能作为误录删除。确已不任委员的，请登记离任。")
    if member.user is not None:
        for post in member.user.posts.filter(role=Role.MEMBER).exclude(valid_to__lt=actor.today):
            end_at_once(post, actor.today)
            told_of_end(post, actor, f"{member}的名册记录误录删除，委员岗位随之结束")
    told = [f"{one.term}（{one.sector}，自{one.starts_on:%Y-%m-%d}）" for one in member.mandates.select_related()]
    text = f"误录删除{member}：{'；'.join(told) or member.get_level_display()}"
    facts = {"name": member.name, "birth": member.birth, "employer_post": member.employer_post}
    events.record(
        member, actor=actor, key="remove_member", label="误录删除", text=text[:400], reason=reason, facts=facts,
        audience=Event.Audience.OFFICE,
    )  # fmt: skip
    Attachment.objects.filter(**rooted_in(member), removed_at=None).update(removed_at=actor.at)
    search.remove(member)
    member.delete()
