"""e-PPGBM (Sigizi Terpadu): the month as its upload files want it, and what would be refused."""

from lib.domain.eppgbm.comparison import (
    DIFFERENT,
    KINDS,
    ONLY_HERE,
    ONLY_THERE,
    SAME,
    Comparison,
    compare_month,
    count_kinds,
)
from lib.domain.eppgbm.comparison import METHODS as COMPARISON_METHODS
from lib.domain.eppgbm.refusals import HELD_COLUMNS, IDENTITY, MEASUREMENT, REASONS, Reason
from lib.domain.eppgbm.upload import (
    COUNTS,
    FILES,
    FORMATS,
    TEXT_FORMATS,
    Cell,
    Upload,
    build_file_rows,
    compute_reconciliation,
    compute_upload,
    describe_difference,
    read_file_columns,
)
from lib.domain.eppgbm.upload import METHODS as UPLOAD_METHODS

METHODS: dict[str, str] = {**UPLOAD_METHODS, **COMPARISON_METHODS}

__all__ = [
    "COUNTS",
    "DIFFERENT",
    "FILES",
    "FORMATS",
    "HELD_COLUMNS",
    "IDENTITY",
    "KINDS",
    "MEASUREMENT",
    "METHODS",
    "ONLY_HERE",
    "ONLY_THERE",
    "REASONS",
    "SAME",
    "TEXT_FORMATS",
    "Cell",
    "Comparison",
    "Reason",
    "Upload",
    "build_file_rows",
    "compare_month",
    "compute_reconciliation",
    "compute_upload",
    "count_kinds",
    "describe_difference",
    "read_file_columns",
]
