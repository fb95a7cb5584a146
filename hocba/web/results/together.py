"""One decision for everything that is ticked on a page: all of it is written, or none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect

from hocba.kernel.command import Ctx, batch
from hocba.kernel.errors import Invalid, Refusal
from hocba.web.given import pks_of
from hocba.web.page import Request, ctx_from

T = TypeVar("T")


def ticked(request: Request, name: str) -> list[int]:
    """The ids ticked under a name."""
    return pks_of(request.POST.getlist(name))


def decide_together(
    request: Request,
    chosen: Sequence[T],
    one: Callable[[Ctx, T], object],
    *,
    to: str,
    none: str,
    done: Callable[[], str],
) -> HttpResponse:
    """Run `one` for each in a batch and go back to `to`: with `none` where nothing is ticked, with
    the first reasons where one is refused, else with what `done` says."""
    answer = HttpResponseRedirect(to)
    if not chosen:
        messages.warning(request, none)
        return answer
    try:
        with batch(ctx_from(request)) as ctx:
            for target in chosen:
                one(ctx, target)
    except (Invalid, Refusal) as error:
        said = [f.message for f in error.faults] if isinstance(error, Invalid) else error.reasons
        for text in said[:3]:
            messages.error(request, text)
        return answer
    messages.success(request, done())
    return answer
