"""The headings that name our columns, and the rows that are no body."""

import re

from core.sheets.reading import Columns, unnumbered

#: What a list of towns calls the column of its names; beside a column of units it says where these are.
OF_TOWNS = (
    r"^(?:各|县属|区属)?(?:乡镇街道?|街道乡镇|镇街道?|街镇|乡镇办?|镇乡|乡街道?|街道办?|镇办"
    r"|(?:部门|单位)(?:乡镇|街道|镇街)+)"
    r"(?:办事处)?(?:单位|部门|机关|政府)?(?:名称|全称|名)?$"
)
#: Field and what its heading says, the telling ones first: 上级单位 is no name, 联系人电话 no person.
HEADINGS = (
    ("seq", r"^(序号?|编号|排序|no|号)$"),
    ("past", r"^(原任?|前任?|上一?届|离任)(的|单位|提案)?(联系人|联络员|经办人|承办人|分管|负责人|领导)"),
    ("post", r"^(现任|担任)?(职务|职级)(及?职[级称])?$|^人员(类别|身份|类型)$"),
    ("in_use", r"^(是否)?(在用|启用|有效|状态)$"),
    ("also_handles", r"是否.*承办|也是承办|^承办提案|^承办[(（]是"),
    ("former", r"曾用|原名|旧称|旧名|原单位|更名前"),
    ("spellings", r"其他(写法|名称)|别称|(?<!界)别名|又称|其它(写法|名称)|俗称"),
    ("short_name", r"简称|缩写"),
    ("document_word", r"代字|文号|字号"),
    ("contact_name", r"(联系人|联络[员人]|经办人|承办人|^姓名|人姓名)(姓名)?[及和与].*(电话|手机|联系方式|号码)"
                     r"|^姓名电话"),
    ("head_name", r"(领导|负责人|负责同志)(姓名)?[及和与].*(电话|手机|联系方式|号码)"),
    ("head_phone", r"(领导|负责人|负责同志).*(电话|手机|联系方式|号码)"),
    ("contact_mobile", r"手机|移动电话"),
    ("contact_phone", r"电话|联系方式|号码"),
    ("address", r"地址|住址|办公地点"),
    ("supervised_by", r"督查|督办|交办(渠道|单位|机关)"),
    ("parent", r"上级|主管|隶属|所属(单位|机构|部门)"),
    ("kind", r"类别|类型|分类|性质|种类|单位属性"),
    ("branch", r"系统|条线|^口$|归口"),
    ("contact_name", r"联系人|联络员|经办人|联系人员|承办人|^姓名$"),
    ("head_name", r"^(提案|建议|办理|承办)*(工作)?"
                  r"(分管|主管|主要|单位|部门|责任|主办|承办|牵头|具体|党组|行政|班子)*(负责)?的?"
                  r"(领导|负责人|负责同志|责任人|班子成员)(成员|班子)?(姓名)?([及和与兼其]+(现任|党内)?(职务|职级|职称|姓名)+)?$"),
    ("remark", r"^(备注|说明|附注|变动|变动情况|变更情况|情况说明|情况|机构改革情况|机构变动情况|改革情况|调整情况)$"),
    ("name", r"^(承办|提案承办|组织|机构|部门|界别|委员会|党派|团体|小组|各|参加)?(单位|机构|部门)?(名称|全称|名)$"
             r"|^(承办|各承办|各)?(单位|部门|机构|委办局)$|^(界别|专门委员会|专委会|党派|小组|委员小组|联络办)$"),
    ("name", OF_TOWNS),
)  # fmt: skip
LABELS = {
    "name": "单位名称", "short_name": "简称", "kind": "类别", "branch": "系统", "parent": "上级",
    "supervised_by": "交办督查渠道", "contact_name": "联系人", "contact_phone": "联系电话", "address": "地址",
    "document_word": "发文代字", "also_handles": "是否承办", "spellings": "其他写法", "former": "曾用名",
    "head_name": "分管领导", "head_phone": "分管领导电话", "remark": "备注",
}  # fmt: skip
#: Of these 同上 says something: bodies share them.
AS_ABOVE = frozenset(
    {
        "kind", "branch", "parent", "supervised_by", "contact_name", "contact_phone", "contact_mobile", "head_name",
        "head_phone", "address", "also_handles", "in_use", "contact_more", "head_mobile",
    }
)  # fmt: skip
#: Of these every line of a cell is a name or a number of its own.
OF_LINES = frozenset(
    {"contact_name", "contact_phone", "contact_mobile", "contact_more", "head_name", "head_phone", "head_mobile"}
)
#: Fields that are put together: several columns may hold numbers of one person.
TOGETHER = {"contact_phone": ("contact_mobile", "contact_more"), "head_phone": ("head_mobile",)}


