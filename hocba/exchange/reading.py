"""What a file would do: its problems, its notes, and the steps that apply it.

A reading is made anew from the stored file when it is applied, so that what was checked is what
is done. Steps run inside one batch: all or nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from hocba.exchange.parsers.roster import RosterPupil
from hocba.kernel.command import Ctx
from hocba.kernel.policy import Actor
from hocba.kernel.sheets import Problems, SkippedColumn
from hocba.org.models import Place
from hocba.year.models import Enrolment, Klass

Step = Callable[[Ctx], None]
NAMED = 20
"""Names of hidden rows told in full."""
HIDDEN = (
    "Đang ẩn trong tệp (ẩn dòng hoặc lọc) nhưng vẫn được đọc. Không muốn ghi thì xóa hẳn các dòng"
    " ấy rồi tải tệp lên lại."
)


@dataclass
class Reading:
    """The outcome of reading a file of a kind. `summary` counts by Vietnamese labels.

    `changes` lists the cells of books that `steps` will change, with what stood there; `contested`
    are steps over cells that somebody changed meanwhile, run only when the person says so.
    `cells` shows each cell: `book student where column old new what why`; `what` is new, change,
    clear, conflict or shut. `people` are those a register adds: `name group born code where
    hidden`. A note about hidden rows has their number under `hidden`.
    """

    problems: list[dict[str, str]] = field(default_factory=list)
    total: int = 0
    notes: list[dict[str, Any]] = field(default_factory=list)
    summary: dict[str, Any] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)
    contested: list[Step] = field(default_factory=list)
    changes: list[object] = field(default_factory=list)
    cells: list[dict[str, Any]] = field(default_factory=list)
    people: list[dict[str, Any]] = field(default_factory=list)

    @property
    def effect(self) -> str:
        """A hash of what the file would change, and from what; another one means another effect."""
        said = repr((sorted(self.summary.items(), key=lambda kv: kv[0]), self.changes))
        return hashlib.sha256(said.encode()).hexdigest()

    def take(self, problems: Problems) -> None:
        """Take over the problems of a parser, and which hidden rows it has read."""
        self.total += problems.total
        self.problems += [_row(p.place, p.value, p.message) for p in problems]
        for sheet, rows in filter(all, problems.unseen.items()):
            names = [name for _, name in sorted(rows.items()) if name]
            more = f" và {len(names) - NAMED} dòng nữa" if len(names) > NAMED else ""
            said = ", ".join(names[:NAMED]) + more
            place = f"trang “{sheet}”, dòng {spans(rows)}"
            note: dict[str, Any] = {**_row(place, said, HIDDEN), "hidden": len(rows)}
            self.notes.insert(0, note)

    def doubt(self, problems: Problems) -> None:
        """Take over warnings: shown, not forbidding."""
        self.notes += [_row(p.place, p.value, p.message) for p in problems]

    def skip(self, columns: Iterable[SkippedColumn]) -> None:
        """Show which columns are left out, and why."""
        self.notes += [_row(f"trang “{c.sheet}”, cột {c.column}", c.header, c.why) for c in columns]

    def fail(self, place: str, message: str, value: str = "") -> None:
        """Add a problem of our own."""
        self.total += 1
        self.problems.append(_row(place, value, message))


def _row(place: str, value: str, message: str) -> dict[str, str]:
    return {"place": place, "value": value, "message": message}


def spans(rows: Iterable[int]) -> str:
    """Rows that count from 0 as a person reads them.

    >>> spans([4, 5, 6, 9])
    '5–7, 10'
    """
    found: list[list[int]] = []
    for row in sorted(rows):
        if found and found[-1][1] == row:
            found[-1][1] = row + 1
        else:
            found.append([row + 1, row + 1])
    return ", ".join(str(a) if a == b else f"{a}–{b}" for a, b in found)


@dataclass(frozen=True)
class Source:
    """The file and its circumstances: school, year, who brings it, and what its form said of it."""

    school: Place
    year: int
    data: bytes
    actor: Actor
    about: Mapping[str, Any] = field(default_factory=dict)


class Rosters(Mapping[str, Sequence[RosterPupil]]):
    """Who was in each class at any time of the year, keyed by student id as text; read on demand."""

    def __init__(self, source: Source) -> None:
        rows = Klass.objects.filter(school=source.school, year=source.year)
        self._ids = dict(rows.order_by("grade", "name").values_list("name", "pk"))
        self._known: dict[str, list[RosterPupil]] = {}

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids)

    def __len__(self) -> int:
        return len(self._ids)

    def __getitem__(self, klass: str) -> Sequence[RosterPupil]:
        if klass not in self._known:
            seats = Enrolment.objects.filter(klass=self._ids[klass]).order_by("position")
            rows = seats.values_list(
                "student_id",
                "student__person__full_name",
                "student__person__birth_date",
                "student__moet_code",
                "student__person__personal_id",
            )
            self._known[klass] = [
                RosterPupil(str(pk), name, born, tuple(c for c in codes if c))
                for pk, name, born, *codes in rows
            ]
        return self._known[klass]


def rosters(source: Source) -> Rosters:
    """The rosters of the source's school and year."""
    return Rosters(source)
