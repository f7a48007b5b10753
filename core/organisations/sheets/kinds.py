"""What kind of body a row speaks of: as written, as its heading or sheet says, else guessed from its name."""

import re
from functools import lru_cache

from core.models import Organisation
from core.sheets.reading import key_of

Kind = Organisation.Kind
Branch = Organisation.Branch

_WRITTEN = (
    (Kind.SUPERVISION_OFFICE, r"督查|督办机[构关]"),
    (Kind.MEMBER_GROUP, r"小组|活动组"),
    (Kind.LIAISON_OFFICE, r"联络(?:办|处|站|室|委|工委|工作|机构)"),
    (Kind.SECTOR, r"界别|^界$"),
    (Kind.PEOPLES_ORGANISATION, r"人民团体|群团|社会团体|^团体"),
    (Kind.SPECIAL_COMMITTEE, r"专门?委|政协.*委员会"),
    (Kind.CPPCC_OFFICE, r"政协.*(机关|办)|^机关$"),
    (Kind.PARTY, r"民主党派|^党派"),
    (Kind.UNIT, r"承办|单位|部门|政府|党委|乡镇|街道|镇街|委办局|企业|法院|检察院|法检|两院"),
)
_PARTIES = (
    r"民革|民盟|民建|民进|农工党|致公党|九三学社|台盟"
    r"|国民党革命委员会|民主同盟|民主建国会|民主促进会|农工民主党|台湾民主自治同盟"
)
_NAMED = (
    (Kind.SUPERVISION_OFFICE, r"督查(室|办公室|局|办)$|政府督查|区委督查"),
    (Kind.SECTOR, r"界(别)?$"),
    (Kind.MEMBER_GROUP, r"(委员|活动|联络|界别)?(小组|活动组|联络组)$"),
    (
        Kind.CPPCC_OFFICE,
        r"^(.{0,6}[省市区县州旗盟]?政协)?(提案|经济|经科|农业|人口|资源|环境|城乡|教科|文化|文史|学习|社会|社法|法制|民族"
        r"|民宗|港澳|外事|联谊).{0,12}(委员会|委)办(公室)?$",
    ),
    (Kind.LIAISON_OFFICE, r"联络(办|办公室|处|委|站|工作站|工作委员会)$"),
    (Kind.PARTY, rf"^(中国)?(国民党革命|民主同盟|民主建国会|民主促进会|农工(?!办|委|部|局)|九三|{_PARTIES})"),
    (Kind.PARTY, rf"[省市区县州旗盟](中国)?({_PARTIES}).{{0,8}}(委员会|委|委会|总支|总支部|支部|支社)$"),
    (Kind.CPPCC_OFFICE, r"政协.*(办公室|机关|研究室|秘书处)$"),
    (Kind.SPECIAL_COMMITTEE, r"^(区|县|市|州|盟|旗)?政协.*(委员会|委)$"),
)  # fmt: skip
_PEOPLES = re.compile(
    r"总工会|妇女联合会|妇联|共青团|团[区县市]委|工商业?联合?会?$|工商联|科学技术协会|科协|归国华侨|侨联|青年联合会|青联"
    r"|文学艺术界联合会|文联|台联"
)
_SPECIAL = re.compile(
    r"^(提案|经济|农业|人口|资源|环境|城乡|城建|教科|教育|科技|科教|文化|文史|学习|社会|法制|社法|民族|民宗|港澳|外事|委员联络)"
    r".*(委员会|委)$"
)
_OFFICIAL = re.compile(
    r"(局|分局|厅|委|办|部|院|中心|集团|公司|政府|办事处|街道|镇|乡|管委会|管理委员会|委员会|办公室|大队|支队|学校|医院|银行"
    r"|法院|检察院|学院|协会|联合会|总社)$"
)
_OF_ABOVE = r"垂管|垂直管|条管|条线管|双管|双重管|驻[省市区县州旗盟地]|中央|[央省中]属"
_BRANCH = (
    (Branch.OTHER, _OF_ABOVE),
    (Branch.PROCURATORATE, r"检察"),
    (Branch.COURT, r"法院|审判|法检|两院"),
    (Branch.CONGRESS, r"人大"),
    (Branch.CPPCC, r"政协"),
    (Branch.GOVERNMENT, r"政府|行政|乡镇|镇街|街镇|^(街道|镇|乡)$"),
    (Branch.GOVERNMENT, r"^.{0,6}[省市区县州旗盟](人民)?政府$"),
    (Branch.PARTY, r"党|群团|^(中共)?.{0,6}[省市区县州旗盟]委$|[省市区县州旗盟]委(各|直|部门|机关|系统|单位)"),
    (Branch.OTHER, r"其他|其它|企业|国企|央企"),
)

_AUTHORITY = re.compile(
    r"(法院|检察院|局|公司|集团|银行|医院|学校|政府|街道|办事处|镇|乡|管委会|管理委员会|大队|支队)$"
)
_BRANCH_NAMED = (
    (Branch.PROCURATORATE, r"检察院$"),
    (Branch.COURT, r"法院$"),
    (Branch.CONGRESS, r"人大"),
    (Branch.CPPCC, r"政协"),
    (Branch.OTHER, r"(公司|集团|银行)$"),
    ("", r"税务局|气象局|烟草|邮政|海关|海事局|金融监管|统计局.*调查队|生态环境.*分局"),  # of above: of no branch here
    (Branch.PARTY, r"中共|[省市区县州旗盟]委|团委"),
    (Branch.GOVERNMENT, r"政府|(局|街道|办事处|镇|乡|管委会|管理委员会)$"),
)
_IN_PARTY = re.compile(r"(档案|保密|机要|密码管理|信访|老干部|台湾事务|机关事务)\w{0,4}局$")
_BOTH = re.compile(r"法检|两院|法院.*检察|检察.*法院")
_SEVERAL = re.compile(r"[、和及与/]|其他|其它|法检|两院|[省市区县州旗盟]直|直属")
_OF_SECTORS = re.compile(r"界别(的)?(设置|组成|构成|名称|名单|目录|名录|一览|情况|方案|安排|表|$)")


