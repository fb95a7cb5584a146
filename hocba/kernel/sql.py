"""Plain statements without the layers of a Django cursor, which cost more than a small statement.

Same connection, same transaction, same errors. Where somebody listens to statements (tests that
count them, a debugger) they go through the cursor as usual. PostgreSQL keeps them prepared: to
parse and plan one costs it more than to run it.
"""

import functools
import threading
from collections.abc import Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

Row = tuple[Any, ...]
_thread = threading.local()


def here() -> Any:
    """This thread's connection. Django's way to it costs more than a small statement."""
    try:
        return _thread.wrapper
    except AttributeError:
        _thread.wrapper = connections[DEFAULT_DB_ALIAS]
        return _thread.wrapper


def moved() -> None:
    """This thread's connection is another one from now on: look for it again."""
    _thread.__dict__.clear()


@functools.cache
def vendor() -> str:
    """`sqlite` or `postgresql`: one process has one of them."""
    return connections[DEFAULT_DB_ALIAS].vendor


def rows(sql: str, params: Sequence[Any] = ()) -> list[Row]:
    """The rows of a statement with `%s` places."""
    found: list[Row] = _execute(sql, params).fetchall()
    return found


def run(sql: str, params: Sequence[Any] = ()) -> None:
    """Execute a statement with `%s` places."""
    _execute(sql, params)


def _execute(sql: str, params: Sequence[Any]) -> Any:
    wrapper = here()
    if wrapper.force_debug_cursor or wrapper.execute_wrappers:
        cursor = wrapper.cursor()
        cursor.execute(sql, params)
        return cursor
    if wrapper.needs_rollback:
        wrapper.validate_no_broken_transaction()
    if wrapper.connection is None:
        wrapper.ensure_connection()
    try:
        if vendor() == "sqlite":
            return wrapper.connection.execute(_question_marks(sql), params)
        return _cursor()(wrapper.connection).execute(sql, params, prepare=True)
    except wrapper.Database.Error:
        with wrapper.wrap_database_errors:
            raise


@functools.cache
def _cursor() -> Any:
    """The cursor that binds parameters in the server; Django's own writes them into the text."""
    from psycopg import Cursor

    return Cursor


@functools.lru_cache(1024)
def _question_marks(sql: str) -> str:
    return sql.replace("%s", "?")
