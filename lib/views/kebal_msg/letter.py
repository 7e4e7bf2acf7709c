"""The letter to the Desa on the page KEBAL MSG: which desa, what is missing in it, the download."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd
import streamlit as st

from lib.views import components, filters
from lib.words.downloads import find_mime
from lib.words.letters import BLANKS, USUAL

TITLE = "Surat untuk Desa"
HELP = (
    "Langkah A5: daftar sasaran bulan ini untuk pemerintah desa. Isinya nama, posyandu, dan RT saja. "
    "Periksa, beri nomor, dan tanda tangani sebelum dikirim."
)
CHOOSE = "Desa tujuan"
BUTTON = "Unduh surat (Word)"
NO_DESA = "{count} sasaran tidak masuk surat: posyandunya belum punya Desa/Kelurahan di tab “Posyandu”."


def render_letter(
    children: pd.DataFrame,
    *,
    chosen: str | None,
    missing: Sequence[str],
    problem: str,
    build: Callable[[pd.DataFrame, str], bytes],
    name: Callable[[str], str],
) -> None:
    """The letter to each Desa, made when the button is pressed; nothing without sasaran. `children` of
    Seen.letter_sasaran, `chosen` the desa to begin with, `missing` settings, `problem` of the template."""
    if children.empty:
        return
    st.subheader(TITLE, anchor=False)
    components.render_lead(HELP)
    if problem:
        components.problem_note(problem, USUAL)
    if missing:
        components.notice_note(BLANKS.format(names=", ".join(missing)))
    if without := int(children["desa"].isna().sum()):
        components.notice_note(NO_DESA.format(count=without))
    counts = children.dropna(subset=["desa"]).groupby("desa").size()
    if counts.empty:
        return
    desa = str(chosen) if chosen in counts.index else str(counts.index[0])
    if len(counts) > 1:
        labels = {str(one): f"{one} · {count} anak" for one, count in counts.items()}
        desa = filters.choice_filter(CHOOSE, "desa", labels, desa)
    rows = children[children["desa"].eq(desa)]
    st.download_button(
        BUTTON, lambda: build(rows, desa), file_name=name(desa), mime=find_mime(name(desa)),
        icon=":material/download:", key="papan_surat_kebal", on_click="ignore",
    )  # fmt: skip