def label_of(field: str) -> str:
    """What a field's column is called."""
    whole = next((one for one, parts in TOGETHER.items() if field in parts), field)
    return LABELS.get(whole, "在用")


_PERSON, _NUMBER = r"姓名|名字|^人员$|^领导$", r"电话|手机|联系方式|号码"
#: A column of names that itself says whose they are, whatever their posts.
OF_CONTACTS = re.compile(r"联系|联络|经办|承办")
_HEAD, _CONTACT = r"领导|负责", r"联系人|联络|经办|承办人"
COLUMNS = Columns(
    headings=HEADINGS,
    no_heading=(
        "没有找到表头：须有一行写明“单位名称”（或“名称”“界别”等），旁边可有简称、类别、系统、上级、联系人、电话等栏。"
    ),
    nobody="没有单位",
    most_rows=2000,
    down=AS_ABOVE | {"remark", "document_word"},
    weak=OF_TOWNS,
    under=(
        (r"^(原任?|前任|上一?届|离任)", r".", ""),
        (_HEAD, _PERSON, "head_name"),
        (_HEAD, _NUMBER, "head_phone"),
        (_HEAD, r"职务|职级", ""),
        (_HEAD, r"^联系人$|^联络[员人]$", "head_name"),
        (_CONTACT, r"职务|职级", ""),
        (_CONTACT, _PERSON, "contact_name"),
        (_CONTACT, r"手机|移动电话", "contact_mobile"),
        (_CONTACT, _NUMBER, "contact_phone"),
    ),
)
_GROUP = re.compile(r"^[(（]?[一二三四五六七八九十]{1,3}[)）]?[、.．]?\s*\S")
_NOBODY = re.compile(
    r"^[-—–_=*·.\s]*(?:常用电话|火警|匪警|报警|急救|总机|查号台?|(?:监督|投诉|举报|服务|值班)(?:电话|热线))(?:电话|号码)?[:：]?$"
    r"|^(合计|总计|小计|共计|累计|填表|制表|审核|填报|备注|说明|注[:：]|附[:：件]|联系人[:：]|日期|单位[:：])"
    r"|^(?:(?:以上|全部|全[省市区县州旗盟]|本表|承办单位|单位|上述)*(?:合计|总计|总共|共计|共有|共|计)[:：]?\s*)\d+\s*[家个]"
)
#: What a sentence says and no name does (其他未列单位见2026年通讯录, 以上单位如有变动请告知政府办).
_SENTENCE = re.compile(
    r"如[有需遇]|若有|有误|以.{1,15}为准|沿用|另[行发附]|[详参]见|敬请|请(?:及时|告知|告诉|知照|通知|报|与|联系|核[对实]|更正|以|见|于|在|按|将|把)"
    r"|^(?:以上|其[他它余]|未列|未尽|上述|有关|本[表册]|凡|此前|另外).*(?:见|按|照旧|照常|不变|同前|同上|变[动更化]|更新|通知|告知|联系|保密|勿|为)"
    r"|[。！]$"
)
#: Lines drawn around a heading, and the words with which it begins (—— 以下为国有企业 ——).
_RULE = re.compile(r"^[-—–_=~\s]{2,}(?:以下(?:为|是|系)?)?|^以下(?:为|是|系)|[-—–_=~\s]{2,}$")
_NUMERAL = re.compile(r"[(（]?[一二三四五六七八九十]{1,3}[)）]?[、.．]?")
_COUNT = re.compile(r"[(（]?共?\s*\d+\s*[家个]?[)）]?$")


def is_nobody(text: str) -> bool:
    """Totals, remarks, who filled it in."""
    return bool(_NOBODY.match(text))


def is_sentence(text: str) -> bool:
    """Whether a line that stands alone says something of the list, as a sentence, and heads no group."""
    return bool(_SENTENCE.search(text)) and not _GROUP.match(text)


def is_count(text: str) -> bool:
    """How many a group has, in a cell of its own (28个)."""
    return bool(re.fullmatch(r"[(（]?共?\s*\d+\s*[家个][)）]?", text))


def is_numeral(text: str) -> bool:
    """What numbers a group in a cell of its own (三、)."""
    return bool(_NUMERAL.fullmatch(text))


def group_of(text: str) -> str:
    """What a line that stands alone as heading of the rows below says (“一、党群系统（12家）” → 党群系统)."""
    if not text or is_nobody(text):
        return ""
    bare = _RULE.sub("", text)
    said = _COUNT.sub("", unnumbered(bare)).strip(" ()（）：:")
    return said if _GROUP.match(text) or text != said or len(said) <= 12 else ""
