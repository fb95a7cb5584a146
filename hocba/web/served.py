"""A paper as PDF: the file once the job process has set it, until then a page that comes back."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils import timezone

from hocba.documents import prints
from hocba.web.page import Request, render
from hocba.web.signing import words


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
