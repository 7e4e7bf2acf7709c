"""Buttons and keys of meeting mode: small buttons in the corner, each with a key, and the keys that a
presenter's remote sends (PageUp, PageDown). Full screen is the browser's to give, on a click or key in the
page itself: that one button is a component of ours."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import streamlit as st

FULL_SCREEN = "Layar penuh (F)"
_SCREEN_HTML = f"""<button type="button" aria-label="{FULL_SCREEN}" title="{FULL_SCREEN}">
<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" aria-hidden="true">
<path d="M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5"/></svg></button>"""
# A button that was clicked keeps the focus, and the space bar would press it again: it gives the focus back.
_SCREEN_JS = """
export default function ({ parentElement }) {
  const turn = () => document.fullscreenElement
    ? document.exitFullscreen()
    : document.documentElement.requestFullscreen().catch(() => undefined);
  const press = (event) => {
    const focused = document.activeElement;
    if (event.key === " " && focused && focused.closest(".st-key-rapat_kendali")) focused.blur();
    if (event.key.toLowerCase() !== "f" || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    if (!event.repeat) turn();
  };
  document.addEventListener("keydown", press, true);
  parentElement.querySelector("button").onclick = turn;
  return () => document.removeEventListener("keydown", press, true);
}
"""


@cache
def _screen() -> Callable[..., Any]:
    return st.components.v2.component(
        "papan_layar_penuh", html=_SCREEN_HTML, js=_SCREEN_JS, isolate_styles=False
    )


def render_controls(
    *,
    move: Callable[[int], None],
    pause: Callable[[], None],
    paused: bool,
    names: Callable[[], None] | None,
    names_open: bool,
) -> bool:
    """The row of buttons; True when the viewer wants to leave (or to close what is open). `names` opens or
    closes names; None where there are none to open."""
    with st.container(key="rapat_kendali", horizontal=True):
        _button("Sebelumnya", "chevron_left", "Left", move, -1)
        word, icon = ("Lanjutkan", "play_arrow") if paused else ("Jeda", "pause")
        _button(word, icon, "Space", pause)
        _button("Berikutnya", "chevron_right", "Right", move, 1)
        if names is not None:
            word, icon = ("Tutup nama", "visibility_off") if names_open else ("Tampilkan nama", "visibility")
            _button(word, icon, "N", names)
        _screen()(key="rapat_layar")
        leaves = _button("Keluar dari mode rapat", "close", "Esc", lambda: None)
    with st.container(key="rapat_jauh"):
        _button("Halaman sebelumnya", "chevron_left", "PageUp", move, -1)
        _button("Halaman berikutnya", "chevron_right", "PageDown", move, 1)
    return leaves


def _button(word: str, icon: str, key: str, act: Callable[..., None], *args: object) -> bool:
    return st.button(
        word,
        key=f"rapat_{key.lower()}",
        icon=f":material/{icon}:",
        shortcut=key,
        on_click=act,
        args=args,
    )
