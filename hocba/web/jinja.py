"""The Jinja2 environment of our pages."""

from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from jinja2 import Environment, StrictUndefined


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """Reverse a route by name."""
    return reverse(name, args=args or None, kwargs=kwargs or None)


def environment(**options: Any) -> Environment:
    """Build the environment; undefined names are errors."""
    options.setdefault("undefined", StrictUndefined)
    env = Environment(**options)  # noqa: S701 (autoescape comes with the options of Django)
    env.globals.update(static=static, url=url)
    return env
