"""Full-text search finds any part of a word, on SQLite and PostgreSQL alike."""

from importlib import import_module

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from core import search
from core.models import Organisation, Regulation, SearchEntry

pytestmark = pytest.mark.django_db

TEXTS = {
    "加梯": "关于完善老旧小区加装电梯政策的提案。电梯井道占用公共绿地，居民意见不一。",
    "饮水": "关于加强农村饮用水安全管理的提案，涉及 12 个村，PM2.5 与 ＷＨＯ 标准。",
    "公交": "关于在汽车站周边增设公交接驳线路的提案，电话12345，第0087号",
}


@pytest.fixture
def shelf():
    rows = [Organisation.objects.create(name=name, kind=Organisation.Kind.UNIT) for name in TEXTS]
    search.index_many([(row, TEXTS[row.name]) for row in rows])
    return rows


def found(query: str, **more) -> list[str]:
    rows = search.narrow(Organisation.objects.filter(name__in=TEXTS), query, **more)
    return list(rows.values_list("name", flat=True))


QUERIES = [
    ("电梯", ["加梯"]),
    ("旧小区加", ["加梯"]),
    ("饮用水安全", ["饮水"]),
    ("水", ["饮水"]),
    ("号", ["公交"]),
    ("梯", ["加梯"]),
    ("提案", ["加梯", "饮水", "公交"]),
    ("电", ["加梯", "公交"]),
    ("公交 电话", ["公交"]),
    ("公交 电梯", []),
    ("pm2.5", ["饮水"]),
    ("who", ["饮水"]),
    ("123", ["公交"]),
    ("0087号", ["公交"]),
    ("地铁", []),
    ("，。！", []),
    ('电梯" OR "公交', []),
    ("电梯')) --", ["加梯"]),
]


@pytest.mark.parametrize(("query", "names"), QUERIES)
def test_a_query_finds_what_contains_all_of_it(shelf, query, names):
    assert sorted(found(query)) == sorted(names)
    assert found(query, newest_first=True) == [name for name in reversed(TEXTS) if name in names]


def test_a_blank_query_changes_nothing(shelf):
    assert len(found("  ")) == 3


def test_ids_can_be_used_in_any_filter(shelf):
    ids = search.matching_ids(Organisation, "电梯")
    assert Organisation.objects.filter(pk__in=ids).get().name == "加梯"
    assert Organisation.objects.exclude(pk__in=ids).filter(name__in=TEXTS).count() == 2
    assert Organisation.objects.filter(pk__in=search.matching_ids(Organisation, "！")).count() == 0


def test_other_kinds_are_not_found(shelf):
    regulation = Regulation.objects.create(id=shelf[0].pk + 1000, title="电梯管理办法")
    search.index(regulation, regulation.title)
    assert found("电梯") == ["加梯"] and found("办法") == []
    assert list(search.narrow(Regulation.objects.all(), "电梯")) == [regulation]


def test_a_change_replaces_the_entry_and_a_removal_takes_it_out(shelf):
    search.index(shelf[0], "关于地铁建设的提案")
    assert (found("电梯"), found("地铁")) == ([], ["加梯"])
    assert SearchEntry.objects.count() == 3
    search.remove(shelf[0])
    assert found("地铁") == []


def test_narrowing_goes_with_counting_slicing_and_other_conditions(shelf):
    rows = search.narrow(Organisation.objects.filter(name__in=TEXTS), "提案", newest_first=True)
    assert rows.count() == 3 and rows.exclude(name="公交").count() == 2
    assert rows.values("pk")[:2].count() == 2
    assert [row.name for row in rows[1:2]] == ["饮水"]


def test_a_search_takes_one_query(shelf, django_assert_num_queries):
    found("提案")
    with django_assert_num_queries(1):
        found("提案")
    with django_assert_num_queries(1):
        found("提案", newest_first=True)


def test_indexing_many_takes_few_statements(django_assert_max_num_queries):
    rows = [Organisation(id=number, name=str(number)) for number in range(1, 501)]
    search.index_many([(rows[0], "")])
    with django_assert_max_num_queries(6):
        assert search.index_many([(row, "提案") for row in rows]) == 500


def test_rebuilding_indexes_all_and_drops_what_is_gone(shelf, monkeypatch, capsys, django_assert_max_num_queries):
    monkeypatch.setattr(Organisation, "search_text", lambda self: f"重建 {self.name}", raising=False)
    monkeypatch.setattr(import_module("core.search.index"), "BATCH", 2)
    gone = Organisation.objects.create(name="已撤", kind=Organisation.Kind.UNIT)
    search.index(gone, "重建")
    gone.delete()
    call_command("rebuild_search", "core.Organisation")
    assert "组织机构：3 条" in capsys.readouterr().out
    assert sorted(found("重建")) == sorted(TEXTS) and found("电梯") == []
    assert SearchEntry.objects.count() == 3
    with django_assert_max_num_queries(12):  # three batches with nothing to write
        assert search.rebuild(Organisation) == 3


def test_an_unknown_name_is_refused():
    with pytest.raises(CommandError, match=r"没有可检索的 x\.Y"):
        call_command("rebuild_search", "x.Y")


def test_a_very_long_text_and_query_are_bearable(shelf):
    search.index(shelf[0], "a" * 5000 + "电梯改造" * 100_000)
    assert found("电梯改造" * 1000) == ["加梯"]
    assert found("a" * 5000) == ["加梯"]


@given(st.text(max_size=60))
def test_a_text_is_always_asked_for_by_what_it_was_indexed_by(text):
    kept = set(search.tokens(text))
    for token, prefix in search.query_tokens(text):
        assert any(have.startswith(token) for have in kept) if prefix else token in kept


def test_the_index_agrees_with_its_table(shelf):
    search.index(shelf[0], "换过的文字")
    search.remove(shelf[1])
    if connection.vendor == "sqlite":  # PostgreSQL keeps its index in step by itself
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO core_search_fts(core_search_fts) VALUES ('integrity-check')")
    assert (found("换过"), found("电梯"), found("饮水")) == (["加梯"], [], [])


def test_the_index_is_used_not_a_scan(shelf):
    plan = search.narrow(Organisation.objects.all(), "电梯", newest_first=True).explain()
    if connection.vendor == "sqlite":
        assert "VIRTUAL TABLE INDEX" in plan and "SCAN core_organisation" not in plan
