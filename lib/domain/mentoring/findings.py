"""What is doubtful in `Mentoring` and `Kegiatan Mentoring`; all of it is still shown and counted.

Source: issue rules of SIKERITING: a patient of two teams, an activity for somebody who is no patient.
"""

from __future__ import annotations

import pandas as pd

from lib.domain.mentoring.pairs import ACTIVE
from lib.domain.steps.keys import build_finding_rows, build_findings, normalise_key
from lib.domain.steps.units import Tables

STRANGER_COLUMNS = ("date", "planned_on", "step", "team", "child_id", "source_book", "source_row")


def compute_mentoring_findings(tables: Tables) -> pd.DataFrame:
    """Findings (level, tab, source_book, source_row, column, value, message, suggestion): a child that is an
    active patient of more than one team, and activities for a child without a row in `Mentoring`."""
    doubled = find_doubled(tables["mentoring"])
    strangers = find_strangers(tables)
    return build_findings(
        [
            build_finding_rows(
                doubled,
                level="Peringatan",
                tab="Mentoring",
                column="team",
                value=doubled["team"],
                message="Anak ini pasien aktif di lebih dari satu tim: "
                + doubled["teams"]
                + ". Keduanya tetap tampil.",
                suggestion="Biarkan satu baris Aktif; pada baris yang lain pilih Selesai atau Keluar",
            ),
            build_finding_rows(
                strangers,
                level="Peringatan",
                tab="Kegiatan Mentoring",
                column="child_id",
                value=strangers["child_id"],
                message="Anak ini tidak ada di tab Mentoring; kegiatannya tidak masuk pasangan mana pun.",
                suggestion="Tambahkan anak ini di tab Mentoring, atau perbaiki ID balita",
            ),
        ]
    )


def find_doubled(mentoring: pd.DataFrame) -> pd.DataFrame:
    """The rows of `Mentoring` of children with active rows of more than one team, with `teams` (their
    names, alphabetical)."""
    active = mentoring[mentoring["status"].fillna(ACTIVE).eq(ACTIVE) & mentoring["child_id"].notna()]
    active = active.assign(team_key=normalise_key(active["team"])).dropna(subset=["team_key"])
    each = active.drop_duplicates(["child_id", "team_key"])
    rows = each[each["child_id"].duplicated(keep=False)]
    teams = rows.groupby("child_id")["team"].agg(lambda names: " dan ".join(sorted(names)))
    named = teams.reindex(rows["child_id"]).astype("str")
    return rows.assign(teams=named.to_numpy(dtype=object))


def find_strangers(tables: Tables) -> pd.DataFrame:
    """Activities for a child that has no row in `Mentoring`, whatever its status: STRANGER_COLUMNS."""
    activity = tables["kegiatan_mentoring"]
    patients = normalise_key(tables["mentoring"]["child_id"])
    key = normalise_key(activity["child_id"])
    rows = activity[key.notna() & ~key.isin(patients.dropna())]
    return rows.reindex(columns=list(STRANGER_COLUMNS)).reset_index(drop=True)
