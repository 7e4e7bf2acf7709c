"""Case counts below five, and what is closed with them for those who may not see persons."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

SMALL_COUNT = 5
"""Case counts below this are "<5" for viewers who may not see persons."""


def hide_small_counts(table: pd.DataFrame, counts: tuple[str, ...], rates: Mapping[str, str]) -> pd.DataFrame:
    """Case counts 1…4 become NaN with `<count>_small` True, and so do the rates made of them.

    `rates` maps a rate column to its count column. Where just one group of several is hidden, a total
    would give it away: the caller's totals over hidden groups go through here too, and a second-smallest
    group is hidden with it.
    """
    result = table.copy()
    for count in counts:
        values = result[count].astype(float)
        small = (values > 0) & (values < SMALL_COUNT)
        if small.sum() == 1 and len(values) > 1:
            others = values.where(~small & (values > 0))
            if others.notna().any():
                small |= others.index == others.idxmin()
        result[f"{count}_small"] = small
        result[count] = values.mask(small)
        for rate, source in rates.items():
            if source == count:
                result[rate] = result[rate].mask(small)
    return result
