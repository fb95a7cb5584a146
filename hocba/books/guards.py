"""What looks wrong before marks are saved: hints, never refusals. Pure; the grid's own copy is
`static/js/checks.js`, and both are held to `tests/guard_cases.json`.

Marks are integer tenths. A hint is confirmed by the teacher; code, columns and counts of what was
confirmed stand in the event, never a name.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hocba.rules.exact import show_tenths

ENOUGH = 8
"""Fewer filled rows prove nothing."""
NEARLY = 90
"""Per cent of the rows that make a column the same as another."""
COMMON = 60
"""Per cent: a column in which one mark stands more often than this is like any other."""
FAR = 40
"""Tenths away from the pupil's own mean."""
JUMP = 30
"""Tenths between the mark in the book and the new one."""
CODES = ("same", "shift", "equal", "far", "jump")

Values = Sequence[int | str | None]


@dataclass(frozen=True)
class Filled:
    """A column: `now` as it would be saved, `was` as it is in the book, one entry a pupil."""

    key: str
    label: str
    kind: str
    now: Values
    was: Values
    touched: Sequence[bool]

    @property
    def is_mark(self) -> bool:
        return self.kind in ("score", "integer")

    @property
    def written(self) -> int:
        """How many cells were written."""
        return sum(self.touched)


@dataclass(frozen=True)
class Hint:
    """One thing to look at: what, in which column, beside which other, on how many of how many
    rows; `cells` maps rows to a few words."""

    code: str
    column: str
    other: str
    count: int
    of: int
    text: str
    cells: dict[int, str]


@dataclass(frozen=True)
class _Agreement:
    both: int
    same: tuple[int, ...]
    kinds: int
    most: int

    @property
    def telling(self) -> bool:
        """Too much agreement for chance."""
        return (
            self.both >= ENOUGH
            and self.kinds >= 3
            and self.most * 100 <= self.both * COMMON
            and len(self.same) * 100 >= self.both * NEARLY
        )


def _agree(a: Values, b: Values, shift: int) -> _Agreement:
    pairs = [
        (row, value, b[row - shift])
        for row, value in enumerate(a)
        if value is not None and 0 <= row - shift < len(b) and b[row - shift] is not None
    ]
    seen = Counter(value for _, value, _ in pairs)
    same = tuple(row for row, value, other in pairs if value == other)
    return _Agreement(len(pairs), same, len(seen), max(seen.values(), default=0))


def _fresh(one: Filled, rows: Sequence[int]) -> bool:
    """Most of what agrees was written just now."""
    return 2 * sum(one.touched[row] for row in rows) >= len(rows)


def _mark(tenths: int) -> str:
    return show_tenths(tenths).removesuffix(",0")


def _hint(one: Filled, code: str, other: str, found: _Agreement, text: str, tip: str) -> Hint:
    cells = {row: tip for row in found.same if one.touched[row]}
    return Hint(code, one.key, other, len(found.same), found.both, text, cells)


def repeats(one: Filled, all_: Sequence[Filled]) -> Iterator[Hint]:
    """The column repeats another one: written into the wrong column?"""
    for other in all_:
        found = _agree(one.now, other.now, 0)
        if other is one or not other.is_mark or not found.telling or not _fresh(one, found.same):
            continue
        how = (
            f"Cột {one.label} giống hệt cột {other.label}"
            if len(found.same) == found.both
            else f"{len(found.same)}/{found.both} điểm ở cột {one.label} giống cột {other.label}"
        )
        text = f"{how}. Có nhập nhầm cột không?"
        yield _hint(one, "same", other.key, found, text, f"giống cột {other.label}")


def shifted(one: Filled, all_: Sequence[Filled]) -> Iterator[Hint]:
    """The column is another one, or its own earlier self, moved by a row."""
    for shift in (1, -1):
        way = "xuống" if shift > 0 else "lên"
        own = f"Cột {one.label} bị lệch {way} một hàng so với điểm đã lưu."
        sides = [(one.key, one.was, own)]
        sides += [
            (o.key, o.now, f"Cột {one.label} giống cột {o.label} lệch {way} một hàng.")
            for o in all_
            if o is not one and o.is_mark
        ]
        for key, values, text in sides:
            found = _agree(one.now, values, shift)
            straight = _agree(one.now, values, 0)
            if found.telling and _fresh(one, found.same) and len(found.same) > len(straight.same):
                yield _hint(one, "shift", key, found, text, f"lệch {way} một hàng")


def all_equal(one: Filled) -> Iterator[Hint]:
    """Everyone has the same mark, or the same comment."""
    filled = [value for value in one.now if value is not None]
    if len(filled) < ENOUGH or len(set(filled)) > 1 or not (one.is_mark or one.kind == "text"):
        return
    what = f"điểm {_mark(int(filled[0]))}" if one.is_mark else "lời nhận xét"
    text = f"Cả cột {one.label} cùng một {what}."
    yield Hint("equal", one.key, "", len(filled), len(filled), text, {})


def far(one: Filled, all_: Sequence[Filled]) -> Iterator[Hint]:
    """Marks far from the mean of the pupil's other marks."""
    others = [o for o in all_ if o is not one and o.is_mark]
    cells = {}
    for row, value in enumerate(one.now):
        if not one.touched[row] or not isinstance(value, int):
            continue
        rest = [mine for o in others if isinstance(mine := o.now[row], int)]
        gap = value * len(rest) - sum(rest)
        if len(rest) < 2 or abs(gap) < FAR * len(rest):
            continue
        tenths = (2 * abs(gap) + len(rest)) // (2 * len(rest))
        way = "thấp" if gap < 0 else "cao"
        cells[row] = f"{way} hơn mức thường của em {_mark(tenths)} điểm"
    if cells:
        text = f"{len(cells)} điểm ở cột {one.label} xa mức thường của học sinh."
        yield Hint("far", one.key, "", len(cells), one.written, text, cells)


def jumps(one: Filled) -> Iterator[Hint]:
    """Marks that change by much."""
    cells = {}
    for row, (now, was) in enumerate(zip(one.now, one.was, strict=True)):
        if not (one.touched[row] and isinstance(now, int) and isinstance(was, int)):
            continue
        if abs(now - was) >= JUMP:
            cells[row] = f"trong sổ đang là {_mark(was)}"
    if cells:
        text = f"{len(cells)} điểm ở cột {one.label} đổi từ {_mark(JUMP)} điểm trở lên so với sổ."
        yield Hint("jump", one.key, "", len(cells), one.written, text, cells)


def check(all_: Sequence[Filled]) -> list[Hint]:
    """Every hint about the columns that were written in."""
    hints: list[Hint] = []
    for one in all_:
        if not any(one.touched):
            continue
        if not one.is_mark:
            hints += all_equal(one)
            continue
        hints += [*repeats(one, all_), *shifted(one, all_), *all_equal(one)]
        hints += [*jumps(one), *far(one, all_)]
    return hints
