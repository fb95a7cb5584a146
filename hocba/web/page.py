"""How a view says who may open it, how it is drawn, and how it runs a command.

Every route names its rule: `page(action=…)`, `page(reader=…)`, `page(login=True)` or
`public("reason")`. A test walks the resolver and reads `view.rule`.
"""

import datetime
import functools
import uuid
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit, urlunsplit

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from django.contrib import messages
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.http import urlencode

from hocba.kernel.command import COMMANDS, Ctx
from hocba.kernel.errors import Fault, Invalid, Refusal
from hocba.kernel.names import legible
from hocba.kernel.policy import Action, Actor, Who, can, no_right, registry
from hocba.kernel.rule import Rule
from hocba.org.models import Place
from hocba.people.models import User
from hocba.web import clock, context, errors, inspecting
from hocba.web.given import read_address, read_form
from hocba.web.middleware import actor_of
from hocba.web.speak import say, speak_to

R = TypeVar("R")


class Request(HttpRequest):
    """What a view gets: the account and the actor of today are set before it runs."""

    user: User
    actor: Actor
    hocba_id: str


View = Callable[..., HttpResponse]


READ = ("GET", "HEAD")
WRITE = ("POST",)


def public(reason: str, methods: Iterable[str] = READ) -> Callable[[View], View]:
    """A page for everybody, with the reason why it may be."""

    def wrap(view: View) -> View:
        @functools.wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            read_address(request)
            return _not_so(request, methods) or view(request, *args, **kwargs)

        wrapped.rule = Rule("public", reason)  # type: ignore[attr-defined]
        return wrapped

    return wrap


