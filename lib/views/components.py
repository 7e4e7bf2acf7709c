"""The parts that every page is made of. Whatever comes out of a cell is escaped by their templates.

Nothing in here reads data: the freshness line is handed a function that does.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st
from markupsafe import Markup

from lib.domain.freshness import Freshness
from lib.turnstile import PAGE_RUNS
from lib.views.templates import build_style, macro, state_class
from lib.words import text, tokens
from lib.words.downloads import Download, find_mime
from lib.words.formats import format_age, format_number, format_percent, format_time

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from lib.views.charts.theme import AnyChart


FRESHNESS_SECONDS = 5
MOST_PATIENCE_SECONDS = 15.0
"""So long an outdated page lets others go first."""
_OUTDATED_SINCE = "papan_usang_sejak"
BOOKS_NAMED = 3
ROWS_A_PAGE = 25
COPY_HEIGHT = 180  # px of a text to copy that scrolls

_TEMPLATES = "components.html"
build_lead = macro(_TEMPLATES, "lead")
build_wide = macro(_TEMPLATES, "wide")
_freshness = macro(_TEMPLATES, "freshness")
_note = macro(_TEMPLATES, "note")
_empty = macro(_TEMPLATES, "empty")
_chip = macro(_TEMPLATES, "chip")
_figure = macro(_TEMPLATES, "figure")
_figures = macro(_TEMPLATES, "figures")
_cell = macro(_TEMPLATES, "cell")
_table = macro(_TEMPLATES, "table")

# Everything that Markdown, Streamlit's colour and icon directives or LaTeX would take as its own.
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|~$<>:&])")


# What Markdown makes a link of by itself, escaped or not: it looks again once all escapes are read.
_BARE_LINK = re.compile(r"(https?(?=:)|www(?=\.)|@(?=\w))", re.IGNORECASE)
_JOINER = "\u2060"


def plain(value: object) -> str:
    """Text from a cell for use inside st.markdown and labels: shown as typed, whatever it contains.
    An address in it stays text: an invisible joiner keeps its parts from being taken for one."""
    words = _BARE_LINK.sub(rf"\1{_JOINER}", " ".join(str(value).split()))
    return _MARKDOWN.sub(r"\\\1", words)


def is_dark() -> bool:
    """Whether this viewer sees the dark theme (light until the browser has said so)."""
    return bool(st.context.theme.type == "dark")


def render_style() -> None:
    """The page styles; once at the top of every whole run."""
    st.html(build_style(dark=is_dark()))


def page_head(
    title: str,
    lead: str,
    freshness: Callable[[], Freshness],
    *,
    rerun: Callable[[], None],
) -> DeltaGenerator:
    """One line of title and freshness, which keeps itself up to date; what the page is for stands behind the
    question mark. Gives the place beside them for the page's choices (`filters.fold`).

    When the page has become outdated, `rerun` is called: pass `auth.rerun_quietly`.
    """
    # The first call draws inside this run: what it sees is what the page is computed from.
    keep_drawn(freshness())
    with st.container(key="papan_kepala", horizontal=True, gap="medium"):
        with st.container(key="papan_judul", gap=None, width="stretch"):
            st.title(plain(title), anchor=False, help=plain(lead))
            _freshness_line(freshness, rerun)
        return st.container(key="papan_saringan", width="content")


@st.fragment(run_every=FRESHNESS_SECONDS)
def _freshness_line(freshness: Callable[[], Freshness], rerun: Callable[[], None]) -> None:
    current = freshness()
    if is_outdated(current) and _may_redraw():
        rerun()
    st.html(build_freshness(current))


def _may_redraw() -> bool:
    """Whether an outdated page may draw itself again now: when new data come every open page wants to, and
    whoever has just done something goes before them. At each look it tries again, for so long."""
    since = st.session_state.setdefault(_OUTDATED_SINCE, time.monotonic())
    if not PAGE_RUNS.is_calm and time.monotonic() - since < MOST_PATIENCE_SECONDS:
        return False
    del st.session_state[_OUTDATED_SINCE]
    return True


def keep_drawn(current: Freshness) -> None:
    """Remember of which data and in which mode the page is drawn."""
    st.session_state["papan_digambar"] = (current.sequence, is_dark())
    st.session_state.pop(_OUTDATED_SINCE, None)


def is_outdated(current: Freshness) -> bool:
    """Whether there are other data by now, or a device that has turned dark (or light) in the meantime: half
    of a page would stand in the colours of the other mode."""
    return st.session_state.get("papan_digambar") != (current.sequence, is_dark())


def render_lead(words: str | Markup) -> None:
    """A quiet sentence above or below what it is about; links in it come from templates."""
    st.html(build_lead(words=words))


def build_freshness(current: Freshness) -> Markup:
    """HTML of the line "Data 09.42, 3 menit lalu  Buku: …"; a failing read is said beside it."""
    line = text.FRESHNESS_NONE
    if current.taken_at is not None:
        line = text.FRESHNESS.format(time=format_time(current.taken_at), age=format_age(current.age))
    names = current.books
    if len(names) == 1:
        books = text.FRESHNESS_ONE_BOOK.format(name=names[0])
    elif len(names) <= BOOKS_NAMED:
        books = text.FRESHNESS_ONE_BOOK.format(name=", ".join(names)) if names else ""
    else:
        books = text.FRESHNESS_BOOKS.format(count=len(names))
    problems = [build_note(problem, kind="problem") for problem in current.problems]
    notes = [*problems, *(build_note(notice) for notice in current.notices)]
    return _freshness(whose=current.puskesmas, line=line, books=books, names=", ".join(names), notes=notes)


def build_note(message: str, details: str | Sequence[str] | None = None, *, kind: str = "notice") -> Markup:
    """HTML of a note; `details` a sentence or a list, `kind` notice, problem or good."""
    return _note(message=message, details=details, kind=kind)


def problem_note(message: str, details: str | Sequence[str] | None = None) -> None:
    """Something is wrong and the viewer should know; no blame, no jargon."""
    st.html(build_note(message, details, kind="problem"))


def notice_note(message: str, details: str | None = None) -> None:
    """Something worth knowing ("3 baris tidak dihitung", doubts in a document)."""
    st.html(build_note(message, details, kind="notice"))


def good_note(message: str, details: str | None = None) -> None:
    st.html(build_note(message, details, kind="good"))


def empty_state(title: str, what_to_do: str) -> None:
    """Instead of an empty chart or table: what is missing, and what to do about it."""
    st.html(_empty(title=title, what_to_do=what_to_do))


def sample_badge() -> None:
    st.badge(text.SAMPLE_BADGE, color="orange")


@lru_cache(maxsize=64)
def state_chip(state: str) -> Markup:
    """HTML of a step's state: symbol, word and colour. Unknown states are shown as they are, uncoloured."""
    known = state_class(state) if state in tokens.STATE_SYMBOLS else ""
    words = tokens.STATE_LABELS.get(state, state)
    return build_chip(words, known, tokens.STATE_SYMBOLS.get(state, ""))


