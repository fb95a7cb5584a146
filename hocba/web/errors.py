"""Errors as answers: a clear sentence, the way out, and the request id; never a stack trace."""

import logging
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from hocba.kernel.errors import Hidden, Invalid, Refusal

log = logging.getLogger("hocba.web")


def wants_json(request: HttpRequest) -> bool:
    """Whether the caller is our own script rather than a person's navigation."""
    return "application/json" in (request.headers.get("Accept", "") + (request.content_type or ""))


def page(
    request: HttpRequest, status: HTTPStatus, title: str, sentences: tuple[str, ...]
) -> HttpResponse:
    """The one error page (or its JSON for scripts)."""
    request_id = getattr(request, "hocba_id", "-")
    if wants_json(request):
        data = {"message": " ".join(sentences), "request_id": request_id}
        return JsonResponse(data, status=status)
    context = {"title": title, "sentences": sentences, "request_id": request_id, "status": int(status)}
    return render(request, "error.html", context, status=status, using="jinja2")


def answer(request: HttpRequest, error: Exception) -> HttpResponse | None:
    """The response for an exception of a view; None leaves it to Django (404, CSRF …)."""
    if isinstance(error, Refusal):
        return page(request, HTTPStatus.FORBIDDEN, "Chưa làm được việc này", tuple(error.reasons))
    if isinstance(error, Hidden):
        return page(request, HTTPStatus.NOT_FOUND, "Không tìm thấy", ("Trang hoặc hồ sơ này không có, hoặc không thuộc phạm vi của bạn.",))
    if isinstance(error, Invalid):
        if wants_json(request):
            return JsonResponse(
                {
                    "message": "Có chỗ chưa đúng, chưa lưu gì.",
                    "problems": [{"place": f.place, "message": f.message} for f in error.faults],
                    "request_id": getattr(request, "hocba_id", "-"),
                },
                status=HTTPStatus.UNPROCESSABLE_ENTITY,
            )
        said = tuple(f"{f.place}: {f.message}" if f.place else f.message for f in error.faults[:20])
        return page(request, HTTPStatus.UNPROCESSABLE_ENTITY, "Có chỗ chưa đúng", said)
    return None


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's handler404."""
    return page(request, HTTPStatus.NOT_FOUND, "Không tìm thấy", ("Trang này không có. Hãy kiểm tra địa chỉ hoặc về trang Hôm nay.",))


def forbidden(request: HttpRequest, reason: str = "", exception: Exception | None = None) -> HttpResponse:
    """Django's handler403 and the CSRF failure view."""
    return page(request, HTTPStatus.FORBIDDEN, "Chưa làm được việc này", ("Trang đã mở quá lâu hoặc không hợp lệ. Hãy tải lại trang rồi làm lại; nội dung đã nhập vẫn giữ trên máy này.",))


def broken(request: HttpRequest) -> HttpResponse:
    """Django's handler500: the bug is in the log under the request id."""
    return page(request, HTTPStatus.INTERNAL_SERVER_ERROR, "Hệ thống gặp lỗi", ("Việc vừa rồi chưa được lưu. Hãy thử lại; nếu vẫn lỗi, báo quản trị kèm mã yêu cầu bên dưới.",))
