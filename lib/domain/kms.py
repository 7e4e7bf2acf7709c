"""The KMS: did the child gain enough? N, T, O, B, 2T, nyaris 2T, BGM, month by month.

Sources: KMS Kemenkes (Permenkes 155/2010) and Buku KIA for KBM; aturan for the order of decisions.
"""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from lib.domain.age import (
    build_age_group,
    compute_age_days,
    compute_age_group_codes,
    compute_age_months,
    parse_days,
)
from lib.domain.categories import LABELS, SEVERE, compute_category, compute_gizi_buruk, compute_lila_category
from lib.domain.growth import INDICES, compute_zscores, round_z
from lib.domain.months import MonthRows, choose_month_rows

PUBLIC_COLUMNS = frozenset({"age_months", "age_group", "month"})
"""Of compute_monthly_status: of which age and when, public where children are initials."""

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Setting = Literal["KBM", "KBM atau garis"]

# KBM, the least gain in grams, by completed months 1 … 11 at this weighing, then one value up to month 60.
KBM_BOYS_G: tuple[int, ...] = (800, 900, 800, 600, 500, 400, 400, 300, 300, 300, 300)
KBM_GIRLS_G: tuple[int, ...] = (800, 900, 800, 600, 500, 400, 300, 300, 300, 300, 200)
KBM_FROM_12_G = 200
KBM_LAST_MONTH = 60

BGM_Z = SEVERE  # the red line of the KMS
ORANGE_LINE_Z = 1.0  # Buku KIA 2023: above it, see a health worker
NT_LABELS: tuple[str, ...] = ("N", "T", "O", "B")
SETTINGS: tuple[Setting, ...] = ("KBM", "KBM atau garis")

MONTHLY_COLUMNS: tuple[str, ...] = (
    *("child_id", "posyandu", "sex", "month", "date", "weight_kg", "height_cm", "height_date", "position"),
    *("weight_usable", "height_usable"),
    *("oedema", "lila_cm", "head_cm", "age_days", "age_months", "age_group"),
    *(f"z_{index}" for index in INDICES),
    *(f"flag_{index}" for index in INDICES),
    *("length_corrected_cm", "position_ignored"),
    *(f"status_{index}" for index in LABELS),
    *("status_lila", "gizi_buruk", "nt", "gain_g", "kbm_g", "two_t", "nyaris_2t", "bgm", "refer_kia"),
    *("first_data", "source_book", "source_row"),
)

METHODS: dict[str, str] = {
    "bulan": (
        "Satu baris per anak per bulan: penimbangan terakhir yang beratnya terbaca. "
        "Tinggi, LiLA, atau lingkar kepala yang kosong di baris itu diambil dari pengukuran lain pada bulan "
        "yang sama (TB/U memakai umur saat tingginya diukur); edema dihitung bila tercatat sekali saja. "
        "Berat atau panjang yang mustahil dibanding ukuran anak itu sendiri hanya dipakai bila tak ada "
        "yang lain."
    ),
    "nt": (
        "Urutan penilaian: B (pertama kali ditimbang, atau umur 0 bulan), O (bulan lalu tidak ditimbang, "
        "atau "
        "salah satu dari kedua beratnya perlu ditimbang ulang), N (kenaikan berat mencapai KBM), selain "
        "itu T. Dibandingkan dalam gram utuh."
    ),
    "nt_garis": "Puskesmas ini juga menghitung N bila z BB/U tidak turun dibanding bulan lalu.",
    "kbm": "KBM (kenaikan berat minimal) menurut KMS Kemenkes dan Buku KIA, umur 1–60 bulan saat ditimbang.",
    "two_t": "2T: T bulan ini dan T bulan lalu. Bulan yang terlewat memutus hitungan.",
    "nyaris_2t": "Nyaris 2T: T bulan ini dan belum 2T, jadi bisa 2T bulan depan.",
    "bgm": (
        "BGM: z BB/U di bawah −3 (garis merah). Nilai tak wajar dan anak dengan edema "
        "tidak dihitung di sini; anak dengan edema masuk daftar gizi buruk."
    ),
    "refer_kia": "Rujukan menurut Buku KIA 2023: T satu kali, di bawah garis merah, atau BB/U di atas +1.",
    "awal_data": (
        "Awal data: bulan pertama anak tercatat sama dengan bulan pertama buku kerjanya, "
        "jadi B di sini belum tentu penimbangan pertama."
    ),
}


def compute_kbm(sex: Any, age_months: Any) -> Floats:
    """KBM in grams by sex ("L"/"P") and completed months at this weighing; NaN at 0 and beyond 60 months.

    Unknown sex: the boys' value, which is never the smaller one, so that no faltering is overlooked.
    """
    age = np.asarray(age_months, dtype=np.float64)
    girl = np.asarray((pd.Series(sex) == "P").fillna(False), dtype=np.bool_)
    defined = (age >= 1) & (age <= KBM_LAST_MONTH)
    table = np.array([[*KBM_BOYS_G, KBM_FROM_12_G], [*KBM_GIRLS_G, KBM_FROM_12_G]], dtype=np.float64)
    row = np.where(defined, np.minimum(age, 12), 1).astype(np.intp) - 1
    return np.where(defined, table[girl.astype(np.intp), row], np.nan)


