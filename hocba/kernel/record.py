"""The base of every stored thing: written only inside a command."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, ClassVar, TypeVar

from django.db import models

M = TypeVar("M", bound=models.Model)
Touched = dict[type[models.Model], dict[Any, bool]]
"""Keys of the kept rows that a command has written, by model, and whether it made them."""
_writing: ContextVar[Touched | None] = ContextVar("hocba_writing", default=None)


class OutsideCommand(RuntimeError):
    """A write was tried outside a command: a bug, never a user's fault."""


@contextmanager
def writing() -> Iterator[Touched]:
    """Open the gate for writes. Used by `kernel.command` and by nothing else."""
    touched: Touched = {}
    token = _writing.set(touched)
    try:
        yield touched
    finally:
        _writing.reset(token)


def require_writing(what: object) -> None:
    """Raise `OutsideCommand` unless a command is running."""
    if _writing.get() is None:
        raise OutsideCommand(f"{what} may be written by a command only")


def _touch(model: Any, keys: Iterable[Any], *, made: bool = False) -> None:
    """Remember rows whose state the event of this command has to tell (`kernel.kept`)."""
    touched = _writing.get()
    assert touched is not None
    known = touched.setdefault(model, {})
    for key in keys:
        known[key] = made or known.get(key, False)


class RecordQuerySet(models.QuerySet[M]):
    """A query set whose writes ask for the gate as well."""

    def update(self, **values: Any) -> int:
        require_writing(self.model)
        self._touch_all()
        return super().update(**values)

    def delete(self) -> tuple[int, dict[str, int]]:
        require_writing(self.model)
        self._touch_all()
        return super().delete()

    def bulk_create(self, objs: Iterable[M], *args: Any, **kwargs: Any) -> list[M]:
        require_writing(self.model)
        made = super().bulk_create(objs, *args, **kwargs)
        if getattr(self.model, "kept", ""):
            _touch(self.model, [one.pk for one in made], made=True)
        return made

    def bulk_update(self, objs: Iterable[M], *args: Any, **kwargs: Any) -> int:
        require_writing(self.model)
        rows = list(objs)
        if getattr(self.model, "kept", ""):
            _touch(self.model, [one.pk for one in rows])
        return super().bulk_update(rows, *args, **kwargs)

    def _touch_all(self) -> None:
        """The rows that are about to change: afterwards the filter may find others."""
        if getattr(self.model, "kept", ""):
            _touch(self.model, self.values_list("pk", flat=True))


class Record(models.Model):
    """A governed row.

    `scopes` says for each scope kind (school, klass, course …) by which lookup path of foreign
    keys the row belongs to it; policies read it both ways (see `kernel.policy`).
    `frozen` names the content columns that database triggers keep for ever; `("*",)` means all.
    `with_command` names relations that a command needs when it locks the row.
    `kept` is what people call such a row, where the event of each command that writes one tells its
    fingerprint (`kernel.kept`), "" for rows that no event vouches for; `derived` names columns that
    follow from the others and may be worked out anew.
    """

    scopes: ClassVar[Mapping[str, str]] = {}
    frozen: ClassVar[tuple[str, ...]] = ()
    with_command: ClassVar[tuple[str, ...]] = ()
    kept: ClassVar[str] = ""
    derived: ClassVar[tuple[str, ...]] = ()

    objects: ClassVar[Any] = RecordQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        require_writing(type(self))
        made = self._state.adding
        super().save(*args, **kwargs)
        if self.kept:
            _touch(type(self), [self.pk], made=made)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        require_writing(type(self))
        if self.kept:
            _touch(type(self), [self.pk])
        return super().delete(*args, **kwargs)
