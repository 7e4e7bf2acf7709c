"""Ibu hamil: gestational age, expected day of birth, KSPR, KEK, anaemia, blood pressure; and the pairs
of One Student One Client.  Source: Kartu Skor Poedji Rochjati and Buku KIA, as fixed in aturan.md
"Ibu hamil"."""

from __future__ import annotations

import numpy as np
import pandas as pd

from lib.domain.sop.keys import look_up, normalise_key
from lib.domain.sop.status import compute_today
from lib.domain.sop.units import Tables, compute_osoc_pairs

TERM_DAYS = 280  # HPL = HPHT + 280 days
TRIMESTER_DAYS = (14 * 7, 28 * 7)  # trimester 2 from 14 weeks, 3 from 28 weeks
NIFAS_DAYS = 42  # after the birth
KEK_LILA_CM = 23.5  # below
ANAEMIA_HB = (11.0, 10.5, 11.0)  # below, by trimester
HIGH_PRESSURE = (140, 90)  # sistole or diastole from here on
DANGEROUS_PRESSURE = (160, 110)
YOUNG_YEARS, OLD_YEARS, MANY_BIRTHS, SHORT_CM = 16, 35, 4, 145.0

KSPR_START = 2
KSPR_FACTORS: dict[str, tuple[int, str]] = {
    "1": (4, "Terlalu muda, hamil pada umur 16 tahun atau kurang"),
    "2a": (4, "Terlambat hamil pertama, kawin 4 tahun atau lebih"),
    "2b": (4, "Terlalu tua hamil pertama, umur 35 tahun atau lebih"),
    "3": (4, "Terlalu cepat hamil lagi, jarak kurang dari 2 tahun"),
    "4": (4, "Terlalu lama hamil lagi, jarak 10 tahun atau lebih"),
    "5": (4, "Terlalu banyak anak, 4 atau lebih"),
    "6": (4, "Terlalu tua, umur 35 tahun atau lebih"),
    "7": (4, "Terlalu pendek, tinggi badan 145 cm atau kurang"),
    "8": (4, "Pernah gagal kehamilan"),
    "9a": (4, "Pernah melahirkan dengan tarikan tang atau vakum"),
    "9b": (4, "Pernah melahirkan dengan uri dirogoh"),
    "9c": (4, "Pernah melahirkan lalu diberi infus atau transfusi"),
    "10": (8, "Pernah operasi sesar"),
    "11ab": (4, "Penyakit ibu: kurang darah atau malaria"),
    "11cd": (4, "Penyakit ibu: TBC paru atau payah jantung"),
    "11e": (4, "Penyakit ibu: kencing manis"),
    "11f": (4, "Penyakit ibu: penyakit menular seksual"),
    "11": (4, "Penyakit pada ibu hamil"),
    "12": (4, "Bengkak pada muka atau tungkai dan tekanan darah tinggi"),
    "13": (4, "Hamil kembar"),
    "14": (4, "Hamil kembar air (hidramnion)"),
    "15": (4, "Bayi mati dalam kandungan"),
    "16": (4, "Kehamilan lebih bulan"),
    "17": (8, "Letak sungsang"),
    "18": (8, "Letak lintang"),
    "19": (8, "Perdarahan dalam kehamilan ini"),
    "20": (8, "Preeklampsia berat atau kejang"),
}
"""KSPR factor number → (score, label).  "2", "9" and "11" without a letter count once."""
_LINES = {"11a": "11ab", "11b": "11ab", "11c": "11cd", "11d": "11cd"}
_NO_FACTOR = ("0", "tidak", "tdk", "tidak ada", "tdk ada", "nihil", "normal")
GROUPS = ("KRR", "KRT", "KRST")
HIGH_RISK = ("KRT", "KRST")

