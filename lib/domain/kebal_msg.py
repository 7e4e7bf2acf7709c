"""KEBAL MSG: the sessions of a month, who of the sasaran came, and their weight one month later.

Sources: SOP KEBAL MSG, Puskesmas Gunung Putri (sasaran = 2T or BGM, minutes of B1–B6, B7 after one month);
aturan, "KMS", for N, T and KBM. What is decided here stands in METHODS.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from lib.domain.steps.derived import KEBAL_MINUTES
from lib.domain.steps.keys import KEBAL, build_finding_rows
from lib.domain.steps.units import Tables

PRESENT = "hadir"
ABSENT = "tidak hadir"
UNMARKED = "kehadiran belum diisi"
NOT_LISTED = "tidak ada di daftar peserta"
NO_SESSION = "belum ada kegiatan"
BUCKETS: tuple[str, ...] = (PRESENT, ABSENT, UNMARKED, NOT_LISTED, NO_SESSION)
"""Every sasaran of a month is in exactly one of these."""

BECAME_N, STAYED_N, BECAME_T, STAYED_T = "T menjadi N", "tetap N", "N menjadi T", "tetap T"
NOT_JUDGED = "belum dapat dinilai"
NOT_WEIGHED_THEN = "belum ditimbang sebelum kegiatan"
NOT_WEIGHED_AFTER = "tidak ditimbang bulan berikutnya"
NOT_YET = "belum waktunya"
CHANGES: tuple[str, ...] = (
    *(BECAME_N, STAYED_N, BECAME_T, STAYED_T),
    *(NOT_JUDGED, NOT_WEIGHED_THEN, NOT_WEIGHED_AFTER, NOT_YET),
)
"""Every child who came is in exactly one of these; the first four can be compared."""
COMPARED: tuple[str, ...] = CHANGES[:4]

SESSION_COLUMNS: tuple[str, ...] = (
    *("posyandu", "date", "menu", "lesson", *KEBAL_MINUTES.values(), "photos", "note"),
)
SESSION_FIGURES: tuple[str, ...] = (
    *("present", "sasaran_present", "others_present", "risen_before", "risen_after", "unweighed_after"),
)
FOLLOW_UP_COLUMNS: tuple[str, ...] = (
    *("posyandu", "date", "child_id", "is_sasaran", "ate_all", "nt_before", "nt_after"),
    *("weight_before", "weight_after", "gain_g", "kbm_g", "change"),
)

METHODS: dict[str, str] = {
    "kebal_hadir": (
        "Kehadiran: sasaran bulan itu dicocokkan dengan tab Peserta Kebal MSG bulan yang sama. Hadir berarti "
        "Hadir = Ya paling sedikit sekali dalam bulan itu; terdaftar dengan Tidak saja berarti tidak hadir. "
        "Anak lain yang hadir dihitung terpisah. Tiap sasaran ada di tepat satu kelompok."
    ),
    "kebal_menit": (
        "Menit dibaca dari tab Kebal MSG dan dibandingkan dengan Menit baku di tab Langkah SOP. Kegiatan "
        "tanpa catatan menit tidak ikut."
    ),
    "kebal_sesudah": (
        "Sebelum dan sesudah: N atau T semua anak yang hadir, dan siapa sasaran, menurut penimbangan "
        "terakhirnya sampai hari kegiatan; dibandingkan dengan bulan kalender sesudah kegiatan (langkah B7, "
        "satu bulan). Hanya anak dengan N atau T di keduanya yang "
        "dibandingkan; yang lain disebut dengan alasannya. Ini bukan bukti sebab-akibat: anak yang berat "
        "badannya sedang rendah sering membaik dengan sendirinya, dan tidak ada kelompok pembanding."
    ),
}


def compute_sessions(tables: Tables, *, month: pd.Timestamp, today: pd.Timestamp) -> pd.DataFrame:
    """The sessions of a month (its first day) up to today, by date and posyandu: SESSION_COLUMNS.

    A session is a row of `kebal_msg` with date and posyandu; of two for one posyandu and day the last counts.
    """
    rows = _select_month(tables["kebal_msg"], month, today)
    rows = rows[rows["posyandu"].notna()].drop_duplicates(["posyandu", "date"], keep="last")
    rows = rows.sort_values(["date", "posyandu"], kind="stable", ignore_index=True)
    return rows[list(SESSION_COLUMNS)]


def compute_participants(tables: Tables, *, month: pd.Timestamp, today: pd.Timestamp) -> pd.DataFrame:
    """Who stands in `peserta_kebal_msg` in a month up to today: posyandu, date, child_id, present, ate_all.

    Of two rows for one child and day the last counts. A blank posyandu is the child's own.
    """
    rows = _add_homes(_select_month(tables["peserta_kebal_msg"], month, today), tables)
    rows = rows.sort_values(["date", "posyandu", "child_id"], kind="stable", ignore_index=True)
    return rows[["posyandu", "date", "child_id", "present", "ate_all"]]


def _add_homes(participants: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    """One row a child and day, the last; a blank posyandu becomes the child's own."""
    rows = participants[participants["child_id"].notna()].drop_duplicates(["date", "child_id"], keep="last")
    children = tables["balita"].dropna(subset=["child_id"]).drop_duplicates("child_id")
    home = children.set_index("child_id")["posyandu"].reindex(rows["child_id"]).set_axis(rows.index)
    return rows.assign(posyandu=rows["posyandu"].fillna(home))


