"""Answers made ready before anybody asks: what the pages ask first, of the running month and the year before.

At low priority: only while nobody's page runs or waits, one question at a time, and no further once a newer
reading stands. Month by month the figures are those of all posyandu, of which one posyandu's are a piece.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import partial

from lib.data.engine import freeze_long_lived
from lib.data.seen import Seen
from lib.turnstile import PAGE_RUNS, Turnstile

MONTHS_BACK = 12
QUIET_SECONDS = 0.1
"""So long nobody's page has run before a question is begun."""
_LOOK_SECONDS = 0.05


def make_ready(
    seen: Seen, is_current: Callable[[], bool], runs: Turnstile = PAGE_RUNS, *, months_back: int = MONTHS_BACK
) -> bool:
    """Ask what the pages will; False where a newer reading came first."""
    for ask in list_questions(seen, months_back):
        if not wait_quiet(is_current, runs):
            return False
        ask()
    return True


def collect_when_quiet(is_current: Callable[[], bool], runs: Turnstile = PAGE_RUNS) -> None:
    """Free what nothing leads to any more, and take what stays out of the collector's rounds; not once a
    newer reading stands, which has its own."""
    if wait_quiet(is_current, runs):
        freeze_long_lived(replaced=True)


def wait_quiet(is_current: Callable[[], bool], runs: Turnstile = PAGE_RUNS) -> bool:
    """Until nobody's page has run for a moment; False where a newer reading came first."""
    while runs.idle_seconds < QUIET_SECONDS:
        if not is_current():
            return False
        time.sleep(_LOOK_SECONDS)
    return is_current()


def list_questions(seen: Seen, months_back: int = MONTHS_BACK) -> Iterator[Callable[[], object]]:
    """What the pages ask first, the newest month first."""
    month = seen.this_month
    yield partial(seen.beranda.attention, month)
    yield partial(seen.gizi.skdn_of_all, month)
    yield partial(seen.pertemuan.year, month.year)
    yield partial(seen.pendampingan.recap)
    yield partial(seen.kualitas_data.measurement, [month])
    for back in range(months_back + 1):
        one = month - back
        for ask in (
            seen.gizi.case_lists,
            seen.beranda.headline,
            seen.gizi.programme,
            seen.gizi.statuses,
            seen.gizi.without_status,
            seen.antar_jemput.round_sasaran,
            seen.antar_jemput.roster,
            seen.antar_jemput.funnel,
            seen.antar_jemput.bus_clashes,
            seen.antar_jemput.month_days,
            seen.sop.compliance,
            seen.kebal_msg.follow_up,
            seen.kebal_msg.buckets,
        ):
            yield partial(ask, one)
