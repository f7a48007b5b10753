"""The table of posts (岗位): the one place that names them all and says what kind of post each is.

A new line of business that needs a post adds a value and a row here; everything else asks the table by property.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models

from core.models.organisations import Organisation

Kind = Organisation.Kind


class Role(models.TextChoices):
    """Few and named in the office's words."""

    MEMBER = "member", "委员"
    UNIT_CLERK = "unit_clerk", "承办单位经办人"
    UNIT_HEAD = "unit_head", "承办单位负责人"
    PROPOSAL_CLERK = "proposal_clerk", "提案委工作人员"
    PROPOSAL_CHAIR = "proposal_chair", "提案委主任"
    COMMITTEE_CLERK = "committee_clerk", "专委会工作人员"
    OFFICE_CLERK = "office_clerk", "办公室工作人员"
    SUPERVISOR = "supervisor", "督查室"
    LIAISON = "liaison", "联络办工作人员"
    OPINION_EDITOR = "opinion_editor", "信息编辑"
    OPINION_SIGNER = "opinion_signer", "签发领导"
    LEADER = "leader", "领导"
    SYSADMIN = "sysadmin", "系统管理员"
    SECADMIN = "secadmin", "安全管理员"
    AUDITOR = "auditor", "审计员"


#: Who keeps what is the committee's own: bodies, register, accounts of members, calendar, deliveries.
KEEPERS = (Role.SYSADMIN, Role.OFFICE_CLERK)


@dataclass(frozen=True)
class PostType:
    """What kind of post a role is.

    ``office``: the committee's own offices and its leaders, who see every matter. ``inside``: reads what offices
    write among themselves (only in the lines of ``inside_only``, where that names any). ``unit``: works for a
    handling unit. ``watches``: watches over the units and offices that name its body as theirs. ``board``: opens the
    supervision board. ``urges``: urges (催办) whoever is late. ``leads``: follows what is marked. ``body``: sees what
    its own body proposed. ``acts_for_body``: signs and judges for the body it belongs to. ``needs_body``: cannot be
    given without one. ``serves``: works for the bodies of this kind. ``chief``: the post that hears of what this one
    leaves undone (of a unit: in the same unit); ``hears_last``: the one that hears where nobody else watches.
    ``guided``: whom the guide of the first days is for;
    ``confirms``: confirms recommended rules; ``rehearses``: walks a made-up matter through a copy. ``short``: how lists
    call whoever holds it.

    ``admin``: one of the three administrators (三员), who hold no other post at all (``may_not_meet``). ``power``: the
    post is given and ended, and its holder's account closed, reopened or given a password, only with a second
    administrator. Power has whoever manages accounts or watches over that (三员), whoever decides for the committee
    (filing, signing, leading), whoever decides on units' requests (督查室), and the offices, who read every matter and
    keep the register: one administrator alone makes no reader of everything. Posts that handle without deciding, for
    one body or in one line, have none: there are two for each unit, and what is confirmed eighty times nobody reads.
    ``decides``: decides for the committee, as one of its members is chosen to (filing, signing, leading).
    """

    role: Role
    short: str = ""
    office: bool = False
    inside: bool = False
    unit: bool = False
    watches: bool = False
    board: bool = False
    urges: bool = False
    leads: bool = False
    body: bool = False
    acts_for_body: bool = False
    needs_body: bool = False
    admin: bool = False
    power: bool = False
    decides: bool = False
    hears_last: bool = False
    guided: bool = False
    confirms: bool = False
    rehearses: bool = False
    chief: Role | None = None
    serves: str = ""
    inside_only: tuple[str, ...] = ()

    @property
    def brief(self) -> str:
        """Whoever holds it, in few words."""
        return self.short or self.role.label


