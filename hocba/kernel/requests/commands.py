"""The moves of a request. Each is one step in its history and one event in the log."""

from collections.abc import Mapping
from typing import Any

from django.db import models

from hocba.kernel import blobs, scans
from hocba.kernel.command import Ctx, command
from hocba.kernel.errors import Invalid, Refusal
from hocba.kernel.models import Decision, Evidence, Request
from hocba.kernel.requests import policy
from hocba.kernel.requests.kinds import KINDS, kind_of

MOST_BYTES = 8 * 2**20
MOST_PIECES = 12


def ask(
    ctx: Ctx, code: str, thing: models.Model, school: int, content: Mapping[str, Any]
) -> Request:
    """Begin a request inside the command of the app that knows the kind.

    It stands in the first state of its flow; `ctx.reason` is its reason and may not be empty.
    """
    kind = KINDS[code]
    if not ctx.reason.strip():
        raise Invalid("Hãy ghi lí do.", "reason")
    request = Request(
        kind=code,
        school=school,
        about_kind=kind.about._meta.label_lower,
        about_id=thing.pk,
        asker=ctx.actor.person or 0,
        asked_at=ctx.at,
        reason=ctx.reason.strip()[:2000],
        content=dict(content),
        state=kind.flow.states[0].code,
    )
    request.save(force_insert=True)
    _step(ctx, request, "ask", "", ctx.reason)
    ctx.tell(request=request.pk, kind=code)
    return request


def move(ctx: Ctx, request: Request, verb: str) -> None:
    """Make a move inside a command: its effect, the new state, the step. `ctx.reason` is its note."""
    kind, before = kind_of(request), request.state
    request.state = kind.flow.after(before, verb)
    effect = kind.effects.get(verb)
    if effect is not None:
        effect(ctx, request)
    request.save(update_fields=["state", "until"])
    _step(ctx, request, verb, before, ctx.reason)
    ctx.tell(kind=request.kind, state=request.state)


def _step(ctx: Ctx, request: Request, verb: str, before: str, note: str) -> None:
    ctx.line(
        Decision(
            request=request,
            verb=verb,
            before=before,
            after=request.state,
            person=ctx.actor.person,
            at=ctx.at,
            note=note.strip()[:2000],
        )
    )


@command(policy.ATTACH, says="Thêm minh chứng cho đề nghị {on}")
def attach(
    ctx: Ctx,
    request: Request,
    kind: str,
    data: bytes | None = None,
    facts: Mapping[str, Any] | None = None,
) -> None:
    """Add a piece of evidence: a JPEG, PNG or PDF, or facts as ids and plain values, or both.

    Raises Invalid when the file is none of these, broken or larger than `MOST_BYTES`.
    """
    if kind not in kind_of(request).evidence:
        raise Invalid("Không có loại minh chứng này.", "evidence")
    if data is None and not facts:
        raise Invalid("Hãy chọn tệp minh chứng.", kind)
    if request.evidence.count() >= MOST_PIECES:
        raise Invalid(f"Mỗi đề nghị có nhiều nhất {MOST_PIECES} minh chứng.", kind)
    blob = None
    if data is not None:
        blob = blobs.put(data, media_of(data, kind), ctx.at)
    piece = Evidence(
        request=request,
        kind=kind,
        blob_id=blob,
        facts=dict(facts) if facts else None,
        added_by=ctx.actor.person,
        at=ctx.at,
    )
    ctx.line(piece)
    ctx.tell(kind=kind, blob=blob or "")


def media_of(data: bytes, place: str) -> str:
    """The media type of an evidence file by its own bytes. Raises Invalid with the place."""
    if len(data) > MOST_BYTES:
        raise Invalid(
            f"Tệp nặng quá {MOST_BYTES // 2**20} MB; hãy chụp hoặc quét lại nhỏ hơn.", place
        )
    try:
        return scans.media_of(data)
    except scans.BadScan as problem:
        raise Invalid(str(problem), place) from None


@command(policy.SUBMIT, says="Nộp đề nghị {on}")
def submit(ctx: Ctx, request: Request) -> None:
    """Hand a draft in, with the evidence its kind needs; Invalid names what is missing."""
    faults = kind_of(request).check(ctx, request, list(request.evidence.order_by("pk")))
    if faults:
        raise Invalid(faults)
    move(ctx, request, "submit")


@command(policy.ENDORSE, says="Xác nhận đề nghị {on}")
def endorse(ctx: Ctx, request: Request) -> None:
    """Somebody who knows the matter stands by it; the decision is still to come."""
    move(ctx, request, "endorse")


@command(policy.APPROVE, says="Duyệt đề nghị {on}")
def approve(ctx: Ctx, request: Request) -> None:
    """Agree. Raises Refusal when the kind asks for a note that is not there."""
    move(ctx, request, "approve")


@command(policy.REJECT, says="Từ chối đề nghị {on}")
def reject(ctx: Ctx, request: Request) -> None:
    """Say no, with the reason that the asker reads."""
    if not ctx.reason.strip():
        raise Refusal("Từ chối thì phải ghi lí do, để người xin biết cần làm gì tiếp.")
    move(ctx, request, "reject")


@command(policy.WITHDRAW, says="Rút đề nghị {on}")
def withdraw(ctx: Ctx, request: Request) -> None:
    """Take the own request back before it is decided."""
    move(ctx, request, "withdraw")


@command(policy.APPLY, says="Thực hiện đề nghị {on}")
def apply(ctx: Ctx, request: Request) -> None:
    """Carry out what was wished, exactly that, once."""
    move(ctx, request, "apply")


@command(policy.HEAR, says="Ghi nhận đã giải trình đề nghị {on}")
def hear(ctx: Ctx, request: Request) -> None:
    """Note that the change was explained at the meeting; `ctx.reason` is the minute of it."""
    move(ctx, request, "hear")


__all__ = [
    "MOST_BYTES",
    "apply",
    "approve",
    "ask",
    "attach",
    "endorse",
    "hear",
    "media_of",
    "reject",
    "submit",
    "withdraw",
]
