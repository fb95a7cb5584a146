"""Sessions that come with their account: one query tells who is there.

A page asks who is logged in before it asks anything else, so this is a plain statement: the
session, the account, the person with the duties of today, the school and the latest year the
school has opened.
"""

import datetime
import functools
from contextvars import ContextVar
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.core import signing
from django.db import connection, models
from django.utils import timezone

from hocba.kernel import clock, quickjson, sql
from hocba.kernel.prepared import instance
from hocba.org.models import Place
from hocba.people.models import Person, User
from hocba.people.queries import duties_beside, duties_in
from hocba.web.models import Session
from hocba.year.models import SchoolYear

BESIDE = 3
"""How many columns stand before those of the account."""
# The account that came with the session read last; taken once, by the back end of the log-in.
_arrived: ContextVar[User | None] = ContextVar("hocba_account", default=None)


def take(user_id: object) -> User | None:
    """The account that has just come with its session, if it is this one."""
    user = _arrived.get()
    _arrived.set(None)
    return user if user is not None and str(user.pk) == str(user_id) else None


class SessionStore(DatabaseStore):
    """Database sessions with the account's key beside the data."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        row: Session = super().create_model_instance(data)  # type: ignore[assignment]
        row.account_id = data.get(SESSION_KEY)
        return row

    def load(self) -> dict[str, Any]:
        now, today = timezone.now(), clock.today()
        day = sql.here().ops.adapt_datefield_value(today)
        moment = sql.here().ops.adapt_datetimefield_value(now)
        params = [day, day, self.session_key, moment]
        rows = sql.rows(_statement(sql.vendor()), params)
        _arrived.set(None)
        if not rows:
            self._session_key = None
            return {}
        row = rows[0]
        if row[BESIDE] is not None:
            _arrived.set(_account(row, today))
        found: dict[str, Any] = self.decode(row[0])
        return found

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        try:
            found: dict[str, Any] = quickjson.loads(_opened(str(session_data), self.key_salt))
        except (signing.BadSignature, ValueError):
            found = super().decode(session_data)  # says in the log what was wrong
        return found


class _AsItIs:
    """A serializer that leaves the reading to its caller."""

    def dumps(self, obj: bytes) -> bytes:
        return obj

    def loads(self, data: bytes) -> bytes:
        return data


@functools.lru_cache(4096)
def _opened(session_data: str, salt: str) -> bytes:
    """What signed session data hold. The same text holds the same as long as a process has its key,
    and most requests bring the text of the request before."""
    held: bytes = signing.TimestampSigner(salt=salt).unsign_object(session_data, _AsItIs)
    return held


def _fields(model: type[models.Model]) -> list[Any]:
    return list(model._meta.concrete_fields)


@functools.cache
def _statement(vendor: str) -> str:
    quote = connection.ops.quote_name
    columns = [
        f"{alias}.{quote(field.column)}"
        for alias, model in (("u", User), ("p", Person), ("s", Place))
        for field in _fields(model)
    ]
    tables = {m: quote(m._meta.db_table) for m in (Session, User, Person, Place, SchoolYear)}
    return (
        "SELECT x.session_data,"
        f" (SELECT MAX(y.year) FROM {tables[SchoolYear]} y WHERE y.school_id = u.school_id),"
        f" {duties_beside(vendor, 'u.person_id')},"
        f" {', '.join(columns)} FROM {tables[Session]} x"
        f" LEFT JOIN {tables[User]} u ON u.id = x.account_id"
        f" LEFT JOIN {tables[Person]} p ON p.id = u.person_id"
        f" LEFT JOIN {tables[Place]} s ON s.id = u.school_id"
        " WHERE x.session_key = %s AND x.expire_date > %s"
    )


@functools.cache
def _converters(vendor: str) -> list[tuple[int, list[Any], Any]]:
    """(index in the row, converters, expression) of columns the database returns in its own way."""
    found = []
    fields = [f for m in (User, Person, Place) for f in _fields(m)]
    for index, field in enumerate(fields, start=BESIDE):
        column = field.cached_col
        steps = connection.ops.get_db_converters(column) + field.get_db_converters(connection)
        if steps:
            found.append((index, steps, column))
    return found


def _account(given: tuple[Any, ...], today: datetime.date) -> User:
    row, wrapper = list(given), sql.here()
    for index, steps, column in _converters(sql.vendor()):
        for step in steps:
            row[index] = step(row[index], column, wrapper)
    rest = row[BESIDE:]
    parts: list[Any] = []
    for model in (User, Person, Place):
        names = [f.attname for f in _fields(model)]
        values, rest = rest[: len(names)], rest[len(names) :]
        parts.append(None if values[0] is None else instance(model, names, values))
    user: User = parts[0]
    user._state.fields_cache.update(person=parts[1], school=parts[2])
    user.latest_year, user.duties_on = row[1], (today, duties_in(row[2]))
    return user
