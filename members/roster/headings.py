"""The words that stand over columns, and which field each of them names."""

import re
from functools import lru_cache

from members.roster.cells import folded
from members.roster.combined import fields_of, is_party_with_time
from members.roster.leaving import is_end_of_office

EXACT = {
    "seq": "序号 序 编号 号 NO NO. 排序 顺序号",
    "name": "姓名 委员姓名 名字 委员名",
    "surname": "姓 姓氏",
    "given": "名",
    "gender": "性别 男女",
    "ethnicity": "民族 族别",
    "birth": "出生年月 出生日期 生日 出生 出生时间 出生年月日 出生年份 生年月 生年月日",
    "party": "党派 政治面貌 政治面目 所属党派 党派名称 党派团体 党别 所在党派 党派情况 参加党派",
    "sector": "界别 所属界别 界别名称 所在界别 代表界别 委员界别 现界别 参加界别 界别组 所在界别组 所属界别组",
    "unit": "单位 工作单位 现工作单位 所在单位 单位名称 服务单位 现单位 任职单位 现任职单位 就职单位",
    "post": "职务 现任职务 单位职务 行政职务 职务职称 现职务 职位 岗位 任职 担任职务 工作职务 职称职务 职务职级",
    "committee": "专门委员会 专委会 所属专委会 所属专门委员会 所在专委会 所在专门委员会 专委 委员会 参加专委会 "
    "所在委室 所属委室 委室 专委室",
    "street_group": (
        "街道委员小组 街道小组 委员小组 联络组 所属街道 所在街道 街道 活动小组 小组 组别 分组 所属小组 所在小组 "
        "委员活动组 活动组 镇街 所属镇街 镇街小组 镇街委员小组 委员联络组 街道联络组 街道活动组 联络委 联络站 "
        "委员联络站 联络办 联络处 联络办公室 所属联络办 所在联络办 街道联络办 镇街联络办 政协联络办 联络工委"
    ),
    "card_no": "委员证号 证号 委员编号 委员证编号 委员证号码 委员证 证件编号 证书编号 委员号 委员证件号",
    "phone": "联系电话 手机 电话 手机号 手机号码 移动电话 联系方式 联系手机 电话号码 "
    "手机邮箱 电话邮箱 联系电话邮箱 手机号邮箱 手机及邮箱 电话及邮箱",
    "email": "邮箱 电子邮箱 电子邮件 邮件 邮箱地址 电子邮箱地址 EMAIL MAIL",
    "office": "政协职务 委员职务 届内职务 政协任职 政协内职务 现任政协职务 本届职务",
    "category": "委员类别 委员类型 委员性质 委员来源 产生方式 任职类别",
    "since": "任职日期 任职时间 任职年月 任职起始日期 任职起始时间 委员任职日期 委员任职时间 增补日期 增补时间 "
    "增补年月 届中增补日期 届中增补时间 补选日期 补选时间 递补日期 递补时间 "
    "产生时间 产生日期 当选时间 当选日期 任现职时间 任现职日期 任免时间 任免日期",
    "party_office": "党派职务 党内职务 党派内职务 党派任职 民主党派职务 党派团体职务",
    "social_post": "社会职务 社会兼职 兼职 其他职务 其它职务 社会任职 社会团体职务 主要社会职务",
    "standing": "是否常委 是否为常委 是否常务委员 常委",
    "remark": "备注 说明 附注 备考",
    "leaving": "变动内容 变动详情 变更内容 变动情况 变动原因 变动类型 变动类别 变动事项 变动性质 "
    "离任方式 离任去向 离任情况 离任时间 离任日期 离任年月 离任原因 是否离任 "
    "任职状态 委员状态 履职状态 在任状态 在任情况 是否在任",
}
_BEFORE = r"^(?:原|曾|(?:变动|变更|调整|调动|改任)(?:之|以)?前)(?:任|在|来|所在|所属)?的?"
PATTERNS = (
    ("former_sector", _BEFORE + r"界别$"),
    ("former_post", _BEFORE + r"(?:工作|服务|任职)?单位(?!变)|" + _BEFORE + r"(?:单位|工作|行政)?职务$"),
    ("sector", r"^(所属|所在|代表|委员|现|参加|归属|政协)?界别(名称|类别|情况|组别)?$"),
    ("birth", r"出生|生日"),
    ("party", r"党派|政治面[貌目]"),
    ("post", r"^(?!.*单位(?!职)).*职[务位].*政协.*职务|政协.*职务.{0,2}(?:单位|行政|工作|现任|本职)?职[务位]"),
    ("unit_post", r"单位.*政协.*职务|政协.*职务.*单位"),
    ("office", r"政协.{0,2}职务|委员会?职务"),
    ("unit_post", r"单位.*(职务|职位|岗位|任职)|(职务|职位).*单位"),
    ("post", r"职[务位].{0,4}(?:手机|电话|联系方式)|(?:手机|电话|联系方式).{0,4}职[务位]"),
    ("unit_post", r"(?:企业|公司)(?:名称|全称|[及和与])+(?:现任|所任|担任)?(?:职务|职位|岗位)"),
    (
        "company",
        r"^(?:现|本人)?(?:所在|所属|任职|工作|就职|供职|名下|创办|经营|所办)?(?:的?(?:企业|公司)){1,2}(名称|全称)?$",
    ),
    (
        "unit",
        r"^.{0,4}单位(?:(?:或者?|及|和)?(?:企业|公司))*(名称|全称)?$|^.{0,4}单位[及和与].{0,2}(?:手机|电话|联系方式)",
    ),
    ("committee", r"专门?委员?会?"),
    ("street_group", r"街道|镇街|乡镇|委员.{0,2}组|联络组|活动组|小组$"),
    ("card_no", r"委员.{0,2}(证|编号|号码)"),
    ("phone", r"手机|电话"),
    ("post", r"职务"),
    ("name", r"^(委员)?姓名"),
    ("remark", r"^备注"),
)
FIELD_OF = {label: name for name, labels in EXACT.items() for label in labels.split()}
SEVERAL = {
    "company",
    "committee",
    "street_group",
    "phone",
    "remark",
    "leaving",
    "leaving_by",
    "party_office",
    "social_post",
}
"""Fields that may have more than one column; their cells are joined."""

