"""What stands in the way of a body becoming one of another kind, and which kinds one name cannot stand for twice."""

from django.utils import timezone

from core.chinese import some_of
from core.models import Organisation
from core.organisations import handing_on
from core.people import directory

Kind = Organisation.Kind
SHOWN = 5

#: Bodies of these kinds are what they are by decision of somebody, and by one name there is one: 妇联 registered as
#: 人民团体 and as 承办单位 would be the same body twice. A sector, a party, a group or a liaison office may well be
#: called as a body is that has nothing to do with whom matters are handed to (界别“妇联”).
STANDING = frozenset(
    {Kind.UNIT, Kind.SUPERVISION_OFFICE, Kind.CPPCC_OFFICE, Kind.SPECIAL_COMMITTEE, Kind.PEOPLES_ORGANISATION}
)


def open_work(body: Organisation) -> str:
    """Why the body cannot be of another kind while it is waited for or hands over to units; else empty."""
    if handed_over := body.supervises.filter(is_active=True).count():
        return f"还有{handed_over}家单位经它交办，不能改变类别。请先给它们改写交办渠道。"
    waiting = handing_on.waiting_of(body)
    return f"还有{'、'.join(map(str, waiting))}，不能改变类别。请先办结或移交。" if waiting else ""


def lost_posts(body: Organisation, kind: str, handles: bool) -> str:
    """Who is left in a post that the body, being what it becomes, does not know; empty where nobody is."""
    becomes = Organisation(kind=kind, also_handles=handles)
    posts = body.posts.not_over(timezone.localdate()).select_related("user").order_by("pk")
    lost = [one for one in posts if directory.fits(body, one.role) and not directory.fits(becomes, one.role)]
    if not lost:
        return ""
    told = some_of([f"{one.user}（{one.get_role_display()}）" for one in lost], SHOWN, "人")
    return f"{told}在这里任岗，改后不能设这样的岗位。请先在“账号”中结束或改设这些岗位。"