def find_days_without_session(tables: Tables) -> pd.DataFrame:
    """Of each posyandu and day in `peserta_kebal_msg` that has no row in `kebal_msg` the first row, with
    `children`: how many stand on that day. Rows without date or posyandu are not looked at."""
    keys = ["posyandu", "date"]
    rows = _add_homes(tables["peserta_kebal_msg"], tables).dropna(subset=keys)
    held = tables["kebal_msg"][keys].drop_duplicates().assign(held=True)
    lost = rows.merge(held, on=keys, how="left", validate="m:1")
    lost = lost[lost["held"].isna()].sort_values("source_row", kind="stable")
    children = lost.groupby(keys)["child_id"].transform("size").astype("int64")
    return lost.assign(children=children).drop_duplicates(keys).drop(columns="held")


def compute_kebal_findings(tables: Tables) -> pd.DataFrame:
    """One finding for each day of eating together that only the list of participants knows of (see
    steps.keys.build_finding_rows). Source: SOP KEBAL MSG."""
    rows = find_days_without_session(tables)
    return build_finding_rows(
        rows,
        level="Peringatan",
        tab="Peserta Kebal MSG",
        column="date",
        value=rows["date"].dt.strftime("%d/%m/%Y"),
        message="Tanggal ini tidak ada di tab Kebal MSG; kehadiran pada hari itu tidak ikut perbandingan "
        "sesudahnya",
        suggestion="Tambah baris kegiatan itu di tab Kebal MSG, atau perbaiki tanggalnya",
    )


def _select_month(rows: pd.DataFrame, month: pd.Timestamp, today: pd.Timestamp) -> pd.DataFrame:
    following = month + pd.offsets.MonthBegin(1)
    return rows[(rows["date"] >= month) & (rows["date"] < following) & (rows["date"] <= today)]


def compute_sasaran(monthly: pd.DataFrame, members: pd.DataFrame, *, month: pd.Timestamp) -> pd.DataFrame:
    """Who is 2T or BGM in a month and in S (`members` of compute_membership): child_id, posyandu."""
    found = monthly[(monthly["month"] == month) & (monthly["two_t"] | monthly["bgm"])]
    found = found[found["child_id"].isin(members["child_id"])]
    return found[["child_id", "posyandu"]].reset_index(drop=True)


def compute_attendance(
    sasaran: pd.DataFrame, participants: pd.DataFrame, sessions: pd.DataFrame
) -> pd.DataFrame:
    """`sasaran` (child_id, posyandu: who is 2T or BGM and in S that month) with `bucket`, one of BUCKETS.

    Present at any posyandu counts. NOT_LISTED: their posyandu held a session without them; NO_SESSION: it
    held none. The other two tables are of compute_participants and compute_sessions.
    """
    answers = participants.groupby("child_id")["present"].max()
    known = sasaran["child_id"].isin(participants["child_id"])
    answer = answers.reindex(sasaran["child_id"]).astype("boolean").set_axis(sasaran.index)
    bucket = pd.Series(NO_SESSION, index=sasaran.index, dtype="str")
    bucket = bucket.mask(sasaran["posyandu"].isin(sessions["posyandu"]), NOT_LISTED)
    bucket = bucket.mask(known, UNMARKED)
    bucket = bucket.mask(answer.eq(False).fillna(False).astype(bool), ABSENT)
    bucket = bucket.mask(answer.eq(True).fillna(False).astype(bool), PRESENT)
    return sasaran.assign(bucket=bucket)


