"""Trying a mutant: in a fork, test after test, until one fails.

A mutant in a function that has not run yet when the tests are collected is put into the function
in place, in a fork of a process that has collected them: a killed one costs a tenth of a second.
Of any other the file is imported as the mutant, in a fork of a process without the rules.
"""

from __future__ import annotations

import dataclasses
import gc
import importlib.machinery
import inspect
import math
import os
import resource
import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import accumulate
from types import CodeType, FunctionType, ModuleType
from typing import Any

import pytest

from .changes import RULES, Mutant
from .trace import FOLDER, Traced, _silence, arguments

KILLED, SURVIVED, HUNG, UNREACHED = "killed", "survived", "hung", "not executed"
MOST_CPU_SECONDS = 60
MOST_MEMORY = 4_000_000_000
Tell = Callable[[Mutant, str], None]


class Order:
    """The tests to try a mutant with: those that killed its neighbours first, then the fast ones.

    `most` is how many seconds of tests a mutant is tried with; without a bound it has survived the
    fast ones, and the slow ones come first.
    """

    def __init__(self, traced: Traced, most: float) -> None:
        self.traced, self.most = traced, most
        self.kills: dict[str, Counter[str]] = {}

    def executing(self, mutant: Mutant) -> list[str]:
        """The tests that execute its statement; of what runs at import, all."""
        if self.runs_at_import(mutant):
            return list(self.traced.by_test)
        lines = set(mutant.lines)
        return [
            t for t, seen in self.traced.by_test.items() if lines & seen.get(mutant.path, set())
        ]

    def tests(self, mutant: Mutant) -> list[str]:
        kills, seconds = self.kills.get(mutant.file, Counter()), self.traced.seconds
        sign = -1 if self.most == math.inf else 1
        found = sorted(
            self.executing(mutant), key=lambda test: (-kills[test], sign * seconds[test])
        )
        until = accumulate(seconds[test] for test in found)
        return [test for test, total in zip(found, until, strict=True) if total <= self.most]

    def killed_by(self, mutant: Mutant, test: str) -> None:
        self.kills.setdefault(mutant.file, Counter())[test] += 1

    def runs_at_import(self, mutant: Mutant) -> bool:
        """Whether the change takes effect before a test runs."""
        at_import = self.traced.at_import.get(mutant.path, set())
        return not mutant.function or any(
            line in at_import for line in _body_of(mutant.code, mutant.function)
        )


def _body_of(code: CodeType, first: int) -> set[int]:
    """Lines with code in the function that starts at `first`, its inner functions included."""
    outer = next(
        one for one in _codes(code) if one.co_firstlineno == first and one.co_name[0] != "<"
    )
    lines = {line for one in [outer, *_codes(outer)] for _, _, line in one.co_lines() if line}
    return lines - {first, outer.co_firstlineno}


def _codes(code: CodeType) -> Iterator[CodeType]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from _codes(constant)


def try_all(mutants: list[Mutant], order: Order, tell: Tell) -> None:
    """Tell the verdict of each; first those that can be changed in place."""
    in_place = []
    at_import = []
    for mutant in mutants:
        if mutant.params:
            in_place.append(mutant)
        elif order.runs_at_import(mutant):
            at_import.append(mutant)
        elif order.executing(mutant):
            in_place.append(mutant)
        else:
            tell(mutant, UNREACHED)
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        out = os.fdopen(write, "w", buffering=1)
        _silence()
        pytest.main(arguments([str(FOLDER)]), [_InPlace(in_place, order, out.write)])
        out.close()
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as lines:
        for line in lines:
            at, verdict = line.rstrip("\n").split("\t")
            tell(in_place[int(at)], verdict)
    os.waitpid(child, 0)
    for mutant in at_import:
        tell(mutant, _imported(mutant, order))


class _InPlace:
    """A pytest that has collected everything and then tries mutant after mutant in forks."""

    def __init__(self, mutants: list[Mutant], order: Order, say: Callable[[str], object]) -> None:
        self.mutants, self.order, self.say = mutants, order, say

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        items = {item.nodeid: item for item in session.items}
        functions = _functions_by_code()
        gc.collect()
        for at, mutant in enumerate(self.mutants):
            tests = self.order.tests(mutant)

            def run(mutant: Mutant = mutant, tests: list[str] = tests) -> int:
                if mutant.params:
                    _put_in_params(mutant)
                else:
                    _put_in_place(mutant, functions)
                return _first_failing([items[test] for test in tests])

            verdict, test = _forked(run)
            if verdict == KILLED:
                self.order.killed_by(mutant, tests[test])
            self.say(f"{at}\t{verdict}\n")
        return True


Functions = dict[tuple[str, str, int], list[FunctionType]]


def _functions_by_code() -> Functions:
    """Every function of the rules there is, by its file, name and first line."""
    found: Functions = {}
    for one in gc.get_objects():
        if isinstance(one, FunctionType) and one.__code__.co_filename.startswith(str(RULES)):
            found.setdefault(_key(one.__code__), []).append(one)
    return found


