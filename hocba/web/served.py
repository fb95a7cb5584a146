"""Stored files: a scan as it was brought, a paper as PDF once the job process has set it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils import timezone

from hocba.documents import prints
from hocba.kernel import blobs
from hocba.kernel.models import Blob
from hocba.web.page import Request, render
from hocba.web.signing import words

ENDINGS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}
"""Endings of the kinds of scans that are kept (`scans.media_of`)."""


def serve_scan(sha256: str, name: str) -> HttpResponse:
    """A stored scan, shown in the browser; the caller has checked who may see it."""
    media = Blob.objects.get(pk=sha256).media_type
    answer = HttpResponse(blobs.get(sha256), content_type=media)
    answer["Content-Disposition"] = f'inline; filename="{name}.{ENDINGS[media]}"'
    return answer


def serve_print(request: Request, made: prints.Print, name: str, back: str) -> HttpResponse:
    """A print that was asked for; `back` leads from the waiting page to where it was asked."""
    if made.path is not None:
        answer = HttpResponse(made.path.read_bytes(), content_type="application/pdf")
        answer["Content-Disposition"] = f'inline; filename="{name}.pdf"'
        return answer
    return render(
        request,
        "signing/printing.html",
        hot=True,
        failure=made.failure,
        working=words.working(timezone.now()),
        back=back,
        no_worker=words.NO_WORKER,
    )


def serve_paper(
    request: Request, template: str, data: dict[str, Any], name: str, back: str
) -> HttpResponse:
    """An administrative paper of these data. The caller has checked who may read them."""
    return serve_print(request, prints.ask_paper(template, data, timezone.now()), name, back)
