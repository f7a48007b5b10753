#!/bin/sh
# Writes requirements.txt and requirements-dev.txt: the full pins of what requirements.in and requirements-dev.in name,
# as a clean environment resolves them. Lines with a condition (";") are kept as they stand in the .in files, because
# this machine may not meet the condition.
set -eu
cd -- "$(dirname -- "$0")/.."
. scripts/setup.sh
find_python || fail "需要 Python 3.11 或更高版本 (Python 3.11 or newer is needed)"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
LC_ALL=C
export LC_ALL

# pins OUTPUT FILE...: installs the FILEs together and writes their pins, sorted, without addresses.
pins() {
    output=$1
    shift
    {
        "$folder/venv/bin/python" -m pip freeze --all | grep -v -E '^(pip|setuptools|wheel)==' | grep -F '=='
        cat "$@" | grep -F ';'
    } | sort -u -f >"$output"
}

"$PYTHON" -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install -qq --disable-pip-version-check -r requirements.in
pins "$folder/base" requirements.in
"$folder/venv/bin/python" -m pip install -qq --disable-pip-version-check \
    -r "$folder/base" -r requirements-dev.in
pins "$folder/all" requirements.in requirements-dev.in
{
    echo "# Made by scripts/pin.sh from requirements.in."
    cat "$folder/base"
} >requirements.txt
{
    echo "# Made by scripts/pin.sh from requirements-dev.in."
    echo "-r requirements.txt"
    grep -v -x -F -f "$folder/base" "$folder/all"
} >requirements-dev.txt
