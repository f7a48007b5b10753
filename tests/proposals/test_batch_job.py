"""Acts on many matters at once become a job: same table, same refusals, one notice each, whatever was typed kept."""

import pytest

from core.matters import batch
from core.matters import batch_views as views
from core.models import Event, JobRun, Notice
from proposals import tasks as old_names
from proposals.lifecycle import PROPOSAL
from proposals.models import Proposal
from tests.builders.acts import work
from tests.builders.cast import fresh, who
from tests.builders.pages import act, filed, signed_in, submitted

pytestmark = pytest.mark.django_db
URL = "/proposals/batch/file/"


@pytest.fixture(autouse=True)
def few(monkeypatch):
    """More than two are many."""
    monkeypatch.setattr(views, "AT_ONCE", 2)


@pytest.fixture
def on_commit(django_capture_on_commit_callbacks):
    return django_capture_on_commit_callbacks


def recommended(c, names="甲乙丙") -> list[Proposal]:
    made = [submitted(c, title=f"关于{name}事的提案") for name in names]
    for proposal in made:
        act(c.clerk, proposal, "recommend", outcome="file", category="city", text="建议立案")
    return [fresh(p) for p in made]


def sent(client, url, capture, **data) -> JobRun:
    with capture(execute=True):
        response = client.post(url, {"go": "1", **data})
    assert response.status_code == 302 and response["Location"].startswith("/jobs/"), response.content.decode()[:500]
    return JobRun.objects.get(pk=response["Location"].split("/")[2])


def test_many_are_asked_first_then_done_one_by_one_in_the_persons_post(cast, on_commit):
    c, client = cast, signed_in(cast.chair)
    rows = recommended(c)
    raw = submitted(c, title="关于丁事的提案")
    ids = [p.pk for p in (*rows, raw)]
    asked = client.post(URL, {"ids": ids, "next": "/proposals/?state=recommended"}).content.decode()
    assert "在后台逐件办理" in asked and "立案 4 件" in asked
    Notice.objects.all().delete()
    job = sent(client, URL, on_commit, ids=",".join(map(str, ids)), category="economy", text="同意",
               next="/proposals/?state=recommended")  # fmt: skip
    assert (job.state, job.message, job.done) == ("done", "办好3件，未办1件。", 4)
    assert {fresh(p).state for p in rows} == {"filed"} and fresh(raw).state == "submitted"
    assert {fresh(p).category for p in rows} == {"economy"}
    event = Event.objects.filter(key="file").first()
    assert (event.actor, event.post, event.ip) == (c.chair, c.chair.current_post, "127.0.0.1")
    (told,) = Notice.objects.filter(recipient=c.shen)
    assert told.title.endswith("等3件已立案")
    page = client.get(f"/jobs/{job.pk}/").content.decode()
    assert "该件还没有初审意见" in page and 'href="/proposals/?state=recommended"' in page


def test_what_somebody_else_did_meanwhile_is_refused(cast, on_commit):
    rows = recommended(cast)
    seen = ",".join(f"{p.pk}:{p.revision - (p == rows[1])}" for p in rows)
    job = sent(signed_in(cast.chair), URL, on_commit, ids=[p.pk for p in rows], seen=seen, text="")
    assert job.message == "办好2件，未办1件。"
    assert job.steps.get(key=rows[1].pk).refused.startswith(f"该件已被{cast.clerk.full_name}提出初审意见，没有立案")


def test_something_missing_is_asked_for_and_nothing_typed_is_lost(cast, on_commit):
    from tests.builders.pages import handed

    for name in "甲乙丙":
        handed(cast, title=f"关于{name}事的提案")
    client, url = signed_in(cast.housing_clerk), "/proposals/assignments/batch/sign/"
    ids = [w.pk for w in cast.housing.assignments.all()]
    missing = client.post(url, {"ids": ids, "go": "1", "handler_name": "马宁"})
    assert missing.status_code == 400 and 'value="马宁"' in missing.content.decode()
    job = sent(client, url, on_commit, ids=ids, handler_name="马宁", handler_phone="010-1", promised_on="")
    assert job.message == "3件全部办好。"
    assert {w.state for w in cast.housing.assignments.all()} == {"signed"}


def test_fields_left_empty_take_each_rows_own_value(cast, on_commit):
    c = cast
    made = [filed(c, title=f"关于{name}事的提案") for name in "甲乙丙"]
    for proposal, unit in zip(made, (c.housing, c.water, c.housing), strict=True):
        proposal.suggested_units.create(unit=unit, is_lead=True)
    ids = [p.pk for p in made]
    assert sent(signed_in(c.clerk), "/proposals/batch/hand_over/", on_commit, ids=ids, channel=c.gov.pk).done == 3
    assert (
        sent(signed_in(c.gov_office), "/proposals/batch/assign/", on_commit, ids=ids, lead="").message
        == "3件全部办好。"
    )
    assert [work(p, u).role for p, u in zip(made, (c.housing, c.water, c.housing), strict=True)] == ["sole"] * 3


