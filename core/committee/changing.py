"""Changing what the committee is called (撤县设区 …): with a reason, and never over what somebody else just saved."""

from django.db import IntegrityError, transaction

from core.committee import identity
from core.matters import events
from core.matters.lifecycle import Forbidden, Refused
from core.models import Committee, Role
from core.people.actors import Actor

FIELDS = {"name": "简称", "full_name": "全称", "region": "行政区划", "level": "级别"}
CHANGED = "您打开这一页以后，别人刚刚改过。请刷新后再看，把您要改的再填一次。"


@transaction.atomic
def change(*, actor: Actor, seen: int, reason: str, **facts: str) -> None:
    """Give the committee these names; ``seen`` is the revision that was looked at (0: none was stored yet).

    Raises Refused where somebody was quicker, where nothing differs, or without a reason.
    """
    if not actor.is_in(Role.SYSADMIN):
        raise Forbidden("本级政协的名称由系统管理员维护。")
    if not reason.strip():
        raise Refused("请写明为什么改。")
    row = Committee.objects.select_for_update().first()
    if (row.revision if row else 0) != seen:
        raise Refused(CHANGED)
    values = {name: facts[name].strip() for name in FIELDS}
    names = identity.current()
    before = {name: getattr(row, name) if row else getattr(names, name) for name in FIELDS}
    if row and values == before:
        raise Refused("没有改动。")
    if row is None:
        try:
            with transaction.atomic():
                # A committee that was at work before its names were stored has its first days behind it.
                row = Committee.objects.create(pk=Committee.ONLY, **values, set_up_at=actor.at)
        except IntegrityError:
            raise Refused(CHANGED) from None
    else:
        Committee.objects.filter(pk=row.pk).update(**values, revision=row.revision + 1)
    different = [name for name in FIELDS if values[name] != before[name]]
    text = "；".join(f"{FIELDS[name]}由“{before[name]}”改为“{values[name]}”" for name in different) or "登记本级政协"
    events.record(
        row, actor=actor, key="change_committee", label="修改本级政协", text=text, reason=reason.strip(),
        facts={name: [before[name], values[name]] for name in different},
    )  # fmt: skip
    identity.forget()
    transaction.on_commit(identity.forget)