POSTS: dict[str, PostType] = {
    row.role: row
    for row in (
        PostType(Role.MEMBER),
        PostType(Role.UNIT_CLERK, unit=True, needs_body=True, serves=Kind.UNIT, chief=Role.UNIT_HEAD),
        PostType(Role.UNIT_HEAD, short="单位负责人", unit=True, board=True, needs_body=True, chief=Role.UNIT_HEAD),
        PostType(
            Role.PROPOSAL_CLERK,
            rehearses=True,
            short="提案委",
            power=True,
            office=True,
            inside=True,
            board=True,
            urges=True,
            chief=Role.PROPOSAL_CHAIR,
        ),
        PostType(
            Role.PROPOSAL_CHAIR,
            guided=True,
            confirms=True,
            rehearses=True,
            short="提案委主任",
            power=True,
            decides=True,
            office=True,
            inside=True,
            board=True,
            urges=True,
            hears_last=True,
            chief=Role.PROPOSAL_CHAIR,
        ),
        PostType(Role.COMMITTEE_CLERK, body=True, acts_for_body=True),
        PostType(
            Role.OFFICE_CLERK,
            guided=True,
            confirms=True,
            rehearses=True,
            power=True,
            office=True,
            inside=True,
            board=True,
            acts_for_body=True,
            serves=Kind.CPPCC_OFFICE,
        ),
        PostType(
            Role.SUPERVISOR,
            power=True,
            inside=True,
            watches=True,
            board=True,
            urges=True,
            needs_body=True,
            serves=Kind.SUPERVISION_OFFICE,
        ),
        PostType(Role.LIAISON, body=True, acts_for_body=True, needs_body=True, serves=Kind.LIAISON_OFFICE),
        PostType(Role.OPINION_EDITOR, inside=True, inside_only=("opinions",)),
        PostType(Role.OPINION_SIGNER, inside=True, inside_only=("opinions",), power=True, decides=True),
        PostType(
            Role.LEADER, confirms=True, office=True, inside=True, board=True, leads=True, power=True, decides=True
        ),
        PostType(Role.SYSADMIN, guided=True, rehearses=True, admin=True, power=True),
        PostType(Role.SECADMIN, guided=True, admin=True, power=True),
        PostType(Role.AUDITOR, admin=True, power=True),
    )
}


def posts_that(**properties: object) -> tuple[Role, ...]:
    """The roles whose row has these properties, in the order of the table: ``posts_that(office=True)``."""
    return tuple(
        row.role for row in POSTS.values() if all(getattr(row, name) == value for name, value in properties.items())
    )


def called(roles: Iterable[str]) -> str:
    """These posts in few words, in the order of the table: “承办单位、提案委、办公室工作人员、督查室、领导”."""
    words: list[str] = []
    for row in (row for row in POSTS.values() if row.role in set(roles)):
        word = Kind.UNIT.label if row.unit else row.brief
        if not any(word.startswith(one) for one in words):
            words.append(word)
    return "、".join(words)


def may_not_meet(one: str, other: str) -> bool:
    """Whether one person may not hold both posts on the same day (三员分立).

    An administrator's post goes with no other: not with another administrator's, not with a post that handles or
    decides matters, and not with a member's, whose proposals its holder could otherwise reach from behind.
    """
    return one != other and (POSTS[one].admin or POSTS[other].admin)


def post_serving(kind: str | None) -> Role:
    """The post that works for a body of this kind; where there is none of its own, a committee clerk."""
    return next((row.role for row in POSTS.values() if kind and row.serves == kind), Role.COMMITTEE_CLERK)


#: What else people write for a post in lists of accounts.
SPELLINGS: dict[Role, str] = {
    Role.UNIT_CLERK: "经办人 承办人 经办 承办单位经办 单位经办人 承办人员 经办人员 具体承办人 联络员 单位联络员 "
    "联系人 单位联系人 承办 办理人",
    Role.UNIT_HEAD: "负责人 单位负责人 承办单位领导 分管领导 分管负责人 主要负责人 局长 单位领导 领导 主管领导 "
    "审核领导 审签领导 负责 审核人 主办领导 责任领导",
    Role.PROPOSAL_CLERK: "提案委 提案委员会 提案委科员 提案办 提案委经办人 提案委员会工作人员",
    Role.PROPOSAL_CHAIR: "提案委员会主任 提案委主任委员",
    Role.COMMITTEE_CLERK: "专委会 专委办 专委会干部 专门委员会工作人员 专委会联络员 界别召集人 党派联络员",
    Role.OFFICE_CLERK: "办公室 政协办 办公室科员 机关工作人员 办公室干部",
    Role.SUPERVISOR: "督查 督查室工作人员 督查员 督查专员 督查室干部",
    Role.LIAISON: "联络办 联络办联络员 政协联络员 街道联络员",
    Role.OPINION_EDITOR: "信息员 社情民意编辑 编辑",
    Role.OPINION_SIGNER: "签发人 签发 信息签发 信息签发领导",
    Role.LEADER: "主席 副主席 秘书长 政协领导 主席会议成员",
    Role.SYSADMIN: "系统管理 管理员",
    Role.SECADMIN: "安全保密管理员 安全员 安全保密员",
    Role.AUDITOR: "安全审计员 审计 审计管理员",
    Role.MEMBER: "政协委员",
}
