"""Reading of a central test's list: kept as it is, then filled into the books' empty cells."""

from __future__ import annotations

from collections import Counter
from functools import partial

from hocba.books.cells import Key, read
from hocba.books.models import Column
from hocba.exams import policy
from hocba.exams.commands import books_of, fill, load_exam
from hocba.exchange.parsers.exam import parse_exam
from hocba.exchange.reading import Reading, Source, rosters
from hocba.kernel.command import Ctx
from hocba.kernel.policy import can


def exam(source: Source) -> Reading:
    """The list of one column of a subject; `source.about`: name, subject, term, slot."""
    about = source.about
    reading = Reading()
    decision = can(source.actor, policy.LOAD, source.school)
    if not decision.allowed:
        for reason in decision.reasons:
            reading.fail("tệp", reason)
        return reading
    columns = Column.objects.filter(
        book__school=source.school,
        book__year=source.year,
        subject=about["subject"],
        term=about["term"],
        slot=about["slot"],
    )
    kinds = set(columns.values_list("kind", flat=True))
    if not kinds & {"score", "integer"}:
        reading.fail("tệp", "Không có sổ nào của môn này có cột điểm đó.")
        return reading
    found = parse_exam(source.data, rosters(source), whole=kinds == {"integer"}, year=source.year)
    reading.take(found.problems)
    reading.skip(found.skipped)
    marks = {
        int(row.match.pupil): row.number
        for row in found.rows
        if row.match.verdict == "green" and row.match.pupil is not None
    }
    reading.summary = {"học sinh": len(marks), **_beside(source, marks)}
    reading.changes += sorted(marks)
    reading.changes += [marks[student] for student in sorted(marks)]
    if marks:
        reading.steps.append(partial(_load, source=source, marks=marks))
    return reading


def _beside(source: Source, marks: dict[int, int | None]) -> dict[str, int]:
    """How the list stands to the books: cells to fill, cells that agree, cells that differ."""
    about = source.about
    now = read(source.year, source.school.pk, [about["subject"]], list(marks), [about["term"]])
    count: Counter[str] = Counter()
    for student, number in marks.items():
        cell = now.get(Key(about["subject"], about["term"], about["slot"], student))
        if number is None:
            count["vắng"] += 1
        elif cell is None:
            count["ô mới"] += 1
        else:
            count["ô không đổi" if cell.number == number else "ô khác điểm thi, giữ nguyên"] += 1
    return dict(count)


def _load(ctx: Ctx, source: Source, marks: dict[int, int | None]) -> None:
    about = source.about
    row = load_exam(
        ctx, source.school, source.year, about["name"], about["subject"], about["term"],
        about["slot"], marks,
    )  # fmt: skip
    for book in books_of(row):
        fill(ctx, book, row.pk)
