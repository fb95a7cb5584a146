"""A regime: one circular with its thresholds and the settings in force, ready to compute.

`compute` derives every column it can from what is given; `explain` tells why one pupil's value is
what it is.  Both run the same column functions.  Array conventions are in `hocba.rules`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from .clause import Law, load_law
from .column import Column, Given, Rulebook, lowest_result
from .exact import Array, BadInput
from .levels import Scale
from .score import Parsed
from .settings import Settings
from .subjects import subject_name
from .view import View
from .view import show as shown
from .why import Why

BLOCK = 16_384
"""Pupils computed at a time: the working arrays of a block stay in the processor's cache."""


@dataclass(frozen=True)
class Slot:
    """One cell a book has per pupil and term.

    `code` is the book's name ("tx1", "gk", "muc_ck"), `array` and `index` where its values go in
    the given arrays of the term ("tx", 0); `unit` is "tenths" or the scale of its levels.
    """

    code: str
    label: str
    kind: str
    array: str
    index: int | None
    unit: str | Scale
    whole: bool = False
    """Only whole marks (no decimals)."""
    asked: bool = True
    """Expected of every pupil; a cell that is not asked for is never missing."""


class Computed(Mapping[str, Array]):
    """Derived columns by name; remembers which rules made them."""

    def __init__(self, regime: Regime, columns: dict[str, Array]) -> None:
        self.code, self.version = regime.code, regime.version
        self._columns = columns

    def __getitem__(self, name: str) -> Array:
        return self._columns[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)