def page(
    *,
    action: Action | None = None,
    reader: type[models.Model] | None = None,
    login: bool = False,
    methods: Iterable[str] = READ,
) -> Callable[[View], View]:
    """A page behind the log-in; exactly one of `action`, `reader`, `login` names its rule.

    Checked before the view runs: logged in, first password changed, and that some duty of the
    person can give this right at all (no query). The object itself is still reached through
    `fetch`, `visible`, `targets` or the command, which check the right to that very object.
    No browser keeps the answer: whoever presses «back» after the log-out on a shared machine
    comes to the log-in.
    """
    if sum((action is not None, reader is not None, login)) != 1:
        raise ValueError("a page names exactly one rule")
    who: tuple[Who, ...] | None = None
    if action is not None:
        rule, who = Rule("action", action.name), action.who
    elif reader is not None:
        rule, who = Rule("reader", reader._meta.label_lower), registry.readers[reader]
    else:
        rule = Rule("login", "")
    model = action.on if action is not None else reader
    what = action.label if action is not None else ""

    def wrap(view: View) -> View:
        @functools.wraps(view)
        def wrapped(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
            stop = _not_so(request, methods) or _not_in(request)
            if stop is not None:
                return stop
            request.actor = actor_of(request)
            read_address(request)
            read_form(request)
            inspecting.begin(request)
            speak_to(request.user.school)
            if who is not None and not _may_ever(request.actor, who, cast(Any, model)):
                raise Refusal(_no_right(what), *clock.idle(request.actor))
            response = view(request, *args, **kwargs)
            if isinstance(response, TemplateResponse) and not response.is_rendered:
                response.context_data = context.base(request) | (response.context_data or {})
            if response.has_header("Cache-Control"):
                patch_cache_control(response, private=True, no_store=True)
            else:
                response["Cache-Control"] = "private, no-store"
            inspecting.note(request, response)
            return response

        wrapped.rule = rule  # type: ignore[attr-defined]
        return cast(View, wrapped)

    return wrap


def _not_so(request: HttpRequest, methods: Iterable[str]) -> HttpResponse | None:
    if (request.method or "") in methods:
        return None
    response = errors.page(
        request,
        HTTPStatus.METHOD_NOT_ALLOWED,
        "Không mở được theo cách này",
        ("Hãy quay lại trang trước rồi bấm nút ở đó.",),
    )
    response["Allow"] = ", ".join(methods)
    return response


def _not_in(request: Request) -> HttpResponse | None:
    """Where a person goes first who is not logged in or still has the first password.

    A redirect for scripts as well: the grid keeps what was typed until the person is back.
    """
    if not request.user.is_authenticated:
        back = request.get_full_path() if request.method == "GET" else _page_before(request)
        where = urlencode({"next": back}) if back else ""
        return HttpResponseRedirect(f"{reverse('account_login')}{'?' if where else ''}{where}")
    if request.user.must_change_password:
        changing = reverse("account_change_password")
        return None if request.path == changing else HttpResponseRedirect(changing)
    return None


def _page_before(request: HttpRequest) -> str:
    """The page of ours whose form was sent, as a path; "" when the browser does not tell."""
    page = urlsplit(request.headers.get("Referer", ""))
    return (
        urlunsplit(page._replace(scheme="", netloc="")) if page.netloc == request.get_host() else ""
    )


def _may_ever(actor: Actor, who: Iterable[Who], model: type[models.Model]) -> bool:
    return any(one.query(actor, model) is not None for one in who)


def _no_right(what: str) -> str:
    return (
        f"{no_right(what)} Quyền đi theo phân công; cần thì hỏi hiệu trưởng."
        if what
        else "Trang này không thuộc việc được phân công cho thầy cô. Cần thì hỏi hiệu trưởng."
    )


def render(
    request: Request,
    template: str,
    status: HTTPStatus = HTTPStatus.OK,
    *,
    hot: bool = False,
    **shown: Any,
) -> HttpResponse:
    """Draw a page in the frame of everybody's pages. `hot` leaves out the counts in the bar."""
    frame = context.base(request, counts=not hot)
    _speak_of(request, shown.values())
    return _draw(request, template, frame | shown, status)


def _speak_of(request: Request, shown: Iterable[Any]) -> None:
    """For who has no school of one's own, or no account, the words of the one school a page is about."""
    own = request.user.school if request.user.is_authenticated else None
    if own is not None and own.kind == Place.Kind.SCHOOL:
        return
    about = [x if isinstance(x, Place) else getattr(x, "school", None) for x in shown]
    schools = {x.pk: x for x in about if isinstance(x, Place) and x.kind == Place.Kind.SCHOOL}
    if len(schools) == 1:
        speak_to(*schools.values())


def fragment(request: Request, template: str, **shown: Any) -> HttpResponse:
    """Draw a piece of a page for the side sheet or htmx, without the frame."""
    return _draw(request, template, shown, HTTPStatus.OK)


def beside(request: Request, template: str, title: str, **shown: Any) -> HttpResponse:
    """Draw what a link opens in the side sheet; opened by itself (a new tab, no script) it is a page."""
    if request.headers.get("HX-Request"):
        answer = fragment(request, template, **shown)
    else:
        answer = render(request, "beside.html", hot=True, inner=template, title=title, **shown)
    patch_vary_headers(answer, ["HX-Request"])
    return answer


def _draw(
    request: HttpRequest, template: str, shown: dict[str, Any], status: HTTPStatus
) -> HttpResponse:
    from django.shortcuts import render as draw

    return draw(request, template, shown, status=status, using="jinja2")


def ctx_from(request: Request, reason: str = "") -> Ctx:
    """The context of a command called from this request.

    The client's request id comes in the header `Idempotency-Key` or the form field `request_id`.
    """
    return Ctx(
        actor=request.actor,
        at=timezone.now(),
        source="web",
        reason=legible(reason) or request.POST.get("reason", "").strip(),
        address=request.META.get("REMOTE_ADDR", ""),
        request_id=_client_id(request),
    )


def _client_id(request: HttpRequest) -> uuid.UUID | None:
    given = request.META.get("HTTP_IDEMPOTENCY_KEY") or request.POST.get("request_id")
    if not given:
        return None
    try:
        return uuid.UUID(given)
    except ValueError:
        raise Invalid("Mã yêu cầu không đúng dạng; hãy tải lại trang.", "request_id") from None


def act(
    request: Request,
    command: Callable[..., R],
    target: Any,
    *args: Any,
    to: str,
    done: str | Callable[[R], str],
    again: Callable[[list[Fault], HTTPStatus], HttpResponse] | None = None,
    **kwargs: Any,
) -> HttpResponse:
    """Run a command for a form: on success redirect to `to` with the notice `done`.

    When the command refuses or finds faults, `again(faults, status)` draws the form once more;
    without it the person is back on `to` with the reason. Somebody without the right gets the
    403 page, and scripts get JSON, through the errors themselves.
    """
    try:
        result = command(ctx_from(request), target, *args, **kwargs)
    except Invalid as invalid:
        if errors.wants_json(request):
            raise
        return _back(request, invalid.faults, HTTPStatus.UNPROCESSABLE_ENTITY, to, again)
    except Refusal as refusal:
        if errors.wants_json(request) or not _has_right(request.actor, command, target):
            raise
        faults = [Fault("", reason) for reason in refusal.reasons]
        return _back(request, faults, HTTPStatus.CONFLICT, to, again)
    messages.success(request, done if isinstance(done, str) else done(result))
    return HttpResponseRedirect(to)


def _back(
    request: Request,
    faults: list[Fault],
    status: HTTPStatus,
    to: str,
    again: Callable[[list[Fault], HTTPStatus], HttpResponse] | None,
) -> HttpResponse:
    faults = [Fault(f.place, say(f.message)) for f in faults]
    if again is not None:
        return again(faults, status)
    for fault in faults[:5]:
        messages.error(request, fault.message)
    return HttpResponseRedirect(to)


def _has_right(actor: Actor, command: Callable[..., Any], target: Any) -> bool:
    action = next((c.action for c in COMMANDS.values() if c.run is command), None)
    if action is None:
        return False
    if not isinstance(target, models.Model):
        target = action.on._default_manager.filter(pk=target).first()
    return target is not None and can(actor, action, target).right


def authorised_at(request: Request) -> datetime.datetime:
    """When the person last proved, within five minutes, to be who they are.

    Otherwise allauth asks for the password or code and then goes on with this very request.
    For signing, unlocking, exporting and giving out passwords.
    """
    raise_if_reauthentication_required(request, app="hocba")
    records = get_authentication_records(request, request.user)
    last = [r for r in records if r.get("reauthenticated")][-1]
    return datetime.datetime.fromtimestamp(last["at"], tz=datetime.UTC)
