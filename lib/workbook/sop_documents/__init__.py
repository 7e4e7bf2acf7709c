"""The five SOPs that the template carries: facts exact, step wording short and our own."""

from __future__ import annotations

from lib.workbook.grids import Grid
from lib.workbook.sop_documents.ajb import AJB
from lib.workbook.sop_documents.form import Change, Document, Step, build_row, count_minutes
from lib.workbook.sop_documents.kebal_msg import KEBAL_MSG
from lib.workbook.sop_documents.osoc import OSOC
from lib.workbook.sop_documents.pertemuan_kader import PERTEMUAN_KADER
from lib.workbook.sop_documents.sikeriting import SIKERITING
from lib.workbook.tabs import TABS

__all__ = ["DOCUMENTS", "Change", "Document", "Step", "build_sop_rows", "count_minutes"]

DOCUMENTS: dict[str, Document] = {
    document.code: document for document in (AJB, PERTEMUAN_KADER, SIKERITING, OSOC, KEBAL_MSG)
}
"""Code → document, in the order the template shows them."""


def build_sop_rows() -> dict[str, Grid]:
    """Rows without header for the tabs sop, langkah_sop and riwayat_sop, by tab name; dates as serials."""
    documents = DOCUMENTS.values()
    return {
        "sop": [build_row(TABS["sop"], document, document.code) for document in documents],
        "langkah_sop": [
            build_row(TABS["langkah_sop"], step, document.code)
            for document in documents
            for step in document.steps
        ],
        "riwayat_sop": [
            build_row(TABS["riwayat_sop"], change, document.code)
            for document in documents
            for change in document.history
        ],
    }
