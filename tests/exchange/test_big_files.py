"""Files of 10,000 rows and of 10,000 faults: answered in words, bounded, nothing applied."""

from collections.abc import Sequence

import pytest

from hocba.books.models import Mark
from hocba.exchange import commands as exchange
from hocba.exchange.models import Import
from hocba.kernel.errors import Refusal
from hocba.kernel.sheets import Table
from hocba.year.models import Choice
from tests.commands import files
from tests.commands.excel import bring
from tests.levels_world import Levels, levels, levels_of_module
from tests.world import system

__all__ = ["levels", "levels_of_module"]
pytestmark = pytest.mark.django_db
ROWS = 10_000
WHO = ["STT", "Lớp", "Mã học sinh", "Họ và tên"]


def many(
    klass: str,
    heads: Sequence[str],
    good: Sequence[files.Cell],
    title: Sequence[str],
    names: Sequence[str],
) -> bytes:
    """10,000 rows: the pupils of the class first, then people whom nobody knows."""
    rows = [
        [
            str(n),
            klass,
            "",
            names[n - 1] if n <= len(names) else f"Người Lạ {'ABCDEFGHIK'[n % 10]}",
            *good,
        ]
        for n in range(1, ROWS + 1)
    ]
    return files.book(Table("HK1", [*WHO, *heads], rows, title))


def refused(row: Import, least: int, ctx: object) -> None:
    assert row.problem_count >= least and len(row.problems) == 200
    assert len(row.notes) <= 200 and len(row.cells) <= exchange.KEPT
    assert all(p["message"] and p["place"] for p in row.problems)
    with pytest.raises(Refusal, match="Tệp còn lỗi"):
        exchange.apply(ctx, row)  # type: ignore[arg-type]
    assert not Mark.objects.exists()


def test_a_gradebook_of_tt_58(levels: Levels) -> None:
    value = "7,55"
    names = [s.person.full_name for s in levels.roster("9D")]
    data = many("9D", ["Miệng 1", "1 tiết 1"], [value, value], ["Lớp: 9D", "Môn: Vật lý"], names)
    row = bring(system(), levels.high, data, "gradebook", 2019)
    refused(row, 3 * ROWS - 10, system())


@pytest.mark.parametrize("faulty", [False, True])
def test_a_table_of_a_primary_grade(levels: Levels, faulty: bool) -> None:
    heads = ["Toán", "Toán KTĐK", "Tiếng Việt", "Tiếng Việt KTĐK", "Đạo đức", "Yêu nước"]
    good: list[files.Cell] = ["T", 9, "H", 8, "T", "Đ"]
    bad: list[files.Cell] = ["Đ", "9,5", "8", 80, "Giỏi", "H"]
    names = [s.person.full_name for s in levels.roster("3A")]
    data = many("3A", heads, bad if faulty else good, ["Cuối năm"], names)
    row = bring(levels.ctx("primary_homeroom"), levels.primary, data, "primary")
    refused(row, 5 * ROWS if faulty else ROWS - len(names), levels.ctx("primary_homeroom"))


def test_a_list_of_choices(levels: Levels) -> None:
    before = Choice.objects.count()
    names = [s.person.full_name for s in levels.roster("10A1")]
    value = "đúng"
    data = many("10A1", ["Vật lí", "Địa lí"], [value, value], [], names)
    row = bring(levels.ctx("high_clerk"), levels.high, data, "choices")
    refused(row, 2 * ROWS, levels.ctx("high_clerk"))
    assert Choice.objects.count() == before
