"""Notes that many pages show: tabs that are missing, rows that do not count."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from lib.views import components
from lib.views.links import page_link

WAITING_TITLE = "Data belum terbaca"
WAITING_HELP = (
    "Papan sedang membaca buku kerja, biasanya kurang dari satu menit. Bila ada pesan merah, kerjakan yang "
    "tertulis di situ; bila tidak ada dan halaman tetap kosong, hubungi petugas puskesmas."
)
LEFT_OUT_LINK = "Lihat sebab dan cara memperbaikinya"
LEFT_OUT_HELP = "Kader dan petugas melihat sebab dan cara memperbaikinya di halaman Kualitas Data."


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


def left_out(rows: Mapping[str, int], *tabs: str, may_open: Callable[[str], bool], again: float = 0) -> None:
    """ "3 baris tidak dihitung" of the named tabs (all when none is named) and `again` (NaN: not for this
    viewer) children to be weighed again, leading to where it is mended whoever may open that page; nothing
    where all count."""
    counted = {tab: count for tab, count in rows.items() if not tabs or tab in tabs}
    told = []
    if counted:
        parts = ", ".join(f"{tab} {count}" for tab, count in counted.items())
        told.append(f"{sum(counted.values())} baris tidak dihitung ({parts})")
    if again > 0:
        told.append(f"{int(again)} anak perlu ditimbang ulang: ukurannya tidak ikut semua angka")
    if not told:
        return
    said = "; ".join(told)
    if may_open("kualitas_data"):
        components.notice_note(said)
        page_link("kualitas_data", LEFT_OUT_LINK)
    else:
        components.notice_note(said, LEFT_OUT_HELP)
