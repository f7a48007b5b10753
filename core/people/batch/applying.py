"""A list of accounts as a kind of sheet, and the slips with the passwords of its people."""

from dataclasses import asdict
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import F

from core.documents import Paper
from core.matters import events
from core.matters.lifecycle import Refused
from core.models import AccountBatch, Role, User
from core.people import accounts, directory, grants, separation, slips
from core.people.actors import Actor
from core.people.batch.plan import NEW, POST, REFUSED, Plan, plan_of
from core.people.batch.reading import FIELDS, Beside, RawRow, read_list
from core.sheets.kinds import Refusal, SheetKind

NO_REASON = "名单里有岗位须由另一位管理员确认。请写明理由：为什么要作这些授权，确认人据此判断。"
PRINTED = "密码条已经打印过。重新打印会使上一份作废，确实需要请用“重新打印”。"


class AccountSheet(SheetKind):
    """账号名单."""

    model = AccountBatch
    roles = (Role.SYSADMIN,)
    noun = "账号名单"
    who = "账号由系统管理员批量开通。"
    ground = "账号和单位"
    keys = (
        ("upload_accounts", "上传账号名单"),
        ("apply_accounts", "批量开通账号"),
        ("discard_accounts", "放弃账号名单"),
    )
    fields = FIELDS
    refused_hold_up = False
    looked_on_tab = True

    def understand(self, data: bytes, name: str) -> dict[str, Any]:
        read = read_list(data, name)
        told = {
            "beside": [asdict(line) for line in read.beside], "sheets": read.sheets,
            "unread_columns": read.unread_columns,
        }  # fmt: skip
        return {"rows": [row.as_dict() for row in read.rows], "summary": told}

    def plan(self, kept: AccountBatch, actor: Actor) -> Plan:
        plan = plan_of([RawRow.of(row) for row in kept.rows], actor.today, actor.user)
        plan.beside = [Beside(**line) for line in kept.summary.get("beside", ())]
        return plan

    def unlooked(self, plan: Plan) -> int:
        return sum(bool(line.doubts) for line in plan.lines)

    def refusals(self, plan: Plan) -> list[Refusal]:
        return [
            Refusal(x.row.place, x.row.name, x.sentence, x.row.as_dict() | ({"role": x.role.label} if x.role else {}))
            for x in plan.lines
            if x.kind == REFUSED
        ]

    def apply(self, kept: AccountBatch, plan: Plan, actor: Actor) -> dict[str, int]:
        """Accounts and posts at once, posts with power as requests, for which the reason must have been given."""
        reason = kept.summary.get("reason", "")
        if plan.awaiting and not reason:
            raise Refused(NO_REASON)
        for user in plan.accounts:
            user.password = make_password(None)  # the slips bring a password; until then nobody can sign in
            user.save()
            text = f"为{user.full_name}开通账号{user.username}（{kept.name}）"
            events.record(user, actor=actor, key="create_account", label="开通账号", text=text)
        asked = 0
        for line in plan.lines:
            if line.kind in (NEW, POST) and line.user and line.role:
                made = grants.give_or_ask(
                    actor=actor, user=line.user, role=line.role, organisation=line.organisation,
                    reason=f"{reason}（批量开通：{kept.name}）", title=line.row.title[:60], valid_from=line.valid_from,
                    valid_to=line.valid_to,
                )  # fmt: skip
                asked += isinstance(made, grants.GrantRequest)
        kept.summary["users"] = [user.pk for user in plan.accounts]
        return {**plan.counts, "accounts": len(plan.accounts), "asked": asked}

    def in_words(self, counts: dict[str, int]) -> str:
        return (
            f"新账号 {counts['accounts']} 个，增加岗位 {counts[POST]} 个，待安全管理员确认 {counts['asked']} 个，"
            f"退回 {counts[REFUSED]} 行"
        )


SHEET = AccountSheet()


def unused(batch: AccountBatch, actor: Actor) -> list[User]:
    """People of the batch who have no password of their own yet and may get one without a second administrator."""
    rows = User.objects.filter(pk__in=batch.summary.get("users", []), must_change_password=True, is_active=True)
    return list(rows.exclude(pk__in=separation.guarded(actor.today).values("pk")).order_by("pk"))


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
        raise Refused("没有要打印的密码条：这一批的人都已改用自己的密码，或须由安全管理员在确认岗位时交给密码。")
    passwords = accounts.new_passwords(users, actor)
    text = f"打印密码条 {len(users)} 张（{batch.name}）"
    events.record(batch, actor=actor, key="print_slips", label="打印密码条", text=text)
    return slips.sheet(users, passwords, address=address)
