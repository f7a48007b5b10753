"""Adding a body, its names and spellings. Who may keep the directory: the office and the system administrator."""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from core.chinese import long_date
from core.delivery.notices import announce
from core.matters import events
from core.matters.lifecycle import Forbidden, Refused
from core.models import Event, Organisation, OrganisationName
from core.models.roles import KEEPERS
from core.organisations import names
from core.people.actors import Actor
from core.people.posts import people_at
from core.records import change
from core.sheets.reading import key_of
from core.text import clean_line

RENAME = "rename"
NAME_LIMIT = Organisation._meta.get_field("name").max_length or 0
Spelling = OrganisationName.Kind


def check(actor: Actor) -> None:
    """Raise Forbidden for whoever does not keep the directory; the program itself acts for whoever runs it."""
    if actor.user is not None and not actor.is_in(*KEEPERS):
        raise Forbidden("组织机构由办公室工作人员或系统管理员维护。")


def taken_by(name: str, kind: str, besides: int | None = None) -> Organisation | None:
    """The active body of this kind that has this name already."""
    rows = Organisation.objects.filter(kind=kind, name=name, is_active=True)
    return (rows.exclude(pk=besides) if besides else rows).first()


def known_as(name: str, kind: str, besides: int | None = None) -> Organisation | None:
    """The active body of this kind that is called so in whatever spelling; width, blanks and signs do not count."""
    rows, key = Organisation.objects.filter(kind=kind, is_active=True).exclude(pk=besides or 0), key_of(name)
    called = rows.order_by("pk").values_list("pk", "name", "short_name", "names__name")
    found = next((pk for pk, *names in called if key and key in {key_of(one) for one in names if one}), None)
    return Organisation.objects.get(pk=found) if found else None


def clash(name: str, kind: str, besides: int | None = None) -> tuple[Organisation, str] | None:
    """The body that ``name`` means already, and the sentence for whoever wants to call another one so."""
    other = known_as(name, kind, besides) if name else None
    if other is None:
        return None
    told = f"“{name}”已是{other.get_kind_display()}“{other}”的名称、简称、别称或曾用名，不能同时指两家。"
    return other, f"{told}如是同一单位，请直接修改它或用“合并”；确为两家的，请换一个写法。"


@transaction.atomic
def add(values: dict[str, Any], *, actor: Actor, reason: str, spellings: list[str] | tuple[str, ...] = ()) -> Any:
    """A new body with its other spellings, the last of all unless ``values`` say where it stands.

    Raises Refused where one of its kind has the name.
    """
    check(actor)
    name, kind = _fitting(values["name"]), values["kind"]
    same = f"已有同名的{Organisation.Kind(kind).label}“{name}”。如是同一单位，请直接修改它；如确为两家，请写全称。"
    if taken_by(name, kind):
        raise Refused(same)
    last = Organisation.objects.order_by("-order").values_list("order", flat=True).first() or 0
    try:
        with transaction.atomic():
            body = Organisation.objects.create(**{"order": last + 10} | values | {"name": name})
    except IntegrityError:  # a colleague was quicker by a moment
        raise Refused(same) from None
    _keep_spellings(body, spellings)
    text = f"增加{body.get_kind_display()}“{body}”"
    events.record(body, actor=actor, key="add_body", label="增加", reason=reason, text=text)
    return body


def _fitting(name: str) -> str:
    """The name as one line. Raises Refused where it is none, or too long."""
    name = clean_line(name)
    if not 0 < len(name) <= NAME_LIMIT:
        raise Refused(f"名称不能为空，也不能超过 {NAME_LIMIT} 字。")
    return name


def _keep_spellings(body: Organisation, spellings) -> list[str]:
    there = {body.name, body.short_name, *body.names.values_list("name", flat=True)}
    new = [one for one in dict.fromkeys(map(clean_line, spellings)) if one and one not in there]
    OrganisationName.objects.bulk_create(OrganisationName(organisation=body, name=one) for one in new)
    transaction.on_commit(names.forget)
    return new


@transaction.atomic
def add_spellings(body: Organisation, spellings, *, actor: Actor, reason: str = "") -> list[str]:
    """Further short names and spellings by which imports and searches find the body; returns those that were new.

    Raises Refused for a spelling that names another body of the same kind: nobody could tell the two apart.
    """
    check(actor)
    Organisation.objects.select_for_update().get(pk=body.pk)  # two clerks do not register one spelling twice
    for one in map(_fitting, spellings):
        other = known_as(one, body.kind, besides=body.pk)
        if other:
            raise Refused(f"“{one}”已是“{other}”的名称或别称，不能同时指两家。请先在那一家移除。")
    new = _keep_spellings(body, spellings)
    if new:
        text = f"登记别称：{'、'.join(new)}"
        events.record(body, actor=actor, key="add_spelling", label="登记别称", reason=reason, text=text)
    return new


