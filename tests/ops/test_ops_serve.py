"""The supervisor of `hocba serve`: how soon a process that died comes back."""

from types import SimpleNamespace

import pytest

from hocba.ops import serve


@pytest.fixture
def child(monkeypatch: pytest.MonkeyPatch) -> serve.Child:
    """A process that is found dead at every look, under a clock of the test."""
    clock = SimpleNamespace(now=1000.0)
    dead = SimpleNamespace(poll=lambda: -9, returncode=-9)
    monkeypatch.setattr(serve.time, "monotonic", lambda: clock.now)
    monkeypatch.setattr(serve.subprocess, "Popen", lambda *_, **__: dead)
    made = serve.Child(["work"], {})
    made.clock = clock  # type: ignore[attr-defined]
    return made


def waits(child: serve.Child, lived: float, times: int) -> list[float]:
    """How long each start waits when the process lives that long before it dies."""
    found = []
    for _ in range(times):
        child.clock.now += lived  # type: ignore[attr-defined]
        child.watch()
        assert child.due is not None
        found.append(child.due - child.clock.now)  # type: ignore[attr-defined]
        child.clock.now = child.due  # type: ignore[attr-defined]
        child.watch()
        assert child.due is None
    return found


def test_a_process_that_was_steady_comes_back_at_once(child):
    assert waits(child, serve.STEADY_SECONDS + 1, 3) == [1, 1, 1]


def test_one_that_keeps_dying_waits_longer_and_longer(child):
    assert waits(child, 0.5, 7) == [1, 2, 5, 15, 60, 60, 60]
    assert waits(child, serve.STEADY_SECONDS + 1, 1) == [1]
