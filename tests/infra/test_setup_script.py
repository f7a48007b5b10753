"""What the two commands do on machines that lack something, tried with stand-ins for the machine's own commands."""

import subprocess
from pathlib import Path

import pytest

SCRIPTS = ("run.sh", "test.sh", "scripts/setup.sh", "scripts/pin.sh")


@pytest.fixture
def machine(tmp_path, repository):
    """A function that runs lines after setup.sh, with only the given commands before the machine's own."""

    def run(lines: str, path: str = "/usr/bin:/bin", **commands: str) -> subprocess.CompletedProcess:
        for name, body in commands.items():
            command = tmp_path / name.replace("_", "-")
            command.write_text(f"#!/bin/sh\n{body}\n")
            command.chmod(0o755)
        environment = {"PATH": f"{tmp_path}:{path}"}
        script = f"set -eu\n. scripts/setup.sh\n{lines}\n"
        return subprocess.run(
            ["/bin/sh", "-c", script], cwd=repository, env=environment, capture_output=True, text=True, timeout=60
        )

    return run


@pytest.mark.parametrize("name", SCRIPTS)
def test_the_scripts_are_plain_sh(repository, name):
    result = subprocess.run(["/bin/sh", "-n", str(repository / name)], capture_output=True, text=True)
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize("name", [*SCRIPTS, ".ci/run", "Dockerfile", "docker-compose.yml"])
def test_the_scripts_name_no_package_host(repository, name):
    text = (repository / name).read_text(encoding="utf-8")
    assert [word for word in ("pypi", "npmjs", "registry", "deb.debian", "index-url") if word in text] == []


def test_an_old_python_is_told_and_nothing_is_begun(machine, tmp_path):
    old = {f"python3_{minor}": "exit 1" for minor in (11, 12, 13, 14)}
    for name in old:
        (tmp_path / name.replace("_", ".")).write_text("#!/bin/sh\nexit 1\n")
        (tmp_path / name.replace("_", ".")).chmod(0o755)
    result = machine("prepare requirements.txt; echo went on", python3="exit 1")
    assert result.returncode == 1
    assert "went on" not in result.stdout
    assert "Python 3.11" in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


def test_who_may_not_install_gets_the_line_to_type(machine):
    result = machine("install_packages one two; echo went on", id="echo 1000", sudo="exit 1", apt_get="echo installed")
    assert result.returncode == 1
    assert "installed" not in result.stdout
    assert result.stderr.splitlines()[-1] == (
        "sudo apt-get update && sudo apt-get install -y --no-install-recommends one two"
    )


@pytest.mark.parametrize("may", [{"id": "echo 0"}, {"id": "echo 1000", "sudo": 'shift; exec "$@"'}])
def test_who_may_install_gets_it_installed(machine, tmp_path, may):
    log = tmp_path / "log"
    result = machine("install_packages one", apt_get=f'echo "$@" >>{log}', **may)
    assert result.returncode == 0, result.stderr
    assert "install" in log.read_text()


def test_a_failed_installation_stops_everything(machine):
    result = machine("install_packages one; echo went on", id="echo 0", apt_get='[ "$2" = update ]')
    assert result.returncode == 1
    assert "one" in result.stderr
    assert "went on" not in result.stdout


def test_another_kind_of_linux_is_told_the_names(machine, tmp_path):
    bare = tmp_path / "bare"
    bare.mkdir()
    result = machine("install_packages one two", path=str(bare))
    assert result.returncode == 1
    assert "one two" in result.stderr


def test_pins_are_not_installed_twice(repository):
    stamps = [Path(repository, ".venv", f".installed-{name}") for name in ("requirements.txt",)]
    if not all(stamp.is_file() for stamp in stamps):
        pytest.fail("run sh test.sh once: it installs the pins and leaves its mark")
    result = subprocess.run(
        ["/bin/sh", "-euc", ". scripts/setup.sh; install_pins requirements.txt"],
        cwd=repository,
        capture_output=True,
        text=True,
    )
    assert (result.returncode, result.stdout) == (0, "")
