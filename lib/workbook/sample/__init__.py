"""The sample workbook: invented people on real growth lines, dated around a given day."""

from __future__ import annotations

from lib.workbook.sample.build import build_sample, list_mistakes, write_sample
from lib.workbook.sample.mistakes import Mistake
from lib.workbook.sample.people import SAMPLE_KADER_POSYANDU, SAMPLE_MENTOR, SAMPLE_STUDENT

__all__ = [
    "SAMPLE_KADER_POSYANDU",
    "SAMPLE_MENTOR",
    "SAMPLE_STUDENT",
    "Mistake",
    "build_sample",
    "list_mistakes",
    "write_sample",
]
