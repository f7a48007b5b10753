"""``docker compose up`` brings PostgreSQL, Redis, web, worker and beat."""

import subprocess
import sys

import pytest
import yaml


@pytest.fixture(scope="module")
def compose(repository):
    return yaml.safe_load((repository / "docker-compose.yml").read_text(encoding="utf-8"))


def validate(path) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(path)]
    return subprocess.run(command, capture_output=True, text=True)


def test_the_file_follows_the_compose_specification(repository):
    result = validate(repository / "docker-compose.yml")
    assert result.returncode == 0, result.stdout


def test_a_wrong_key_would_be_noticed(repository, tmp_path):
    broken = tmp_path / "docker-compose.yml"
    broken.write_text((repository / "docker-compose.yml").read_text().replace("healthcheck:", "healthchek:", 1))
    assert validate(broken).returncode != 0


def test_it_starts_all_parts_after_the_migration(compose):
    assert set(compose["services"]) == {"db", "redis", "migrate", "web", "worker", "beat"}
    for name in ("web", "worker", "beat"):
        waits = compose["services"][name]["depends_on"]
        assert waits["migrate"]["condition"] == "service_completed_successfully"
        environment = compose["services"][name]["environment"]
        assert environment["ZHENGXIE_ENV"] == "production"
        assert environment["DATABASE_URL"].startswith("postgres://")
        assert environment["REDIS_URL"].startswith("redis://")


def test_no_secret_has_a_default(compose, repository):
    text = (repository / "docker-compose.yml").read_text(encoding="utf-8")
    for name in ("SECRET_KEY", "POSTGRES_PASSWORD", "ALLOWED_HOSTS"):
        assert f"${{{name}:?" in text
        assert f"${{{name}:-" not in text


def test_only_the_loopback_is_opened(compose):
    ports = [port for service in compose["services"].values() for port in service.get("ports", [])]
    assert ports and all(port.startswith("127.0.0.1:") for port in ports)


def test_the_image_runs_as_nobody_and_holds_no_secret(repository):
    text = (repository / "Dockerfile").read_text(encoding="utf-8")
    last_stage = text.rsplit("FROM ", 1)[1]
    assert "\nUSER zhengxie\n" in last_stage
    assert "SECRET_KEY" not in last_stage
    assert "collectstatic" in text
    ignored = (repository / ".dockerignore").read_text().split()
    assert {".env", ".git", ".venv", "var"} <= set(ignored)
