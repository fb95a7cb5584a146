"""The base of every stored thing: written only inside a command."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, ClassVar, TypeVar

from django.db import models

_writing: ContextVar[bool] = ContextVar("hocba_writing", default=False)
M = TypeVar("M", bound=models.Model)


class OutsideCommand(RuntimeError):
    """A write was tried outside a command: a bug, never a user's fault."""


@contextmanager
def writing() -> Iterator[None]:
    """Open the gate for writes. Used by `kernel.command` and by nothing else."""
    token = _writing.set(True)
    try:
        yield
    finally:
        _writing.reset(token)


def require_writing(what: object) -> None:
    """Raise `OutsideCommand` unless a command is running."""
    if not _writing.get():
        raise OutsideCommand(f"{what} may be written by a command only")


class RecordQuerySet(models.QuerySet[M]):
    """A query set whose writes ask for the gate as well."""

    def update(self, **values: Any) -> int:
        require_writing(self.model)
        return super().update(**values)

    def delete(self) -> tuple[int, dict[str, int]]:
        require_writing(self.model)
        return super().delete()

    def bulk_create(self, objs: Iterable[M], *args: Any, **kwargs: Any) -> list[M]:
        require_writing(self.model)
        return super().bulk_create(objs, *args, **kwargs)

    def bulk_update(self, objs: Iterable[M], *args: Any, **kwargs: Any) -> int:
        require_writing(self.model)
        return super().bulk_update(objs, *args, **kwargs)


class Record(models.Model):
    """A governed row.

    `scopes` says for each scope kind (school, klass, course …) by which lookup path of foreign
    keys the row belongs to it; policies read it both ways (see `kernel.policy`).
    `frozen` names the content columns that database triggers keep for ever; `("*",)` means all.
    `with_command` names relations that a command needs when it locks the row.
    """

    scopes: ClassVar[Mapping[str, str]] = {}
    frozen: ClassVar[tuple[str, ...]] = ()
    with_command: ClassVar[tuple[str, ...]] = ()

    objects: ClassVar[Any] = RecordQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        require_writing(type(self))
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        require_writing(type(self))
        return super().delete(*args, **kwargs)
