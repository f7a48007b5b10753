"""政协职务 under whatever heading they stand (职务, 会内职务, 身份): they are never part of the employer's post."""

import re

from core.brackets import split_remarks
from core.files.workbook import Sheet
from members.roster.bodies import DUTY
from members.roster.cells import folded, is_blank, read_line, text_of
from members.roster.layout import Panel, Table, spans
from members.roster.result import RosterRow
from members.roster.titles import LISTS

_SPLIT = re.compile(r"[、，,；;/\s兼]+")
_OFFICE = re.compile(
    r"(?:[本区县市]?政协)?(?:不?驻会|专职|兼职)?(?:副?主席|副?秘书长|常委|常务委员|主席会议成员|党组成员)(?:委员)?|(?:政协)?委员"
)
_MEMBER = re.compile(r"(?:政协)?委员")
#: Headings of columns that hold another body's posts, or those of another time.
_OF_OTHERS = re.compile(r"专|委员会|小组|党派|工商联|界别|社会|团体|人大|原|曾|上届|历届|上一届|拟|推荐|建议|其他|其它")
ALMOST_ALL = 0.8
_ADDED = re.compile("增补|递补|补选")
#: What tells of how somebody became a member, and no post of any sort.
_CATEGORY = re.compile(
    r"(?:(?:连任|继任|留任|新任|新进|特邀|增补|递补|补选|上届|中共|非中共|党外|党内|民主党派|无党派|普通|一般|住区)(?:党员|人士)?(?:委员)?)+"
)
_LIST = re.compile(
    r"^(?P<whose>.*?)(?P<offices>(?:(?:副?主席|秘书长|常务委员会|常委会|常务委员|常委)"
    rf"(?:组成人员|成员|委员)?[、，,；;和及与]?)+)(?:{LISTS}|表)?$"
)
_IN_LIST = re.compile("副?主席|秘书长|常务委员会|常委会|常务委员|常委")
#: Before such words: another body's offices, those of another time, and those who do not hold them.
_NOT_THESE = re.compile(
    "[、，,；;和及与兼或委非副]$|党派|民[革盟建进]|工商联|[工妇侨科文残台作]联|工会|学会|协会|商会|机关|专委|小组|界别|人大|团委|社团|原|曾|"
    "上届|历届|上一届|拟|推荐|建议|候选|离任|退|不含|不是|除"
)
#: Those that are kept as offices held; any other stays where it is written.
_HELD = re.compile(r"(?:[本区县市]?政协)?(?:不?驻会|专职|兼职)?(?:副?主席|秘书长|常委|常务委员)(?:委员)?")
#: One of those among other posts: by itself it is ours, the second sort only where 政协 stands before it.
_LED = re.compile(
    r"(?:[本区县市省旗]?政协|本会)(?:第?[\d一二三四五六七八九十]+届)?(?:不?驻会|专职|兼职)?(?:(?:副?主席|副?秘书长|常委|常务委员)(?:委员)?|委员)"
)
_BARE = re.compile(r"(?:不?驻会|专职|兼职)?(?:常委|常务委员)(?:委员)?")
_HEADS = re.compile(r"(?:不?驻会|专职|兼职)?(?:副?主席|秘书长)")
#: Before a bare 常委: a committee of the party, the people's congress or a party, whose 常委 it is.
_OTHERS_CHIEFS = re.compile(
    r"(?:[县区市省旗]委|党委|人大|工委|总支|支部)(?:会)?(?:副?书记|副?主委|副?主任|委员|常委)?$"
)
#: Posts within one house; behind an office they name no other employer.
_WITHIN = re.compile(
    r"(?:机关)?党组|机关|办公室|研究室|[一二三四]级|(?:提案|经济|农业|社会|文化|文史|民族|教科|委员|专)[^县市区]{0,12}委(?:员会)?副?主任$"
)
_ENDS_POST = re.compile(r"[长任记员理席师授人家管事监裁总官]$")
_BESIDE = re.compile(r"[(（\[【〔]([^()（）\[\]【】〔〕]*)[)）\]】〕]")
_BETWEEN = re.compile(r"[、，,；;](?![^(（\[【〔]*[)）\]】〕])")
#: What a column of 政协职务 may call them, and the words in brackets behind one that say nothing more.
_IN_COLUMN = re.compile(
    r"(?:(?!全国|省).{0,8}政协|政协.{1,8}委员会|本会)?(?:第?[\d一二三四五六七八九十]+届)?(?:委员会)?(?:不?驻会|专职|兼职|党外)?"
    r"(?:副?主席|副?秘书长|(?:常委|常务委员)(?:会)?(?:委员|组成人员|成员)?|主席会议成员|(?:机关)?党组(?:副?书记|成员)|"
    r"(?:特邀|增补|新任|普通|一般)?委员)"
)
_QUIET = re.compile("兼职?|不?驻会|专职|党外|[正副][县处厅科]级")
_NOT_RESIDENT = re.compile(r"副?主席[(（]不驻会[)）]")
_A_POST = re.compile(r"[\u4e00-\u9fff]{2}(?!.*\d)")
#: What no employer's post is called by itself.
_OURS_ALONE = re.compile(r"(?:政协)?(?:常委|常务委员|委员)")