@transaction.atomic
def remove_spelling(body: Organisation, pk: int, *, actor: Actor, reason: str = "") -> None:
    """A spelling that was wrong, or, with a reason, a former name that never was one: papers of the past bear it."""
    check(actor)
    row = body.names.filter(pk=pk).first()
    if row is None:
        raise Refused("这一写法已经移除，请刷新后再看。")
    if row.kind == Spelling.MERGED:
        raise Refused("并入单位的名称随经过保留，不能移除；登记有误的，请撤销当天的合并。")
    if row.kind == Spelling.FORMER and not reason.strip():
        raise Refused("曾用名印在过去的文件上，登记有误才能移除，请写明原因。")
    row.delete()
    transaction.on_commit(names.forget)
    label = f"移除{row.get_kind_display()}"
    events.record(
        body, actor=actor, key="remove_spelling", label=label, reason=reason.strip()[:200], text=f"{label}：{row.name}"
    )


@transaction.atomic
def rename(
    body: Organisation, *, name: str, short_name: str, actor: Actor, reason: str, seen: int | None,
    day: date | None = None, mistake: bool = False,
) -> Event | None:  # fmt: skip
    """Give the body a new name from ``day`` (today); the former one stays as 曾用名 and is still found.

    ``mistake``: the old name was a slip of the pen and is not kept. Returns the event, None where nothing differs.
    """
    check(actor)
    day = day or actor.today
    if not mistake and name != body.name and (objection := names.objection_to(day, body, actor.today)):
        raise Refused(objection)
    for one in {name, short_name} - {body.name, body.short_name}:
        if taken := clash(one, body.kind, besides=body.pk):
            raise Refused(taken[1])
    former, was = None, body.name
    if not mistake and name != was:
        former = OrganisationName.objects.create(
            organisation=body, name=was, kind=Spelling.FORMER, valid_to=date.fromordinal(day.toordinal() - 1),
            registered_at=actor.at,
        )  # fmt: skip
    body.names.filter(kind=Spelling.ALIAS, name=name).delete()
    short = None if mistake else _keep_short_name(body, short_name)
    transaction.on_commit(names.forget)
    if name == was:
        key, label, text = "change", "修改简称", ""
    else:
        key, label = (RENAME, "更正名称") if mistake else (RENAME, "更名")
        text = f"{'更正名称' if mistake else f'自{long_date(day)}起更名'}：{was} → {name}"
    made = change(
        body, {"name": name, "short_name": short_name}, actor=actor, reason=reason, seen=seen, key=key, label=label,
        text=text, facts={"former": former.pk if former else None, "short": short, "day": day.isoformat()},
    )  # fmt: skip
    if made is not None and key == RENAME and not mistake:
        told = f"本单位自{long_date(day)}起更名为“{name}”"
        announce(people_at(body), told, event=made, target=body, url=body.get_absolute_url())
    return made


def _keep_short_name(body: Organisation, short_name: str) -> int | None:
    """The short name that another one replaces still finds the body, unless it is another one's; returns its key."""
    old = body.short_name
    if old in ("", short_name) or body.names.filter(name=old).exists() or clash(old, body.kind, besides=body.pk):
        return None
    return OrganisationName.objects.create(organisation=body, name=old).pk


def _heirs(body: Organisation) -> list[int]:
    """Who succeeded the body, who succeeded that one, and so on: its names went along with each merger."""
    found: list[int] = []
    heir = body.succeeded_by
    while heir is not None and heir.pk not in (body.pk, *found):
        found.append(heir.pk)
        heir = heir.succeeded_by
    return found


@transaction.atomic
def reopen(body: Organisation, *, actor: Actor, reason: str, seen: int) -> Event | None:
    """A body that had ended is in use again; names that its successor had taken over are its own again.

    Where the office that handed matters to it has ended meanwhile, whoever took over from that one does.
    """
    check(actor)
    other = taken_by(body.name, body.kind, besides=body.pk)
    if other:
        raise Refused(f"已有同名的{other.get_kind_display()}“{other}”在用，不能恢复。请先为其中一家更名。")
    heirs = _heirs(body)
    if heirs:
        own = [body.name, body.short_name, *body.names.values_list("name", flat=True)]
        OrganisationName.objects.filter(organisation__in=heirs, kind=Spelling.MERGED, name__in=own).delete()
        transaction.on_commit(names.forget)
    for one in (body.name, body.short_name):
        if taken := clash(one, body.kind, besides=body.pk):
            raise Refused(taken[1])
    office = body.supervised_by.present if body.supervised_by else None
    if office is not None and not (office.is_active and office.kind == Organisation.Kind.SUPERVISION_OFFICE):
        office = None
    back = {"is_active": True, "succeeded_by": None, "supervised_by": office}
    return change(
        body, back, actor=actor, reason=reason, seen=seen, key="reopen",
        label="恢复使用", text=f"恢复使用“{body}”",
    )  # fmt: skip
