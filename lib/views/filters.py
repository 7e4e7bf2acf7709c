"""Month and posyandu filters that live in the address: `?bulan=2026-11&posyandu=MLT1`.

A choice survives a change of page and can be sent to somebody as a link. Streamlit's own binding of widgets
to the address (`bind="query-params"`) writes the shown label ("November 2026") instead of a code, so the few
lines are here. What the address says and cannot be chosen is ignored.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from lib.views import components
from lib.words import text
from lib.words.formats import format_month

MONTH_PARAMETER = "bulan"
POSYANDU_PARAMETER = "posyandu"
PART_PARAMETER = "bagian"
CHOOSE_PART = "Bagian"


def month_filter(months: Sequence[pd.Period], default: pd.Period) -> pd.Period:
    """Drop-down of monthly Periods, newest first; `default` when neither address nor memory say otherwise."""
    labels = {str(month): format_month(month) for month in sorted({*months, default}, reverse=True)}
    chosen = _choose(text.FILTER_MONTH, MONTH_PARAMETER, list(labels), labels, str(default))
    return pd.Period(chosen, freq="M")


def posyandu_filter(names: Mapping[str, str], *, all_label: str = text.FILTER_ALL_POSYANDU) -> str | None:
    """Drop-down of posyandu (code → name); None = all. With a single posyandu there is nothing to choose."""
    if len(names) == 1:
        return next(iter(names))
    chosen = _choose(text.FILTER_POSYANDU, POSYANDU_PARAMETER, ["", *names], {"": all_label, **names}, "")
    return chosen or None


def month_and_posyandu(
    place: DeltaGenerator, months: Sequence[pd.Period], default: pd.Period, names: Mapping[str, str]
) -> tuple[pd.Period, str | None]:
    """Both filters in the head of the page, side by side."""
    with fold(place, [say_month(months, default), say_posyandu(names)]):
        return month_filter(months, default), posyandu_filter(names)


@contextmanager
def fold(place: DeltaGenerator, chosen: Sequence[str]) -> Iterator[None]:
    """`with fold(page_head(…), [say_month(…)]):` draws choices into the head. Where it is narrow they stand
    below a box to tick that says what is `chosen`; the style sheet shows them without it where it is wide.
    (What Streamlit folds itself cannot be pressed before it is unfolded, however wide the page.)"""
    with place:
        label = ":material/tune: " + " · ".join(components.plain(one) for one in chosen)
        st.checkbox(label, key="papan_buka_pilihan")
        with st.container(key="papan_pilihan", horizontal=True, gap="small"):
            yield


def say_month(months: Sequence[pd.Period], default: pd.Period) -> str:
    """The month that `month_filter` will give, in words."""
    options = [str(month) for month in {*months, default}]
    return format_month(pd.Period(read_choice(MONTH_PARAMETER, options, str(default)), freq="M"))


def say_posyandu(names: Mapping[str, str], *, all_label: str = text.FILTER_ALL_POSYANDU) -> str:
    """The name of the posyandu that `posyandu_filter` will give."""
    if len(names) == 1:
        return next(iter(names.values()))
    return {"": all_label, **names}[read_choice(POSYANDU_PARAMETER, ["", *names], "")]


def choice_filter(
    label: str, parameter: str, labels: Mapping[str, str], default: str, *, as_bar: bool = False
) -> str:
    """One of `labels` (code → shown), kept in the address as `parameter`; a drop-down or a bar of buttons."""
    return _choose(label, parameter, list(labels), labels, default, as_bar=as_bar)


def part_filter(page: str, parts: Mapping[str, str], default: str) -> str:
    """The part of a page (code → shown) as a bar. Each page remembers its own: two of them may call a part by
    the same code, and nobody chose it there."""
    memory = f"{PART_PARAMETER}_{page}"
    return _choose(CHOOSE_PART, PART_PARAMETER, list(parts), parts, default, as_bar=True, memory=memory)


def read_choice(parameter: str, options: Sequence[str], default: str, *, memory: str = "") -> str:
    """What is chosen, by the address, else by memory (`memory`: its name, where it is not the parameter's);
    `default` where neither can be."""
    remembered = st.session_state.get(_memory(memory or parameter), default)
    given = st.query_params.get(parameter, remembered)
    return given if given in options else _match(given, options, default)


def _memory(parameter: str) -> str:
    return f"papan_pilihan_{parameter}"


def _choose(
    label: str,
    parameter: str,
    options: Sequence[str],
    labels: Mapping[str, str],
    default: str,
    *,
    as_bar: bool = False,
    memory: str = "",
) -> str:
    chosen = read_choice(parameter, options, default, memory=memory)
    memory, widget = _memory(memory or parameter), f"papan_saring_{parameter}"
    st.session_state[memory] = chosen
    st.session_state[widget] = chosen
    if chosen:
        if st.query_params.get(parameter) != chosen:
            st.query_params[parameter] = chosen
    elif parameter in st.query_params:
        del st.query_params[parameter]

    def keep() -> None:
        st.session_state[memory] = st.session_state.get(widget, chosen)
        if st.session_state[memory]:
            st.query_params[parameter] = st.session_state[memory]
        elif parameter in st.query_params:
            del st.query_params[parameter]

    if as_bar:
        # The buttons say it themselves; screen readers are still told.
        st.segmented_control(
            label, options, required=True, key=widget, format_func=labels.__getitem__, on_change=keep,
            label_visibility="collapsed",
        )  # fmt: skip
    else:
        st.selectbox(label, options, key=widget, format_func=labels.__getitem__, on_change=keep)
    return chosen


def _match(given: object, options: Sequence[str], default: str) -> str:
    """A code typed by hand in other letters still counts; anything else is the default."""
    wanted = str(given).strip().upper()
    return next((option for option in options if option and option.upper() == wanted), default)
