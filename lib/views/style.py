"""The page styles: `.css` files beside the views, filled from the tokens."""

from __future__ import annotations

from functools import lru_cache

from markupsafe import Markup

from lib.views.templates import fill, join, macro
from lib.words import tokens


def state_class(state: str) -> str:
    return "papan-" + state.replace(" ", "-")


@lru_cache(maxsize=32)
def build_sheet(*files: str, dark: bool) -> Markup:
    """One <style> element of these .css files below lib/views. In them `p` is the palette, `space` the
    distances, `tokens` all else."""
    inputs = {
        "p": tokens.palette(dark=dark), "space": tokens.SPACE, "tokens": tokens, "dark": dark,
        "state_class": state_class,
    }  # fmt: skip
    css = join(fill(file, **inputs) for file in files)
    return macro("components.html", "style")(css=css)


def build_style(*, dark: bool) -> Markup:
    """What every page needs; Streamlit's own names stand in a file by themselves."""
    return build_sheet("style.css", "streamlit.css", dark=dark)