def compute_waiting(buckets: pd.DataFrame, running: pd.Series) -> pd.DataFrame:
    """The posyandu that have sasaran and held no session ("ada n sasaran, belum ada kegiatan"): posyandu,
    sasaran (float64), in order of their codes.  `buckets` of compute_attendance; `running`: codes of the
    posyandu that owe KEBAL MSG that month."""
    rows = buckets[buckets["posyandu"].isin(running.dropna()) & buckets["bucket"].eq(NO_SESSION)]
    return rows.groupby("posyandu").size().rename("sasaran").astype("float64").reset_index()


def count_buckets(buckets: pd.Series, names: tuple[str, ...]) -> pd.DataFrame:
    """How many are in each of `names` (BUCKETS or CHANGES), zeros too: name, children (float64)."""
    counts = buckets.value_counts().reindex(list(names)).fillna(0)
    return pd.DataFrame({"name": list(names), "children": counts.to_numpy(dtype="float64")})


def compute_follow_up(
    participants: pd.DataFrame,
    sessions: pd.DataFrame,
    monthly: pd.DataFrame,
    sasaran: pd.DataFrame,
    *,
    month: pd.Timestamp,
    today: pd.Timestamp,
    ever: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """The children present at each session and their KMS before it and in the month after: FOLLOW_UP_COLUMNS.

    One row a session and child. …_before: of the last weighing up to the session's day.
    nt_… N, T, O, B or missing; weights in kg; gain_g and kbm_g (grams) of the
    month after; `change` one of CHANGES, NOT_YET as long as the month after is not over and the child not
    weighed in it. `monthly` of compute_monthly_status. is_sasaran: by the last weighing up to the session's
    day; `ever` (child_id, posyandu, month) who was sasaran in any month, else only `sasaran` is known.
    """
    came = participants[participants["present"].eq(True).fillna(False).astype(bool)]
    rows = came.merge(sessions[["posyandu", "date"]], on=["posyandu", "date"], how="inner", validate="m:1")
    following = month + pd.offsets.MonthBegin(1)
    after = monthly[(monthly["month"] == following) & monthly["weight_kg"].notna()].set_index("child_id")
    then, later = _find_before(rows, monthly), after.reindex(rows["child_id"])
    rows = rows.assign(
        is_sasaran=_find_sasaran(then, sasaran.assign(month=month) if ever is None else ever),
        nt_before=then["nt"].astype("str").where(then["nt"].notna()).to_numpy(),
        nt_after=later["nt"].astype("str").where(later["nt"].notna()).to_numpy(),
        weight_before=then["weight_kg"].to_numpy(),
        weight_after=later["weight_kg"].to_numpy(),
        gain_g=later["gain_g"].to_numpy(),
        kbm_g=later["kbm_g"].to_numpy(),
    )
    is_over = today >= following + pd.offsets.MonthBegin(1)
    rows["change"] = _compute_change(rows, is_over=is_over)
    return rows[list(FOLLOW_UP_COLUMNS)]


def _find_before(rows: pd.DataFrame, monthly: pd.DataFrame) -> pd.DataFrame:
    """Of each child (child_id, date of the session) its last weighing up to that day, in the order of `rows`:
    child_id, month, nt, weight_kg.  A session before the month's weighing looks at the one before it."""
    known = monthly.loc[monthly["weight_kg"].notna(), ["child_id", "date", "month", "nt", "weight_kg"]]
    known = known.rename(columns={"date": "weighed_on"}).astype({"weighed_on": "datetime64[s]"})
    asked = rows[["child_id", "date"]].astype({"date": "datetime64[s]"}).assign(place=range(len(rows)))
    near = pd.merge_asof(
        asked.sort_values("date", kind="stable"),
        known.sort_values("weighed_on", kind="stable"),
        left_on="date",
        right_on="weighed_on",
        by="child_id",
        direction="backward",
    )
    return near.sort_values("place")[["child_id", "month", "nt", "weight_kg"]].reset_index(drop=True)


def _find_sasaran(before: pd.DataFrame, ever: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Whether each child was 2T or BGM at that weighing: a session before the month's weighing helps those of
    the month before."""
    key = ["child_id", "month"]
    return np.asarray(pd.MultiIndex.from_frame(before[key]).isin(pd.MultiIndex.from_frame(ever[key])))


def _compute_change(rows: pd.DataFrame, *, is_over: bool) -> pd.Series:
    change = pd.Series(NOT_JUDGED, index=rows.index, dtype="str")
    moves = {("T", "N"): BECAME_N, ("N", "N"): STAYED_N, ("N", "T"): BECAME_T, ("T", "T"): STAYED_T}
    for (then, later), name in moves.items():
        change = change.mask(rows["nt_before"].eq(then) & rows["nt_after"].eq(later), name)
    change = change.mask(rows["weight_before"].isna(), NOT_WEIGHED_THEN)
    missing = rows["weight_before"].notna() & rows["weight_after"].isna()
    return change.mask(missing, NOT_WEIGHED_AFTER if is_over else NOT_YET)


def compute_session_figures(sessions: pd.DataFrame, follow_up: pd.DataFrame) -> pd.DataFrame:
    """`sessions` with the children of each, SESSION_FIGURES (int64): present = sasaran_present +
    others_present, N before the session and in the month after, without a weight in that one."""
    marks = follow_up[["posyandu", "date"]].assign(
        present=1,
        sasaran_present=follow_up["is_sasaran"].astype("int64"),
        others_present=(~follow_up["is_sasaran"]).astype("int64"),
        risen_before=follow_up["nt_before"].eq("N").astype("int64"),
        risen_after=follow_up["nt_after"].eq("N").astype("int64"),
        unweighed_after=follow_up["weight_after"].isna().astype("int64"),
    )
    counts = marks.groupby(["posyandu", "date"]).sum().reset_index()
    joined = sessions.merge(counts, on=["posyandu", "date"], how="left", validate="1:1")
    return joined.assign(**{name: joined[name].fillna(0).astype("int64") for name in SESSION_FIGURES})


def compute_gain(follow_up: pd.DataFrame) -> dict[str, float]:
    """Gain in the month after, each child once: children with gain and KBM known, `reached` (gain ≥ KBM, in
    whole grams), median gain_g and kbm_g (NaN without children)."""
    known = follow_up.drop_duplicates("child_id").dropna(subset=["gain_g", "kbm_g"])
    return {
        "children": float(len(known)),
        "reached": float((known["gain_g"] >= known["kbm_g"]).sum()),
        "gain_g": float(known["gain_g"].median()),
        "kbm_g": float(known["kbm_g"].median()),
    }


def compute_minutes(steps: pd.DataFrame, sessions: pd.DataFrame) -> pd.DataFrame:
    """B1–B6 of the sessions against the standard: step, description, standard_minutes, minutes_median, timed
    (sessions with minutes), over_standard (of those, how many took longer). One row a step, in their order;
    description and standard_minutes are missing where `steps` (compute_steps) has no such one."""
    steps = steps[steps["sop_key"].eq(KEBAL)].set_index("step_key").reindex(list(KEBAL_MINUTES))
    minutes = sessions[list(KEBAL_MINUTES.values())]
    minutes = minutes.where(minutes > 0).set_axis(list(KEBAL_MINUTES), axis=1)
    standard = steps["standard_minutes"].astype("float64")
    table = pd.DataFrame(
        {
            "step": steps.index.str.upper(),
            "description": steps["description"].to_numpy(),
            "standard_minutes": standard.to_numpy(),
            "minutes_median": minutes.median().to_numpy(),
            "timed": minutes.notna().sum().to_numpy(),
            "over_standard": minutes.gt(standard).sum().to_numpy(),
        }
    )
    return table.astype({"step": "str", "description": "str"})


def compute_unmatched(participants: pd.DataFrame, sessions: pd.DataFrame) -> pd.DataFrame:
    """Days in `Peserta Kebal MSG` without a session in `Kebal MSG`: posyandu, date, children."""
    keys = ["posyandu", "date"]
    joined = participants.merge(sessions[keys].assign(held=True), on=keys, how="left", validate="m:1")
    lost = joined[joined["held"].isna()]
    return lost.groupby(keys, dropna=False).size().rename("children").reset_index()
