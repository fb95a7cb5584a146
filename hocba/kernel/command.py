"""The only way to write: one right, one guard, one transaction, exactly one event."""

import dataclasses
import datetime
import functools
import re
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from django.db import models, transaction

from hocba.kernel import quickjson, sql
from hocba.kernel.errors import Hidden, Refusal
from hocba.kernel.kept import told
from hocba.kernel.models import Event, Receipt
from hocba.kernel.policy import Action, Actor, require
from hocba.kernel.prepared import Encoded, Insertion, by_key
from hocba.kernel.record import Record, writing

P = ParamSpec("P")
R = TypeVar("R")
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_insert_event, _insert_receipt = Insertion(Event), Insertion(Receipt)


@dataclass
class Act:
    """What a running command gathers for its event."""

    params: dict[str, Any] = field(default_factory=dict)
    lines: list[models.Model] = field(default_factory=list)
    writers: list[Callable[[int], None]] = field(default_factory=list)
    target: models.Model | None = None
    key: str = ""
    """The target's, kept here: a command that deletes it leaves it without."""
    school: int | None = None


@dataclass
class Ctx:
    """Who acts, when, why and from where. Time comes in here and nowhere else.

    `request_id` is the client's; the same one again returns the stored first answer.
    """

    actor: Actor
    at: datetime.datetime
    source: str = "web"
    reason: str = ""
    address: str = ""
    request_id: uuid.UUID | None = None
    batch: uuid.UUID | None = None
    act: Act | None = None
    answered: str = ""
    """The fields of the answer, as JSON, just as the receipt of this first request keeps them."""

    def tell(self, **params: Any) -> None:
        """Add parameters to the event: ids and plain values, no names."""
        assert self.act is not None
        self.act.params.update(params)

    def about(self, target: models.Model) -> None:
        """Name the thing the event is about when the command has only just made it.

        By its event a repeated request is known to be for the same target, so a command that takes
        request ids names nothing of its target's own kind.
        """
        assert self.act is not None
        assert self.request_id is None or type(self.act.target) is not type(target)
        self.act.target, self.act.key = target, str(target.pk)

    def line(self, *lines: models.Model) -> None:
        """Add ledger lines (ORM rows with an `event` key); they are stored with the event."""
        assert self.act is not None
        self.act.lines.extend(lines)

    def write_lines(self, writer: Callable[[int], None]) -> None:
        """Add a plain-SQL writer of ledger lines; it is called with the event's id."""
        assert self.act is not None
        self.act.writers.append(writer)


@dataclass(frozen=True)
class Command:
    """A registered command: its verb, the action it asks for, its sentence for the log."""

    verb: str
    action: Action
    says: str
    run: Callable[..., Any]


COMMANDS: dict[str, Command] = {}


def receipt_code(event_id: int) -> str:
    """The short code a person can read out: `7F3K-21` (base 32, then a check modulo 97)."""
    digits, rest = "", event_id
    while rest or len(digits) < 4:
        rest, digit = divmod(rest, 32)
        digits = ALPHABET[digit] + digits
    return f"{digits}-{event_id % 97:02d}"


def event_of(code: str) -> int | None:
    """The event of a receipt code as a person writes it down, None when it is none.

    >>> event_of(receipt_code(123456)), event_of("3rj0 - 72"), event_of("3RJ0-73")
    (123456, 123456, None)
    """
    plain = "".join(code.upper().split()).translate(str.maketrans("OIL", "011"))
    digits, _, check = plain.partition("-")
    if not (4 <= len(digits) <= 12 and len(check) == 2 and check.isdecimal()):
        return None
    event = 0
    for digit in digits:
        if digit not in ALPHABET:
            return None
        event = event * 32 + ALPHABET.index(digit)
    return event if event % 97 == int(check) else None


