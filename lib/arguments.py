"""What may be typed after `python -m lib`, and what is said in Indonesian when it is wrong."""

from __future__ import annotations

import argparse
import re
from datetime import date
from pathlib import Path
from typing import NoReturn

import pandas as pd

WRONG = 2
"""Exit code of wrong use and of an unreadable workbook."""

RELATIVE_MONTHS = {"ini": 0, "lalu": -1}
"""Months by their distance from the running one."""


class CommandError(Exception):
    """Wrong use or an unreadable workbook: one Indonesian line."""


# What argparse says in English, in our words.
_ARGUMENT_WORDS = (
    (r"the following arguments are required: (.*)", r"belum ada \1"),
    (r"unrecognized arguments: (.*)", r"\1 tidak dikenal"),
    (r"ambiguous option: (\S+) could match (.*)", r"\1 bisa berarti \2"),
    (r"argument (\S+): invalid choice: (.*) \(choose from (.*)\)", r"\1: \2 tidak dikenal, pilih \3"),
    (r"argument (\S+): invalid \w+ value: (.*)", r"\1: \2 bukan angka"),
    (r"argument (\S+): expected (?:one|at least one) argument", r"\1 belum ada isinya"),
    (r"argument (\S+): (.*)", r"\1: \2"),
)


class Parser(argparse.ArgumentParser):
    """argparse that says in Indonesian what is wrong."""

    def error(self, message: str) -> NoReturn:
        for theirs, ours in _ARGUMENT_WORDS:
            if re.fullmatch(theirs, message):
                message = re.sub(theirs, ours, message)
                break
        self.exit(WRONG, f"Perintah tidak lengkap atau salah ({message}). Lihat: python -m lib --help\n")


def _read_day(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise argparse.ArgumentTypeError(f"tanggal {typed!r} harus seperti 2026-11-22") from None


def _read_month(typed: str) -> pd.Period:
    try:
        return pd.Period(date.fromisoformat(f"{typed}-01"), freq="M")
    except ValueError:
        raise argparse.ArgumentTypeError(f"bulan {typed!r} harus seperti 2026-11") from None


def _read_months(typed: str) -> list[pd.Period]:
    first, _, last = typed.partition("..")
    months = list(pd.period_range(_read_month(first), _read_month(last or first), freq="M"))
    if not months:
        raise argparse.ArgumentTypeError(
            f"bulan {typed!r} harus dari yang lebih awal, seperti 2026-01..2026-11"
        )
    return months


def _read_month_or_word(typed: str) -> pd.Period | str:
    """A month, or one of RELATIVE_MONTHS: scheduled jobs do not reckon dates."""
    return typed if typed in RELATIVE_MONTHS else _read_month(typed)


def _read_count(typed: str) -> int:
    if not typed.isdecimal() or int(typed) < 1:
        raise argparse.ArgumentTypeError(f"{typed!r} harus bilangan bulat mulai 1")
    return int(typed)


def build_parser() -> argparse.ArgumentParser:
    """The commands and their options, as desain rekap has them."""
    parser = Parser(prog="python -m lib", description="Papan Posyandu dari baris perintah")
    commands = parser.add_subparsers(dest="command", required=True, metavar="PERINTAH", parser_class=Parser)

    sample = commands.add_parser("contoh", help="menulis buku kerja contoh")
    sample.add_argument("--keluaran", type=Path, default=Path("contoh.xlsx"))
    sample.add_argument("--posyandu", type=_read_count, default=4)
    sample.add_argument("--balita", type=_read_count, default=160)
    sample.add_argument("--bulan", type=_read_count, default=14)
    sample.add_argument("--hari-ini", type=_read_day)
    sample.add_argument("--benih", type=int, default=7)

    sample.add_argument(
        "--bentuk", choices=("papan", "lama"), default="papan", help="lama: seperti buku puskesmas sendiri"
    )

    template = commands.add_parser("templat", help="menulis buku kerja kosong")
    template.add_argument("--keluaran", type=Path, default=Path("templat.xlsx"))
    template.add_argument("--posyandu", metavar="KODE", help="buku untuk satu posyandu")

    check = commands.add_parser("periksa", help="mendaftar temuan")
    check.add_argument("buku", nargs="*")
    check.add_argument("--format", choices=("teks", "csv", "json"), default="teks")
    check.add_argument("--hari-ini", type=_read_day)

    recap = commands.add_parser("rekap", help="angka satu bulan")
    recap.add_argument("buku", nargs="*")
    recap.add_argument("--bulan", type=_read_month, required=True)
    recap.add_argument("--hari-ini", type=_read_day)
    recap.add_argument("--format", choices=("json", "xlsx"), default="json")
    recap.add_argument("--keluaran", type=Path)

    facts = commands.add_parser("fakta", help="angka bulanan tiap puskesmas sebagai Parquet")
    facts.add_argument("buku", nargs="*")
    facts.add_argument(
        "--bulan",
        type=_read_months,
        metavar="YYYY-MM[..YYYY-MM]",
        help="bulan lain di sana tetap; bawaan: semua",
    )
    facts.add_argument("--hari-ini", type=_read_day)
    facts.add_argument(
        "--keluaran",
        metavar="FOLDER",
        help="folder atau alamat (s3://…, file://…); bawaan: folder data papan",
    )
    facts.add_argument("--klaster", metavar="ALAMAT", help="penjadwal Dask, seperti tcp://10.0.0.5:8786")

    report = commands.add_parser(
        "laporan",
        help="satu bulan sebagai teks untuk WhatsApp, PDF, atau gambar",
        description="teks: sepuluh baris tanpa nama (kader: untuk grup, angka kecil tertutup; "
        "kepala: angka lengkap). "
        "png: Balok SKDN untuk grup. pdf: laporan bulanan (kepala) atau Lembar Kader (kader, bernama).",
    )
    report.add_argument("buku", nargs="*")
    report.add_argument(
        "--bulan", type=_read_month_or_word, required=True, help="seperti 2026-11, atau: ini, lalu"
    )
    report.add_argument("--hari-ini", type=_read_day)
    report.add_argument("--posyandu", metavar="KODE", help="satu posyandu saja")
    report.add_argument(
        "--untuk", choices=("kader", "kepala"), help="bila tidak ditulis: teks dan png kader, pdf kepala"
    )
    report.add_argument("--format", choices=("teks", "pdf", "png"), default="teks")
    report.add_argument("--keluaran", type=Path, metavar="BERKAS", help="berkas, atau folder yang sudah ada")

    upload = commands.add_parser("eppgbm", help="berkas unggahan e-PPGBM satu bulan")
    upload.add_argument("buku", nargs="*")
    upload.add_argument("--bulan", type=_read_month, required=True)
    upload.add_argument("--hari-ini", type=_read_day)
    upload.add_argument("--keluaran", type=Path, required=True, metavar="FOLDER")

    commands.add_parser("sandi", help="membuat sandi teracak bcrypt untuk secrets.toml")
    return parser
