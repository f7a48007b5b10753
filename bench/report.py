"""Telling what was measured: a table for people, counts of the rows it was measured on."""

from core.models import Clock, Event, Notice, SearchEntry
from members.models import Member
from proposals.models import Assignment, Proposal, Signatory

WIDTHS = (34, 10, 10, 18, 9, 16, 4)
HEADS = ("项目 measure", "中位 ms", "对照 ms", "倍数 ratio", "SQL", "目标 goal", "达到")


def rows_of_database() -> dict[str, int]:
    """How many rows of each kind there are."""
    models = {"proposals": Proposal, "signatories": Signatory, "assignments": Assignment, "clocks": Clock,
              "members": Member, "events": Event, "notices": Notice, "search_entries": SearchEntry}  # fmt: skip
    counts = {name: model.objects.count() for name, model in models.items()}
    return counts | {"running_clocks": Clock.objects.filter(stopped_at__isnull=True).count()}


def table(document: dict) -> str:
    """The measures as lines of text, with what was left out and how to read it."""
    rows = "，".join(f"{name} {number}" for name, number in document["rows"].items())
    lines = [f"数据库 database：{document['database']}；{rows}", "", _line(HEADS)]
    lines.append("-" * (sum(WIDTHS) + len(WIDTHS)))
    for one in document["measures"]:
        ratio = f"{one['ratio']:.2f} [{one['ratio_min']:.2f}..{one['ratio_max']:.2f}]"
        met = {True: "是", False: "否", None: ""}[one["met"]]
        sql = f"{one['statements']}/{one['floor_statements']}"
        cells = (one["label"], f"{one['median_ms']:.1f}", f"{one['floor_ms']:.1f}", ratio, sql, one["goal"], met)
        lines.append(_line(cells))
    lines += [f"未测 skipped：{one['name']}（{one['why']}）" for one in document["skipped"]]
    lines += [
        "",
        "倍数是逐轮与对照之比的中位数 [最小..最大]；SQL 为本项/对照的语句数。中位数相差 5% 以内视为没有差别。",
    ]
    return "\n".join(lines)


def _line(cells) -> str:
    return " ".join(_padded(str(cell), width) for cell, width in zip(cells, WIDTHS, strict=True)).rstrip()


def _padded(text: str, width: int) -> str:
    """Chinese characters take two columns."""
    taken = sum(2 if ord(letter) > 0x2E7F else 1 for letter in text)
    return text + " " * max(0, width - taken)
