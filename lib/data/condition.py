"""How the workbooks stand: in words for the line on every page, in codes for /sehat."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from lib.data.book_findings import describe_loss, how_to_restore
from lib.sources.errors import SourceError
from lib.sources.refresher import BookState

OLD_AFTER = timedelta(minutes=10)
"""Data that could not be confirmed for so long make /sehat call for somebody."""
LEAST_LATE = timedelta(seconds=60)
Patience = Callable[[BookState], tuple[datetime, timedelta]]
"""Of a workbook: when the reading of it began, and how long it may go untried."""
BOOKS_NAMED = 3


class Stalled(SourceError):
    """A workbook has not been tried for longer than two refreshes: the reader itself hangs or has died."""

    code = "tersendat"
    message = "Papan belum sempat memeriksa buku ini lagi."
    remedy = (
        "Biasanya menyusul sendiri. Bila tetap begini sepuluh menit, petugas yang memasang papan perlu "
        "menyalakannya ulang."
    )


def late_after(interval_seconds: float) -> timedelta:
    """How long a workbook may go untried: two refreshes."""
    return max(LEAST_LATE, timedelta(seconds=2 * interval_seconds))


def find_trouble(
    state: BookState, asked: datetime, started: datetime, late: timedelta
) -> tuple[SourceError, datetime] | None:
    """What is wrong with a workbook and since when; None while all is well.

    `started` is when the reading began, `late` how long a workbook may go untried.
    """
    if state.problem is not None:
        return state.problem, state.problem_since or asked
    tried = max(started, state.checked_at or started)
    return (Stalled(), tried) if asked - tried > late else None


def describe_troubles(states: Sequence[BookState], asked: datetime, patience: Patience) -> tuple[str, ...]:
    """One text for each kind of trouble: which workbooks, since when, what is wrong, who can mend it, and of
    when the data are that stay on the screen."""
    kinds: dict[str, list[tuple[BookState, datetime]]] = {}
    for state in states:
        trouble = find_trouble(state, asked, *patience(state))
        if trouble is not None:
            kinds.setdefault(trouble[0].text, []).append((state, trouble[1]))
    return tuple(_describe_kind(text, troubled, asked) for text, troubled in kinds.items())


def _describe_kind(text: str, troubled: Sequence[tuple[BookState, datetime]], asked: datetime) -> str:
    names = [state.name for state, _ in troubled]
    named = ", ".join(names[:BOOKS_NAMED])
    if len(names) > BOOKS_NAMED:
        named += f" dan {len(names) - BOOKS_NAMED} buku lain"
    since = min(since for _, since in troubled)
    fetched = [state.book.fetched_at for state, _ in troubled if state.book is not None]
    shown = f" Yang tampil: data {_moment(min(fetched), asked)}." if fetched else ""
    if len(fetched) < len(names):
        shown += " Belum ada data darinya." if not fetched else " Sebagian belum pernah terbaca."
    return f"{named} (sejak {_moment(since, asked)}): {text}{shown}"


def describe_losses(states: Sequence[BookState], asked: datetime, *, counts: bool) -> tuple[str, ...]:
    """One text for each tab that lost half its rows; without `counts`, for those who only look, no remedy."""
    return tuple(
        f"Tab “{loss.title}” di {state.name}, sejak {_moment(loss.since, asked)}: "
        + (
            f"{describe_loss(loss)}. {how_to_restore(loss, state.book)}."
            if counts
            else "Banyak baris hilang, angka di halaman ini mungkin belum lengkap."
        )
        for state in states
        if state.book is not None
        for loss in state.book.losses
    )


def describe_damaged(states: Sequence[BookState]) -> tuple[str, ...]:
    """One text for each workbook of whose saved copy some tabs could not be read: they are missing until the
    workbook itself is read."""
    return tuple(
        f"Salinan tab {_join(state.book.damaged)} dari {state.name} di server rusak: isinya belum terhitung, "
        "dan tampil lagi begitu buku kerjanya terbaca."
        for state in states
        if state.book is not None and state.book.damaged
    )


def _join(titles: Sequence[str]) -> str:
    return ", ".join(f"“{title}”" for title in titles)


def _moment(moment: datetime, asked: datetime) -> str:
    """ "09.42" today, "21/11 09.42" on another day; in the zone of `asked`."""
    local = moment.astimezone(asked.tzinfo)
    return f"{local:%H.%M}" if local.date() == asked.date() else f"{local:%d/%m %H.%M}"


def build_health(
    states: Sequence[BookState],
    asked: datetime,
    patience: Patience,
    *,
    sequence: int,
    unsaved_since: datetime | None,
) -> dict[str, object]:
    """Age and state without any data or names: for /sehat.

    `status` is baik, ada masalah, or data lama: then some workbook was never read or not confirmed for ten
    minutes, and `perlu_dilihat` is true. It is so too while tabs are missing because their saved copies are
    damaged (`tab_rusak`).
    """
    troubles = [find_trouble(state, asked, *patience(state)) for state in states]
    old = [
        asked - state.book.fetched_at > max(OLD_AFTER, patience(state)[1])
        if state.book
        else trouble is not None
        for state, trouble in zip(states, troubles, strict=True)
    ]
    damaged = [len(state.book.damaged) if state.book else 0 for state in states]
    troubled = unsaved_since is not None or any(damaged) or any(trouble is not None for trouble in troubles)
    return {
        "status": "data lama" if any(old) else "ada masalah" if troubled else "baik",
        "perlu_dilihat": any(old) or any(damaged),
        "buku": [
            {
                "umur_detik": _seconds(state.book.fetched_at, asked) if state.book else None,
                "diperiksa_detik": _seconds(state.checked_at, asked) if state.checked_at else None,
                "masalah": trouble[0].code if trouble else None,
                "masalah_detik": _seconds(trouble[1], asked) if trouble else None,
                "tab_menyusut": len(state.book.losses) if state.book else 0,
                "tab_rusak": damaged_tabs,
            }
            for state, trouble, damaged_tabs in zip(states, troubles, damaged, strict=True)
        ],
        "urutan": sequence,
        "simpanan": "baik" if unsaved_since is None else "gagal",
    }


def _seconds(since: datetime, asked: datetime) -> int:
    return round((asked - since).total_seconds())
