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
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from lib.arguments import RELATIVE_MONTHS, WRONG, CommandError, build_parser

if TYPE_CHECKING:
    from lib.data.seen import Seen

DONE, NOTHING = 0, 1

FINDING_KEYS = {
    "tingkat": "level",
    "buku": "book",
    "tab": "tab",
    "baris": "source_row",
    "kolom": "column",
    "sel": "cell",
    "nilai": "value",
    "jumlah": "count",
    "pesan": "message",
    "saran": "suggestion",
    "posyandu": "posyandu",
    "tautan": "link",
}
"""Keys of `periksa`'s rows → columns of Seen.findings."""


def run_sample(options: argparse.Namespace) -> int:
    """`contoh`: write the sample workbook."""
    from lib.workbook.sample.build import build_sample, write_sample
    from lib.workbook.sample.own_shape import build_own_shape, write_own_shape

    _check_target(options.keluaran, ".xlsx")
    if options.bentuk == "lama":
        today = _today(options)
        grids = build_sample(
            today=today,
            posyandu=options.posyandu,
            children=options.balita,
            months=options.bulan,
            seed=options.benih,
        )
        write_own_shape(options.keluaran, build_own_shape(grids, today))
        print(f"Buku contoh bentuk lama ditulis: {options.keluaran}")
        return DONE
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


