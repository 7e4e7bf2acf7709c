"""Every sheet of one round of antar-jemput, each made when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import pandas as pd

from lib.domain.settings import PuskesmasSettings
from lib.reports.antar_jemput.driver_list import build_driver_book, build_driver_list
from lib.reports.antar_jemput.name_sheet import build_name_sheet
from lib.reports.antar_jemput.notice import build_bus_notice


def list_sheets(
    one: Mapping[Any, Any],
    people: pd.DataFrame,
    roster: pd.DataFrame,
    settings: PuskesmasSettings,
    *,
    today: pd.Timestamp,
) -> dict[str, Callable[[], bytes]]:
    """Key of bus_paper.SHEETS → what makes the file; `one`, `people` and `roster` as for build_name_sheet."""
    return {
        "sopir": partial(build_driver_list, one, roster),
        "sopir_excel": partial(build_driver_book, roster),
        "nama": partial(build_name_sheet, one, people, roster),
        "pemberitahuan": partial(build_bus_notice, one, roster, settings, today=today),
    }
