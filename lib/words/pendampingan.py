"""What is said of a mother and of a pair: the same words on the page Pendampingan and in its files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from lib.domain.attention import SILENT_DAYS
from lib.domain.kspr import BLOOD
from lib.domain.pendampingan import ACTIVE, KSPR_FACTORS
from lib.domain.pendampingan.pairs import PLANNED, STOPPED
from lib.domain.pendampingan.planning import FREE, REPORTED, UNKNOWN, UNREPORTED
from lib.words.cells import is_given, join_given
from lib.words.figures import CLOSED, SMALL
from lib.words.formats import format_number, format_short_day

GROUP_WORDS = {"KRR": "KRR, risiko rendah", "KRT": "KRT, risiko tinggi", "KRST": "KRST, risiko sangat tinggi"}
DOCUMENT_WORDS = {
    "assignment_letter": "Surat tugas",
    "notice_letter": "Surat pemberitahuan",
    "counselling_material": "Bahan konseling",
    "report": "Laporan",
}
IMPOSSIBLE = "periksa HPHT"
NOT_MEASURED = "belum diukur"


def describe_weeks(days: float) -> str:
    """197 → "28 minggu 1 hari"."""
    weeks, rest = divmod(int(days), 7)
    return f"{weeks} minggu {rest} hari"


def count_down(hpl: pd.Timestamp, today: pd.Timestamp) -> str:
    """Days to the expected birth, or past it."""
    left = (hpl - today).days
    if left == 0:
        return "hari ini"
    return f"{format_number(left)} hari lagi" if left > 0 else f"lewat {format_number(-left)} hari"


def list_factors(mother: Mapping[Any, Any]) -> list[tuple[str, str, int]]:
    """The card's factors of a mother: number, label, score."""
    codes = str(mother["kspr_factors"]).split(", ") if mother["kspr_factors"] else []
    labels = {code: KSPR_FACTORS[code][1] for code in codes}
    if mother["kspr_from_hb"]:
        day = f", {format_short_day(mother['hb_date'])}" if pd.notna(mother["hb_date"]) else ""
        labels[BLOOD] += f" (dari Hb {format_number(mother['hb_g_dl'], decimals=1)}{day})"
    return [(code, labels[code], KSPR_FACTORS[code][0]) for code in codes]


def list_signs(mother: Mapping[Any, Any]) -> list[tuple[str, str, bool | None, Any]]:
    """KEK, anaemia, blood pressure: word, value, whether it is bad (None: not measured), day of measuring."""
    pressure = f"{format_number(mother['systolic'])}/{format_number(mother['diastolic'])}"
    tension = "Tensi bahaya" if pd.notna(mother["danger"]) and mother["danger"] else "Tensi tinggi"
    return [
        (word, value, None if pd.isna(mother[name]) else bool(mother[name]), mother[day])
        for name, word, value, day in (
            ("kek", "KEK", f"LiLA {format_number(mother['lila_cm'], decimals=1)} cm", "lila_date"),
            ("anaemia", "Anemia", f"Hb {format_number(mother['hb_g_dl'], decimals=1)}", "hb_date"),
            ("hypertension", tension, pressure, "pressure_date"),
        )
    ]


def is_silent(row: Mapping[Any, Any]) -> bool:
    """Whether an active pair had no visit for more than SILENT_DAYS."""
    return bool(row["status"] == ACTIVE and row["silent_days"] > SILENT_DAYS)


def describe_silence(row: Mapping[Any, Any]) -> str:
    """ "diam 41 hari"."""
    return f"diam {format_number(row['silent_days'])} hari"


def describe_missing_documents(row: Mapping[Any, Any]) -> str:
    """Which letters and papers of a pair are not there yet; the report only once the pair has ended."""
    wanted = [name for name in DOCUMENT_WORDS if name != "report" or row["status"] == "Selesai"]
    missing = [DOCUMENT_WORDS[name].lower() for name in wanted if not has_document(row, name)]
    return f"belum: {', '.join(missing)}" if missing else "lengkap"


