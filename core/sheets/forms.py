"""The form that takes a sheet in."""

from typing import Any

from django import forms

HELP = "Excel 工作簿（.xlsx），不超过 20 MB。标题、合并单元格、分组行、合计行都可以保留，不必整理。"


class SheetField(forms.FileField):
    """A workbook; what it really is, is seen when it is read (``core.files.workbook``)."""

    widget = forms.FileInput(attrs={"accept": ".xlsx"})

    def __init__(self, *, label: str = "文件", help_text: str = HELP, **more: Any) -> None:
        super().__init__(label=label, help_text=help_text, **more)
        self.error_messages |= {
            "required": "请选择文件。",
            "empty": "这个文件是空的（0 字节），请重新选择。",
            "missing": "没有收到文件，请重新选择。",
        }


class SheetForm(forms.Form):
    """A file, and in subclasses what it is for."""

    file = SheetField()