def build_chip(words: str, state: str, symbol: str = "") -> Markup:
    """HTML of a chip; `state`: the class of its colours (style.state_class), "" for none."""
    return _chip(words=words, state=state, symbol=symbol)


def method_note(explanation: str) -> None:
    """ "Bagaimana angka ini dihitung?": our own words as Markdown; put cell text through `plain` first."""
    with st.expander(text.METHOD_TITLE, icon=":material/calculate:"):
        st.markdown(explanation)


def figure(
    label: str,
    value: float | str | None,
    *,
    numerator: float | None = None,
    denominator: float | None = None,
    compare: str | None = None,
    percent: bool = False,
) -> None:
    """One number with what it is made of: "82,4%", "dari 28/34", and a comparison in words ("target 80%")."""
    st.html(
        build_figure(
            label, value, numerator=numerator, denominator=denominator, compare=compare, percent=percent
        )
    )


def figures(built: Sequence[Markup], *, words: bool = False) -> None:
    """Several figures (of `build_figure`) side by side, as many in a row as fit; two on a phone.
    `words`: their values are words rather than numbers, and smaller."""
    st.html(_figures(built=built, words=words))


def build_figure(
    label: str,
    value: float | str | None,
    *,
    numerator: float | None = None,
    denominator: float | None = None,
    compare: str | Sequence[str] | None = None,
    percent: bool = False,
    mark: tuple[str, str] | None = None,
    link: str = "",
    line: Markup | None = None,
) -> Markup:
    """HTML of one figure; `compare` is a line or several, `mark` the verdict: its kind (good, problem,
    notice) and words; `link` the address its value opens ("" for none); `line` its months as a picture (of
    sparklines.build_line)."""
    shown = value if isinstance(value, str) else (format_percent if percent else format_number)(value)
    parts = []
    if denominator is not None:
        parts.append(f"{format_number(numerator)} dari {format_number(denominator)}")
    parts += [compare] if isinstance(compare, str) else list(compare or [])
    return _figure(label=label, value=shown, link=link, mark=mark, below=parts, line=line)


