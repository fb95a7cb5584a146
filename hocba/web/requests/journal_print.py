"""The log of corrections as a paper for the monthly meeting, set in the job process."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from hocba.books.corrections import EVIDENCE, ORAL, cells_of
from hocba.books.flow import CORRECTION
from hocba.books.models import Column
from hocba.kernel.figures import grouped
from hocba.kernel.models import Request as Stored
from hocba.people.models import Student
from hocba.reports import policy
from hocba.reports.changes import Journal, Path, Tally, total
from hocba.reports.queries import comments
from hocba.web.page import Request, page
from hocba.web.requests.journal import Asked, Names, asked_of, found_of, where_of
from hocba.web.requests.words import course_word, people_names, step_labels, wire_words
from hocba.web.served import serve_paper

COUNTED = ("written", "changed", "deleted")
APART = ("ask", "hear")
"""Steps with a column of their own: the reason that was given first, the meeting at the end."""
TEMPLATE = "correction_log/log.typ"


@page(action=policy.EXPORT_CHANGES)
def paper(request: Request) -> HttpResponse:
    """The paper as PDF; the page comes back by itself until it is set."""
    asked = asked_of(request)
    found = found_of(asked).edited
    data = data_of(asked, found, request.actor.on)
    back = f"{reverse('changes')}?{asked.query}"
    return serve_paper(request, TEMPLATE, data, "nhat-ki-sua-diem", back)


def data_of(asked: Asked, found: Sequence[Path], today: datetime.date) -> dict[str, Any]:
    """What the form prints: a row for each cell that was edited, and the oral marks to sign for."""
    names, proofs = Names(found), _requests(found)
    counts = total(Journal(list(found), []))
    school = asked.school
    place = school.ward_name.removeprefix("Xã ").removeprefix("Phường ") or school.province_name
    return {
        "title": f"Nhật kí sửa điểm, {school.name}",
        "school": school.name,
        "parent": school.letterhead or school.ward_name,
        "period": f"Từ ngày {asked.since:%d/%m/%Y} đến ngày {asked.until:%d/%m/%Y}, năm học {asked.frame.label}",
        "place_date": f"{place}, ngày {today:%d} tháng {today:%m} năm {today.year}",
        "foot": f"In ngày {today:%d/%m/%Y} từ sổ điểm điện tử",
        "rows": [_row(n, path, names, proofs) for n, path in enumerate(found, 1)],
        "total": total_words(len(found), counts),
        "said": _said(asked),
        "oral": _oral(proofs, names),
        "files": _files(found, proofs, names),
    }


def _files(
    found: Sequence[Path], proofs: dict[int, Stored], names: Names
) -> list[list[str | list[str]]]:
    """The explanation file of each request: its rows in the log, steps, evidence, and the meeting."""
    rows: dict[int, list[str]] = {}
    for number, path in enumerate(found, 1):
        if path.steps[-1].on_kind == "kernel.request":
            rows.setdefault(int(path.steps[-1].on_id), []).append(str(number))
    people = people_names(s.person for pk in rows for s in proofs[pk].decisions.all())
    labels = step_labels(CORRECTION)
    return [_file(numbers, proofs[pk], people, labels) for pk, numbers in rows.items()]


def _file(
    numbers: Sequence[str], request: Stored, people: dict[int, str], labels: dict[str, str]
) -> list[str | list[str]]:
    steps = sorted(request.decisions.all(), key=lambda s: s.pk)
    heard = next((s for s in reversed(steps) if s.verb == "hear"), None)
    said = [
        f"{labels.get(s.verb, s.verb)}: {people.get(s.person or 0, 'hệ thống')}, {_moment(s.at)}"
        + (f" ({s.note})" if s.note else "")
        for s in steps
        if s.verb not in APART
    ]
    pieces = [
        EVIDENCE.get(e.kind, e.kind) + (f", tệp {e.blob_id[:12]}" if e.blob_id else "")
        for e in sorted(request.evidence.all(), key=lambda e: e.pk)
    ]
    note = f": {heard.note}" if heard and heard.note else ""
    explained = f"Đã giải trình, ghi nhận {_moment(heard.at)}{note}" if heard else ""
    return [
        ", ".join(numbers),
        f"Số {request.pk}",
        course_word(request),
        request.reason,
        said,
        pieces,
        explained,
    ]


def _moment(at: datetime.datetime) -> str:
    return f"{timezone.localtime(at):%H:%M %d/%m/%Y}"


def total_words(cells: int, counts: Tally) -> str:
    """How many rows, and of which kinds: a cell that only took a moved mark was not edited."""
    moved = cells - counts.cells
    among = f", trong đó {grouped(moved)} ô chỉ nhận điểm chuyển từ cột nhập nhầm" if moved else ""
    return (
        f"Tổng cộng {grouped(cells)} ô{among}; {grouped(counts.ups)} lượt tăng,"
        f" {grouped(counts.downs)} lượt giảm, {grouped(counts.deletions)} lượt xóa."
    )


def _said(asked: Asked) -> str:
    """Comments of the period by count; empty when there were none."""
    words = comments(*where_of(asked), teacher=asked.teacher, klass=asked.klass)
    new, changed, gone = (sum(getattr(w, name) for w in words) for name in COUNTED)
    if not words:
        return ""
    return f"Lời nhận xét: {grouped(new)} lời ghi mới, {grouped(changed)} lời sửa, {grouped(gone)} lời xóa."


def _requests(found: Sequence[Path]) -> dict[int, Stored]:
    ids = {int(s.on_id) for p in found for s in p.steps if s.on_kind == "kernel.request"}
    return {
        r.pk: r for r in Stored.objects.filter(pk__in=ids).prefetch_related("evidence", "decisions")
    }


def _row(number: int, path: Path, names: Names, proofs: dict[int, Stored]) -> list[str]:
    line, last = names.line(path), path.steps[-1]
    request = proofs.get(int(last.on_id)) if last.on_kind == "kernel.request" else None
    kinds = {e.kind for e in request.evidence.all()} if request else set()
    return [
        str(number),
        names.person(last.actor),
        line.book,
        line.column,
        line.pupil,
        line.first,
        line.last,
        path.kind.value,
        _moment(last.at),
        request.reason if request else last.reason,
        ", ".join(word for kind, word in EVIDENCE.items() if kind in kinds),
    ]


def _oral(proofs: dict[int, Stored], names: Names) -> list[list[str]]:
    """One line a pupil whose oral mark was corrected: who confirms, and room to sign."""
    wanted = [r for r in proofs.values() if r.content.get("how") == "oral"]
    facts = {
        (r.pk, e.facts["pupil"]): e.facts["classmate"]
        for r in wanted
        for e in r.evidence.all()
        if e.kind == ORAL and e.facts
    }
    people = {pk for (_, pupil), mate in facts.items() for pk in (pupil, mate)}
    rows = Student.objects.filter(pk__in=people).values_list("pk", "person__full_name")
    known: dict[int, str] = dict(rows)
    columns = Column.objects.in_bulk({r.content["column"] for r in wanted})
    lines: list[list[str]] = []
    for request in wanted:
        column = columns[request.content["column"]]
        for cell in cells_of(request):
            mate = facts.get((request.pk, cell.student), 0)
            lines.append(
                [
                    str(len(lines) + 1),
                    names.book(request.about_id),
                    names.column(request.about_id, column.term, column.slot),
                    wire_words(cell.old),
                    wire_words(cell.new),
                    known.get(cell.student, ""),
                    known.get(mate, ""),
                ]
            )
    return lines
