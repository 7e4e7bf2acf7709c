"""The charts of meeting mode, drawn in HTML: their bars and words then share one unit with the rest of the
slide (see rapat_style), so that one factor enlarges all of it. No words stand on the bars."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from lib.views.templates import macro
from lib.words import tokens
from lib.words.formats import format_number

_columns, _bars = macro("rapat/rapat.html", "columns"), macro("rapat/rapat.html", "bars")

LETTERS = {"S": "S sasaran", "K": "K punya KMS", "D": "D ditimbang", "N": "N naik"}


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of a bar chart: its name, its length (0–100, NaN for none), and what stands behind it."""

    name: str
    share: float
    shown: str


def build_columns(counts: dict[str, float], *, dark: bool) -> Markup:
    """Balok SKDN of one month: four columns as high as there is room, numbers above, names below;
    a letter that `counts` lacks (K where too little is filled in) has none."""
    palette = tokens.palette(dark=dark)
    most = max(1.0, *counts.values())
    rows = [
        (
            format_number(counts[letter]),
            f"{counts[letter] / most:.3f}",
            palette.skdn[letter].ground,
            name,
        )
        for letter, name in LETTERS.items()
        if letter in counts
    ]
    spoken = ", ".join(f"{letter} {format_number(counts[letter])}" for letter in LETTERS if letter in counts)
    return _columns(spoken=spoken, rows=rows)


def build_bars(bars: Sequence[Bar], *, size: float, target: float | None = None, description: str) -> Markup:
    """Lines of name, bar and words, text `size` u high; `target` (0–100) is a line across all bars."""
    return _bars(
        description=description,
        size=f"{size:.2f}",
        rows=[(bar.name, f"{_clip(bar.share):.1f}", bar.shown) for bar in bars],
        target="" if target is None else f"{_clip(target):.1f}",
    )


def _clip(share: float) -> float:
    return 0.0 if math.isnan(share) else min(max(share, 0.0), 100.0)
