"""Puts values into the form of a finished page, as a browser would have kept them."""

from html import escape
from html.parser import HTMLParser

Fields = dict[str, list[str]]
NOT_TYPED = {"password", "file", "submit", "button", "image", "reset"}
TOKEN = "csrfmiddlewaretoken"  # noqa: S105 - the name of a field


def refill(page: str, path: str, fields: Fields) -> str | None:
    """``page`` with ``fields`` in the POST form that has most of them (at a tie: the one that posts to ``path``).

    None where no form has any of them. The form's own token stays; passwords and files are never filled in.
    """
    seen = _Forms(page)
    forms = [form for form in seen.forms if form.names & fields.keys()]
    if not forms:
        return None
    best = max(forms, key=lambda form: (len(form.names & fields.keys()), form.action == path))
    for start, end, text in sorted(best.edits(fields), reverse=True):
        page = page[:start] + text + page[end:]
    return page


class _Control:
    """One field of a form: where its tag stands, and for a textarea where its content stands."""

    def __init__(self, tag: str, attrs: dict, start: int, end: int):
        self.tag, self.attrs, self.start, self.end = tag, attrs, start, end
        self.content_end = end
        self.select = ""

    @property
    def name(self) -> str:
        return self.attrs.get("name") or self.select

    @property
    def kind(self) -> str:
        return (self.attrs.get("type") or "text").lower() if self.tag == "input" else self.tag


class _Form:
    def __init__(self, action: str):
        self.action = action
        self.controls: list[_Control] = []

    @property
    def names(self) -> set[str]:
        return {c.name for c in self.controls if c.name and c.kind not in NOT_TYPED} - {TOKEN}

    def edits(self, fields: Fields) -> list[tuple[int, int, str]]:
        """What is to be replaced: (start, end, text)."""
        left = {name: list(values) for name, values in fields.items()}
        return [edit for control in self.controls if (edit := self._edit(control, fields, left))]

    @staticmethod
    def _edit(control: _Control, fields: Fields, left: Fields) -> tuple[int, int, str] | None:
        name, kind = control.name, control.kind
        if not name or name == TOKEN or kind in NOT_TYPED:
            return None
        if kind in {"checkbox", "radio", "option"}:
            if kind != "checkbox" and name not in fields:
                return None
            mark = "selected" if kind == "option" else "checked"
            chosen = control.attrs.get("value", "on") in fields.get(name, [])
            attrs = {key: value for key, value in control.attrs.items() if key != mark}
            return control.start, control.end, _tag(control.tag, attrs | ({mark: None} if chosen else {}))
        if not left.get(name) or kind == "select":
            return None
        value = left[name].pop(0)
        if kind == "textarea":
            return control.end, control.content_end, "\n" + escape(value)
        return control.start, control.end, _tag("input", control.attrs | {"value": value})


class _Forms(HTMLParser):
    """The POST forms of a page with the places of their fields."""

    def __init__(self, page: str):
        super().__init__(convert_charrefs=True)
        self.forms: list[_Form] = []
        self._form: _Form | None = None
        self._select = ""
        self._textarea: _Control | None = None
        self._lines = [0]
        for line in page.split("\n"):
            self._lines.append(self._lines[-1] + len(line) + 1)
        self.feed(page)
        self.close()

    def _here(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list) -> None:
        given = dict(attrs)
        if tag == "form":
            self._form = _Form(given.get("action") or "") if (given.get("method") or "").lower() == "post" else None
            if self._form:
                self.forms.append(self._form)
        if self._form is None or tag not in {"input", "textarea", "select", "option"}:
            return
        control = _Control(tag, given, self._here(), self._here() + len(self.get_starttag_text()))
        if tag == "select":
            self._select = given.get("name") or ""
        elif tag == "option":
            control.attrs = {key: value for key, value in given.items() if key != "name"}
            control.select = self._select
        elif tag == "textarea":
            self._textarea = control
        self._form.controls.append(control)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = ""
        elif tag == "textarea" and self._textarea:
            self._textarea.content_end = self._here()
            self._textarea = None


def _tag(name: str, attrs: dict) -> str:
    parts = [key if value is None else f'{key}="{escape(value)}"' for key, value in attrs.items()]
    return f"<{' '.join([name, *parts])}>"
