"""What a cell for a person says: whose names, what stands beside them (副局长, 办公室), or that nobody is there."""

import re
from dataclasses import dataclass

_HAN = "\u3400-\u9fff"
_COMPOUND = "欧阳|上官|司马|诸葛|夏侯|皇甫|尉迟|公孙|慕容|司徒|令狐|东方|南宫|端木|宇文|长孙|独孤|呼延"
_NAME = rf"(?:(?:{_COMPOUND})[{_HAN}]{{1,2}}|[{_HAN}]{{2,3}}|[{_HAN}]{{1,8}}(?:[·•．.][{_HAN}]{{2,8}}?)+)"
_OFFICE = (
    r"(?:总?值班室|[党政县市区局委府机关]{0,3}办公室|党政办|党办|政办|机关党委|工会|团委"
    r"|(?:综合|秘书|文秘|人秘|行政|人事|政工|督查|督办|法规|业务|信访|宣教|计财|财务|政策法规|提案|建议提案)[科股室处办])"
)
_POST = (
    r"书记|主任|局长|部长|厅长|处长|科长|股长|所长|站长|院长|校长|镇长|乡长|县长|区长|市长|州长|旗长|会长|理事长|秘书长|主席"
    r"|主委|检察长|审判长|庭长|队长|大队长|支队长|中队长|行长|经理|总经理|董事长|厂长|社长|台长|总编辑?|馆长|园长|团长|组长|政委"
    r"|教导员|指导员|总工程师|总会计师|总经济师|工程师|调研员|巡视员|主任科员|科员|职员|办事员|干部|干事|秘书|文书|会计|专员"
    r"|督导员|联络员|联系人|经办人|工作人员|负责人|负责同志|分管领导|主要领导|成员|委员|常委|助理|主管|主办|顾问"
)
_PARTY = (
    r"党组|党委|党工委|工委|党总支|党支部|总支|支部|纪委|纪检组|纪工委|机关党委|政法委|人大|政协|团委|工会|妇联|武装部"
)
_BODY = rf"(?:[县市区省镇乡局委街][{_HAN}]{{0,12}}?|{_OFFICE}|[{_HAN}]{{2,8}}?[局委办部院科室股处站所会中心])"
_MODE = r"常务|第一|专职|兼职|挂职|执行|代理|代|党外|正|原|副"
_RANK = (
    r"[一二三四]级(?:主任科员|调研员|巡视员|高级主办|主办)|[正副]?[厅处科股县乡局]级(?:干部|领导|[^、，,；;\s]{0,4})?"
)
_WORK = rf"(?:临时|暂时|全面|协助)?(?:主持|负责|分管|协管|代管|主管|牵头|联系)[{_HAN}]{{0,10}}|挂职|援[派外藏疆]{{1,2}}"
_PLAIN = rf"(?:{_PARTY})?(?:{_MODE})*(?:{_POST})|{_RANK}|{_WORK}"
_TITLE = rf"(?:{_PLAIN}|(?:{_BODY})(?:{_PARTY})?(?:{_MODE})*(?:{_POST}))"
_IS_PLAIN = re.compile(rf"(?:{_PLAIN}|{_OFFICE})(?:[兼及和]?(?:{_PLAIN}))*")
_IS_TITLE = re.compile(rf"(?:{_TITLE}|{_OFFICE})(?:[兼及和、，,]?(?:{_TITLE}))*")
#: What follows a name at once is a plain title, or one that begins with whose it is (县委办副主任).
_AT_ONCE = (
    rf"(?:{_PLAIN}|[县市区省镇乡](?:[{_HAN}]{{0,12}}?)(?:{_PARTY})?(?:{_MODE})*(?:{_POST})"
    rf"|{_OFFICE}(?:{_MODE})*(?:{_POST})?)"
)
_BEHIND = rf"(?P<title>{_AT_ONCE}(?:[兼及和]?{_AT_ONCE})*)"
_NAME_FIRST = re.compile(rf"(?P<name>{_NAME}){_BEHIND}")
_SHORT_FIRST = [re.compile(rf"(?P<name>[{_HAN}]{{{length}}}){_BEHIND}") for length in (2, 3)]
_TITLE_FIRST = re.compile(
    rf"(?P<title>(?:{_OFFICE}|{_BODY})?(?:(?:{_PARTY})?(?:{_MODE})*(?:{_POST}))|{_OFFICE})[:：]?(?P<name>{_NAME})"
)
#: Ends of words that are a body's and no person's name (交通局, 局党组).
_NO_NAME = re.compile(r"[局委办部院科室股处站所会]$|党|组$|中心|办公|纪检|机关|政府")
_CALLED = re.compile(rf"[{_HAN}](?:{_MODE})*(?:{_POST})|(?:{_COMPOUND})(?:{_MODE})*(?:{_POST})")
_APART = re.compile(r"[、，,；;/／|｜\n\r]+|[和及](?=[^和及]{2,4}$)")
_VACANT = re.compile(
    r"(?:岗位|职位|职务|人员|暂时?|目前|现|尚|还|仍)*"
    r"(?:空缺|空编|空岗|空着|缺位|缺编|缺员|缺岗|暂缺|暂空|暂无|无人|没有人?|缺|空|无|未定|未到岗|待定|待补充?|待配备?|待任命?|待明确|待确定"
    r"|待到任|待选举?|待增补|待招聘?|待指定|待安排|待落实|待报|未(?:配备?|明确|确定|到位|到任|任命|指定|安排|落实|报))"
    r"(?:中|状态|人选|人员|联系人|领导|分管领导|负责人|经办人|专人)*"
)


