"""Findings about whole workbooks and tabs, which no single row shows."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence, Set

import pandas as pd

from lib.workbook.findings import Level, build_findings, empty_findings, join_findings
from lib.workbook.grids import RawBook, TabLoss
from lib.workbook.recognise import TAB_BY_TITLE, original_of
from lib.workbook.sheets import SheetReading
from lib.workbook.words import header_key

MOST_SEEN = 6
"""Sheets, and headers of each, that are named where a workbook is unknown."""

INDONESIAN = ("in", "id")
"""How a spreadsheet's locale begins when it is Indonesian (Google says in_ID)."""

WHOLE_BOOK = "Seluruh buku"

_MAYBE = "Mungkin "
_CANDIDATE = re.compile(r"(?P<label>[^,·]+ · (?P<person>[^,]+))")
"""Somebody whom a suggestion offers: `Nama · ID` (lib.workbook.resolve.persons)."""
_CHOOSE = "Pilih dari daftar"


def build_book_findings(books: Sequence[RawBook], readings: Sequence[SheetReading] = ()) -> pd.DataFrame:
    """Findings (lib.workbook.findings) of foreign locales, lost rows, copies of tabs, and workbooks of which
    nothing was known; `readings` tell what was read of their sheets."""
    parts = [
        build_findings(
            level=level, source_book=book.key, tab=tab, source_row=0, value=value, message=message,
            suggestion=suggestion,
        )
        for book in books
        for level, tab, value, message, suggestion in _find(
            book, [reading for reading in readings if reading.book == book.key]
        )
    ]  # fmt: skip
    return join_findings(parts) if parts else empty_findings()


_Found = tuple[Level, str, str, str, str]
"""Level, tab, value, message, suggestion."""


def describe_unknown(readings: Sequence[SheetReading]) -> str:
    """What a workbook of which no tab is known has instead: its sheets with their headers, in one clause."""
    seen = []
    for reading in readings[:MOST_SEEN]:
        headers = ", ".join(column.header for column in reading.columns[:MOST_SEEN] if column.header)
        seen.append(f"“{reading.title}”" + (f" ({headers})" if headers else " (kosong)"))
    more = f" dan {len(readings) - MOST_SEEN} tab lain" if len(readings) > MOST_SEEN else ""
    return ", ".join(seen) + more if seen else "tidak ada tab yang berisi"


def is_unknown(readings: Sequence[SheetReading]) -> bool:
    """Whether none of a workbook's sheets is of the contract."""
    return not any(reading.tabs for reading in readings)


def _find(book: RawBook, readings: Sequence[SheetReading]) -> Iterator[_Found]:
    if readings and is_unknown(readings):
        yield (
            Level.ERROR,
            WHOLE_BOOK,
            "",
            f"Tidak ada tab yang dikenal di buku ini; yang ada: {describe_unknown(readings)}",
            "Beri nama tab dan judul kolom seperti di Panduan, atau tulis artinya di tab Pemetaan",
        )
    if book.locale and not book.locale.startswith(INDONESIAN):
        yield (
            Level.WARNING,
            WHOLE_BOOK,
            book.locale,
            "Lokal buku bukan Indonesia: 03/02 yang diketik menjadi 2 Maret",
            "Buka File, Setelan, pilih lokal Indonesia, lalu periksa tanggal yang sudah diketik",
        )
    for loss in book.losses:
        known = TAB_BY_TITLE.get(header_key(loss.title))
        title = known.title if known is not None else loss.title
        yield Level.WARNING, title, "", describe_loss(loss), how_to_restore(loss, book)
    yield from _find_copies(book, {reading.title for reading in readings if reading.unread})


def _find_copies(book: RawBook, unread: Set[str]) -> Iterator[_Found]:
    titles: dict[str, list[str]] = {}
    for tab in book.tabs:
        titles.setdefault(header_key(tab.title), []).append(tab.title)
    for key, same in titles.items():
        if len(same) > 1 and key in TAB_BY_TITLE:
            yield (
                Level.WARNING,
                TAB_BY_TITLE[key].title,
                ", ".join(same),
                f"Ada {len(same)} tab bernama sama; isi semuanya dibaca dan baris yang sama terhitung ganda",
                "Satukan isinya di satu tab, lalu hapus atau ganti nama yang lain",
            )
    for copy in dict.fromkeys([*(title for title, _ in book.unread), *(tab.title for tab in book.tabs)]):
        tab_copied = original_of(copy) if copy in unread else None
        if tab_copied is None:
            continue
        original = tab_copied.title
        read = header_key(original) in titles
        yield (
            Level.INFO if read else Level.WARNING,
            original,
            copy,
            f"Tab “{copy}” tidak dibaca" + (f", hanya “{original}”" if read else ""),
            f"Isian yang perlu dihitung ditulis di tab bernama “{original}”",
        )


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


def withhold_others(findings: pd.DataFrame, home: Mapping[str, str], own: Collection[str]) -> pd.DataFrame:
    """The findings, in their suggestions nobody who lives elsewhere: a row without a posyandu is of the
    sheet's one, but who it may be is looked for among everybody. `home`: posyandu by a person's ID."""
    named = findings["suggestion"].str.contains(" · ", regex=False)
    if not named.any():
        return findings

    def withhold(suggestion: str) -> str:
        offered = list(_CANDIDATE.finditer(suggestion.removeprefix(_MAYBE)))
        mine = [one["label"].strip() for one in offered if home.get(one["person"].strip()) in own]
        if len(mine) == len(offered):
            return suggestion
        return _MAYBE + ", ".join(mine) if mine else _CHOOSE

    told = findings["suggestion"].where(~named, findings["suggestion"].map(withhold))
    return findings.assign(suggestion=told.astype("str"))