def apart(text: str) -> tuple[str, str]:
    """The 政协职务 of a cell, and the other posts in it, each joined by 、."""
    parts = [part for part in _SPLIT.split(folded(text)) if part]
    ours = [part for part in parts if _OFFICE.fullmatch(part)]
    return "、".join(ours), "、".join(part for part in parts if part not in ours)


def among_posts(text: str) -> tuple[str, str]:
    """The 政协职务 among the employer's posts of a cell (常委、县农商行行长; 行长（常委）), and the posts without them.

    Only a whole part is one. 主席, 副主席 and 秘书长 alone are another body's unless they stand first or behind a post
    in brackets, 常委 behind a party committee's post is that committee's; whoever works in 政协 keeps the post whole.
    """
    ours: list[str] = []

    def bracket(match: re.Match[str]) -> str:
        parts = [part for part in re.split("[、，,；;]", match[1]) if part.strip()]
        before = folded(text[: match.start()])
        behind = bool(_ENDS_POST.search(before))
        mine = [] if _OTHERS_CHIEFS.search(before) else [part for part in parts if _is_ours(part, heads=behind)]
        ours.extend(folded(part) for part in mine)
        rest = "、".join(part for part in parts if part not in mine)
        return match[0] if not mine else f"（{rest}）" if rest else ""

    plain = _BESIDE.sub(bracket, text)
    parts = [part.strip() for part in _BETWEEN.split(plain) if part.strip()]
    mine = []
    for place, part in enumerate(parts):
        if _BARE.fullmatch(folded(part)) and any(_OTHERS_CHIEFS.search(folded(each)) for each in parts[:place]):
            continue
        if _is_ours(part, heads=place == 0 and len(parts) > 1):
            mine.append(place)
    rest = [part for place, part in enumerate(parts) if place not in mine]
    if mine and rest and all(_WITHIN.match(folded(part)) for part in rest):
        ours += [folded(parts[place]) for place in mine if not _HEADS.fullmatch(folded(parts[place]))]
        return "、".join(dict.fromkeys(ours)), text
    ours += [folded(parts[place]) for place in mine]
    return "、".join(dict.fromkeys(ours)), "、".join(rest) if mine else plain.strip()


def _is_ours(part: str, *, heads: bool) -> bool:
    word = folded(part)
    return bool(_LED.fullmatch(word) or _BARE.fullmatch(word) or (heads and _HEADS.fullmatch(word)))


def together(*texts: str | None) -> str:
    """政协职务 from several places, each once: 县政协秘书长 and 秘书长 are one."""
    held: dict[str, str] = {}
    for part in (part for text in texts for part in re.split("[、，,；;]", text or "") if part.strip()):
        held.setdefault(re.sub(r"^(?:[本区县市州旗]?政协)", "", folded(part)), part.strip())
    return "、".join(held.values())