class Regime:
    """Base of the circulars; a circular's package subclasses it.

    `package` holds its law.toml, `rulebook` its columns, `params` its thresholds (a frozen
    dataclass).
    """

    package: ClassVar[str]
    rulebook: ClassVar[Rulebook]

    def __init__(self, params: Any, settings: Mapping[str, Any] | None = None) -> None:
        self.params = params
        self.settings = Settings(settings)

    @property
    def law(self) -> Law:
        return load_law(self.package)

    @property
    def code(self) -> str:
        """Short code: "TT22"."""
        return self.law.code

    @property
    def version(self) -> str:
        """What a frozen result stores beside the code."""
        return self.law.version

    @property
    def title(self) -> str:
        return self.law.title

    @property
    def stamp(self) -> str:
        """Code and number of the edition, short and stable: what a stored result is marked with."""
        return f"{self.code}-{self.version.rpartition('-')[2]}"

    def decided_by(self, column: str) -> str:
        """The input that holds the head's decision on a column; "" where people decide nothing."""
        found = self.rulebook.columns.get(column)
        depends = found.depends if found else ()
        return next((n for n in depends if "_decided" in n and n in self.rulebook.inputs), "")

    def unit(self, name: str) -> str | Scale:
        """What an array of this name holds, as `column.Unit` lists."""
        return self.rulebook.spec(name).unit

    def words(self, name: str, value: int) -> str:
        """A value of a column in Vietnamese: "8,4", "Khá", "Được lên lớp", "chưa đủ dữ liệu"."""
        return shown(self.rulebook.spec(name).unit, value)

    def tx_count(self, periods_per_year: int, topics: bool = False) -> int:
        """Regular marks (ĐĐGtx) per term of a scored subject; `topics`: with a cụm chuyên đề."""
        raise NotImplementedError

    def subject_kind(self, subject_code: str) -> str:
        """How a subject is assessed: "score", "comment" (TT 22) or "level" (TT 27)."""
        raise NotImplementedError

    def unfit(self, subject_code: str, how: str) -> str:
        """Why this circular does not assess a subject by "score", by "comment" alone or by "test"
        (a periodic one), with the clause; "" where it does, or where it says nothing of it."""
        return ""

    def slots(
        self,
        grade: int,
        subject_code: str,
        subject_kind: str,
        periods: int,
        topics: bool = False,
    ) -> dict[str, tuple[Slot, ...]]:
        """The cells a book has, by term "1" and "2"."""
        raise NotImplementedError

    def trait_slots(self, grade: int) -> dict[str, tuple[Slot, ...]]:
        """Cells beside the subjects that the homeroom teacher fills, by kind; {} when none."""
        return {}

    def parse_score(self, text: str, typed: bool = False) -> Parsed:
        """Read a mark: tenths, or a named refusal with a suggestion."""
        raise NotImplementedError

    def fixed_names(self, widths: Mapping[str, int]) -> dict[str, Sequence[tuple[str, str]]]:
        """Codes and words of the axes that the circular itself names, by their width here."""
        return {}

    def implied(self, given: Mapping[str, Array]) -> dict[str, Array]:
        """Inputs that follow from the subject codes in `given`; what is given wins over them."""
        return {}

    def takes(self, name: str) -> bool:
        """Whether this circular knows an input of that name: what it does not know is refused."""
        return name in self.rulebook.inputs or name in self.rulebook.shared

    def validate(self, arrays: Mapping[str, Array]) -> None:
        """Checks between arrays that only this circular knows; raises BadInput."""

    def compute(self, given: Mapping[str, Array]) -> Computed:
        """Every column that follows from `given`; a derived column may itself be given.

        Raises BadInput for an unknown name, a wrong shape, a float array, a value out of range.
        """
        arrays, pupils = self.arrays(given)
        have = frozenset(arrays)
        special = {"params": self.params, "settings": self.settings}
        full = {**_defaults(self.rulebook), **arrays}
        if pupils <= BLOCK:
            return Computed(self, self.rulebook.evaluate(full, have, special))
        out: dict[str, Array] = {}
        for start in range(0, pupils, BLOCK):
            block = {
                name: array[start : start + BLOCK] if array.shape[0] == pupils else array
                for name, array in full.items()
            }
            for name, part in self.rulebook.evaluate(block, have, special).items():
                if name not in out:
                    out[name] = np.empty((pupils, *part.shape[1:]), dtype=part.dtype)
                out[name][start : start + BLOCK] = part
        return Computed(self, out)

    def view(self, name: str, given: Mapping[str, Array], row: int, subject: int | None) -> View:
        """One pupil of `given`, looking at a column; BadInput when it cannot be derived."""
        arrays, pupils = self.arrays(given)
        if not 0 <= row < pupils:
            raise BadInput(name, "không có học sinh này", (row,), "OUT_OF_RANGE")
        one = {
            key: array[row : row + 1] if array.shape[0] == pupils else array
            for key, array in arrays.items()
        }
        known, widths = self._spread({**_defaults(self.rulebook), **one, **self.compute(one)})
        spec = self.rulebook.spec(name)
        if name not in known:
            raise BadInput(name, "chưa có đủ dữ liệu đầu vào để suy ra cột này")
        if not known[name].size:
            raise BadInput(name, "không có môn học nào", code="WRONG_SHAPE")
        if (len(spec.axes) > 1) != (subject is not None):
            raise BadInput(name, "cần chỉ rõ môn học" if subject is None else "không theo môn")
        if subject is not None and not 0 <= subject < known[name].shape[1]:
            raise BadInput(name, "không có môn học này", (row, subject), "OUT_OF_RANGE")
        return View(
            self.rulebook,
            self.law,
            self.params,
            self.settings,
            known,
            self._names(given, widths),
            frozenset(arrays),
            name,
            subject,
            given[DECREES][row] if DECREES in given else {},
        )

    def explain(
        self,
        name: str,
        given: Mapping[str, Array],
        row: int,
        subject: int | None = None,
        depth: int = 4,
    ) -> Why:
        """Why pupil `row` has this value; `subject` is the index on the column's second axis.

        `depth` limits the tree (1: the sentence alone).
        """
        return self.view(name, given, row, subject).why(depth - 1)

    def missing(
        self, name: str, given: Mapping[str, Array], row: int, subject: int | None = None
    ) -> list[str]:
        """What a pupil lacks for this column: slots ("tx2", "gk"), subject codes, or columns."""
        return self.view(name, given, row, subject).missing()

    def arrays(self, given: Mapping[str, Array]) -> tuple[dict[str, Array], int]:
        """Checked arrays with the pupil axis first, and the number of pupils."""
        given = {key: values for key, values in given.items() if key != DECREES}
        for key in LABELS:
            if key in given and as_array(key, given[key]).ndim != 1:
                raise BadInput(key, "cần một danh sách mã hoặc tên môn học", code="WRONG_SHAPE")
        given = {**self.implied(given), **given}
        arrays = {
            name: _checked(self.rulebook.spec(name), as_array(name, values))
            for key, values in given.items()
            if key not in LABELS
            for name in self.rulebook.shared.get(key, (key,))
        }
        sizes: dict[str, int] = {}
        measured = []
        for name, array in arrays.items():
            spec = self.rulebook.spec(name)
            for axis, size in zip(spec.axes, array.shape, strict=True):
                if size != 1 or not _spreads(spec):
                    sizes[axis] = max(sizes.get(axis, 0), size)
                    measured.append((name, axis, size))
        for name, axis, size in measured:
            if size != sizes[axis]:
                raise BadInput(
                    name, f"có {size} thay vì {sizes[axis]} ở trục {axis}", code="WRONG_SHAPE"
                )
        self.validate(arrays)
        return arrays, sizes.get("P", 1)

    def _spread(self, known: dict[str, Array]) -> tuple[dict[str, Array], dict[str, int]]:
        """Every array at the full width of its axes, and those widths."""
        widths: dict[str, int] = {}
        for name, array in known.items():
            if name not in self.rulebook.defaults or array.size > 1:
                for axis, size in zip(self.rulebook.spec(name).axes, array.shape, strict=True):
                    widths[axis] = max(widths.get(axis, 0), size)
        full = {}
        for name, array in known.items():
            axes = self.rulebook.spec(name).axes
            full[name] = np.broadcast_to(array, [widths.get(a, 0) for a in axes])
        return full, widths

    def _names(
        self, given: Mapping[str, Array], widths: Mapping[str, int]
    ) -> dict[str, Sequence[tuple[str, str]]]:
        names = {"S": (), "C": (), **self.fixed_names(widths)}
        for axis, key in (("S", "subjects"), ("C", "comment_subjects")):
            width = widths.get(axis, 0)
            codes = [
                str(c) for c in given.get(key, np.array([f"mon{i + 1}" for i in range(width)]))
            ]
            words = [str(w) for w in given.get(f"{key[:-1]}_names", map(subject_name, codes))]
            if len(codes) < width or len(words) != len(codes):
                raise BadInput(key, "số tên môn học không khớp số cột môn học", code="WRONG_SHAPE")
            names[axis] = list(zip(codes, words, strict=True))
        return names


