"""The list of requests, and the page of one with its moves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from hocba.books.commands import send
from hocba.kernel.errors import Fault, Hidden
from hocba.kernel.models import Evidence
from hocba.kernel.models import Request as Stored
from hocba.kernel.policy import Action, fetch, visible
from hocba.kernel.requests import commands, kind_of, policy
from hocba.kernel.requests.kinds import decided
from hocba.kernel.requests.queries import mine, moves, waiting_for
from hocba.org.models import Place
from hocba.reports.policy import EXPORT_CHANGES
from hocba.web.page import WRITE, Request, act, authorised_at, page, render
from hocba.web.requests import details, words
from hocba.web.served import serve_scan

RECENT = 60


@page(reader=Stored)
def index(request: Request) -> HttpResponse:
    """What waits for me, what I asked for, and what else I may read."""
    now = timezone.now()
    waiting, own = waiting_for(request.actor), mine(request.actor)
    seen = {r.pk for r in (*waiting, *own)}
    rows = visible(request.actor, Stored).exclude(pk__in=seen).order_by("-asked_at", "-pk")
    others = list(rows[:RECENT])
    by_key = {line.request.pk: line for line in words.lines([*waiting, *own, *others], now)}
    return render(
        request,
        "requests/index.html",
        waiting=[by_key[r.pk] for r in waiting],
        own=[by_key[r.pk] for r in own],
        others=[by_key[r.pk] for r in others],
        leads=any(w.query(request.actor, Place) is not None for w in EXPORT_CHANGES.who),
    )


@dataclass(frozen=True)
class Step:
    """One step of a request's history in words."""

    when: Any
    who: str
    word: str
    note: str


@page(reader=Stored)
def one(request: Request, pk: int) -> HttpResponse:
    """One request: what, why, evidence, steps, and what this person may do with it."""
    return _draw(request, fetch(request.actor, Stored, pk), [], HTTPStatus.OK)


def _draw(request: Request, row: Stored, faults: list[Fault], status: HTTPStatus) -> HttpResponse:
    steps = list(row.decisions.order_by("pk"))
    people = words.people_names(s.person for s in steps)
    flow = kind_of(row).flow
    labels = words.step_labels(flow)
    allowed = moves(request.actor, row)
    pieces = list(row.evidence.select_related("blob").order_by("pk"))
    over = row.state in decided(kind_of(row))  # then the steps say who did it
    next_moves = {m.verb for m in flow.moves if m.to and row.state in m.sources}
    asked = [v for v in (["apply"] if over else ["approve", "endorse", "apply"]) if v in next_moves]
    why = [r for verb in asked if verb in allowed for r in allowed[verb].reasons]
    return render(
        request,
        "requests/request.html",
        status,
        detail=details.of(row, pieces, timezone.now()),
        kinds=[(k, w) for k, w in kind_of(row).evidence.items() if k != details.ORAL],
        faults=faults,
        line=words.lines([row], timezone.now())[0],
        row=row,
        about=words.about_link(row),
        steps=[
            Step(s.at, people.get(s.person or 0, "hệ thống"), labels.get(s.verb, s.verb), s.note)
            for s in steps
        ],
        heard=any(s.verb == "hear" for s in steps),
        may={verb: decision.allowed for verb, decision in allowed.items()},
        why=why or words.awaited(row, request.actor.person),
    )


def _mover(
    action: Action, command: Callable[..., None], done: str, *, again: bool = False
) -> Callable[..., HttpResponse]:
    """The view of a move; `again` asks for the password once more, as for unlocking."""

    @page(action=action, methods=WRITE)
    def view(request: Request, pk: int) -> HttpResponse:
        row = fetch(request.actor, Stored, pk)
        if again:
            authorised_at(request)
        return act(
            request,
            command,
            row,
            to=reverse("request", args=[pk]),
            done=done,
            again=lambda faults, status: _draw(request, _as_it_is(row), faults, status),
        )

    return view


def _as_it_is(row: Stored) -> Stored:
    """Somebody else may have decided meanwhile: show what stands now."""
    row.refresh_from_db()
    return row


approve = _mover(policy.APPROVE, commands.approve, "Đã duyệt.", again=True)
endorse = _mover(policy.ENDORSE, commands.endorse, "Đã xác nhận; chuyển người duyệt.")
hear = _mover(policy.HEAR, commands.hear, "Đã ghi nhận giải trình.")
submit = _mover(policy.SUBMIT, send, "Đã nộp.")
apply = _mover(policy.APPLY, commands.apply, "Đã ghi điểm mới vào sổ.")
reject = _mover(policy.REJECT, commands.reject, "Đã từ chối; người xin đọc được lí do.")
withdraw = _mover(policy.WITHDRAW, commands.withdraw, "Đã rút đề nghị.")


@page(action=policy.ATTACH, methods=WRITE)
def attach(request: Request, pk: int) -> HttpResponse:
    """Add one file to a request that is still to be decided."""
    row: Stored = fetch(request.actor, Stored, pk)
    file = request.FILES.get("file")
    kind = request.POST.get("kind", "")
    to = reverse("request", args=[pk])
    data = file.read() if file is not None and (file.size or 0) <= commands.MOST_BYTES else None
    if file is not None and data is None:
        fault = Fault(kind, f"«{file.name}» nặng quá {commands.MOST_BYTES // 2**20} MB.")
        return _draw(request, row, [fault], HTTPStatus.UNPROCESSABLE_ENTITY)
    return act(
        request, commands.attach, row, kind, data, to=to, done="Đã thêm minh chứng.",
        again=lambda faults, status: _draw(request, row, faults, status),
    )  # fmt: skip


@page(reader=Evidence)
def evidence(request: Request, pk: int, piece: int) -> HttpResponse:
    """The file of a piece of evidence, to those who may read its request."""
    row: Evidence = fetch(request.actor, Evidence, piece, "request", "blob")
    if row.request_id != pk or row.blob is None:
        raise Hidden(f"Evidence {piece}")
    return serve_scan(row.blob.sha256, f"minh-chung-{piece}")