def test_everything_the_list_finds_may_be_chosen_not_its_page_only(cast, on_commit):
    rows = recommended(cast, "甲乙丙丁")
    other = submitted(cast, title="关于戊事的提案")
    client = signed_in(cast.chair)
    here = "/proposals/?state=recommended&size=25"
    asked = client.post(URL, {"every": "1", "ids": [rows[0].pk], "next": here})
    assert asked.context["chosen"] == 4 and str(other.pk) not in asked.context["ids"].split(",")
    job = sent(client, URL, on_commit, ids=asked.context["ids"], seen=asked.context["seen"], next=here)
    assert job.message == "4件全部办好。"


def test_too_many_are_refused_with_a_sentence(cast, monkeypatch):
    monkeypatch.setattr(views, "MOST", 2)
    rows = recommended(cast)
    client = signed_in(cast.chair)
    page = client.post(URL, {"ids": [p.pk for p in rows]}, follow=True).content.decode()
    assert "一次最多办理2件" in page
    assert not JobRun.objects.exists()


def test_rows_a_person_may_not_see_are_not_in_the_job(cast, on_commit):
    from tests.builders.cast import draft

    rows, secret = recommended(cast), draft(cast)
    job = sent(signed_in(cast.chair), URL, on_commit, ids=[*(p.pk for p in rows), secret.pk])
    assert job.params["ids"] == [p.pk for p in rows]


def test_a_job_stored_under_the_old_name_is_still_done(cast):
    rows = recommended(cast)
    job = batch.start_job(rows, PROPOSAL.row("file"), who(cast.chair), {}, {}, back="/proposals/", user=cast.chair)
    JobRun.objects.filter(pk=job.pk).update(kind="proposals.tasks.act_on_many")
    old_names.act_on_many(job.pk)
    job.refresh_from_db()
    assert job.message == "3件全部办好。" and {fresh(p).state for p in rows} == {"filed"}


def test_the_wrong_person_starts_no_job(cast):
    rows = recommended(cast)
    answer = signed_in(cast.clerk).post(URL, {"go": "1", "ids": [p.pk for p in rows], "category": "city"})
    assert answer.status_code == 403 and "不能办理“立案”" in answer.content.decode()
    assert not JobRun.objects.exists() and {fresh(p).state for p in rows} == {"recommended"}


def test_what_each_row_has_of_its_own_is_shown_and_nothing_is_chosen_for_all(cast, monkeypatch):
    """送交办: a unit under the party's office goes there, one under the government's there."""
    monkeypatch.setattr(views, "AT_ONCE", 30)
    c, client = cast, signed_in(cast.clerk)
    type(c.water).objects.filter(pk=c.water.pk).update(supervised_by=c.party)
    made = [filed(c, title=f"关于{name}事的提案") for name in "甲乙丙"]
    for proposal, unit in zip(made, (c.housing, c.water), strict=False):
        proposal.suggested_units.create(unit=unit, is_lead=True)
    ids = [p.pk for p in made]
    asked = client.post("/proposals/batch/hand_over/", {"ids": ids})
    options = str(asked.context["form"]["channel"])
    assert '<option value="" selected>留空则各件用自己原有的' in options and options.count("selected") == 1
    shown = [one.own for one in asked.context["rows"]]
    assert shown == [[("交办渠道", c.gov.name)], [("交办渠道", c.party.name)], [("交办渠道", "没有，须选定或填写")]]
    assert f"交办渠道：{c.party.name}" in asked.content.decode()
    done = client.post("/proposals/batch/hand_over/", {"ids": ids, "go": "1", "channel": ""})
    assert [fresh(p).channel for p in made] == [c.gov, c.party, None]
    assert "请选择“交办渠道”" in done.content.decode()


def test_own_values_of_many_rows_cost_no_more_statements(cast, monkeypatch, django_assert_max_num_queries):
    monkeypatch.setattr(views, "AT_ONCE", 30)
    client = signed_in(cast.clerk)
    costs = []
    for names in ("甲", "乙丙丁戊"):
        made = [filed(cast, title=f"关于{name}事的提案") for name in names]
        for proposal in made:
            proposal.suggested_units.create(unit=cast.housing, is_lead=True)
        ids = [*(p.pk for p in made), made[0].pk]
        with django_assert_max_num_queries(60) as counted:
            client.post("/proposals/batch/hand_over/", {"ids": ids, "next": "/proposals/"})
        costs.append(len(counted))
    assert costs[0] + 4 >= costs[1]
