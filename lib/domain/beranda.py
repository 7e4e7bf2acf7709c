"""How far a new puskesmas is with its workbook, so that its first page guides instead of judging.

Decided: SOPs first, since they decide what is asked of anybody; then what figures need, in the order in which
it is typed.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

SOPS, POSYANDU, DAYS, CHILDREN, WEIGHINGS = "sop", "posyandu", "jadwal", "balita", "penimbangan"
STEPS: tuple[str, ...] = (SOPS, POSYANDU, DAYS, CHILDREN, WEIGHINGS)
"""The tabs to fill, in their order."""

CHOICES = ("begins_on", "run_by")
"""The columns of `SOP` that say from when and where it is run; that it is not: `active` Tidak. The empty
workbook comes with Ya."""

_NEEDED = {
    POSYANDU: ["code"],
    DAYS: ["date", "posyandu"],
    CHILDREN: ["child_id"],
    WEIGHINGS: ["child_id", "date"],
}


def compute_first_steps(frames: Mapping[str, pd.DataFrame], *, sops_begun: bool) -> dict[str, bool]:
    """Each of STEPS with whether it is done: a row that counts stands in its tab; of `sop` one of
    CHOICES is typed or one is not used, or that the puskesmas has begun an SOP anyway (`sops_begun`)."""
    done = {name: bool(frames[name][needed].notna().all(axis=1).any()) for name, needed in _NEEDED.items()}
    sops = frames[SOPS]
    chosen = bool(sops[list(CHOICES)].notna().any(axis=None)) or bool(sops["active"].eq(False).any())
    return {SOPS: chosen or sops_begun, **done}