LABELS = ("subjects", "subject_names", "comment_subjects", "comment_subject_names")
"""Optional label arrays in `given`: codes and Vietnamese names of the subject axes."""
DECREES = "decrees"
"""Optional in `given`, for explanations only: per pupil, column ("learning_year") or column and
subject ("average_year.TOAN") to the words of the head's decision on it."""


def as_array(name: str, values: Any) -> Array:
    """Values as a numpy array; BadInput when their rows differ in length or are no numbers."""
    try:
        return np.asarray(values)
    except (ValueError, TypeError, OverflowError) as error:
        raise BadInput(name, "các hàng dài ngắn khác nhau", code="WRONG_SHAPE") from error


def _spreads(spec: Given | Column) -> bool:
    """Whether one value may stand for all pupils or subjects (masks, counts, the grade)."""
    return isinstance(spec, Given) and (spec.quiet or spec.default is not None)


def _defaults(book: Rulebook) -> dict[str, Array]:
    """Optional inputs as arrays of one cell, broadcast against the others; made once."""
    if not book.defaults:
        for name, spec in book.inputs.items():
            if spec.default is not None:
                cell = np.full((1,) * len(spec.axes), spec.default, dtype=_dtype(spec))
                cell.flags.writeable = False
                book.defaults[name] = cell
    return book.defaults


def _dtype(spec: Given | Column) -> type[np.generic]:
    if spec.unit == "flag":
        return np.bool_
    return np.int8 if isinstance(spec.unit, Scale) else np.int16


def _checked(spec: Given | Column, array: Array) -> Array:
    """The array in its own integer type and full number of axes."""
    name = spec.name
    if array.dtype.kind not in "biu":
        raise BadInput(
            name, "phải là số nguyên (phần mười của điểm hoặc mã mức)", code="WRONG_TYPE"
        )
    if array.ndim == len(spec.axes) - 1 and (array.ndim == 0 or isinstance(spec, Given)):
        array = array[None]
    if array.ndim != len(spec.axes):
        raise BadInput(
            name, f"có {array.ndim} chiều, cần {len(spec.axes)} ({spec.axes})", code="WRONG_SHAPE"
        )
    if array.size and array.dtype.kind != "b":
        low, high = lowest_result(spec), _highest(spec)
        if array.min() < low or array.max() > high:
            _point_at(spec, array, (array < low) | (array > high), "giá trị nằm ngoài phạm vi")
        step = spec.step if isinstance(spec, Given) else 1
        if step > 1:
            values = np.arange(low, high + 1)
            wrong = ((values >= 0) & (values % step != 0))[array - low]
            if wrong.any():
                _point_at(spec, array, wrong, "phải là điểm nguyên")
    return array.astype(_dtype(spec), copy=False)


def _highest(spec: Given | Column) -> int:
    if isinstance(spec, Given):
        return spec.high
    if isinstance(spec.unit, Scale):
        return len(spec.unit.codes) - 1
    return {"tenths": 100, "flag": 1}.get(spec.unit, 2**15 - 1)


def _point_at(spec: Given | Column, array: Array, wrong: Array, message: str) -> None:
    place = tuple(int(i) for i in np.argwhere(wrong)[0])
    raise BadInput(spec.name, f"{message} ({int(array[place])})", place, "OUT_OF_RANGE")
