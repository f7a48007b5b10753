"""Reads positions out of a PDF page: where each line of text begins, how many glyphs it holds, where bars are drawn."""

import io
from collections import defaultdict
from dataclasses import dataclass

import pypdf
from pypdf.generic import ContentStream

MM = 25.4 / 72


@dataclass
class Line:
    """A run of glyphs on one baseline: ``x`` and ``y`` in mm from the paper's left and upper edge."""

    x: float
    y: float
    size: float
    glyphs: int


@dataclass
class Bar:
    """A filled rectangle in mm from the paper's left and upper edge."""

    x: float
    y: float
    width: float
    height: float
    colour: tuple[float, ...]


@dataclass
class Page:
    lines: list[Line]
    bars: list[Bar]
    text: str
    missing_glyphs: int

    def body(self) -> list[Line]:
        """Lines inside the type area of an official document."""
        return [line for line in self.lines if 37 < line.y < 262]

    def number(self) -> Line | None:
        """The page number, if printed (14 pt below the type area)."""
        return next((line for line in self.lines if line.y > 262 and round(line.size) == 14), None)


def pages(pdf: bytes) -> list[Page]:
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    return [_page(page, reader) for page in reader.pages]


def fonts(pdf: bytes) -> dict[str, bool]:
    """Base name of each font → whether its file is embedded."""
    found = {}
    for page in pypdf.PdfReader(io.BytesIO(pdf)).pages:
        for ref in page["/Resources"].get("/Font", {}).values():
            font = ref.get_object()
            descriptor = font["/DescendantFonts"][0]["/FontDescriptor"]
            found[font["/BaseFont"].split("+")[-1]] = any(f"/FontFile{n}" in descriptor for n in ("", "2", "3"))
    return found


def _page(page, reader) -> Page:
    stack, matrix = [], (1, 0, 0, 1, 0, 0)
    position, size, colour = (0.0, 0.0), 0.0, ()
    found: dict[tuple[float, float], list] = defaultdict(list)
    bars, pending, missing = [], [], 0
    for operands, operator in ContentStream(page.get_contents(), reader).operations:
        op = operator.decode()
        if op == "q":
            stack.append(matrix)
        elif op == "Q":
            matrix = stack.pop()
        elif op == "cm":
            matrix = _times([float(n) for n in operands], matrix)
        elif op == "Tm":
            position = _times([float(n) for n in operands], matrix)[4:]
            scale = abs(_times([float(n) for n in operands], matrix)[0])
        elif op == "Tf":
            size = float(operands[1])
        elif op == "rg":
            colour = tuple(round(float(n), 2) for n in operands)
        elif op == "TJ":
            raw = [item.original_bytes for item in operands[0] if hasattr(item, "original_bytes")]
            codes = [text[i : i + 2] for text in raw for i in range(0, len(text), 2)]
            missing += codes.count(b"\0\0")
            key = (round(position[0] * MM, 2), round((float(page.mediabox.height) - position[1]) * MM, 2))
            found[key].append((size * scale, len(codes)))
        elif op == "re":
            pending.append([float(n) for n in operands])
        elif op in ("f", "f*", "n", "W"):
            if op.startswith("f"):
                bars.extend(_bar(box, matrix, colour, float(page.mediabox.height)) for box in pending)
            pending = []
    lines = [Line(x, y, runs[0][0], sum(count for _, count in runs)) for (x, y), runs in found.items()]
    return Page(sorted(lines, key=lambda line: (line.y, line.x)), bars, page.extract_text(), missing)


def _times(a, b):
    return (
        a[0] * b[0] + a[1] * b[2], a[0] * b[1] + a[1] * b[3],
        a[2] * b[0] + a[3] * b[2], a[2] * b[1] + a[3] * b[3],
        a[4] * b[0] + a[5] * b[2] + b[4], a[4] * b[1] + a[5] * b[3] + b[5],
    )  # fmt: skip


def _bar(box, matrix, colour, height) -> Bar:
    x0, y0 = _times((1, 0, 0, 1, box[0], box[1]), matrix)[4:]
    x1, y1 = _times((1, 0, 0, 1, box[0] + box[2], box[1] + box[3]), matrix)[4:]
    top = height - max(y0, y1)
    return Bar(
        round(min(x0, x1) * MM, 2), round(top * MM, 2), round(abs(x1 - x0) * MM, 2), round(abs(y1 - y0) * MM, 2), colour
    )
