"""How the workbook looks: colours and column widths."""

from __future__ import annotations

from lib.workbook.columns import Column, Kind

REQUIRED_COLOUR, REQUIRED_INK = "0B5D57", "FFFFFF"
OPTIONAL_COLOUR, OPTIONAL_INK = "D7ECE9", "12312E"
PLACE_COLOURS = {"puskesmas": "0B5D57", "posyandu": "E0A100"}
"""Colour of a tab by `Tab.place`."""
PLAIN_TAB_COLOUR = "7A7A7A"
"""Of the tabs that are not read."""

READ_ME_WIDTHS = (26, 92)
LIST_WIDTH = 30
PROSE_WIDTH = 44

_WIDTH_BY_KIND = {Kind.DATE: 13, Kind.TIME: 9, Kind.NIK: 19, Kind.PHONE: 17, Kind.YES_NO: 11, Kind.URL: 28}
_NAME_WIDTH = 24

_PROSE = frozenset({
    "definition", "purpose", "policy", "legal_basis", "references", "qualifications", "related_sops",
    "equipment", "attention", "records", "related_units", "related_documents", "title", "note", "description",
    "change", "output", "discussion", "conclusion", "plan",
})  # fmt: skip
"""Columns (code names) whose texts are long enough to wrap."""

_NAMES = frozenset({
    "name", "caregiver", "husband", "leader", "address", "mentor", "student", "owner", "executor", "donor",
    "approver", "approver_nip", "number", "unit", "agenda", "menu", "lesson", "venue", "obstacle", "value",
    "phase",
})  # fmt: skip
"""Columns (code names) that hold names and the like."""


def column_width(column: Column) -> float:
    """Width of a column in characters."""
    if column.kind in _WIDTH_BY_KIND:
        return max(_WIDTH_BY_KIND[column.kind], min(22, len(column.header) + 3))
    if column.kind is Kind.TEXT and column.name in _PROSE:
        return PROSE_WIDTH
    least = _NAME_WIDTH if column.name in _NAMES else 16 if column.kind is Kind.ID else 12
    return min(30, max(least, len(column.header) + 3))
