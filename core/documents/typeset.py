"""Setting Chinese text in lines as an official paper does it: 28 characters a line, punctuation never at a line's
wrong end, full lines flush on both sides (GB/T 9704-2012).

WeasyPrint can only stretch spaces, so lines of Chinese would come out ragged; here the lines are broken and stretched.
Widths are in em: one Chinese character of the same size is 1.
"""

import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from core.documents import fonts

MEASURE = 28
TITLE_MEASURE = 20
_NOT_FIRST = frozenset("，。、；：？！）》〉」』】〕〗”’…—·～％‰℃°,.;:?!)]}%")
_NOT_LAST = frozenset("（《〈「『【〔〖“‘([{￥$№")
_WIDEST_STRETCH = 0.12  # em between two characters; beyond that a ragged line looks better
# What is counted in a title is one word with its number: 十五届, 第五次全体会议, 第0025号提案, 2026年度.
_COUNTED = "届|次(?:全体)?(?:会议|全会)?|号(?:提案|建议|文件)?|年度?|期|条|批|个|项"
_WHOLE = re.compile(rf"(第?[\d〇零一二三四五六七八九十百]+(?:{_COUNTED}))")
_LEADING = frozenset({"关于", "对", "就", "在", "为", "将", "把"})
# A word, number or address in half-width characters stays together, and so do —— and ……
_ATOM = re.compile(r"——|……|[A-Za-z0-9][A-Za-z0-9.,:/@%&_+#?=\-]*[A-Za-z0-9%]|.", re.DOTALL)


@dataclass(frozen=True)
class Line:
    """One printed line: its text, spaces before it, and the space added after each character (em)."""

    text: str
    indent: float = 0
    stretch: float = 0

    @property
    def style(self) -> str:
        """Inline style for a papers' template (units em)."""
        rules = []
        if self.indent:
            rules.append(f"padding-left:{self.indent:g}em")
        if self.stretch:
            rules.append(f"letter-spacing:{self.stretch:.4f}em")
        return ";".join(rules)


def width(text: str) -> float:
    """Width of ``text`` on one line, in em of the body font."""
    return _wide(text, fonts.latin_widths())


def title_width(text: str) -> float:
    """The same in the font of titles, whose digits are wider."""
    return _wide(text, fonts.latin_widths(fonts.TITLE))


def _wide(text: str, widths: dict[str, float]) -> float:
    return sum(widths.get(char, 1.0) for char in text)


def lines(text: str, *, measure: float = MEASURE, indent: float = 2) -> list[Line]:
    """One paragraph broken into lines of ``measure`` characters, the first indented by ``indent``."""
    result: list[Line] = []
    current: list[str] = []
    used, room = 0.0, measure - indent
    for atom in _atoms(fonts.drawable(text), measure):
        size = width(atom)
        if current and used + size > room + 1e-6:
            kept, carried = _legal_break(current, atom)
            result.append(_full_line(kept, room, indent if not result else 0))
            current, used, room = carried, sum(map(width, carried)), measure
        if not current and atom == " ":
            continue
        current.append(atom)
        used += size
    result.append(Line("".join(current).rstrip(" "), indent if not result else 0))
    return result


def _atoms(text: str, measure: float) -> list[str]:
    """What must not be broken; a word longer than a line is broken all the same."""
    atoms: list[str] = []
    for match in _ATOM.finditer(re.sub(r"\s+", " ", text).strip()):
        atom = match.group()
        atoms.extend(atom if len(atom) > 2 and width(atom) > measure / 2 else [atom])
    return atoms


def _legal_break(current: list[str], following: str) -> tuple[list[str], list[str]]:
    """Where to end the line so that the next does not begin, and this does not end, with the wrong sign."""
    cut = len(current)
    while cut > 1:
        head = current[cut] if cut < len(current) else following
        if head[0] not in _NOT_FIRST and current[cut - 1][-1] not in _NOT_LAST and head != " ":
            break
        cut -= 1
    else:
        cut = len(current)
    return current[:cut], current[cut:]


def _full_line(atoms: list[str], room: float, indent: float) -> Line:
    text = "".join(atoms).rstrip(" ")
    stretch = (room - width(text)) / max(len(text), 1)
    return Line(text, indent, stretch if 1e-4 < stretch <= _WIDEST_STRETCH else 0)


def title_lines(text: str, *, measure: float = TITLE_MEASURE) -> list[str]:
    """A title broken between words into lines of unequal length (梯形 or 菱形, never 矩形 or 沙漏形)."""
    text = re.sub(r"\s+", " ", fonts.drawable(text)).strip()
    if title_width(text) <= measure:
        return [text]
    words = _words(text)
    count = int(-(-title_width(text) // measure))
    for rows in (count, count + 1, count + 2):
        best = _best_title(words, rows, measure)
        if best:
            return best
    return [line.text for line in lines(text, measure=measure, indent=0)]


def _best_title(words: list[str], rows: int, measure: float) -> list[str]:
    best: tuple[float, list[str]] = (float("inf"), [])

    def place(start: int, taken: list[str]) -> None:
        nonlocal best
        left = rows - len(taken)
        if left == 1:
            last = "".join(words[start:])
            if last and title_width(last) <= measure:
                cost = _title_cost([title_width(row) for row in (*taken, last)])
                if cost < best[0]:
                    best = (cost, [*taken, last])
            return
        for end in range(start + 1, len(words) - left + 2):
            row = "".join(words[start:end])
            if title_width(row) > measure:
                break
            place(end, [*taken, row])

    if rows <= 4:
        place(0, [])
    return best[1]


def _title_cost(widths: list[float]) -> float:
    """Even lines, but not equal ones; of three, the middle one must not be the shortest."""
    mean = sum(widths) / len(widths)
    cost = sum(abs(size - mean) for size in widths)
    cost += 3 * sum(abs(a - b) < 1 for a, b in pairwise(widths))
    if any(b < a and b < c for a, b, c in zip(widths, widths[1:], widths[2:], strict=False)):
        cost += 20
    return cost


def _words(text: str) -> list[str]:
    """Words after which a title may be broken: 的, 、 and closing signs stay with the word before them, 关于 and 对
    with the word behind them, and 第五次会议 or 2026年 is one word."""
    words: list[str] = []
    pieces = _WHOLE.split(text)
    cut = [piece if place % 2 else _cutter()(piece) for place, piece in enumerate(pieces)]
    for word in [word for piece in cut for word in ([piece] if isinstance(piece, str) else piece)]:
        glue = words and (word[0] in _NOT_FIRST or word in "的和与及等了" or words[-1][-1] in _NOT_LAST)
        glue = glue or (words and words[-1] in _LEADING)
        if glue:
            words[-1] += word
        else:
            words.append(word)
    return words


@cache
def _cutter():
    import jieba
    from django.conf import settings

    jieba.setLogLevel(60)
    if not jieba.dt.initialized:
        jieba.dt.tmp_dir = str(settings.VAR_DIR)
    return jieba.lcut
