#!/bin/sh
# 安装测试所需，检查代码，运行全部测试（含浏览器测试）。参数转给 pytest，例如 sh test.sh -k roster
# Installs what the tests need, lints, then runs all tests, browser included. Arguments go to pytest.
#   TEST_DATABASE_URL, TEST_REDIS_URL   where given, all tests run a second time on PostgreSQL and Redis
set -eu
cd -- "$(dirname -- "$0")"
. scripts/setup.sh

# What is compiled is kept, also where the machine says otherwise: every process would do it all anew.
unset PYTHONDONTWRITEBYTECODE

prepare_tests

# starts CANDIDATE: it is a browser that runs here. Ubuntu's chromium is a shim that only explains how to get a snap.
starts() {
    [ -n "$1" ] && "$1" --version >/dev/null 2>&1
}

# Sets CHROMIUM to the first browser that starts; the last to be asked is Playwright's own.
find_browser() {
    for candidate in "${CHROMIUM:-}" /usr/bin/chromium-headless-shell /usr/bin/chromium chromium-browser google-chrome \
        google-chrome-stable playwright; do
        if [ "$candidate" = playwright ]; then
            candidate=$(.venv/bin/python -c 'from playwright.sync_api import sync_playwright
with sync_playwright() as playwright: print(playwright.chromium.executable_path)' 2>/dev/null) || true
        fi
        if starts "$candidate"; then
            CHROMIUM=$(command -v "$candidate")
            export CHROMIUM
            return 0
        fi
    done
    return 1
}

if ! find_browser; then
    say "安装测试用浏览器 (installing a browser for the tests) ..."
    if grep -q '^ID=ubuntu' /etc/os-release 2>/dev/null; then
        .venv/bin/python -m playwright install --with-deps chromium || true
    else
        # The shell is the same browser without its windows: half the work for a page.
        (install_packages chromium-headless-shell) || install_packages chromium
    fi
    find_browser ||
        fail "没有可用的 Chromium，浏览器测试无法进行；请安装后重试，或以 CHROMIUM=路径 指明 (no working Chromium: install one or name it in CHROMIUM)"
fi

# The tests stop and start a Redis of their own; without one they are left out.
if ! command -v redis-server >/dev/null 2>&1; then
    (install_packages redis-server) ||
        say "没有 redis-server，停掉消息队列的测试略过 (no redis-server: tests that stop the broker are skipped)"
fi

say "== 代码检查 (lint)"
.venv/bin/python -m ruff check .
.venv/bin/python -m ruff format --check --quiet .
.venv/bin/python -m djlint templates --lint --quiet
DJANGO_SETTINGS_MODULE=zhengxie.settings_test
export DJANGO_SETTINGS_MODULE
# Checking takes one core; the other gets ready meanwhile what both would wait for afterwards: one test of all has every
# test compiled, and a database migrated. What it says of itself is asked again below.
(TEST_DATABASE_URL='' TEST_REDIS_URL='' .venv/bin/python -m pytest -k test_on_the_first_morning_everything_waits \
    >/dev/null 2>&1 || true) &
TEST_DATABASE_URL='' TEST_REDIS_URL='' .venv/bin/python manage.py check --fail-level WARNING
TEST_DATABASE_URL='' TEST_REDIS_URL='' .venv/bin/python manage.py makemigrations --check --dry-run
# The same site as it would stand on the open network: no warning of Django's own about it either.
production_var=$(mktemp -d)
ZHENGXIE_ENV=production ZHENGXIE_ENV_FILE=/dev/null DJANGO_SETTINGS_MODULE=zhengxie.settings DATABASE_URL='' REDIS_URL='' \
    SECRET_KEY=$(.venv/bin/python -c 'import secrets; print(secrets.token_urlsafe(50))') ALLOWED_HOSTS=zx.example.test \
    VAR_DIR=$production_var .venv/bin/python manage.py check --deploy --fail-level WARNING
rm -rf "$production_var"
.venv/bin/python -m deptry . --no-ansi
.venv/bin/python scripts/typecheck.py
wait

say "== 测试：SQLite，无 Redis (tests on SQLite, no Redis); browser: $CHROMIUM"
TEST_DATABASE_URL='' TEST_REDIS_URL='' .venv/bin/python -m pytest -n "$test_processes" "$@"

if [ -n "${TEST_DATABASE_URL:-}${TEST_REDIS_URL:-}" ]; then
    database=SQLite redis='无 Redis (no Redis)'
    [ -z "${TEST_DATABASE_URL:-}" ] || database=PostgreSQL
    [ -z "${TEST_REDIS_URL:-}" ] || redis=Redis
    say "== 测试 (tests): $database, $redis; browser: $CHROMIUM"
    .venv/bin/python -m pytest -n "$test_processes" -m "not own_installation" "$@"
fi
