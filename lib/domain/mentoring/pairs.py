"""Each child and its mentor, the twelve steps of the year, and what became of the child's growth.

Source: SOP SIKERITING; aturan.md "SOP and daftar tilik" and "Ibu hamil" (z awal).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from lib.domain.age import compute_age_days
from lib.domain.growth import compute_zscores
from lib.domain.own_line import find_usable
from lib.domain.rows import of_posyandu
from lib.domain.steps.derived_pairs import compute_activity_of_pairs
from lib.domain.steps.keys import SIKERITING, build_finding_rows, build_findings, look_up, normalise_key
from lib.domain.steps.status import SopEngine, compute_pair_status, compute_today
from lib.domain.steps.timing import DONE, DONE_LATE, NOT_APPLICABLE, NOT_DONE
from lib.domain.steps.units import Tables, compute_mentoring_units

BASELINE_DAYS = 90
"""z awal is the last valid measurement at most this many days before `Tanggal pilih` (or on it)."""
INDICES = ("tb_u", "bb_u")

ACTIVE, LEFT = "Aktif", "Keluar"
"""Words of `Status` in `Mentoring`; a blank one is Aktif."""

METHODS = {
    "z_awal": (
        f"z awal = pengukuran sah terakhir, paling lama {BASELINE_DAYS} hari sebelum tanggal pilih. "
        "Tanpa pengukuran seperti itu ditulis —."
    ),
    "z_kini": "z kini = pengukuran sah yang terbaru.",
    "perubahan": (
        "Perubahan hanya dari anak yang punya z awal dan z kini dari dua pengukuran berbeda; anak yang sama "
        "dibandingkan dengan dirinya sendiri. Nilai yang tak wajar tidak ikut."
    ),
    "langkah": (
        "Kegiatan tanpa ID balita dihitung untuk semua pasien tim yang aktif pada hari itu; langkah 1–4 "
        "untuk semua pasien kelurahan itu."
    ),
    "diam": "Hari sejak kegiatan terakhir untuk anak ini; bila belum ada, sejak tanggal pilih.",
}

PAIR_COLUMNS = (
    "child_id",
    "name",
    "posyandu",
    "kelurahan",
    "team",
    "mentor",
    "selected_on",
    "reason",
    "status",
    "steps_done",
    "steps_late",
    "steps_missed",
    "steps",
    "next_step",
    "next_due",
    *(f"{what}_{index}_{when}" for index in INDICES for when in ("awal", "kini") for what in ("z", "date")),
    *(f"change_{index}" for index in INDICES),
    "last_activity",
    "silent_days",
    "source_book",
    "source_row",
)

PUBLIC_COLUMNS = frozenset(
    {
        *("steps_done", "steps_late", "steps_missed", "steps", "next_step", "next_due", "last_activity"),
        "silent_days",
    }
)
"""Of PAIR_COLUMNS, beside what `Mentoring` declares: how far a pair got, public where children are
initials."""


def compute_pair_steps(
    tables: Tables, *, today: object, year: int, engine: SopEngine | None = None
) -> pd.DataFrame:
    """Pairs × steps of a year, long: the columns of compute_sop_status with child_id and team added; one row
    per pair (row of `Mentoring`) and step of the SOP.  Empty when `Langkah SOP` has no SIKERITING."""
    rows = compute_pair_status(tables, sop_key=SIKERITING, year=year, today=today, engine=engine)
    return rows.assign(child_id=rows["unit"], team=rows["partner"])


def compute_pairs(
    tables: Tables,
    monthly: pd.DataFrame | None,
    *,
    today: object,
    year: int,
    steps: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Every pair of a year: one row per child and team, `PAIR_COLUMNS`, in the order of `Mentoring`.

    steps_done (selesai or terlambat), steps_late, steps_missed (lewat) of steps; next_step and next_due: the
    first step without a record that is due from today on; z_… as of the measurements (full precision, NaN
    where there is none), date_… their dates; change_… = kini − awal (NaN unless both exist on two different
    dates); silent_days since last_activity, else since selected_on.  `monthly` (compute_monthly_status) adds
    measurements of the paper register; it may be None.  `steps` are those of compute_pair_steps, if at hand.
    """
    now = compute_today(today)
    units = compute_mentoring_units(tables)
    first, last = pd.Timestamp(year, 1, 1), pd.Timestamp(year, 12, 31)
    pairs = units[~(units["alive_from"] > last) & ~(units["alive_until"] < first)].reset_index(drop=True)
    pairs = pairs.assign(
        child_id=pairs["unit"],
        team=pairs["partner"],
        selected_on=pairs["active_from"],
        status=pairs["unit_status"],
        name=look_up(pairs["unit"], tables["balita"], "child_id", "name").fillna(pairs["name"]),
    )
    if steps is None:
        steps = compute_pair_steps(tables, today=now, year=year)
    pairs = _add_steps(pairs, steps, now)
    pairs = _add_growth(pairs, compute_measurements(tables, monthly, pairs["child_id"], now))
    activity = compute_activity_of_pairs(tables, units, now).sort_values(
        "date", ascending=False, kind="stable"
    )
    pairs["last_activity"] = look_up(pairs["unit_key"], activity, "unit_key", "date").astype("datetime64[s]")
    since = pairs["last_activity"].fillna(pairs["selected_on"])
    pairs["silent_days"] = (now - since).dt.days.astype("float64")
    return pairs.reindex(columns=list(PAIR_COLUMNS))


