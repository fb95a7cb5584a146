"""Files brought in, and our own form filled as a person would."""

from typing import Any

from hocba.books.models import Book, Column, Mark
from hocba.exchange import commands as exchange
from hocba.exchange.models import Import
from hocba.exchange.template import template
from hocba.kernel.command import Ctx
from hocba.kernel.sheets import read_forms, read_workbook
from hocba.org.models import Place
from tests.commands.test_exchange_template import filled
from tests.world import YEAR

SAMPLES = {"score": "7,5", "integer": 8, "text": "Có tiến bộ.", "count": 2, "measure": "31,5"}


def bring(
    ctx: Ctx, school: Place, data: bytes, kind: str, year: int = YEAR, **about: Any
) -> Import:
    return exchange.preview(ctx, school, year, kind, "tep.xlsx", data, about)


def there_and_back(ctx: Ctx, book: Book, term: int = 1) -> dict[str, tuple[Column, int]]:
    """Fill every white cell of the form of a book, bring it in: how many cells each slot now has."""
    data = template(ctx, [book], term)
    [form] = read_forms(read_workbook(data))
    columns = {f"{c.subject_id}:{c.term}:{c.slot}": c for c in book.columns.filter(term=term)}

    def write(page: Any) -> None:
        for row, _ in form.rows():
            for place, at in form.columns.items():
                column, cell = columns[place], page.cell(row + 1, at + 1)
                if not cell.protection.locked:
                    cell.value = SAMPLES.get(column.kind) or column.codes.split(",")[0]

    row = bring(ctx, book.school, filled(data, write), "template", book.year)
    assert row.problem_count == 0, row.problems[:3]
    exchange.apply(ctx, row)
    found = Mark.objects.filter(school=book.school_id, year=book.year)
    return {
        c.slot: (c, found.filter(subject=c.subject_id, term=term, slot=c.slot).count())
        for c in columns.values()
    }
