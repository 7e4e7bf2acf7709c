"""Ticks typed in `Daftar Tilik`: whom they are about, which round, which of several counts, and what is
wrong with those that cannot count."""

from __future__ import annotations

import pandas as pd

from lib.domain.steps.anchors import Anchors
from lib.domain.steps.keys import (
    SIKERITING,
    build_finding_rows,
    build_findings,
    look_up,
    normalise_key,
    normalise_sop,
    normalise_step,
)
from lib.domain.steps.occasions import KEYS, compute_rounds_of_records
from lib.domain.steps.timing import Rhythm
from lib.domain.steps.units import EVERYONE, Tables, compute_aliases

PREPARATION_STEPS = ("1", "2", "3", "4")
"""SIKERITING steps of the whole kecamatan or kelurahan, done before there are patients."""

_LOST_DAY = "Tidak ada hari posyandu untuk centang ini di tab Jadwal."
_LOST = {str(Rhythm.SESSION): "Tidak ada kegiatan untuk centang ini di tab Kebal MSG."}

RECORD_COLUMNS = (
    *KEYS,
    "hint",
    "exact",
    "result",
    "done_on",
    "executor",
    "minutes",
    "note",
    "proof",
    "source",
    "source_book",
    "source_row",
    "late",
    "partly",
)
"""`late`: held after the day it was planned for; `partly`: done for some of those it concerns (result
missing)."""


def read_typed_ticks(tables: Tables, steps: pd.DataFrame, today: pd.Timestamp) -> pd.DataFrame:
    """Rows of `Daftar Tilik` that can be read, dated up to today: RECORD_COLUMNS without unit_key, with
    alias (the subject as a key, NaN when the SOP needs one and none is typed), known_sop, known_step and
    row (their order)."""
    ticks = tables["daftar_tilik"]
    ticks = ticks.assign(row=range(len(ticks)))
    ticks = ticks[ticks["date"].notna() & (ticks["date"] <= today) & ticks["result"].notna()]
    sop_key, step_key = normalise_sop(ticks["sop"]), normalise_step(ticks["step"])
    ticks = ticks.assign(sop_key=sop_key, step_key=step_key)
    ticks = ticks[sop_key.notna() & step_key.notna()].reset_index(drop=True)
    about = steps[["sop_key", "step_key", "level"]]
    level = ticks[["sop_key", "step_key"]].merge(about, how="left", validate="m:1")["level"]
    scope = level.fillna(look_up(ticks["sop_key"], steps, "sop_key", "scope"))
    known_pairs = pd.MultiIndex.from_frame(steps[["sop_key", "step_key"]])
    posyandu, subject = normalise_key(ticks["posyandu"]), normalise_key(ticks["subject"])
    kelurahan = normalise_key(look_up(ticks["posyandu"], tables["posyandu"], "code", "desa"))
    for_all = ticks["sop_key"].eq(SIKERITING) & ticks["step_key"].isin(PREPARATION_STEPS)
    alias = subject.where(scope.eq("Pasangan"))
    alias = alias.mask(alias.isna() & scope.eq("Pasangan") & for_all, EVERYONE)
    alias = alias.mask(scope.eq("Posyandu"), posyandu.fillna(subject))
    alias = alias.mask(scope.eq("Kelurahan"), subject.fillna(kelurahan))
    alias = alias.mask(alias.isna() & scope.eq("Kelurahan") & for_all, EVERYONE)
    alias = alias.mask(scope.eq("Puskesmas"), EVERYONE)
    return ticks.assign(
        alias=alias,
        scope=scope,
        level=scope,
        known_sop=ticks["sop_key"].isin(pd.concat([steps["sop_key"], normalise_sop(tables["sop"]["code"])])),
        known_step=pd.MultiIndex.from_frame(ticks[["sop_key", "step_key"]]).isin(known_pairs),
        hint=ticks["round_date"].fillna(ticks["date"]),
        exact=ticks["round_date"].notna(),
        done_on=ticks["date"],
        source="diketik",
        late=False,
        partly=False,
    )


