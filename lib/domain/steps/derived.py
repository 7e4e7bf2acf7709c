"""Ticks that another tab already proves, so that nobody types twice (aturan.md "SOP and daftar tilik").

Decided: another tab only ever proves that a step was done; its silence leaves the step "belum diisi".
The exceptions: a yes/no cell answered Tidak (`Alat siap`), and a round of antar-jemput without anybody to
fetch (TB).  Of several proofs the earliest counts.  What is done for some of those it concerns is no proof
yet: such a record has no result, and says how many in its note.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from lib.domain.steps.anchors import compute_session_due, compute_sessions
from lib.domain.steps.derived_pairs import compute_osoc_records, compute_sikeriting_records
from lib.domain.steps.keys import AJB, KEBAL, OSOC, PERTEMUAN, SIKERITING, look_up, normalise_key
from lib.domain.steps.occasions import KEYS
from lib.domain.steps.rounds import compute_moves, compute_posyandu_days
from lib.domain.steps.timing import compute_first_day
from lib.domain.steps.typed import RECORD_COLUMNS
from lib.domain.steps.units import AFTER_SESSION, Pairs, Tables

METHODS = {
    "turunan": (
        "Centang bertanda “turunan” dibaca dari tab lain yang sudah membuktikannya; baris di Daftar Tilik "
        "selalu menang, dan yang bertentangan menjadi temuan. Tab lain hanya bisa membuktikan bahwa langkah "
        "dilakukan, tidak pernah bahwa tidak."
    ),
    "sebagian": (
        "Antar-jemput 2, 3 dan 5 selesai bila sudah dilakukan untuk semua sasaran putaran itu (3 dan 5 tanpa "
        "yang menurut validasi pindah, ganda atau lainnya; 5 juga tanpa yang menolak atau datang sendiri); "
        "tanpa sasaran TB. B7 selesai bila semua peserta sudah ditimbang lagi. Yang baru sebagian ditulis "
        "“n dari m”."
    ),
}

FROM_WEIGHINGS = "turunan: penimbangan"
"""The source of what weighings prove; the note of KEBAL A4 beside it counts cases."""

KEBAL_MINUTES = {f"b{number}": f"minutes_b{number}" for number in range(1, 7)}


@dataclass(frozen=True, slots=True)
class Facts:
    """What the app computes and steps follow from; see build_engine."""

    monthly: pd.DataFrame | None = None
    sasaran: pd.DataFrame | None = None
    targets: pd.DataFrame | None = None


def compute_derived_records(
    tables: Tables, units: pd.DataFrame, pairs: Pairs, today: pd.Timestamp, about: Facts
) -> pd.DataFrame:
    """Records (RECORD_COLUMNS) of those of the five known SOPs that have units, dated up to today.

    A step may be done by the puskesmas, a kelurahan, a posyandu or a pair (`Berlaku untuk`): records stand
    for each of them, and those whom the step does not know find no occasion.
    """

    def filled(*tabs: str) -> bool:
        return any(len(tables[tab]) for tab in tabs)

    # Of empty tabs no record can come, and many books fill few.
    sources: dict[str, tuple[bool, Callable[[], pd.DataFrame]]] = {
        AJB: (
            filled("antar_jemput" if about.targets is None else "jadwal"),
            lambda: _antar_jemput_records(tables, about.targets, today),
        ),
        PERTEMUAN: (filled("pertemuan"), lambda: _meeting_records(tables)),
        KEBAL: (
            about.monthly is not None or filled("penimbangan", "pertemuan", "kebal_msg"),
            lambda: _kebal_records(tables, units, about, today),
        ),
        SIKERITING: (
            filled("mentoring", "kegiatan_mentoring", "mou", "pertemuan"),
            lambda: compute_sikeriting_records(tables, units, pairs.mentoring, today),
        ),
        OSOC: (filled("pendampingan"), lambda: compute_osoc_records(tables, pairs.osoc)),
    }
    in_use = set(units["sop_key"])
    frames = [
        (sop_key, read()) for sop_key, (any_rows, read) in sources.items() if any_rows and sop_key in in_use
    ]
    kept = [
        frame.assign(sop_key=sop_key).reindex(columns=list(RECORD_COLUMNS))
        for sop_key, frame in frames
        if len(frame)
    ]
    if not kept:
        kept = [pd.DataFrame(columns=list(RECORD_COLUMNS))]
    records = pd.concat(kept, ignore_index=True)
    dates = {"hint": "datetime64[s]", "done_on": "datetime64[s]", "minutes": "float64"}
    words = dict.fromkeys((*KEYS, "result", "executor", "note", "proof", "source", "source_book"), "str")
    records = records.astype({**dates, **words})
    flags = ("exact", "late", "partly")
    records = records.assign(**{name: records[name].eq(True).fillna(False).astype(bool) for name in flags})
    # A date after today proves nothing yet; what has no date of its own (a plan, a letter, a validated name)
    # is there already, also when its round is still to come.
    undated = ["turunan: pertemuan", "turunan: pendampingan", "turunan: antar_jemput"]
    written = records["source"].isin(undated)
    ahead = (records["done_on"] > today) | (records["done_on"].isna() & (records["hint"] > today) & ~written)
    return records[~ahead].reset_index(drop=True)


def _build_records(rows: pd.DataFrame, step: str, tab: str, **columns: Any) -> pd.DataFrame:
    told = {"source_book": rows["source_book"], "source_row": rows["source_row"]}
    about: dict[str, Any] = {"step_key": step, "source": f"turunan: {tab}", "result": "Ya", "exact": False}
    return pd.DataFrame({**told, **about, **columns}, index=rows.index)


OFF_THE_LIST = ("Pindah", "Ganda", "Lainnya")
"""`Validasi` that settles a name: nobody has to be called or fetched for it."""


def _antar_jemput_records(tables: Tables, targets: pd.DataFrame | None, today: pd.Timestamp) -> pd.DataFrame:
    """AJB 2 from `Validasi`, 3 from `Tanggal kontak`, 5 from `Naik`, per round: done when done for all whom
    the step concerns, on the day of the last of them; TB where there is nobody.

    Who boarded did so on the day the round took place, also where the row still has the day before it moved.
    """
    people = _list_listed(tables) if targets is None else targets[targets["in_target"].astype(bool)]
    own = ~people["person_id"].isin(tables["ibu_hamil"]["mother_id"].dropna())
    people = people[own & people["posyandu"].notna()]
    settled = people["validation"].isin(OFF_THE_LIST)
    boarded = people["boarded"].eq(True).fillna(False)
    elsewhere = people["willing"].eq("Tidak").fillna(False)
    elsewhere |= people["attended"].eq(True).fillna(False) | people["came_alone"].eq(True).fillna(False)
    coming = ~settled & (boarded | ~elsewhere)
    never = pd.Series(pd.NaT, index=people.index, dtype="datetime64[s]")
    known = people["round_date"] <= today + pd.offsets.MonthEnd(0)
    if targets is not None:
        days = compute_posyandu_days(tables["jadwal"]).rename(columns={"date": "round_date"})
        days = days.loc[days["round_date"] <= today + pd.offsets.MonthEnd(0), ["posyandu", "round_date"]]
    else:
        days = people.loc[known, ["posyandu", "round_date"]].drop_duplicates()
    frames = []
    for step, concerned, proof, done_on in (
        ("2", pd.Series(True, index=people.index), people["validation"].notna(), never),
        ("3", ~settled, people["contacted_on"].notna() & (people["contacted_on"] <= today),
         people["contacted_on"]),
        ("5", coming, boarded & (people["round_date"] <= today), people["round_date"]),
    ):  # fmt: skip
        rows = people[concerned]
        done = proof[concerned]
        marks = rows[["posyandu", "round_date"]].assign(
            wanted=1, done=done.astype("int64"), done_on=done_on[concerned].where(done),
            row=rows["source_row"].where(done), book=rows["source_book"].where(done),
        )  # fmt: skip
        rounds = marks.groupby(["posyandu", "round_date"], sort=False).agg(
            wanted=("wanted", "sum"), done=("done", "sum"), done_on=("done_on", "max"),
            source_book=("book", "first"), source_row=("row", "first"),
        )  # fmt: skip
        table = days.merge(rounds.reset_index(), on=["posyandu", "round_date"], how="outer")
        table[["wanted", "done"]] = table[["wanted", "done"]].fillna(0).astype("int64")
        nobody, whole = table["wanted"].eq(0), table["done"].eq(table["wanted"])
        table = table.assign(nobody=nobody, whole=whole)[nobody | table["done"].gt(0)]
        share = table["done"].astype("str") + " dari " + table["wanted"].astype("str") + " orang"
        result = pd.Series("Ya", index=table.index, dtype="str").where(table["whole"])
        record = _build_records(
            table,
            step,
            "antar_jemput",
            unit_key=normalise_key(table["posyandu"]),
            hint=table["round_date"],
            note=share.mask(table["nobody"], "tidak ada sasaran"),
            exact=True,
        )
        frames.append(
            record.assign(
                result=result.mask(table["nobody"], "TB"),
                partly=~table["whole"],
                done_on=table["done_on"].where(table["whole"] & ~table["nobody"]),
            )
        )
    return pd.concat(frames, ignore_index=True)


def _list_listed(tables: Tables) -> pd.DataFrame:
    """Whoever stands on `Antar Jemput`, by the day on which the round took place."""
    rows = tables["antar_jemput"]
    rows = rows[rows["date"].notna() & rows["posyandu"].notna()]
    moves = compute_moves(tables["jadwal"]).rename(columns={"date": "held_on", "typed_date": "date"})
    rows = rows.merge(moves, on=["posyandu", "date"], how="left")
    round_date = rows["held_on"].fillna(rows["date"]).astype("datetime64[s]")
    rows = rows.assign(round_date=round_date, came_alone=False)
    keys = ["posyandu", "round_date", "person_id"]
    named = rows["person_id"].notna()
    return pd.concat([rows[named].drop_duplicates(keys, keep="last"), rows[~named]])


def find_held_meetings(rows: pd.DataFrame) -> pd.Series:
    """Which rows of `pertemuan` took place: with a date, and not marked Rencana, Ditunda or Batal."""
    held: pd.Series = rows["date"].notna() & ~rows["status"].isin(["Rencana", "Ditunda", "Batal"])
    return held


def _meeting_records(tables: Tables) -> pd.DataFrame:
    """Pertemuan kader, steps 1–7, from `Pertemuan` and `Tanya Jawab`; cancelled meetings prove nothing.

    Step 4 asks for the meeting on its planned day: one held later has been held, late.
    """
    rows = tables["pertemuan"]
    rows = rows[rows["kind"].fillna("Pertemuan kader").eq("Pertemuan kader") & ~rows["status"].eq("Batal")]
    rows = rows.assign(hint=rows["planned_on"].fillna(rows["date"]))
    rows = rows[rows["hint"].notna()]
    held = find_held_meetings(rows)
    asked = normalise_key(rows["meeting_id"]).isin(
        normalise_key(tables["tanya_jawab"]["meeting_id"]).dropna()
    )
    never = pd.Series(pd.NaT, index=rows.index, dtype="datetime64[s]")
    frames = []
    for step, proof, done_on in (
        ("1", rows["planned_on"].notna(), never),
        ("2", rows["cross_program"].notna(), never),
        ("3", rows["tools_ready"].notna(), never),
        ("4", held, rows["date"]),
        ("5", asked, rows["date"]),
        ("6", rows["discussion"].notna(), rows["date"]),
        ("7", rows["report"].notna(), never),
    ):
        proven = rows[proof]
        record = _build_records(
            proven,
            step,
            "tanya_jawab" if step == "5" else "pertemuan",
            unit_key="puskesmas",
            hint=proven["hint"],
            done_on=done_on[proof],
            executor=proven["owner"],
            note=proven["meeting_id"],
        )
        if step == "4":
            record["late"] = proven["date"] > proven["planned_on"]
        if step == "3":
            record["result"] = proven["tools_ready"].map({True: "Ya", False: "Tidak"})
        frames.append(record)
    return pd.concat(frames, ignore_index=True)


def _kebal_records(tables: Tables, units: pd.DataFrame, about: Facts, today: pd.Timestamp) -> pd.DataFrame:
    """KEBAL A1 from weighings, A2 and A4 from the computed status, A6 from a Lokmin held that month, B1–B6
    from `Kebal MSG` and its minutes, B7 from the participants' next weighings."""
    frames = []
    weighings = tables["penimbangan"][["date", "posyandu", "weight_kg", "source_book", "source_row"]]
    weighings = weighings[weighings[["date", "posyandu", "weight_kg"]].notna().all(axis=1)]
    month = compute_first_day(weighings["date"], "M")
    earliest = weighings.assign(month=month).sort_values("date", kind="stable")
    first = earliest.drop_duplicates(["posyandu", "month"], keep="first")
    frames.append(
        _build_records(
            first,
            "a1",
            "penimbangan",
            unit_key=normalise_key(first["posyandu"]),
            hint=first["date"],
            done_on=first["date"],
        )
    )
    if about.monthly is not None and len(about.monthly):
        frames += _status_records(about.monthly, about.sasaran)
        frames.append(_follow_up_records(tables, today))
    frames += _lokmin_records(tables, units)
    sessions = tables["kebal_msg"]
    sessions = sessions[sessions["date"].notna() & sessions["posyandu"].notna()]
    for step, minutes in KEBAL_MINUTES.items():
        proof = sessions[minutes] > 0
        if step == "b3":  # the session itself
            proof = pd.Series(True, index=sessions.index)
        if step == "b6":
            proof = proof | sessions["lesson"].notna()
        proven = sessions[proof]
        frames.append(
            _build_records(
                proven,
                step,
                "kebal_msg",
                unit_key=normalise_key(proven["posyandu"]),
                hint=proven["date"],
                done_on=proven["date"],
                minutes=proven[minutes].where(proven[minutes] > 0),
                proof=proven["photos"],
            )
        )
    return pd.concat(frames, ignore_index=True)


