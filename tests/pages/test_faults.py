"""Everything that can go wrong between the workbooks and the page, through the running app: the data that
were read stay on screen, the page says what is wrong, since when and who can mend it, and it mends itself."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from lib import auth, config, data
from lib.config import ROOT
from lib.domain.access import Role, Viewer
from lib.health import read_health
from lib.sources.clock import Clock
from lib.sources.store import SnapshotStore
from lib.views import notes
from lib.workbook.grids import Grid, count_rows
from tests.app_test import AppTest
from tests.google_sheets import GoogleSheetsEmulator
from tests.google_sheets.answers import API_DISABLED, HTML_502, NOT_A_SPREADSHEET, build_error
from tests.installation import PASSWORD, split_books, write_secrets
from tests.pages.conftest import SECONDS, TODAY, read_html
from tests.reading import start_cold
from tests.sample import SMALL, copy_sample_grids

KADER_BOOK, PUSKESMAS_BOOK = "buku-kader-untuk-pengujian-1", "buku-puskesmas-pengujian-2"
KADER, PUSKESMAS = "Kader Melati", "Puskesmas Contoh"
USERS = {"kepala": {"roles": ["kepala"]}, "tamu": {"roles": ["tamu"]}}
KEPALA = Viewer("kepala", "kepala", Role.KEPALA)
PAGE = ROOT / "pages" / "gizi.py"
"""Has figures of its own, and asks less of new tables than Beranda does."""
FOREVER = 10_000
START = datetime(2026, 11, 22, 2, 15, tzinfo=UTC)
BLANK_PAGE = "<html><body><h1>Error</h1></body></html>"
BOTH = f"{KADER}, {PUSKESMAS} (sejak 09.15): "


class Hands:
    """A clock that the tests move; nobody sleeps."""

    def __init__(self) -> None:
        self.at = START
        self.ahead = 0.0
        self.clock = Clock(
            now=lambda: self.at,
            monotonic=lambda: time.monotonic() + self.ahead,
            sleep=lambda seconds: None,
        )

    def wait(self, **time_of: float) -> None:
        """So much time (days, hours, minutes …) is over at once."""
        step = timedelta(**time_of)
        self.at += step
        self.ahead += step.total_seconds()


class Installation:
    """The app on two workbooks in Google Sheets, one viewer looking at PAGE."""

    def __init__(self, google: GoogleSheetsEmulator, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.google = google
        self.folder = folder
        self.hands = Hands()
        self.grids: dict[str, Grid] = copy_sample_grids(**SMALL)
        kader, puskesmas = split_books(self.grids)
        google.add_spreadsheet(KADER_BOOK, "Buku kader", kader)
        google.add_spreadsheet(PUSKESMAS_BOOK, "Buku puskesmas", puskesmas)
        secrets = write_secrets(
            folder / "rahasia.toml",
            account=google.service_account_info(),
            books=[{"id": KADER_BOOK, "nama": KADER}, {"id": PUSKESMAS_BOOK, "nama": PUSKESMAS}],
            users=USERS,
        )
        for name, value in {
            **google.env(),
            "PAPAN_RAHASIA": str(secrets),
            "PAPAN_DATA": str(folder / "data"),
            "PAPAN_HARI_INI": TODAY.isoformat(),
        }.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(config, "_current", None)
        self.pages: dict[str, AppTest] = {}
        self.figures: list[str] = []
        """Of the page when all is well."""

    def start(self) -> None:
        """Starts the app anew, as after a restart: with what the last run left on disk."""
        self.pages.clear()
        # Refreshing is asked for by the tests, so that they need not wait for it.
        settings = replace(config.current_settings(), refresh_seconds=3600)
        start_cold(settings, self.hands.clock)

    def refresh(self) -> None:
        """What the background does every minute."""
        assert data._running().refresher.refresh_now(SECONDS)

    def look(self, user: str = "kepala") -> str:
        """Everything on the page as this viewer sees it now; the first look signs in."""
        if user not in self.pages:
            app = self.pages[user] = AppTest.from_file(str(ROOT / "lib" / "main.py"), default_timeout=SECONDS)
            app.run()
            app.text_input(key=auth.NAME_KEY).input(user)
            app.text_input(key=auth.PASSWORD_KEY).input(PASSWORD)
            next(button for button in app.button if button.label == "Masuk").click().run()
            app.switch_page(str(PAGE))
        app = self.pages[user].run()
        assert not app.exception
        return read_html(app)

    def show(self, user: str = "kepala") -> str:
        """A refresh, and what the page shows after it."""
        self.refresh()
        return self.look(user)


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with GoogleSheetsEmulator() as google, pytest.MonkeyPatch.context() as monkeypatch:
        running = Installation(google, tmp_path_factory.mktemp("gangguan"), monkeypatch)
        running.start()
        html = running.show()
        running.figures = figures_of(html)
        assert problems_of(html) == [] and len(running.figures) > 3
        yield running
        data.stop()


@pytest.fixture
def app(installation: Installation) -> Iterator[Installation]:
    """All is well before a test, and afterwards by itself once the fault is over."""
    yield installation
    google = installation.google
    google.clear_faults()
    google.go_online()
    google.key_revoked = google.account_deleted = False
    google.set_clock(0)
    for book, tabs in zip((KADER_BOOK, PUSKESMAS_BOOK), split_books(installation.grids), strict=True):
        google.add_spreadsheet(book, book, tabs)
    installation.hands.wait(minutes=10)
    installation.hands.at = START
    html = installation.show()
    assert problems_of(html) == [] and notices_of(html) == []
    assert figures_of(html) == installation.figures
    health = data.health()
    assert health["status"] == "baik" and health["perlu_dilihat"] is False


def problems_of(html: str) -> list[str]:
    return re.findall(r'<div class="papan-note problem" role="alert">(.*?)</div>', html)


def notices_of(html: str) -> list[str]:
    """Notices of the freshness line: those that name a tab."""
    return [
        note for note in re.findall(r'papan-note notice" role="status">(.*?)</div>', html) if "Tab “" in note
    ]


def figures_of(html: str) -> list[str]:
    return re.findall(r'<div class="value">(.*?)</div>', html)


Fault = Callable[[GoogleSheetsEmulator], None]


def status(code: int, body: object = None) -> Fault:
    return lambda google: google.fail_next(code, body, times=FOREVER)  # type: ignore[arg-type]


def token(code: int, body: object) -> Fault:
    """What the token endpoint says; tokens given before are forgotten."""

    def fault(google: GoogleSheetsEmulator) -> None:
        google.expire_tokens()
        google.fail_next(code, body, times=FOREVER, kinds=("token",))  # type: ignore[arg-type]

    return fault


def revoked(google: GoogleSheetsEmulator) -> None:
    google.revoke_key()
    google.expire_tokens()


def account_deleted(google: GoogleSheetsEmulator) -> None:
    google.delete_account()
    google.expire_tokens()


def clock_off(google: GoogleSheetsEmulator) -> None:
    google.set_clock(6 * 3600)


KEY = "Google menolak kunci akun layanan. Mungkin kuncinya sudah dicabut. Petugas yang memasang papan"
NOT_SHARED = (
    "Buku kerja ini belum dibagikan kepada papan. Pemilik buku membuka Google Sheets, menekan Bagikan, lalu "
    f"menambahkan {GoogleSheetsEmulator.email} sebagai Pelihat."
)
GONE = "Buku kerja tidak ditemukan di Google Sheets. Mungkin sudah dihapus"
BUSY = "Google membatasi pembacaan karena terlalu sering. Tidak perlu berbuat apa-apa"
TROUBLE = "Google Sheets sedang terganggu. Biasanya pulih sendiri"

FAULTS: dict[str, tuple[Fault, str]] = {
    "401": (status(401), KEY),
    "401 html": (status(401, BLANK_PAGE), KEY),
    "403": (status(403), NOT_SHARED),
    "403 html": (status(403, BLANK_PAGE), "Permintaan ke Google ditolak di tengah jalan. Biasanya pulih"),
    "403 API off": (status(403, build_error(403, API_DISABLED)), "Google Sheets API belum diaktifkan."),
    "404": (status(404), GONE),
    "404 html": (status(404, BLANK_PAGE), GONE),
    "429": (status(429), BUSY),
    "429 html": (status(429, BLANK_PAGE), BUSY),
    "500": (status(500), TROUBLE),
    "500 html": (status(500, BLANK_PAGE), TROUBLE),
    "502 html": (status(502, HTML_502), TROUBLE),
    "503": (status(503), TROUBLE),
    "503 html": (status(503, BLANK_PAGE), TROUBLE),
    "400": (status(400), "Buku kerja belum bisa dibaca. Coba lagi beberapa menit lagi."),
    "an uploaded .xlsx": (status(400, build_error(400, NOT_A_SPREADSHEET)), "bukan Google Sheets."),
    "200 that is no JSON": (status(200, BLANK_PAGE), TROUBLE),
    "200 of another shape": (status(200, {"halo": 1}), TROUBLE),
    "cut off": (lambda google: google.cut_off_next(FOREVER), "Jawaban Google terputus di tengah jalan."),
    "no network": (lambda google: google.go_offline(), "Tidak ada sambungan ke Google. Periksa internet"),
    "key revoked": (revoked, KEY),
    "account deleted": (account_deleted, KEY),
    "clock off": (clock_off, "Jam komputer yang menjalankan papan ini meleset. Petugas"),
    "tokens 503": (token(503, BLANK_PAGE), TROUBLE),
}


@pytest.mark.parametrize("name", FAULTS)
def test_the_last_data_stay_and_the_page_says_what_is_wrong(app: Installation, name: str) -> None:
    cause, said = FAULTS[name]
    cause(app.google)
    html = app.show()
    (problem,) = problems_of(html)
    assert problem.startswith(BOTH)
    assert said in problem
    assert problem.endswith("Yang tampil: data 09.15.")
    assert figures_of(html) == app.figures
    assert "Traceback" not in html and "googleapis" not in html
    health = data.health()
    assert health["status"] == "ada masalah" and health["perlu_dilihat"] is False
    app.hands.wait(days=2, minutes=11)
    html = app.show()
    (problem,) = problems_of(html)
    assert "(sejak 22/11 09.15): " in problem and problem.endswith("data 22/11 09.15.")
    assert "Data 09.15, 2 hari lalu" in html
    health = data.health()
    assert health["status"] == "data lama" and health["perlu_dilihat"] is True


def test_a_slow_answer_ends_by_itself_and_is_said(app: Installation) -> None:
    for source in data._running().refresher._sources:
        source._timeout = (5.0, 0.3)  # type: ignore[attr-defined]
    try:
        app.google.delay_next(30, times=FOREVER)
        html = app.show()
    finally:
        for source in data._running().refresher._sources:
            source._timeout = (5.0, 30.0)  # type: ignore[attr-defined]
    (problem,) = problems_of(html)
    assert problem.startswith(BOTH + "Google terlalu lama menjawab.")
    assert figures_of(html) == app.figures


def unshare(google: GoogleSheetsEmulator) -> None:
    google.share(KADER_BOOK, False)


def delete(google: GoogleSheetsEmulator) -> None:
    google.delete_spreadsheet(KADER_BOOK)


def overgrow(google: GoogleSheetsEmulator) -> None:
    sheet = google.spreadsheets[KADER_BOOK].sheet("Penimbangan")
    sheet.row_count, sheet.column_count = 384_000, 26
    google.rename_tab(KADER_BOOK, "Balita", "Balita lama")  # so that the list of tabs is read again


@pytest.mark.parametrize(
    ("cause", "said"),
    [
        (unshare, NOT_SHARED),
        (delete, GONE),
        (overgrow, "terlalu besar untuk dibaca (lebih dari lima juta sel)."),
    ],
    ids=["unshared", "deleted", "past its limits"],
)
def test_a_workbook_in_trouble_keeps_its_data_and_the_others_go_on(
    app: Installation, cause: Fault, said: str
) -> None:
    cause(app.google)
    renamed = [
        ["Anggrek Bulan" if cell == "Melati 1" else cell for cell in row] for row in app.grids["Posyandu"]
    ]
    app.google.set_values(PUSKESMAS_BOOK, "Posyandu", renamed)
    html = app.show()
    (problem,) = problems_of(html)
    assert problem.startswith(f"{KADER} (sejak 09.15): ")
    assert said in problem
    assert figures_of(html) == app.figures
    assert "Anggrek Bulan" in app.pages["kepala"].selectbox[1].options
    codes = [book["masalah"] for book in data.health()["buku"]]  # type: ignore[attr-defined]
    assert codes[0] is not None and codes[1] is None


def test_without_network_and_memory_the_page_stands_and_says_why(app: Installation) -> None:
    app.google.go_offline()
    shutil.rmtree(app.folder / "data" / "snapshot")
    app.start()
    html = app.show()
    (problem,) = problems_of(html)
    assert problem.startswith(BOTH + "Tidak ada sambungan ke Google.")
    assert problem.endswith("Belum ada data darinya.")
    assert "Data belum terbaca" in html and notes.WAITING_TITLE in html
    assert data.health()["perlu_dilihat"] is True
    app.google.go_online()
    html = app.show()
    assert problems_of(html) == [] and len(figures_of(html)) > 3


def test_without_network_a_restart_shows_the_last_data(app: Installation) -> None:
    app.google.go_offline()
    app.start()
    html = app.show()
    assert figures_of(html) == app.figures
    assert problems_of(html)[0].startswith(BOTH)


@pytest.mark.parametrize("spoil", ["*.book.json", "*.tab.json.gz"])
def test_a_damaged_snapshot_is_as_good_as_none(app: Installation, spoil: str) -> None:
    for path in (app.folder / "data" / "snapshot").glob(spoil):
        path.write_bytes(path.read_bytes()[:40])
    app.start()
    html = app.show()
    assert problems_of(html) == [] and figures_of(html) == app.figures
    app.google.go_offline()
    app.start()  # and it was written anew
    assert figures_of(app.show()) == app.figures


def test_a_damaged_tab_file_costs_that_tab_until_the_workbook_is_read(app: Installation) -> None:
    """At a start without network: the other tabs are there, and the page says which is missing."""
    folder = app.folder / "data" / "snapshot"
    store = SnapshotStore(folder)
    book = store.load(PUSKESMAS_BOOK)
    assert book is not None
    (spoilt,) = [tab for tab in book.tabs if tab.title == "Posyandu"]
    (folder / f"{spoilt.digest}.tab.json.gz").write_bytes(b"")
    app.google.go_offline()
    app.start()
    html = app.show()
    assert f"Salinan tab “Posyandu” dari {PUSKESMAS} di server rusak" in html
    assert not data.load(KEPALA).missing_tabs("posyandu")  # type: ignore[union-attr]
    assert len(figures_of(html)) == len(app.figures)  # the children are there, in the other workbook
    health = data.health()
    assert health["perlu_dilihat"] is True
    assert [one["tab_rusak"] for one in health["buku"]] == [0, 1]  # type: ignore[attr-defined]
    app.google.go_online()
    html = app.show()
    assert "Salinan tab" not in html and figures_of(html) == app.figures
    assert [one["tab_rusak"] for one in data.health()["buku"]] == [0, 0]  # type: ignore[attr-defined]


def test_a_disk_that_cannot_be_written_costs_the_snapshot_only(
    app: Installation, caplog: pytest.LogCaptureFixture
) -> None:
    folder = app.folder / "data" / "snapshot"
    folder.rename(folder.with_name("dulu"))
    folder.write_text("sebuah berkas di tempat folder")
    rows = app.grids["Posyandu"]
    app.google.set_values(PUSKESMAS_BOOK, "Posyandu", [*rows, *rows[-1:]])
    html = app.show()
    assert problems_of(html) == []
    health = data.health()
    assert health["simpanan"] == "gagal" and health["status"] == "ada masalah"
    # What works only as long as nobody restarts it wants somebody to look.
    assert read_health()["perlu_dilihat"] is True
    assert f"event=snapshot_not_saved book='{PUSKESMAS}' problem=" in caplog.text
    folder.unlink()
    app.google.set_values(PUSKESMAS_BOOK, "Posyandu", rows)
    app.show()
    assert data.health()["simpanan"] == "baik"


def test_when_reading_itself_has_stopped_the_page_says_so(app: Installation) -> None:
    app.hands.wait(hours=2, seconds=1)  # two refreshes of an hour, and nobody looked
    (problem,) = problems_of(app.look())
    assert problem.startswith(BOTH + "Papan belum sempat memeriksa buku ini lagi.")
    assert data.health()["perlu_dilihat"] is True


RESTORE = "buka File, Riwayat versi, lalu pulihkan versi sebelumnya. Bila sengaja, abaikan"


def weighings(app: Installation) -> str:
    return f"{count_rows(app.grids['Penimbangan']):,}".replace(",", ".")


def lose_half(app: Installation) -> str:
    rows = app.grids["Penimbangan"][: len(app.grids["Penimbangan"]) // 3]
    app.google.set_values(KADER_BOOK, "Penimbangan", rows)
    return (
        f"Tab menyusut dari {weighings(app)} menjadi {count_rows(rows)} baris. Bila tidak sengaja: {RESTORE}"
    )


def empty(app: Installation) -> str:
    app.google.set_values(KADER_BOOK, "Penimbangan", [])
    return f"Tab kini kosong (tadinya {weighings(app)} baris). Bila tidak sengaja: {RESTORE}"


def remove(app: Installation) -> str:
    app.google.remove_tab(KADER_BOOK, "Penimbangan")
    return f"Bila tidak sengaja: kembalikan nama tabnya, atau {RESTORE}"


def recreate(app: Installation) -> str:
    app.google.remove_tab(KADER_BOOK, "Penimbangan")
    app.google.set_values(KADER_BOOK, "Penimbangan", app.grids["Penimbangan"][:3])
    return f"Tab menyusut dari {weighings(app)} menjadi 2 baris."


def restore(app: Installation) -> None:
    """What File, Riwayat versi does: all tabs as they were, with the ids they had."""
    sheets = app.google.spreadsheets[KADER_BOOK].sheets
    if any(sheet.title == "Timbang 2026" for sheet in sheets):
        app.google.rename_tab(KADER_BOOK, "Timbang 2026", "Penimbangan")
    app.google.set_values(KADER_BOOK, "Penimbangan", app.grids["Penimbangan"])


def test_a_renamed_tab_is_read_all_the_same(app: Installation) -> None:
    app.google.rename_tab(KADER_BOOK, "Penimbangan", "Timbang 2026")
    html = app.show()
    assert notices_of(html) == problems_of(html) == []


@pytest.mark.parametrize("cause", [lose_half, empty, remove, recreate])
def test_a_tab_that_lost_its_rows_is_named_until_they_are_back(
    app: Installation, cause: Callable[[Installation], str]
) -> None:
    said = cause(app)
    html = app.show()
    (notice,) = notices_of(html)
    assert notice.startswith(f"Tab “Penimbangan” di {KADER}, sejak 09.15: ")
    assert said in notice
    assert problems_of(html) == []
    assert data.health()["buku"][0]["tab_menyusut"] == 1  # type: ignore[index]
    found = data.load(KEPALA).kualitas_data.findings  # type: ignore[union-attr]
    of_tab = found[found["tab"] == "Penimbangan"]
    assert said.split(".")[0] in " ".join([*of_tab["message"], *of_tab["suggestion"]])
    (guest,) = notices_of(app.look("tamu"))
    assert guest.endswith("Banyak baris hilang, angka di halaman ini mungkin belum lengkap.")
    app.start()
    (again,) = notices_of(app.show())
    assert again == notice, "a restart forgets no loss"
    restore(app)
    app.hands.wait(minutes=10)
    assert notices_of(app.show()) == []


def test_a_recreated_tab_with_all_its_rows_is_no_trouble(app: Installation) -> None:
    app.google.remove_tab(KADER_BOOK, "Penimbangan")
    app.google.set_values(KADER_BOOK, "Penimbangan", app.grids["Penimbangan"])
    html = app.show()
    assert notices_of(html) == [] and figures_of(html) == app.figures


def test_a_duplicated_tab_is_not_counted_twice_and_is_named(app: Installation) -> None:
    app.google.set_values(KADER_BOOK, "Salinan Penimbangan", app.grids["Penimbangan"])
    app.start()  # the list of tabs is read at the start and every ten minutes
    assert figures_of(app.show()) == app.figures
    found = data.load(KEPALA).kualitas_data.findings  # type: ignore[union-attr]
    assert "Tab “Salinan Penimbangan” tidak dibaca, hanya “Penimbangan”" in set(found["message"])
