"""A progress bar for a terminal; in a log, a line when something begins and ends."""

import sys
import time
from typing import TextIO

from hocba.kernel import figures

WIDTH = 28


class Bar:
    """One line that is redrawn at most ten times a second. Use as a `Progress` and `close` it."""

    def __init__(self, label: str, out: TextIO | None = None) -> None:
        self.label = label
        self.out = out or sys.stderr
        self.live = self.out.isatty()
        self.started = time.monotonic()
        self.drawn = 0.0

    def __call__(self, done: int, total: int) -> None:
        now = time.monotonic()
        if not self.live or (now - self.drawn < 0.1 and done < total):
            return
        self.drawn = now
        part = min(done / total, 1.0) if total else 1.0
        filled = int(part * WIDTH)
        bar = "█" * filled + "░" * (WIDTH - filled)
        self.out.write(f"\r\x1b[K{self.label:<34} {bar} {int(part * 100):3d} % ({done}/{total})")
        self.out.flush()

    def close(self, words: str) -> float:
        """End the line with what came out; returns the seconds it took."""
        elapsed = time.monotonic() - self.started
        start = "\r\x1b[K" if self.live else ""
        self.out.write(f"{start}{self.label:<34} {words} ({figures.seconds(elapsed)} giây)\n")
        self.out.flush()
        return elapsed
