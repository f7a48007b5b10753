"""Files that members and units enclose, as workbooks: the tally of a small survey, who was there at a talk."""

from datetime import date
from io import BytesIO

from django.core.files.base import ContentFile
from openpyxl import Workbook

QUESTIONS = (
    ("您对这项工作的现状是否满意", ("满意", "一般", "不满意")),
    ("您认为最需要解决的问题是什么", ("设施不足", "管理不到位", "信息不公开", "其他")),
    ("您是否愿意参与相关议事和监督", ("愿意", "看情况", "不愿意")),
)


def survey(title: str, rng) -> ContentFile:
    """A filled workbook named after the proposal's matter."""
    book = Workbook()
    sheet = book.active
    sheet.title = "问卷统计"
    sheet.append(["问题", "选项", "份数"])
    for question, options in QUESTIONS:
        for option in options:
            sheet.append([question, option, rng.randint(8, 140)])
    sheet.column_dimensions["A"].width = 40
    content = BytesIO()
    book.save(content)
    subject = title.removeprefix("关于").removesuffix("的提案")
    return ContentFile(content.getvalue(), name=f"{subject}问卷统计.xlsx")


def present(title: str, day: date, people: tuple[str, ...]) -> ContentFile:
    """Who was there when a unit talked with the proposer (签到表)."""
    book = Workbook()
    sheet = book.active
    sheet.title = "签到表"
    sheet.append([f"{title}办理沟通 {day:%Y-%m-%d}"])
    for person in people:
        sheet.append([person])
    content = BytesIO()
    book.save(content)
    return ContentFile(content.getvalue(), name=f"{day:%m%d}沟通签到表.xlsx")
