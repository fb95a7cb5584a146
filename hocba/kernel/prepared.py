"""Queries compiled once: building an ORM query costs many times the CPU of running it."""

import functools
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, models
from django.db.models.base import ModelState
from django.db.models.query import get_related_populators

from hocba.kernel import sql
from hocba.kernel.record import require_writing

M = TypeVar("M", bound=models.Model)
# Stand-ins for the arguments while compiling: small integers nobody uses, one for each place.
MARKS = tuple(range(-31001, -31009, -1))


class Prepared(Generic[M]):
    """A query set of whole rows as a function of integer arguments (ids, years, terms).

    `build` is called once per database vendor with stand-ins, so it must not look at their values;
    `select_related` and `select_for_update` work as usual.
    """

    def __init__(self, count: int, build: Callable[..., models.QuerySet[M]]) -> None:
        self._count, self._build = count, build
        self._compiled: dict[str, _Compiled] = {}

    def __call__(self, *args: int) -> list[M]:
        """The rows for these arguments. One statement."""
        if len(args) != self._count:
            raise TypeError(f"{self._count} arguments wanted, {len(args)} given")
        found = self._compiled.get(sql.vendor())
        if found is None:
            found = _Compiled(self._build(*MARKS[: self._count]))
            self._compiled[sql.vendor()] = found
        return found.run(args)

    def first(self, *args: int) -> M | None:
        """The first row, or None."""
        rows = self(*args)
        return rows[0] if rows else None


def instance(model: type[M], names: list[str], values: Sequence[Any]) -> M:
    """A stored row as a model, its attributes in order; what `from_db` gives, without its signals
    and a third of its time."""
    made = model.__new__(model)
    state = ModelState()
    state.adding, state.db = False, DEFAULT_DB_ALIAS
    made.__dict__.update(zip(names, values, strict=True), _state=state)
    return made


class _Quick:
    """Stands where Django's populators of relations expect a model class."""

    def __init__(self, model: type[models.Model]) -> None:
        self.model = model

    def from_db(self, db: str, names: list[str], values: Sequence[Any]) -> models.Model:
        return instance(self.model, names, values)


def _quicken(populators: list[Any]) -> list[Any]:
    for one in populators:
        one.model_cls = _Quick(one.model_cls)
        _quicken(one.related_populators)
    return populators


class _Compiled:
    """SQL, places of the arguments, and how a row becomes a model with its relations."""

    def __init__(self, rows: models.QuerySet[Any]) -> None:
        compiler: Any = rows.query.get_compiler(connection=connection)
        self.sql, params = compiler.as_sql()
        self.places = [MARKS.index(p) if p in MARKS else None for p in params]
        self.fixed = params
        self.compiler = compiler
        info = compiler.klass_info
        start, end = info["select_fields"][0], info["select_fields"][-1] + 1
        self.slice = slice(start, end)
        self.model = info["model"]
        self.names = [f[0].target.attname for f in compiler.select[self.slice]]
        populators: Any = get_related_populators
        self.related = _quicken(populators(info, compiler.select, connection.alias))
        self.converters = compiler.get_converters([one[0] for one in compiler.select])

    def run(self, args: tuple[int, ...]) -> list[Any]:
        params = [
            fixed if place is None else args[place]
            for fixed, place in zip(self.fixed, self.places, strict=True)
        ]
        rows: Any = sql.rows(self.sql, params)
        if self.converters:
            rows = self.compiler.apply_converters(rows, self.converters)
        found = []
        for row in rows:
            made = instance(self.model, self.names, row[self.slice])
            for populator in self.related:
                populator.populate(row, made)
            found.append(made)
        return found


@functools.cache
def _by_key(model: type[models.Model], related: tuple[str, ...], lock: bool) -> Prepared[Any]:
    def build(key: int) -> models.QuerySet[Any]:
        rows = model._default_manager.filter(pk=key)
        if related:
            rows = rows.select_related(*related)
        return rows.select_for_update(of=("self",)) if lock else rows

    return Prepared(1, build)


def by_key(
    model: type[models.Model], key: Any, related: tuple[str, ...] = (), lock: bool = False
) -> Any:
    """The row with a key and its relations, or None; `lock` keeps it for the transaction."""
    lock = lock and connection.features.has_select_for_update
    if isinstance(key, int) and isinstance(model._meta.pk, models.AutoField | models.BigAutoField):
        return _by_key(model, related, lock).first(key)
    rows = model._default_manager.filter(pk=key)
    if related:
        rows = rows.select_related(*related)
    return (rows.select_for_update(of=("self",)) if lock else rows).first()


class Encoded(str):
    """JSON as text already, for a JSON field of an `Insertion`."""


class Insertion:
    """The INSERT of one row of a model as a function of its stored attributes; gives the key.

    Compiled once per database vendor. Inside a command only, as `save` would be.
    """

    def __init__(self, model: type[models.Model]) -> None:
        self._model = model
        self._statements: dict[str, str] = {}
        fields = model._meta.local_concrete_fields
        self._fields = [
            f for f in fields if not isinstance(f, models.AutoField | models.BigAutoField)
        ]

    def __call__(self, **values: Any) -> Any:
        """Insert a row; every attribute but an automatic key is to be given."""
        require_writing(self._model)
        statement = self._statements.get(sql.vendor()) or self._compile()
        wrapper, row = sql.here(), []
        for f in self._fields:
            value = values.pop(f.attname)
            stored = value is None or isinstance(value, Encoded)
            row.append(value if stored else f.get_db_prep_save(value, wrapper))
        if values:
            raise TypeError(f"{self._model.__name__} has no {', '.join(values)}")
        return sql.rows(statement, row)[0][0]

    def _compile(self) -> str:
        quote, meta = connection.ops.quote_name, self._model._meta
        columns = ", ".join(quote(str(f.column)) for f in self._fields)
        statement = (
            f"INSERT INTO {quote(meta.db_table)} ({columns})"
            f" VALUES ({', '.join(['%s'] * len(self._fields))}) RETURNING {quote(str(meta.pk.column))}"
        )
        self._statements[sql.vendor()] = statement
        return statement
