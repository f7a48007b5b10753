"""Texts that may be about the same (相近的)."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from core import search
from core.matters import alike
from core.models import SearchEntry
from core.search import counting
from core.search.similar import Text, candidates, question, rank, similar_in

COLUMNS = ("id", "title", "body")
MOST = 10
LONGEST_FIELD = 10_000_000


class Command(BaseCommand):
    help = "找相近的件：--text-file 给一篇文字（第一行是标题）；--corpus 和 --queries 用表格文件测量，不改动数据库。"

    def add_arguments(self, parser):
        parser.add_argument("--text-file", help="一篇文字，第一行是标题，其余是正文")
        parser.add_argument("--top", type=int, default=MOST, help="最多列几件")
        parser.add_argument("--corpus", help="CSV（id,title,body）：在这些文字里找")
        parser.add_argument("--queries", help="CSV（id,title,body）：逐条去找，title、body 可以空一个")
        parser.add_argument("--json", action="store_true", help="输出 JSON")

    def handle(self, *, text_file, top: int, corpus, queries, json: bool, **options):
        if top < 1:
            raise CommandError("--top 要填大于 0 的数。")
        if text_file and not (corpus or queries):
            self.show(of_site(read_text(text_file), top), json)
        elif corpus and queries and not text_file:
            self.show(list(measured(read_rows(corpus), read_rows(queries), min(top, MOST))), json)
        else:
            raise CommandError("请写 --text-file 文件，或者 --corpus 文件 --queries 文件。")

    def show(self, found: list[dict[str, Any]], as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(found, ensure_ascii=False))
            return
        for row in found:
            if "found" in row:
                self.stdout.write(f"{row['id']}：{' '.join(row['found'])}")
            else:
                why = f"（共同的话：{'、'.join(row['words'])}）" if row["words"] else ""
                self.stdout.write(f"{row['kind']} {row['number']} {row['title']}{why}")
        if not found:
            self.stdout.write("没有相近的。")


def read_text(path: str) -> Text:
    """Title and body of a text file."""
    title, _, body = _read(path).strip().partition("\n")
    if not title.strip():
        raise CommandError(f"{path} 里没有文字。")
    return Text(title.strip(), body)


def read_rows(path: str) -> list[tuple[str, Text]]:
    """The texts of a CSV file with their ids."""
    csv.field_size_limit(LONGEST_FIELD)
    reader = csv.DictReader(_read(path).splitlines(keepends=True))
    missing = [name for name in COLUMNS[:2] if name not in (reader.fieldnames or ())]
    if missing:
        raise CommandError(f"{path} 缺少这些列：{'、'.join(missing)}。表头应有 {','.join(COLUMNS)}。")
    return [(row["id"], Text(row["title"] or "", row.get("body") or "")) for row in reader]


def _read(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"读不了 {path}：请给一个 UTF-8 的文本文件（{error}）。") from error


def of_site(text: Text, top: int) -> list[dict[str, Any]]:
    """The matters of every kind most like this text, best first within each; as nobody's eyes bound it."""
    found = []
    for kind in alike.compared():
        likeness = alike.likeness_of(kind)
        rows = kind.model._default_manager.filter(state__in=likeness.states)
        best = [one for one in similar_in(rows, text, likeness.columns) if one.share >= alike.WORTH_A_LOOK][:top]
        matters = rows.in_bulk([one.key for one in best])
        for one in best:
            matter = matters[one.key]
            found.append({
                "kind": kind.title, "id": one.key, "number": getattr(matter, "case_number", ""), "title": str(matter),
                "score": round(one.score, 3), "share": round(one.share, 3), "words": one.words,
            })  # fmt: skip
    return found


def measured(corpus: list[tuple[str, Text]], queries: list[tuple[str, Text]], top: int) -> Iterator[dict[str, Any]]:
    """What the index finds for each query in the corpus. All of it is rolled back."""
    kind = ContentType.objects.get_for_model(SearchEntry)  # nothing else is indexed under this type
    texts = dict(enumerate((text for _, text in corpus), 1))
    with transaction.atomic():
        search.index_texts(kind, {key: f"{text.title}\n{text.body}" for key, text in texts.items()})
        search.settle()
        counting.count(kind)
        for name, text in queries:
            asked = question(kind, text)
            keys = [key for key in candidates(asked) if corpus[key - 1][0] != name]
            best = rank(asked, {key: texts[key] for key in keys})[:top]
            yield {"id": name, "found": [corpus[one.key - 1][0] for one in best]}
        transaction.set_rollback(True)
