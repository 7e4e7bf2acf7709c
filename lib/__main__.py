"""The command line: `python -m lib COMMAND`. Same figures as the pages, for reports and scheduled jobs.

Exit codes: 0 done, 1 done with findings of level Galat (periksa) or nothing to report, 2 wrong use or an
unreadable workbook (one clear Indonesian line on standard error).
"""

from __future__ import annotations

import argparse
import csv
import getpass
import json
import os
import re
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

import pandas as pd

DONE, NOTHING, WRONG = 0, 1, 2

FINDING_KEYS = {
    "tingkat": "level",
    "buku": "book",
    "tab": "tab",
    "baris": "source_row",
    "kolom": "column",
    "sel": "cell",
    "nilai": "value",
    "pesan": "message",
    "saran": "suggestion",
    "posyandu": "posyandu",
    "tautan": "link",
}
"""Keys of `periksa`'s rows → columns of View.findings."""


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


class _Parser(argparse.ArgumentParser):
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


def _read_count(typed: str) -> int:
    if not typed.isdecimal() or int(typed) < 1:
        raise argparse.ArgumentTypeError(f"{typed!r} harus bilangan bulat mulai 1")
    return int(typed)


def build_parser() -> argparse.ArgumentParser:
    """The commands and their options, as desain rekap has them."""
    parser = _Parser(prog="python -m lib", description="Papan Posyandu dari baris perintah")
    commands = parser.add_subparsers(dest="command", required=True, metavar="PERINTAH", parser_class=_Parser)

    sample = commands.add_parser("contoh", help="menulis buku kerja contoh")
    sample.add_argument("--keluaran", type=Path, default=Path("contoh.xlsx"))
    sample.add_argument("--posyandu", type=_read_count, default=4)
    sample.add_argument("--balita", type=_read_count, default=160)
    sample.add_argument("--bulan", type=_read_count, default=14)
    sample.add_argument("--hari-ini", type=_read_day)
    sample.add_argument("--benih", type=int, default=7)

    template = commands.add_parser("templat", help="menulis buku kerja kosong")
    template.add_argument("--keluaran", type=Path, default=Path("templat.xlsx"))
    template.add_argument("--posyandu", metavar="KODE", help="buku untuk satu posyandu")

    prepare = commands.add_parser("siapkan", help="melengkapi buku kerja Google Sheets")
    prepare.add_argument("--buku", required=True, metavar="ID", help="id atau alamat Google Sheets")
    prepare.add_argument("--posyandu", metavar="KODE", help="buku untuk satu posyandu")
    prepare.add_argument("--coba", action="store_true", help="hanya katakan apa yang akan dikerjakan")
    prepare.add_argument("--dari", type=Path, metavar="F.xlsx", help="bawa isi berkas ini ke tab yang kosong")
    prepare.add_argument("--kunci", type=Path, metavar="F.json", help="kunci akun layanan yang boleh menulis")

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

    commands.add_parser("sandi", help="membuat sandi teracak bcrypt untuk secrets.toml")
    return parser


def run_sample(options: argparse.Namespace) -> int:
    """`contoh`: write the sample workbook."""
    from lib.workbook.sample.build import write_sample

    _check_target(options.keluaran, ".xlsx")
    write_sample(
        options.keluaran,
        today=_today(options),
        posyandu=options.posyandu,
        children=options.balita,
        months=options.bulan,
        seed=options.benih,
        progress=_share,
    )
    print(f"Buku contoh ditulis: {options.keluaran}")
    return DONE


def run_template(options: argparse.Namespace) -> int:
    """`templat`: write the empty workbook of the puskesmas or of one posyandu."""
    from lib.workbook.template import write_template

    _check_target(options.keluaran, ".xlsx")
    write_template(options.keluaran, posyandu=options.posyandu)
    print(f"Buku kosong ditulis: {options.keluaran}")
    return DONE


def run_prepare(options: argparse.Namespace) -> int:
    """`siapkan`: make what a Google spreadsheet lacks; nothing that is there is changed."""
    from lib.config import read_preparation_account
    from lib.data.preparation import describe_openness, open_preparation, prepare_book, read_carried

    google = open_preparation(options.buku, read_preparation_account(options.kunci))
    carried, zone = read_carried(options.dari, options.posyandu) if options.dari else (None, None)
    done = prepare_book(
        google,
        posyandu=options.posyandu,
        carried=carried,
        zone=zone,
        trial=options.coba,
        say=print,
        progress=_progress,
    )
    if not done:
        print("Tidak ada yang perlu diubah: buku kerja ini sudah siap.")
    elif options.coba:
        print(f"Percobaan saja: {done} perubahan akan dikerjakan, belum ada yang diubah.")
    else:
        print(f"Selesai: {done} perubahan. {google.url}")
    print(describe_openness(google))
    return DONE


