"""Kualitas data: what is wrong in rows that read well, and how well a posyandu measures."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from lib.domain.kualitas_data.own_line import compute_own_line_findings, score_weighings
from lib.domain.kualitas_data.people import compute_people_findings
from lib.domain.kualitas_data.tabs import compute_tab_findings
from lib.domain.measurement import (
    METHODS,
    compute_measurement_findings,
    compute_measurement_quality,
    describe_trust,
)
from lib.domain.steps.keys import build_findings

__all__ = ["METHODS", "compute_quality", "compute_quality_findings", "describe_trust"]


def compute_quality_findings(frames: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Findings (FINDING_COLUMNS) of rows against the child's own line, other people and other tabs, and of
    how well was measured.  `frames`: the typed tables by tab name, `penimbangan` with the columns that
    lib.data adds (own_line.USABLE, CONFIRMED, register_month; without them nothing is confirmed).  Linear in
    rows."""
    scores = score_weighings(frames)
    return build_findings(
        [
            compute_own_line_findings(frames, scores),
            compute_people_findings(frames),
            compute_tab_findings(frames),
            compute_measurement_findings(compute_measurement_quality(frames["penimbangan"], scores)),
        ]
    )


def compute_quality(frames: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """How well each posyandu measured, month by month (see measurement.compute_measurement_quality)."""
    return compute_measurement_quality(frames["penimbangan"], score_weighings(frames))
