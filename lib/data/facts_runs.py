"""Writing the facts of every puskesmas once: one after the other in this process, or each as a task of a Dask
cluster. Either way the same function does the work, and the files are the same to the byte."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd

from lib.config import current_settings
from lib.data.facts import build_facts
from lib.data.once import read_puskesmas
from lib.facts.files import AddressUnknown, write_facts
from lib.settings import BookSetting, Settings
from lib.sources.clock import SECONDS_A_BOOK
from lib.sources.errors import SourceError

CONNECT_SECONDS = 10


class ClusterError(Exception):
    """The cluster cannot be used: one plain Indonesian line."""


@dataclass(frozen=True)
class Job:
    """The facts of one puskesmas to be written. Nothing secret is in it: who does it reads its own secrets
    file for the key of Google. `months` as 2026-11, None = all; `address` a folder or one of fsspec."""

    puskesmas: str
    books: tuple[BookSetting, ...]
    address: str
    months: tuple[str, ...] | None = None
    day: date | None = None


@dataclass(frozen=True)
class Outcome:
    """What became of a job: rows written, or what is wrong in words for people."""

    puskesmas: str
    rows: int = 0
    problem: str = ""


def list_jobs(settings: Settings, address: str, months: list[pd.Period] | None) -> list[Job]:
    """One for each puskesmas of these settings."""
    return [
        Job(
            name,
            tuple(book for book in settings.books if (book.puskesmas or "") == name),
            address,
            None if months is None else tuple(str(month) for month in months),
            settings.today_override,
        )
        for name in settings.puskesmas
    ]


def run_job(job: Job) -> Outcome:
    """Read, count, write. What is wrong with a workbook or an address is an outcome: an exception of ours
    would have to be known where the cluster is asked from."""
    settings = current_settings(accounts=False, books=any(book.id is not None for book in job.books))
    settings = replace(settings, books=job.books, today_override=job.day or settings.today_override)
    months = None if job.months is None else [pd.Period(month, freq="M") for month in job.months]
    try:
        facts = build_facts(read_puskesmas(job.puskesmas, settings), months)
        write_facts(facts, job.puskesmas, job.address, months)
    except SourceError as error:
        return Outcome(job.puskesmas, problem=error.text)
    except AddressUnknown as error:
        return Outcome(job.puskesmas, problem=f"Alamat {error}:// belum dapat dipakai: pasang pustakanya.")
    except OSError as error:
        return Outcome(job.puskesmas, problem=f"Fakta tidak dapat ditulis: {error.strerror or error}")
    return Outcome(job.puskesmas, rows=len(facts))


def run_here(jobs: list[Job]) -> Iterator[Outcome]:
    """One after the other in this process."""
    return map(run_job, jobs)


def run_on_cluster(
    jobs: list[Job], cluster: str, progress: Callable[[str], None] = lambda message: None
) -> Iterator[Outcome]:
    """Each job a task of the Dask scheduler at this address, as they are done; the work of a worker that is
    lost is done again by another. Raises ClusterError."""
    # Imported when asked for: the app and all other commands do without it.
    try:
        import distributed
    except ImportError:
        raise ClusterError("Pasang dulu: pip install -r requirements-klaster.txt") from None
    dask: Any = distributed
    try:
        client = dask.Client(cluster, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError):
        raise ClusterError(f"Klaster {cluster} tidak menjawab. Periksa alamat dan penjadwalnya.") from None
    with client:
        names: dict[str, str] = {}
        done = dask.as_completed(loop=client.loop)
        for job in jobs:
            future = client.submit(run_job, job, key=f"fakta-{job.puskesmas}-{id(job)}", pure=False)
            names[future.key] = job.puskesmas
            done.add(future)
            # All workers share one service account, and it has one quota.
            time.sleep(SECONDS_A_BOOK * sum(book.id is not None for book in job.books))
        progress(f"{len(jobs)} puskesmas dibagi ke {len(client.nthreads())} pekerja …")
        for future in done:
            if future.status == "finished":
                yield future.result()
            else:
                kind = type(future.exception()).__name__
                yield Outcome(
                    names[future.key], problem=f"Pekerja klaster tidak dapat mengerjakannya ({kind})."
                )