def _add_steps(pairs: pd.DataFrame, steps: pd.DataFrame, today: pd.Timestamp) -> pd.DataFrame:
    key = normalise_key(steps["unit"]) + "|" + normalise_key(steps["team"]).fillna("")
    done = steps["state"].isin([DONE, DONE_LATE])
    marks = pd.DataFrame(
        {
            "steps_done": done,
            "steps_late": steps["state"].eq(DONE_LATE),
            "steps_missed": steps["state"].eq("lewat"),
            "steps": ~steps["state"].isin([NOT_APPLICABLE]),
        }
    ).astype("int64")
    counts = marks.groupby(key).sum().reindex(pairs["unit_key"]).fillna(0).astype("int64")
    settled = done | steps["state"].isin([NOT_APPLICABLE, NOT_DONE])
    coming = steps.assign(key=key)[~settled & (steps["due_on"] >= today)]
    coming = coming.sort_values(["due_on", "step_order"], kind="stable")
    added = {str(column): counts[column].to_numpy() for column in counts}
    return pairs.assign(
        **added,
        next_step=look_up(pairs["unit_key"], coming, "key", "step"),
        next_due=look_up(pairs["unit_key"], coming, "key", "due_on"),
    )


def compute_measurements(
    tables: Tables, monthly: pd.DataFrame | None, children: pd.Series, today: pd.Timestamp
) -> pd.DataFrame:
    """Every dated measurement of `children` up to `today`: child_id, date, z_tb_u, z_bb_u (NaN where missing
    or implausible), by child and date; of one day the last row with a valid value counts, index by index.

    All rows of `Penimbangan` are taken, not one a month: z awal must not be lost behind a later weighing of
    the same month.  `monthly` fills the days that only the paper register has.
    """
    rows = tables["penimbangan"]
    rows = rows[rows["child_id"].isin(children.dropna()) & rows["date"].notna() & (rows["date"] <= today)]
    rows = rows.reset_index(drop=True)
    birth = look_up(rows["child_id"], tables["balita"], "child_id", "birth_date")
    scores = compute_zscores(
        sex=look_up(rows["child_id"], tables["balita"], "child_id", "sex"),
        age_days=compute_age_days(birth, rows["date"]),
        weight_kg=rows["weight_kg"].where(find_usable(rows, "weight_kg")),
        length_cm=rows["height_cm"].where(find_usable(rows, "height_cm")),
        position=rows["position"],
        oedema=rows["oedema"].fillna(False),
    )
    by_day = _keep_valid(rows[["child_id", "date"]], scores).groupby(["child_id", "date"], as_index=False)
    frames = [by_day.last()]
    if monthly is not None and len(monthly):
        of_pairs = monthly[monthly["child_id"].isin(children.dropna()) & (monthly["date"] <= today)]
        of_pairs = of_pairs.reset_index(drop=True)
        frames.append(_keep_valid(of_pairs[["child_id", "date"]], of_pairs))
    together = pd.concat(frames, ignore_index=True).drop_duplicates(["child_id", "date"], keep="first")
    together["date"] = together["date"].astype("datetime64[s]")
    return together.sort_values(["child_id", "date"], kind="stable").reset_index(drop=True)


