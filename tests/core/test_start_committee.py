"""An empty database becomes a committee: names, offices, three administrators, rules to be confirmed."""

import json
import os
import pty
import shutil
import subprocess
import sys
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from core.committee import identity, naming
from core.models import Committee, Event, Organisation, Post, Role, User

GIVEN = {"name": "云溪县政协", "level": "县", "region": "云岭省云溪县", "admin": "guanyu"}


def started(**changes) -> dict:
    out = StringIO()
    call_command("start_committee", **(GIVEN | changes), json=True, stdout=out)
    return json.loads(out.getvalue())


@pytest.mark.django_db
def test_it_makes_the_committee_its_offices_and_three_administrators_with_passwords_that_work(client):
    made = started()
    assert made["guide"] == "/setup/"
    assert [(row["username"], row["posts"]) for row in made["accounts"]] == [
        ("guanyu", ["sysadmin"]), ("secadmin", ["secadmin"]), ("auditor", ["auditor"]),
    ]  # fmt: skip
    names = identity.current()
    assert (names.name, names.full_name, names.region) == ("云溪县政协", "中国人民政治协商会议云溪县委员会", "云溪县")
    assert names.is_stored and not names.is_set_up
    kinds = set(Organisation.objects.values_list("kind", flat=True))
    assert kinds == {"cppcc_office", "special_committee"}
    assert Organisation.objects.get(kind="cppcc_office").name == "县政协办公室"
    assert Organisation.objects.filter(short_name="提案委").count() == 1
    for row in made["accounts"]:
        user = User.objects.get(username=row["username"])
        assert user.check_password(row["one_time_password"]) and user.must_change_password
    first = made["accounts"][0]
    assert "云溪县政协还在做准备，现在还不能办件：还没有本届" in client.get("/accounts/login/").content.decode()
    page = client.post("/accounts/login/", {"username": "guanyu", "password": first["one_time_password"]})
    assert page.headers["Location"] == "/accounts/password/"
    assert Event.objects.filter(key="start_committee").count() == 1
    assert first["one_time_password"] not in str(list(Event.objects.values()))


@pytest.mark.django_db
def test_the_sign_in_page_of_an_empty_database_says_who_can_help(client):
    assert "这套系统还是空的" in client.get("/accounts/login/").content.decode()


@pytest.mark.django_db
def test_a_database_in_use_is_refused_and_left_as_it_is():
    started()
    with pytest.raises(CommandError, match="已经有账号"):
        started(name="江岭区政协", admin="other")
    assert Committee.objects.get().name == "云溪县政协" and User.objects.count() == 3


@pytest.mark.django_db
def test_a_database_with_one_person_is_in_use():
    User.objects.create_user("somebody")
    with pytest.raises(CommandError, match="空的数据库"):
        started()
    assert not Committee.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"level": "乡"}, "不认识级别"),
        ({"admin": "a b"}, "不合要求"),
        ({"admin": "secadmin"}, "三个不同的账号"),
        ({"name": "政协"}, "政协的名称"),
        ({"admin": ""}, "--admin"),
    ],
)
def test_what_cannot_be_right_is_refused_with_a_sentence_and_nothing_is_written(changes, sentence):
    with pytest.raises(CommandError, match=sentence):
        started(**changes)
    assert not User.objects.exists() and not Organisation.objects.exists()


@pytest.mark.django_db
def test_the_other_two_may_have_names_of_their_own():
    started(secadmin="anquan", auditor="shenji")
    held = set(Post.objects.values_list("user__username", "role"))
    assert held == {("guanyu", Role.SYSADMIN), ("anquan", Role.SECADMIN), ("shenji", Role.AUDITOR)}


@pytest.mark.parametrize(
    ("name", "level", "region", "expected"),
    [
        ("江岭区政协", "区", "江岭区", ("江岭区政协", "district", "江岭区")),
        ("政协江岭区委员会", "区县", "江岭区", ("江岭区政协", "district", "江岭区")),
        ("中国人民政治协商会议云溪自治县委员会", "自治县", "云溪自治县", ("云溪自治县政协", "county", "云溪自治县")),
        ("临江市政协", "县级市", "临江市", ("临江市政协", "county_city", "临江市")),
        ("临江市政协", "市", "云岭省临江市", ("临江市政协", "prefecture", "临江市")),
        ("云岭省政协", "省", "云岭省", ("云岭省政协", "province", "云岭省")),
    ],
)
def test_names_are_understood_however_they_are_written(name, level, region, expected):
    place = naming.region_of(region, name)
    assert (naming.short_name(name), naming.level_of(level, place), place) == expected


@pytest.mark.own_installation
def test_three_questions_on_a_terminal(repository, tmp_path, migrated):
    keep = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    environment = keep | {
        "VAR_DIR": str(tmp_path), "ZHENGXIE_ENV_FILE": os.devnull, "DJANGO_SETTINGS_MODULE": "zhengxie.settings"
    }  # fmt: skip
    manage = [sys.executable, "manage.py"]
    shutil.copy(migrated, tmp_path / "zhengxie.sqlite3")
    ours, theirs = pty.openpty()
    os.write(ours, "云溪县政协\n\nguanyu\n".encode())
    done = subprocess.run(
        [*manage, "start_committee", "--ask"],
        cwd=repository, env=environment, stdin=theirs, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "[县 云溪县]" in done.stderr and "3/3" in done.stderr
    assert "云溪县政协已开办" in done.stdout and "guanyu" in done.stdout
    again = subprocess.run(
        [*manage, "start_committee", "--ask"],
        cwd=repository, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert again.returncode == 0 and again.stdout == ""


@pytest.mark.django_db
@pytest.mark.parametrize("second", ["Guanyu", "ｇｕａｎｙｕ"])
def test_names_that_differ_by_case_or_width_only_are_one_name(second):
    with pytest.raises(CommandError, match="三个不同的账号"):
        started(secadmin=second)
