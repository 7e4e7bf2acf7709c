"""Answers made ready before anybody asks: what the pages ask first, of the running month and the year before.

At low priority: only while nobody's page runs or waits, one question at a time, and no further once a newer
reading stands. Month by month the figures are those of all posyandu, of which one posyandu's are a piece.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import partial

import pandas as pd

from lib.data.engine import freeze_long_lived
from lib.data.seen import Seen
from lib.domain.case_lists import LISTS
from lib.domain.months import list_half_year, list_year
from lib.turnstile import PAGE_RUNS, Turnstile

MONTHS_BACK = 12
RECENT_MONTHS = 3
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
        freeze_long_lived()


def wait_quiet(is_current: Callable[[], bool], runs: Turnstile = PAGE_RUNS) -> bool:
    """Until nobody's page has run for a moment; False where a newer reading came first."""
    while runs.idle_seconds < QUIET_SECONDS:
        if not is_current():
            return False
        time.sleep(_LOOK_SECONDS)
    return is_current()


def list_first(seen: Seen) -> Iterator[Callable[[], object]]:
    """The month's figures, which Beranda shows before what needs attention: that goes through all SOPs and
    every row, and is the first of list_questions. And what a `Seen` keeps by itself, not as an answer: only
    what is asked here goes with it from the process that built it."""
    month = seen.this_month
    for name in ("person_labels", "sop_titles", "planned_months"):
        yield partial(getattr, seen, name)
    year = list_year(month, seen.months)
    yield partial(seen.beranda.headline, month)
    yield partial(seen.beranda.months, year)
    yield partial(seen.gizi.skdn_of_all, *year)
    yield partial(seen.gizi.opened, month)
    yield partial(getattr, seen.beranda, "first_steps")


def list_questions(seen: Seen, months_back: int = MONTHS_BACK) -> Iterator[Callable[[], object]]:
    """What the pages ask of a month and all posyandu, the newest month first."""
    month = seen.this_month
    yield from list_recent(seen)
    for back in range(RECENT_MONTHS, months_back + 1):
        yield from _list_of_month(seen, month - back)
    for back in range(max(months_back + 1, RECENT_MONTHS), 2 * months_back):  # the lines of a year before
        yield partial(seen.kebal_msg.sessions, month - back)


def list_recent(seen: Seen) -> Iterator[Callable[[], object]]:
    """Of these, what a room asks at once when new tables come: of the last RECENT_MONTHS."""
    month = seen.this_month
    yield partial(seen.beranda.attention, month)
    yield partial(seen.gizi.skdn_of_all, month)
    yield partial(seen.pertemuan.year, month.year)
    if (meeting := seen.pertemuan.next) is not None:
        for ask in (seen.pertemuan.meeting, seen.pertemuan.turnout, seen.pertemuan.scores):
            yield partial(ask, meeting)
        yield partial(seen.pertemuan.gain, meeting)
    yield from (seen.pendampingan.recap, seen.pendampingan.planning, seen.pendampingan.unaccompanied)
    for name in ("visits", "steps", "matchless", "unlisted_students", "unlisted_visits"):
        yield partial(getattr, seen.pendampingan, name)
    yield partial(seen.antar_jemput.rounds, month + 1)
    for place in seen.posyandu_names:  # of the page's first round, whose ever it is
        yield partial(seen.antar_jemput.base_month, month, place)
    for key in LISTS:
        yield partial(seen.daftar_anak.rows, key, month)
    for back in range(RECENT_MONTHS):
        yield from _list_of_month(seen, month - back)


def _list_of_month(seen: Seen, month: pd.Period) -> Iterator[Callable[[], object]]:
    year = list_year(month, seen.months)
    for room, names in (
        (seen.beranda, ("headline", "headline_year_before", "attention")),
        (seen.gizi, ("case_lists", "skdn_compared", "statuses", "without_status", "prevalence_compared")),
        (seen.gizi, ("programme", "weighed_again", "skdn_by_desa")),
        (seen.daftar_anak, ("followed_by_kind", "unfollowed", "sifts")),
        (seen.antar_jemput, ("round_sasaran", "roster", "funnel", "bus_clashes", "month_days", "tasks")),
        (seen.antar_jemput, ("cancelled_days",)),
        (seen.sop, ("status", "compliance", "not_begun")),
        (seen.kebal_msg, ("sessions", "buckets", "attendance", "waiting", "unmatched", "minutes")),
        (seen.kebal_msg, ("changes", "gain", "follow_up", "letter_sasaran")),
    ):
        for name in names:
            yield partial(getattr(room, name), month)
    yield partial(seen.beranda.months, year)
    yield partial(seen.gizi.skdn, year)
    yield partial(seen.gizi.skdn, list_half_year(month, seen.months))
    yield partial(seen.gizi.skdn_of_all, *year)
    yield partial(seen.gizi.trend_marks, year)
    yield partial(seen.kualitas_data.measurement, [month])
