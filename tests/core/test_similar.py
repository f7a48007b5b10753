"""Texts that are about the same matter are found by title alone or with their body, on SQLite and PostgreSQL alike."""

import csv
import gzip
import json
from collections import defaultdict
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.management import CommandError, call_command

from core import search
from core.models import Organisation, SearchEntry, TokenCount
from core.search import counting
from core.search.similar import Text, candidates, question, rank, similar_in

pytestmark = pytest.mark.django_db
REPOSTS = Path(__file__).with_name("reposts.csv")
SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "gov_messages"
if not SHARED.is_dir():  # a checkout beside others
    SHARED = Path(__file__).resolve().parents[4] / "shared" / "data" / "gov_messages"


def asked(tmp_path, corpus, queries) -> dict[str, list[str]]:
    """What the command finds: rows of id, title, body in both."""
    files = []
    for name, rows in (("corpus", corpus), ("queries", queries)):
        files.append(tmp_path / f"{name}.csv")
        with files[-1].open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([("id", "title", "body"), *rows])
    out = StringIO()
    call_command("similar", corpus=str(files[0]), queries=str(files[1]), json=True, stdout=out)
    return {row["id"]: row["found"] for row in json.loads(out.getvalue())}


def invented() -> list[tuple[str, str, str]]:
    with REPOSTS.open(encoding="utf-8", newline="") as file:
        return [(row["id"], row["title"], row["body"]) for row in csv.DictReader(file)]


def other_of(key: str) -> str:
    """The first sixteen are pairs: a proposal, and the same matter told by somebody else under another title."""
    return str(int(key) + 1 if int(key) % 2 else int(key) - 1)


def test_the_same_matter_is_found_under_another_title(tmp_path):
    rows = invented()
    found = asked(tmp_path, rows, [(key, title, "") for key, title, _ in rows[:16]])
    right = [key for key, best in found.items() if best[:1] == [other_of(key)]]
    assert len(right) >= 15, found
    assert not any(key in best for key, best in found.items()), "a text is never found for itself"


def test_by_its_text_alone_every_one_is_found_first(tmp_path):
    rows = invented()
    found = asked(tmp_path, rows, [(key, "", body) for key, _, body in rows[:16]])
    assert [key for key, best in found.items() if best[0] != other_of(key)] == []


def test_nothing_of_the_measuring_is_left_behind(tmp_path):
    before = SearchEntry.objects.count(), TokenCount.objects.count()
    asked(tmp_path, invented(), [("1", "红绿灯", "")])
    assert (SearchEntry.objects.count(), TokenCount.objects.count()) == before


@pytest.mark.skipif(not SHARED.is_dir(), reason="the public messages are not beside this checkout")
def test_reposts_of_real_messages_are_found_by_their_titles(tmp_path):
    with gzip.open(SHARED / "messages.csv.gz", "rt", encoding="utf-8", newline="") as file:
        rows = {row["msg_id"]: (row["msg_id"], row["title"], row["detail"]) for row in csv.DictReader(file)}
    same: dict[str, set[str]] = defaultdict(set)
    with (SHARED / "dup_pairs.csv").open(encoding="utf-8", newline="") as file:
        for pair in csv.DictReader(file):
            same[pair["id_a"]].add(pair["id_b"])
            same[pair["id_b"]].add(pair["id_a"])
    hard = [key for key in same if all(rows[other][1].strip() != rows[key][1].strip() for other in same[key])]
    found = asked(tmp_path, list(rows.values()), [(key, rows[key][1], "") for key in hard])
    first = sum(found[key][:1] != [] and found[key][0] in same[key] for key in hard) / len(hard)
    among_five = sum(bool(same[key] & set(found[key][:5])) for key in hard) / len(hard)
    assert first >= 0.78 and among_five >= 0.95, (first, among_five)


# ---- the ranking itself ----


@pytest.fixture
def kind():
    return ContentType.objects.get_for_model(SearchEntry)


@pytest.fixture
def shelf(kind):
    texts = {int(key): Text(title, body) for key, title, body in invented()}
    search.index_texts(kind, {key: f"{text.title}\n{text.body}" for key, text in texts.items()})
    return texts


def test_words_that_both_have_are_named(kind, shelf):
    text = question(kind, Text("关于延长夜间公交末班时间的提案"))
    best = rank(text, {key: shelf[key] for key in candidates(text)})[0]
    assert best.key in (9, 10) and best.words and "提案" not in "".join(best.words)
    assert all(word in f"{shelf[best.key].title}{shelf[best.key].body}" for word in best.words)