def command(
    action: Action, *, says: str
) -> Callable[[Callable[Concatenate[Ctx, Any, P], R]], Callable[Concatenate[Ctx, Any, P], R]]:
    """Make a function the command of `action`. The verb of its event is the action's name.

    The function gets the context and the locked target; the caller may give the target as an
    object or as its key. Raises Refusal, Invalid or Hidden; then nothing has changed.
    """

    def wrap(
        run: Callable[Concatenate[Ctx, Any, P], R],
    ) -> Callable[Concatenate[Ctx, Any, P], R]:
        if action.name in COMMANDS:
            raise ValueError(f"two commands for {action.name}")

        def call(ctx: Ctx, target: Any, /, *args: P.args, **kwargs: P.kwargs) -> R:
            if ctx.act is not None:
                raise RuntimeError(f"{action.name} called inside another command; use batch()")
            ctx.answered = ""
            with transaction.atomic():
                locked, hidden = _lock(action, target)
                # Only now: the same request may have been answered while this one waited.
                asked = target if locked is None else locked
                answered, answer = _stored_answer(ctx, action, asked, run)
                if answered:
                    return answer  # type: ignore[no-any-return]
                if hidden is not None:
                    raise hidden
                standing = require(ctx.actor, action, locked)
                ctx.act = Act(target=locked, key="" if locked is None else str(locked.pk))
                try:
                    with writing() as touched:
                        result = run(ctx, locked, *args, **kwargs)
                        if touched:
                            ctx.tell(**told(touched))
                        event = _write_event(ctx, action, standing.duty)
                        result = _stamp(result, event)
                        _write_receipt(ctx, action, event, result)
                finally:
                    ctx.act = None
                return result

        functools.update_wrapper(call, run)
        COMMANDS[action.name] = Command(action.name, action, says, call)
        return call

    return wrap


@contextmanager
def batch(ctx: Ctx) -> Iterator[Ctx]:
    """Do many commands at once: one transaction, one event each, a shared batch id.

    The request id guards the whole batch through its first command's receipt, so callers that
    need an idempotent batch check the batch's own record (see exchange).
    """
    inner = dataclasses.replace(ctx, request_id=None, batch=ctx.batch or uuid.uuid4(), act=None)
    with transaction.atomic():
        yield inner


def _lock(action: Action, target: Any) -> tuple[models.Model | None, Hidden | None]:
    """The target, kept for the transaction, or why there is none: a repeated request is answered
    even where the first one has taken its target away."""
    if target is None:  # founding acts of the system have nothing yet to act on
        return None, None
    model: Any = action.on
    key = target.pk if isinstance(target, models.Model) else target
    found = by_key(model, key, tuple(getattr(model, "with_command", ())), lock=True)
    return found, Hidden(f"{model.__name__} {key}") if found is None else None


def school_of(obj: models.Model) -> int | None:
    """The school a row belongs to, by its declared `school` scope."""
    path = getattr(type(obj), "scopes", {}).get("school")
    if path is None:
        return None
    value: Any = obj
    for part in path.split("__"):
        value = getattr(value, part, None)
        if value is None:
            return None
    return cast(int, value.pk if isinstance(value, models.Model) else value)


def _write_event(ctx: Ctx, action: Action, duty: int | None) -> int:
    act = ctx.act
    assert act is not None and act.target is not None
    event: int = _insert_event(
        at=ctx.at,
        verb=action.name,
        actor=ctx.actor.person,
        duty=duty,
        school=act.school or school_of(act.target),
        on_kind=act.target._meta.label_lower,
        on_id=act.key,
        params=Encoded(quickjson.dumps(act.params)),
        reason=ctx.reason,
        source=ctx.source,
        address=ctx.address,
        request_id=ctx.request_id,
        batch=ctx.batch,
    )
    by_model: dict[type[models.Model], list[models.Model]] = {}
    for line in act.lines:
        line.event_id = event  # type: ignore[attr-defined]
        by_model.setdefault(type(line), []).append(line)
    for model, lines in by_model.items():
        model._default_manager.bulk_create(lines)
    for writer in act.writers:
        writer(event)
    return event


