"""Reading workbooks once, without a server: for the command line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from lib.config import current_settings
from lib.data.book_findings import describe_unknown, is_unknown
from lib.data.engine import Parser, Whole, build_source, build_whole
from lib.data.sample_book import ensure_sample
from lib.data.seen import Seen, open_seen
from lib.domain.privacy import EVERYTHING, Scope
from lib.settings import BookSetting, Settings
from lib.sources.errors import SourceError
from lib.sources.files import FILE_ENDINGS
from lib.sources.refresher import BookState


def _book_of(typed: str) -> BookSetting:
    path = Path(typed)
    if path.suffix.lower() in FILE_ENDINGS or path.exists():
        return BookSetting(nama=path.stem, berkas=path)
    return BookSetting(nama=typed, id=typed)


class UnknownWorkbook(SourceError):
    """A workbook in which no tab is known: none of ours, or not told of by `Pemetaan`."""

    code = "tidak_dikenal"
    remedy = (
        "Beri nama tab dan judul kolom seperti di Panduan, atau tulis arti tab dan kolomnya di tab Pemetaan."
    )

    def __init__(self, name: str, seen: str) -> None:
        self.message = f"{name}: tidak ada tab yang dikenal; yang ada: {seen}."
        super().__init__()


def choose_books(books: Sequence[str], day: date | None = None) -> Settings:
    """The settings with the given workbooks (paths, ids or URLs; none = the configured ones); `day` is taken
    as today. No accounts are needed, and for files no secrets file either. Raises SettingsError."""
    named = tuple(_book_of(typed) for typed in books)
    needs_secrets = not named or any(book.berkas is None for book in named)
    settings: Settings = current_settings(accounts=False, books=needs_secrets)
    if named:
        settings = replace(settings, books=named)
    elif settings.sample_mode:
        ensure_sample(settings)
    return replace(settings, today_override=day) if day else settings


def read_puskesmas(
    puskesmas: str, settings: Settings, progress: Callable[[str], None] = lambda message: None
) -> Whole:
    """Everything of one puskesmas of these settings, read now. Raises SourceError (UnknownWorkbook too)."""
    states = []
    for book in (book for book in settings.books if (book.puskesmas or "") == puskesmas):
        progress(f"Membaca {book.nama} …")
        raw = build_source(book, settings).read()
        states.append(BookState(raw.key, raw.name, raw, raw.fetched_at))
    whole = build_whole(puskesmas, tuple(states), Parser(), settings, sequence=1)
    for state in states:
        readings = [reading for reading in whole.tables.readings if reading.book == state.key]
        if is_unknown(readings):
            raise UnknownWorkbook(state.name, describe_unknown(readings))
    return whole


def read_seen(
    books: Sequence[str],
    day: date | None = None,
    progress: Callable[[str], None] = lambda message: None,
    scope: Scope = EVERYTHING,
) -> list[Seen]:
    """One Seen of this scope (everything unless given) for each puskesmas of the given workbooks (see
    choose_books). Raises SourceError (UnknownWorkbook too), SettingsError."""
    settings = choose_books(books, day)
    wholes = [read_puskesmas(name, settings, progress) for name in settings.puskesmas]
    return [open_seen(whole, scope) for whole in wholes]
