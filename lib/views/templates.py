"""HTML from templates: each room has its file of Jinja2 macros beside its Python, autoescape on.

A macro's answer is `Markup`: put into another macro it is not escaped again, while whatever comes out of a
cell is a plain text and is.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, cast

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from lib.words import tokens

# --- The page styles: `.css` files beside the views, filled from the tokens.


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


# --- Macros.

VIEWS = Path(__file__).resolve().parent

_ENVIRONMENT = Environment(
    loader=FileSystemLoader(VIEWS),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@cache
def _macros(file: str) -> Any:
    return _ENVIRONMENT.get_template(file).module


def macro(file: str, name: str) -> Callable[..., Markup]:
    """The macro of this name in a file below lib/views, read when first called: `macro("components.html",
    "note")(message="…")`."""

    def fill(**inputs: Any) -> Markup:
        return cast(Markup, getattr(_macros(file), name)(**inputs))

    return fill


def fill(file: str, **inputs: Any) -> Markup:
    """A whole file below lib/views with its places filled: `fill("style.css", p=palette)`."""
    return Markup(_ENVIRONMENT.get_template(file).render(**inputs))


def join(parts: Any) -> Markup:
    """Built parts one after the other; a plain text among them is escaped."""
    return Markup("").join(parts)