def run_check(options: argparse.Namespace) -> int:
    """`periksa`: list the findings; 1 where a Galat is among them."""
    from lib.data.once import open_views

    rows: list[dict[str, Any]] = []
    for view in open_views(options.buku, options.hari_ini, _progress):
        findings = view.findings.rename(columns={column: key for key, column in FINDING_KEYS.items()})
        keys = list(FINDING_KEYS)
        rows += [dict(zip(keys, row, strict=True)) for row in findings[keys].itertuples(index=False)]
    for row in rows:
        row["sel"] = row["sel"] or None
        row["tautan"] = row["tautan"] or None
        row["posyandu"] = row["posyandu"] or None
    if options.format == "json":
        print(json.dumps(rows, ensure_ascii=False, indent=1))
    elif options.format == "csv":
        writer = csv.DictWriter(sys.stdout, list(FINDING_KEYS))
        writer.writeheader()
        writer.writerows(rows)
    else:
        _print_findings(rows)
    return NOTHING if any(row["tingkat"] == "Galat" for row in rows) else DONE


def _print_findings(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        row_name = f"baris {row['baris']}" if row["baris"] else ""
        where = f"{row['tab']} {row['sel'] or row_name}".rstrip()
        typed = f" [{row['nilai']}]" if row["nilai"] else ""
        print(f"{row['tingkat']:<10} {row['buku']} · {where}{typed}: {row['pesan']}. {row['saran']}")
    counts = {
        level: sum(row["tingkat"] == level for row in rows) for level in ("Galat", "Peringatan", "Info")
    }
    print(", ".join(f"{count} {level}" for level, count in counts.items()))


def run_recap(options: argparse.Namespace) -> int:
    """`rekap`: the month's figures; 1 where there is nothing to report."""
    from lib.data.once import open_views
    from lib.reports.recap import build_recap, is_empty_recap, write_recap_xlsx

    recaps = [
        build_recap(view, options.bulan) for view in open_views(options.buku, options.hari_ini, _progress)
    ]
    recap = recaps[0] if len(recaps) == 1 else recaps
    if options.format == "xlsx":
        target = options.keluaran or Path(f"rekap-{options.bulan}.xlsx")
        _check_target(target, ".xlsx")
        write_recap_xlsx(recaps, target)
        print(f"Rekap ditulis: {target}")
    else:
        written = json.dumps(recap, ensure_ascii=False, indent=1, allow_nan=False)
        if options.keluaran:
            options.keluaran.write_text(written + "\n", encoding="utf-8")
            print(f"Rekap ditulis: {options.keluaran}")
        else:
            print(written)
    return NOTHING if all(is_empty_recap(one) for one in recaps) else DONE


def run_password(options: argparse.Namespace) -> int:
    """`sandi`: read a password twice without echo, print its bcrypt hash."""
    import bcrypt

    first = getpass.getpass("Sandi baru: ")
    if len(first) < 8:
        raise CommandError("Sandi paling sedikit 8 huruf atau angka")
    if len(first.encode()) > 72:
        raise CommandError("Sandi terlalu panjang, paling banyak 72 huruf atau angka")
    if getpass.getpass("Ketik sekali lagi: ") != first:
        raise CommandError("Kedua sandi tidak sama")
    print(bcrypt.hashpw(first.encode(), bcrypt.gensalt(12)).decode())
    return DONE


COMMANDS = {
    "contoh": run_sample,
    "templat": run_template,
    "siapkan": run_prepare,
    "periksa": run_check,
    "rekap": run_recap,
    "sandi": run_password,
}


def _today(options: argparse.Namespace) -> date:
    from lib.config import now

    named = options.hari_ini or os.environ.get("PAPAN_HARI_INI")
    if isinstance(named, str) and named:
        try:
            return date.fromisoformat(named)
        except ValueError:
            raise CommandError("PAPAN_HARI_INI harus seperti 2026-11-22") from None
    return named or now().date()


def _check_target(target: Path, ending: str) -> None:
    if target.suffix.lower() != ending:
        raise CommandError(f"Nama berkas keluaran harus berakhiran {ending}")
    if not target.resolve().parent.is_dir():
        raise CommandError(f"Folder {target.resolve().parent} tidak ada")


def _progress(message: str) -> None:
    print(message, file=sys.stderr, flush=True)


def _share(done: int, total: int) -> None:
    if sys.stderr.isatty() or done == total:
        print(
            f"\rMenulis {100 * done // max(total, 1)}%",
            end="\n" if done == total else "",
            file=sys.stderr,
            flush=True,
        )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    from lib.settings import SettingsError
    from lib.sources.errors import SourceError

    options = build_parser().parse_args(arguments)
    try:
        return COMMANDS[options.command](options)
    except SourceError as error:
        print(error.text, file=sys.stderr)
    except (CommandError, SettingsError) as error:
        print(error, file=sys.stderr)
    except BrokenPipeError:
        # Whoever read us has seen enough (`… | head`): nothing to say, and nowhere to say it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except OSError as error:
        print(f"Berkas tidak dapat dibuka atau ditulis: {error.filename or error}", file=sys.stderr)
    except KeyboardInterrupt:
        print("Dihentikan", file=sys.stderr)
    return WRONG


if __name__ == "__main__":
    sys.exit(main())
