"""Reading the file that a command is given, with a sentence where that is not possible."""

from pathlib import Path

from django.core.management.base import CommandError


def read_text(file: Path) -> str:
    """The file's text (UTF-8). Raises CommandError where it is missing or written otherwise."""
    try:
        return file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise CommandError(f"读不了 {file}：{error.strerror or error}", returncode=1) from None
    except UnicodeDecodeError:
        raise CommandError(f"{file} 不是 UTF-8 编码的文本，请另存为 UTF-8 后再试。", returncode=1) from None
