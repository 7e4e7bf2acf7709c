"""Notes that many pages show: tabs that are missing, rows that do not count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lib.views import components

WAITING_TITLE = "Data belum terbaca"
WAITING_HELP = (
    "Papan sedang membaca buku kerja. Bila tidak muncul dalam satu menit, hubungi petugas puskesmas."
)


def waiting() -> None:
    """In place of a page whose workbooks have not been read yet."""
    components.empty_state(WAITING_TITLE, WAITING_HELP)


def missing_tabs(titles: Sequence[str]) -> None:
    """Which tabs no workbook has, and how to add them; nothing where none is missing."""
    for title in titles:
        components.empty_state(
            f"Tab “{title}” belum ada",
            f"Tambahkan tab bernama {title} di buku kerja, dengan judul kolom seperti pada buku templat. "
            "Halaman ini terisi sendiri setelahnya.",
        )


def left_out(rows: Mapping[str, int], *tabs: str) -> None:
    """ "3 baris tidak dihitung" of the named tabs (all when none is named); nothing where all count."""
    counted = {tab: count for tab, count in rows.items() if not tabs or tab in tabs}
    if counted:
        parts = ", ".join(f"{tab} {count}" for tab, count in counted.items())
        components.notice_note(
            f"{sum(counted.values())} baris tidak dihitung ({parts})",
            "Kader dan petugas melihat sebab dan cara memperbaikinya di halaman Kualitas Data.",
        )