@dataclass(frozen=True)
class Persons:
    """``names`` of one person each, ``beside`` what else stood there; ``vacant`` where the words say that nobody is."""

    names: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    vacant: bool = False


def is_vacant(text: str) -> bool:
    """Whether words that stand where a name should say that there is nobody (空缺, 暂无, 待定)."""
    return bool(_VACANT.fullmatch(re.sub(r"[\s（）()【】\[\]]", "", text)))


def is_title(text: str) -> bool:
    """Whether words are a person's post, rank, work or office and nobody's name."""
    return bool(_IS_TITLE.fullmatch(text.strip()))


def is_called(text: str) -> bool:
    """Whether a person is only called by the surname (李局长): who that is cannot be told."""
    return bool(_CALLED.fullmatch(text.strip()))


def persons_in(text: str) -> Persons:
    """The people whom a text without brackets and numbers names, each without the title in front or behind."""
    names, beside, vacant = dict[str, None](), list[str](), False
    for part in _parts(text):
        if is_vacant(part):
            vacant = True
        elif not _IS_PLAIN.fullmatch(part) and (match := _titled(part)):
            names[match["name"]] = None
            beside.append(match["title"])
        elif is_title(part):
            beside.append(part)
        else:
            names[part] = None
    if not names and not vacant:  # 王海波交通局副局长: who that is cannot be told, and is not lost
        names = dict.fromkeys(part for part in beside if len(part) > 4 and not _IS_PLAIN.fullmatch(part))
        beside = [part for part in beside if part not in names]
    return Persons(tuple(names), tuple(beside), vacant and not names)


def _titled(part: str) -> re.Match[str] | None:
    """A name with a title; the shortest name that leaves one goes first (王海波党组成员)."""
    if is_called(part):
        return None
    found = (pattern.fullmatch(part) for pattern in (*_SHORT_FIRST, _NAME_FIRST, _TITLE_FIRST))
    return next((match for match in found if match and not _NO_NAME.search(match["name"])), None)


def _parts(text: str) -> list[str]:
    """The text at its commas, and at its blanks where no single character is left so: 李 明 is one name."""
    found = []
    for part in _APART.split(text):
        words = part.split()
        whole = "".join(words)
        if not re.fullmatch(rf"[{_HAN}·]*", whole):
            found.append(" ".join(words))
        elif len(words) > 1 and (min(map(len, words)) < 2 or re.fullmatch(_COMPOUND, words[0])):
            found.append(whole)
        else:
            found += words
    return [word for part in found if (word := part.strip(" ：:（）()"))]
