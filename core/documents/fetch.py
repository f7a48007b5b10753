"""What a paper may load while it is rendered: files of static/ and the media folder, nothing else."""

import mimetypes
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.conf import settings


class Refused(ValueError):
    """The address is not a file a paper may load."""


def allowed_file(url: str) -> Path:
    """The file behind ``url`` (``file:`` only, inside static/ or the media folder, symbolic links resolved).

    Raises :class:`Refused` for http(s), for other machines and for every file elsewhere: text written by users ends
    up in papers, and must not make the server fetch addresses or read its own files.
    """
    parts = urlsplit(url)
    if parts.scheme != "file" or parts.netloc not in ("", "localhost"):
        raise Refused(f"a paper loads local files only: {url[:200]}")
    path = Path(unquote(parts.path)).resolve()
    roots = (Path(settings.BASE_DIR) / "static", Path(settings.MEDIA_ROOT))
    if not any(path.is_relative_to(root.resolve()) for root in roots) or not path.is_file():
        raise Refused(f"a paper loads files of static/ and of the media folder only: {url[:200]}")
    return path


@cache
def fetcher():
    """WeasyPrint's url fetcher of this site (one per process)."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class LocalFetcher(URLFetcher):
        def fetch(self, url, headers=None):
            path = allowed_file(url)
            kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
            return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": kind})

    return LocalFetcher()
