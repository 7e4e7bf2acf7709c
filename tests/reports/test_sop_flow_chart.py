"""The flow chart: every step once, in a lane where executors differ, drawn without fonts from elsewhere."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from lib.reports.sop.flow_chart import build_flow, build_flow_charts
from lib.words import tokens
from lib.words.sop_document import UNSET, SopDocument, StepState, build_document
from tests.domain.workbook_tables import build_tables


def make_document(*executors: str) -> SopDocument:
    steps = [
        {"sop": "A", "step": str(number), "description": f"Langkah ke-{number}", "executor": executor or None}
        for number, executor in enumerate(executors, start=1)
    ]
    return build_document(build_tables(langkah_sop=steps), "A")


@pytest.mark.parametrize(
    ("executors", "lanes"),
    [
        (("Kader", "Kader"), []),
        (("", ""), []),
        (("Kader", "Sopir", "Kader"), ["Kader", "Sopir"]),
        (("Kader", "", "kader"), ["Kader", UNSET]),
        (("Gizi", "Gizi dan Kader", "Kader"), ["Gizi", "Kader"]),
        (("A", "B", "C", "D", "E", "F"), []),
    ],
)
def test_lanes_are_the_executors_where_they_differ_and_are_few(
    executors: tuple[str, ...], lanes: list[str]
) -> None:
    flow = build_flow(make_document(*executors), {}, palette=tokens.LIGHT)
    assert flow["lanes"] == lanes


def test_a_joint_step_names_both_although_it_stands_in_one_lane() -> None:
    flow = build_flow(make_document("Gizi", "Gizi dan Kader", "Kader"), {}, palette=tokens.LIGHT)
    assert [(step["lane"], step["below"]) for step in flow["steps"]] == [
        (0, ""), (0, "Gizi dan Kader"), (1, ""),
    ]  # fmt: skip


def test_without_lanes_each_step_says_who_does_it() -> None:
    flow = build_flow(make_document("Kader", ""), {}, palette=tokens.LIGHT, lanes=False)
    assert [step["below"] for step in flow["steps"]] == ["Kader", UNSET]


def test_a_state_is_colour_symbol_and_words() -> None:
    states = {"1": StepState("lewat", "Lewat")}
    first, second = build_flow(make_document("Kader", "Kader"), states, palette=tokens.LIGHT)["steps"]
    assert (first["fill"], first["symbol"], first["state"]) == (
        tokens.LIGHT.states["lewat"].ground, "▲", "Lewat",
    )  # fmt: skip
    assert (second["fill"], second["state"]) == (tokens.LIGHT.card, "")


@pytest.mark.parametrize("dark", [False, True])
def test_it_is_a_picture_that_needs_no_font(dark: bool) -> None:
    states = {"1": StepState("selesai", "Selesai"), "2": StepState("lewat", "Lewat")}
    for svg in build_flow_charts(make_document("Kader", "Sopir"), states, dark=dark):
        root = ElementTree.fromstring(svg)
        assert root.tag.endswith("svg")
        assert b"<text" not in svg and b"font-family" not in svg
        fills = set(re.findall(r'fill="(#[0-9a-f]{6})"', svg.decode()))
        tones = tokens.palette(dark=dark).states
        assert {tones["selesai"].ground.lower(), tones["lewat"].ground.lower()} <= fills
        # Every glyph that is used is also there: names were shortened alike.
        used = set(re.findall(r'xlink:href="#(\w+)"', svg.decode()))
        assert used <= set(re.findall(r'id="(\w+)"', svg.decode()))


def test_the_same_steps_and_states_are_drawn_once() -> None:
    document = make_document("Kader", "Sopir")
    one = build_flow_charts(document, {}, dark=False)
    other = build_flow_charts(make_document("Kader", "Sopir"), {}, dark=False)
    assert one[0] is other[0] and one[1] is other[1]
    assert build_flow_charts(document, {"1": StepState("selesai", "Selesai")}, dark=False)[0] != one[0]
