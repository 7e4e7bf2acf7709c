"""`python -m lib` as people and scheduled jobs run it: exit codes, one clear line instead of a traceback,
and the keys that desain rekap promises."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import sys
import time
from collections.abc import Callable
from pathlib import Path

import bcrypt
import openpyxl
import pytest

from lib.workbook.tabs import TABS
from tests.command import Done, build_environment, call, start
from tests.google_sheets import GoogleSheetsEmulator
from tests.google_sheets.traffic import WRITE_KINDS

TODAY = "2026-11-22"
MONTH = "2026-10"

Run = Callable[..., Done]

FINDING_KEYS = [
    *("tingkat", "buku", "tab", "baris", "kolom", "sel", "nilai", "jumlah", "pesan", "saran"),
    *("posyandu", "tautan"),
]
RECAP_KEYS = {
    "": {
        *("puskesmas", "bulan", "hari_ini", "sumber", "tidak_dihitung", "skdn", "penimbangan", "prevalensi"),
        *("sop", "antar_jemput", "mentoring", "pendampingan", "pertemuan", "kebal_msg", "temuan"),
        "tidak_dibaca",
    },
    "sumber": {"buku", "diambil", "sidik"},
    "skdn": {
        *("posyandu", "S", "K", "D", "N", "T", "O", "B", "2T", "BGM", "luar_sasaran"),
        *("K/S", "D/S", "N/D", "N/D'", "D/K", "N/S", "BGM/D", "2T/D"),
    },
    "penimbangan": {
        *("id", "posyandu", "tanggal", "umur_hari", "umur_bulan", "bb", "tb"),
        *("z_bb_u", "z_tb_u", "z_bb_tb", "z_imt_u"),
        *("status_bb_u", "status_tb_u", "status_bb_tb", "status_imt_u"),
        *("gizi_buruk", "nt", "2t", "nyaris_2t", "bgm", "tak_wajar"),
    },
    "prevalensi": {"posyandu", "indikator", "kasus", "n", "persen", "bawah", "atas"},
    "sop": {
        *("sop", "ya", "tidak", "tb", "belum", "jatuh_tempo", "terisi", "dinilai", "kepatuhan", "langkah"),
    },
    "sop.langkah": {"no", "ya", "tidak", "tb", "belum", "menit_baku", "menit_median"},
    "antar_jemput": {"posyandu", "tanggal", "tugas", "sasaran", "ibu_hamil", "corong"},
    "antar_jemput.tugas": {"langkah", "jatuh_tempo", "status"},
    "antar_jemput.corong": {"sasaran", "dihubungi", "bersedia", "naik", "ditimbang"},
    "mentoring": {
        *("id_balita", "tim", "mentor", "status", "langkah"),
        *("z_tb_u_awal", "z_tb_u_kini", "z_bb_u_awal", "z_bb_u_kini"),
    },
    "mentoring.langkah": {"no", "status", "tanggal"},
    "pendampingan": {
        *("id_ibu", "mahasiswa", "kspr", "kelompok", "usia_kehamilan_hari", "hpl"),
        *("kunjungan", "kunjungan_terakhir", "status", "segera"),
    },
    "pertemuan": {
        *("rencana", "terlaksana", "hadir_persen", "nilai_sebelum", "nilai_sesudah", "tindak_lanjut"),
    },
    "pertemuan.tindak_lanjut": {"belum", "berjalan", "selesai", "lewat"},
    "kebal_msg": {
        *("posyandu", "tanggal", "hadir", "sasaran_hadir", "naik_bulan_kegiatan", "naik_bulan_berikut"),
        "tanpa_ukur",
    },
    "temuan": {"galat", "peringatan", "info"},
}
STATES = {
    *("selesai", "terlambat", "lewat", "hari ini", "berjalan", "akan datang", "tidak dilakukan"),
    *("tidak berlaku", "belum diisi", "sebagian", "belum dimulai"),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The working folder of the module."""
    return tmp_path_factory.mktemp("perintah")


@pytest.fixture(scope="module")
def run(folder: Path) -> Run:
    """A command in this process."""

    def run(*arguments: object, **environ: str) -> Done:
        return call(folder, {**build_environment(folder, TODAY), **environ}, *arguments)

    return run


