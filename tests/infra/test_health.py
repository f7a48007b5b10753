"""Machines that watch this one get plain answers."""

import pytest
from django.db import DatabaseError

from zhengxie import health


def test_healthz_answers_while_the_process_lives_and_asks_the_database_nothing(client, django_assert_num_queries):
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_readyz_names_every_part(client):
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json() == {"status": "ok", "checks": {"database": "ok", "broker": "ok", "disk": "ok"}}
    assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.django_db
@pytest.mark.parametrize("part", ["database", "broker", "disk"])
def test_readyz_is_503_when_one_part_fails(client, monkeypatch, part):
    monkeypatch.setitem(health.READINESS, part, lambda: False)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["checks"][part] == "failed"


@pytest.mark.django_db
def test_a_database_that_is_away_is_told_without_a_trace(client, monkeypatch):
    def away(*_arguments, **_names):
        raise DatabaseError("host and password would stand here")

    monkeypatch.setattr(health.connection, "cursor", away)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert "password" not in response.content.decode()


def test_a_full_disk_and_a_broker_that_is_away_are_noticed(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path / "media"
    assert health.disk_has_room()
    monkeypatch.setattr(health, "LEAST_FREE_BYTES", 2**62)
    assert not health.disk_has_room()
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert not health.broker_takes_messages()


@pytest.mark.django_db
def test_metrics_are_prometheus_text(client):
    client.get("/healthz")
    response = client.get("/metrics")
    assert response.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    text = response.content.decode()
    samples = [line for line in text.splitlines() if not line.startswith("#")]
    assert all(float(line.rsplit(" ", 1)[1]) >= 0 for line in samples)
    for name in ("http_requests_total", "database_up", "broker_up", "disk_free_bytes", "queue_messages", "jobs"):
        assert f"# TYPE zhengxie_{name} " in text
    assert "zhengxie_database_up 1" in text


@pytest.mark.django_db
def test_metrics_show_the_age_of_the_last_heartbeat(client):
    from zhengxie.celery import heartbeat

    heartbeat.delay()
    assert "zhengxie_worker_heartbeat_age_seconds" in client.get("/metrics").content.decode()


@pytest.mark.django_db
def test_metrics_are_not_there_for_strangers(client, settings):
    settings.METRICS_TOKEN = "a-long-token"
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer wrong"}).status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer a-long-token"}).status_code == 200
    settings.METRICS_TOKEN = ""
    settings.PRODUCTION = True
    assert client.get("/metrics").status_code == 404


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_they_only_answer_to_reading(client, path):
    assert client.post(path).status_code == 405