def compute_typed_records(
    tables: Tables,
    steps: pd.DataFrame,
    units: pd.DataFrame,
    patients: pd.DataFrame,
    grid: pd.DataFrame,
    day_occasions: pd.DataFrame,
    moves: pd.DataFrame,
    today: pd.Timestamp,
    anchors: Anchors,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """All typed ticks with their unit and round, oldest first (the last of an occasion counts), and the
    findings about those that do not count.

    A tick for a team or a kelurahan counts for each of its pairs (from SIKERITING step 5 on: those active
    on its date).
    """
    ticks = read_typed_ticks(tables, steps, today)
    aliases = compute_aliases(units, patients)
    matched = ticks.drop(columns=["round_date"]).merge(aliases, on=["sop_key", "level", "alias"], how="inner")
    everyone = matched["step_key"].isin(PREPARATION_STEPS) & matched["sop_key"].eq(SIKERITING)
    active = ~(matched["done_on"] < matched["active_from"]) & ~(matched["done_on"] > matched["active_until"])
    matched = matched[matched["own"] | everyone | active]
    records = compute_rounds_of_records(matched, grid, day_occasions, moves, anchors)
    records = records.sort_values(["done_on", "row"], kind="stable")
    return records[~records["lost"]], _compute_findings(ticks, aliases, records, steps["sop_key"])


def _compute_findings(
    ticks: pd.DataFrame, aliases: pd.DataFrame, records: pd.DataFrame, steps_in_use: pd.Series
) -> pd.DataFrame:
    tab = "Daftar Tilik"
    unknown_sop = ticks[~ticks["known_sop"]]
    unused_sop = ~ticks["sop_key"].isin(steps_in_use)
    unknown_step = ticks[ticks["known_sop"] & ~unused_sop & ~ticks["known_step"]]
    known = ticks[ticks["known_step"]]
    no_subject = known[known["alias"].isna()]
    heard = pd.MultiIndex.from_frame(aliases[["sop_key", "level", "alias"]])
    named = known[known["alias"].notna() & known["alias"].ne(EVERYONE)]
    stranger = named[~pd.MultiIndex.from_frame(named[["sop_key", "level", "alias"]]).isin(heard)]
    lost = records[records["lost"]].drop_duplicates("row")
    counted = records[~records["lost"]]
    newest = counted.groupby([*KEYS, "alias", "round_date"], dropna=False, sort=False)["row"].transform(
        "last"
    )
    repeated = counted[counted["row"].ne(newest)].drop_duplicates("row")
    return build_findings(
        [
            build_finding_rows(
                unknown_sop,
                level="Galat",
                tab=tab,
                column="SOP",
                value=unknown_sop["sop"],
                message="SOP "
                + unknown_sop["sop"]
                + " tidak ada di tab SOP, jadi centang ini tidak dihitung.",
                suggestion="Ketik kode SOP seperti di tab SOP.",
            ),
            build_finding_rows(
                unknown_step,
                level="Galat",
                tab=tab,
                column="Langkah",
                value=unknown_step["step"],
                message="Langkah " + unknown_step["step"] + " tidak ada di SOP " + unknown_step["sop"] + ".",
                suggestion="Ketik nomor langkah seperti di tab Langkah SOP.",
            ),
            build_finding_rows(
                no_subject,
                level="Galat",
                tab=tab,
                column="Posyandu",
                value=no_subject["posyandu"],
                message="SOP "
                + no_subject["sop"]
                + " dicentang untuk satu "
                + no_subject["scope"].str.casefold()
                + ", tetapi tidak tertulis yang mana.",
                suggestion="Isi kolom Posyandu, atau Subjek bila SOP-nya untuk kelurahan atau pasangan.",
            ),
            build_finding_rows(
                stranger,
                level="Galat",
                tab=tab,
                column="Subjek",
                value=stranger["subject"].fillna(stranger["posyandu"]),
                message="Tidak dikenal di SOP " + stranger["sop"] + ", jadi centang ini tidak dihitung.",
                suggestion="Ketik ID, kelurahan, tim, atau kode posyandu seperti di tabnya.",
            ),
            build_finding_rows(
                lost,
                level="Galat",
                tab=tab,
                column="Putaran",
                value=lost["hint"].dt.strftime("%d/%m/%Y"),
                message=lost["rhythm"].map(_LOST).fillna(_LOST_DAY),
                suggestion="Isi Putaran dengan hari yang ada di tab itu.",
            ),
            build_finding_rows(
                repeated,
                level="Peringatan",
                tab=tab,
                column="Langkah",
                value=repeated["step"],
                message="Langkah ini dicentang lebih dari sekali untuk satu putaran; yang terbaru dihitung.",
                suggestion="Hapus baris yang tidak dipakai.",
            ),
        ]
    )
