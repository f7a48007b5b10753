"""Numbers that are somebody else's: a son's, a secretary's, one over which a call is passed on. Nobody is reminded by
them in the member's place."""

import re
import unicodedata

_OTHER = re.compile(
    r"其(?:子|女|夫|妻|父|母|兄|弟|姐|妹|儿|爱人|家属|家人|同事)|儿子|女儿|儿媳|女婿|爱人|丈夫|妻子|配偶|父亲|母亲|家属|家人|亲属|哥哥|弟弟|姐姐|妹妹"
    r"|[(（](?:子|妻|夫|父|母|儿|兄|弟|姐|妹)[)）]|代[接收转为]|转[接告交达]|转(?![\d\s])|转$|支书|村主任|村干部|秘书|司机|助理|助手|同事"
    r"|联系人?[:：]?(?=[\u3400-\u9fff])(?!联?系?(?:电话|方式|手机|号码|人))|他人|邻居|亲友"
)
_MOBILE = re.compile(r"(?<!\d)1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}(?!\d)")
_PARTS = re.compile(r"[/、，,；;|\n\r]+(?![^(（]*[)）])")
_BRACKET = re.compile(r"[(（][^()（）]*[)）]?")


def own_numbers(written: str) -> tuple[str, bool]:
    """The part of a cell for telephone numbers that is the member's own, and whether a part is somebody else's."""
    parts = [part for part in _PARTS.split(unicodedata.normalize("NFKC", written)) if part.strip()]
    own = [part for part in parts if not _is_of_another(part)]
    if len(own) == len(parts):
        return written, False
    return "、".join(part for part in own if re.search(r"\d", part)), True


def _is_of_another(part: str) -> bool:
    """Whether the number in it is; one in brackets behind the member's own is a remark of that."""
    if not _OTHER.search(part) or not re.search(r"\d{7}", re.sub(r"[\s-]", "", part)):
        return False
    outside = _BRACKET.sub("", part)
    remarked = any(_MOBILE.search(each) for each in _BRACKET.findall(part))
    return not (remarked and _MOBILE.search(outside) and not _OTHER.search(outside))
