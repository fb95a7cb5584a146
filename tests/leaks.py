"""What a test may not leave behind to the tests after it: a clock, settings, the environment.

`watched()` is the state before, `left(before)` says what is different now and puts it back, so that
only the test that forgot fails.
"""

import os
import sys
from typing import Any, NamedTuple

CLOCKS = (
    ("time", ("time", "monotonic", "perf_counter", "sleep")),
    ("datetime", ("datetime", "date")),
    ("django.utils.timezone", ("now", "localtime", "localdate")),
    ("hocba.kernel.clock", ("local", "today")),
)
OF_PYTEST = b"PYTEST_CURRENT_TEST"


class Watched(NamedTuple):
    """The state: the clocks, the settings and their values, environment, folder."""

    clocks: list[Any]
    settings: Any
    values: dict[str, Any]
    environment: dict[bytes, bytes]
    folder: str


def watched() -> Watched:
    """The state as it is now."""
    settings = _settings()
    values = getattr(settings, "__dict__", None)
    return Watched(_clocks(), settings, dict(values or ()), _environment(), os.getcwd())  # noqa: PTH109


def left(before: Watched) -> list[str]:
    """What differs from the state before, in words; it is put back."""
    found = []
    if _clocks() != before.clocks:
        found += _clocks_left(before)
    if before.values and (
        _settings() is not before.settings or before.settings.__dict__ != before.values
    ):
        found += _settings_left(before)
    if _environment() != before.environment:
        found += _environment_left(before)
    if os.getcwd() != before.folder:  # noqa: PTH109
        found.append("the working folder")
        os.chdir(before.folder)
    return found


def _clocks() -> list[Any]:
    """None for those of a module that nobody has loaded."""
    found: list[Any] = []
    for place, names in CLOCKS:
        module = sys.modules.get(place)
        known = module.__dict__.get if module else {}.get
        found += map(known, names)
    return found


def _clocks_left(before: Watched) -> list[str]:
    names = [(place, name) for place, of in CLOCKS for name in of]
    found = []
    for (place, name), was, now in zip(names, before.clocks, _clocks(), strict=True):
        if now is not was and was is not None:
            found.append(f"the clock {place}.{name}")
            setattr(sys.modules[place], name, was)
    return found


def _environment() -> dict[bytes, bytes]:
    """As bytes: not decoded. Without what pytest itself writes into it."""
    found: dict[bytes, bytes] = os.environ._data.copy()  # type: ignore[attr-defined]
    found.pop(OF_PYTEST, None)
    return found


def _environment_left(before: Watched) -> list[str]:
    now, was = _environment(), before.environment
    changed = sorted(k for k in {*now, *was} if now.get(k) != was.get(k))
    for key in changed:
        if key in was:
            os.environ[os.fsdecode(key)] = os.fsdecode(was[key])
        else:
            del os.environ[os.fsdecode(key)]
    return [f"{os.fsdecode(key)} in the environment" for key in changed]


def _settings() -> Any:
    conf = sys.modules.get("django.conf")
    return conf.settings._wrapped if conf else None


def _settings_left(before: Watched) -> list[str]:
    from django.conf import settings

    now = vars(settings._wrapped)  # type: ignore[misc]
    names = sorted(k for k in {*now, *before.values} if now.get(k) != before.values.get(k))
    vars(before.settings).clear()
    vars(before.settings).update(before.values)
    settings._wrapped = before.settings  # type: ignore[misc]
    for name in [n for n in vars(settings) if n.isupper()]:
        vars(settings).pop(name)  # what it remembered of the values
    return [f"settings.{name}" for name in names if name.isupper()] or ["settings put on top"]
