"""Work for later: tasks as rows of the business transaction, run by `hocba work`.

A task is queued inside a transaction and lives or dies with it. It runs at least once: a worker
that dies in the middle loses its task to the next one, so a task does its writing through
commands and finds out itself what is done already. Only this module knows django_tasks.
"""

import datetime
import logging
import os
import random
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any, ParamSpec, TypeVar

from django.db import DatabaseError, close_old_connections, connection, transaction
from django.utils import timezone
from django.utils.module_loading import autodiscover_modules
from django_tasks import task as make_task
from django_tasks.base import Task, TaskResultStatus
from django_tasks_db.models import DBTaskResult

from hocba.kernel.command import Ctx
from hocba.kernel.memory import give_back
from hocba.kernel.models import Tick, WorkerBeat
from hocba.kernel.outage import Lasting, outage
from hocba.kernel.policy import Actor

log = logging.getLogger("hocba.work")
P = ParamSpec("P")
R = TypeVar("R")
KEEP_DONE = datetime.timedelta(days=30)


@dataclass(frozen=True)
class Retry:
    """How often a failing task is tried, and how long after the first failure in seconds.

    Each further wait is twice as long, at most an hour, with a tenth of chance in it.
    """

    times: int = 6
    wait: float = 5.0

    def delay(self, failures: int) -> datetime.timedelta:
        """The wait after that many failures (1, 2 …)."""
        seconds = min(self.wait * 2 ** (failures - 1), 3600.0)
        return datetime.timedelta(seconds=seconds * random.uniform(1, 1.1))


@dataclass(frozen=True)
class Alarm:
    """Something the clock does every so many seconds, once over all workers."""

    name: str
    seconds: float
    ring: Callable[[Ctx], object]


_in_hand: set[object] = set()
"""Keys of the tasks that workers of this process are running now."""
RETRIES: dict[str, Retry] = {}
CLOCK: dict[str, Alarm] = {}


def task(*, retry: Retry = Retry(), priority: int = 0) -> Callable[[Callable[P, R]], Task[P, R]]:
    """Register a module-level function of an app's `tasks.py`; its arguments are plain JSON."""

    def wrap(run: Callable[P, R]) -> Task[P, R]:
        made: Task[P, R] = make_task(priority=priority)(run)
        RETRIES[made.module_path] = retry
        return made

    return wrap


def enqueue(work: Task[P, Any], *args: P.args, **kwargs: P.kwargs) -> str:
    """Queue a task in the running transaction; returns its id. Outside of one it is a bug."""
    if not connection.in_atomic_block:
        raise RuntimeError(f"{work.name} queued outside a transaction")
    return work.enqueue(*args, **kwargs).id


def failures_of(work: Task[..., Any], first: object) -> int | None:
    """How often a task with this first argument has failed so far; None when none is queued or
    running (any more)."""
    rows = DBTaskResult.objects.filter(
        task_path=work.module_path,
        status__in=(TaskResultStatus.READY, TaskResultStatus.RUNNING),
        args_kwargs__args__0=first,
    )
    row = rows.order_by("-enqueued_at").first()
    if row is None:
        return None
    return int(len(row.worker_ids) - (row.status == TaskResultStatus.RUNNING))


def every(seconds: float) -> Callable[[Callable[[Ctx], R]], Callable[[Ctx], R]]:
    """Register what the clock does; a missed time is made up once, never several times."""

    def wrap(ring: Callable[[Ctx], R]) -> Callable[[Ctx], R]:
        name = f"{ring.__module__}.{ring.__qualname__}"
        CLOCK[name] = Alarm(name, seconds, ring)
        return ring

    return wrap


def system_ctx(at: datetime.datetime | None = None, source: str = "work") -> Ctx:
    """The context of the installation itself."""
    now = at or timezone.now()
    return Ctx(Actor(None, timezone.localdate(now), system=True), now, source=source)


