"""Plain statements without the layers of a Django cursor, which cost more than a small statement.

Same connection, same transaction, same errors. Where somebody listens to statements (tests that
count them, a debugger) they go through the cursor as usual. PostgreSQL keeps them prepared: to
parse and plan one costs it more than to run it.
"""

import functools
from collections.abc import Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

Row = tuple[Any, ...]


@functools.cache
def vendor() -> str:
    """`sqlite` or `postgresql`: one process has one of them, and Django's proxy that knows it
    costs as much as a small statement."""
    return connections[DEFAULT_DB_ALIAS].vendor


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
        if vendor() == "sqlite":
            return wrapper.connection.execute(_question_marks(sql), params)
        return _cursor()(wrapper.connection).execute(sql, params, prepare=True)


@functools.cache
def _cursor() -> Any:
    """The cursor that binds parameters in the server; Django's own writes them into the text."""
    from psycopg import Cursor

    return Cursor


@functools.lru_cache(1024)
def _question_marks(sql: str) -> str:
    return sql.replace("%s", "?")
