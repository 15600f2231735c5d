"""Trying and loading long tables behind the page that watches their progress, and what is done about them after a stop."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import ConnectorException

from jinliang.site.acts import importing

LOCK = "import"
"""Of all import jobs one runs at a time."""


@app.task(name="import.try", lock=LOCK)
def attempt(id: int) -> None:
    """Tries a table."""
    importing.attempt(importing.row(id))


@app.task(name="import.load", lock=LOCK)
def load(id: int) -> None:
    """Loads a tried table."""
    importing.finish(id)


def recover(starting: bool) -> int:
    """While no worker lives: jobs that a killed one left as running are given back, imports among them are interrupted; how many.

    A job that is left running holds the lock for ever. Other jobs are done again; an import waits for a person, since the table itself
    may be what killed the worker. `starting`: nothing else runs either, so imports without any job were interrupted too.
    """
    lost = list(ProcrastinateJob.objects.filter(status="doing"))
    for job in lost:
        _give_back(job)
    queued = _imports(ProcrastinateJob.objects.filter(status="todo", lock=LOCK))
    broken = _imports(job for job in lost if job.lock == LOCK)
    return importing.recover(None if starting else broken, queued)


def _imports(jobs: Iterable[ProcrastinateJob]) -> list[int]:
    return [int(job.args["id"]) for job in jobs]


def _give_back(job: ProcrastinateJob) -> None:
    # A worker that was told to stop may end its job this very moment; then there is nothing to give back.
    with suppress(ConnectorException), transaction.atomic():
        app.job_manager.retry_job_by_id(job.id, datetime.now(UTC))
        if job.lock == LOCK:
            app.job_manager.cancel_job_by_id(job.id)