def _started(pid: int | str) -> str:
    """When a process of this machine started (clock ticks); empty when it is gone."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return ""
    return stat.rpartition(")")[2].split()[19]


def _machine() -> str:
    try:
        namespace = str(Path("/proc/self/ns/pid").readlink())
    except OSError:
        return ""
    return f"{socket.gethostname()[:60]} {namespace}"


class Worker:
    """One job process. `name` tells the machine, the process and its start."""

    def __init__(self, *, poll: float = 1.0, beat: float = 10.0, dead_after: float = 120.0) -> None:
        self.machine = _machine()
        self.name = f"{self.machine} {os.getpid()} {_started(os.getpid()) or time.time()}"
        self.poll = poll
        self.beat = beat
        self.dead_after = datetime.timedelta(seconds=dead_after)
        self.stopping = threading.Event()
        self.lasting = Lasting(log, "jobs", poll)
        autodiscover_modules("tasks")

    def run(self) -> None:
        """Work until SIGTERM or SIGINT; the task in hand is finished first."""

        def stop(signum: int, frame: FrameType | None) -> None:
            self.stopping.set()

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        was_busy = True
        with self.beating():
            while not self.stopping.is_set():
                wait = self.round()
                if was_busy and wait:
                    give_back()
                was_busy = not wait
                self.stopping.wait(wait)

    def round(self) -> float:
        """A step that outlives what the machine lacks; returns how long to wait before the next."""
        close_old_connections()
        try:
            busy = self.step()
        except (DatabaseError, OSError) as error:
            return self.lasting.met(error)
        self.lasting.over()
        return 0.0 if busy else self.poll

    def drain(self) -> int:
        """Take over what dead workers held, then run all that is ready; returns how many.

        Without a heartbeat: workers on other machines need `beating` around it.
        """
        self.take_over()
        done = 0
        while self.work_one():
            done += 1
        return done

    def step(self) -> bool:
        """One round: the clock, the dead, one task. Returns whether there was a task."""
        self.take_over()
        self.ring_clock()
        return self.work_one()

    def work_one(self) -> bool:
        """Claim and run one task; returns whether there was one."""
        row = self._claim()
        if row is None:
            return False
        log.info("start %s %s", row.task_path, row.pk)
        _in_hand.add(row.pk)
        try:
            row.task.call(*row.args_kwargs["args"], **row.args_kwargs["kwargs"])
        except Exception as error:
            self._failed(row, error)
        else:
            self._settle(row, status=TaskResultStatus.SUCCESSFUL, finished_at=timezone.now())
        finally:
            _in_hand.discard(row.pk)
        return True

    def _claim(self) -> "DBTaskResult[..., Any] | None":
        """Take the next task. The row lock (one writer on SQLite) lets only one worker win."""
        ready = DBTaskResult.objects.ready()
        if not ready.exists():
            return None
        with transaction.atomic():
            row = ready.select_for_update(skip_locked=True).first()
            if row is not None:
                row.claim(self.name)
            return row

    def _settle(self, row: "DBTaskResult[..., Any]", **values: Any) -> None:
        """Write the outcome, unless another worker has been given the task meanwhile."""
        mine = DBTaskResult.objects.filter(
            pk=row.pk, status=TaskResultStatus.RUNNING, started_at=row.started_at
        )
        if not mine.update(**values):
            log.warning("%s %s was taken over meanwhile", row.task_path, row.pk)

    def _failed(self, row: "DBTaskResult[..., Any]", error: Exception) -> None:
        retry = RETRIES.get(row.task_path, Retry())
        failures = len(row.worker_ids)
        kind = f"{type(error).__module__}.{type(error).__qualname__}"
        if failures >= retry.times:
            log.error("gave up %s %s", row.task_path, row.pk, exc_info=error)
            self._settle(
                row,
                status=TaskResultStatus.FAILED,
                finished_at=timezone.now(),
                exception_class_path=kind,
                traceback=str(error),
            )
            return
        log.warning(
            "failed %s %s (%s: %s), again later",
            row.task_path,
            row.pk,
            kind,
            error,
            exc_info=None if outage(error) else error,
        )
        self._settle(
            row,
            status=TaskResultStatus.READY,
            run_after=timezone.now() + retry.delay(failures),
            exception_class_path=kind,
            traceback=str(error),
        )

    def take_over(self) -> int:
        """Make ready again what dead workers were running, and what a worker of this process ran
        but could not put down (a full disk); returns how many tasks."""
        taken = 0
        running = DBTaskResult.objects.running().values_list("pk", "worker_ids", "started_at")
        for pk, owners, started in running:
            if pk in _in_hand or (owners[-1] != self.name and self._alive(owners[-1])):
                continue
            again = DBTaskResult.objects.filter(
                pk=pk, status=TaskResultStatus.RUNNING, started_at=started
            ).update(status=TaskResultStatus.READY, run_after=timezone.now())
            taken += again
            if again:
                log.warning("took over task %s that nobody runs any more", pk)
        return taken

    def _alive(self, owner: str) -> bool:
        """By its process when it was on this machine, else by its heartbeat."""
        machine, pid, started = owner.rsplit(" ", 2)
        if self.machine and machine == self.machine:
            return _started(pid) == started
        fresh = timezone.now() - self.dead_after
        return WorkerBeat.objects.filter(name=owner, at__gte=fresh).exists()

    def ring_clock(self) -> None:
        """Do what is due. The update of the due time lets one worker do it."""
        now = timezone.now()
        known = dict(Tick.objects.values_list("name", "due"))
        for alarm in CLOCK.values():
            if alarm.name not in known:
                Tick.objects.bulk_create([Tick(name=alarm.name, due=now)], ignore_conflicts=True)
            elif known[alarm.name] > now:
                continue
            due = now + datetime.timedelta(seconds=alarm.seconds)
            if not Tick.objects.filter(name=alarm.name, due__lte=now).update(due=due):
                continue
            try:
                alarm.ring(system_ctx(now))
            except Exception as error:
                trace = None if outage(error) else error
                log.error("clock: %s: %s", alarm.name, error, exc_info=trace)

    @contextmanager
    def beating(self) -> Iterator[None]:
        """A thread that says every few seconds that this worker lives."""
        over = threading.Event()
        lasting = Lasting(log, "heartbeat", self.beat)

        def live() -> None:
            while True:
                try:
                    WorkerBeat.objects.update_or_create(
                        name=self.name, defaults={"at": timezone.now()}
                    )
                    lasting.over()
                except DatabaseError as error:
                    lasting.met(error)
                if over.wait(self.beat):
                    connection.close()
                    return

        thread = threading.Thread(target=live, name="heartbeat", daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join(5)
            with suppress(DatabaseError):
                WorkerBeat.objects.filter(name=self.name).delete()


@every(24 * 3600)
def forget_done(ctx: Ctx) -> None:
    """Drop finished tasks after thirty days, and heartbeats of workers long gone."""
    before = ctx.at - KEEP_DONE
    DBTaskResult.objects.successful().filter(finished_at__lt=before).delete()
    WorkerBeat.objects.filter(at__lt=before).delete()