METHODS = {
    "usia_kehamilan": (
        "Usia kehamilan = hari sejak HPHT; HPL = HPHT + 280 hari. Trimester 2 mulai 14 minggu, trimester 3 "
        "mulai 28 minggu."
    ),
    "kspr": (
        "Kartu Skor Poedji Rochjati: mulai 2, ditambah 4 atau 8 tiap faktor, tiap faktor satu kali. "
        "2 = risiko rendah (KRR), 6–10 = tinggi (KRT), 12 ke atas = sangat tinggi (KRST). Faktor umur, "
        "jumlah anak, dan tinggi badan dihitung sendiri dari datanya."
    ),
    "kek": "KEK bila LiLA kurang dari 23,5 cm; dipakai ukuran bertanggal yang terbaru.",
    "anemia": "Anemia bila Hb kurang dari 11 g/dL (diukur di trimester 2: kurang dari 10,5).",
    "tanpa_pendamping": (
        "Tanpa pendamping: ibu berstatus Hamil, risiko tinggi atau sangat tinggi (KRT, KRST), tanpa "
        "mahasiswa yang Aktif atau Direncanakan di tab Pendampingan. Nifas sampai 42 hari sesudah bersalin."
    ),
    "tekanan_darah": "Tinggi bila sistole ≥ 140 atau diastole ≥ 90; bahaya bila ≥ 160 atau ≥ 110.",
}


def compute_trimester(gestation_days: pd.Series) -> pd.Series:
    """1, 2 or 3 from days since HPHT; NaN where unknown or negative."""
    days = gestation_days.to_numpy(dtype="float64")
    trimester = 1.0 + (days >= TRIMESTER_DAYS[0]) + (days >= TRIMESTER_DAYS[1])
    return pd.Series(np.where(days >= 0, trimester, np.nan), index=gestation_days.index)


def compute_mothers(tables: Tables, *, today: object) -> pd.DataFrame:
    """One row per mother (row of `Ibu Hamil` with an ID).

    Columns: mother_id, name, posyandu, rt, status, gestation_days (to today, or to the birth), trimester,
    hpl, age_years, kspr_score, kspr_group, kspr_factors ("1, 6"), kspr_labels ("; " between), lila_cm,
    lila_date, kek, hb_g_dl, hb_date, anaemia, systolic, diastolic, pressure_date, hypertension, danger,
    source_book, source_row.  The newest dated LiLA and Hb (`Kunjungan Ibu`) count, else those of
    `Ibu Hamil` (date NaT).
    kek, anaemia, hypertension and danger are nullable: missing where nothing was measured.
    """
    now = compute_today(today)
    mothers = tables["ibu_hamil"]
    mothers = mothers[mothers["mother_id"].notna()].drop_duplicates("mother_id").reset_index(drop=True)
    last_period = mothers["last_period"].astype("datetime64[s]")
    until = mothers["delivered_on"].astype("datetime64[s]").fillna(now)
    days = (until - last_period).dt.days.astype("float64")
    table = mothers[["mother_id", "name", "posyandu", "rt"]].assign(
        status=mothers["status"].fillna("Hamil"),
        gestation_days=days.where(days >= 0),
        trimester=compute_trimester(days),
        hpl=last_period + pd.Timedelta(days=TERM_DAYS),
    )
    table = pd.concat([table, compute_kspr(mothers, today=now)], axis=1)
    visits = tables["kunjungan_ibu"]
    visits = visits[visits["date"].notna() & (visits["date"] <= now)]
    for value, date in (("lila_cm", "lila_date"), ("hb_g_dl", "hb_date")):
        newest = visits[visits[value].notna()].sort_values("date", ascending=False, kind="stable")
        table[value] = look_up(table["mother_id"], newest, "mother_id", value).fillna(mothers[value])
        table[date] = look_up(table["mother_id"], newest, "mother_id", "date")
    measured_at = (table["hb_date"].astype("datetime64[s]").fillna(until) - last_period).dt.days
    limits = compute_trimester(measured_at.astype("float64")).map(
        dict(zip((1, 2, 3), ANAEMIA_HB, strict=True))
    )
    limits = limits.fillna(ANAEMIA_HB[0])
    table["kek"] = _compare(table["lila_cm"] < KEK_LILA_CM, table["lila_cm"].notna())
    table["anaemia"] = _compare(table["hb_g_dl"] < limits, table["hb_g_dl"].notna())
    pressure = visits[visits["systolic"].notna() | visits["diastolic"].notna()]
    pressure = pressure.sort_values("date", ascending=False, kind="stable")
    for value in ("systolic", "diastolic"):
        table[value] = look_up(table["mother_id"], pressure, "mother_id", value)
    table["pressure_date"] = look_up(table["mother_id"], pressure, "mother_id", "date")
    for name, (systolic, diastolic) in (("hypertension", HIGH_PRESSURE), ("danger", DANGEROUS_PRESSURE)):
        high = (table["systolic"] >= systolic) | (table["diastolic"] >= diastolic)
        table[name] = _compare(high, table["pressure_date"].notna())
    return table.assign(source_book=mothers["source_book"], source_row=mothers["source_row"])