@pytest.fixture(scope="module")
def run_alone(folder: Path) -> Run:
    """A command in a process of its own: each once, and whatever asks for the process itself."""

    def run(*arguments: object, **environ: str) -> Done:
        return start(folder, {**build_environment(folder, TODAY), **environ}, *arguments)

    return run


@pytest.fixture(scope="module")
def sample(run_alone: Run, folder: Path) -> Path:
    """A small sample with its typing mistakes, written by `contoh`."""
    path = folder / "kecil.xlsx"
    done = run_alone("contoh", "--keluaran", path, "--balita", 60, "--bulan", 6, "--benih", 3)
    assert (done.returncode, done.stdout) == (0, f"Buku contoh ditulis: {path}\n")
    return path


def one_line(done: Done) -> str:
    """What a failed command says: a single line on standard error, nothing on standard output."""
    assert (done.returncode, done.stdout) == (2, "")
    lines = [line for line in done.stderr.splitlines() if not line.startswith("Membaca ")]
    assert len(lines) == 1, done.stderr
    return lines[0]


# ---- contoh and templat


def test_the_same_seed_and_day_give_the_same_cells(run: Run, sample: Path, folder: Path) -> None:
    again, other = folder / "lagi.xlsx", folder / "lain.xlsx"
    for path, seed in ((again, 3), (other, 4)):
        assert (
            run("contoh", "--keluaran", path, "--balita", 60, "--bulan", 6, "--benih", seed).returncode == 0
        )

    def cells(path: Path) -> list[tuple[object, ...]]:
        return list(openpyxl.load_workbook(path, read_only=True)["Balita"].values)

    assert cells(again) == cells(sample) != cells(other)
    assert len(cells(sample)) >= 61


def test_hari_ini_wins_over_the_environment(run: Run, folder: Path) -> None:
    path = folder / "hari.xlsx"
    options = ("--balita", 8, "--posyandu", 1, "--bulan", 2, "--hari-ini", "2025-03-09")
    assert run("contoh", "--keluaran", path, *options).returncode == 0
    dates = [
        cell for row in openpyxl.load_workbook(path, read_only=True)["Penimbangan"].values for cell in row[:1]
    ]
    days = sorted(day.date().isoformat() for day in dates if hasattr(day, "date"))
    # One is a planted mistake, after that day.
    assert "2025-02" < days[-2] <= "2025-03-09"


def test_the_template_has_every_tab_and_the_one_of_a_posyandu_its_own(
    run: Run, run_alone: Run, folder: Path
) -> None:
    whole, own = folder / "templat.xlsx", folder / "mlt1.xlsx"
    done = run_alone("templat")
    assert (done.returncode, done.stdout) == (0, "Buku kosong ditulis: templat.xlsx\n")
    assert run("templat", "--posyandu", "MLT1", "--keluaran", own).returncode == 0
    titles = {tab.title for tab in TABS.values()}
    assert titles <= set(openpyxl.load_workbook(whole, read_only=True).sheetnames)
    of_posyandu = {tab.title for tab in TABS.values() if tab.place == "posyandu"}
    assert set(openpyxl.load_workbook(own, read_only=True).sheetnames) & titles == of_posyandu


def test_an_empty_template_has_no_findings_of_level_galat(run: Run, folder: Path) -> None:
    path = folder / "kosong.xlsx"
    run("templat", "--keluaran", path)
    done = run("periksa", path)
    assert done.returncode == 0, done.stdout
    assert done.stdout.splitlines()[-1].startswith("0 Galat")


# ---- periksa


@pytest.fixture(scope="module")
def checked(run_alone: Run, sample: Path) -> Done:
    return run_alone("periksa", sample, "--format", "json")


