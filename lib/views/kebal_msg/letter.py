"""The letter to the Desa on the page KEBAL MSG: which desa, what is missing in it, the download."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import pandas as pd
import streamlit as st

from lib.views import components, filters
from lib.views.part import redrawn_alone
from lib.words.downloads import find_mime
from lib.words.text import LETTER_BLANKS, LETTER_USUAL

TITLE = "Surat untuk Desa"
HELP = (
    "Langkah A5: daftar sasaran bulan ini untuk pemerintah desa. Isinya nama, posyandu, dan RT saja. "
    "Periksa, beri nomor, dan tanda tangani sebelum dikirim."
)
CHOOSE = "Desa tujuan"
BUTTON = "Unduh surat (Word)"
NO_DESA = "{count} sasaran tidak masuk surat: posyandunya belum punya Desa/Kelurahan di tab “Posyandu”."


def count_desa(children: pd.DataFrame) -> dict[str, int]:
    """How many of the children of Seen.letter_sasaran live in each Desa, by its name."""
    counts = children["desa"].value_counts().sort_index()
    return {str(desa): int(count) for desa, count in counts.items()}


@redrawn_alone
def render_letter(
    children: pd.DataFrame,
    counts: Mapping[str, int],
    *,
    chosen: str | None,
    missing: Sequence[str],
    problem: str,
    build: Callable[[pd.DataFrame, str], bytes],
    name: Callable[[str], str],
) -> None:
    """The letter to each Desa, made when the button is pressed; nothing without sasaran. `children` of
    Seen.letter_sasaran, `counts` of count_desa, `chosen` the desa to begin with, `missing` settings,
    `problem` of the template."""
    if children.empty:
        return
    st.subheader(TITLE, anchor=False)
    components.render_lead(HELP)
    if problem:
        components.problem_note(problem, LETTER_USUAL)
    if missing:
        components.notice_note(LETTER_BLANKS.format(names=", ".join(missing)))
    if without := len(children) - sum(counts.values()):
        components.notice_note(NO_DESA.format(count=without))
    if not counts:
        return
    desa = str(chosen) if chosen in counts else next(iter(counts))
    if len(counts) > 1:
        labels = {one: f"{one} · {count} anak" for one, count in counts.items()}
        desa = filters.choice_filter(CHOOSE, "desa", labels, desa)
    st.download_button(
        BUTTON, lambda: build(children[children["desa"].eq(desa)], desa),
        file_name=name(desa), mime=find_mime(name(desa)),
        icon=":material/download:", key="papan_surat_kebal", on_click="ignore",
    )  # fmt: skip
