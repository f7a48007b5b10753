"""What is typed arrives without characters that nobody sees: directions turned round, signs of no width, controls."""

from django.http import QueryDict

from core.frame.unsent_input import NEVER
from core.text import visible


class VisibleInput:
    """Every text of a page's form and address; passwords stay as typed. The interface's own parsers do the same."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.GET = only_visible(request.GET)
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        """Here, after the check of the form's origin: whoever fails that is read no further."""
        if request.method == "POST" and not request.path.startswith("/api/"):
            request.POST = only_visible(request.POST)


def only_visible(sent: QueryDict) -> QueryDict:
    """The same fields; the object itself where nothing in it is hidden."""
    if all(visible(value) == value for _, values in sent.lists() for value in values):
        return sent
    shown = QueryDict(mutable=True, encoding=sent.encoding)
    for name, values in sent.lists():
        shown.setlist(name, values if name in NEVER else [visible(value) for value in values])
    shown._mutable = False
    return shown
