"""What stands in brackets beside a name or another word, of whatever shape the brackets are."""

import re

BRACKETS = str.maketrans("（）﹙﹚【】［］[]〔〕｛｝{}〈〉〖〗＜＞", "()()()()()()()()()()()")
_INNER = re.compile(r"\(([^()]*)\)|\(([^()]*)$")
LONGEST = 500
"""A longer cell is a text, whose brackets belong to it."""


def split_remarks(text: str) -> tuple[str, list[str]]:
    """``text`` without its bracketed parts, and what stood in them from left to right. An open bracket ends the text.

    Where everything stands in brackets, that is the text.
    """
    plain, found = text.translate(BRACKETS), []
    if "(" not in plain or len(text) > LONGEST:
        return text.strip(), []
    while match := _INNER.search(plain):
        inner = match[1] if match[1] is not None else match[2]
        found.append(inner.strip())
        plain = plain[: match.start()] + plain[match.end() :]
    plain = plain.replace(")", "").strip()
    found = [remark for remark in found if remark]
    if not plain and len(found) == 1:
        return found[0], []
    return plain, found