def offices_of_list(title: str) -> list[str]:
    """The 政协职务 that the name or title of a list gives to everybody on it (常委, 常务委员名单): mostly none, several
    where it does not tell who holds which (主席、副主席、秘书长)."""
    told = _LIST.match(re.sub(r"\([^()]*\)$", "", folded(title)))
    if not told or not told["offices"] or told["offices"].endswith("会") or _NOT_THESE.search(told["whose"]):
        return []
    found = (re.sub("^常.*", "常委", word) for word in _IN_LIST.findall(told["offices"]))
    return list(dict.fromkeys(found))


def is_in_column(word: str) -> bool:
    """Whether a word, half width and without blanks, is one of 政协职务 as a column of them has it."""
    return bool(_IN_COLUMN.fullmatch(word))


def imply_office(row: RosterRow) -> None:
    """Give the office that only the name of a list tells to whom no cell gives one; a person looks at each."""
    offices, words = row.implied
    held = [part for part in _SPLIT.split(row.office or "") if part and not _MEMBER.fullmatch(part)]
    if not words or held or row.office_beside or "office" in row.corrected:
        return
    row.office_beside = offices
    row.doubt("office_of_list", "office", offices, words)


def take_from_post(row: RosterRow, *, own_column: bool) -> bool:
    """主席 alone where others have their employer's post is the office. With 政协 before it that holds in a column of
    posts (``own_column``); beside a unit it is a post there. A duty in a body that the row names is none. What stands
    among other posts (常委、县农商行行长) is taken from among them."""
    ours, rest = apart(row.post or "")
    if (row.committee or row.street_group) and not row.sector and DUTY.match(ours):
        return False
    if rest or not all(_HELD.fullmatch(part) for part in ours.split("、")):
        ours, rest = among_posts(row.post or "")
        ours = ours if rest else ""
    elif "政协" in ours and not own_column:
        return False
    if not ours or "office" in row.corrected:
        return False
    row.doubt("office_mixed", "office", row.post or "")
    row.post, row.office = rest or None, ours
    return True


def settle_column(row: RosterRow, written: str) -> None:
    """Keep in ``office`` what a column of 政协职务 (``written``) says of them. Any other post becomes the employer's
    where the row has none, else a remark; a person looks at it."""
    ours, rest = _in_column(written)
    for each in _NOT_RESIDENT.findall(written):
        row.keep(f"职务注：{each}")
    row.office = "、".join(dict.fromkeys(ours)) or None
    posts, notes = [part for part in rest if _A_POST.search(part)], [part for part in rest if not _A_POST.search(part)]
    if posts and not row.post and "post" not in row.corrected:
        row.post, row.columns, taken = "、".join(posts), row.columns | {"post"}, True
    else:
        notes, taken = posts + notes, False
    fresh = [part for part in notes if folded(part) not in folded(row.post or "")]
    if fresh:
        row.keep(f"职务注：{'、'.join(fresh)}")
    if posts or notes:
        row.doubt("office_mixed" if ours and not taken else "office_column", "office", written)


def _in_column(written: str) -> tuple[list[str], list[str]]:
    """The 政协职务 of a cell in their column, and its other words."""
    ours: list[str] = []
    rest: list[str] = []
    for part in (part.strip() for part in _BETWEEN.sub("\n", written).splitlines()):
        if _CATEGORY.fullmatch(folded(part)):
            continue
        plain, remarks = split_remarks(part)
        pieces = [folded(plain)]
        if not _IN_COLUMN.fullmatch(pieces[0]):
            joined = [piece for piece in re.split(r"[/\s]+|兼(?!职)", plain) if piece]
            told = [
                _IN_COLUMN.fullmatch(each) and (at == 0 or not _HEADS.fullmatch(each)) for at, each in enumerate(joined)
            ]
            pieces = joined if all(map(_IN_COLUMN.fullmatch, joined)) or any(told) else [read_line(plain)]
        elif rest and "党组" in rest[-1] and _HEADS.fullmatch(pieces[0]):
            rest.append(part)
            continue
        if not any(_IN_COLUMN.fullmatch(folded(each)) for each in [*pieces, *remarks]):
            rest += [read_line(part)] if part else []
            continue
        ours += [piece for piece in pieces if _IN_COLUMN.fullmatch(piece)]
        rest += [piece for piece in pieces if piece and not _IN_COLUMN.fullmatch(piece)]
        beside = [each for remark in remarks for each in re.split("[、，,；;]", remark) if not _QUIET.fullmatch(each)]
        ours += [each for each in beside if _IN_COLUMN.fullmatch(folded(each))]
        rest += [each for each in beside if not _IN_COLUMN.fullmatch(folded(each))]
    return ours, rest


