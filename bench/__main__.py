"""`make bench`: every module of this folder with `run(short) -> list[Figure]`, in short form.

python -m bench            all, short
python -m bench law grid   only these
python -m bench --long     at full size
"""

import importlib
import pkgutil
import subprocess
import sys
import time

import bench
from bench.figure import show


def main(arguments: list[str]) -> int:
    """Run and print one line a figure; a missed target says `short` and is no failure."""
    short = "--long" not in arguments
    chosen = [a for a in arguments if not a.startswith("--")]
    names = sorted(m.name for m in pkgutil.iter_modules(bench.__path__) if m.name[0] != "_")
    if unknown := set(chosen) - set(names):
        sys.stderr.write(f"no benchmark {', '.join(sorted(unknown))}\n")
        return 2
    began = time.monotonic()
    sys.stdout.write("name | value | measured against | ratio | target | verdict\n")
    sys.stdout.flush()
    code = 0
    for name in chosen or names:
        # A process each: what one has loaded, warmed up or stored is not the next one's.
        words = [sys.executable, "-m", "bench", "--one", name, *(() if short else ("--long",))]
        code |= subprocess.run(words, check=False).returncode
    sys.stderr.write(f"{time.monotonic() - began:.0f} s\n")
    return code


def one(name: str, short: bool) -> int:
    """Run one benchmark in this process."""
    module = importlib.import_module(f"bench.{name}")
    if hasattr(module, "run"):
        show(module.run(short=short))
    return 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        sys.exit(one(sys.argv[2], "--long" not in sys.argv))
    sys.exit(main(sys.argv[1:]))