def run_check(options: argparse.Namespace) -> int:
    """`periksa`: list the findings; 1 where a Galat is among them."""
    from lib.data.once import read_seen
    from lib.workbook.clean_cells import quote_formula

    rows: list[dict[str, Any]] = []
    for seen in read_seen(options.buku, options.hari_ini, _progress):
        findings = seen.kualitas_data.findings.rename(
            columns={column: key for key, column in FINDING_KEYS.items()}
        )
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
        writer.writerows(
            {key: quote_formula(one) if isinstance(one, str) else one for key, one in row.items()}
            for row in rows
        )
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
    from lib.data.once import read_seen
    from lib.reports.recap import build_recap, is_empty_recap, write_recap_xlsx

    recaps = [
        build_recap(seen, options.bulan) for seen in read_seen(options.buku, options.hari_ini, _progress)
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


def run_facts(options: argparse.Namespace) -> int:
    """`fakta`: write the month's figures of every puskesmas; 1 where there is none, 2 where one could not be
    read (the others are written)."""
    from lib.data.facts_runs import ClusterError, list_jobs, run_here, run_on_cluster
    from lib.data.once import choose_books

    settings = choose_books(options.buku, options.hari_ini)
    address = options.keluaran or str(settings.facts_folder)
    jobs = list_jobs(settings, address, options.bulan)
    wrong = rows = 0
    try:
        outcomes = run_on_cluster(jobs, options.klaster, _progress) if options.klaster else run_here(jobs)
        for at, outcome in enumerate(outcomes, start=1):
            wrong, rows = wrong + bool(outcome.problem), rows + outcome.rows
            said = outcome.problem or f"{outcome.rows} baris"
            _progress(f"{at}/{len(jobs)} {outcome.puskesmas or 'Puskesmas'}: {said}")
    except ClusterError as error:
        raise CommandError(str(error)) from None
    if wrong < len(jobs):
        print(f"Fakta {len(jobs) - wrong} puskesmas ditulis ke {address}")
    return WRONG if wrong else DONE if rows else NOTHING


def run_report(options: argparse.Namespace) -> int:
    """`laporan`: the month as text, PDF or picture; 1 where nobody was weighed."""
    from lib.data.once import read_seen
    from lib.domain.privacy import EVERYTHING, GROUP
    from lib.words.formats import format_month

    audience = options.untuk or ("kepala" if options.format == "pdf" else "kader")
    if options.format == "png" and audience == "kepala":
        raise CommandError("Gambar selalu dibuat untuk grup: hapus --untuk kepala")
    if options.format == "pdf" and audience == "kepala" and options.posyandu:
        raise CommandError("Laporan bulanan selalu sepuskesmas: hapus --posyandu, atau tulis --untuk kader")
    month = options.bulan
    if month in RELATIVE_MONTHS:
        month = pd.Period(_today(options), freq="M") + RELATIVE_MONTHS[month]
    if options.keluaran is not None and not options.keluaran.is_dir():
        _check_target(options.keluaran, {"teks": ".txt"}.get(options.format, f".{options.format}"))
    # What goes into a group is closed before anything is computed.
    closed = audience == "kader" and options.format != "pdf"
    views = read_seen(options.buku, options.hari_ini, _progress, GROUP if closed else EVERYTHING)
    chosen = [(seen, _find_posyandu(seen, options.posyandu)) for seen in views]
    if options.posyandu:
        chosen = [(seen, code) for seen, code in chosen if code is not None]
    if not chosen:
        known = ", ".join(code for seen in views for code in seen.posyandu_names)
        raise CommandError(f"Posyandu {options.posyandu} tidak ada; yang ada: {known or 'belum satu pun'}")
    weighed = [(seen, code) for seen, code in chosen if seen.gizi.count_measured(month, code)]
    if options.format == "teks":
        texts = [_write_message(seen, month, code, audience) for seen, code in chosen]
        written = "\n\n".join(texts) + "\n"
        if options.keluaran is None:
            print(written, end="")
        else:
            target = _name_target(options.keluaran, f"ringkasan-{audience}-{month}.txt")
            target.write_text(written, encoding="utf-8")
            print(f"Ringkasan ditulis: {target}")
        return DONE if weighed else NOTHING
    for seen, code in weighed:
        built, name = _build_file(seen, month, code, audience, options.format)
        # Of several puskesmas each has a file of its own.
        own = f"-{_fold_name(seen.puskesmas)}" if len(views) > 1 else ""
        target = _name_target(options.keluaran or Path(), name, own)
        target.write_bytes(built)
        print(f"Laporan ditulis: {target}")
    if not weighed:
        print(f"Belum ada penimbangan pada {format_month(month)}", file=sys.stderr)
    return DONE if weighed else NOTHING


def _find_posyandu(seen: Seen, typed: str | None) -> str | None:
    """The code as the workbook has it; None where none was typed or it is not there."""
    wanted = (typed or "").casefold()
    return next((code for code in seen.posyandu_names if code.casefold() == wanted), None)


def _write_message(seen: Seen, month: pd.Period, posyandu: str | None, audience: str) -> str:
    from lib.words import ringkasan

    summary = seen.laporan.summary(month, posyandu)
    if audience == ringkasan.KADER:
        return ringkasan.build_kader_text(summary)
    return ringkasan.build_kepala_text(summary, seen.laporan.standing(month, posyandu))


def _build_file(
    seen: Seen, month: pd.Period, posyandu: str | None, audience: str, kind: str
) -> tuple[bytes, str]:
    """A report as file, and its usual name."""
    from lib.reports import daftar_anak
    from lib.reports.laporan import pictures
    from lib.reports.laporan.files import MonthlyReport

    if kind == "png":
        return pictures.build_picture(seen, "skdn", month, posyandu), pictures.name_picture(
            "skdn", month, posyandu
        )
    if audience == "kader":
        return daftar_anak.build_kader_sheets(seen, month, posyandu), daftar_anak.name_sheets(month, posyandu)
    report = MonthlyReport(seen, month)
    return report.build_pdf(), report.name("pdf")


def _name_target(typed: Path, usual: str, own: str = "") -> Path:
    """Where a file goes: into a folder under its usual name, else as typed; `own` stands before the
    ending."""
    target = typed / usual if typed.is_dir() else typed
    return target.with_name(f"{target.stem}{own}{target.suffix}")


def _fold_name(typed: str) -> str:
    return "".join(letter if letter.isalnum() else "_" for letter in typed)


def run_upload(options: argparse.Namespace) -> int:
    """`eppgbm`: write the upload files and the list of rows held back; 1 where there is nobody to send."""
    from lib.data.once import read_seen
    from lib.domain.eppgbm import compute_reconciliation, describe_difference
    from lib.reports.eppgbm import name_folder, write_upload

    folder: Path = options.keluaran
    if not folder.resolve().parent.is_dir():
        raise CommandError(f"Folder {folder.resolve().parent} tidak ada")
    each_seen = read_seen(options.buku, options.hari_ini, _progress)
    uploads = [seen.eppgbm.upload(options.bulan) for seen in each_seen]
    for seen, upload in zip(each_seen, uploads, strict=True):
        # Of several puskesmas each has a folder of its own: their children go to different accounts.
        own = folder / name_folder(seen.puskesmas) if len(each_seen) > 1 else folder
        own.parent.mkdir(exist_ok=True)
        written = write_upload(upload, seen.posyandu_names, own)
        (total,) = compute_reconciliation(upload, by_posyandu=False).to_dict("records")
        print(f"Diukur {total['measured']}, tertahan {total['held']}. {describe_difference(total)}")
        print(f"{len(written)} berkas ditulis ke {own}")
    return NOTHING if all(upload.children.empty for upload in uploads) else DONE


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
    "periksa": run_check,
    "rekap": run_recap,
    "fakta": run_facts,
    "laporan": run_report,
    "eppgbm": run_upload,
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
