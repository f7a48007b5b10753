"""An empty database becomes a committee: its settings, its offices, three administrators, rules to be confirmed."""

import re
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Model

from core import rulebook
from core.clock import calendar
from core.committee import identity, naming
from core.identifiers import username_key
from core.matters import events, kinds
from core.matters.lifecycle import Refused
from core.models import Committee, Organisation, Regulation, Role, User
from core.people.actors import system_actor
from core.people.first import first_administrators

GUIDE = "/setup/"
LONGEST = 60
USERNAME = re.compile(r"[\w.@+-]{3,60}")
IN_USE = "数据库里已经有账号、单位或业务数据，没有作任何改动。开办只用于空的数据库；名称可在“设置 → 本级政协”里修改。"


@dataclass(frozen=True)
class NewAccount:
    """One of the first accounts; the password exists in readable form only here."""

    username: str
    role: Role
    one_time_password: str

    def as_json(self) -> dict:
        return {
            "username": self.username, "posts": [self.role.value], "one_time_password": self.one_time_password,
        }  # fmt: skip


def is_empty() -> bool:
    """Whether nobody and nothing has been entered yet, beyond what a migration brings."""
    models: list[type[Model]] = [User, Organisation, Committee, *(kind.model for kind in kinds.matters())]
    return not any(model._default_manager.exists() for model in models)


def start(
    *, name: str, level: str, region: str, admin: str, secadmin: str = "secadmin", auditor: str = "auditor"
) -> list[NewAccount]:
    """Make the committee and return its administrators' accounts, each with a password that is shown this once.

    Raises Refused with a sentence where the database is in use or something given cannot be right; nothing is
    written then.
    """
    facts = _understood(name, level, region)
    people = {Role.SYSADMIN: admin.strip(), Role.SECADMIN: secadmin.strip(), Role.AUDITOR: auditor.strip()}
    _check_names(people)
    if not is_empty():
        raise Refused(IN_USE)
    try:
        with transaction.atomic():
            committee = Committee.objects.create(pk=Committee.ONLY, **facts)
            identity.forget()
            office = _offices(committee)
            found = first_administrators(people, organisation=office)
            made = [NewAccount(user.username, role, password) for role, (user, password) in found.items()]
            rulebook.ensure_defaults()
            calendar.ensure_seed()
            _tell(committee, made)
    except IntegrityError:  # somebody else started it at the same moment
        raise Refused(IN_USE) from None
    finally:
        identity.forget()
    return made


def _understood(name: str, level: str, region: str) -> dict:
    place = naming.place_of(name)
    if not place:
        raise Refused("请写明政协的名称，例如：江岭区政协。")
    region = naming.region_of(region, name)
    if not region or len(region) > LONGEST:
        raise Refused("请写明行政区划，例如：江岭区。")
    found = naming.level_of(level, region)
    if found is None:
        raise Refused(f"不认识级别“{level}”。请写：区、县、县级市、市（设区的市）、州、省、自治区或直辖市。")
    facts = {
        "name": naming.short_name(name), "full_name": naming.full_name(region), "level": found.value, "region": region,
    }  # fmt: skip
    if len(facts["name"]) > LONGEST:
        raise Refused(f"“{facts['name'][:20]}…”太长，最多{LONGEST}个字。")
    return facts


def _check_names(people: dict[Role, str]) -> None:
    for role, username in people.items():
        if not USERNAME.fullmatch(username):
            raise Refused(f"{role.label}的用户名“{username}”不合要求：3至60个字母、数字，可用 . @ + - _。")
    if len({username_key(username) for username in people.values()}) < len(people):
        raise Refused("系统管理员、安全管理员、审计员须是三个不同的账号，请用 --secadmin、--auditor 另取用户名。")


def _offices(committee: Committee) -> Organisation:
    """The 机关 with its special committees, as a first set that the office edits."""
    Kind, Branch = Organisation.Kind, Organisation.Branch
    local = identity.current().local(committee.name)
    office = Organisation.objects.create(
        name=f"{local}办公室", short_name="政协办", kind=Kind.CPPCC_OFFICE, branch=Branch.CPPCC, order=10
    )
    Organisation.objects.bulk_create(
        Organisation(
            name=name, short_name=naming.BRIEF.get(name, ""), kind=Kind.SPECIAL_COMMITTEE, branch=Branch.CPPCC,
            parent=office, order=20 + 10 * place,
        )
        for place, name in enumerate(naming.COMMITTEES[committee.level])
    )  # fmt: skip
    return office


def _tell(committee: Committee, made: list[NewAccount]) -> None:
    pending = Regulation.objects.filter(is_default=True).values_list("rules", flat=True).count()
    text = f"{committee.full_name}开办：三员账号{'、'.join(one.username for one in made)}，推荐规则{pending}条待确认"
    events.record(
        committee, actor=system_actor(), key="start_committee", label="开办", text=text,
        facts={"name": committee.name, "level": committee.level, "region": committee.region},
    )  # fmt: skip