def _lokmin_records(tables: Tables, units: pd.DataFrame) -> list[pd.DataFrame]:
    """A6: a Lokmin of that month, for the puskesmas or for whoever the step is for."""
    rows = tables["pertemuan"]
    rows = rows[rows["kind"].eq("Lokmin").fillna(False) & find_held_meetings(rows)]
    keys = units.loc[units["sop_key"].eq(KEBAL), "unit_key"].unique()
    note, proof = rows["meeting_id"], rows["report"]
    return [
        _build_records(
            rows, "a6", "pertemuan", unit_key=key, hint=rows["date"], done_on=rows["date"], note=note,
            proof=proof, executor=rows["owner"],
        )
        for key in keys
    ]  # fmt: skip


def _status_records(monthly: pd.DataFrame, sasaran: pd.DataFrame | None) -> list[pd.DataFrame]:
    """A2 and A4: statuses are computed, and who is 2T or BGM is known, as soon as a posyandu's weighings of
    the month are read; for the puskesmas with the last of them.

    The found children are counted in the note; finding none is an answer too.
    """
    rows = monthly[monthly["posyandu"].notna() & monthly["weight_kg"].notna()]
    if sasaran is None:
        found = rows["two_t"].eq(True).fillna(False) | rows["bgm"].eq(True).fillna(False)
    else:
        key = ["child_id", "month"]
        known = pd.MultiIndex.from_frame(rows[key]).isin(pd.MultiIndex.from_frame(sasaran[key]))
        found = pd.Series(known, index=rows.index)
    rows = rows.assign(found=found)
    frames = []
    for by, unit in ((["posyandu", "month"], None), (["month"], "puskesmas")):
        groups = rows.groupby(by, sort=False)
        last = groups.agg(done_on=("date", "max"), found=("found", "sum")).reset_index()
        unit_key = normalise_key(last["posyandu"]) if unit is None else unit
        both = {"unit_key": unit_key, "hint": last["month"], "exact": False, "result": "Ya"}
        note = last["found"].astype("int64").astype("str") + " balita 2T atau BGM"
        for step, words in (("a2", None), ("a4", note)):
            about = {**both, "step_key": step, "done_on": last["done_on"], "source": FROM_WEIGHINGS}
            frames.append(pd.DataFrame(about, index=last.index).assign(note=words))
    return frames


