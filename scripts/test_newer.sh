#!/bin/sh
# The site on a Python newer than the oldest one that it supports: checks, migrations into an empty database, and the
# tests, on PostgreSQL and Redis where they are given, else on SQLite. Left out is what the first pass has shown for
# every database: installations of their own, the browser, each act at every door. On a newer Python counting which
# lines ran costs next to nothing, so that the floor under core/matters is held here.
#   $1                                  the interpreter
#   further                             arguments for pytest; without any, the whole suite and the floor
#   TEST_DATABASE_URL, TEST_REDIS_URL   where the tests find PostgreSQL and Redis
set -eu
cd -- "$(dirname -- "$0")/.."
. scripts/setup.sh

venv=.venv/newer
if [ "$("$venv/bin/python" --version 2>/dev/null)" != "$("$1" --version)" ]; then
    rm -rf "$venv"
    "$1" -m venv "$venv" || fail "无法建立 $venv (could not make $venv)"
fi
shift
install_pins requirements-dev.txt "$venv"

export TEST_DATABASE_URL="${TEST_DATABASE_URL:-}" TEST_REDIS_URL="${TEST_REDIS_URL:-}"
export DJANGO_SETTINGS_MODULE=zhengxie.settings_test
TEST_DATABASE_URL='' TEST_REDIS_URL='' "$venv/bin/python" manage.py check --fail-level WARNING
TEST_DATABASE_URL='' TEST_REDIS_URL='' "$venv/bin/python" manage.py makemigrations --check --dry-run

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
DJANGO_SETTINGS_MODULE=zhengxie.settings ZHENGXIE_ENV_FILE=/dev/null VAR_DIR="$folder" DATABASE_URL='' REDIS_URL='' \
    "$venv/bin/python" manage.py migrate --noinput --verbosity 0

wanted='not own_installation and not browser and not any_database'
if [ $# -gt 0 ]; then
    "$venv/bin/python" -m pytest "$@"
else
    COVERAGE_CORE=sysmon COVERAGE_FILE="$folder/coverage" "$venv/bin/python" -m pytest -n "$test_processes" -m "$wanted" \
        --cov=core.matters --cov-report= --cov-fail-under="$(cat scripts/coverage_floor.txt)"
fi
