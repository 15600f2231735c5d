"""Files on their way in: kept while they arrive, and no further than the limit.

What is larger is read to its end and thrown away, so that the browser gets an answer instead of a broken connection.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from jinliang.content import TAKEN, Content
from jinliang.core.refusal import Refusal
from jinliang.site.reads.papers import store
from jinliang.store import Kept

View = Callable[..., HttpResponse]


class Limit(FileUploadHandler):
    """Lets a file through up to the limit; then drops it and remembers which field it came with."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.dropped: dict[str, str] = {}

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Passes a chunk on to the handlers behind. Raises SkipFile past the limit."""
        if start + len(raw_data) > settings.UPLOAD_LIMIT:
            self.dropped[self.field_name or ""] = self.file_name or ""
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int | None) -> UploadedFile[Any] | None:
        """The handlers behind have the file."""
        return None


def uploading(view: View) -> View:
    """A view that takes files: the limit stands before anything reads the request, the CSRF check included."""
    protected = csrf_protect(view)

    @csrf_exempt
    @functools.wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST":
            request.upload_handlers.insert(0, Limit(request))
        return protected(request, *args, **kwargs)

    return shown


def files(request: HttpRequest, field: str) -> list[UploadedFile[Any]]:
    """The files of a field. Raises Refusal `file_too_large` naming the one that was dropped."""
    found = request.FILES.getlist(field)
    for handler in request.upload_handlers:
        if isinstance(handler, Limit) and field in handler.dropped:
            raise Refusal(
                "file_too_large",
                _("%(name)s超过 %(limit)s MB，没有收下")
                % {"name": handler.dropped[field], "limit": settings.UPLOAD_LIMIT // 1024 // 1024},
                _("压缩图片、降低扫描精度，或分成几个文件"),
            )
    return found


def kept(file: UploadedFile[Any], wanted: Sequence[Content] = TAKEN) -> Kept:
    """The file in the store, under its digest. Raises the store's Refusal, naming the file."""
    name = file.name or ""
    try:
        return store().keep(file, name, settings.UPLOAD_LIMIT, wanted)
    except Refusal as no:
        raise Refusal(no.code, _("%(name)s：%(why)s") % {"name": name, "why": no.why}, no.fix) from None