def _follow_up_records(tables: Tables, today: pd.Timestamp) -> pd.DataFrame:
    """B7, one record a session: done when every child who came has been weighed after it, on the day of the
    last of their next weighings.  A child who left within the month is not waited for."""
    sessions = compute_sessions(tables, today)
    came = tables["peserta_kebal_msg"]
    came = came[came["child_id"].notna() & came["date"].notna()]
    came = came.drop_duplicates(["date", "child_id"], keep="last")  # as compute_participants counts them
    came = came[came["present"].eq(True).fillna(False)]
    children = tables["balita"].drop_duplicates("child_id")
    home = look_up(came["child_id"], children, "child_id", "posyandu")
    rows = pd.DataFrame(
        {
            "unit_key": normalise_key(came["posyandu"].fillna(home)),
            "date": came["date"].astype("datetime64[s]"),
            "child_id": came["child_id"],
            "left_on": look_up(came["child_id"], children, "child_id", "left_on").astype("datetime64[s]"),
        }
    ).drop_duplicates(["unit_key", "date", "child_id"])
    rows = rows.merge(sessions, on=["unit_key", "date"], how="inner").sort_values("date", kind="stable")
    weighings = tables["penimbangan"][["child_id", "date", "weight_kg"]].dropna()
    weighings = weighings[weighings["date"] <= today].rename(columns={"date": "weighed_on"})
    weighings = weighings.astype({"weighed_on": "datetime64[s]"}).sort_values("weighed_on", kind="stable")
    near = pd.merge_asof(
        rows, weighings[["child_id", "weighed_on"]], left_on="date", right_on="weighed_on", by="child_id",
        direction="forward", allow_exact_matches=False,
    )  # fmt: skip
    gone = near["weighed_on"].isna() & (near["left_on"] <= compute_session_due(near["date"]))
    near = near[~gone]
    groups = near.groupby(["unit_key", "date"], sort=False)["weighed_on"]
    table = groups.agg(wanted="size", done="count", done_on="max").reset_index()
    table = table[table["done"] > 0]
    whole = table["done"].eq(table["wanted"])
    share = table["done"].astype("str") + " dari " + table["wanted"].astype("str") + " peserta ditimbang lagi"
    return pd.DataFrame(
        {
            "unit_key": table["unit_key"],
            "step_key": AFTER_SESSION,
            "hint": table["date"],
            "exact": True,
            "result": pd.Series("Ya", index=table.index, dtype="str").where(whole),
            "partly": ~whole,
            "done_on": table["done_on"].where(whole),
            "note": share,
            "source": FROM_WEIGHINGS,
        }
    )
