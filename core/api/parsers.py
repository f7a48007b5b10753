"""What clients send, checked for what no database can keep, and freed of what nobody sees."""

from rest_framework.exceptions import ParseError
from rest_framework.parsers import DataAndFiles, FormParser, JSONParser, MultiPartParser

from core.frame.unsent_input import NEVER
from core.frame.visible_input import only_visible
from core.text import is_storable, visible

UNSTORABLE = "文字中含有无法保存的字符，请删去后重发。"


class StorableJSONParser(JSONParser):
    """Refuses lone surrogates, null characters and bottomless nesting with a sentence instead of a fault later."""

    def parse(self, stream, media_type=None, parser_context=None):
        """The decoded document, its texts as they are seen; raises ParseError with a sentence."""
        try:
            return only_storable(super().parse(stream, media_type, parser_context))
        except RecursionError:
            raise ParseError("请求内容层次过深，请检查后重发。") from None


class VisibleFormParser(FormParser):
    """A form's texts as they are seen."""

    def parse(self, stream, media_type=None, parser_context=None):
        return only_visible(super().parse(stream, media_type, parser_context))


class VisibleMultiPartParser(MultiPartParser):
    """The same beside files."""

    def parse(self, stream, media_type=None, parser_context=None):
        found = super().parse(stream, media_type, parser_context)
        return DataAndFiles(only_visible(found.data), found.files)


def only_storable(data):
    """The same document with its texts as they are seen. Raises ParseError where one cannot be stored."""
    if isinstance(data, str):
        if not is_storable(data):
            raise ParseError(UNSTORABLE)
        return visible(data)
    if isinstance(data, dict):
        return {only_storable(key): value if key in NEVER else only_storable(value) for key, value in data.items()}
    return [only_storable(item) for item in data] if isinstance(data, list) else data