def _keep_valid(rows: pd.DataFrame, scores: pd.DataFrame) -> pd.DataFrame:
    valid = {
        f"z_{index}": scores[f"z_{index}"].mask(scores[f"flag_{index}"].astype(bool)) for index in INDICES
    }
    return rows.assign(**valid)


def _add_growth(pairs: pd.DataFrame, measurements: pd.DataFrame) -> pd.DataFrame:
    for index in INDICES:
        column = f"z_{index}"
        start = pairs["selected_on"] - pd.Timedelta(days=BASELINE_DAYS)
        for when, first, last in (("awal", start, pairs["selected_on"]), ("kini", None, None)):
            newest = choose_newest(pairs["child_id"], measurements, column, first=first, last=last)
            pairs[f"{column}_{when}"] = newest[column].to_numpy(dtype=np.float64)
            pairs[f"date_{index}_{when}"] = newest["date"].to_numpy(dtype="datetime64[s]")
        change = pairs[f"{column}_kini"] - pairs[f"{column}_awal"]
        later = pairs[f"date_{index}_kini"] > pairs[f"date_{index}_awal"]
        pairs[f"change_{index}"] = change.where(later)
    return pairs


def choose_newest(
    children: pd.Series,
    table: pd.DataFrame,
    column: str,
    *,
    first: pd.Series | None,
    last: pd.Series | None,
) -> pd.DataFrame:
    """For each of `children` (IDs, n rows, indexed 0 … n−1) the newest row of `table` (child_id, date,
    `column`) whose `column` is known and whose date lies from `first` to `last`, both included (dates by the
    same index; None = open, a missing date lets nothing through).  Columns: date, `column`; n rows."""
    row = pd.Series(range(len(children)), index=children.index)
    bounds = {"first": first, "last": last}
    about = pd.DataFrame(
        {"child_id": children, "row": row, **{k: v for k, v in bounds.items() if v is not None}}
    )
    known = table.loc[table[column].notna(), ["child_id", "date", column]]
    found = about.merge(known, on="child_id", how="inner").sort_values("date", kind="stable")
    if first is not None:
        found = found[found["date"] >= found["first"]]
    if last is not None:
        found = found[found["date"] <= found["last"]]
    return found.drop_duplicates("row", keep="last").set_index("row").reindex(row)[["date", column]]


def keep_place(table: pd.DataFrame, kelurahan: str = "", posyandu: str | None = None) -> pd.DataFrame:
    """The rows of a kelurahan ("" = all; compared without regard to case and spaces) and posyandu (None =
    all)."""
    if kelurahan:
        wanted = normalise_key(pd.Series([kelurahan])).iloc[0]
        table = table[normalise_key(table["kelurahan"]).eq(wanted)]
    return of_posyandu(table, posyandu)


def compute_changes(pairs: pd.DataFrame, by: Sequence[str] = ()) -> pd.DataFrame:
    """Mean z at the start and now of the same children: one row per group and index ("tb_u", "bb_u").

    Columns: *by, index, children (with both values, n), pairs (of how many), mean_awal, mean_kini,
    mean_change (NaN where n is 0), improved (how many rose).  A child with two teams counts once in each.
    """
    frames = []
    for index in INDICES:
        both = pairs[f"change_{index}"].notna()
        figures = pd.DataFrame(
            {
                "children": both.astype("int64"),
                "pairs": 1,
                "mean_awal": pairs[f"z_{index}_awal"].where(both),
                "mean_kini": pairs[f"z_{index}_kini"].where(both),
                "mean_change": pairs[f"change_{index}"],
                "improved": (pairs[f"change_{index}"] > 0).astype("int64"),
            }
        )
        keys = [pairs[column] for column in by] or [pd.Series("semua", index=pairs.index, dtype="str")]
        how = dict.fromkeys(figures.columns, "sum") | dict.fromkeys(
            ("mean_awal", "mean_kini", "mean_change"), "mean"
        )
        table = figures.groupby(keys, dropna=False).agg(how).reset_index(drop=not by)
        frames.append(table.assign(index=index))
    columns = ["index", "children", "pairs", "mean_awal", "mean_kini", "mean_change", "improved"]
    return pd.concat(frames, ignore_index=True)[[*by, *columns]]


# --- What is doubtful in `Mentoring` and `Kegiatan Mentoring`; all of it is still shown and counted.
#
# Source: issue rules of SIKERITING: a patient of two teams, an activity for somebody who is no patient.

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