def test_periksa_lists_the_findings_as_json(checked: Done) -> None:
    assert checked.returncode == 1
    rows = json.loads(checked.stdout)
    assert rows and all(list(row) == FINDING_KEYS for row in rows)
    assert {row["tingkat"] for row in rows} <= {"Galat", "Peringatan", "Info"}
    assert {row["buku"] for row in rows} == {"kecil"}
    assert all(row["pesan"] and row["saran"] for row in rows)
    headers = {tab.title: {column.header for column in tab.columns} for tab in TABS.values()}
    for row in rows:
        assert row["kolom"] == "" or row["kolom"] in headers[row["tab"]]
        assert row["sel"] is None or row["sel"].endswith(str(row["baris"]))
        assert row["tautan"] is None, "a file has no address"
    assert "Membaca kecil …" in checked.stderr


def test_periksa_as_csv_and_text_says_the_same(run: Run, sample: Path, checked: Done) -> None:
    rows = json.loads(checked.stdout)
    as_csv = run("periksa", sample, "--format", "csv")
    as_text = run("periksa", sample)
    assert (as_csv.returncode, as_text.returncode) == (1, 1)
    read = list(csv.DictReader(io.StringIO(as_csv.stdout)))
    assert [{**row, "baris": str(row["baris"]), "jumlah": str(row["jumlah"])} for row in rows] == [
        {key: value or (None if key in ("sel", "tautan", "posyandu") else "") for key, value in row.items()}
        for row in read
    ]
    *lines, counts = as_text.stdout.splitlines()
    assert len(lines) == len(rows)
    assert all(row["pesan"] in line for row, line in zip(rows, lines, strict=True))
    galat = sum(row["tingkat"] == "Galat" for row in rows)
    assert counts.startswith(f"{galat} Galat, ")


def test_a_cell_that_begins_like_a_formula_is_text_in_the_csv(run: Run, sample: Path, folder: Path) -> None:
    book = openpyxl.load_workbook(sample)
    sheet = book["Penimbangan"]
    weight = next(cell.column for cell in sheet[1] if cell.value == "BB (kg)")
    sheet.cell(2, weight).value = "@SUM(A1)"
    path = folder / "rumus.xlsx"
    book.save(path)
    found = csv.DictReader(io.StringIO(run("periksa", path, "--format", "csv").stdout))
    assert [row["nilai"] for row in found if "SUM" in row["nilai"]] == ["'@SUM(A1)"]


# ---- rekap


@pytest.fixture(scope="module")
def recap(run_alone: Run, sample: Path) -> dict[str, object]:
    done = run_alone("rekap", sample, "--bulan", MONTH)
    assert done.returncode == 0
    return json.loads(done.stdout)


def rows_at(recap: object, path: str) -> list[dict[str, object]]:
    rows = [recap]
    for key in filter(None, path.split(".")):
        rows = [row[key] for row in rows]
        rows = [one for row in rows for one in (row if isinstance(row, list) else [row])]
    return rows


@pytest.mark.parametrize("path", sorted(RECAP_KEYS))
def test_rekap_has_exactly_the_keys_of_the_contract(recap: dict[str, object], path: str) -> None:
    rows = rows_at(recap, path)
    assert rows, "the sample shows every part"
    for row in rows:
        assert set(row) == RECAP_KEYS[path]


def test_rekap_of_meetings_counts_plans_answers_and_actions(recap: dict[str, object]) -> None:
    (meetings,) = rows_at(recap, "pertemuan")
    assert (meetings["rencana"], meetings["terlaksana"]) == (1, 1)
    assert 0 < meetings["nilai_sebelum"] < meetings["nilai_sesudah"] <= 100
    assert 0 < meetings["hadir_persen"] <= 100
    assert sum(meetings["tindak_lanjut"].values()) > meetings["tindak_lanjut"]["lewat"] > 0