def compute_least_next_kg(weight_kg: Any, sex: Any, age_months: Any) -> Floats:
    """The weight (kg) that the month after a weighing asks for to be N: this weight and the KBM of one month
    older; NaN where there is no KBM. `age_months`: completed, at this weighing."""
    return np.asarray(weight_kg, dtype=np.float64) + (
        compute_kbm(sex, np.asarray(age_months, dtype=np.float64) + 1) / 1000
    )


def compute_monthly_status(
    balita: pd.DataFrame, penimbangan: pd.DataFrame, *, until: pd.Timestamp, setting: str = "KBM"
) -> pd.DataFrame:
    """One row for each child and calendar month with any measurement, sorted by child and month.

    `balita` (child_id, posyandu, sex, birth_date) and `penimbangan` (date, child_id, weight_kg, height_cm,
    position, lila_cm, head_cm, oedema, source_book, source_row) are the typed tables; of a repeated child_id
    the first row counts. `until` is the last day looked at: the last month's end, today at most; rows dated
    after it are not counted, nor rows dated before the child's birth or of a child who is not in `balita`.
    `setting`: "Aturan N" of Pengaturan. See choose_month_rows for which row of a month counts.

    Columns: MONTHLY_COLUMNS. month and date datetime64[s]; kg, cm, grams and days float64; age_days and
    age_months at `date`; age_group by the age at the month's end; z full precision; status_…, age_group and
    nt categorical; gizi_buruk, two_t, nyaris_2t, bgm, refer_kia, first_data and flag_… bool. nt is missing
    without a weight, and where no KBM exists (beyond 60 months, birth date unknown).  weight_usable and
    height_usable (bool) are False for what cannot be by the child's own line: z NaN and flag True for the
    indices of it, nt O (B goes before), the next month compares with a usable weight only, else O.
    posyandu is the child's own, wherever it was weighed. ValueError for an unknown setting.
    Source: aturan, "Age, month, place" and "KMS".
    """
    if setting not in SETTINGS:
        raise ValueError(f"Aturan N must be one of {SETTINGS}, not {setting!r}")
    children = balita.loc[balita["child_id"].notna()].drop_duplicates("child_id").reset_index(drop=True)
    rows = choose_month_rows(children, penimbangan, until=until)
    born = parse_days(children["birth_date"])[rows.child]
    date = rows.date
    sex = children["sex"].take(rows.child).reset_index(drop=True)
    age_months = compute_age_months(born, date)

    frame = pd.DataFrame(
        {
            "child_id": children["child_id"].take(rows.child).array,
            "posyandu": children["posyandu"].take(rows.child).array,
            "sex": sex.array,
            "month": rows.month.astype("datetime64[s]"),
            "date": date.astype("datetime64[s]"),
            "weight_kg": rows.weight_kg,
            "weight_usable": rows.weight_usable,
            "height_cm": rows.height_cm,
            "height_usable": rows.height_usable,
            "height_date": rows.height_date.astype("datetime64[s]"),
            "position": rows.position.array,
            "oedema": rows.oedema,
            "lila_cm": rows.lila_cm,
            "head_cm": rows.head_cm,
            "age_days": compute_age_days(born, date),
            "age_months": age_months,
            "age_group": build_age_group(compute_age_group_codes(born, rows.month)),
            "source_book": rows.source_book.array,
            "source_row": rows.source_row,
            "first_data": rows.first_data,
        }
    )
    scores = _accept_confirmed(_compute_scores(frame, born), rows)
    frame = pd.concat([frame, scores], axis=1)
    for index in LABELS:
        frame[f"status_{index}"] = compute_category(index, frame[f"z_{index}"])
    frame["status_lila"] = compute_lila_category(frame["lila_cm"], age_months)
    frame["gizi_buruk"] = compute_gizi_buruk(
        z_bb_tb=frame["z_bb_tb"],
        oedema=rows.oedema,
        lila_cm=frame["lila_cm"],
        age_months=age_months,
    )
    _add_kms(frame, rows, setting)
    return frame[list(MONTHLY_COLUMNS)]


