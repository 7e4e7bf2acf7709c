"""Tokens: readable in both modes, told apart without colour, and the theme file made from them."""

from __future__ import annotations

import tomllib

import altair as alt
import pandas as pd
import pytest

from lib.views import theme
from lib.views.charts.theme import apply_theme
from lib.views.templates import build_style
from lib.words import tokens
from lib.words.tokens import DARK, LIGHT, Palette, Tone, compute_contrast

TEXT = 4.5
GRAPHIC = 3.0


def tones(palette: Palette) -> dict[str, Tone]:
    grounds = {"ground": palette.ground, "surface": palette.surface, "card": palette.card}
    return {
        **{f"ink on {name}": Tone(ground, palette.ink) for name, ground in grounds.items()},
        **{f"quiet ink on {name}": Tone(ground, palette.quiet_ink) for name, ground in grounds.items()},
        **{f"link on {name}": Tone(ground, palette.primary.ground) for name, ground in grounds.items()},
        "primary": palette.primary,
        "notice": palette.notice,
        "problem": palette.problem,
        "good": palette.good,
        **palette.states,
        **palette.skdn,
        **palette.severity,
    }


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_text_keeps_its_contrast(palette: Palette) -> None:
    weak = {
        name: round(compute_contrast(tone.ground, tone.ink), 2)
        for name, tone in tones(palette).items()
        if compute_contrast(tone.ground, tone.ink) < TEXT
    }
    assert weak == {}


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_lines_of_charts_stand_out_from_the_ground(palette: Palette) -> None:
    assert all(compute_contrast(colour, palette.ground) >= GRAPHIC for colour in palette.categories)


def test_contrast_as_wcag_defines_it() -> None:
    assert compute_contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert compute_contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


def test_every_state_has_colours_in_both_modes_a_symbol_of_its_own_and_a_word() -> None:
    states = set(tokens.STATE_SYMBOLS)
    assert states == set(LIGHT.states) == set(DARK.states) == set(tokens.STATE_LABELS)
    assert len(set(tokens.STATE_SYMBOLS.values())) == len(states)
    assert len(set(tokens.STATE_LABELS.values())) == len(states)


def test_body_text_is_at_least_16_px() -> None:
    assert min(tokens.BASE_SIZE, tokens.SMALL_SIZE, tokens.CHART_SIZE) >= 16


def test_the_theme_file_is_made_from_the_tokens() -> None:
    written = theme.CONFIG_FILE.read_text(encoding="utf-8")
    assert written == theme.build_config(), "run: python -m lib.views.theme"


def test_the_server_settings_give_nothing_away() -> None:
    options = tomllib.loads(theme.build_config())
    assert options["client"]["showErrorDetails"] == "none"
    assert options["client"]["toolbarMode"] == "minimal"
    assert options["browser"]["gatherUsageStats"] is False
    assert options["server"]["enableAgentApi"] is False


@pytest.mark.parametrize("dark", [False, True])
def test_charts_take_the_colours_of_their_mode(dark: bool) -> None:
    palette = tokens.palette(dark=dark)
    chart = alt.Chart(pd.DataFrame({"x": ["S"], "y": [1]})).mark_bar().encode(x="x:N", y="y:Q")
    config = apply_theme(chart, dark=dark).to_dict()["config"]
    assert config["axis"]["labelColor"] == palette.ink
    assert config["range"]["category"] == list(palette.categories)
    assert "config" not in chart.to_dict() or chart.to_dict()["config"] != config


def test_style_covers_every_state_and_fetches_nothing() -> None:
    for dark in (False, True):
        style = build_style(dark=dark)
        assert all(f".papan-{state.replace(' ', '-')}" in style for state in tokens.STATE_SYMBOLS)
        assert "url(" not in style
        assert "@import" not in style
