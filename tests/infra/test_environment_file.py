""".env.example is the one list of everything an office can set."""

import re

BY_NAME = re.compile(r'(?:given|switch|listed)\("([A-Z_]+)"|environ\.get\("([A-Z_]+)"')
BY_SHELL = re.compile(r"\$\{([A-Z_]+)[:?}-]")
OF_THE_MACHINE = {
    "DJANGO_SETTINGS_MODULE",
    "ZHENGXIE_ENV_FILE",
    "PYTHON",
}  # chosen by scripts and tests, not by offices


def used_in(path) -> set[str]:
    text = path.read_text(encoding="utf-8")
    found = {name for pair in BY_NAME.findall(text) for name in pair if name}
    return found | (set(BY_SHELL.findall(text)) if path.suffix in {".sh", ".yml"} else set())


def listed(repository) -> list[str]:
    text = (repository / ".env.example").read_text(encoding="utf-8")
    return re.findall(r"^([A-Z_]+)=", text, re.MULTILINE)


def test_it_names_each_variable_once_and_every_variable_that_is_read(repository):
    sources = ["zhengxie/settings.py", "zhengxie/gunicorn_conf.py", "docker-compose.yml", "run.sh", "test.sh"]
    used = set().union(*(used_in(repository / name) for name in sources)) - OF_THE_MACHINE
    names = listed(repository)
    assert len(names) == len(set(names))
    assert used - set(names) == set(), "read but not in .env.example"
    assert set(names) - used == set(), "in .env.example but read by nothing"


def test_it_holds_no_values(repository):
    lines = (repository / ".env.example").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line and not line.startswith("#") and not line.endswith("=")] == []
