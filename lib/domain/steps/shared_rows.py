"""What a viewer who sees only some rows is told of steps that are about no person: as all rows have it.

A kader's rows, or a mentor's, do not say when the puskesmas began with an SOP, or whether any posyandu had
sasaran: the figures of equal steps must be equal for every viewer (aturan.md, "Who owes an SOP").
"""

from __future__ import annotations

import pandas as pd

from lib.domain.steps.units import PAIR

_KEY = ["sop_key", "step_key", "unit_kind", "unit_key", "round_date"]
_SAME = ["source", "source_book", "source_row"]
_OWN = ["executor", "note", "proof", "source_book", "source_row"]
"""What of a record only those are told who see its row; the rest (state, dates, minutes) is everybody's."""


def take_shared(rows: pd.DataFrame, whole: pd.DataFrame, grid: pd.DataFrame) -> pd.DataFrame:
    """`rows` of a year as a viewer's own rows give them, with the steps of puskesmas, kelurahan and posyandu
    as in `whole`; both of compute_year.  `grid`: the viewer's units, in their order."""
    pairs = rows["unit_kind"].eq(PAIR.casefold())
    known = pd.MultiIndex.from_frame(grid[["sop_key", "unit_kind", "unit_key"]].drop_duplicates())
    theirs = whole[~whole["unit_kind"].eq(PAIR.casefold())]
    theirs = theirs[pd.MultiIndex.from_frame(theirs[["sop_key", "unit_kind", "unit_key"]]).isin(known)]
    columns = [*dict.fromkeys([*_SAME, *_OWN])]
    own = rows.loc[~pairs, [*_KEY, *columns]].drop_duplicates(_KEY)
    both = theirs[_KEY].merge(own, on=_KEY, how="left", validate="m:1").set_index(theirs.index)
    same = both[_SAME].eq(theirs[_SAME]).fillna(False).all(axis=1)
    theirs = theirs.assign(**{name: both[name].where(same) for name in _OWN})
    together = pd.concat([rows[pairs], theirs], ignore_index=True)
    sops = {key: place for place, key in enumerate(grid["sop_key"].drop_duplicates())}
    units = grid[["sop_key", "unit_key"]].drop_duplicates().reset_index(drop=True)
    units = units.assign(unit_place=units.index)
    placed = together[["sop_key", "unit_key", "round_date", "step_order"]].merge(
        units, on=["sop_key", "unit_key"], how="left", validate="m:1"
    )
    placed = placed.assign(sop_place=placed["sop_key"].map(sops))
    by = ["sop_place", "unit_place", "round_date", "step_order"]
    order = placed.sort_values(by, kind="stable", na_position="last").index
    return together.loc[order].reset_index(drop=True)
