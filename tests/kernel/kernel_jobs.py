"""Tasks that tests run in worker processes of their own."""

import os
import time
from pathlib import Path

from hocba.kernel.tasks import Retry, Worker, task

taken: list[int] = []


def note(path: str, word: str) -> None:
    """Append a line in one write, so that processes do not mix."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.write(handle, f"{word}\n".encode())
    os.close(handle)


@task()
def write_word(path: str, word: str) -> None:
    note(path, word)


@task()
def sleep_first(path: str) -> None:
    """Hang the first time (to be killed), be quick the second time."""
    first = not Path(path).exists()
    note(path, "began")
    if first:
        time.sleep(3600)
    note(path, "ended")


@task(retry=Retry(times=3, wait=0.0))
def fail_twice(path: str) -> None:
    note(path, "tried")
    if Path(path).read_text().count("tried") < 3:
        raise OSError("printer on fire")


@task(retry=Retry(times=2, wait=0.0))
def fail_always(path: str) -> None:
    note(path, "tried")
    raise OSError("printer on fire")


@task()
def take_over_meanwhile() -> None:
    """What another worker of this process would take over while this one runs."""
    taken.append(Worker().take_over())