def _compare(yes: pd.Series, known: pd.Series) -> pd.Series:
    return yes.astype("boolean").where(known)


def _read_factors(typed: pd.Series) -> pd.Series:
    """The KSPR numbers typed in each cell, one a row, under the index of `typed`."""
    words = typed.fillna("").astype("str").str.casefold()
    tokens = words.str.findall(r"(?<![\d])(\d{1,2})\s*([a-f]{0,2})(?![a-z\d])").explode().dropna()
    codes = pd.Series(["".join(token) for token in tokens], index=tokens.index, dtype="str")
    return codes.replace(_LINES)


def compute_unread_factors(typed: pd.Series) -> pd.Series:
    """Whether a cell of `Faktor risiko` says something the card has no number for (bool, same index)."""
    codes = _read_factors(typed)
    unknown = codes.index[~codes.isin([*KSPR_FACTORS, "2", "9", *_NO_FACTOR])]
    words = typed.fillna("").astype("str").str.casefold().str.strip()
    wordy = words.str.contains(r"\w") & ~words.isin(_NO_FACTOR) & ~words.index.isin(codes.index)
    return wordy | typed.index.isin(unknown)


def compute_kspr(mothers: pd.DataFrame, *, today: object) -> pd.DataFrame:
    """KSPR of each row of `mothers` (columns of `Ibu Hamil`), in its order and index.

    Columns: age_years (completed, on `today` or the day of birth), kspr_score, kspr_group (KRR, KRT,
    KRST), kspr_factors, kspr_labels.  Typed factor numbers and those that follow from birth date, parity
    and height; each once.
    2b and 6 are never both: 2b in a first pregnancy, else 6.
    """
    now = compute_today(today)
    codes = _read_factors(mothers["risk_factors"])
    born = mothers["birth_date"].astype("datetime64[s]")
    # The card is about this pregnancy: a birthday after the birth changes nothing.
    until = mothers["delivered_on"].astype("datetime64[s]").fillna(now)
    had_birthday = (born.dt.month * 100 + born.dt.day) <= until.dt.month * 100 + until.dt.day
    age = until.dt.year - born.dt.year.astype("float64") - (~had_birthday).astype("float64")
    first = mothers["gravida"].eq(1) | (
        mothers["gravida"].isna() & mothers["parity"].eq(0) & mothers["abortus"].fillna(0).eq(0)
    )
    has = pd.DataFrame(False, index=mothers.index, columns=[*KSPR_FACTORS, "2", "9"])
    for code in has.columns:
        has.loc[has.index.isin(codes.index[codes.eq(code)]), code] = True
    has["1"] |= age <= YOUNG_YEARS
    has["5"] |= mothers["parity"] >= MANY_BIRTHS
    has["7"] |= mothers["height_cm"] <= SHORT_CM
    old = (age >= OLD_YEARS).fillna(False)
    has["2b"] |= old & first
    has["6"] |= old & ~first
    both = has["2b"] & has["6"]
    has["6"] &= ~(both & first)
    has["2b"] &= ~(both & ~first)
    # A number without its letter counts once, unless a letter of that number says which.
    has["2a"] |= has["2"] & ~has["2b"]
    has["9a"] |= has["9"] & ~(has["9b"] | has["9c"])
    has["11"] &= ~has[["11ab", "11cd", "11e", "11f"]].any(axis=1)
    has = has[list(KSPR_FACTORS)].astype(bool)
    points = np.array([score for score, _ in KSPR_FACTORS.values()])
    score = KSPR_START + has.to_numpy() @ points
    names = list(KSPR_FACTORS)
    chosen = [[names[at] for at in np.flatnonzero(row)] for row in has.to_numpy()]
    return pd.DataFrame(
        {
            "age_years": age,
            "kspr_score": score.astype("int64"),
            "kspr_group": np.select([score >= 12, score >= 6], ["KRST", "KRT"], "KRR").astype(object),
            "kspr_factors": pd.Series([", ".join(row) for row in chosen], index=has.index, dtype="str"),
            "kspr_labels": pd.Series(
                ["; ".join(KSPR_FACTORS[code][1] for code in row) for row in chosen],
                index=has.index,
                dtype="str",
            ),
        },
        index=has.index,
    ).astype({"kspr_group": "str"})


