"""Plain statements without the layers of a Django cursor, which cost more than a small statement.

Same connection, same transaction, same errors. Where somebody listens to statements (tests that
count them, a debugger) they go through the cursor as usual.
"""

import functools
from collections.abc import Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

Row = tuple[Any, ...]


def rows(sql: str, params: Sequence[Any] = ()) -> list[Row]:
    """The rows of a statement with `%s` places."""
    found: list[Row] = _execute(sql, params).fetchall()
    return found


def run(sql: str, params: Sequence[Any] = ()) -> None:
    """Execute a statement with `%s` places."""
    _execute(sql, params)


def _execute(sql: str, params: Sequence[Any]) -> Any:
    wrapper = connections[DEFAULT_DB_ALIAS]
    if wrapper.queries_logged or wrapper.execute_wrappers:
        cursor = wrapper.cursor()
        cursor.execute(sql, params)
        return cursor
    if wrapper.needs_rollback:
        wrapper.validate_no_broken_transaction()
    if wrapper.connection is None:
        wrapper.ensure_connection()
    with wrapper.wrap_database_errors:
        native = _question_marks(sql) if wrapper.vendor == "sqlite" else sql
        return wrapper.connection.execute(native, params)


@functools.lru_cache(1024)
def _question_marks(sql: str) -> str:
    return sql.replace("%s", "?")
