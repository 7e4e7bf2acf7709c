"""Findings about whole workbooks and tabs, which no single row shows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import pandas as pd

from lib.workbook.findings import Level, build_findings, empty_findings, join_findings
from lib.workbook.grids import RawBook, TabLoss
from lib.workbook.tabs import TABS
from lib.workbook.words import header_key

INDONESIAN = ("in", "id")
"""How a spreadsheet's locale begins when it is Indonesian (Google says in_ID)."""

WHOLE_BOOK = "Seluruh buku"

TAB_BY_TITLE = {header_key(tab.title): tab for tab in TABS.values()}

_COPY_WORDS = re.compile(r"(?:copyof|copy|salinandari|salinan|cadangan|backup|lama|baru|\d+)+")
"""What stands before or after a title when a tab was duplicated or put aside, as header_key folds it."""


def is_wanted(title: str) -> bool:
    """Whether the contract knows a tab of this title (case, spaces and punctuation do not matter)."""
    return header_key(title) in TAB_BY_TITLE


def build_book_findings(books: Sequence[RawBook]) -> pd.DataFrame:
    """Findings (lib.workbook.findings) of foreign locales, lost rows, and copies of tabs."""
    parts = [
        build_findings(
            level=level, source_book=book.key, tab=tab, source_row=0, value=value, message=message,
            suggestion=suggestion,
        )
        for book in books
        for level, tab, value, message, suggestion in _find(book)
    ]  # fmt: skip
    return join_findings(parts) if parts else empty_findings()


_Found = tuple[Level, str, str, str, str]
"""Level, tab, value, message, suggestion."""


def _find(book: RawBook) -> Iterator[_Found]:
    if book.locale and not book.locale.startswith(INDONESIAN):
        yield (
            Level.WARNING,
            WHOLE_BOOK,
            book.locale,
            "Lokal buku bukan Indonesia: 03/02 yang diketik menjadi 2 Maret",
            "Buka File, Setelan, pilih lokal Indonesia, lalu periksa tanggal yang sudah diketik",
        )
    for loss in book.losses:
        title = TAB_BY_TITLE[header_key(loss.title)].title
        yield Level.WARNING, title, "", describe_loss(loss), how_to_restore(loss, book)
    yield from _find_copies(book)


def _find_copies(book: RawBook) -> Iterator[_Found]:
    titles: dict[str, list[str]] = {}
    for tab in book.tabs:
        titles.setdefault(header_key(tab.title), []).append(tab.title)
    for key, same in titles.items():
        if len(same) > 1:
            yield (
                Level.WARNING,
                TAB_BY_TITLE[key].title,
                ", ".join(same),
                f"Ada {len(same)} tab bernama sama; isi semuanya dibaca dan baris yang sama terhitung ganda",
                "Satukan isinya di satu tab, lalu hapus atau ganti nama yang lain",
            )
    for copy, _ in book.unread:
        original = _original_of(copy)
        if original is None:
            continue
        read = header_key(original) in titles
        yield (
            Level.INFO if read else Level.WARNING,
            original,
            copy,
            f"Tab “{copy}” tidak dibaca" + (f", hanya “{original}”" if read else ""),
            f"Isian yang perlu dihitung ditulis di tab bernama “{original}”",
        )


def _original_of(title: str) -> str | None:
    """The tab of which this title looks like a copy ("Salinan Balita", "Balita (2)", "Balita 2025")."""
    key = header_key(title)
    for original, tab in TAB_BY_TITLE.items():
        rest = key.removeprefix(original) if key.startswith(original) else key.removesuffix(original)
        if rest != key and _COPY_WORDS.fullmatch(rest):
            return tab.title
    return None


def describe_loss(loss: TabLoss) -> str:
    """What a tab has lost, in one clause without the names of tab and workbook."""
    before = _show(loss.before)
    if loss.after is None:
        return f"Tab tidak ada lagi (tadinya {before} baris)"
    if loss.after == 0:
        return f"Tab kini kosong (tadinya {before} baris)"
    return f"Tab menyusut dari {before} menjadi {_show(loss.after)} baris"


def _show(rows: int) -> str:
    return f"{rows:,}".replace(",", ".")


def how_to_restore(loss: TabLoss, book: RawBook) -> str:
    """What to do about it."""
    if loss.renamed_to is not None:
        return f"Kini bernama “{loss.renamed_to}”: kembalikan namanya menjadi “{loss.title}”"
    name = "kembalikan nama tabnya, atau " if loss.after is None else ""
    restore = (
        "buka File, Riwayat versi, lalu pulihkan versi sebelumnya"
        if book.url
        else "ambil isinya dari salinan cadangan berkas"
    )
    return f"Bila tidak sengaja: {name}{restore}. Bila sengaja, abaikan; hilang sendiri sesudah tujuh hari"
