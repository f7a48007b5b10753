"""What a cell for a person says: whose names, what stands beside them (副局长, 办公室), or that nobody is there."""

import re
from dataclasses import dataclass

_HAN = "\u3400-\u9fff"
COMPOUND = "欧阳|上官|司马|诸葛|夏侯|皇甫|尉迟|公孙|慕容|司徒|令狐|东方|南宫|端木|宇文|长孙|独孤|呼延"
_NAME = rf"(?:(?:{COMPOUND})[{_HAN}]{{1,2}}|[{_HAN}]{{2,3}}|[{_HAN}]{{1,8}}(?:[·•．.][{_HAN}]{{2,8}}?)+)"
_OFFICE = (
    r"(?:总?值班室|传达室|收发室|门卫室?|服务台|前台|总机|[党政县市区局委府机关]{0,3}办公室|党政办|党办|政办|机关党委|工会|团委"
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
_MODE = r"常务|第一|专职|兼职|挂职|执行|临时|代理|代|党外|正|原|副"
_RANK = (
    r"[一二三四]级(?:主任科员|调研员|巡视员|高级主办|主办)|[正副]?[厅处科股县乡局]级(?:干部|领导|[^、，,；;\s]{0,4})?"
)
_FOR_NOW = r"(?:临时|暂时?|目前|全面|协助|继续|先行)*"
_DOES = (
    r"(?:主持|负责|分管|协管|代管|兼管|暂管|代办|代理|代行|代为|暂代|兼任|顶替|接替|主管|牵头|联系|对接"
    r"|(?<=临时)[代管兼]|(?<=暂时)[代管兼])"
)
_WORK = rf"{_FOR_NOW}{_DOES}[{_HAN}]{{0,10}}|挂职|援[派外藏疆]{{1,2}}"
_PLAIN = rf"(?:{_PARTY})?(?:{_MODE})*(?:{_POST})|{_RANK}|{_WORK}"
_TITLE = rf"(?:{_PLAIN}|(?:{_BODY})(?:{_PARTY})?(?:{_MODE})*(?:{_POST}))"
_IS_PLAIN = re.compile(rf"(?:{_PLAIN}|{_OFFICE})(?:[兼及和]?(?:{_PLAIN}))*[兼代]?")
_IS_TITLE = re.compile(rf"(?:{_TITLE}|{_OFFICE})(?:[兼及和、，,]?(?:{_TITLE}))*[兼代]?")
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
#: Somebody stands in: 暂由贺守成代管. 由 alone may be a surname (由继华) where nothing follows.
_BY = re.compile(
    rf"(?:(?:目前|现在?|暂时?|临时|改|请|拟)+由(?P<who>.{{2,}}?)(?P<does>{_FOR_NOW}(?:{_DOES}[{_HAN}]{{0,10}}|[代兼管]))?"
    rf"|由(?P<one>.{{2,}}?)(?P<doing>{_FOR_NOW}(?:{_DOES}[{_HAN}]{{0,10}}|[代兼管])))"
)
_ACTING = re.compile(rf"(?P<name>(?!{COMPOUND})[{_HAN}]{{3}})(?P<title>[代兼])")
#: What somebody is, with a colon before the name (临时负责：秦观).
_SAID_BEFORE = re.compile(rf"(?P<title>[{_HAN}A-Za-z]{{1,12}})[:：](?P<name>{_NAME})")
_PHRASE = re.compile(
    r"暂[由时]|临时|由.*[代兼管]|负责|分管|主持|代管|兼管|暂代|兼任|代理|调整|调任|改为|^待.{3}|待[定补任]|[请。！？]"
)
#: Ends of words that are a body's and no person's name (交通局, 局党组).
_NO_NAME = re.compile(
    r"[局委办部院科室股处站所会]$|(?<!^)党|^党[组委工支总政办员务建群校]|组$|中心|办公|纪检|机关|政府"
)
_CALLED = re.compile(rf"[{_HAN}](?:{_MODE})*(?:{_POST})|(?:{COMPOUND})(?:{_MODE})*(?:{_POST})")
_LEADER = re.compile(
    r"(?:分管|主管|主要|[院局委部厅会镇乡县区市]|单位|班子|办理)领导|^领导(?:班子成员)?$|党[组委工]委?(?:副?书记|成员|委员)|^(?:单位|主要)?负责人$"
)
_CHIEF = re.compile(
    r"(?:书记|主任|局长|部长|厅长|院长|校长|镇长|乡长|县长|区长|市长|州长|旗长|会长|理事长|秘书长|主席|主委|检察长|审判长|行长|经理"
    r"|董事长|厂长|社长|台长|总编辑?|馆长|园长|站长|所长|大队长|支队长|政委)(?!助理|科员)"
)
_OF_AN_OFFICE = re.compile(
    rf"{_OFFICE}|[科股处室]室?[长主负]|[\u3400-\u9fff]{{2,}}[科股处](?=副?主任)|科员|干事|经办|联系人|联络|职员|办事员|工作人员"
    r"|团委|工会|妇联|支部|中心主任|[校院所厂党政]办(?=副?主任)"
)
_APART = re.compile(r"[、，,；;/／|｜\n\r]+|[和及](?=[^和及]{2,4}$)")
_VACANT = re.compile(
    r"(?:岗位|职位|职务|人员|暂时?|目前|现|尚|还|仍)*"
    r"(?:空缺|空编|空岗|空着|缺位|缺编|缺员|缺岗|暂缺|暂空|暂无|无人|没有人?|缺|空|无|未定|未到岗|待定|待补充?|待配备?|待任命?|待明确|待确定"
    r"|待到任|待选举?|待增补|待招聘?|待指定|待安排|待落实|待报|未(?:配备?|明确|确定|到位|到任|任命|指定|安排|落实|报))"
    r"(?:中|状态|人选|人员|联系人|领导|分管领导|负责人|经办人|专人)*"
)


_INSTEAD = re.compile(r"[^→>]{2,}?(?:→|[-—=]+>|⇒|➔)\s*(?:现?改为|换成|现为|现)?\s*(.{2,})")


@dataclass(frozen=True)
class Persons:
    """``names`` of one person each, ``beside`` what else stood there; ``vacant`` where the words say that nobody is."""

    names: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    vacant: bool = False


def instead_of(text: str) -> str:
    """Who is there instead of another (吴建国→改为 钟灵); empty where the words say no such thing."""
    found = _INSTEAD.fullmatch(text.strip())
    return found[1] if found else ""


def is_vacant(text: str) -> bool:
    """Whether words that stand where a name should say that there is nobody (空缺, 暂无, 待定)."""
    return bool(_VACANT.fullmatch(re.sub(r"[\s（）()【】\[\]]", "", text)))


def is_title(text: str) -> bool:
    """Whether words are a person's post, rank, work or office and nobody's name."""
    return bool(_IS_TITLE.fullmatch(text.strip()))


def leads(post: str) -> bool:
    """Whether whoever has the post leads the body itself (局长, 分管领导), and not one of its offices (办公室主任)."""
    word = "".join(post.split())
    return bool(_LEADER.search(word) or (_CHIEF.search(word) and not _OF_AN_OFFICE.search(word)))


def is_called(text: str) -> bool:
    """Whether a person is only called by the surname (李局长): who that is cannot be told."""
    return bool(_CALLED.fullmatch(text.strip()))


def is_phrase(text: str) -> bool:
    """Whether words are more than a name: they tell who does what (待新任到岗后由办公室另报)."""
    word = "".join(text.split())
    return len(word) > 4 and "·" not in word and bool(_PHRASE.search(word))


def persons_in(text: str) -> Persons:
    """The people whom a text without brackets and numbers names, each without the title in front or behind and
    without the words of who stands in (暂由贺守成代管)."""
    names, beside, vacant = dict[str, None](), list[str](), False
    titles = list[str]()
    for part in _parts(text):
        if is_vacant(part):
            vacant = True
        elif inner := _standing_in(part):
            told = persons_in(inner)
            names |= dict.fromkeys(told.names)
            beside += [*told.beside, part.replace(inner, "", 1)]
        elif not _IS_PLAIN.fullmatch(part) and (match := _titled(part)):
            names[match["name"]] = None
            beside.append(match["title"])
        elif is_title(part):
            beside.append(part)
            titles.append(part)
        else:
            names[part] = None
    if not names and not vacant:  # 王海波交通局副局长: who that is cannot be told, and is not lost
        names = dict.fromkeys(part for part in titles if len(part) > 4 and not _IS_PLAIN.fullmatch(part))
        beside = [part for part in beside if part not in names]
    return Persons(tuple(names), tuple(beside), vacant and not names)


def _standing_in(part: str) -> str:
    """Whom the words say to stand in for another, in words of their own; empty where they say no such thing."""
    found = _BY.fullmatch(part)
    return (found["who"] or found["one"]) if found else ""


def _titled(part: str) -> re.Match[str] | None:
    """A name with a title; the shortest name that leaves one goes first (王海波党组成员)."""
    if is_called(part):
        return None
    patterns = (*_SHORT_FIRST, _NAME_FIRST, _TITLE_FIRST, _SAID_BEFORE, _ACTING)
    found = (pattern.fullmatch(part) for pattern in patterns)
    return next((match for match in found if match and _is_name(match["name"])), None)


def _is_name(text: str) -> bool:
    return not _NO_NAME.search(text) and not is_title(text) and not is_vacant(text)


def _parts(text: str) -> list[str]:
    """The text at its commas, and at its blanks where no single character is left so: 李 明 is one name."""
    found = []
    for part in _APART.split(text):
        words = part.split()
        whole = "".join(words)
        if not re.fullmatch(rf"[{_HAN}·]*", whole):
            found.append(" ".join(words))
        elif len(words) > 1 and (min(map(len, words)) < 2 or re.fullmatch(COMPOUND, words[0])):
            found.append(whole)
        else:
            found += words
    return [word for part in found if (word := part.strip(" ：:（）()"))]
