"""Forms of the batch: a workbook, and the handlers that units still lack."""

from django import forms

from core.sheets.forms import SheetField, SheetForm


class BatchForm(SheetForm):
    file = SheetField(
        label="账号名单",
        help_text="Excel 工作簿（.xlsx）。有“姓名”和“岗位”等列即可，列的顺序、标题行、合并单元格都不必整理。",
    )


class HandlersForm(forms.Form):
    """One line for each unit: whoever handles, and whoever is responsible. Empty lines are left alone."""

    def __init__(self, *args, units, **kwargs):
        super().__init__(*args, **kwargs)
        self.units = units
        for unit, missing in units:
            for role in missing:
                label = f"{unit.brief} {role.label}"
                self.fields[f"{unit.pk}-{role}-name"] = forms.CharField(label=label, max_length=40, required=False)
                self.fields[f"{unit.pk}-{role}-phone"] = forms.CharField(
                    label=f"{label}手机", max_length=20, required=False
                )

    def lines(self):
        """Unit, and for each post that it lacks the fields of a name and a telephone."""
        return [
            (unit, [(role, self[f"{unit.pk}-{role}-name"], self[f"{unit.pk}-{role}-phone"]) for role in missing])
            for unit, missing in self.units
        ]
