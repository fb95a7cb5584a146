"""The operations of the API; the only module that knows django-ninja."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern
from ninja import NinjaAPI
from ninja.errors import ValidationError

from hocba.api import guard, shapes
from hocba.kernel.rule import Rule
from hocba.rules.ask import Fault, answer_all, dumps, loads
from hocba.rules.check import law_by_name, laws
from hocba.rules.clause import Clause, Law
from hocba.rules.which import NoRegime

LOGIN = Rule("login", "")
PUBLIC = Rule("public", "the law is public, and an answer says nothing about anybody")
RULE = PUBLIC if settings.LAW_API_PUBLIC else LOGIN
"""The rule of every route here."""

WRONG = {
    400: "Không đọc được JSON",
    401: "Chưa đăng nhập",
    404: "Không có",
    413: "Câu hỏi quá dài",
    422: "Câu hỏi sai ở một chỗ có tên",
    429: "Hỏi quá nhiều lần",
}

api = NinjaAPI(
    title="HọcBạ: quy định đánh giá học sinh",
    version="1",
    description=(
        "Hỏi quy định bằng JSON: cùng câu trả lời như `hocba law`. Không lưu và không ghi nhật kí "
        "nội dung câu hỏi."
    ),
    docs_url=None,
    openapi_url=None,
    urls_namespace="api",
)


def _says(about: str, answer: dict[str, Any], *statuses: int, **more: Any) -> dict[str, Any]:
    """The OpenAPI words of an operation: its rule, its answer and its refusals."""
    responses: dict[int, Any] = {200: _response("Trả lời", answer)}
    responses |= {
        status: _response(WRONG[status], shapes.ERROR) for status in (*statuses, 401, 429)
    }
    return {"description": about, "x-rule": RULE.kind, "responses": responses, **more}


def _response(description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def _json(value: Any, status: int = 200) -> HttpResponse:
    response = HttpResponse(dumps(value), content_type="application/json", status=status)
    response["Cache-Control"] = "no-store"
    if status == 429:
        response["Retry-After"] = "60"
    return response


@api.exception_handler(guard.Stopped)
def _stopped(_: HttpRequest, error: guard.Stopped) -> HttpResponse:
    return _json({"error": error.as_json()}, error.status)


@api.exception_handler(Fault)
def _fault(_: HttpRequest, fault: Fault) -> HttpResponse:
    return _json({"error": fault.as_json()}, 400 if fault.code == "NOT_JSON" else 422)


@api.exception_handler(NoRegime)
def _no_regime(request: HttpRequest, _: NoRegime) -> HttpResponse:
    return _stopped(request, guard.stop(404))


@api.exception_handler(ValidationError)
def _invalid(_: HttpRequest, error: ValidationError) -> HttpResponse:
    places = [str(part) for part in error.errors[0]["loc"]] if error.errors else []
    return _fault(_, Fault("WRONG_TYPE", ".".join(places), "giá trị không đúng loại"))


@api.get(
    "/law",
    auth=guard.enter,
    operation_id="list_circulars",
    summary="Các quy định có trong chương trình",
    openapi_extra=_says("Như `hocba law list`.", shapes.CIRCULARS),
)
def circulars(request: HttpRequest) -> HttpResponse:
    return _json([_circular(law) for law in laws()])


def _circular(law: Law) -> dict[str, Any]:
    return {
        "code": law.code,
        "regulation": law.regulation,
        "title": law.title,
        "in_force": law.in_force,
        "version": law.version,
        "clauses": len(law.clauses),
    }


@api.post(
    "/law/eval",
    auth=guard.enter,
    operation_id="ask",
    summary="Hỏi: kết quả theo quy định và vì sao",
    openapi_extra=_says(
        "Như `hocba law eval`. Một câu hỏi sai trả 422; trong một danh sách, câu sai trả `error` "
        "ở đúng chỗ của nó và cả danh sách vẫn 200.",
        shapes.ANSWERS,
        400,
        413,
        422,
        requestBody={
            "required": True,
            "content": {"application/json": {"schema": shapes.QUESTIONS}},
        },
    ),
)
def ask(request: HttpRequest) -> HttpResponse:
    return _json(answer_all(loads(guard.body(request))))


@api.get(
    "/law/{code}",
    auth=guard.enter,
    operation_id="show_circular",
    summary="Các điều khoản của một quy định",
    openapi_extra=_says(
        "Như `hocba law show`; `under` là một điều khoản, ví dụ «Điều 9».", shapes.CLAUSES, 404, 422
    ),
)
def circular(request: HttpRequest, code: str, under: str = "") -> HttpResponse:
    law = law_by_name(code)
    clauses = law.under(under) if under else law.clauses
    if not clauses:
        raise guard.stop(404)
    rows = [_clause(clause) for clause in clauses]
    return _json({"code": law.code, "regulation": law.regulation, "clauses": rows})


def _clause(clause: Clause) -> dict[str, Any]:
    return {
        "ref": clause.ref,
        "text": clause.text,
        "status": clause.status,
        "reason": clause.reason,
        "confidence": clause.confidence,
        "by": list(clause.by),
    }


@api.get(
    "/openapi.json",
    auth=guard.enter,
    operation_id="openapi",
    summary="Bản mô tả này, dạng OpenAPI",
    openapi_extra=_says("Mô tả mọi phép hỏi, đọc được bằng máy.", {"type": "object"}),
)
def openapi(request: HttpRequest) -> HttpResponse:
    return _json(document())


def document() -> dict[str, Any]:
    """The OpenAPI document of this installation."""
    found: dict[str, Any] = api.get_openapi_schema(path_prefix="/api/")
    return found


def urlpatterns() -> list[URLPattern]:
    """The routes with their rule."""
    routes: list[Any] = list(api.urls[0])
    found = [route for route in routes if route.name != "api-root"]
    for route in found:
        route.callback.rule = RULE
    return found
