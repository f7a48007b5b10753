"""A roster that waits to be checked: members proposed in mid-term, as messy as such lists come."""

from datetime import datetime
from functools import partial
from io import BytesIO

from django.core.files.base import ContentFile
from openpyxl import Workbook

from core.models import Role
from demo.days import back, moment
from demo.kit import Kit
from members.services.roster_uploads import take_in
from members.services.terms import current_term

COLUMNS = "序号|姓名|性别|民族|出生年月|政治面貌|界别|工作单位及职务|专委会|联络办|委员证号|手机"
LINES = """
1|闵　岚*|||1972.05（属鼠）|中共党员|中共|区人力资源服务中心主任|提案委|青山|ｊｙ 0912|13700009121.0
2|柏知白（女，回族）|||1979-03(待核)|民建、中共|民建|区恒川税务师事务所所长|经济科技委|云桥联络处||137 0000 9122
3|禹成蹊|男||一九八一年九月|无|教育界委员小组|江岭区第三中学副校长||临江||137-0000-9123
4|鹿鸣△|||1985年|群众|新的社会阶层人士|青禾律师事务所合伙人|社会法制委|石门组||
5|宿雨晴|女|畲|民国七十五年六月|九三|新的社会阶层人士|数联网络科技有限公司总工程师||望湖||略
6||男||||医卫|（待补）||||
"""
TITLE = "政协江岭区委员会拟增补委员名单（未注明性别的为男，未注明民族的均为汉族）"
NOTE = "备注：1.带*为常委；2.加△者为女；3.“新的社会阶层人士”界别待统战部确认。"


def tell(kit: Kit) -> None:
    """The office uploads the list and has not come to check it yet."""
    kit.at(moment(back(kit.days.last, 2), 16, 40), "a roster to be checked", partial(_upload, kit))


def _upload(kit: Kit, at: datetime) -> None:
    term = current_term()
    if term:
        actor = kit.actor("office_clerk", Role.OFFICE_CLERK, at)
        take_in(upload=ContentFile(_book(), name="拟增补委员名单.xlsx"), term=term, actor=actor)


def _book() -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.title = "拟增补"
    for line in (TITLE, COLUMNS, *LINES.strip().splitlines(), "合计|6人", NOTE):
        sheet.append([cell or None for cell in line.split("|")])
    out = BytesIO()
    book.save(out)
    return out.getvalue()
