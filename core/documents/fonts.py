"""The fonts of official papers, through a fontconfig of our own.

Only two folders are read: ``var/fonts/`` (an office's own licensed 方正小标宋, 仿宋_GB2312 …, never shipped) and
``static/fonts/`` (shipped, with licences). Fonts of the machine are left out, so a paper looks the same everywhere.
"""

import os
import unicodedata
from functools import cache
from pathlib import Path

from django.conf import settings

# Chinese quotation marks, dashes, dots and the ellipsis belong to the Chinese font: Tinos would draw them half-width.
_CONF = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{own}</dir>
  <dir>{shipped}</dir>
  <cachedir>{cache}</cachedir>
  <match target="scan">
    <test name="family"><string>Tinos</string></test>
    <edit name="charset" mode="assign"><minus><name>charset</name>
      <charset><int>0xb7</int><int>0xd7</int><range><int>0x2010</int><int>0x2030</int></range></charset>
    </minus></edit>
  </match>
</fontconfig>
"""
# How a character that no 仿宋 draws is written instead; everything else falls back on its Unicode decomposition.
_INSTEAD = {
    "㎡": "m²", "㎥": "m³", "㎞": "km", "㎏": "kg", "㎜": "mm", "㎝": "cm", "㎎": "mg", "㏄": "cc", "℉": "°F",
    "☑": "√", "✓": "√", "✔": "√", "☒": "×", "✗": "×", "✘": "×", "☐": "□", "▪": "■", "⋯": "…", "―": "—", "〜": "～",
    "⇒": "→", "☎": "电话", "\u2011": "-", "\ufeff": "", "\u200b": "",
}  # fmt: skip
BODY_LATIN, TITLE = "Tinos-latin.ttf", "NotoSerifSC-Bold-subset.ttf"
_BODY_FILES = (BODY_LATIN, "FandolFang-Regular.otf", "ZXFangFallback-Light.ttf")


def own_folder() -> Path:
    """The drop-in folder for fonts the office owns; a font put there is used from the next start on."""
    return Path(settings.VAR_DIR) / "fonts"


def shipped_folder() -> Path:
    return Path(settings.BASE_DIR) / "static" / "fonts"


def prepare() -> Path:
    """Write the private fontconfig file and point this process at it. Must run before WeasyPrint is imported."""
    home = Path(settings.VAR_DIR) / "fontconfig"
    cache_folder = home / "cache"
    for folder in (own_folder(), cache_folder):
        folder.mkdir(parents=True, exist_ok=True)
    text = _CONF.format(own=own_folder(), shipped=shipped_folder(), cache=cache_folder)
    conf = home / "fonts.conf"
    if not conf.exists() or conf.read_text(encoding="utf-8") != text:
        fresh = conf.with_suffix(f".{os.getpid()}")
        fresh.write_text(text, encoding="utf-8")
        fresh.replace(conf)  # other processes read either the old file or the new one, never half of it
    os.environ["FONTCONFIG_FILE"] = str(conf)
    return conf


@cache
def latin_widths(name: str = BODY_LATIN) -> dict[str, float]:
    """Width of each half-width character of the body font, or of another that is shipped, in em."""
    from fontTools.ttLib import TTFont

    with TTFont(shipped_folder() / name, lazy=True) as font:
        units = font["head"].unitsPerEm
        return {
            chr(code): font["hmtx"][glyph][0] / units
            for code, glyph in font.getBestCmap().items()
            if code < 0x2010 and code not in (0xB7, 0xD7)
        }


@cache
def covered() -> frozenset[int]:
    """Code points that the shipped body fonts can draw."""
    from fontTools.ttLib import TTFont

    codes: set[int] = set()
    for name in _BODY_FILES:
        with TTFont(shipped_folder() / name, lazy=True) as font:
            codes.update(font.getBestCmap())
    return frozenset(codes)


def drawable(text: str) -> str:
    """``text`` with signs that no shipped font has (㎡, ⑪, ☑ …) written in a way that prints: m², 11, √.

    Chinese characters are never replaced: a name keeps its character, and the office can drop a font that has it
    into ``var/fonts/``.
    """
    missing = {char for char in set(text) if ord(char) > 0x7E and ord(char) not in covered()}
    table = {}
    for char in missing:
        plain = _INSTEAD.get(char) or unicodedata.normalize("NFKC", char)
        if char in _INSTEAD or (plain != char and not _is_han(char)):
            table[ord(char)] = _INSTEAD.get(char, plain)
    return text.translate(table) if table else text


def _is_han(char: str) -> bool:
    return unicodedata.name(char, "").startswith("CJK ")
