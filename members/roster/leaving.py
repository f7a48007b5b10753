"""What tells that somebody may be a member no more: 2026年8月免职, 已调走, 被双开, 落选, 辞去委员职务.

Two sorts of words. Some say it by themselves; others (免, 调, 退) only with a day, or with 已 or 被 before them, for
they stand in many harmless words. Who has only retired is asked about in other words: that ends no mandate by itself.
"""

import re

_HARMLESS = re.compile(
    r"任免|[减豁]免|免(?:费|税|疫|检|考|试|签|修|洗|罪)|停(?:车|机|电|水|用|产|业|牌|号|办)|退(?:役|伍|耕|税|热|货)|退出现役|强调出?|离退休|离(?:婚|异|石|岸)"
    r"|辞(?:典|书|海|赋|旧|章|藻|令)|[致题贺悼]辞|调(?:研|查|解|味|度|控|整|节|试|配|剂|酒|色|音)|撤(?:县|乡|镇|并|村|地)|(?:单位|公司|企业|机构|部门|学校|工厂|村|乡|镇|站|所|局|厂)(?:已经?|被|现)*(?:撤销|终止|取消)|号码?[^，,；;。]{0,6}(?:终止|取消|撤)"
    r"|[未没不](?:有|曾|被|予|会)?(?:辞职|辞去|免职|免去|离职|离任|离岗|停职|调离|调出|调走|落选|退出|终止)"
)
_FIRM = re.compile(
    r"已故|[去逝离]世|[病亡身]故|病[逝殁]|殉职|死亡|辞职|辞去|请辞|免职|免去|撤职|撤销|革职|停职|离职|离任|离岗|卸任|去职|落选|罢免|撤免|双开|开除|除名"
    r"|调离|调出|调走|调任外|外调|退出|不再(?:担任|任|是|保留|列名)|终止|取消.{0,6}资格|丧失.{0,6}资格|另有任用|移居|迁出|被查|留置"
    r"|接受(?:组织|纪律|监察)*(?:审查|调查)|立案(?:审查|调查|侦查)|判刑|逮捕|被捕|失联"
)
_LATE = r"(?:免|辞|撤|停|离|退(?!休|居二线)|调(?!入|来|回|进|任)|调任(?!.{0,8}政协))"
_MONTH = r"\d{1,2}月(?:\d{1,2}[日号])?"
_DAY = rf"(?:(?:19|20)\d\d(?:年(?:{_MONTH})?|[./\-]\d{{1,2}}(?:[./\-]\d{{1,2}})?)|{_MONTH})"
_SINCE = re.compile(
    rf"(?:(?:业|现|均)?已经?|被|{_DAY}(?:起|底|初|份|中旬)?).{{0,2}}?{_LATE}|^[(（]?{_LATE}[(（]?{_DAY}"
)
_RETIRED = re.compile(rf"(?:已经?|{_DAY}(?:起|底|初|份)?).{{0,4}}?(?:退休|退居二线|离休)")
#: In a column about leaving: who stays, and what tells in one headed by 任职状态 that somebody does not.
_STAYS = re.compile(
    "|无|[-—/]+|至今|(?:未|没有?|不)离任|(?:现|仍|正常|正在|目前)?(?:在任|在职|任职|履职|在岗)|正常|连任|留任|现任"
    "|(?:暂?无|没有?|[未不])(?:有|作|任何)?(?:人员|职务|岗位)?(?:变动?|变化|变更|调整|异动)|同前|如前"
)
_GOES = re.compile("不在|非在任|离|退(?!休|役|伍)|辞|免|撤|调(?!研)|停")
_LEGEND = re.compile(
    r"删除线|划[了有上]?(?:横|红|黑|斜)?[线杠掉去]|[标涂加描](?:注|为|成|了)?(?:[红黄蓝绿灰黑橙紫粉]|粗|底)|[红黄蓝绿灰橙紫粉黑][色字底]|底色|底纹|加粗|斜体"
    r"|[带打有标注画加]?[“\"]?[*※☆★△▲▽▼○●◎□■◆◇#√✓✔+①②③④⑤⑥⑦⑧⑨⑩][”\"]?(?:号|者|的|为|表示|[:：])"
)
_WITH_OTHERS = re.compile("[及和与含、]|另[附列册]|包括|离任审计|上届|历届")
#: A day in such a column (免职时间, 终止任职日期) means that somebody has left by then.
_LEFT_ON = re.compile(
    r"(?:政协|委员|本届|职务|任职|资格)*(?:免职|免去|离任|离职|离岗|离会|辞职|辞任|辞去|卸任|去职|解职|退出|终止|撤销|取消|去世|逝世|病故"
    r"|调离|调出|(?<=任职)结束|(?<=职务)解除)+(?:政协|委员|职务|任职|资格)*的?(?:时间|日期|年月日?)"
)


def is_end_of_office(heading: str) -> bool:
    """Whether a heading asks for the day on which somebody has left (免职时间)."""
    return bool(_LEFT_ON.fullmatch(re.sub(r"[\W_]+", "", heading)))


def note_of_leaving(heading: str, text: str, *, stays: bool = False) -> str:
    """What a column headed 离任情况, 离任时间, 任职状态 says of somebody, as a remark; empty where they stay. What is
    about something else (``stays``: 调整界别, 辞去常委) is called by the heading."""
    plain, asked = "".join(text.split()), "是否" in heading
    if asked and plain in {"是", "否"}:
        return f"{heading}：{plain}（离任）" if (plain == "是") == ("离任" in heading) else ""
    if _STAYS.fullmatch(plain) or (plain == "否" and "离任" in heading):
        return ""
    gone = not stays and ("离任" in heading or is_end_of_office(heading) or plain == "否" or _GOES.search(plain))
    return f"离任：{text}" if gone else f"{heading}：{text}"


def is_of_leavers(name: str) -> bool:
    """Whether a list is called one of those who have left (已离任, 离任委员名单)."""
    plain = "".join(name.split())
    return len(plain) <= 40 and tells_of_leaving(plain) and not _WITH_OTHERS.search(plain) and not is_legend(plain)


def is_legend(text: str) -> bool:
    """Whether a line explains how some rows are marked (划删除线的为已离任): it speaks of those rows alone."""
    return bool(_LEGEND.search("".join(text.split())))


def tells_of_leaving(text: str) -> bool:
    """Whether a remark says that somebody has resigned, was dismissed, has gone elsewhere or died."""
    plain = _HARMLESS.sub("·", "".join(text.split()))
    return bool(_FIRM.search(plain) or _SINCE.search(plain))


def tells_of_retiring(text: str) -> bool:
    """Whether a remark says that somebody has retired, since when or that it is done; 退休 alone is a plain note."""
    return bool(_RETIRED.search("".join(text.split()).replace("离退休", "")))