def has_document(row: Mapping[Any, Any], name: str) -> bool:
    """Whether a paper is there; a report also by its date."""
    return is_given(row[name]) or (name == "report" and is_given(row["reported_on"]))


def describe_place(row: Mapping[Any, Any], posyandu: Mapping[str, str]) -> str:
    """Posyandu and RT."""
    rt = f"RT {row['rt']}" if is_given(row["rt"]) else None
    return join_given(posyandu.get(str(row["posyandu"])), rt)


FIGURE_WORDS: Mapping[str, str] = {
    "ibu_hamil": "Ibu hamil",
    "kspr": "Kelompok KSPR",
    "trimester": "Trimester",
    "kek": "KEK (LiLA < 23,5 cm)",
    "anemia": "Anemia",
    "tekanan_darah": "Tekanan darah",
    "didampingi": "Pendamping ibu hamil",
    "risiko_didampingi": "Pendamping ibu KRT dan KRST",
    "nifas": "Ibu nifas (sampai 42 hari)",
    "pasangan": "Pasangan mahasiswa",
}

_NEVER = "belum diukur"

PART_WORDS: Mapping[str, Mapping[str, str]] = {
    "kspr": {"KRR": "KRR, rendah", "KRT": "KRT, tinggi", "KRST": "KRST, sangat tinggi"},
    "trimester": {
        "1": "Trimester 1", "2": "Trimester 2", "3": "Trimester 3", UNKNOWN: "HPHT tidak terbaca",
    },
    "kek": {"ya": "KEK", "tidak": "tidak KEK", UNKNOWN: _NEVER},
    "anemia": {"ya": "anemia", "tidak": "tidak anemia", UNKNOWN: _NEVER},
    "tekanan_darah": {
        "bahaya": "bahaya (≥ 160/110)", "tinggi": "tinggi (≥ 140/90)", "tidak tinggi": "tidak tinggi",
        UNKNOWN: _NEVER,
    },
    "didampingi": {ACTIVE: "didampingi", PLANNED: "direncanakan", FREE: "belum ada"},
    "risiko_didampingi": {ACTIVE: "didampingi", PLANNED: "direncanakan", FREE: "belum ada"},
    "pasangan": {
        PLANNED: "direncanakan", ACTIVE: "aktif", REPORTED: "selesai, laporan ada",
        UNREPORTED: "selesai, laporan belum ada", STOPPED: "berhenti",
    },
}  # fmt: skip


def show_count(count: float, shown: str) -> str:
    """A count as it may be seen: the number, "<5" or "tidak dirinci"."""
    return {"small": SMALL, "closed": CLOSED}.get(shown, format_number(count))


def list_planning(planning: pd.DataFrame) -> list[tuple[str, list[tuple[str, str]]]]:
    """Figures in words with their parts: (figure, [(part, count as shown)]); a part is "" where it is the
    whole. `planning` of Seen.planning."""
    listed: dict[str, list[tuple[str, str]]] = {}
    for row in planning.to_dict("records"):
        figure, part = str(row["figure"]), str(row["part"])
        word = PART_WORDS.get(figure, {}).get(part, "")
        listed.setdefault(FIGURE_WORDS[figure], []).append(
            (word, show_count(row["count"], str(row["shown"])))
        )
    return list(listed.items())


def describe_score(row: Mapping[Any, Any]) -> str:
    """ "10 · KRT"."""
    if not is_given(row["kspr_score"]):
        return "—"
    return f"{format_number(row['kspr_score'])} · {row['kspr_group']}"


def describe_outcome(row: Mapping[Any, Any]) -> str:
    """Pregnant until when, or delivered on which day."""
    if is_given(row["delivered_on"]):
        return f"bersalin {format_short_day(row['delivered_on'])}"
    status = str(row["mother_status"]) if is_given(row["mother_status"]) else "—"
    if status == "Hamil" and is_given(row["hpl"]):
        return f"hamil, HPL {format_short_day(row['hpl'])}"
    return status.lower()