def html_table(
    table: pd.DataFrame | Mapping[str, Any],
    columns: Mapping[str, str],
    *,
    formats: Mapping[str, Callable[[Any], str]] | None = None,
    numbers: Sequence[str] = (),
    caption: str | None = None,
    stacked: bool = True,
) -> None:
    """A table to read, also on a projector and on a phone (there each row becomes a card, if `stacked`)."""
    st.html(build_table(table, columns, formats=formats, numbers=numbers, caption=caption, stacked=stacked))


def build_table(
    table: pd.DataFrame | Mapping[str, Any],
    columns: Mapping[str, str],
    *,
    formats: Mapping[str, Callable[[Any], str]] | None = None,
    numbers: Sequence[str] = (),
    caption: str | None = None,
    stacked: bool = True,
) -> Markup:
    """HTML of the table's `columns` (name → header). What is Markup (chips, links) stands as it is, every
    other cell is escaped.

    `table`: a DataFrame, or columns by name, equally long. Markup is kept in lists only, for a column of a
    DataFrame makes plain text of it: `{**rows, "name": [build_child_link(…), …]}` takes a DataFrame's other
    columns along. `formats`: name → function of one cell; `numbers`: columns set flush right. Missing values
    become a dash.
    """
    formats = formats or {}
    cells = []
    for name, header in columns.items():
        attributes = _cell(header=header, number=name in numbers)
        shown = _format_cells(table[name], formats.get(name))
        cells.append([(attributes, one) for one in shown])
    return _table(
        classes="papan-table stacked" if stacked else "papan-table",
        caption=caption,
        heads=[(header, name in numbers) for name, header in columns.items()],
        rows=zip(*cells, strict=True),
    )


def _format_cells(values: Any, format_cell: Callable[[Any], str] | None) -> list[Any]:
    column = pd.Series(values, dtype=object)
    return [
        text.EMPTY_VALUE if gone else (format_cell(value) if format_cell else value)
        for value, gone in zip(column.tolist(), column.isna().tolist(), strict=True)
    ]


def text_to_copy(words: str, *, most_lines: int | None = None) -> None:
    """A text with a button to copy it; one of more lines than `most_lines` scrolls. Lines are broken and the
    place around them scrolls, since no key scrolls Streamlit's own block of code."""
    scrolls = most_lines is not None and words.count("\n") >= most_lines
    with st.container(height=COPY_HEIGHT if scrolls else "content", border=False):
        st.code(words, language=None, wrap_lines=True)


def take_page(rows: pd.DataFrame, key: str) -> pd.DataFrame:
    """The rows of the page that is turned to, ROWS_A_PAGE of them; all where one page holds them."""
    pages = -(-len(rows) // ROWS_A_PAGE)
    if pages <= 1:
        return rows
    at = int(st.pagination(pages, key=key))
    return rows.iloc[(at - 1) * ROWS_A_PAGE : at * ROWS_A_PAGE]


def show_chart(build: Callable[..., AnyChart], *, description: str, key: str, **inputs: Any) -> None:
    """The chart `build(**inputs, palette=…)` in the viewer's mode, as wide as its place; `description` is for
    screen readers."""
    # Imported when a chart is drawn: altair takes a third of a second of a start whose first pages draw none.
    from lib.views.charts.theme import build_spec

    spec = build_spec(build, inputs, dark=is_dark())
    st.vega_lite_chart(spec=spec, theme=None, width="stretch", key=key, alt=description)


def loading(height: int = 240) -> AbstractContextManager[Any]:
    """`with loading():` around work that can take a moment: a skeleton stands in for it meanwhile."""
    return st.skeleton(height)


# --- Buttons that make a file when they are pressed.


def render_downloads(downloads: Sequence[Download]) -> None:
    """The buttons side by side."""
    with st.container(horizontal=True):
        for one in downloads:
            st.download_button(
                one.label, one.build, file_name=one.file_name, mime=find_mime(one.file_name),
                icon=":material/download:", key=f"papan_unduh_{one.file_name}", on_click="ignore",
            )  # fmt: skip
