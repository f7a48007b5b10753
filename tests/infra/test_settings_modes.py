"""One machine works without a single setting; the open network gets nothing unsafe."""

import os
import secrets
import subprocess
import sys

import pytest

from zhengxie.checks import refusals

SAFE = {
    "environment": "production",
    "secret": secrets.token_urlsafe(50),
    "default_secret": "default",
    "debug": False,
    "allowed_hosts": ["zx.example.gov.cn"],
}


def manage(repository, tmp_path, *arguments, **environment) -> subprocess.CompletedProcess:
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "LC_ALL"}}
    values = kept | {"VAR_DIR": str(tmp_path), "ZHENGXIE_ENV_FILE": os.devnull} | environment
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=repository, env=values, capture_output=True, text=True, timeout=120)


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"secret": "default"}, "SECRET_KEY"),
        ({"secret": "short"}, "SECRET_KEY"),
        ({"secret": "ab" * 40}, "SECRET_KEY"),
        ({"debug": True}, "DEBUG"),
        ({"allowed_hosts": []}, "ALLOWED_HOSTS"),
        ({"allowed_hosts": ["zx.example.gov.cn", "*"]}, "ALLOWED_HOSTS"),
        ({"environment": "prod"}, "ZHENGXIE_ENV"),
    ],
)
def test_production_is_refused_with_a_sentence(change, word):
    sentences = refusals(**(SAFE | change))
    assert len(sentences) == 1
    assert word in sentences[0]


def test_a_safe_production_may_start():
    assert refusals(**SAFE) == []


def test_one_machine_may_do_without_any_setting():
    values = {"environment": "local", "secret": "default", "debug": True, "allowed_hosts": []}
    assert refusals(**(SAFE | values)) == []


def test_all_reasons_are_told_at_once():
    assert len(refusals(**(SAFE | {"secret": "default", "debug": True, "allowed_hosts": []}))) == 3


@pytest.mark.own_installation
def test_the_process_itself_refuses(repository, tmp_path):
    result = manage(repository, tmp_path, "check", ZHENGXIE_ENV="production")
    assert result.returncode != 0
    assert "SECRET_KEY" in result.stderr
    assert "ALLOWED_HOSTS" in result.stderr


@pytest.mark.own_installation
def test_production_passes_djangos_own_deployment_check(repository, tmp_path):
    result = manage(
        repository,
        tmp_path,
        *("check", "--deploy", "--fail-level", "WARNING"),
        ZHENGXIE_ENV="production",
        SECRET_KEY=SAFE["secret"],
        ALLOWED_HOSTS="zx.example.gov.cn",
    )
    assert result.returncode == 0, result.stderr


@pytest.mark.own_installation
def test_empty_values_of_a_copied_example_mean_not_set(repository, tmp_path):
    example = (repository / ".env.example").read_text(encoding="utf-8")
    names = [line[:-1] for line in example.splitlines() if line.endswith("=") and not line.startswith("#")]
    blank = dict.fromkeys(names, "") | {"VAR_DIR": str(tmp_path)}
    result = manage(repository, tmp_path, "check", **blank)
    assert result.returncode == 0, result.stderr
    assert (tmp_path / "queue").is_dir()


@pytest.mark.own_installation
def test_static_files_of_production_are_complete(repository, tmp_path):
    """Every url() in every stylesheet is there, else the manifest storage would stop the image's build."""
    program = (
        "import django; from django.conf import settings; from pathlib import Path; django.setup();"
        "settings.STATIC_ROOT = Path(settings.VAR_DIR) / 'collected';"
        "settings.STORAGES['staticfiles']['BACKEND'] = 'django.contrib.staticfiles.storage.ManifestStaticFilesStorage';"
        "from django.core.management import call_command; call_command('collectstatic', interactive=False, verbosity=0)"
    )
    environment = dict(os.environ) | {
        "DJANGO_SETTINGS_MODULE": "zhengxie.settings",
        "VAR_DIR": str(tmp_path),
        "ZHENGXIE_ENV_FILE": os.devnull,
    }
    result = subprocess.run(
        [sys.executable, "-c", program], cwd=repository, env=environment, capture_output=True, text=True, timeout=300
    )
    assert result.returncode == 0, result.stderr
    assert (tmp_path / "collected" / "staticfiles.json").is_file()


GATEWAY = {"gateway_url": "https://gateway.example.gov.cn/send", "gateway_secret": secrets.token_urlsafe(24)}


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"gateway_secret": ""}, "NOTICE_GATEWAY_SECRET"),
        ({"gateway_secret": "short"}, "NOTICE_GATEWAY_SECRET"),
        ({"gateway_url": "http://gateway.example.gov.cn/send"}, "NOTICE_GATEWAY_URL"),
        ({"gateway_url": "gateway.example.gov.cn"}, "NOTICE_GATEWAY_URL"),
        ({"site_url": "zx.example.gov.cn"}, "SITE_URL"),
    ],
)
def test_production_speaks_to_no_gateway_unsigned_or_in_the_clear(change, word):
    sentences = refusals(**(SAFE | GATEWAY | change))
    assert len(sentences) == 1
    assert word in sentences[0]


@pytest.mark.parametrize("url", [GATEWAY["gateway_url"], "http://127.0.0.1:8800/", "http://[::1]:8800/"])
def test_a_signed_gateway_over_https_or_on_this_machine_may_be_used(url):
    assert refusals(**(SAFE | GATEWAY | {"gateway_url": url, "site_url": "https://zx.example.gov.cn"})) == []
