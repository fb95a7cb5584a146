"""Many pupils in one parameter: a statement with a place for every value costs more to prepare
than to run, so ids and values go in as one JSON text that the database unfolds."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from hocba.kernel import sql
from hocba.kernel.quickjson import dumps, loads

CASTS = {"number": "smallint", "code": "text", "body": "text"}


def _sqlite() -> bool:
    return sql.vendor() == "sqlite"


def ids(values: Iterable[int]) -> str:
    """The parameter of `among`."""
    listed = dumps(list(values))
    return listed if _sqlite() else f"{{{listed[1:-1]}}}"


def among(column: str) -> str:
    """The condition that a column is one of the ids of a parameter made by `ids`."""
    if _sqlite():
        return f"{column} IN (SELECT value FROM json_each(%s))"
    return f"{column} = ANY(%s::bigint[])"


def rows(columns: Sequence[str], statement: str, params: Sequence[Any]) -> Iterable[sql.Row]:
    """The rows of `SELECT {columns} {statement}` where they are many and small.

    SQLite's driver takes longer to hand out a row than SQLite to find it, so there each column comes
    as one JSON list; numbers and text come through that as they are.
    """
    if not _sqlite():
        return sql.rows(f"SELECT {', '.join(columns)} {statement}", params)
    listed = ", ".join(f"json_group_array({c})" for c in columns)
    [lists] = sql.rows(f"SELECT {listed} {statement}", params)
    return zip(*map(loads, lists), strict=True)


def each(values: Mapping[int, Any]) -> str:
    """The parameter of `unfold`: a value, or a list of them, for each pupil."""
    return dumps(values)


def unfold() -> str:
    """The FROM item `j`, one row a pupil, of a parameter made by `each`."""
    if _sqlite():
        return "json_each(%s) j"
    return "jsonb_each(%s::jsonb) j"


def differs(column: str) -> str:
    """The condition, in an upsert, that a column (`table.column`) would change."""
    what = "IS NOT" if _sqlite() else "IS DISTINCT FROM"
    return f"{column} {what} excluded.{column.partition('.')[2]}"


def pupil() -> str:
    """The pupil of a row of `unfold`."""
    return "CAST(j.key AS bigint)"


def value(field: str, place: int | None = None) -> str:
    """The value of a row of `unfold`, or the one at a place of its list, as a stored field."""
    if _sqlite():
        return "j.atom" if place is None else f"json_extract(j.value, '$[{place}]')"
    text = "j.value #>> '{}'" if place is None else f"j.value ->> {place}"
    return f"({text})::{CASTS[field]}"