def test_a_long_stretch_is_named_once_and_from_its_beginning(kind):
    search.index_texts(kind, dict.fromkeys(range(1, 61), "街道"))  # a word of every text, and of no help
    texts = {n: Text(f"关于提升{name}街道住宅小区物业服务质量的提案") for n, name in ((61, "青山"), (62, "望湖"))}
    search.index_texts(kind, {key: text.title for key, text in texts.items()})
    (best,) = rank(question(kind, texts[61]), {62: texts[62]})
    assert best.words == ["提升", "街道住宅小区物业服务质量"]


def test_what_every_text_has_chooses_nobody(kind):
    search.index_texts(kind, {key: f"关于第{key}件事的提案" for key in range(1, 60)})
    asked = question(kind, Text("关于燃气管网的提案"))
    assert "提案" not in asked.telling and "燃气" in asked.telling
    assert candidates(asked) == []


def test_words_are_counted_per_type_and_anew(kind, shelf):
    assert counting.count(kind) == 20
    total, known = counting.counts(kind, ["提案", "柳荫", "梅溪河", "竹编"])
    assert total == 20 and known == {"提案": 12, "柳荫": 2, "竹编": 2}
    SearchEntry.objects.filter(content_type=kind, object_id=2).delete()
    counting.count(kind)
    assert "柳荫" not in counting.counts(kind, ["柳荫"])[1]


def test_while_there_are_few_texts_the_counts_follow_by_themselves(kind):
    search.index_texts(kind, {1: "路灯", 2: "路灯"})
    assert counting.counts(kind, ["路灯"]) == (2, {"路灯": 2})
    search.index_texts(kind, {3: "路灯", 4: "路灯"})
    assert counting.counts(kind, ["路灯"]) == (4, {"路灯": 4})


def test_a_ranking_looks_only_into_the_rows_it_is_given():
    bodies = [Organisation.objects.create(name=f"柳荫路{n}号", kind=Organisation.Kind.UNIT) for n in range(1, 4)]
    search.index_many([(body, body.name) for body in bodies])
    found = similar_in(Organisation.objects.exclude(pk=bodies[1].pk), Text("柳荫路"), ("name",))
    assert {one.key for one in found} == {bodies[0].pk, bodies[2].pk}
    assert similar_in(Organisation.objects.none(), Text("柳荫路"), ("name",)) == []
    assert similar_in(Organisation.objects.all(), Text("，。"), ("name",)) == []


def test_whoever_may_look_into_few_finds_those_behind_many_others(monkeypatch):
    monkeypatch.setattr("core.search.similar.CANDIDATES", 2)
    names = [f"柳荫路口红绿灯{n}" for n in range(15)] + ["柳荫村"]
    bodies = [Organisation.objects.create(name=name, kind=Organisation.Kind.UNIT) for name in names]
    search.index_many([(body, body.name) for body in bodies])
    text = question(ContentType.objects.get_for_model(Organisation), Text("柳荫路口红绿灯"))
    assert candidates(text, Organisation.objects.filter(pk=bodies[-1].pk), most=2) == [bodies[-1].pk]


# ---- the command ----


def test_a_text_file_is_held_against_what_is_on_the_site(cast, tmp_path):
    from tests.builders.pages import filed

    proposal = filed(cast, title="关于在柳荫路口加装信号灯的提案")
    file = tmp_path / "text.txt"
    file.write_text("请在柳荫路口装信号灯\n学生过街不安全。", encoding="utf-8")
    out = StringIO()
    call_command("similar", text_file=str(file), json=True, stdout=out)
    (found,) = json.loads(out.getvalue())
    assert (found["id"], found["number"]) == (proposal.pk, proposal.case_number)
    assert any("柳荫路口" in word for word in found["words"])
    out = StringIO()
    call_command("similar", text_file=str(file), stdout=out)
    assert "共同的话" in out.getvalue()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({}, "请写 --text-file 文件"),
        ({"text_file": "nowhere.txt"}, "读不了 nowhere.txt"),
        ({"corpus": str(REPOSTS)}, "请写 --text-file 文件"),
        ({"corpus": str(Path(__file__)), "queries": str(REPOSTS)}, "缺少这些列"),
        ({"text_file": str(REPOSTS), "top": 0}, "大于 0"),
    ],
)
def test_what_the_command_cannot_do_is_said(options, said):
    with pytest.raises(CommandError, match=said):
        call_command("similar", **options)
