#!/bin/sh
# 安装所需、准备数据并启动全部服务（网站、后台任务、定时任务）。可反复执行；Ctrl-C 停止。
# Installs what is missing, prepares the data, and runs web, worker and beat. Safe to run again; Ctrl-C stops it.
#   PORT=8001 sh run.sh             another port
#   HOST=0.0.0.0 sh run.sh          open to the local network
#   DEMO=no sh run.sh               a committee of one's own: three questions on the terminal, or COMMITTEE_* of .env
set -eu
cd -- "$(dirname -- "$0")"
. scripts/setup.sh

prepare requirements.txt

# The settings know .env; the shell need not.
{
    read -r HOST
    read -r PORT
    read -r VAR_DIR
    read -r production
    read -r with_demo
} <<END
$(.venv/bin/python -c '
import os
from zhengxie import settings
print(os.environ.get("HOST") or "127.0.0.1")
print(os.environ.get("PORT") or "8000")
print(settings.VAR_DIR)
print("yes" if settings.PRODUCTION else "no")
print("no" if settings.PRODUCTION or os.environ.get("DEMO") == "no" else "yes")
')
END
[ -n "$VAR_DIR" ] || exit 1
export HOST PORT VAR_DIR
case $HOST in
    0.0.0.0) probe=127.0.0.1 ;;
    ::) probe='[::1]' ;;
    *:*) probe="[$HOST]" ;;
    *) probe=$HOST ;;
esac
address="http://$probe:$PORT"
case $HOST in
    127.* | localhost | ::1) ;;
    *) # reached by other names than the loopback's: those of this machine
        if [ -z "${ALLOWED_HOSTS:-}" ] && [ "$production" = no ]; then
            ALLOWED_HOSTS=$(printf '%s,' "$HOST" "$(hostname)" $(hostname -I 2>/dev/null || true))
            export ALLOWED_HOSTS
        fi
        ;;
esac

# --- one at a time ----------------------------------------------------------------------------------------------------
run_dir="$VAR_DIR/run"
mkdir -p "$run_dir"

# is_ours PID WORD: the process lives, was started in this folder, and WORD is on its command line.
is_ours() {
    kill -0 "$1" 2>/dev/null || return 1
    [ -d "/proc/$1" ] || return 0
    [ "$(readlink "/proc/$1/cwd")" = "$(pwd -P)" ] && tr '\0' ' ' <"/proc/$1/cmdline" | grep -q -- "$2"
}

if read -r other where 2>/dev/null <"$run_dir/run.pid" && [ "$other" != $$ ] && is_ours "$other" run.sh; then
    say "系统已在运行 (already running, process $other): $where"
    [ "$where" = "$address" ] && exit 0
    fail "请先停止它再换端口启动 (stop it before starting on another port)"
fi
# What an earlier run left behind when it was killed outright.
for part in web worker beat; do
    if read -r left 2>/dev/null <"$run_dir/$part.pid" && is_ours "$left" zhengxie; then
        say "结束上次遗留的进程 (ending a process left behind): $part $left"
        kill "$left" 2>/dev/null || true
        tries=0
        while kill -0 "$left" 2>/dev/null && [ "$tries" -lt 150 ]; do
            sleep 0.1
            tries=$((tries + 1))
        done
        kill -9 "$left" 2>/dev/null || true
    fi
    rm -f "$run_dir/$part.pid"
done

.venv/bin/python - "$HOST" "$PORT" <<'PYTHON_END' ||
import socket
import sys

host, port = sys.argv[1], int(sys.argv[2])
with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        probe.bind((host, port))
    except OSError:
        sys.exit(1)
PYTHON_END
    fail "端口 $PORT 已被占用，请换一个 (port $PORT is taken, choose another): PORT=8001 sh run.sh"

# --- web, worker, beat ------------------------------------------------------------------------------------------------
web='' worker='' beat=''

start_web() {
    .venv/bin/python -m gunicorn -c zhengxie/gunicorn_conf.py zhengxie.wsgi:application </dev/null &
    web=$!
    echo "$web" >"$run_dir/web.pid"
}

# Two processes rather than "worker -B": a beat that dies inside the worker would not be noticed by anybody.
start_worker() {
    .venv/bin/python -W ignore -m celery -A zhengxie --quiet worker --pool=solo \
        --without-gossip --without-mingle --without-heartbeat </dev/null &
    worker=$!
    echo "$worker" >"$run_dir/worker.pid"
}

