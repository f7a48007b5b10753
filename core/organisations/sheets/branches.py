"""The branch (系统) of a row: as its own cell says; else as the kind does (政府部门), or the group's heading."""

from core.models import Organisation
from core.organisations.sheets.kinds import branch_named, branch_told, branch_written, is_sphere
from core.organisations.sheets.planned import Planned
from core.sheets.reading import key_of

Kind, Branch = Organisation.Kind, Organisation.Branch


def take_branch(one: Planned) -> None:
    """Fill it in, with a doubt where the heading was not understood, or says another than the body's own name."""
    row, body = one.row, one.body
    branch = branch_told(row.branch, row.name)
    if is_sphere(row.branch):
        branch = branch_named(row.name)
    elif row.branch and not branch:
        why = "名称看不出是哪一院" if branch_written(row.branch) else "不认识"
        one.doubts.append(f"系统“{row.branch}”{why}，按未填处理")
    elif {branch, branch_named(row.name)} == {Branch.COURT, Branch.PROCURATORATE}:
        one.doubts.append(f"系统写的是“{row.branch}”，名称像是{Branch(branch_named(row.name)).label}，请核对")
    if not branch and (body is None or not body.branch):
        of_kind = branch_told(row.kind, row.name) if one.becomes == Kind.UNIT else ""
        branch = of_kind or row.branch_below
        if not branch and body is None and one.becomes == Kind.SUPERVISION_OFFICE:
            branch = branch_named(row.name)
        if not of_kind:
            _ask(one, branch)
    if branch and body is not None and body.branch not in ("", branch) and key_of(body.name) != key_of(row.name):
        now, told = body.get_branch_display(), Branch(branch).label
        one.doubts.append(f"表中系统是{told}，目录里“{body}”是{now}，名称又不同，系统没有改动，请核对是不是同一家")
    elif branch:
        one.put("branch", branch, Branch(branch).label, body.get_branch_display() if body else "")


def _ask(one: Planned, branch: str) -> None:
    row = one.row
    if row.group_unread and not branch:
        one.doubts.append(f"分组标题“{row.group_unread}”没有读懂，系统没有填；要填的请在“系统”栏写明")
    elif row.is_at_odds:
        own = branch_named(row.name)
        alike = f"名称像是{Branch(own).label}系统的" if own else "名称不像"
        taken = f"按{Branch(branch).label}登记" if branch else "没有填"
        said = f"分组标题“{row.group_title}”" if row.group_title else f"工作表“{row.tab}”"
        one.doubts.append(f"{said}说系统是{Branch(row.group_branch).label}，{alike}，{taken}，请核对")
