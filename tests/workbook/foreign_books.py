"""Workbooks in shapes of their own, through the whole door: raw grids → Seen, as pages and commands see
it."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

from lib.data.engine import Parser, build_whole
from lib.data.seen import Seen, open_seen
from lib.domain.access import Role
from lib.domain.privacy import Scope
from lib.settings import BookSetting, CookieSetting, Settings
from lib.sources.refresher import BookState
from lib.workbook.grids import Grid, RawBook, RawTab, compute_digest

TODAY = date(2026, 11, 22)

POSYANDU: Grid = [
    ["Kode", "Nama", "Desa/Kelurahan", "Hari buka (tanggal ke-)"],
    ["MLT1", "Melati 1", "Sukamaju", 12],
    ["MWR2", "Mawar 2", "Sukamaju", None],
]
CHILDREN: Grid = [
    ["ID", "NIK", "Nama", "JK", "Tanggal lahir", "Posyandu"],
    ["MLT1-001", "9901010301250001", "Budi Contoh", "L", "03/01/2025", "MLT1"],
    ["MLT1-002", "9901014506240002", "Siti Contoh", "P", "05/06/2024", "MLT1"],
    ["MWR2-001", "", "Joko Contoh", "L", "09/09/2025", "MWR2"],
]
BASE: dict[str, Grid] = {"Posyandu": POSYANDU, "Balita": CHILDREN}

CASES = Path(__file__).parent / "kasus"
HEADER_ROWS_SEEN: dict[str, list[str]] = json.loads((CASES / "baris-judul.json").read_text(encoding="utf-8"))

EXPORT_ROWS: Grid = [
    ["9901010301250001", "Budi Contoh", "L", "2025-01-03", 3.1, 49, "Ibu Contoh", "Prov", "Kab", "Kec",
     "PKM", "Sukamaju", "Melati 1", "1", "2", "Jalan", "1 Tahun", "2026-10-12", 9.5, 75.5, "Terlentang",
     14, "Normal", -0.5, "Normal", -0.6, "Gizi baik", -0.3, "N", 0, 1, "-", "Ya"],
    ["9901014506240002", "Siti Contoh", "P", "2024-06-05", 3, 48, "Ibu Contoh", "Prov", "Kab", "Kec",
     "PKM", "Sukamaju", "Melati 1", "1", "2", "Jalan", "2 Tahun", "2026-10-12", 10.5, 85, "Berdiri",
     15, "Normal", -0.5, "Normal", -0.6, "Gizi baik", -0.3, "N", 0, 1, "-", "Ya"],
    ["9901010909250003", "Joko Contoh", "L", "2025-09-09", 2.9, 47, "Ibu Contoh", "Prov", "Kab", "Kec",
     "PKM", "Sukamaju", "Mawar 2", "1", "2", "Jalan", "1 Tahun", "2026-10-15", 9.0, 72, "Terlentang",
     14, "Normal", -0.5, "Normal", -0.6, "Gizi baik", -0.3, "N", 0, 1, "-", "Tidak"],
]  # fmt: skip
EXPORT_HEADER = next(row for name, row in HEADER_ROWS_SEEN.items() if name.startswith("e-PPGBM"))
EXPORT: Grid = [[*EXPORT_HEADER], *EXPORT_ROWS]


def look(*books: dict[str, Grid], posyandu: str | None = None, scope: Scope | None = None) -> Seen:
    """What the board makes of workbooks given as sheet title → grid; `posyandu` as [[buku]] has it."""
    raw = [
        RawBook(
            f"buku{number}", f"Buku {number}",
            tuple(RawTab(title, grid, compute_digest(grid)) for title, grid in book.items()),
            fetched_at=datetime(2026, 11, 22, tzinfo=UTC),
        )
        for number, book in enumerate(books, start=1)
    ]  # fmt: skip
    settings = Settings(
        books=tuple(BookSetting(one.name, id=one.key, posyandu=posyandu) for one in raw),
        cookie=CookieSetting("papan", "x" * 32), users=(), sample_mode=False, data_folder=Path("data"),
        today_override=TODAY,
    )  # fmt: skip
    states = tuple(BookState(one.key, one.name, one, one.fetched_at) for one in raw)
    return open_seen(
        build_whole("Puskesmas Contoh", states, Parser(), settings, sequence=1), scope or Scope(Role.KEPALA)
    )


def weights(seen: Seen) -> list[tuple[str, str, float]]:
    """(name, day, kg) of every weighing that counts."""
    table = seen.tables["penimbangan"]
    names = seen.tables["balita"].set_index("child_id")["name"]
    rows = zip(table["child_id"].map(names), table["date"], table["weight_kg"], strict=True)
    return sorted((str(name), f"{day:%Y-%m-%d}", float(kg)) for name, day, kg in rows)


def messages(seen: Seen, level: str | None = None) -> list[str]:
    found = seen.kualitas_data.findings
    return found.loc[found["level"].eq(level) if level else found["level"].ne(""), "message"].tolist()
