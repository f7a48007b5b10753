"""The form of the batch: a workbook."""

from core.sheets.forms import SheetField, SheetForm


class BatchForm(SheetForm):
    file = SheetField(
        label="账号名单",
        help_text="Excel 工作簿（.xlsx），有“姓名”“岗位”“单位”等列即可",
    )
