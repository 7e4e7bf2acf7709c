"""The look of meeting mode: everything is measured in one unit, `u`, a hundredth of the screen's width (of a
16:9 screen that fits in) times the scale of the address. Nothing else of the app is on the screen."""

from __future__ import annotations

from functools import lru_cache

from markupsafe import Markup

from lib.views.templates import fill, join, macro
from lib.words import tokens

SMALLEST = 1.3
"""u of the smallest text: 25 px on a screen of 1920 × 1080 at scale 1, the least that is allowed."""
WIDE, HIGH = 100.0, 56.25
"""u of a 16:9 screen at scale 1."""
SIDE, TOP, HEAD, FOOT = 3.0, 1.4, 2.4, 5.4
"""u kept at the sides, above, for the line over the headline, and for the foot."""
BUTTONS = 29.0
"""u kept at the right of the foot for the row of buttons."""
GAP, HEADLINE_GAP, BOTTOM = 1.2, 0.7, 0.8
ONE_LINE_SCALE = 1.25
"""Scale up to which "K punya KMS" stays on one line below its column; columns are all of one width."""
LOST_SECONDS = 20
"""A foot that was not renewed for so long says that the connection is gone."""
SIZES = {
    "side": SIDE, "top": TOP, "head": HEAD, "foot": FOOT, "buttons": BUTTONS, "gap": GAP,
    "headline_gap": HEADLINE_GAP, "bottom": BOTTOM, "smallest": SMALLEST, "lost_seconds": LOST_SECONDS,
}  # fmt: skip


@lru_cache(maxsize=32)
def build_room_style(*, dark: bool, scale: float) -> Markup:
    """One <style> element: hides the app around the slide, and sets the slide, its foot and its buttons."""
    inputs = {
        "p": tokens.palette(dark=dark),
        "scale": f"{scale:g}",
        "name_height": f"{1.3 * (2 if scale > ONE_LINE_SCALE else 1):g}",
        "room": SIZES,
    }
    css = join(fill(file, **inputs) for file in ("rapat/rapat.css", "rapat/streamlit.css"))
    return macro("components.html", "style")(css=css)