_UNIT_AND_POST = re.compile(r"(现|现任|所在)?(工作)?单位(及|和|与)?(现任|行政|所任)?职务(职称|职级)?")
_SECTOR_AND_GROUP = re.compile(
    r"(?:所属|所在|委员)?界别?(?:[、/／·,，(（+]|及其?|和|与)+(?:所在|所属)?(?:组别|小组|分组|组)[)）]?"
)
_NOT_OURS = re.compile(
    r"身份证|(专|委员会|小组|界别|党派).*职务|(?<!出生)时间|入党|参加工作|加入|党龄|年龄|简历|召集人|推荐|界别小组|界别活动|联系人|邮箱|通[讯信]|住址|家庭|籍贯|学历|学位|照片"
)
_NO_TELEPHONE = re.compile(
    r"^(微信|QQ|传真|邮编|邮政编码|(电子)?(邮箱|邮件)|((通[讯信]|联系|家庭|单位|电子|邮箱)?(地址|住址)))(号码?|地址)?$"
)


@lru_cache(maxsize=2048)
def label_key(text: str) -> str:
    """A heading without blanks, brackets with their content, and punctuation."""
    key = re.sub(r"[(\[【][^()\[\]【】]*[)\]】]?", "", folded(text))
    key = re.sub(r"[\W_]+", "", key) or re.sub(r"[\W_]+", "", folded(text))
    # Name/姓名: beside a Chinese word the English one says nothing more.
    return key.upper() if key.isascii() else re.sub(r"[A-Za-z]+", "", key)


@lru_cache(maxsize=2048)
def exact_field(text: str) -> str | None:
    """The field whose usual heading this is."""
    key = label_key(text)
    if field := FIELD_OF.get(key):
        return field
    if _UNIT_AND_POST.fullmatch(key):
        return "unit_post"
    if is_end_of_office(key):
        return "leaving"
    return "sector" if asks_for_group(text) else None


def asks_for_group(text: str) -> bool:
    """Whether a heading asks for the sector and the group within it (界别及组别)."""
    return bool(_SECTOR_AND_GROUP.fullmatch(folded(text)))


@lru_cache(maxsize=2048)
def likely_field(text: str) -> str | None:
    """The field a longer heading speaks of, where it is one of ours."""
    if is_party_with_time(text):
        return "party"
    key = label_key(text)
    if not key or len(key) > 16 or _NOT_OURS.search(key):
        return None
    return next((field for field, pattern in PATTERNS if re.search(pattern, key)), None)


def is_heading(text: str) -> bool:
    """Whether a cell holds the heading of some column of ours."""
    return bool(exact_field(text) or likely_field(text) or fields_of(text))


def is_of_another_kind(text: str) -> bool:
    """Whether a lower label is for something else than the telephone that 联系方式 above it would mean."""
    return bool(_NO_TELEPHONE.match(label_key(text)))