def compute_postpartum_day(mothers: pd.DataFrame, *, today: object) -> pd.Series:
    """Days since the birth while it is still nifas (0–42), by mother_id; NaN before the birth and after.

    `mothers`: rows of `Ibu Hamil` (mother_id, delivered_on).
    """
    rows = mothers[mothers["mother_id"].notna()].drop_duplicates("mother_id").set_index("mother_id")
    days = (compute_today(today) - rows["delivered_on"].astype("datetime64[s]")).dt.days.astype("float64")
    return days.where((days >= 0) & (days <= NIFAS_DAYS))


def compute_unaccompanied(mothers: pd.DataFrame, companions: pd.DataFrame) -> pd.DataFrame:
    """Mothers whom OSOC is for and whom nobody accompanies: the rows of compute_mothers that are pregnant, at
    high risk and without an active or planned student, highest score first, then nearest HPL."""
    going_on = companions["status"].isin(["Aktif", "Direncanakan"]) & companions["mother_id"].notna()
    wanted = mothers["status"].eq("Hamil") & mothers["kspr_group"].isin(HIGH_RISK)
    alone = mothers[wanted & ~mothers["mother_id"].isin(companions.loc[going_on, "mother_id"])]
    return alone.sort_values(["kspr_score", "hpl"], ascending=[False, True], kind="stable", ignore_index=True)


def compute_companions(tables: Tables, *, today: object) -> pd.DataFrame:
    """OSOC pairs: one row per mother and student of `Pendampingan`.

    Columns: mother_id, name, posyandu, student, university, status, started_on, ended_on, kspr_score,
    kspr_group, high_risk (whom OSOC is for), gestation_days, hpl, visits, last_visit, silent_days (since the
    last visit, else since started_on), source_book, source_row.
    """
    now = compute_today(today)
    pairs, mothers = compute_osoc_pairs(tables), compute_mothers(tables, today=now)
    visits = tables["kunjungan_ibu"]
    visits = visits[visits["date"].notna() & (visits["date"] <= now)][["mother_id", "student", "date"]]
    visits = visits.assign(visitor=normalise_key(visits["student"])).drop(columns="student")
    own = pairs[["unit_key", "mother_id", "student_key"]].merge(visits, on="mother_id", how="inner")
    own = own[own["mother_id"].notna() & (own["visitor"].isna() | own["visitor"].eq(own["student_key"]))]
    counts = own.groupby("unit_key")["date"].agg(visits="size", last_visit="max").reset_index()
    of_mother = {
        column: look_up(pairs["mother_id"], mothers, "mother_id", column)
        for column in ("kspr_score", "kspr_group", "gestation_days", "hpl")
    }
    last_visit = look_up(pairs["unit_key"], counts, "unit_key", "last_visit").astype("datetime64[s]")
    since = last_visit.fillna(pairs["started_on"].astype("datetime64[s]"))
    table = pairs[
        ["mother_id", "name", "posyandu", "student", "university", "status", "started_on", "ended_on"]
    ]
    return table.assign(
        **of_mother,
        high_risk=of_mother["kspr_group"].isin(HIGH_RISK),
        name=look_up(pairs["mother_id"], mothers, "mother_id", "name").fillna(pairs["name"]),
        visits=look_up(pairs["unit_key"], counts, "unit_key", "visits").fillna(0).astype("int64"),
        last_visit=last_visit,
        silent_days=(now - since).dt.days.astype("float64"),
        source_book=pairs["source_book"],
        source_row=pairs["source_row"],
    )