def settle_offices(sheet: Sheet, table: Table) -> None:
    """Read as 政协职务, whatever it is headed, the column that holds such offices and (almost) nothing else.

    Where a column for the unit stands beside one headed 职务, 主席 or 副主席 may be the employer's: there something has
    to stand in it that no employer's post is called (常委, 委员). Where unit and post are beside it, most is enough.
    """
    for panel, span in spans(table.header.panels, sheet.width):
        _settle_category(sheet, table, panel)
        if "office" in panel.columns:
            continue
        if "post" in panel.columns:
            told = _told(sheet, table, panel, panel.columns["post"][0])
            if _is_of_offices(told, panel):
                panel.columns["office"] = panel.columns.pop("post")
                panel.offices_found = True
            continue
        for column in _unread(table, panel, span):
            if "office" not in panel.columns and _all_offices(_told(sheet, table, panel, column)):
                panel.columns["office"] = [column]
                panel.offices_found = True
                label = "".join(folded(text) for text in table.header.texts[column])
                table.header.unread[:] = [each for each in table.header.unread if each != label]


def _settle_category(sheet: Sheet, table: Table, panel: Panel) -> None:
    """A column 委员类别 is one of 政协职务 where some of it are offices (常委); where it says 连任, 增补, 中共 it is no
    part of the row, but for who came in later, and named among the columns without a use."""
    if "category" not in panel.columns:
        return
    at = panel.columns["category"][0]
    texts = [text for text in _told(sheet, table, panel, at) if text]
    offices = any(_OFFICE.fullmatch(part) for text in texts for part in _SPLIT.split(folded(text)))
    if offices and "office" not in panel.columns:
        panel.columns["office"] = panel.columns.pop("category")
    elif not any(_ADDED.search(text) for text in texts):
        panel.columns.pop("category")
        table.header.unread.append("".join(folded(text) for text in table.header.texts[at]))


def _is_of_offices(told: list[str], panel: Panel) -> bool:
    ours = [text for text in told if text and not apart(text)[1]]
    if "unit_post" in panel.columns:
        return len(ours) * 2 > len(told)
    alone = any(_OURS_ALONE.fullmatch(folded(text)) for text in ours)
    return _all_offices(told) and (alone or "unit" not in panel.columns)


def _all_offices(told: list[str]) -> bool:
    """Whether (almost) all of them are offices, and some more than 委员, which any list of a body may say."""
    ours = [text for text in told if text and not apart(text)[1]]
    return len(ours) >= ALMOST_ALL * len(told) and any(not _MEMBER.fullmatch(folded(text)) for text in ours)


def _unread(table: Table, panel: Panel, span: tuple[int, int]) -> list[int]:
    """The columns of a panel with a heading that names no field, and none that another body's posts would have."""
    read = {column for columns in panel.columns.values() for column in columns}
    return [
        column
        for column in range(span[0], min(span[1], len(table.header.texts)))
        if column not in read and (label := "".join(table.header.texts[column])) and not _OF_OTHERS.search(label)
    ]


def _told(sheet: Sheet, table: Table, panel: Panel, at: int) -> list[str]:
    """What the column says of members, but for what the post beside it says too."""
    both = panel.one("unit_post")
    rows = sheet.rows[table.header.bottom + 1 : table.end]
    found = [
        (text_of(row[at]), text_of(row[both]) if both is not None else "") for row in rows if not is_blank(row[at])
    ]
    return [text for text, beside in found if folded(text) not in folded(beside)]
