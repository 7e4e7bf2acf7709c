"""An SOP's flow chart, drawn from its steps: for the screen as SVG, for paper as a part of the document."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from lib.reports.typesetting import build_svg
from lib.words import tokens
from lib.words.sop_document import UNSET, SopDocument, StepState

_TEMPLATE = Path(__file__).with_suffix(".typ")
_MOST_LANES = 5
"""With more executors than this their names stand in the steps instead."""
_LANE_POINTS = 178.0
_COLUMN_POINTS = 400.0
_NARROW_POINTS = 262.0
_URGENT = ("lewat", "hari ini")


def build_flow_charts(
    document: SopDocument, states: Mapping[str, StepState], *, dark: bool
) -> tuple[bytes, bytes]:
    """The flow chart as SVG, for wide and for narrow screens; the same one for the same steps and states."""
    wide = build_flow(document, states, palette=tokens.palette(dark=dark))
    narrow = build_flow(document, states, palette=tokens.palette(dark=dark), lanes=False)
    lanes = len(wide["lanes"])
    width = max(lanes * _LANE_POINTS, 2.6 * _LANE_POINTS) if lanes else _COLUMN_POINTS
    return _draw(json.dumps([wide, width])), _draw(json.dumps([narrow, _NARROW_POINTS]))


@lru_cache(maxsize=64)
def _draw(flow_and_width: str) -> bytes:
    flow, width = json.loads(flow_and_width)
    return build_svg(_TEMPLATE, {"flow": flow, "width": width})


def build_flow(
    document: SopDocument,
    states: Mapping[str, StepState],
    *,
    palette: tokens.Palette,
    lanes: bool = True,
) -> dict[str, Any]:
    """What flow_lanes.typ draws: lanes (none where there would be one only, or too many), steps, colours."""
    names = _list_lanes(document) if lanes else []
    phase = ""
    steps = []
    for step in document.chart_steps:
        state = states.get(step.no)
        tone = palette.states[state.state] if state else tokens.Tone(palette.card, palette.ink)
        lane = _take_lane(step.executors)
        executor = step.executor or (UNSET if any(each.executors for each in document.steps) else "")
        minutes = f"{step.minutes} menit" if step.minutes is not None else ""
        parts = ["" if names and executor in (lane, UNSET) else executor, step.timing, minutes]
        steps.append(
            {
                "no": step.no,
                "what": step.what,
                "below": " · ".join(part for part in parts if part),
                "phase": step.phase if step.phase != phase else "",
                "lane": names.index(lane) if names else 0,
                "symbol": tokens.STATE_SYMBOLS[state.state] if state else "",
                "state": state.words if state else "",
                "urgent": state is not None and state.state in _URGENT,
                "open": state is not None and state.state == "belum diisi",
                "fill": tone.ground,
                "ink": tone.ink,
            }
        )
        phase = step.phase
    return {
        "lanes": names,
        "steps": steps,
        "ground": palette.ground,
        "ink": palette.ink,
        "quiet": palette.quiet_ink,
        "line": palette.line,
        "primary": palette.primary.ground,
    }


def _take_lane(executors: tuple[str, ...]) -> str:
    """A step of several executors stands with the first; the step itself names them all."""
    return executors[0] if executors else UNSET


def _list_lanes(document: SopDocument) -> list[str]:
    used = {_take_lane(step.executors) for step in document.steps}
    lanes = [name for name in (*document.executors, UNSET) if name in used]
    return lanes if 1 < len(lanes) <= _MOST_LANES else []
