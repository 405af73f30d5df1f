"""Who drafts: this process, a pool of processes, or any executor; orders come back in their order.

A worker that dies takes only the unit with it that kills workers: its orders are given out once
more, unit by unit.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future, ProcessPoolExecutor
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Generic, Self, TypeVar

from ..errors import N_, Unreadable, problem
from .drafting import Made, Order, draft_all
from .naming import Pattern
from .tasks import CHUNK

_AHEAD = 3  # orders in the hands of each worker, so that none waits for us
_WORTH = 150  # units for which one more process is worth its start
_LISTEN = 5.0  # seconds between looks whether far workers are still there
_MOST = 61  # processes of which Windows can wait for the first to answer


Bundle = TypeVar("Bundle")  # what an order belongs to; it comes back beside what was made


class Inline(Executor):
    """Does the work at once, in this process."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


def processes(units: int, wanted: int | None = None) -> int:
    """How many processes to use for so many units: those wanted, else as many as pay."""
    useful = -(-units // CHUNK) if wanted else units // _WORTH
    return max(1, min(wanted or _cores(), useful, _MOST))


def _cores() -> int:
    with suppress(AttributeError):  # Windows and macOS do not have it
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _pool(jobs: int) -> Executor:
    """A pool that is safe on every system, as its workers begin afresh."""
    return ProcessPoolExecutor(
        jobs,
        multiprocessing.get_context("spawn"),
        initializer=_begin,
    )


def _begin() -> None:
    """Leave Ctrl-C to the main process, and end when it does, however that is."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(1)  # what it was to draft is nobody's any more


@dataclass(slots=True)
class _Waiting(Generic[Bundle]):
    """An order that is out, and what it belongs to."""

    bundle: Bundle
    order: Order | None
    future: Future[list[Made]] | None


class Workers(AbstractContextManager["Workers"]):
    """An executor that is made anew when its processes have died.

    `work` is what it does with an order; for a unit on which a process died stands a `Made`.
    """

    def __init__(
        self,
        jobs: int = 1,
        executor: Executor | None = None,
        width: int = 0,
        alive: Callable[[], bool] | None = None,
        work: Callable[[Any], list[Any]] = draft_all,
    ) -> None:
        self._jobs, self._given, self._alive = jobs, executor, alive
        self._work = work
        self._executor: Executor | None = None
        self._ahead = 0 if jobs == 1 and not executor else (width or jobs) * _AHEAD

    @classmethod
    def of(cls, executor: Executor, width: int, alive: Callable[[], bool] | None = None) -> Self:
        """Workers behind any executor; `width` is how many orders it can work on at once.

        `alive` tells whether answers may still come, of an executor that may fall silent; when
        none may, `Unreadable` is raised and what was written stays.
        """
        return cls(executor=executor, width=width, alive=alive)

    def begin(self) -> None:
        """Start the processes of a pool now, so that they are ready when there is work."""
        if self._executor is None and not self._given and self._jobs > 1:
            self._executor = _pool(self._jobs)
            nothing = Order((), Path(), Path.cwd(), Pattern(), False)
            for _number in range(self._jobs):
                self._executor.submit(self._work, nothing)

    def __exit__(self, *_: object) -> None:
        if self._executor and not self._given:
            self._executor.shutdown(wait=True, cancel_futures=True)

    def _submit(self, order: Order) -> Future[list[Made]]:
        if self._executor is None:
            self._executor = self._given or (_pool(self._jobs) if self._jobs > 1 else Inline())
        try:
            return self._executor.submit(self._work, order)
        except BrokenExecutor as error:
            failed: Future[list[Made]] = Future()
            failed.set_exception(error)
            return failed

    def _renew(self) -> None:
        """Another pool in place of one whose processes have died."""
        if self._executor and not self._given:
            self._executor.shutdown(wait=True, cancel_futures=True)
            self._executor = None

    def drafted(
        self, bundles: Iterable[tuple[Bundle, Order | None]]
    ) -> Iterator[tuple[Bundle, list[Made]]]:
        """What came of each order, beside its bundle, in their order; few are out at a time."""
        waiting: deque[_Waiting[Bundle]] = deque()
        try:
            for bundle, order in bundles:
                future = self._submit(order) if order else None
                waiting.append(_Waiting(bundle, order, future))
                if len(waiting) > self._ahead:
                    yield self._next(waiting)
            while waiting:
                yield self._next(waiting)
        finally:
            for one in waiting:
                if one.future:
                    one.future.cancel()

    def _next(self, waiting: deque[_Waiting[Bundle]]) -> tuple[Bundle, list[Made]]:
        one = waiting.popleft()
        if one.order is None or one.future is None:
            return one.bundle, []
        try:
            return one.bundle, self._result(one.future)
        except Unreadable:
            raise
        except Exception as error:
            if isinstance(self._executor, Inline):
                raise
            found = self._again(one.order, error)
            self._resume(waiting)
            return one.bundle, found

    def _result(self, future: Future[list[Made]]) -> list[Made]:
        """What comes of an order; `Unreadable` when nothing will."""
        if self._alive is None:
            return future.result()
        while True:
            try:
                return future.result(timeout=_LISTEN)
            except (TimeoutError, CancelledError) as error:
                if not self._alive():
                    raise Unreadable(_SILENT) from error
                if isinstance(error, CancelledError):
                    raise BrokenExecutor(str(error)) from error

    def _again(self, order: Order, error: Exception) -> list[Made]:
        """The order unit by unit, so that one on which workers die is found out."""
        found: list[Made] = []
        last: Exception | None = error
        for entry in order.units:
            if isinstance(last, BrokenExecutor):
                self._renew()
            last = None
            try:
                found += self._result(self._submit(replace(order, units=(entry,))))
            except Unreadable:
                raise
            except Exception as failure:
                last = failure
                found.append(_died(entry[0].id, failure))
        if isinstance(last, BrokenExecutor):
            self._renew()
        return found

    def _resume(self, waiting: deque[_Waiting[Bundle]]) -> None:
        """Give out anew what went down with a pool."""
        for one in waiting:
            future = one.future
            if one.order and future and future.done() and _is_lost(future):
                one.future = self._submit(one.order)


_SILENT = problem(
    "workers-gone",
    N_("the workers do not answer any more"),
    hint=N_("what was written stays; start them anew and run the same command again"),
)


def _is_lost(future: Future[list[Made]]) -> bool:
    return future.cancelled() or isinstance(future.exception(), BrokenExecutor)


def _died(unit: str, error: Exception) -> Made:
    told = problem(
        "worker-died",
        N_("the process that drafted this plan was ended ({reason})"),
        hint=N_("is there enough memory? Run again with --jobs 1"),
        unit=unit,
        reason=f"{type(error).__name__}: {error}".rstrip(": "),
    )
    return Made(unit, findings=(told,))
