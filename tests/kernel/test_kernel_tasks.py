"""Tasks live and die with the transaction, run once, and survive the death of their worker."""

import datetime
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import kernel_jobs
import pytest
from django.db import OperationalError, ProgrammingError, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from hocba.kernel import tasks
from hocba.kernel.command import Ctx
from hocba.kernel.models import Tick, WorkerBeat

HERE = Path(__file__).parent


def start_worker(real_db, mode: str) -> subprocess.Popen[bytes]:
    env = real_db.env(PYTHONPATH=str(HERE))
    code = (
        "import django; django.setup(); import kernel_jobs; from hocba.kernel.tasks import Worker;"
    )
    code += f" Worker(poll=0.05).{mode}()"
    return subprocess.Popen([sys.executable, "-W", "error", "-c", code], env=env)


def wait_until(true: Callable[[], object], seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


def lines(path: Path) -> list[str]:
    return path.read_text().split() if path.exists() else []


@pytest.mark.django_db
def test_a_task_of_a_transaction_that_fails_is_never_queued(tmp_path):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        tasks.enqueue(kernel_jobs.write_word, str(tmp_path / "out"), "a")
        raise ZeroDivisionError
    assert not DBTaskResult.objects.exists()


def test_queueing_outside_a_transaction_is_a_bug(real_db):
    with pytest.raises(RuntimeError, match="outside a transaction"):
        tasks.enqueue(kernel_jobs.write_word, "out", "a")


@pytest.mark.django_db
def test_a_failing_task_is_tried_again_and_then_done(tmp_path):
    out = tmp_path / "out"
    tasks.enqueue(kernel_jobs.fail_twice, str(out))
    assert tasks.Worker().drain() == 3
    row = DBTaskResult.objects.get()
    assert (row.status, lines(out)) == ("SUCCESSFUL", ["tried"] * 3)


@pytest.mark.django_db
def test_a_task_that_always_fails_is_given_up_and_kept_with_its_error(tmp_path):
    out = tmp_path / "out"
    tasks.enqueue(kernel_jobs.fail_always, str(out))
    tasks.Worker().drain()
    row = DBTaskResult.objects.get()
    assert (row.status, lines(out)) == ("FAILED", ["tried"] * 2)
    assert row.exception_class_path == "builtins.OSError"


def test_waits_between_tries_double_up_to_an_hour():
    retry = tasks.Retry(wait=5)
    waits = [retry.delay(n).total_seconds() for n in (1, 2, 3, 20)]
    for got, least in zip(waits, (5, 10, 20, 3600), strict=True):
        assert least <= got <= least * 1.1


def test_two_workers_never_run_the_same_task(real_db, tmp_path):
    out = tmp_path / "out"
    with transaction.atomic():
        for n in range(40):
            tasks.enqueue(kernel_jobs.write_word, str(out), str(n))
    workers = [start_worker(real_db, "drain") for _ in range(2)]
    assert [w.wait(240) for w in workers] == [0, 0]
    assert sorted(lines(out), key=int) == [str(n) for n in range(40)]


def test_the_task_of_a_killed_worker_is_run_by_the_next(real_db, tmp_path):
    out = tmp_path / "out"
    with transaction.atomic():
        tasks.enqueue(kernel_jobs.sleep_first, str(out))
    first = start_worker(real_db, "run")
    wait_until(lambda: lines(out) == ["began"])
    os.kill(first.pid, signal.SIGKILL)
    first.wait(120)
    assert DBTaskResult.objects.get().status == "RUNNING"
    second = start_worker(real_db, "run")
    wait_until(lambda: lines(out) == ["began", "began", "ended"])
    wait_until(lambda: DBTaskResult.objects.get().status == "SUCCESSFUL")
    second.terminate()
    assert second.wait(120) == 0


@pytest.mark.django_db
def test_a_task_of_another_machine_is_taken_over_when_its_heartbeat_stops(tmp_path):
    out = tmp_path / "out"
    tasks.enqueue(kernel_jobs.write_word, str(out), "a")
    other = "another-machine pid:[1] 7 7"
    DBTaskResult.objects.get().claim(other)
    beat = WorkerBeat.objects.create(name=other, at=timezone.now())
    worker = tasks.Worker()
    assert worker.drain() == 0
    beat.at -= datetime.timedelta(seconds=121)
    beat.save()
    assert worker.drain() == 1
    assert lines(out) == ["a"]


@pytest.mark.django_db
def test_a_task_whose_outcome_could_not_be_written_is_run_again_by_the_same_worker(
    tmp_path, monkeypatch
):
    out = tmp_path / "out"
    tasks.enqueue(kernel_jobs.write_word, str(out), "a")
    worker = tasks.Worker()

    def full(*_: object, **__: object) -> None:
        raise OperationalError("database or disk is full")

    with monkeypatch.context() as disk:
        disk.setattr(worker, "_settle", full)
        with pytest.raises(OperationalError):
            worker.step()
    assert DBTaskResult.objects.get().status == "RUNNING"
    assert worker.step()
    assert DBTaskResult.objects.get().status == "SUCCESSFUL"
    assert lines(out) == ["a", "a"]


@pytest.mark.django_db
def test_a_task_in_hand_is_not_taken_over_by_a_worker_beside(tmp_path):
    tasks.enqueue(kernel_jobs.take_over_meanwhile)
    assert tasks.Worker().work_one()
    assert kernel_jobs.taken == [0]


@pytest.mark.django_db
def test_a_worker_that_was_taken_for_dead_does_not_overwrite_the_outcome(tmp_path):
    tasks.enqueue(kernel_jobs.write_word, str(tmp_path / "out"), "a")
    slow, quick = tasks.Worker(), tasks.Worker()
    held = slow._claim()
    DBTaskResult.objects.update(status="READY")
    assert quick.work_one()
    slow._failed(held, OSError("late"))
    assert DBTaskResult.objects.get().status == "SUCCESSFUL"


@pytest.mark.django_db
def test_the_clock_rings_once_over_all_workers_and_again_when_due(monkeypatch):
    rung = []

    def ring(ctx: Ctx) -> None:
        rung.append(ctx.at)

    monkeypatch.setattr(tasks, "CLOCK", {"bell": tasks.Alarm("bell", 60, ring)})
    one, two = tasks.Worker(), tasks.Worker()
    one.ring_clock()
    two.ring_clock()
    assert len(rung) == 1
    Tick.objects.update(due=timezone.now() - datetime.timedelta(hours=5))
    two.ring_clock()
    one.ring_clock()
    assert len(rung) == 2


@pytest.mark.django_db
def test_an_alarm_that_fails_does_not_stop_the_others(monkeypatch, caplog):
    rung = []

    def broken(ctx: Ctx) -> None:
        raise OSError("no paper")

    alarms = {"a": tasks.Alarm("a", 60, broken), "b": tasks.Alarm("b", 60, rung.append)}
    monkeypatch.setattr(tasks, "CLOCK", alarms)
    tasks.Worker().ring_clock()
    assert len(rung) == 1 and "clock: a" in caplog.text


def test_a_full_disk_is_one_line_and_longer_waits_until_there_is_room(monkeypatch, caplog):
    def full() -> bool:
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(tasks, "close_old_connections", lambda: None)
    worker = tasks.Worker(poll=1.0)
    monkeypatch.setattr(worker, "step", full)
    assert [worker.round() for _ in range(8)] == [1, 2, 4, 8, 16, 32, 60, 60]
    [line] = caplog.records
    assert "the disk is full or read-only" in line.message and line.exc_info is None
    monkeypatch.setattr(worker, "step", lambda: True)
    assert worker.round() == 0
    assert "jobs: goes on after" in caplog.records[-1].message
    monkeypatch.setattr(worker, "step", full)
    assert worker.round() == 1
    assert len(caplog.records) == 3


def test_an_error_that_is_no_outage_keeps_its_trace(monkeypatch, caplog):
    def broken() -> bool:
        raise ProgrammingError("syntax error")

    monkeypatch.setattr(tasks, "close_old_connections", lambda: None)
    worker = tasks.Worker()
    monkeypatch.setattr(worker, "step", broken)
    assert [worker.round() for _ in range(2)] == [1, 2]
    assert [bool(r.exc_info) for r in caplog.records] == [True, True]