def _stamp(result: Any, event: int) -> Any:
    """Fill `receipt` of answers that have one."""
    if dataclasses.is_dataclass(result) and hasattr(result, "receipt"):
        return dataclasses.replace(result, receipt=receipt_code(event))  # type: ignore[type-var]
    return result


def _write_receipt(ctx: Ctx, action: Action, event: int, result: Any) -> None:
    if ctx.request_id is not None:
        answer = _to_json(result)
        if answer.keys() == {"data"}:
            ctx.answered = quickjson.dumps(answer["data"])
            answer = Encoded(f'{{"data": {ctx.answered}}}')
        _insert_receipt(
            request_id=ctx.request_id,
            event_id=event,
            actor=ctx.actor.person,
            verb=action.name,
            answer=answer,
        )


def _to_json(result: Any) -> Any:
    """What a repeated request gets back; answers with secrets (`secret = True`) are not kept."""
    if getattr(result, "secret", False):
        return {"plain": None}
    if isinstance(result, models.Model):
        return {"model": result._meta.label_lower, "pk": str(result.pk)}
    if dataclasses.is_dataclass(result) and not isinstance(result, type):
        return {"data": vars(result)}
    return {"plain": result if isinstance(result, (str, int, bool, type(None))) else None}


def _stored_answer(
    ctx: Ctx, action: Action, target: Any, run: Callable[..., Any]
) -> tuple[bool, Any]:
    if ctx.request_id is None:
        return False, None
    receipt = _receipt(ctx.request_id)
    if receipt is None:
        return False, None
    if receipt.actor != ctx.actor.person or receipt.verb != action.name:
        raise Refusal("Mã yêu cầu này đã dùng cho một việc khác. Hãy tải lại trang rồi làm lại.")
    if not _same_target(receipt.event, action, target):
        raise Refusal(
            "Mã yêu cầu này đã dùng ở một nơi khác; lần này chưa lưu gì."
            " Hãy tải lại trang rồi làm lại."
        )
    answer: Any = receipt.answer
    if "data" in answer:
        return True, run.__annotations__["return"](**answer["data"])
    if "model" in answer:
        from django.apps import apps

        return True, apps.get_model(answer["model"])._default_manager.get(pk=answer["pk"])
    return True, answer["plain"]


def _same_target(event: Event, action: Action, target: Any) -> bool:
    """Whether an event came of a request for this target: an object, the key of one that is gone,
    or None. An event about something that its command made tells only in which school that was."""
    model: Any = action.on
    row = isinstance(target, models.Model)
    if event.on_kind == model._meta.label_lower:
        return target is None or event.on_id == str(target.pk if row else target)
    return not row or event.school == school_of(target)


def _receipt(request_id: uuid.UUID) -> Receipt | None:
    """The stored answer to a request id. Nearly always there is none: asked in plain SQL first."""
    key = Receipt._meta.pk.get_db_prep_value(request_id, sql.here())
    if not sql.rows("SELECT 1 FROM kernel_receipt WHERE request_id = %s", [key]):
        return None
    return Receipt.objects.select_related("event").get(pk=request_id)


def say(event: Event, target: str) -> str:
    """The sentence of an event for people, e.g. «Nhập 40 điểm, sổ Toán 8A2»."""
    known = COMMANDS.get(event.verb)
    if known is None:
        return event.verb
    return known.says.format_map(_Words(event.params, on=target))


_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)")


def _spoken(value: Any) -> Any:
    """A parameter as people read it: days as they are written here."""
    day = _DATE.fullmatch(value) if isinstance(value, str) else None
    return f"{day[3]}/{day[2]}/{day[1]}" if day else value


class _Words(dict[str, Any]):
    def __init__(self, params: dict[str, Any], on: str) -> None:
        super().__init__({k: _spoken(v) for k, v in params.items()}, on=on)

    def __missing__(self, key: str) -> str:
        return "…"


__all__ = [
    "COMMANDS",
    "Act",
    "Command",
    "Ctx",
    "Record",
    "batch",
    "command",
    "event_of",
    "receipt_code",
    "say",
]
