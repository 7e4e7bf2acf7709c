"""What a page draws without widgets is drawn once for the same data, choices and look, and sent again as it
was: a table of two hundred cells costs the server some tenths of a second, to send it again next to nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import ParamSpec, Protocol, TypeVar, cast

import pandas as pd
import streamlit as st

from lib.views.components import is_dark

MOST_KEPT = 1_000
"""Parts of pages together, of all viewers, some 20 KB each (docs/kinerja.md); the least used go first."""

_Given = ParamSpec("_Given")
_Told = TypeVar("_Told")


class Owned(Protocol):
    """Whose tables they are: one number for each scope of each reading."""

    owner: int


class Drawing:
    """Draws parts of one page: `draw(kebal.render_sessions, sessions, names, month=month)`.

    A part may have no widget, and may read nothing but what it is given. Tables and lists among that are not
    looked at: they are told by whose they are and by the page's `choices`, so everything that else decides
    them has to stand there, or be given to the part as a word, number or month.
    """

    def __init__(self, seen: Owned, *choices: object) -> None:
        # Links keep what the address has.
        self._told = (seen.owner, choices, sorted(st.query_params.items()), is_dark())

    def __call__(self, render: Callable[_Given, _Told], *given: _Given.args, **named: _Given.kwargs) -> _Told:
        words = [(name, one) for name, one in (*enumerate(given), *named.items()) if isinstance(one, _PLAIN)]
        key = repr((render.__module__, render.__qualname__, words, self._told))
        return cast(_Told, _draw(key, partial(render, *given, **named)))


_PLAIN = (str, int, float, bool, pd.Period, type(None))


@st.cache_resource(max_entries=MOST_KEPT, show_spinner=False)
def _draw(key: str, _render: Callable[[], object]) -> object:
    """Streamlit keeps what a call sends to the browser, and sends it again."""
    return _render()
