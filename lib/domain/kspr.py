"""KSPR: Kartu Skor Poedji Rochjati, the score of risk in a pregnancy.  Source: aturan.md, "Ibu hamil"."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from lib.domain.steps.status import compute_today

YOUNG_YEARS, OLD_YEARS, MANY_BIRTHS, SHORT_CM = 16, 35, 4, 145.0
HIGH_FROM, VERY_HIGH_FROM = 6, 12
"""KRT from the first, KRST from the second score on."""

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
BLOOD = "11ab"
"""The line of the card for kurang darah."""
_LINES = {"11a": "11ab", "11b": "11ab", "11c": "11cd", "11d": "11cd"}
_DAY, _MONTH = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])"
_MONTH_NAME = (
    r"(?:jan(?:uari)?|feb(?:ruari)?|mar(?:et)?|apr(?:il)?|mei|may|juni?|juli?|agu(?:stus)?|agt|ags|aug|"
    r"sept?(?:ember)?|okt(?:ober)?|oct|nov(?:ember)?|des(?:ember)?|dec)"
)
_DATE = re.compile(
    r"(?<!\d)(?<!\d[/.-])(?:"
    r"\d{1,2}([/.-])\d{1,2}\1\d{4}|\d{4}([/.-])\d{1,2}\2\d{1,2}|"
    rf"{_DAY}([/.-]){_MONTH}\3\d\d|{_MONTH}([/.-]){_DAY}\4\d\d|"
    rf"\d{{1,2}}[\s/-]*{_MONTH_NAME}(?:[\s/-]*(?:\d{{4}}|\d\d))?"
    r")(?![/.-]?\d|[a-z])"
)
"""A day typed as text, without spaces between its numbers: not 6/10, 1.6.9, 17/18/19 or 1.3.6.10."""
_NO_FACTOR = ("0", "tidak", "tdk", "tidak ada", "tdk ada", "nihil", "normal")
GROUPS = ("KRR", "KRT", "KRST")
HIGH_RISK = ("KRT", "KRST")


def _read_factors(typed: pd.Series) -> pd.Series:
    """The KSPR numbers typed in each cell, one a row, under the index of `typed`; 06 is 6.

    What can be a date counts for nothing: 06/10/26, and also 6.10.12, which may be three factors as well.
    Better a mother whose cell is to be mended than one at high risk for the day she was born.
    """
    words = typed.fillna("").astype("str").str.casefold().str.replace(_DATE, " ", regex=True)
    tokens = words.str.findall(r"(?<![\d])(\d{1,2})\s*([a-f]{0,2})(?![a-z\d])").explode().dropna()
    codes = pd.Series(["".join(token) for token in tokens], index=tokens.index, dtype="str")
    return codes.str.replace(r"^0(?=\d)", "", regex=True).replace(_LINES)


def compute_unread_factors(typed: pd.Series) -> pd.Series:
    """Whether a cell of `Faktor risiko` says something the card has no number for (bool, same index)."""
    codes = _read_factors(typed)
    unknown = codes.index[~codes.isin([*KSPR_FACTORS, "2", "9", *_NO_FACTOR])]
    words = typed.fillna("").astype("str").str.casefold().str.strip()
    wordy = words.str.contains(r"\w") & ~words.isin(_NO_FACTOR) & ~words.index.isin(codes.index)
    # A spreadsheet makes a date of 6/10, and of a date a number like 46301.
    longer = words.str.contains(r"\d{3}") | words.str.replace(_DATE, "", regex=True).ne(words)
    return wordy | longer | typed.index.isin(unknown)


def compute_kspr(
    mothers: pd.DataFrame, *, today: object, anaemia: pd.Series[bool] | None = None
) -> pd.DataFrame:
    """KSPR of each row of `mothers` (columns of `Ibu Hamil`), in its order and index; `anaemia` (same index):
    whose newest Hb lies below the limit of its trimester, which is factor 11 (kurang darah).

    Columns: age_years (completed, on `today` or the day of birth), kspr_score, kspr_group (KRR, KRT,
    KRST), kspr_factors, kspr_labels, kspr_from_hb (factor 11 follows from the Hb and was not typed).  Typed
    factor numbers and those that follow from birth date, parity, height and Hb; each once.
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
    from_hb = pd.Series(False, index=has.index)
    if anaemia is not None:
        from_hb = anaemia.fillna(False).astype(bool) & ~(has["11"] | has[BLOOD])
        has[BLOOD] |= from_hb
    has = has[list(KSPR_FACTORS)].astype(bool)
    points = np.array([score for score, _ in KSPR_FACTORS.values()])
    score = KSPR_START + has.to_numpy() @ points
    group = np.select([score >= VERY_HIGH_FROM, score >= HIGH_FROM], ["KRST", "KRT"], "KRR")
    names = list(KSPR_FACTORS)
    chosen = [[names[at] for at in np.flatnonzero(row)] for row in has.to_numpy()]
    return pd.DataFrame(
        {
            "age_years": age,
            "kspr_score": score.astype("int64"),
            "kspr_group": group.astype(object),
            "kspr_factors": pd.Series([", ".join(row) for row in chosen], index=has.index, dtype="str"),
            "kspr_labels": pd.Series(
                ["; ".join(KSPR_FACTORS[code][1] for code in row) for row in chosen],
                index=has.index,
                dtype="str",
            ),
            "kspr_from_hb": from_hb,
        },
        index=has.index,
    ).astype({"kspr_group": "str"})


METHODS = {
    "kspr": (
        "Kartu Skor Poedji Rochjati: mulai 2, ditambah 4 atau 8 tiap faktor, tiap faktor satu kali. "
        "2 = risiko rendah (KRR), 6–10 = tinggi (KRT), 12 ke atas = sangat tinggi (KRST). Faktor umur, "
        "jumlah anak, dan tinggi badan dihitung sendiri dari datanya; begitu pula faktor 11 (kurang darah) "
        "dari Hb terbaru di bawah batas trimesternya, bila belum diketik."
    ),
}