@lru_cache(maxsize=1024)
def kind_written(text: str) -> str:
    """The kind that a cell, a heading or a sheet's name says; empty where it says none."""
    word = key_of(text)
    exact = next((value for value, label in Kind.choices if word in (label, value)), "")
    return exact or next((kind for kind, pattern in _WRITTEN if word and re.search(pattern, word)), "")


def kind_of_heading(text: str) -> str:
    """The kind that a heading, a title or a sheet's name says of all below it; empty where it names several."""
    word = key_of(text)
    named = {kind for kind, pattern in _WRITTEN if kind != Kind.UNIT and re.search(pattern, word)}
    return kind_written(text) if len(named) < 2 else ""


def is_of_sectors(title: str) -> bool:
    """Whether a title says that all below are sectors (政协青禾县第十届委员会界别设置), though it names the committee
    as well."""
    word = key_of(title)
    return len(word) < 40 and bool(_OF_SECTORS.search(word)) and not re.search(r"单位|部门|机构|团体|委员名", word)


@lru_cache(maxsize=1024)
def branch_written(text: str) -> str:
    """The branch that a cell or a heading says; empty where it says none."""
    word = key_of(text)
    exact = next((value for value, label in Branch.choices if word in (label, value)), "")
    return exact or next((branch for branch, pattern in _BRANCH if word and re.search(pattern, word)), "")


def branch_told(text: str, name: str) -> str:
    """The branch that words say of the body ``name``: of courts and procuratorates together (两院, 法检) its own name
    says which, and of no other body they say anything, unless they name others as well (法检及其他)."""
    word = key_of(text)
    if not _BOTH.search(word):
        return branch_written(text)
    own = branch_named(name)
    alone = not re.sub(r"法院|法检|两院|检察院?|人民|审判|机关|系统|单位|类|口|[和与及]", "", word)
    return own if own in (Branch.COURT, Branch.PROCURATORATE) or not alone else ""


def is_sphere(text: str) -> bool:
    """Whether a cell says to which sphere of work a body belongs (农口, 政法口), which is no branch of ours."""
    return bool(re.fullmatch(r"[\u4e00-\u9fff]{1,4}口|政法", key_of(text)))


def names_several(heading: str) -> bool:
    """Whether the bodies below a heading need not be of one branch: 群团、法检及其他, 县直部门."""
    return bool(_SEVERAL.search(heading)) and not re.search(_OF_ABOVE, heading)


def kind_below(name: str, said: str) -> tuple[str, bool]:
    """The kind of a body below a heading that says one, and whether its own name says another: that goes first."""
    guessed, _ = kind_guessed(name)
    if said in (Kind.UNIT, Kind.PEOPLES_ORGANISATION) and guessed == Kind.PARTY:
        return guessed, True
    if said == Kind.PARTY and is_peoples(name):  # 民主党派、工商联
        return Kind.PEOPLES_ORGANISATION, True
    if said == Kind.CPPCC_OFFICE and guessed in (Kind.LIAISON_OFFICE, Kind.SPECIAL_COMMITTEE):
        return guessed, True
    if said == Kind.UNIT:  # a list of units may hold the offices that supervise them
        return (guessed if guessed == Kind.SUPERVISION_OFFICE else said), False
    if said == Kind.PEOPLES_ORGANISATION and guessed == Kind.UNIT and _AUTHORITY.search(key_of(name)):
        return Kind.UNIT, True
    return said, False


def is_peoples(name: str) -> bool:
    """Whether the name alone is a people's organisation's."""
    return bool(_PEOPLES.search(key_of(name)))


def branch_named(name: str) -> str:
    """The branch that a body's own name says; empty where it says none."""
    if is_peoples(name):
        return Branch.PARTY
    return next((branch for branch, pattern in _BRANCH_NAMED if re.search(pattern, key_of(name))), "")


def at_odds(name: str, branch: str) -> bool:
    """Whether a body's own name speaks against the branch: a bureau of the government among those of the party."""
    own = branch_named(name)
    if branch == Branch.PARTY:
        another = own in (Branch.GOVERNMENT, Branch.OTHER) or (not own and _AUTHORITY.search(key_of(name)))
        return bool(another) and not _IN_PARTY.search(key_of(name))
    if branch == Branch.GOVERNMENT:
        return own == Branch.PARTY
    return branch not in ("", Branch.OTHER) and own in (Branch.PARTY, Branch.GOVERNMENT)


def kind_guessed(name: str) -> tuple[str, bool]:
    """The kind by the name alone, and whether a person should look at it."""
    word = key_of(name)
    found = next((kind for kind, pattern in _NAMED if re.search(pattern, word)), None)
    if found:
        return found, False
    if _PEOPLES.search(word):
        return Kind.PEOPLES_ORGANISATION, True
    if _SPECIAL.search(word):
        return Kind.SPECIAL_COMMITTEE, True
    return Kind.UNIT, not _OFFICIAL.search(word)
