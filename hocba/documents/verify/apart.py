"""Judging foreign files in a process of its own, bounded in time and memory.

Whoever uploads a file does not get to parse it beside the database and the keys: a process is
started for the question, gets the bytes through a pipe, writes the verdicts as JSON and ends.
"""

import base64
import json
import resource
import subprocess
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from ..signing.sentences import problem
from ..signing.trust import Trust
from . import State, Verdict, verify_bytes

SECONDS, MEMORY = 20, 1 << 30


def judge_apart(
    files: Sequence[bytes], trust: Path, at: datetime, answers: Sequence[bytes] = ()
) -> list[dict[str, Any]]:
    """`Verdict.to_json()` of each file, judged in full and compared with the other files.

    A process that dies or takes longer than `SECONDS` leaves the verdict «cannot tell» for all.
    """
    question = {
        "trust": str(trust),
        "at": at.isoformat(),
        "answers": [base64.b64encode(a).decode() for a in answers],
        "sizes": [len(f) for f in files],
    }
    try:
        ended = subprocess.run(
            [sys.executable, "-m", __name__],
            input=b"\n".join([json.dumps(question).encode(), b"".join(files)]),
            capture_output=True,
            timeout=SECONDS,
            check=True,
        )
        found: list[dict[str, Any]] = json.loads(ended.stdout)
    except (subprocess.SubprocessError, ValueError):
        lost = Verdict(State.UNKNOWN, problems=(problem("unreadable"),)).to_json()
        return [lost] * len(files)
    return found


def main(asked: bytes) -> str:
    """The answer of the process: one verdict a file as JSON."""
    head, _, rest = asked.partition(b"\n")
    question = json.loads(head)
    files, start = [], 0
    for size in question["sizes"]:
        files.append(rest[start : start + size])
        start += size
    trust = Trust.load(Path(question["trust"]))
    verdicts = [
        verify_bytes(
            data,
            trust,
            at=datetime.fromisoformat(question["at"]),
            companions=[other for n, other in enumerate(files) if n != number],
            answers=[base64.b64decode(a) for a in question["answers"]],
            full=True,
        )
        for number, data in enumerate(files)
    ]
    return json.dumps([v.to_json() for v in verdicts])


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    sys.stdout.write(main(sys.stdin.buffer.read()))
