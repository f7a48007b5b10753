"""Who is not a member yet: 拟推, 候选, 提名, 建议人选 before a name, beside it, among the remarks or over a list."""

import re

from members.roster.titles import LISTS

_HOW = r"(?:推荐?|举荐|提名|增补?|新增|新任|补选|增选|递补|任命?|聘任?|安排|协商|进|选|提|补|上|报)"
_WHAT = (
    r"(?:为|任|作为|担任|入)?(?:[本县区市州旗省]|(?:第?[\d一二三四五六七八九十]+届)|政协)*(?:委员会)?"
    r"(?:委员)?(?:人选|对象|人员|候选人)?"
)
_PENDING = re.compile(
    rf"(?:(?:拟|待|建议|计划|预备){_HOW}{{1,3}}{_WHAT}"
    rf"|(?:正式|增补|补选|新任|委员|差额|等额|后备|初步|考察|建议|推荐|提名)*(?:候[选补](?:委员)?(?:人选?|人员)?"
    rf"|(?:提名|推荐|建议|考察|后备|初步|预备|拟任|拟定)(?:委员)?(?:人选?|对象|人员|名单)){_WHAT}"
    r"|待?(?:公示|考察|审批|协商|表决|通过|批准)(?:中|期间?)|尚?未(?:公示|批准|协商|通过|任命|增补)"
    r"|待(?:公示|考察|审批|协商|表决|通过|批准|任命|增补|常委会(?:通过|审议|协商)?))"
)
_WHEN = re.compile(r"^(?:19|20)\d\d年(?:\d{1,2}月)?(?:\d{1,2}日)?")
_LABEL = re.compile(r"^[\u3400-\u9fff]{2,8}[:：](?=.)")
"""The heading of the column from which a remark was taken (变动类别：拟增补)."""
_NO_MEMBER = re.compile(
    r"(?:非|不是|不属于?)(?:本届)?(?:政协)?委员|特聘(?:人员|专家|成员|委员)?|(?:特邀)?列席(?:人员)?|编外(?:人员)?"
)
_LIST = re.compile(
    r"(?:候选|提名|推荐|建议|拟任|拟推|拟增|拟补|考察|公示|人选)(?:人|委员|人选|对象|人员|增补|新增|推荐|补选|安排)*(?:的)?(?:建议|推荐|基本|简要)?"
    rf"(?:{LISTS}|表)$"
)


def is_pending(text: str) -> bool:
    """Whether a remark, or one clause of it, says of somebody that they are only to become a member."""
    clauses = re.split(r"[，,；;。\n()（）]", "".join(text.split()))
    plain = (_WHEN.sub("", _LABEL.sub("", clause)) for clause in clauses)
    return any(_PENDING.fullmatch(clause) for clause in plain if clause)


def is_no_member(text: str) -> bool:
    """Whether a remark, or one clause of it, says that somebody on a list is not a member (非委员，特聘)."""
    clauses = re.split(r"[，,；;。、\n()（）]", "".join(text.split()))
    return any(_NO_MEMBER.fullmatch(_LABEL.sub("", clause)) for clause in clauses)


def is_list_of_pending(name: str) -> bool:
    """Whether the title or name of a list says that (候选人名单, 拟增补委员建议名单)."""
    return bool(_LIST.search(re.sub(r"\([^()]*\)$|（[^（）]*）$", "", "".join(name.split()))))
