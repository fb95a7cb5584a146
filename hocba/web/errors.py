"""Errors as answers: a clear sentence, the way out, and the request id; never a stack trace."""

import logging
import sys
from http import HTTPStatus

from django.core.exceptions import (
    DisallowedHost,
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from hocba.kernel.errors import Hidden, Invalid, Refusal
from hocba.kernel.outage import Outage, outage
from hocba.web.speak import say

log = logging.getLogger("hocba.web")
NOT_HERE = "Trang hoặc hồ sơ này không có, hoặc không thuộc phạm vi được xem."


def wants_json(request: HttpRequest) -> bool:
    """Whether the caller is our own script rather than a person's navigation."""
    return "application/json" in (request.headers.get("Accept", "") + (request.content_type or ""))


def page(
    request: HttpRequest, status: HTTPStatus, title: str, sentences: tuple[str, ...]
) -> HttpResponse:
    """The one error page (or its JSON for scripts)."""
    request_id = getattr(request, "hocba_id", "-")
    sentences = tuple(say(text) for text in sentences)
    if wants_json(request):
        data = {"message": " ".join(sentences), "request_id": request_id}
        return JsonResponse(data, status=status)
    return _html(request, status, title, sentences)


def _html(
    request: HttpRequest, status: HTTPStatus, title: str, sentences: tuple[str, ...]
) -> HttpResponse:
    shown = {
        "title": title,
        "sentences": sentences,
        "request_id": getattr(request, "hocba_id", "-"),
        "status": int(status),
    }
    try:
        return render(request, "error.html", shown, status=status, using="jinja2")
    except DatabaseError:  # the frame asks who is logged in, and nobody can tell
        return HttpResponse(render_to_string("error.html", shown, using="jinja2"), status=status)


def answer(request: HttpRequest, error: Exception) -> HttpResponse | None:
    """The response for an exception of a view; None leaves it to Django (404, CSRF …)."""
    if isinstance(error, Refusal):
        return page(request, HTTPStatus.FORBIDDEN, "Chưa làm được việc này", tuple(error.reasons))
    if isinstance(error, Hidden):
        return page(request, HTTPStatus.NOT_FOUND, "Không tìm thấy", (NOT_HERE,))
    if isinstance(error, Invalid):
        return _invalid(request, error)
    return None


def _invalid(request: HttpRequest, error: Invalid) -> HttpResponse:
    if wants_json(request):
        return JsonResponse(
            {
                "message": "Có chỗ chưa đúng, chưa lưu gì.",
                "problems": [{"place": f.place, "message": say(f.message)} for f in error.faults],
                "request_id": getattr(request, "hocba_id", "-"),
            },
            status=HTTPStatus.UNPROCESSABLE_ENTITY,
        )
    said = tuple(f"{f.place}: {f.message}" if f.place else f.message for f in error.faults[:20])
    return page(request, HTTPStatus.UNPROCESSABLE_ENTITY, "Có chỗ chưa đúng", said)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's handler400: unknown host, too large, too many fields, or not understood."""
    if isinstance(exception, (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)):
        return page(
            request,
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            "Gửi lên quá nhiều",
            ("Nội dung gửi lên quá lớn, chưa lưu gì. Hãy chia nhỏ rồi gửi lại.",),
        )
    if isinstance(exception, DisallowedHost):
        return page(
            request,
            HTTPStatus.BAD_REQUEST,
            "Địa chỉ này chưa được khai báo",
            ("Máy chủ chưa nhận tên miền này. Quản trị khai báo nó trong HOCBA_HOSTS.",),
        )
    return page(
        request,
        HTTPStatus.BAD_REQUEST,
        "Máy chủ không hiểu yêu cầu",
        ("Hãy quay lại trang trước, tải lại rồi làm lại.",),
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's handler404."""
    said = ("Trang này không có. Hãy kiểm tra địa chỉ hoặc về trang Hôm nay.",)
    return page(request, HTTPStatus.NOT_FOUND, "Không tìm thấy", said)


def forbidden(
    request: HttpRequest, reason: str = "", exception: Exception | None = None
) -> HttpResponse:
    """Django's handler403 and the CSRF failure view.

    A page even for scripts: an answer in JSON would be a decision of the server, and the grid
    would give up what it still has to send.
    """
    said = (
        "Trang đã mở quá lâu hoặc không hợp lệ. Hãy tải lại trang rồi làm lại;"
        " điểm đã nhập vẫn giữ trên máy này."
    )
    return _html(request, HTTPStatus.FORBIDDEN, "Chưa làm được việc này", (said,))


def broken(request: HttpRequest) -> HttpResponse:
    """Django's handler500: what the machine lacks, or a bug, in the log under the request id."""
    lacking = outage(sys.exception())
    if lacking is Outage.FULL:
        said = (
            "Máy chủ không ghi được (ổ đĩa đầy hoặc bị khóa) nên việc vừa rồi chưa được lưu."
            " Hãy báo quản trị giải phóng chỗ rồi làm lại."
        )
        return page(request, HTTPStatus.INSUFFICIENT_STORAGE, "Máy chủ hết chỗ ghi", (said,))
    if lacking is Outage.AWAY:
        said = (
            "Cơ sở dữ liệu đang bận hoặc chưa nối được nên việc vừa rồi chưa được lưu."
            " Hãy đợi một lát rồi làm lại; nếu vẫn vậy, báo quản trị kèm mã yêu cầu bên dưới."
        )
        return page(request, HTTPStatus.SERVICE_UNAVAILABLE, "Máy chủ đang bận", (said,))
    said = (
        "Việc vừa rồi chưa được lưu. Hãy thử lại;"
        " nếu vẫn lỗi, báo quản trị kèm mã yêu cầu bên dưới."
    )
    return page(request, HTTPStatus.INTERNAL_SERVER_ERROR, "Hệ thống gặp lỗi", (said,))
