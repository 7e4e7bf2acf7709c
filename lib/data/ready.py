"""Answers made ready before anybody asks: what the pages ask first, of the running month and the year before.

At low priority: only while nobody's page runs or waits, one question at a time, and no further once a newer
reading stands. Month by month the figures are those of all posyandu, of which one posyandu's are a piece.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import partial

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
        while runs.idle_seconds < QUIET_SECONDS:
            if not is_current():
                return False
            time.sleep(_LOOK_SECONDS)
        if not is_current():
            return False
        ask()
    return True


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