def _key(code: CodeType) -> tuple[str, str, int]:
    return code.co_filename, code.co_qualname, code.co_firstlineno


def _put_in_place(mutant: Mutant, functions: Functions) -> None:
    """Give the mutated function its new code; it is an error when there is none to change."""
    changed = 0
    for code in _codes(mutant.code):
        for function in functions.get(_key(code), ()):
            changed += function.__code__ != code
            function.__code__ = code
    assert changed, mutant


def _put_in_params(mutant: Mutant) -> None:
    """Give every Params there is, and every one to come, the changed default of a field."""
    name = f"hocba.rules.{mutant.file.removesuffix('.py').replace('/', '.')}"
    old = sys.modules[name].Params
    module = ModuleType(name)
    module.__package__ = name.rpartition(".")[0]
    sys.modules[name] = module
    exec(mutant.code, module.__dict__)
    changed: dict[str, tuple[Any, Any]] = {}
    before, after = old(), module.Params()
    for field in dataclasses.fields(old):
        pair = getattr(before, field.name), getattr(after, field.name)
        if repr(pair[0]) != repr(pair[1]):
            changed[field.name] = pair
    assert changed, mutant

    def now(field: str, value: Any) -> Any:
        first, second = changed.get(field, (None, None))
        return second if field in changed and value == first else value

    for one in [one for one in gc.get_objects() if isinstance(one, old)]:
        for name in changed:
            object.__setattr__(one, name, now(name, getattr(one, name)))
        for cached in set(vars(one)) - {field.name for field in dataclasses.fields(one)}:
            del vars(one)[cached]
    for kind in [old, *_below(old)]:
        names = inspect.signature(kind).parameters
        defaults = zip(names, kind.__init__.__defaults__, strict=True)
        kind.__init__.__defaults__ = tuple(now(field, value) for field, value in defaults)


def _below(kind: type[Any]) -> list[type[Any]]:
    found: list[type[Any]] = []
    for one in kind.__subclasses__():
        found += [one, *_below(one)]
    return found


def _imported(mutant: Mutant, order: Order) -> str:
    """First with the few files of tests that killed most of its neighbours, then with all."""
    tests = order.tests(mutant)
    killers = Counter(map(_file, order.kills.get(mutant.file, Counter()).elements()))
    likely = {file for file, _ in killers.most_common(2)}
    first = [test for test in tests if _file(test) in likely]
    for chosen in ([first] if first else []) + [tests]:
        files = sorted(set(map(_file, chosen)))

        def run(chosen: list[str] = chosen, files: list[str] = files) -> int:
            _silence()
            _import_as(mutant)
            plugin = _InOrder(chosen)
            code = pytest.main(arguments(files), [plugin])
            return plugin.failing if code in (0, 1) else 0

        verdict, test = _forked(run)
        if verdict == KILLED:
            order.killed_by(mutant, chosen[test])
        if verdict != SURVIVED:
            return verdict
    return SURVIVED


def _file(test: str) -> str:
    return test.partition("::")[0]


class _InOrder:
    """The chosen tests in their order, up to the first that fails."""

    def __init__(self, tests: list[str]) -> None:
        self.tests = tests
        self.failing = 0

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        items = {item.nodeid: item for item in session.items}
        if any(test not in items for test in self.tests):
            return True  # a test that is not even collected has noticed
        self.failing = _first_failing([items[test] for test in self.tests])
        return True


def _import_as(mutant: Mutant) -> None:
    """Let the import of the mutated file give the mutant."""
    honest = importlib.machinery.SourceFileLoader.get_code

    def get_code(self: importlib.machinery.SourceFileLoader, name: str) -> CodeType | None:
        return mutant.code if self.path == mutant.path else honest(self, name)

    importlib.machinery.SourceFileLoader.get_code = get_code  # type: ignore[method-assign, assignment]


def _first_failing(items: list[pytest.Item]) -> int:
    """The place of the first test that fails, -1 when none does."""
    from _pytest.runner import runtestprotocol

    for at, item in enumerate(items):
        if any(report.failed for report in runtestprotocol(item, log=False, nextitem=None)):
            return at
    return -1


def _forked(run: Callable[[], int]) -> tuple[str, int]:
    """The verdict of a run in a fork, and the place of the test that failed."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        gc.disable()  # collecting would copy every page
        resource.setrlimit(resource.RLIMIT_CPU, (MOST_CPU_SECONDS, MOST_CPU_SECONDS + 5))
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        try:
            failing = run()
        except BaseException:
            failing = 0
        os.write(write, str(failing).encode())
        os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as said:
        answer = said.read().decode()
    _, status = os.waitpid(child, 0)
    if not answer:
        signals = (signal.SIGXCPU, signal.SIGKILL)
        return (HUNG if os.WIFSIGNALED(status) and os.WTERMSIG(status) in signals else KILLED), 0
    return (SURVIVED, 0) if int(answer) < 0 else (KILLED, int(answer))
