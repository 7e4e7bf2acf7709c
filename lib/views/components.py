"""The parts that every page is made of. Whatever comes out of a cell is escaped here.

Nothing in here reads data: the freshness line is handed a function that does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from html import escape
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from lib.domain.freshness import Freshness
from lib.views.style import build_style, state_class
from lib.words import text, tokens
from lib.words.formats import format_age, format_number, format_percent, format_time

if TYPE_CHECKING:
    from lib.views.charts.theme import AnyChart

FRESHNESS_SECONDS = 5
BOOKS_NAMED = 3
ROWS_A_PAGE = 25

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
) -> None:
    """Title, one sentence on what the page is for, and the freshness line, which keeps itself up to date.

    When the data's sequence has changed, `rerun` is called: pass `auth.rerun_quietly`.
    """
    # The first call draws inside this run: what it sees is what the page is computed from.
    st.session_state["papan_urutan"] = freshness().sequence
    with st.container(gap="xxsmall"):
        st.title(plain(title), anchor=False)
        st.html(f'<p class="papan-lead">{escape(lead)}</p>')
        _freshness_line(freshness, rerun)


@st.fragment(run_every=FRESHNESS_SECONDS)
def _freshness_line(freshness: Callable[[], Freshness], rerun: Callable[[], None]) -> None:
    current = freshness()
    if current.sequence != st.session_state.get("papan_urutan"):
        rerun()
    st.html(build_freshness(current))


def build_freshness(current: Freshness) -> str:
    """HTML of the line "Data 09.42, 3 menit lalu · Buku: …"; a failing read is said beside it."""
    if current.taken_at is None:
        when = f"<b>{escape(text.FRESHNESS_NONE)}</b>"
    else:
        line = text.FRESHNESS.format(time=format_time(current.taken_at), age=format_age(current.age))
        when = f"<b>{escape(line)}</b>"
    names = current.books
    if len(names) == 1:
        books = text.FRESHNESS_ONE_BOOK.format(name=names[0])
    elif len(names) <= BOOKS_NAMED:
        books = text.FRESHNESS_ONE_BOOK.format(name=", ".join(names)) if names else ""
    else:
        books = text.FRESHNESS_BOOKS.format(count=len(names))
    parts = [when, f'<span title="{escape(", ".join(names))}">· {escape(books)}</span>' if books else ""]
    whose = f'<p class="papan-whose">{escape(current.puskesmas)}</p>' if current.puskesmas else ""
    line = f'{whose}<p class="papan-fresh">{"".join(parts)}</p>'
    problems = [build_note(problem, kind="problem") for problem in current.problems]
    return line + "".join([*problems, *(build_note(notice) for notice in current.notices)])


def build_note(message: str, details: str | None = None, *, kind: str = "notice") -> str:
    """HTML of a note; `kind` is notice, problem or good."""
    more = f"<p>{escape(details)}</p>" if details else ""
    role = "alert" if kind == "problem" else "status"
    return f'<div class="papan-note {escape(kind)}" role="{role}">{escape(message)}{more}</div>'


def problem_note(message: str, details: str | None = None) -> None:
    """Something is wrong and the viewer should know; no blame, no jargon."""
    st.html(build_note(message, details, kind="problem"))


def notice_note(message: str, details: str | None = None) -> None:
    """Something worth knowing ("3 baris tidak dihitung", doubts in a document)."""
    st.html(build_note(message, details, kind="notice"))


def good_note(message: str, details: str | None = None) -> None:
    st.html(build_note(message, details, kind="good"))


def empty_state(title: str, what_to_do: str) -> None:
    """Instead of an empty chart or table: what is missing, and what to do about it."""
    st.html(
        f'<div class="papan-empty"><strong>{escape(title)}</strong><span>{escape(what_to_do)}</span></div>'
    )


def sample_badge() -> None:
    st.html(f'<span class="papan-badge">{escape(text.SAMPLE_BADGE)}</span>')


def state_chip(state: str) -> str:
    """HTML of a step's state: symbol, word and colour. Unknown states are shown as they are, uncoloured."""
    symbol = tokens.STATE_SYMBOLS.get(state, "")
    label = tokens.STATE_LABELS.get(state, state)
    known = f" {state_class(state)}" if state in tokens.STATE_SYMBOLS else ""
    mark = f'<span aria-hidden="true">{symbol}</span>' if symbol else ""
    return f'<span class="papan-chip{known}">{mark}{escape(label)}</span>'


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


