"""The member who takes part in a rehearsal (试办一件); runs in the throw-away copy only."""

from django.utils import timezone

from core.matters.lifecycle import Refused
from core.models import Organisation, Post, Role
from core.pinyin import sort_key
from core.rehearsal.casting import made_up
from members.models import Mandate, Member
from members.services.terms import NoSession, current_session

NAME = "试办委员"


def some_member() -> Post:
    """A member of this term; where the roster is empty, a made-up one. Raises Refused before there is a session."""
    try:
        term = current_session().term
    except NoSession as error:
        raise Refused(error.sentence) from None
    mandate = Mandate.objects.filter(term=term, ends_on=None).select_related("member__user").order_by("pk").first()
    if mandate is None:
        sectors = Organisation.objects.filter(kind=Organisation.Kind.SECTOR)
        sector = sectors.first() or Organisation.objects.create(name="试办界别", kind=Organisation.Kind.SECTOR)
        member = Member.objects.create(name=NAME, sort_key=sort_key(NAME))
        Mandate.objects.create(member=member, term=term, sector=sector, starts_on=term.starts_on)
    else:
        member = mandate.member
    if member.user is None:
        member.user = made_up(member.name)
        member.user.full_name = member.name
        member.user.save(update_fields=["full_name"])
        member.save(update_fields=["user"])
    held = member.user.posts.valid_as(Role.MEMBER, timezone.localdate()).first()
    return held or Post.objects.create(user=member.user, role=Role.MEMBER)
