"""Finding the heading of a table by its words, wherever it stands."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from hocba.kernel.names import search_key
from hocba.kernel.sheets.cells import Cell, Sheet, SkippedColumn, cell_text, column_letter


@dataclass(frozen=True)
class Header:
    """Where the columns of a table are: `columns[key]` 0-based, `first` the first row of data."""

    columns: Mapping[str, int]
    first: int
    labels: Mapping[int, str]

    def skipped(self, sheet: Sheet, reasons: Mapping[str, str]) -> list[SkippedColumn]:
        """Columns with a heading that no key uses; `reasons` by normalised heading."""
        used = set(self.columns.values())
        return [
            SkippedColumn(
                sheet.name,
                column_letter(column),
                label,
                reasons.get(heading_key(label), "Chương trình không dùng cột này."),
            )
            for column, label in sorted(self.labels.items())
            if column not in used
        ]


@lru_cache(maxsize=8192)
def heading_key(text: str) -> str:
    """A heading as it is compared: no accents, capitals, brackets, stars or signs.

    >>> heading_key("Họ và tên (*)"), heading_key("ĐĐGtx 1")
    ('ho va ten', 'ddgtx 1')
    """
    return search_key(re.sub(r"\([^)]*\)", " ", text)) or search_key(text)


@lru_cache(maxsize=8192)
def _whole_key(text: str) -> str:
    """A heading with what stands in its brackets."""
    return search_key(text)


def find_header(
    sheet: Sheet,
    wanted: Mapping[str, Sequence[str]],
    required: Iterable[str],
    groups: bool = True,
) -> Header | None:
    """Find the heading of a table by its words, in any order of columns, over one to three rows.

    `wanted` maps a key to its headings; a heading may be the lowest label of a column or the labels
    above it joined from top to bottom (merged cells reach to the right). Returns the place with the
    most keys (then the fewest rows, then the highest), None if no place has all required keys.
    """
    keys = {
        form(alias): key
        for form in (heading_key, _whole_key)
        for key, aliases in wanted.items()
        for alias in aliases
    }
    need = set(required)
    best: Header | None = None
    rank = (0, 0, 0)
    for top in range(min(len(sheet.rows), 30)):
        if best is not None and top > 2 - rank[2]:
            break
        for depth in (1, 2, 3):
            if top + depth > len(sheet.rows):
                break
            found, labels = _match_headings(sheet.rows[top : top + depth], keys, groups)
            if need <= found.keys() and (len(found), -depth, -top) > rank:
                best, rank = Header(found, top + depth, labels), (len(found), -depth, -top)
    if best is not None and _is_numbering(sheet, best):
        best = Header(best.columns, best.first + 1, best.labels)
    return best


def _match_headings(
    rows: list[list[Cell]], keys: Mapping[str, str], groups: bool
) -> tuple[dict[str, int], dict[int, str]]:
    found: dict[str, int] = {}
    labels: dict[int, str] = {}
    carried = ["" for _ in rows]
    for column in range(len(rows[0])):
        stack: list[str] = []
        for level, row in enumerate(rows):
            own = cell_text(row[column])[:120]
            if own:
                carried[level:] = [own] + ["" for _ in rows[level + 1 :]]
            if own or (carried[level] and any(cell_text(low[column]) for low in rows[level + 1 :])):
                stack.append(carried[level])
        if not stack:
            continue
        labels[column] = stack[-1] if len(stack) == 1 else " – ".join(stack)
        more = [stack[0]] if groups else []
        for words in (" ".join(stack), " ".join(stack[-2:]), stack[-1], *more):
            key = keys.get(_whole_key(words)) or keys.get(heading_key(words))
            if key is not None and key not in found:
                found[key] = column
                break
    return found, labels


def _is_numbering(sheet: Sheet, header: Header) -> bool:
    """Whether the first row under the heading only numbers the columns: (1) (2) (3) …"""
    texts = [
        cell_text(sheet.cell(header.first, column)).strip("()")
        for column in header.columns.values()
    ]
    filled = [int(text) for text in texts if text.isdecimal()]
    return (
        len(filled) > 2
        and len(filled) == len([t for t in texts if t])
        and filled == sorted(set(filled))
    )
