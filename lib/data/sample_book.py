"""The workbook of the sample mode: made when there is none, dated to today, never over somebody's edits."""

from __future__ import annotations

import json
import logging
from pathlib import Path

from lib.config import today
from lib.settings import Settings

_log = logging.getLogger(__name__)


def ensure_sample(settings: Settings) -> None:
    """Write the sample workbook where there is none, or where an untouched one is of another day.

    A workbook somebody has edited is theirs: it is never written again.
    """
    path = settings.books[0].berkas
    if path is None:
        return
    day = today(settings)
    marker = path.with_suffix(".dibuat.json")
    if path.exists():
        made = _read_marker(marker)
        untouched = (
            made is not None
            and made["ukuran"] == path.stat().st_size
            and made["waktu"] == path.stat().st_mtime_ns
        )
        if not untouched or made is None or made["hari"] == day.isoformat():
            return
    path.parent.mkdir(parents=True, exist_ok=True)
    _log.info("event=sample_written day=%s", day.isoformat())
    # Imported when needed: openpyxl would slow down every other start.
    from lib.workbook.sample.build import write_sample

    write_sample(path, today=day)
    stat = path.stat()
    marker.write_text(
        json.dumps({"hari": day.isoformat(), "ukuran": stat.st_size, "waktu": stat.st_mtime_ns}),
        encoding="utf-8",
    )


def _read_marker(marker: Path) -> dict[str, object] | None:
    try:
        made = json.loads(marker.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return made if isinstance(made, dict) and {"hari", "ukuran", "waktu"} <= set(made) else None
