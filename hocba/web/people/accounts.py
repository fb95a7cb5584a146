"""Accounts of a school: opened in batch, slips shown once, reset, closed."""

from collections.abc import Sequence

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from hocba.kernel.errors import Hidden
from hocba.kernel.policy import fetch, visible
from hocba.org.models import Place
from hocba.people import commands, policy
from hocba.people.models import Staff, User
from hocba.web.given import pks_of
from hocba.web.page import Request, act, authorised_at, ctx_from, page, render


def _school(request: Request) -> Place:
    if request.user.school is None:
        raise Hidden("school")
    return request.user.school


@page(action=policy.OPEN_ACCOUNTS)
def accounts(request: Request) -> HttpResponse:
    """Who has no account yet, and all accounts."""
    school = _school(request)
    staff = visible(request.actor, Staff).filter(school=school, status=Staff.Status.WORKING)
    return render(
        request,
        "people/accounts.html",
        without=staff.filter(person__user__isnull=True)
        .select_related("person", "department")
        .order_by("person__sort_key"),
        users=visible(request.actor, User)
        .filter(school=school)
        .select_related("person")
        .order_by("person__sort_key"),
    )


@page(action=policy.OPEN_ACCOUNTS, methods=("POST",))
def open_batch(request: Request) -> HttpResponse:
    """Open accounts for the staff ticked; the slips are this very answer and nothing else."""
    authorised_at(request)
    chosen = pks_of(request.POST.getlist("staff"))
    to = reverse("people-accounts")
    if not chosen:
        messages.warning(request, "Chưa chọn ai. Hãy đánh dấu những người cần tài khoản.")
        return HttpResponseRedirect(to)
    slips = commands.open_accounts(ctx_from(request), _school(request), chosen)
    return _slips(request, slips)


@page(action=policy.RESET_ACCOUNT, methods=("POST",))
def reset(request: Request, pk: int) -> HttpResponse:
    """Give a new first password, shown once."""
    authorised_at(request)
    account: User = fetch(request.actor, User, pk)
    slip = commands.reset_account(ctx_from(request), account)
    return _slips(request, [slip] if slip else None)


def _slips(request: Request, slips: Sequence[commands.Slip] | None) -> HttpResponse:
    """The printable slips. A repeated click has none left: they are stored nowhere."""
    if slips is None:
        messages.warning(
            request, "Phiếu chỉ hiện một lần và đã hiện rồi. Cần lại thì cấp lại mật khẩu."
        )
        return HttpResponseRedirect(reverse("people-accounts"))
    return render(
        request,
        "people/slips.html",
        slips=slips,
        school=request.user.school,
        address=settings.PUBLIC_URL,
        above=[("Cán bộ", reverse("people-staff")), ("Tài khoản", reverse("people-accounts"))],
    )


@page(action=policy.CLOSE_ACCOUNT, methods=("POST",))
def close(request: Request, pk: int) -> HttpResponse:
    """Close an account."""
    account: User = fetch(request.actor, User, pk, "person")
    done = f"Đã khóa tài khoản {account.username}. Những gì người này đã ghi vẫn giữ nguyên."
    return act(request, commands.close_account, account, to=reverse("people-accounts"), done=done)