def test_rekap_words_numbers_and_nulls_are_those_of_the_contract(recap: dict[str, object]) -> None:
    assert (recap["bulan"], recap["hari_ini"]) == (MONTH, TODAY)
    skdn = rows_at(recap, "skdn")
    assert [row["posyandu"] for row in skdn][-1] is None
    for figure in ("S", "K", "D", "N", "T", "O", "B", "2T", "BGM"):
        assert sum(row[figure] for row in skdn[:-1]) == skdn[-1][figure], figure
    for row in skdn:
        assert row["D"] == row["N"] + row["T"] + row["O"] + row["B"]
        assert row["D/S"] is None if row["S"] == 0 else row["D/S"] == pytest.approx(100 * row["D"] / row["S"])
    for row in rows_at(recap, "penimbangan"):
        assert row["nt"] in ("N", "T", "O", "B", None)
        assert row["bb"] is not None or row["tb"] is not None
        assert row["tanggal"].startswith(MONTH)
        for index in ("z_bb_u", "z_tb_u", "z_bb_tb", "z_imt_u"):
            assert row[index] is None or round(row[index], 2) == row[index]
    assert {row["indikator"] for row in rows_at(recap, "prevalensi")} == {
        "stunting",
        "wasting",
        "underweight",
    }
    steps = [*rows_at(recap, "antar_jemput.tugas"), *rows_at(recap, "mentoring.langkah")]
    assert {step["status"] for step in steps} <= STATES
    for row in rows_at(recap, "sop"):
        answered = row["ya"] + row["tidak"]
        assert row["kepatuhan"] is None if not answered else 0 <= row["kepatuhan"] <= 100
        assert all(isinstance(step["no"], str) for step in row["langkah"])
        if row["sop"] == "KEBAL":  # in the order of the SOP, whatever falls due first
            assert [step["no"] for step in row["langkah"]] == sorted(step["no"] for step in row["langkah"])
    for row in rows_at(recap, "antar_jemput"):
        funnel = list(row["corong"].values())
        assert funnel == sorted(funnel, reverse=True)
        assert row["corong"]["sasaran"] == len(row["sasaran"])


def test_rekap_and_periksa_count_the_same_findings(run: Run, sample: Path, recap: dict[str, object]) -> None:
    rows = json.loads(run("periksa", sample, "--format", "json").stdout)
    for level, count in recap["temuan"].items():
        assert count == sum(row["tingkat"].lower() == level for row in rows), level


def test_rekap_writes_files(run: Run, sample: Path, folder: Path, recap: dict[str, object]) -> None:
    as_json, as_xlsx = folder / "rekap.json", folder / "rekap.xlsx"
    assert run("rekap", sample, "--bulan", MONTH, "--keluaran", as_json).returncode == 0
    written = json.loads(as_json.read_text(encoding="utf-8"))
    assert {**written, "sumber": None} == {**recap, "sumber": None}
    done = run("rekap", sample, "--bulan", MONTH, "--format", "xlsx", "--keluaran", as_xlsx)
    assert (done.returncode, done.stdout) == (0, f"Rekap ditulis: {as_xlsx}\n")
    sheet = openpyxl.load_workbook(as_xlsx)["skdn"]
    header, *rows = sheet.values
    assert [dict(zip(header, row, strict=True))["S"] for row in rows] == [
        row["S"] for row in rows_at(recap, "skdn")
    ]


@pytest.mark.parametrize("command", [["periksa"], ["rekap", "--bulan", MONTH]])
def test_a_workbook_without_a_known_tab_is_named_in_one_line(
    run: Run, folder: Path, command: list[str]
) -> None:
    book = openpyxl.Workbook()
    book.active.title = "Arisan"
    book.active.append(["Siapa", "Iuran"])
    book.active.append(["Ani Contoh", 5000])
    book.save(folder / "arisan.xlsx")
    done = run(command[0], folder / "arisan.xlsx", *command[1:])
    assert done.returncode == 2
    said = [line for line in done.stderr.splitlines() if not line.startswith("Membaca")]
    assert len(said) == 1 and "Arisan" in said[0] and "tidak ada tab yang dikenal" in said[0]
    assert not done.stdout


def test_rekap_names_what_is_not_read(run: Run, folder: Path) -> None:
    path = folder / "lama.xlsx"
    assert run("contoh", "--bentuk", "lama", "--keluaran", path, "--hari-ini", "2026-11-22").returncode == 0
    done = run("rekap", path, "--bulan", "2026-09", "--hari-ini", "2026-11-22")
    unread = json.loads(done.stdout)["tidak_dibaca"]
    assert {tuple(one) for one in unread} == {("buku", "tab", "kolom", "terisi")}
    (whole,) = (one for one in unread if one["kolom"] is None)
    assert (whole["buku"], whole["tab"]) == ("lama", "Buku Bidan") and whole["terisi"] > 600


