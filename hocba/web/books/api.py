"""What the grid asks for: save, preview, the history of a cell, the reason of a result."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.utils import timezone

from hocba.books import guards, policy
from hocba.books.cells import Key, Value, Wire, shown
from hocba.books.columns import regime_of, shape_for
from hocba.books.commands import Change, Confirmed, enter_marks, preview_marks, proofread
from hocba.books.commands.zero import clause_of
from hocba.books.models import Book, Column
from hocba.books.queries import BookPage, book_page, history_of, rulings
from hocba.books.results import YEAR
from hocba.books.sheet import Sheet
from hocba.kernel import quickjson
from hocba.kernel.errors import Fault, Invalid, Refusal
from hocba.kernel.policy import fetch, require, visible
from hocba.people.models import Student
from hocba.rules.clause import Clause
from hocba.rules.exact import BadInput
from hocba.rules.why import Why
from hocba.web.given import pk_of, whole
from hocba.web.law.anchors import clause_href
from hocba.web.page import WRITE, Request, beside, ctx_from, page
from hocba.web.years import reader_of_book

CONDUCT = "ren_luyen"
VIA = {"web": "nhập trên sổ", "import": "nhập từ tệp", "cli": "hệ thống", "job": "hệ thống"}


@page(action=policy.ENTER, methods=WRITE)
def save(request: Request, book: int) -> HttpResponse:
    """Save cells of a book; the same request id again returns the first receipt."""
    return save_cells(request, book, body_of(request))


def save_cells(request: Request, book: int, body: dict[str, Any], named: str = "") -> HttpResponse:
    """Save the changes of a request; `named` is `@35` on a page of several subjects, where each
    column is called by its subject and results are not shown."""
    ctx = ctx_from(request)
    try:
        ctx.request_id = uuid.UUID(str(body.get("request_id")))
    except ValueError:
        raise Invalid("Thiếu mã yêu cầu; hãy tải lại trang.", "request_id") from None
    try:
        saved = enter_marks(ctx, book, _changes(body), _confirmed(body))
    except Refusal:
        fetch(request.actor, Book, book)  # a book the person may not even see is not found
        raise
    except Invalid as invalid:
        return JsonResponse(
            {
                "message": "Có ô chưa đúng, chưa lưu gì.",
                "problems": [_problem(f, named) for f in invalid.faults],
            },
            status=422,
        )
    counts = {_at(key) + named: text for key, text in saved.counts.items()}
    if ctx.answered and counts == saved.counts and not named and not saved.conflicts:
        return HttpResponse(ctx.answered.encode(), content_type="application/json")
    answer = vars(saved) | {"counts": counts}
    if named:
        answer["results"] = {}
    if any("@" in str(one["slot"]) for one in body["changes"]):
        answer["conflicts"] = [c | {"slot": f"{c['slot']}@{c['subject']}"} for c in saved.conflicts]
    return JsonResponse(answer)


def _at(key: str) -> str:
    """`35:1:muc` of the command is `1:muc@35` of the page; `1:tx1` of a course stays."""
    subject, _, place = key.partition(":")
    return f"{place}@{subject}" if ":" in place else key


def _problem(fault: Fault, named: str = "") -> dict[str, Any]:
    student, _, slot = fault.place.partition(":")
    return {
        "student": pk_of(student),
        "slot": slot.partition(":")[2] + named,
        "message": fault.message,
    }


@page(action=policy.ENTER, methods=WRITE)
def preview(request: Request, book: int) -> HttpResponse:
    """The results as they would be; nothing is stored."""
    found = book_page(request.actor, book, timezone.now())
    return JsonResponse({"results": preview_marks(found, _changes(body_of(request)))})


def body_of(request: Request) -> dict[str, Any]:
    """The JSON object of a request; Invalid when it is none."""
    try:
        body = quickjson.loads(request.body)
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise Invalid("Yêu cầu không đúng dạng; hãy tải lại trang.")
    return body


def _changes(body: dict[str, Any]) -> list[Change]:
    """The changes of a request; Invalid when its shape is wrong."""
    found, new = [], tuple.__new__
    try:
        for one in body["changes"]:
            slot, _, subject = str(one["slot"]).partition("@")
            student, term, seen, now = one["student"], one["term"], one["seen"], one["new"]
            found.append(
                new(
                    Change,
                    (
                        whole(student),
                        whole(term),
                        slot,
                        seen if seen.__class__ is int else _wire(seen),
                        now if now.__class__ is int else _wire(now),
                        whole(subject) if subject else None,
                        None,
                    ),
                )
            )
    except (KeyError, TypeError, ValueError):
        raise Invalid("Yêu cầu không đúng dạng; hãy tải lại trang.") from None
    if not found or len(found) > 5000:
        raise Invalid("Không có ô nào để lưu, hoặc quá nhiều ô một lần.")
    return found


def _confirmed(body: dict[str, Any]) -> list[Confirmed]:
    """The hints the teacher confirmed; Invalid when they are none of ours."""
    try:
        found = [
            Confirmed(str(h["code"]), str(h["other"])[:40], whole(h["count"]), whole(h["of"]))
            for h in body.get("confirmed", [])
        ]
    except (KeyError, TypeError, ValueError):
        raise Invalid("Yêu cầu không đúng dạng; hãy tải lại trang.") from None
    if len(found) > 50 or any(h.code not in guards.CODES for h in found):
        raise Invalid("Yêu cầu không đúng dạng; hãy tải lại trang.")
    return found


def _wire(value: Any) -> Wire:
    if value is None or (isinstance(value, int | str) and not isinstance(value, bool)):
        return value
    raise TypeError("wire")


def _cell_of(request: Request, found: Book) -> tuple[Column, int]:
    try:
        slot, _, subject = request.GET["slot"].partition("@")
        student, term = whole(request.GET["student"]), whole(request.GET["term"])
    except (KeyError, ValueError):
        raise Invalid("Chưa chọn ô nào.") from None
    rows = Column.objects.filter(book=found, term=term, slot=slot).select_related("subject")
    column = (rows.filter(subject=pk_of(subject)) if subject else rows).first()
    if column is None:
        raise Invalid("Sổ này không có cột đó.")
    return column, student


@page(action=policy.PROOFREAD, methods=WRITE)
def proof(request: Request, book: int) -> HttpResponse:
    """Tick a column as proof-read: `{"term": 1, "slot": "tx1", "values": {"12": 75}}`."""
    found: Book = fetch(request.actor, Book, book)
    body = body_of(request)
    try:
        values = {whole(k): _wire(v) for k, v in body["values"].items()}
        slot, _, item = str(body["slot"]).partition("@")
        own = {} if found.course_id else {"subject": whole(item)}
        column = Column.objects.get(book=found, term=whole(body["term"]), slot=slot, **own)
    except (KeyError, TypeError, ValueError, AttributeError, Column.DoesNotExist):
        raise Invalid("Yêu cầu không đúng dạng; hãy tải lại trang.") from None
    proofread(ctx_from(request), column, values)
    at = timezone.localtime().strftime("%H:%M %d/%m")
    return JsonResponse({"message": f"Đã đánh dấu soát cột {column.label} lúc {at}."})


@page(action=policy.ENTER)
def people(request: Request, book: int) -> HttpResponse:
    """Codes and birth dates of the pupils of a book, for matching a pasted table in the page:
    `{"people": {"12": ["9900010001", "2012-09-30"]}}`."""
    found = fetch(request.actor, Book, book)
    require(request.actor, policy.ENTER, found)
    pupils = visible(request.actor, Student).filter(enrolments__klass=found.klass_id)
    rows = pupils.values_list("pk", "moet_code", "person__birth_date")
    return JsonResponse(
        {"people": {str(pk): [code or "", str(born or "")] for pk, code, born in rows}}
    )


@page(reader=Book)
def history(request: Request, book: int) -> HttpResponse:
    """Who wrote this cell, when, old → new, from where: a fragment for the side sheet."""
    actor = reader_of_book(request, book)
    found = fetch(actor, Book, book, "klass")
    column, student = _cell_of(request, found)
    key = Key(column.subject_id, column.term, column.slot, student)
    lines = [
        {
            "when": line["at"].strftime("%H:%M %d/%m/%Y"),
            "who": line["who"],
            "old": _text(column, line["old"]),
            "new": _text(column, line["new"]),
            "via": VIA.get(line["source"], line["source"]),
            "reason": line["reason"],
        }
        for line in history_of(actor, found, key)
    ]
    clause = _given_by(found, column)
    return beside(
        request,
        "books/history.html",
        "Nhật kí ô",
        rows=lines,
        label=column.label,
        clause=clause,
        href=clause_href(clause) if clause else "",
    )


def _given_by(book: Book, column: Column) -> Clause | None:
    """The clause by which somebody gives this level; None for a mark, a count or words."""
    if column.kind != "level":
        return None
    regime, code = regime_of(book.klass), column.subject.code
    kinds = {
        s.code: kind for kind, slots in regime.trait_slots(book.klass.grade).items() for s in slots
    }
    kind = "subject" if book.course_id else kinds.get(code, "conduct" if code == CONDUCT else "")
    ref = shape_for(book.klass).given.get(kind)
    return regime.law.clause(ref) if ref else None


def _text(column: Column, value: Value) -> str:
    text = shown(column.kind, value)
    return f"{text} (theo {value.decision})" if value.decision else text


@page(reader=Book)
def why(request: Request, book: int) -> HttpResponse:
    """Why a computed result is what it is: a fragment for the side sheet."""
    found = book_page(reader_of_book(request, book), book, timezone.now())
    course = found.book.course
    try:
        student, term = (
            whole(request.GET["student"]),
            whole(request.GET["result"].removeprefix("kq_")),
        )
    except (KeyError, ValueError):
        raise Invalid("Chưa chọn kết quả nào.") from None
    if course is None or student not in {s.student for s in found.seats}:
        raise Invalid("Sổ này không tính kết quả đó.")
    sheet = Sheet(
        found.book.klass,
        [course],
        [student],
        found.cells,
        found.exempt,
        choices=found.choices,
        by_comment=found.by_comment,
        rulings=rulings(found.book.year, [student]),
    )
    stem = sheet.shape.stem(course.kind)
    name = f"{stem}_year" if term == YEAR else f"{stem}_{term}"
    try:
        reason = sheet.regime.explain(name, sheet.given, 0, 0)
    except BadInput as error:
        raise Invalid(str(error)) from None
    return beside(
        request,
        "books/why.html",
        "Vì sao?",
        node=node(reason),
        regime=sheet.regime.title,
        decided=_decided(found, student),
    )


def _decided(found: BookPage, student: int) -> list[tuple[str, str, str, str]]:
    """(column, value, decision, clause) of this pupil's cells that stand by decision."""
    rows = []
    for column in found.columns:
        value = found.cells.get(Key(column.subject_id, column.term, column.slot, student))
        if value is not None and value.decision:
            clause = clause_of(found.book, column.slot)
            rows.append((column.label, shown(column.kind, value), value.decision, clause))
    return rows


def node(why: Why) -> dict[str, Any]:
    """A reason as the macro `parts/why.html` draws it."""
    return {
        "label": why.label,
        "value": why.value,
        "how": why.sentence,
        "clause": why.clause.cited if why.clause else "",
        "clause_href": clause_href(why.clause) if why.clause else "",
        "settings": why.settings,
        "inputs": [node(one) for one in why.inputs],
    }
