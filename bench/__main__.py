"""`make bench`: every module of this folder with `run(short) -> list[Figure]`, in short form.

python -m bench            all, short
python -m bench law grid   only these
python -m bench --long     at full size
"""

import importlib
import pkgutil
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
    for name in chosen or names:
        module = importlib.import_module(f"bench.{name}")
        if hasattr(module, "run"):
            show(module.run(short=short))
            sys.stdout.flush()
    sys.stderr.write(f"{time.monotonic() - began:.0f} s\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
