"""The Jinja2 environment of our pages."""

import datetime
import functools
import uuid
from typing import Any

from django.templatetags.static import static
from django.urls import get_script_prefix, reverse
from django.utils import timezone
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from hocba.kernel.figures import grouped
from hocba.web.speak import Spoken, say, say_markup, say_of

WEEKDAYS = ("Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm", "Thứ sáu", "Thứ bảy", "Chủ nhật")


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """Reverse a route by name."""
    return _url(get_script_prefix(), name, args, tuple(sorted(kwargs.items())))


@functools.lru_cache(4096)
def _url(prefix: str, name: str, args: tuple[Any, ...], kwargs: tuple[tuple[str, Any], ...]) -> str:
    """Routes do not change while a process lives; a page asks for a dozen."""
    return reverse(name, args=args or None, kwargs=dict(kwargs) or None)


def once(csrf_token: object) -> Markup:
    """The hidden fields of a form that runs a command: the token, and an id that makes a second
    click on the same form harmless."""
    return Markup(
        '<input type="hidden" name="csrfmiddlewaretoken" value="{}">'
        '<input type="hidden" name="request_id" value="{}">'
    ).format(csrf_token, uuid.uuid4())


def day(value: datetime.date | None) -> str:
    """05/09/2025; nothing for no date."""
    if isinstance(value, datetime.datetime):
        value = timezone.localtime(value)
    return f"{value:%d/%m/%Y}" if value else ""


def moment(value: datetime.datetime | None) -> str:
    """05/09/2025 07:02 in local time."""
    return f"{timezone.localtime(value):%d/%m/%Y %H:%M}" if value else ""


def weekday(value: datetime.date) -> str:
    """Chủ nhật"""
    return WEEKDAYS[value.weekday()]


def whole(value: object) -> object:
    """1.190; what is no whole number stays as it is."""
    return grouped(value) if isinstance(value, int) else value


def environment(**options: Any) -> Environment:
    """Build the environment; undefined names are errors."""
    options.setdefault("undefined", StrictUndefined)
    env = Environment(**options)
    env.add_extension(Spoken)
    env.globals.update(static=functools.lru_cache(256)(static), url=url, once=once)
    env.globals.update(say=say, say_markup=say_markup, say_of=say_of)
    env.filters.update(day=day, moment=moment, weekday=weekday, whole=whole)
    return env
