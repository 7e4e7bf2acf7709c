"""Words about vitamin A, ASI eksklusif and diare."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from lib.words.formats import format_month

PROGRAMME_TITLE = "Vitamin A, ASI eksklusif, diare"

PROGRAMMES = {
    "vitamin_a_6_11": "Vitamin A 6–11 bulan",
    "vitamin_a_12_59": "Vitamin A 12–59 bulan",
    "asi_eksklusif": "ASI eksklusif 0–5 bulan",
    "diare": "Diare",
}


def describe_vitamin_a(months: Sequence[int]) -> str:
    """ "Vitamin A dibagikan pada Februari dan Agustus." """
    names = [format_month(pd.Period(year=2000, month=month, freq="M")).split()[0] for month in months]
    listed = " dan ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]
    return f"Vitamin A dibagikan pada {listed}; kapsul sebulan sesudahnya dihitung pada bulan itu (sweeping)."
