"""A broker or a cache that is away breaks nothing."""

import pytest
from django.core.cache import caches
from django.db import transaction
from kombu.exceptions import OperationalError

from core import jobs
from core.delivery import outbox
from core.delivery.notices import tell
from core.jobs import queue
from core.models import JobRun
from tests.builders.notices import act_of
from zhengxie.cache import RedisOrNothing

DOWN = "redis://127.0.0.1:1/0"


@pytest.fixture
def no_broker(monkeypatch):
    """Every message is refused; the list of the tries."""
    tries = []

    class Task:
        def apply_async(self, args, **more):
            tries.append((args, more))
            raise OperationalError("Connection refused")

    monkeypatch.setattr(queue, "known", lambda name: Task())
    queue.forget()
    yield tries
    queue.forget()


def test_sending_says_no_and_never_raises(no_broker, caplog):
    assert queue.send("core.tasks.deliver") is False
    assert no_broker[0][1]["retry"] is False
    assert "did not take core.tasks.deliver" in caplog.text


def test_a_broker_that_failed_is_left_in_peace_for_a_moment(no_broker):
    for _ in range(5):
        queue.send("core.tasks.deliver")
    assert len(no_broker) == 1
    queue.forget()
    queue.send("core.tasks.deliver")
    assert len(no_broker) == 2


@pytest.mark.django_db(transaction=True)
def test_an_act_goes_through_and_its_messages_wait(reachable, no_broker):
    with transaction.atomic():
        tell([reachable.zhou], "一件事", act=act_of(reachable.clerk, reachable.housing), url="/")
    assert len(no_broker) == 1, "it was asked once, after commit"
    assert outbox.condition()["counts"]["waiting"] == 1


@pytest.mark.django_db(transaction=True)
def test_a_job_is_queued_and_taken_up_later(cast, no_broker):
    job = jobs.start("core.tasks.export_table", "导出", {}, cast.clerk)
    assert JobRun.objects.get(pk=job.pk).state == JobRun.State.QUEUED


@pytest.fixture
def no_cache(settings, monkeypatch):
    """A cache in a Redis that is not there."""
    options = {"socket_connect_timeout": 1, "socket_timeout": 2}
    backend = {"BACKEND": "zhengxie.cache.RedisOrNothing", "LOCATION": DOWN, "OPTIONS": options}
    settings.CACHES = {"default": backend}
    monkeypatch.setattr(RedisOrNothing, "_away_until", 0.0)
    return caches["default"]


def test_a_cache_that_is_away_knows_nothing(no_cache, monkeypatch):
    def ask():
        monkeypatch.setattr(RedisOrNothing, "_away_until", 0.0)  # really ask each time
        return no_cache

    assert ask().get("a") is None and ask().get("a", "else") == "else"
    assert ask().set("a", 1) is None and ask().add("a", 1) is True and ask().touch("a") is False
    assert ask().get_many(["a"]) == {} and ask().set_many({"a": 1}) == [] and ask().delete("a") is False
    assert ask().has_key("a") is False and ask().delete_many(["a"]) is None and ask().clear() is False
    assert ask().get_or_set("a", lambda: 7) == 7
    with pytest.raises(ValueError):
        ask().incr("a")


def test_it_is_not_asked_again_at_once(no_cache, caplog):
    for _ in range(10):
        no_cache.get("a")
    assert caplog.text.count("the cache does not answer") == 1


@pytest.mark.django_db
def test_pages_sign_in_and_interface_work_without_a_cache(cast, no_cache, client):
    me = {"username": "shen", "password": "Cast-2026-pass"}
    assert client.post("/accounts/login/", me | {"password": "wrong"}).status_code == 401
    assert client.post("/accounts/login/", me).status_code == 302
    for url in ("/", "/proposals/", "/notices/", "/accounts/me/", "/proposals/new/", "/metrics"):
        assert client.get(url).status_code == 200, url
    answer = client.post("/api/v1/token/", me, content_type="application/json")
    assert answer.status_code == 200
    token = {"Authorization": f"Token {answer.json()['token']}"}
    assert client.get("/api/v1/proposals/", headers=token).status_code == 200
