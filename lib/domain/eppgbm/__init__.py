"""e-PPGBM (Sigizi Terpadu): the month as its upload files want it, and what would be refused."""

from lib.domain.eppgbm.columns import FILES, FORMATS, TEXT_FORMATS, Cell, build_file_rows, read_file_columns
from lib.domain.eppgbm.refusals import HELD_COLUMNS, IDENTITY, MEASUREMENT, REASONS, Reason
from lib.domain.eppgbm.upload import (
    COUNTS,
    METHODS,
    Upload,
    compute_reconciliation,
    compute_upload,
    describe_difference,
)

__all__ = [
    "COUNTS",
    "FILES",
    "FORMATS",
    "HELD_COLUMNS",
    "IDENTITY",
    "MEASUREMENT",
    "METHODS",
    "REASONS",
    "TEXT_FORMATS",
    "Cell",
    "Reason",
    "Upload",
    "build_file_rows",
    "compute_reconciliation",
    "compute_upload",
    "describe_difference",
    "read_file_columns",
]
