"""A signing run: how far it is, what failed and why, going on, signing again, stopping."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils import timezone

from hocba.documents import commands, policy, queries, tasks
from hocba.documents.commands.signing import FRESH
from hocba.documents.models import SigningItem, SigningRun
from hocba.kernel.errors import Refusal
from hocba.kernel.policy import can, fetch
from hocba.web.page import Request, act, authorised_at, ctx_from, fragment, page, render
from hocba.web.signing import words


def _shown(request: Request, run: int) -> dict[str, Any]:
    """What page and fragment show of a run. Hidden for strangers."""
    progress = queries.run_progress(request.actor, run)
    row: SigningRun = fetch(request.actor, SigningRun, run, "certificate")
    now = timezone.now()
    left = SigningItem.objects.filter(run=row, state="waiting").count()
    running = row.state == "running"
    tries = tasks.tries(row) if running and left else None
    late = running and now - row.active_at > FRESH
    resting = running and left > 0 and (late or tries is None)
    moving = running and left > 0 and not resting
    return {
        "run": row,
        "items": [] if moving else _items(row),
        "progress": progress,
        "left": left,
        "resting": resting,
        "late": late,
        "moving": moving,
        "tries": tries or 0,
        "mine": row.person == request.actor.person,
        "may_stop": can(request.actor, policy.CANCEL, row).allowed,
        "working": words.working(now),
        "no_worker": words.NO_WORKER,
        "role": words.ROLES[row.stage],
        "act": words.ACTS[row.stage],
    }


def _items(run: SigningRun) -> list[tuple[str, str, str, object]]:
    """(state, pupil, class, document) of each item in order."""
    rows = list(
        SigningItem.objects.filter(run=run)
        .order_by("pk")
        .values_list(
            "state",
            "slot__document__student__person__full_name",
            "slot__document__scope_id",
            "slot__document",
        )
    )
    names = words.class_names(klass for _, _, klass, _ in rows)
    return [(state, name, names.get(klass, ""), pk) for state, name, klass, pk in rows]


@page(reader=SigningRun)
def run(request: Request, run: int) -> HttpResponse:
    """The page of a run; it follows the job process by asking for its fragment."""
    return render(request, "signing/run.html", hot=True, **_shown(request, run))


@page(reader=SigningRun)
def progress(request: Request, run: int) -> HttpResponse:
    """The fragment: bar, results, failures with reasons, and the buttons that go now."""
    return fragment(
        request, "signing/progress.html", csrf_token=get_token(request), **_shown(request, run)
    )


@page(action=policy.RETRY, methods=("POST",))
def resume(request: Request, run: int) -> HttpResponse:
    """«Ký tiếp» or «Ký lại các bản lỗi» after the person was asked for again."""
    row: SigningRun = fetch(request.actor, SigningRun, run)
    decision = can(request.actor, policy.RETRY, row)
    if not decision.right:
        raise Refusal(*decision.reasons)
    at = authorised_at(request)
    try:
        tasks.resume_in_background(ctx_from(request), row.pk, at)
    except Refusal as refusal:
        for reason in refusal.reasons[:3]:
            messages.error(request, reason)
    return HttpResponseRedirect(reverse("signing-run", args=[run]))


@page(action=policy.CANCEL, methods=("POST",))
def stop(request: Request, run: int) -> HttpResponse:
    """«Dừng»: what was signed stays signed."""
    row: SigningRun = fetch(request.actor, SigningRun, run)
    to = reverse("signing-run", args=[run])
    return act(
        request, commands.cancel_run, row, to=to, done="Đã dừng. Những bản đã ký vẫn giữ nguyên."
    )
