"""Parts of a page with choices of their own: a choice made in one draws it again and nothing around it, so
that a phone on a weak network gets a few kilobytes instead of a page.

The page itself is one (lib/main.py): month, posyandu and the part that is shown decide all of it, and draw it
again without the menu. What a part within it draws is what the page's last run handed to it. New data bring a
whole run (components.page_head).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, Protocol

import streamlit as st

from lib.turnstile import PAGE_RUNS

_Given = ParamSpec("_Given")


class Enter(Protocol):
    """Ends the run unless the viewer may (still) be here; `in_use`: a person did something."""

    def __call__(self, *, in_use: bool) -> object: ...


def redrawn_alone(
    render: Callable[_Given, None],
) -> Callable[Concatenate[Enter, _Given], None]:
    """`part(auth.guard("<page>"), …)` draws `render(…)`: a run of the part alone does not go through the
    question that the page asks.

    Streamlit keeps what is handed over until the next whole run: tables of this page, never a `Seen`, which
    would keep all tables of a reading that has been replaced.
    """

    @st.fragment
    @wraps(render)
    def part(enter: Enter, /, *given: _Given.args, **named: _Given.kwargs) -> None:
        # A whole run is inside already; a run of the part alone is somebody's doing, and waits for its turn.
        alone = not PAGE_RUNS.is_inside
        with PAGE_RUNS.turn():
            enter(in_use=alone)
            render(*given, **named)

    return part