start_beat() {
    .venv/bin/python -W ignore -m celery -A zhengxie --quiet beat --pidfile= </dev/null &
    beat=$!
    echo "$beat" >"$run_dir/beat.pid"
}

stop_all() {
    trap - EXIT
    trap '' INT TERM HUP
    for process in $web $worker $beat; do
        kill "$process" 2>/dev/null || true
    done
    tries=0
    while [ "$tries" -lt 150 ]; do
        alive=''
        for process in $web $worker $beat; do
            kill -0 "$process" 2>/dev/null && alive="$alive $process"
        done
        [ -n "$alive" ] || break
        sleep 0.1
        tries=$((tries + 1))
    done
    # A long job does not hold up the stop: it is taken up again at the next start.
    for process in $alive; do
        kill -9 "$process" 2>/dev/null || true
    done
    rm -f "$run_dir/run.pid" "$run_dir/web.pid" "$run_dir/worker.pid" "$run_dir/beat.pid"
}

trap 'stop_all' EXIT
trap 'say "停止 (stopping) ..."; exit 0' INT TERM HUP
echo "$$ $address" >"$run_dir/run.pid"

# --- data -------------------------------------------------------------------------------------------------------------
say "准备数据库 (preparing the database) ..."
.venv/bin/python manage.py migrate --noinput --verbosity 0
demo=''
if [ "$with_demo" = yes ]; then
    say "准备演示数据，首次约一分钟 (preparing the demo committee, about a minute the first time) ..."
    demo=$(.venv/bin/python manage.py demo)
else
    # Told at once: a start that fails later must not cost the passwords, which are shown this once.
    .venv/bin/python manage.py start_committee --ask ||
        fail "没有开办成，原因见上 (the committee was not started; the reason stands above)"
fi
if [ "$production" = yes ]; then
    # Packing takes a minute; it is done when a file or a package is newer than the last time.
    manifest=staticfiles/staticfiles.json
    if [ ! -f "$manifest" ] || [ -n "$(find static .venv/.installed-requirements.txt -newer "$manifest")" ]; then
        say "整理静态文件 (collecting static files) ..."
        .venv/bin/python manage.py collectstatic --noinput --clear --ignore redoc --verbosity 0
    fi
fi

# --- start ------------------------------------------------------------------------------------------------------------
start_web
start_worker
start_beat

is_ready() {
    .venv/bin/python -c 'import sys, urllib.request as u; u.urlopen(sys.argv[1] + "/readyz", timeout=5)' "$address" \
        2>/dev/null
}
tries=0
until is_ready; do
    kill -0 "$web" 2>/dev/null || fail "网站未能启动，原因见上 (the web process stopped; the reason stands above)"
    tries=$((tries + 1))
    [ "$tries" -lt 200 ] || fail "网站一分钟内未就绪，原因见上 (not ready within a minute; the reason stands above)"
    sleep 0.25 &
    wait $!
done

say ""
say "系统已启动 (running): $address"
[ -z "$demo" ] || say "$demo" # what was loaded, the accounts and their password
say "按 Ctrl-C 停止 (Ctrl-C stops everything)"

# --- keep watch -------------------------------------------------------------------------------------------------------
# A background process that dies is started again; one that keeps dying stops everything, loudly.
quick_deaths=0
started_at=$(date +%s)
note_death() {
    now=$(date +%s)
    if [ $((now - started_at)) -lt 30 ]; then
        quick_deaths=$((quick_deaths + 1))
    else
        quick_deaths=1
    fi
    started_at=$now
    [ "$quick_deaths" -lt 5 ] ||
        fail "$1 屡次中断，全部停止，原因见上 ($1 keeps dying, stopping everything; the reason stands above)"
    say "$1 中断，重新启动 ($1 died, starting it again)" >&2
}
while :; do
    kill -0 "$web" 2>/dev/null || fail "网站进程中断，全部停止 (the web process died, stopping everything)"
    kill -0 "$worker" 2>/dev/null || {
        note_death "后台任务 worker"
        start_worker
    }
    kill -0 "$beat" 2>/dev/null || {
        note_death "定时任务 beat"
        start_beat
    }
    sleep 1 &
    wait $!
done
