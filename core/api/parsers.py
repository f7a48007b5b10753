"""JSON as clients send it, checked for what no database can keep."""

from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

UNSTORABLE = "文字中含有无法保存的字符，请删去后重发。"


class StorableJSONParser(JSONParser):
    """Refuses lone surrogates, null characters and bottomless nesting with a sentence instead of a fault later."""

    def parse(self, stream, media_type=None, parser_context=None):
        """The decoded document; raises ParseError with a sentence."""
        try:
            data = super().parse(stream, media_type, parser_context)
            check_storable(data)
        except RecursionError:
            raise ParseError("请求内容层次过深，请检查后重发。") from None
        return data


def check_storable(data) -> None:
    """Raise ParseError where a text anywhere in ``data`` cannot be stored."""
    if isinstance(data, str):
        if "\0" in data:
            raise ParseError(UNSTORABLE)
        try:
            data.encode()
        except UnicodeEncodeError:
            raise ParseError(UNSTORABLE) from None
    elif isinstance(data, dict):
        for key, value in data.items():
            check_storable(key)
            check_storable(value)
    elif isinstance(data, list):
        for item in data:
            check_storable(item)
