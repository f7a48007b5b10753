"""Workbooks of rules as a kind of uploaded sheet (``core.sheets``)."""

from typing import Any, ClassVar

from core.files.workbook import open_book
from core.matters.lifecycle import Refused
from core.models import Role
from core.models.rule_sheets import RuleSheet
from core.people.actors import Actor
from core.rulebook import versions
from core.rulebook.sheets.plan import RulesPlan, cells_of, document_of, plan_of
from core.rulebook.sheets.reading import Content, content_of
from core.rulebook.sheets.template import COLUMNS
from core.sheets.kinds import Refusal, SheetKind


class RuleSheetKind(SheetKind):
    """Rules entered from a workbook; refused rows hold the rest up until somebody leaves them out."""

    model = RuleSheet
    roles = (Role.SYSADMIN,)
    noun = "制度录入表"
    who = "制度由系统管理员录入。"
    ground = "制度库"
    keys = (("upload_rules", "上传制度录入表"), ("import_rules", "导入制度"), ("discard_rules", "放弃导入制度"))
    fields: ClassVar[dict[str, str]] = COLUMNS

    def understand(self, data: bytes, name: str) -> dict[str, Any]:
        content = content_of(open_book(data, name))
        document = document_of(content)
        return {"content": content.as_json(), "summary": {"title": document.title}}

    def plan(self, kept: Any, actor: Actor) -> RulesPlan:
        return plan_of(Content.of(kept.content))

    def refusals(self, plan: RulesPlan) -> list[Refusal]:
        facts = plan.file.regulation
        return [
            Refusal(
                one.place, one.name, one.reason,
                {
                    "document": facts.title,
                    "starts": facts.effective_from.isoformat() if facts.effective_from else "",
                    **{name: text for name, text in cells_of(one.row).items() if text},
                },
            )
            for one in plan.refused
        ]  # fmt: skip

    def apply(self, kept: Any, plan: RulesPlan, actor: Actor) -> dict[str, int]:
        if not plan.new:
            return plan.counts
        try:
            versions.load_plan(actor=actor, plan=plan.file, skip_bad=True)
        except versions.Faults as error:
            raise Refused("".join(fault.sentence for fault in error.faults)) from None
        return plan.counts

    def in_words(self, counts: dict[str, int]) -> str:
        parts = [f"新录入 {counts['new']} 条", f"未变 {counts['unchanged']} 条"]
        return "，".join(parts + ([f"退回 {counts['refused']} 行"] if counts["refused"] else []))


RULES = RuleSheetKind()