def figures(built: Sequence[str], *, words: bool = False) -> None:
    """Several figures (of `build_figure`) side by side, as many in a row as fit; two on a phone.
    `words`: their values are words rather than numbers, and smaller."""
    st.html(f'<div class="papan-figures{" words" if words else ""}">{"".join(built)}</div>')


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
) -> str:
    """HTML of one figure; `compare` is a line or several, `mark` the verdict: its kind (good, problem,
    notice) and words; `link` the address its value opens ("" for none)."""
    shown = value if isinstance(value, str) else (format_percent if percent else format_number)(value)
    parts = []
    if denominator is not None:
        parts.append(f"{format_number(numerator)} dari {format_number(denominator)}")
    parts += [compare] if isinstance(compare, str) else list(compare or [])
    below = "".join(f"<div>{escape(part)}</div>" for part in parts)
    value = escape(shown)
    if link:
        value = (
            f'<a href="{escape(link)}" target="_self" aria-label="{escape(f"{label}: {shown}")}">{value}</a>'
        )
    verdict = f'<div class="mark {escape(mark[0])}">{escape(mark[1])}</div>' if mark else ""
    return (
        f'<div class="papan-figure"><div class="label">{escape(label)}</div>'
        f'<div class="value">{value}</div>{verdict}{below}</div>'
    )


def html_table(
    table: pd.DataFrame,
    columns: Mapping[str, str],
    *,
    formats: Mapping[str, Callable[[Any], str]] | None = None,
    html: Sequence[str] = (),
    numbers: Sequence[str] = (),
    caption: str | None = None,
    stacked: bool = True,
) -> None:
    """A table to read, also on a projector and on a phone (there each row becomes a card, if `stacked`)."""
    st.html(
        build_table(
            table, columns, formats=formats, html=html, numbers=numbers, caption=caption, stacked=stacked
        )
    )


def build_table(
    table: pd.DataFrame,
    columns: Mapping[str, str],
    *,
    formats: Mapping[str, Callable[[Any], str]] | None = None,
    html: Sequence[str] = (),
    numbers: Sequence[str] = (),
    caption: str | None = None,
    stacked: bool = True,
) -> str:
    """HTML of the table's `columns` (name → header), every cell escaped.

    `formats`: name → function of one cell; `html`: columns that already are our own HTML (state chips);
    `numbers`: columns set flush right. Missing values become a dash.
    """
    formats = formats or {}
    head = "".join(
        f'<th scope="col"{_number_class(name, numbers)}>{escape(header)}</th>'
        for name, header in columns.items()
    )
    cells = [
        [
            f'<td data-label="{escape(header)}"{_number_class(name, numbers)}>{content}</td>'
            for content in _build_cells(table[name], formats.get(name), is_html=name in html)
        ]
        for name, header in columns.items()
    ]
    body = "".join(f"<tr>{''.join(row)}</tr>" for row in zip(*cells, strict=True))
    title = f"<caption>{escape(caption)}</caption>" if caption else ""
    classes = "papan-table stacked" if stacked else "papan-table"
    return (
        f'<div class="papan-scroll" tabindex="0"><table class="{classes}">{title}'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _number_class(name: str, numbers: Sequence[str]) -> str:
    return ' class="number"' if name in numbers else ""


def _build_cells(
    values: pd.Series[Any], format_cell: Callable[[Any], str] | None, *, is_html: bool
) -> list[str]:
    missing = values.isna().to_numpy()
    shown = [
        text.EMPTY_VALUE if gone else (format_cell(value) if format_cell else str(value))
        for value, gone in zip(values, missing, strict=True)
    ]
    # One element a cell: on a phone a cell is a row of label and content.
    return [f"<div>{value}</div>" if is_html else escape(value) for value in shown]


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
    from lib.views.charts.specs import build_spec

    spec = build_spec(build, inputs, dark=is_dark())
    st.vega_lite_chart(spec=spec, theme=None, width="stretch", key=key, alt=description)


def loading(height: int = 240) -> AbstractContextManager[Any]:
    """`with loading():` around work that can take a moment: a skeleton stands in for it meanwhile."""
    return st.skeleton(height)
