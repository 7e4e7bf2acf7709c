"""Buttons and keys of meeting mode. What turns pages (← →, PageUp and PageDown of a presenter's remote) is
counted in the browser and arrives as a sum, so that no press is lost while a slide is drawn; full screen is
the browser's to give, on a click or key in the page itself. Both are one small component."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import streamlit as st

from lib.views.templates import macro

FULL_SCREEN = "Layar penuh (F)"
TURNED = "papan_pilihan_rapat_balik"
"""Pages to turn that have not been turned yet: +2 is two on."""

_SEEN = "papan_pilihan_rapat_dilihat"
_COMPONENT = "rapat_layar"
_full_screen = macro("rapat/rapat.html", "full_screen")
# A button that was clicked keeps the focus, and the space bar would press it again: it gives the focus back.
_JS = """
const run = String(Math.random());
let sum = 0;
export default function ({ parentElement, setStateValue }) {
  const steps = { ArrowRight: 1, PageDown: 1, ArrowLeft: -1, PageUp: -1 };
  const fill = () => document.fullscreenElement
    ? document.exitFullscreen()
    : document.documentElement.requestFullscreen().catch(() => undefined);
  const press = (event) => {
    const focused = document.activeElement;
    if (event.key === " " && focused && focused.closest(".st-key-rapat_kendali")) focused.blur();
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const step = steps[event.key];
    if (step === undefined && event.key.toLowerCase() !== "f") return;
    event.preventDefault();
    if (event.repeat) return;
    if (step === undefined) return fill();
    sum += step;
    setStateValue("turned", { run, sum });
  };
  document.addEventListener("keydown", press, true);
  parentElement.querySelector("button").onclick = fill;
  return () => document.removeEventListener("keydown", press, true);
}
"""


@cache
def _component() -> Callable[..., Any]:
    return st.components.v2.component(
        "papan_rapat", html=str(_full_screen(words=FULL_SCREEN)), js=_JS, isolate_styles=False
    )


def turn(by: int) -> None:
    """Ask for so many pages on (or back, below 0)."""
    st.session_state[TURNED] = st.session_state.get(TURNED, 0) + by


def _count_keys() -> None:
    """What the browser's sum has grown by since it was last seen; a page loaded anew counts from 0."""
    turned = st.session_state[_COMPONENT].turned
    run, total = str(turned["run"]), int(turned["sum"])
    seen_run, seen = st.session_state.get(_SEEN, (run, 0))
    st.session_state[_SEEN] = (run, total)
    turn(total - (seen if seen_run == run else 0))


def render_controls(
    *, pause: Callable[[], None], paused: bool, names: Callable[[], None] | None, names_open: bool
) -> bool:
    """The row of buttons; True when the viewer wants to leave (or to close what is open). `names` opens or
    closes names; None where there are none to open."""
    with st.container(key="rapat_kendali", horizontal=True):
        _button("mundur", "Sebelumnya (←)", "chevron_left", turn, -1)
        word, icon = ("Lanjutkan", "play_arrow") if paused else ("Jeda", "pause")
        _button("jeda", word, icon, pause, shortcut="Space")
        _button("maju", "Berikutnya (→)", "chevron_right", turn, 1)
        if names is not None:
            word, icon = ("Tutup nama", "visibility_off") if names_open else ("Tampilkan nama", "visibility")
            _button("nama", word, icon, names, shortcut="N")
        _component()(key=_COMPONENT, on_turned_change=_count_keys)
        return _button("keluar", "Keluar dari mode rapat", "close", None, shortcut="Esc")


def _button(
    key: str, word: str, icon: str, act: Callable[..., None] | None, *args: int, shortcut: str | None = None
) -> bool:
    return st.button(
        word, key=f"rapat_{key}", icon=f":material/{icon}:", shortcut=shortcut, on_click=act, args=args
    )
