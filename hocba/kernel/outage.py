"""What the machine lacks when something breaks that is no bug: room, a database, a right.

Judged by the error and its causes, whoever raised it: a file, SQLite, PostgreSQL.
"""

import enum
import errno
import logging
import sqlite3
import time
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


WORDS = {
    Outage.FULL: "the disk is full or read-only",
    Outage.DENIED: "no right to read or write",
    Outage.EMPTY: "the database is not set up",
    Outage.AWAY: "the database is busy or away",
}
"""The same for the log."""


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


class Lasting:
    """An outage that a process waits out: one line in the log when it begins, one when it is over,
    and waits that double from `first` to `most` seconds. What is a bug is logged each time."""

    def __init__(self, log: logging.Logger, what: str, first: float, most: float = 60.0) -> None:
        self.log, self.what = log, what
        self.first, self.most = first, most
        self.kind: Outage | None = None
        self.since = 0.0
        self.wait = first

    def met(self, error: BaseException) -> float:
        """Take note of an error; returns how many seconds to wait before the next try."""
        kind = outage(error)
        if kind is None:
            self.log.error("%s: a bug, trying again", self.what, exc_info=error)
        elif kind is not self.kind:
            self.log.error("%s: %s (%s); goes on by itself", self.what, WORDS[kind], error)
        self.wait = min(2 * self.wait, self.most) if self.since else self.first
        self.since = self.since or time.monotonic()
        self.kind = kind
        return self.wait

    def over(self) -> None:
        """A try went well."""
        if self.since:
            self.log.warning("%s: goes on after %d s", self.what, time.monotonic() - self.since)
            self.kind, self.since = None, 0.0
