"""Taking a list of bodies back: new ones that nobody uses go, changed ones are as they were, its names go too."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction

from core.matters import events
from core.matters.lifecycle import Refused
from core.models import Event, Organisation, OrganisationImport, OrganisationName
from core.organisations.names import forget
from core.people.actors import Actor
from core.records import undo
from core.sheets.taking_back import SINCE, TakenBack

ADDED = "add_body"


def take_back(kept: OrganisationImport, actor: Actor) -> TakenBack:
    """Within the caller's transaction."""
    written, done = kept.summary["written"], TakenBack()
    reason = f"撤销导入单位表“{kept.name}”"[:200]
    names = _take_names(written["names"], set(written["new"]), actor, reason)
    for pk, event in reversed(written["changed"]):
        body = Organisation.objects.filter(pk=pk).first()
        try:
            if body is not None:
                undo(body, event, actor=actor, older=True)
                done.restored += 1
        except Refused:
            done.left.append((str(body), SINCE))
    _remove(written["new"], done, actor, reason)
    if names:
        done.told.append(f"这次登记的别称、曾用名去掉 {names} 个")
    transaction.on_commit(forget)
    return done


def _take_names(keys: list[int], new: Collection[int], actor: Actor, reason: str) -> int:
    """The names that went to bodies which were there before; returns how many are gone."""
    rows = OrganisationName.objects.filter(pk__in=keys).exclude(organisation__in=new).select_related("organisation")
    by_body: dict[Organisation, list[OrganisationName]] = defaultdict(list)
    for row in rows:
        by_body[row.organisation].append(row)
    for body, mine in by_body.items():
        text = f"移除{'、'.join(f'{row.get_kind_display()}“{row.name}”' for row in mine)}"
        events.record(body, actor=actor, key="remove_spelling", label="移除别称", reason=reason, text=text)
        OrganisationName.objects.filter(pk__in=[row.pk for row in mine]).delete()
    return sum(map(len, by_body.values()))


def _remove(keys: list[int], done: TakenBack, actor: Actor, reason: str) -> None:
    """The new bodies to which nothing has happened and that nothing names but others of them."""
    bodies = Organisation.objects.select_for_update().in_bulk(keys)
    against = _against(bodies)
    free = set(bodies) - set(against)
    while held := _held(free):
        against |= {pk: f"“{by}”的上级、交办渠道或并入单位是它" for pk, by in held.items()}
        free -= set(held)
    done.left += [(str(bodies[pk]), told) for pk, told in against.items()]
    done.removed = len(free)
    for pk in sorted(free):
        text = f"撤销导入，去掉{bodies[pk].get_kind_display()}“{bodies[pk]}”"
        events.record(bodies[pk], actor=actor, key="remove_body", label="去掉", reason=reason, text=text)
    rows = Organisation.objects.filter(pk__in=free)
    rows.update(parent=None, supervised_by=None, succeeded_by=None)
    rows.delete()


def _against(bodies: Collection[int]) -> dict[int, str]:
    """Why new bodies stay, by their keys; the number of statements does not depend on how many they are."""
    found: dict[int, list[str]] = defaultdict(list)
    kind = ContentType.objects.get_for_model(Organisation)
    since = Event.objects.filter(root_type=kind, root_id__in=bodies).exclude(key=ADDED)
    for pk in since.values_list("root_id", flat=True).distinct():
        found[pk].append(SINCE)
    for relation in _relations():
        name = relation.field.name
        rows = relation.related_model._base_manager.filter(**{f"{name}__in": bodies}).order_by()
        for pk, count in rows.values_list(name).annotate(count=models.Count("pk")):
            found[pk].append(f"已有 {count} 条{relation.related_model._meta.verbose_name}")
    return {pk: "、".join(dict.fromkeys(told)) for pk, told in found.items()}


def _relations() -> list[Any]:
    """Whatever names a body in a column, but for its own names and other bodies."""
    return [
        relation
        for relation in Organisation._meta.get_fields(include_hidden=True)
        if isinstance(relation, models.ForeignObjectRel)
        and relation.related_model not in (Organisation, OrganisationName)
    ]


def _held(free: Collection[int]) -> dict[int, str]:
    """Of these the bodies that another one names which stays, with its name."""
    found: dict[int, str] = {}
    for column in ("parent", "supervised_by", "succeeded_by"):
        rows = Organisation.objects.filter(**{f"{column}__in": free}).exclude(pk__in=free)
        found |= dict(rows.values_list(f"{column}_id", "name"))
    return found
