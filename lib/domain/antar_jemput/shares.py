"""Who calls whom: a round's people shared out among the kader of the posyandu.

No tab says which kader looks after which family.  Decided: the people of the round, in order of RW and RT,
are cut into one share a kader, as even as they go, so that neighbours stay together; a family (the same
phone) is not parted.  Answers move nobody: everyone of the round is shared out, called or not.  It is a
proposal, and the page says so.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from lib.domain.rows import is_active


def find_callers(kader: pd.DataFrame, posyandu: str) -> list[str]:
    """Names of the active kader (blank = active) of a posyandu in the order of the tab, each once."""
    rows = kader[kader["posyandu"].eq(posyandu) & is_active(kader)]
    names = rows["name"].dropna()
    return names[~names.str.split().str.join(" ").str.casefold().duplicated()].to_list()


def compute_call_shares(people: pd.DataFrame, callers: Sequence[str]) -> pd.Series:
    """The caller of each of the people of one round (compute_people), at their index, as a categorical of
    `callers`; missing where there are none.

    Who has no RW or RT comes last.  Shares differ by one person at most, or by the largest family.
    """
    kind, codes = pd.CategoricalDtype(list(callers)), np.full(len(people), -1, dtype=np.int64)
    if not callers or people.empty:
        return pd.Series(pd.Categorical.from_codes(codes, dtype=kind), index=people.index)
    family = people["phone"].where(people["phone"].notna(), [f"#{at}" for at in range(len(people))])
    order = people.assign(family=family, at=range(len(people))).sort_values(
        ["rw", "rt", "name", "person_id"], kind="stable"
    )
    # A family stands where its first member does, whatever address the others have.
    order = order.iloc[np.argsort(pd.factorize(order["family"])[0], kind="stable")]
    before = pd.Series(range(len(order))).groupby(order["family"].to_numpy(), sort=False).transform("min")
    share = before.to_numpy() * len(callers) // len(order)
    codes[order["at"].to_numpy()] = share
    return pd.Series(pd.Categorical.from_codes(codes, dtype=kind), index=people.index)