def _compute_scores(frame: pd.DataFrame, born: npt.NDArray[np.datetime64]) -> pd.DataFrame:
    """Z-scores of each row at the weighing date; TB/U at the date of the height where that is another."""

    def score(part: pd.DataFrame, age_days: Any) -> pd.DataFrame:
        return compute_zscores(
            sex=part["sex"],
            age_days=age_days,
            weight_kg=part["weight_kg"],
            length_cm=part["height_cm"],
            position=part["position"],
            oedema=part["oedema"],
            head_cm=part["head_cm"],
            lila_cm=part["lila_cm"],
        )

    scores = score(frame, frame["age_days"])
    elsewhen = np.flatnonzero(frame["height_date"].notna() & (frame["height_date"] != frame["date"]))
    if len(elsewhen):
        part = frame.iloc[elsewhen].reset_index(drop=True)
        at_height = score(part, compute_age_days(born[elsewhen], part["height_date"]))
        for column in ("z_tb_u", "flag_tb_u"):
            scores.loc[elsewhen, column] = at_height[column].to_numpy()
    return hide_unusable(scores, frame["weight_usable"].to_numpy(), frame["height_usable"].to_numpy())


def hide_unusable(scores: pd.DataFrame, weight_usable: Bools, height_usable: Bools) -> pd.DataFrame:
    """Scores of compute_zscores in which what hangs on a weight or length that cannot be is NaN and "
    "flagged."""
    good = {"tb_u": height_usable, "bb_u": weight_usable}
    good |= dict.fromkeys(("bb_tb", "imt_u"), weight_usable & height_usable)
    changed: dict[str, Any] = {}
    for index, usable in good.items():
        if usable.all():
            continue
        z = scores[f"z_{index}"].to_numpy()
        changed[f"flag_{index}"] = scores[f"flag_{index}"].to_numpy() | (~usable & ~np.isnan(z))
        changed[f"z_{index}"] = np.where(usable, z, np.nan)
    return scores.assign(**changed)


def _accept_confirmed(scores: pd.DataFrame, rows: MonthRows) -> pd.DataFrame:
    """What the puskesmas confirmed is not implausible, however far from the standard."""
    sure = {"tb_u": rows.height_confirmed}
    sure |= dict.fromkeys(("bb_u", "bb_tb", "imt_u"), rows.weight_confirmed)
    return scores.assign(
        **{
            f"flag_{index}": scores[f"flag_{index}"].to_numpy() & ~confirmed
            for index, confirmed in sure.items()
            if confirmed.any()
        }
    )


def _add_kms(frame: pd.DataFrame, rows: MonthRows, setting: str) -> None:
    """nt, gain_g, kbm_g, two_t, nyaris_2t, bgm and refer_kia, in place."""
    n = len(frame)
    z = round_z(frame["z_bb_u"])
    kbm = compute_kbm(frame["sex"], frame["age_months"])
    weighed = np.flatnonzero(~np.isnan(rows.weight_kg))
    # Of the months with a weight, each beside the one before it of the same child.
    child, month = rows.child[weighed], rows.month[weighed].astype(np.int64)
    same_child = np.r_[False, child[1:] == child[:-1]][: len(weighed)]
    after_last_month = same_child & (np.r_[0, np.diff(month)][: len(weighed)] == 1)
    grams = np.rint(rows.weight_kg[weighed] * 1000)
    gain = np.where(after_last_month, grams - np.r_[np.nan, grams[:-1]][: len(weighed)], np.nan)

    usable = rows.weight_usable[weighed]
    # A weight that cannot be judges nobody: neither this month nor the one that would compare with it.
    comparable = after_last_month & usable & np.r_[False, usable[:-1]][: len(weighed)]
    gain = np.where(comparable, gain, np.nan)
    newborn = frame["age_months"].to_numpy()[weighed] == 0
    enough = gain >= kbm[weighed]
    if setting == "KBM atau garis":
        mine = z[weighed]
        enough |= mine >= np.r_[np.nan, mine[:-1]][: len(weighed)]
    decided = np.select(
        [~same_child | newborn, ~comparable, enough],
        [NT_LABELS.index("B"), NT_LABELS.index("O"), NT_LABELS.index("N")],
        NT_LABELS.index("T"),
    )
    decided = np.where(newborn | ~np.isnan(kbm[weighed]), decided, -1)
    faltered = decided == NT_LABELS.index("T")
    # T itself means weighed last month, so the row before is the month before.
    twice = faltered & np.r_[False, faltered[:-1]][: len(weighed)]

    codes, gains, two_t = np.full(n, -1, dtype=np.int8), np.full(n, np.nan), np.zeros(n, dtype=np.bool_)
    codes[weighed], gains[weighed], two_t[weighed] = decided, gain, twice
    faltering = codes == NT_LABELS.index("T")
    plausible = ~frame["flag_bb_u"].to_numpy(dtype=np.bool_)
    bgm = (z < BGM_Z) & plausible
    frame["nt"] = pd.Categorical.from_codes(codes, categories=pd.Index(NT_LABELS))
    frame["gain_g"], frame["kbm_g"] = gains, np.where(np.isnan(rows.weight_kg), np.nan, kbm)
    frame["two_t"], frame["nyaris_2t"], frame["bgm"] = two_t, faltering & ~two_t, bgm
    frame["refer_kia"] = faltering | bgm | ((z > ORANGE_LINE_Z) & plausible)
