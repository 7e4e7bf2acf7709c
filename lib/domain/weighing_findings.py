"""What is doubtful in a weighing that reads well: findings beside the parser's."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from lib.domain.age import compute_age_months

STANDING_FROM_MONTHS = 9
"""A child cannot be measured standing before this age (aturan.md); the position is then ignored."""


def compute_weighing_findings(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Findings (level, tab, source_book, source_row, column, value, message, suggestion) about weighings.

    Standing below nine months is implausible: position ignored, Peringatan (aturan.md, WHO growth standards).
    """
    weighings = tables["penimbangan"]
    born = tables["balita"].set_index("child_id")["birth_date"].reindex(weighings["child_id"]).to_numpy()
    months = compute_age_months(born, weighings["date"].to_numpy())
    young = weighings[(weighings["position"] == "Berdiri").to_numpy() & (months < STANDING_FROM_MONTHS)]
    return pd.DataFrame(
        {
            "level": "Peringatan",
            "tab": "Penimbangan",
            "source_book": young["source_book"],
            "source_row": young["source_row"],
            "column": "position",
            "value": young["position"],
            "message": f"Umur di bawah {STANDING_FROM_MONTHS} bulan diukur berdiri; cara ukur diabaikan",
            "suggestion": "Ukur terlentang, lalu pilih Terlentang",
        }
    )
