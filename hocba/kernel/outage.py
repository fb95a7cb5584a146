"""What the machine lacks when something breaks that is no bug: room, a database, a right.

Judged by the error and its causes, whoever raised it: a file, SQLite, PostgreSQL.
"""

import enum
import errno
import sqlite3
from collections.abc import Iterator

from django.db import DatabaseError, OperationalError

_NOT_SET_UP = ("no such table", "no such column", "has no column", "unable to open database")
"""What SQLite says of a database that lacks what this version has."""


class Outage(enum.Enum):
    """The kinds, each with a sentence for the person at the command line."""

    FULL = "Máy chủ không ghi được (ổ đĩa đầy hoặc bị khóa). Hãy giải phóng chỗ rồi làm lại."
    DENIED = "Không có quyền đọc hoặc ghi ở đây. Hãy xem lại HOCBA_HOME và người chạy lệnh."
    EMPTY = "Cơ sở dữ liệu chưa được lập, hoặc còn theo bản cũ. Hãy chạy «hocba setup» trước."
    AWAY = "Cơ sở dữ liệu đang bận hoặc chưa nối được. Hãy xem lại HOCBA_DB rồi làm lại."


def outage(error: BaseException | None) -> Outage | None:
    """What is lacking behind an error, None for a bug."""
    return next(filter(None, map(_kind, _causes(error))), None)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__


def _kind(error: BaseException) -> Outage | None:
    if isinstance(error, OSError):
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EROFS):
            return Outage.FULL
        return Outage.DENIED if isinstance(error, PermissionError) else None
    if not isinstance(error, DatabaseError | sqlite3.Error):
        return None
    said, state = str(error), getattr(error.__cause__, "sqlstate", None)
    if state == "53100" or "disk is full" in said or "readonly database" in said:
        return Outage.FULL
    if state in ("42P01", "42703") or any(words in said for words in _NOT_SET_UP):
        return Outage.EMPTY
    away = isinstance(error, OperationalError | sqlite3.OperationalError)
    return Outage.AWAY if away else None
