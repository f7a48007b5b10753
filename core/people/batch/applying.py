"""A batch on its way: kept, confirmed once, given up; and the slips with the passwords of its people."""

import hashlib
from collections.abc import Iterable

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import F

from core.documents import Paper
from core.matters import events
from core.matters.lifecycle import Forbidden, Refused
from core.models import AccountBatch, Role, User
from core.people import accounts, directory, grants, separation, slips
from core.people.actors import Actor
from core.people.batch.plan import NEW, POST, Plan, plan_of
from core.people.batch.reading import RawRow

CHANGED = "核对之后有人改动了账号或单位，这份名单的结果和您看到的不一样了。请重新核对后再确认。"
DONE = "这份名单已经办理过，没有再写入任何内容。"
PRINTED = "密码条已经打印过。重新打印会使上一份作废，确实需要请用“重新打印”。"


def _check(actor: Actor) -> None:
    if not actor.is_in(Role.SYSADMIN):
        raise Forbidden("账号由系统管理员批量开通。")


@transaction.atomic
def take_in(*, rows: Iterable[RawRow], name: str, actor: Actor, content: bytes = b"") -> AccountBatch:
    """Keep the rows for their preview; the very same content that still waits is not kept twice."""
    _check(actor)
    kept = [row.as_dict() for row in rows]
    digest = hashlib.sha256(content or repr(kept).encode()).hexdigest()
    waiting = AccountBatch.objects.filter(state=AccountBatch.State.PREVIEW, sha256=digest).first()
    if waiting is not None:
        return waiting
    batch = AccountBatch(name=name[:160], sha256=digest, rows=kept, uploaded_by=actor.user)
    batch.save()
    text = f"上传“{batch.name}”，{len(kept)} 行，待核对"
    events.record(batch, actor=actor, key="upload_accounts", label="上传账号名单", text=text)
    return batch


def plan_for(batch: AccountBatch, actor: Actor) -> Plan:
    """What confirming would do now."""
    return plan_of([RawRow.of(row) for row in batch.rows], actor.today)


@transaction.atomic
def confirm(*, batch: AccountBatch, digest: str, actor: Actor) -> dict[str, int]:
    """Write what was shown (``digest``): accounts and posts at once, posts with power as requests. Returns counts.

    Raises Refused for a second click, and where the outcome is no longer what was shown; nothing is written then.
    """
    _check(actor)
    _take(batch, AccountBatch.State.APPLIED, actor)
    plan = plan_for(batch, actor)
    if plan.digest != digest:
        raise Refused(CHANGED)
    for user in plan.accounts:
        user.password = make_password(None)  # the slips bring a password; until then nobody can sign in
        user.save()
        text = f"为{user.full_name}开通账号{user.username}（{batch.name}）"
        events.record(user, actor=actor, key="create_account", label="开通账号", text=text)
    asked = 0
    for line in plan.lines:
        if line.kind in (NEW, POST) and line.user and line.role:
            made = grants.give_or_ask(
                actor=actor, user=line.user, role=line.role, organisation=line.organisation,
                reason=f"批量开通：{batch.name}", title=line.row.title[:60], valid_from=line.valid_from,
                valid_to=line.valid_to,
            )  # fmt: skip
            asked += isinstance(made, grants.GrantRequest)
    counts = {**plan.counts, "accounts": len(plan.accounts), "asked": asked}
    refused = [[x.row.place, x.row.name, x.post_label, x.sentence] for x in plan.lines if x.kind == "refused"]
    summary = {"counts": counts, "users": [user.pk for user in plan.accounts], "refused": refused}
    AccountBatch.objects.filter(pk=batch.pk).update(summary=summary)
    text = f"“{batch.name}”：新账号 {counts['accounts']} 个，增加岗位 {counts[POST]} 个，待确认 {asked} 个"
    events.record(batch, actor=actor, key="apply_accounts", label="批量开通账号", text=text)
    return counts


@transaction.atomic
def discard(*, batch: AccountBatch, actor: Actor) -> None:
    """Give the list up."""
    _check(actor)
    _take(batch, AccountBatch.State.DISCARDED, actor)
    events.record(batch, actor=actor, key="discard_accounts", label="放弃账号名单", text=f"放弃“{batch.name}”")


def _take(batch: AccountBatch, state: str, actor: Actor) -> None:
    rows = AccountBatch.objects.filter(pk=batch.pk, state=AccountBatch.State.PREVIEW)
    if not rows.update(state=state, applied_at=actor.at):
        raise Refused(DONE)


def unused(batch: AccountBatch, actor: Actor) -> list[User]:
    """People of the batch who have no password of their own yet and may get one without a second administrator."""
    rows = User.objects.filter(pk__in=batch.summary.get("users", []), must_change_password=True, is_active=True)
    posts = separation.Post.objects.filter(role__in=separation.POWERFUL).exclude(valid_to__lt=actor.today)
    return list(rows.exclude(pk__in=posts.values("user")).order_by("pk"))


@transaction.atomic
def print_slips(*, batch: AccountBatch, printed: int, actor: Actor, address: str) -> Paper:
    """Slips with new one-time passwords for whoever of the batch has not used theirs. ``printed`` is what was seen.

    The passwords are on this paper only. Raises Refused where somebody has printed them meanwhile: the slips already
    handed out would be void.
    """
    directory.check_keeper(actor)
    if not AccountBatch.objects.filter(pk=batch.pk, printed=printed).update(printed=F("printed") + 1):
        raise Refused(PRINTED)
    users = unused(batch, actor)
    if not users:
        raise Refused("这一批的人都已改用自己的密码，没有要打印的密码条。")
    passwords = accounts.new_passwords(users)
    text = f"打印密码条 {len(users)} 张（{batch.name}）"
    events.record(batch, actor=actor, key="print_slips", label="打印密码条", text=text)
    return slips.sheet(users, passwords, address=address)
