"""The sentences behind the keys that the recognition returns, for pages, commands and the refused-rows file."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from members.roster.result import Ignored, RosterRow

REASONS = {
    "missing_name": "有内容但没有姓名，请补上姓名。",
    "duplicate_row": "与第 {of} 行重复（姓名、工作单位及职务相同），请删去一行。",
    "unknown_sector": "界别“{value}”不在本委员会的界别目录里，请改为目录中的界别，或登记为其中之一的另一种写法。",
    "ambiguous_member": "系统中有同名委员，不能确定是否为同一人，请选择是哪一位，或补填委员证号或出生年月。",
    "card_no_taken": "委员证号已由“{value}”使用，请核对证号。",
    "left_office": "系统中记录该委员本届已退出（{value}）；是同名的另一人请选择，如确为重新增补，请先在委员页面办理。",
    "exit_before": "离任日期早于任职开始日期（{value}），请改正离任日期；以前一届离任的不在这里登记。",
    "too_many_committees": "一位委员最多参加 {value} 个专门委员会，请删去多余的。",
    "too_long": "“{value}”过长，请缩短。",
    "no_sector": "没有写明界别，请补上界别。",
    "which_member": "没有写明界别，系统中有同名的委员，不能确定是否为同一人，请选择；是新委员的请补上界别。",
    "no_such_member": "没有写明界别，系统中也没有这一姓名的委员；是新委员的请补上界别，姓名写错的请改正姓名。",
    "left_out": "核对时已决定不导入这一行。",
    "which_namesake": "名册中有同名的行，本行没有写明界别，不能确定是哪一位，请选择或补上界别。",
    "row_not_read": "已定与另一行是同一人，那一行还没有读入；那一行改正后一并读入。",
    "several_names": "姓名一格写了不止一位（{value}），请分成几行。",
}
WARNINGS = {
    "birth_unreadable": "出生年月无法识别，按未填处理",
    "birth_ambiguous": "出生年月有两种读法，按未填处理，请写成 1968-10 这样",
    "birth_doubted": "出生年月写得不确定，先按所写的日期处理",
    "birth_implausible": "按这一出生年月推算，年龄不像委员",
    "birth_of_identity": "出生年月一栏填的是身份证号，已取其中的出生日期，证号不保存",
    "birth_animal": "所注属相与出生年月对不上",
    "namesake_known": "系统中有同名的人，请核对是否同一人",
    "known_by_name": "只按姓名认作系统中的这位委员，单位、手机等都与系统中的不同，请核对是否同一人",
    "known_against": "认作系统中的这位委员，但所写的与系统中的相反，请核对是否同一人",
    "namesake_serving": "本届在任的委员中有同名的人，请核对是否同一人",
    "same_name": "与名册中另一位委员同名，已按两人处理",
    "party_unreadable": "党派无法识别，按未填处理",
    "party_league": "共青团不是党派，按群众处理，所写的记入备注，请核对",
    "party_none": "党派写的是“无”或横线等，不能确定是群众还是无党派，按未填处理",
    "party_odd": "“无党派”“群众”与别的党派写在一起，请核对",
    "party_supposed": "党派没有填写，说明所定的与界别不合，先按界别的党派处理，请核对",
    "party_of_office": "党派没有填写，按党派职务所说的党派处理，请核对",
    "remark_overrides": "备注说这一栏应是另一个值，先按原栏处理，请选用其一",
    "sector_kept": "界别没有写明或没有认出，仍按系统中的界别",
    "sector_moves": "导入后界别与系统中的不同，请核对",
    "party_open": "党派没有填写，说明所定的与界别不合，请按界别选择党派",
    "party_of_sector": "党派与所在界别对不上，请核对",
    "party_doubted": "党派写得不确定，先按写出的党派处理，请核对",
    "party_in_remark": "备注说到另一个党派，先按党派一栏处理，请核对",
    "likely_same": "系统中另一位委员姓名相近，手机、单位或界别等相同，或备注说到原来的姓名，可能是同一人，请选择",
    "change_of_nobody": "写的是委员的变动，系统中没有这一姓名的委员，请核对姓名；照此导入的作为新委员登记",
    "known_by_note": "系统中有几位同名委员，按这一行所写的认作其中一位，请核对是不是这一位",
    "phone_replaced": "系统中的几个号码或位数不对的号码与名册上的不同，导入后不再保留，请核对；要保留的请一并写上",
    "remark_full": "备注与系统中的合在一起过长，导入不改动系统中的备注，请在委员页面修改",
    "party_conflict": "旁注的党派与党派一栏不一致，以党派一栏为准",
    "gender_unreadable": "性别无法识别，按未填处理",
    "gender_missing": "性别没有填写，请补填",
    "gender_conflict": "性别一栏与旁注的性别不一致，以性别一栏为准",
    "ethnicity_unknown": "民族不在通行的名称之内，按所写的记录",
    "ethnicity_open": "民族没有填写，姓名的写法与说明所定的民族不合，没有采用说明，请填写民族",
    "ethnicity_conflict": "民族一栏与旁注的民族不一致，以民族一栏为准",
    "same_card_no": "委员证号与前面一行相同，本行证号未采用",
    "phone_unreadable": "联系电话无法识别，按未填处理",
    "email_unreadable": "电子邮箱无法识别，按未填处理",
    "phone_odd": "手机号码的位数或号段不对，请核对",
    "phone_of_others": "写的是别人的号码（代接、转告等），没有当作本人手机，原文记入备注，请填写本人的手机",
    "phone_missing": "没有手机号码，收不到短信通知，请补填或另行补登",
    "post_half": "只写了单位或只写了职务，空白的一半不改动系统中的，请核对",
    "post_bare": "职务只写了“主任”“委员”等，与系统中的不同，可能是专委会、小组内的职务，请核对",
    "post_lines": "工作单位及职务写在几行里，不能确定是几个职务还是一个职务换了行，请核对",
    "post_open": "工作单位及职务以顿号等结尾，后面没有内容，可能没有写完，请核对",
    "held_again": "本届内已经卸任，名册上又写着，可能是较早的名单；确已重新担任的请核对",
    "sole_office": "这一职务应只有1位，名册或系统中另有人任",
    "phone_short": "电话旁另有短号等不完整的号码，只取完整的号码，其余记入备注",
    "phone_several": "写了不止一个手机号码，短信只发到第一个，请核对",
    "same_phone": "手机号码与名册中另一位委员相同，请核对是否填错",
    "phone_taken": "手机号码与系统中另一位委员相同，请核对是否填错",
    "sector_assumed": "界别一栏空白，按相邻行的界别处理",
    "sector_of_party": "界别写的是几个党派的合称，按本人的党派归入，请核对",
    "sector_near": "界别的写法与目录不同，按最接近的界别处理",
    "sector_in_remark": "备注说到界别有调整，先按界别一栏处理，请核对",
    "sheets_differ": "另一行写的与本行不同，以本行为准",
    "bodies_added": "另一张工作表列在别的专委会或小组，两处都记，请核对",
    "body_odd": "写的像是职务，不像专委会或小组的名称，请核对",
    "body_assumed": "与目录或名册中的另一种写法视为同一个，待确认写法",
    "name_placeholder": "姓名写的是“某”，人选可能还没有定；定了的请填写姓名，没有定的请选“不导入这一行”",
    "noted_by_name": "说明里写到这一位，没有归入任何一栏，请核对",
    "name_odd": "姓名里像有不属于姓名的符号或别的话，或只有一个字，请核对姓名应当怎样写",
    "struck_out": "这一行在原表中划了删除线，可能已不在任，请核对是否应当导入",
    "row_hidden": "这一行在原表中是隐藏的，可能是不要的旧行，请核对是否应当导入",
    "office_mixed": "职务一栏里有政协职务也有别的职务，政协职务已归入“政协职务”，不并入单位职务，请核对",
    "office_column": "政协职务一栏里有别的职务，已归入工作单位及职务（该栏已填的记入备注），请核对",
    "tick_unclear": "职务一栏的记号不能确定是“是”还是“否”，先按不任这一职务处理，请核对",
    "office_of_list": "政协职务只见于工作表的名称或标题，请核对",
    "office_among": "备注里的政协职务已归入“政协职务”；其余的话没有对应的栏目，只留在备注里，请核对",
    "group_of_list": "小组只见于标题或工作表的名称，请核对",
    "duty_blank": "列在这一机构的名单里而没有写职务，按委员记入，请核对",
    "body_of_list": "专委会只见于标题或工作表的名称，请核对",
    "not_a_member": "写的是“非委员”“特聘”等，可能不是委员；不是的请选“不导入这一行”",
    "office_gained": "变动表写明当选或任命，已归入“政协职务”，原有的职务不变，请核对",
    "duty_unclear": "职务没有读懂是单位职务还是会内职务，没有写入，请补填单位职务、所在的专委会或小组，或照此导入",
    "change_undated": "职务变动没有写明日期，按导入当天起，请补填",
    "renamed_noted": "写的是改了姓名，按新姓名登记，原姓名记为曾用名，请核对",
    "sector_moved": "界别一栏写的是从一个界别到另一个，按后一个处理，请核对",
    "office_unread": "备注里说到政协职务，没有读懂是不是本会的，只留在备注里，请核对",
    "remark_kept": "旁注没有归入任何一栏，已记入备注",
    "left_noted": "备注或旁注说明该委员可能已不在任；没有答复的不导入，请选择一项",
    "left_an_office": "说明写的是仍为委员（如只辞去或免去职务、只有调动），按在任委员处理；"
    "政协职务有变动的，请写明现任的（都不任的填“委员”），或在委员页面登记",
    "leaving_asked": "说明写的是拟离任而尚未决定，按在任委员处理，请核对",
    "pending_noted": "写的是拟任、提名、候选等，可能还不是委员；还不是的请选“不导入这一行”",
    "retired_noted": "备注或旁注说明已退休；退休不等于不再是委员，请核对是否仍在任",
    "since_month": "任职日期只写到月份，先按当月第一天",
    "since_before": "任职日期早于本届，按本届第一天",
    "since_later": "任职日期在本届开始之后，按届中增补登记，请核对这一栏是不是委员的任职日期",
    "since_of_note": "写明是增补或职务变动而没有写日期，按说明或标题里的日期，请核对",
    "post_moved": "单位及职务写的是调动，按调动后的单位及职务处理，原文记入备注，请核对",
    "since_ahead": "任职日期还没有到",
    "since_differs": "任职日期与系统中的不同，导入不改动，须改的请在委员页面更正",
    "since_unreadable": "任职日期无法识别，按未填处理，从导入的任职日期算起",
    "added_undated": "写明是增补而没有读到日期，请补填；不补填就从导入的任职日期算起",
    "skipped_before": "上次核对时决定不导入这一行，请再定",
    "corrected_before": "上次核对时改成了别的，这次又照原样出现，可照上次改",
    "mark_noted": "姓名有记号，按说明记入备注",
    "mark_unexplained": "姓名有记号，名册里没有找到它的说明，未作处理",
}
IGNORED = {
    "title": "标题",
    "subtitle": "副标题",
    "header": "表头",
    "blank": "空行",
    "subtotal": "小计行",
    "repeated_header": "重复的表头",
    "group_heading": "分组标题",
    "note": "说明",
    "names": "只列姓名的一行，不作为委员读入；写明是常委等名单的，已归入各人的政协职务，请核对",
    "vacant": "空缺的名额，没有委员",
    "continuation": "上一行委员的续行",
    "of_changes": "另一种表（如变动、更正表），没有按名册读取",
    "former_half": "左右对照的旧的一半（上一届、调整前等），只用来认人，没有作为委员读入",
    "same_person": "与工作表“{sheet}”第 {row} 行是同一人，只计一次",
    "supplement": "补充工作表“{sheet}”第 {row} 行的{fields}",
}
FIELDS = {
    "name": "姓名",
    "gender": "性别",
    "ethnicity": "民族",
    "birth": "出生年月",
    "party": "党派",
    "sector": "界别",
    "post": "工作单位及职务",
    "committee": "专门委员会",
    "street_group": "街道委员小组",
    "card_no": "委员证号",
    "phone": "联系电话",
    "email": "电子邮箱",
    "office": "政协职务",
    "since": "任职日期",
    "remark": "备注",
}


FAULTS = {
    "gender_unreadable", "birth_unreadable", "birth_ambiguous", "birth_implausible", "party_unreadable",
    "ethnicity_unknown", "phone_unreadable", "phone_odd", "email_unreadable",
}  # fmt: skip
"""The doubts that are told with a refused row, so that it is put right in one go."""


def also_wrong(row: "RosterRow", *, with_sector: bool) -> list[str]:
    """What else is to be put right in a refused row, in sentences."""
    quoted = row.cells.get("quoted_sector") or None
    sector = [reason_sentence("unknown_sector", value=quoted)] if with_sector and row.sector is None else []
    faults = [each for each in row.doubts if each.key in FAULTS]
    return sector + [f"{FIELDS[each.field]}“{each.written}”：{doubt_sentence(each.key, each.about)}" for each in faults]


def ignored_sentence(row: "Ignored") -> str:
    """Why a row is no member of its own."""
    return IGNORED[row.why].format(sheet=row.of_sheet, row=row.of, fields="、".join(row.added))


def doubt_sentence(key: str, about: str = "") -> str:
    """What is to be looked at, with what it is about."""
    return f"{WARNINGS[key]}（{about}）。" if about else f"{WARNINGS[key]}。"


def reason_sentence(reason: str, *, value: str | None = None, of: int | None = None) -> str:
    """Why a row was refused and what to do."""
    if reason == "unknown_sector" and not value:
        return REASONS["no_sector"]
    return REASONS[reason].format(value=value, of=of)
