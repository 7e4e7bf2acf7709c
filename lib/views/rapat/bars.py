"""The charts of meeting mode, drawn in HTML: their bars and words then share one unit with the rest of the
slide (see rapat_style), so that one factor enlarges all of it. No words stand on the bars."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from lib.words import tokens
from lib.words.formats import format_number

LETTERS = {"S": "S sasaran", "K": "K punya KMS", "D": "D ditimbang", "N": "N naik"}


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of a bar chart: its name, its length (0–100, NaN for none), and what stands behind it."""

    name: str
    share: float
    shown: str


def build_columns(counts: dict[str, float], *, dark: bool) -> str:
    """Balok SKDN of one month: four columns as high as there is room, numbers above, names below;
    a letter that `counts` lacks (K where too little is filled in) has none."""
    palette = tokens.palette(dark=dark)
    most = max(1.0, *counts.values())
    columns = "".join(
        f'<div><div><b>{format_number(counts[letter])}</b><i style="--s:{counts[letter] / most:.3f};'
        f'background:{palette.skdn[letter].ground}"></i></div><span>{name}</span></div>'
        for letter, name in LETTERS.items()
        if letter in counts
    )
    spoken = ", ".join(f"{letter} {format_number(counts[letter])}" for letter in LETTERS if letter in counts)
    return f'<div class="rapat-kolom" role="img" aria-label="Balok SKDN: {spoken}">{columns}</div>'


def build_bars(bars: Sequence[Bar], *, size: float, target: float | None = None, description: str) -> str:
    """Lines of name, bar and words, text `size` u high; `target` (0–100) is a line across all bars."""
    mark = "" if target is None else f'<u style="left:{_clip(target):.1f}%"></u>'
    lines = "".join(
        f"<span>{escape(bar.name)}</span>"
        f'<i><b style="width:{_clip(bar.share):.1f}%"></b>{mark}</i>'
        f"<span>{escape(bar.shown)}</span>"
        for bar in bars
    )
    return (
        f'<div class="rapat-batang" role="group" aria-label="{escape(description)}" '
        f'style="--f:{size:.2f}">{lines}</div>'
    )


def _clip(share: float) -> float:
    return 0.0 if math.isnan(share) else min(max(share, 0.0), 100.0)
