"""Parts of the Pendampingan page: One Student One Client, mother by mother."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

import pandas as pd

from lib.domain.attention import SILENT_DAYS
from lib.domain.pregnancy import HIGH_RISK
from lib.domain.sop.keys import OSOC, normalise_sop
from lib.domain.sop.timing import DONE, DONE_LATE
from lib.views import boards, components
from lib.views.formats import format_number, format_short_day

TITLE = "Pendampingan"
LEAD = "Ibu hamil berisiko tinggi, siapa yang mendampingi, dan apa yang harus segera dilakukan."
TABS_READ = ("Ibu Hamil", "Pendampingan", "Kunjungan Ibu")
NO_MOTHERS_TITLE = "Belum ada ibu hamil"
NO_MOTHERS_HELP = "Isi tab “Ibu Hamil”: satu baris satu ibu dengan HPHT dan faktor risikonya."
NO_OWN_TITLE = "Belum ada ibu yang Anda dampingi"
NO_OWN_HELP = (
    "Nama Anda harus tertulis sama di kolom Mahasiswa pada tab “Pendampingan”. Minta petugas memeriksanya."
)
NOBODY_ALONE = "Semua ibu berisiko tinggi sudah punya pendamping."
NO_PAIRS = "Belum ada pasangan. Isi tab “Pendampingan”: satu baris satu ibu dengan mahasiswanya."
DANGER_TODO = "Tekanan darah bahaya (≥ 160 atau ≥ 110): rujuk sekarang juga."
GROUP_WORDS = {"KRR": "KRR, risiko rendah", "KRT": "KRT, risiko tinggi", "KRST": "KRST, risiko sangat tinggi"}
ACTIVE = "Aktif"


def select(table: pd.DataFrame, posyandu: str | None) -> pd.DataFrame:
    """The rows of one posyandu; all without one."""
    return table if posyandu is None else table[table["posyandu"].eq(posyandu)]


def figures(mothers: pd.DataFrame, companions: pd.DataFrame, alone: pd.DataFrame) -> None:
    """Pregnant mothers, those at high risk, accompanied, alone, and silent pairs."""
    pregnant = mothers[mothers["status"].eq("Hamil")]
    high = pregnant[pregnant["kspr_group"].isin(HIGH_RISK)]
    active = companions[companions["status"].eq(ACTIVE)]
    silent = int(active["silent_days"].gt(SILENT_DAYS).sum())
    components.figures(
        [
            components.build_figure(
                "Ibu hamil", len(pregnant), compare=f"{len(high)} di antaranya KRT atau KRST"
            ),
            components.build_figure("Didampingi", len(active), compare="pasangan aktif"),
            components.build_figure(
                "Tanpa pendamping",
                len(alone),
                compare="risiko tinggi, belum ada mahasiswanya",
                mark=("problem", "▲ cari pendamping") if len(alone) else None,
            ),
            components.build_figure(
                "Pasangan diam", silent, compare=f"aktif, tanpa kunjungan lebih dari {SILENT_DAYS} hari"
            ),
        ]
    )


def alerts(mothers: pd.DataFrame) -> None:
    """Mothers whose newest blood pressure is dangerous, by name."""
    danger = mothers[mothers["danger"].eq(True).fillna(False) & mothers["status"].isin(["Hamil", "Nifas"])]
    if danger.empty:
        return
    names = ", ".join(
        f"{row['name']} ({format_number(row['systolic'])}/{format_number(row['diastolic'])}, "
        f"{format_short_day(row['pressure_date'])})"
        for row in danger.to_dict("records")
    )
    components.problem_note(DANGER_TODO, names)


def pairs_table(
    companions: pd.DataFrame,
    mothers: pd.DataFrame,
    steps: pd.DataFrame,
    posyandu: Mapping[str, str],
    today: pd.Timestamp,
) -> None:
    """Each mother and her student; active pairs first, the longest silent on top."""
    if companions.empty:
        components.notice_note(NO_PAIRS)
        return
    about = mothers.set_index("mother_id")
    done = _count_steps(steps)
    order = companions.assign(ended=~companions["status"].isin([ACTIVE, "Direncanakan"])).sort_values(
        ["ended", "silent_days"], ascending=[True, False], kind="stable"
    )
    records = [
        (row, about.loc[row["mother_id"]].to_dict() if row["mother_id"] in about.index else {})
        for row in order.to_dict("records")
    ]
    shown = pd.DataFrame(
        {
            "mother": [
                f"<b>{escape(str(row['name']))}</b><br>{escape(posyandu.get(str(row['posyandu']), ''))}"
                for row, _ in records
            ],
            "age": [describe_gestation(mother, today) for _, mother in records],
            "risk": [describe_risk(mother) for _, mother in records],
            "signs": [describe_signs(mother) for _, mother in records],
            "student": [
                f"{escape(str(row['student']))}<br>{escape(str(row['status']))}" for row, _ in records
            ],
            "visits": [describe_visits(row) for row, _ in records],
            "steps": [done.get((str(row["mother_id"]), str(row["student"])), "—") for row, _ in records],
        }
    )
    components.html_table(
        shown,
        {
            "mother": "Ibu",
            "age": "Kehamilan",
            "risk": "KSPR",
            "signs": "Pemeriksaan terbaru",
            "student": "Mahasiswa",
            "visits": "Kunjungan",
            "steps": "Langkah",
        },
        html=["mother", "age", "risk", "signs", "student", "visits"],
        numbers=["steps"],
    )


def _count_steps(steps: pd.DataFrame) -> dict[tuple[str, str], str]:
    """(mother, student) → "7 dari 10" steps of the SOP done."""
    done = steps.assign(done=steps["state"].isin([DONE, DONE_LATE]))
    counts = done.groupby(["unit", "partner"], as_index=False)["done"].agg(["sum", "size"])
    return {
        (str(row["unit"]), str(row["partner"])): f"{row['sum']} dari {row['size']}"
        for row in counts.to_dict("records")
    }


def describe_gestation(mother: Mapping[Any, Any], today: pd.Timestamp) -> str:
    """Weeks and days, trimester, and days to the expected birth; in nifas the day of it."""
    if not mother:
        return "—"
    if pd.notna(mother["nifas_day"]):
        return f"Nifas, hari ke-{format_number(mother['nifas_day'])} dari 42"
    if mother["status"] != "Hamil" or pd.isna(mother["gestation_days"]):
        return escape(str(mother["status"]))
    weeks, days = divmod(int(mother["gestation_days"]), 7)
    left = (mother["hpl"] - today).days
    when = f"{format_number(left)} hari lagi" if left >= 0 else f"lewat {format_number(-left)} hari"
    parts = (
        f"{weeks} minggu {days} hari",
        f"trimester {int(mother['trimester'])}",
        f"HPL {format_short_day(mother['hpl'])}",
        when,
    )
    return "<br>".join(part.replace(" ", "\u00a0") for part in parts)


def describe_risk(mother: Mapping[Any, Any]) -> str:
    """Score, group and the factors in words."""
    if not mother:
        return "—"
    group = GROUP_WORDS[str(mother["kspr_group"])]
    factors = escape(str(mother["kspr_labels"])) if mother["kspr_labels"] else "tanpa faktor tercatat"
    return f"<b>{format_number(mother['kspr_score'])} · {escape(group)}</b><br>{factors}"


def describe_signs(mother: Mapping[Any, Any]) -> str:
    """KEK, anaemia and blood pressure of the newest measurement; what is bad stands first."""
    if not mother:
        return "—"
    bad, fine = [], []
    for name, word, value in (
        ("kek", "KEK", f"LiLA {format_number(mother['lila_cm'], decimals=1)} cm"),
        ("anaemia", "Anemia", f"Hb {format_number(mother['hb_g_dl'], decimals=1)}"),
        (
            "hypertension",
            "Tensi tinggi",
            f"{format_number(mother['systolic'])}/{format_number(mother['diastolic'])}",
        ),
    ):
        flag = mother[name]
        if pd.isna(flag):
            continue
        if flag:
            bad.append(
                f'<span class="papan-chip papan-lewat"><span aria-hidden="true">▲</span>{word}</span> {value}'
            )
        else:
            fine.append(value)
    return "<br>".join([*bad, *([", ".join(fine)] if fine else [])]) or "belum diukur"


def describe_visits(row: Mapping[Any, Any]) -> str:
    """How many, the last one, and whether the pair has gone silent."""
    if not row["visits"]:
        return "belum ada"
    told = f"{format_number(row['visits'])}×, terakhir {format_short_day(row['last_visit'])}"
    if row["status"] == ACTIVE and row["silent_days"] > SILENT_DAYS:
        told += f"<br>▲ diam {format_number(row['silent_days'])} hari"
    return told


def _describe_place(row: Mapping[Any, Any], posyandu: Mapping[str, str]) -> str:
    rt = f"RT {row['rt']}" if boards.is_given(row["rt"]) else None
    return boards.join_given(posyandu.get(str(row["posyandu"])), rt)


def alone_table(alone: pd.DataFrame, posyandu: Mapping[str, str], today: pd.Timestamp) -> None:
    """Mothers at high risk whom nobody accompanies."""
    if alone.empty:
        components.good_note(NOBODY_ALONE)
        return
    records = alone.to_dict("records")
    shown = pd.DataFrame(
        {
            "mother": [str(row["name"]) for row in records],
            "place": [_describe_place(row, posyandu) for row in records],
            "age": [describe_gestation(row, today) for row in records],
            "risk": [describe_risk(row) for row in records],
            "signs": [describe_signs(row) for row in records],
        }
    )
    components.html_table(
        shown,
        {
            "mother": "Ibu",
            "place": "Posyandu",
            "age": "Kehamilan",
            "risk": "KSPR",
            "signs": "Pemeriksaan terbaru",
        },
        html=["age", "risk", "signs"],
    )


def steps_of_osoc(status: pd.DataFrame) -> pd.DataFrame:
    """The rows of sop_status of One Student One Client."""
    return status[normalise_sop(status["sop"]).eq(OSOC)]


def nothing(*, is_own: bool) -> tuple[str, str]:
    """What to say where there is nobody yet."""
    return (NO_OWN_TITLE, NO_OWN_HELP) if is_own else (NO_MOTHERS_TITLE, NO_MOTHERS_HELP)
