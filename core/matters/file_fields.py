"""The field of a form that takes several files, checked by their content before anything is done."""

from typing import Any

from django import forms
from django.core.files import File

from core.files import uploads
from core.files.formats import UploadRefused

AT_ONCE = 10


class _FilesInput(forms.FileInput):
    """Several files at once; those that the form was given among its values as well."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        sent = files.getlist(name) if hasattr(files, "getlist") else files.get(name)
        return sent or data.get(name) or []


class FilesField(forms.Field):
    """Files whose content was looked at; empty where none were chosen."""

    widget = _FilesInput

    def __init__(self, *, max_size: int, **more: Any):
        super().__init__(**more)
        self.max_size = max_size
        self.widget.attrs |= {"multiple": True, "accept": uploads.accept_attribute()}

    def clean(self, value: Any) -> list[File]:
        given = value if isinstance(value, list | tuple) else [value]
        if not all(isinstance(one, File) for one in given):
            raise forms.ValidationError(f"“{self.label}”应为上传的文件。")
        if len(given) > AT_ONCE:
            raise forms.ValidationError(f"一次最多上传{AT_ONCE}个文件，请分几次上传。")
        try:
            for one in given:
                uploads.inspect(one, one.name or "", max_size=self.max_size)
        except UploadRefused as error:
            raise forms.ValidationError(str(error)) from error
        return list(given)