def test_rekap_with_nothing_to_report_says_so_by_its_exit_code(run: Run, folder: Path) -> None:
    path = folder / "sepi.xlsx"
    run("templat", "--keluaran", path)
    assert run("rekap", path, "--bulan", "2020-01").returncode == 1


def test_without_a_workbook_the_configured_ones_count(run: Run, folder: Path) -> None:
    done = run("rekap", "--bulan", MONTH)
    assert done.returncode == 0
    assert [one["buku"] for one in json.loads(done.stdout)["sumber"]] == ["Buku contoh"]
    assert (folder / "data" / "contoh.xlsx").is_file()


# ---- sandi


def type_at(folder: Path, *typed: str) -> tuple[int, str]:
    """Runs `sandi` at a terminal of its own, typing each line when asked; exit code and what was shown."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(folder)
        os.execve(
            sys.executable,
            [sys.executable, "-m", "lib", "sandi"],
            {**os.environ, **build_environment(folder, TODAY)},
        )
    shown, answered = b"", 0
    prompts = (b"Sandi baru: ", b"Ketik sekali lagi: ")
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            chunk = os.read(terminal, 4096)
        except OSError:  # the terminal closes with the process
            break
        if not chunk:
            break
        shown += chunk
        if answered < len(typed) and prompts[answered] in shown:
            os.write(terminal, typed[answered].encode() + b"\n")
            answered += 1
    _, status = os.waitpid(pid, 0)
    os.close(terminal)
    return os.waitstatus_to_exitcode(status), shown.decode()


def test_sandi_prints_a_hash_and_never_the_password(folder: Path) -> None:
    code, shown = type_at(folder, "kuda-lumping-7", "kuda-lumping-7")
    assert code == 0
    assert "kuda-lumping" not in shown
    assert bcrypt.checkpw(b"kuda-lumping-7", shown.split()[-1].encode())


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        (("kuda-lumping-7", "kuda-lumping-8"), "Kedua sandi tidak sama"),
        (("pendek",), "Sandi paling sedikit 8"),
        (("x" * 73,), "Sandi terlalu panjang"),
    ],
)
def test_sandi_refuses(folder: Path, typed: tuple[str, ...], says: str) -> None:
    code, shown = type_at(folder, *typed)
    assert code == 2
    assert says in shown
    assert "Traceback" not in shown and "$2b$" not in shown


# ---- wrong use


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("tidak-ada",),
        ("rekap",),
        ("rekap", "--bulan", "Oktober"),
        ("rekap", "--bulan", "2026-13"),
        ("rekap", "--bulan", MONTH, "--format", "pdf"),
        ("periksa", "--hari-ini", "22/11/2026"),
        ("contoh", "--balita", "0"),
        ("contoh", "--posyandu", "-3"),
        ("contoh", "--keluaran", "contoh.csv"),
        ("contoh", "--keluaran", "tidak-ada/contoh.xlsx"),
        ("templat", "--keluaran", "templat.ods"),
    ],
)
def test_wrong_use_is_one_line_and_2(run: Run, arguments: tuple[str, ...]) -> None:
    assert len(one_line(run(*arguments))) > 20


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("rekap",), "belum ada --bulan"),
        (("rekap", "--bulan"), "--bulan belum ada isinya"),
        (("periksa", "--format", "pdf"), "--format: 'pdf' tidak dikenal, pilih 'teks', 'csv', 'json'"),
        (("periksa", "--aneh"), "--aneh tidak dikenal"),
        (("contoh", "--benih", "dua"), "--benih: 'dua' bukan angka"),
    ],
)
def test_wrong_use_is_told_in_indonesian(run: Run, arguments: tuple[str, ...], says: str) -> None:
    assert f"({says})" in run(*arguments).stderr


def test_a_wrong_day_in_the_environment_is_one_line_and_2(run: Run) -> None:
    for command in (("contoh",), ("periksa",)):
        assert "PAPAN_HARI_INI" in one_line(run(*command, PAPAN_HARI_INI="besok"))


@pytest.mark.parametrize("command", [("periksa",), ("rekap", "--bulan", MONTH)])
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("hilang.xlsx", None),
        ("teks.xlsx", b"Rapat hari Senin\nSemua hadir\n"),
        ("halaman.xls", b"<html><table><tr><td>Nama</td></tr></table></html>"),
        ("separuh.xlsx", b"PK\x03\x04" + b"\x00" * 100),
        ("rusak.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600),
        ("bukan-id-google", None),
    ],
)
def test_an_unreadable_workbook_is_one_line_and_2(
    run: Run, folder: Path, command: tuple[str, ...], name: str, content: bytes | None
) -> None:
    if content is not None:
        (folder / name).write_bytes(content)
    assert len(one_line(run(command[0], name, *command[1:]))) > 20


def test_a_folder_is_no_workbook(run: Run, run_alone: Run, folder: Path) -> None:
    (folder / "map.xlsx").mkdir()
    said = one_line(run("periksa", "map.xlsx"))
    assert said == one_line(run_alone("periksa", "map.xlsx"))


def test_help_names_every_command(run_alone: Run) -> None:
    done = run_alone("--help")
    assert done.returncode == 0
    for command in ("contoh", "templat", "periksa", "rekap", "sandi"):
        assert command in done.stdout


# ---- Google Sheets

SECRETS = f"""
[[buku]]
id = "{"1" * 44}"
nama = "Buku"
[cookie]
name = "papan"
key = "{"k" * 48}"
[credentials.usernames.kepala]
password = "{bcrypt.hashpw(b"kata sandi kepala", bcrypt.gensalt(4)).decode()}"
roles = ["kepala"]
"""
"""A secrets file that lacks only the service account."""


def test_a_workbook_uploaded_to_google_gives_the_same_figures_and_is_only_read(
    run: Run, run_alone: Run, sample: Path, tmp_path: Path
) -> None:
    with GoogleSheetsEmulator() as google:
        google.load_xlsx("buku1", sample)
        secrets = tmp_path / "secrets.toml"
        lines = [f"{name} = {json.dumps(value)}" for name, value in google.service_account_info().items()]
        secrets.write_text(SECRETS + "[gcp_service_account]\n" + "\n".join(lines))
        sheet = run_alone(
            "rekap", "buku1", "--bulan", MONTH, **google.env(), PAPAN_RAHASIA=str(secrets), PAPAN_CONTOH="0"
        )
        assert google.count(*WRITE_KINDS) == 0
        scopes = {claims["scope"] for claims in google.assertions}
    assert scopes == {"https://www.googleapis.com/auth/spreadsheets.readonly"}
    file = run("rekap", sample, "--bulan", MONTH)
    assert sheet.returncode == file.returncode == 0, sheet.stderr
    before, after = json.loads(file.stdout), json.loads(sheet.stdout)
    del before["sumber"], after["sumber"]
    assert after == before


def test_configured_workbooks_need_no_accounts(run: Run, sample: Path, tmp_path: Path) -> None:
    secrets = tmp_path / "secrets.toml"
    secrets.write_text(f"[[buku]]\nberkas = {json.dumps(str(sample))}\n")
    configured = run("rekap", "--bulan", MONTH, PAPAN_RAHASIA=str(secrets), PAPAN_CONTOH="0")
    assert configured.returncode == 0, configured.stderr
    named = run("rekap", sample, "--bulan", MONTH)
    assert json.loads(configured.stdout)["skdn"] == json.loads(named.stdout)["skdn"]


def test_an_empty_secrets_file_is_no_wish_for_the_sample_and_files_need_none(
    run: Run, sample: Path, tmp_path: Path
) -> None:
    secrets = tmp_path / "secrets.toml"
    secrets.write_text("# belum diisi\n")
    environ = {"PAPAN_RAHASIA": str(secrets), "PAPAN_CONTOH": "0"}
    assert "kosong" in one_line(run("rekap", "--bulan", MONTH, **environ))
    assert run("rekap", sample, "--bulan", MONTH, **environ).returncode == 0
