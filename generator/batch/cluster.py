"""Workers on other machines: a Dask cluster whose workers see the same folders as we do."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ..errors import N_, Finding, Origin, Unreadable, problem
from .workers import Workers

_SECONDS = 10  # to wait for the scheduler
_CLOSING = 3  # and to take leave of it


@contextmanager
def cluster(address: str) -> Iterator[Workers]:
    """The workers of the scheduler at that address; `Unreadable` when it cannot be used."""
    client = _connected(address)
    try:
        cores = sum(client.ncores().values())
        if not cores:
            raise Unreadable(_told(address, N_("the scheduler has no workers"), _START))
        executor = client.get_executor()
        try:
            yield Workers.of(executor, cores, lambda: client.status == "running")
        finally:
            executor.shutdown(wait=client.status == "running")
    finally:
        client.close(timeout=_CLOSING)


def _connected(address: str) -> Any:
    try:
        from distributed import Client
    except ImportError as error:
        raise Unreadable(_told(address, N_("Dask is not installed"), _INSTALL)) from error
    for name in (
        "distributed",
        "distributed.client",
        "tornado.application",
    ):  # what concerns a plan comes back to us
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    try:
        return Client(address, timeout=_SECONDS, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        message = N_("no scheduler answers there ({reason})")
        raise Unreadable(_told(address, message, _START, str(error))) from error


_INSTALL = N_("install it with: pip install creation-plan[dask]")
_START = N_("start one with: dask scheduler, and on each host: dask worker ADDRESS")


def _told(address: str, message: str, hint: str, reason: str = "") -> Finding:
    return problem("cluster", message, Origin(f"--scheduler {address}"), hint=hint, reason=reason)
