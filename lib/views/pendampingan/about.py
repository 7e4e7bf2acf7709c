"""What is said of a mother and of a pair, as HTML: the same cells in every part of the page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from markupsafe import Markup, escape

from lib.domain.pendampingan import NIFAS_DAYS, PREGNANT
from lib.domain.pendampingan.findings import LONGEST_DAYS
from lib.views import cells
from lib.views.templates import macro
from lib.words.formats import format_name, format_number, format_short_day
from lib.words.pendampingan import (
    GROUP_WORDS,
    IMPOSSIBLE,
    NOT_MEASURED,
    count_down,
    describe_silence,
    describe_weeks,
    is_silent,
    list_factors,
    list_signs,
)
from lib.words.text import EMPTY_VALUE

FILE = "pendampingan/pendampingan.html"

_mother, _risk = macro(FILE, "mother"), macro(FILE, "risk")


def build_chip(words: str, *, bad: bool = True) -> Markup:
    """A sign by shape and word: ▲ where it is alarming, ✓ where all is well."""
    return cells.build_sign("lewat" if bad else "selesai", words)


def build_mother(row: Mapping[Any, Any], posyandu: Mapping[str, str]) -> Markup:
    """Her name, and below it her posyandu."""
    return _mother(name=format_name(row["name"]), place=posyandu.get(str(row["posyandu"]), ""))


def build_gestation(mother: Mapping[Any, Any], today: pd.Timestamp) -> Markup:
    """Weeks and days, trimester, and days to the expected birth; in nifas the day of it."""
    if not mother:
        return escape(EMPTY_VALUE)
    if pd.notna(mother["nifas_day"]):
        return escape(f"Nifas, hari ke-{format_number(mother['nifas_day'])} dari {NIFAS_DAYS}")
    if mother["status"] != PREGNANT:
        return escape(mother["status"])
    if pd.isna(mother["gestation_days"]):
        return cells.join_lines("Hamil", build_chip(IMPOSSIBLE))
    parts = [
        describe_weeks(mother["gestation_days"]),
        f"trimester {int(mother['trimester'])}",
        f"HPL {format_short_day(mother['hpl'])}",
        count_down(mother["hpl"], today),
    ]
    wrong = build_chip(IMPOSSIBLE) if mother["gestation_days"] > LONGEST_DAYS else ""
    return cells.join_lines(*(part.replace(" ", "\u00a0") for part in parts), wrong)


def build_risk(mother: Mapping[Any, Any]) -> Markup:
    """Score, group and the factors with number and label."""
    if not mother:
        return escape(EMPTY_VALUE)
    # Whatever the score, a mother in danger is never called at low risk.
    group = str(mother["kspr_group"])
    urgent = [build_chip("Perlu segera"), mother["segera"]] if mother["segera"] else []
    factors = [f"{code} · {label}" for code, label, _ in list_factors(mother)]
    return _risk(
        urgent=urgent,
        score=f"{format_number(mother['kspr_score'])} · {group if urgent else GROUP_WORDS[group]}",
        factors=cells.join_lines(*(factors or ["tanpa faktor tercatat"])),
    )


def build_signs(mother: Mapping[Any, Any]) -> Markup:
    """The newest measurements; what is bad stands first."""
    if not mother:
        return escape(EMPTY_VALUE)
    signs = list_signs(mother)
    bad = [cells.join_words(build_chip(word), value) for word, value, is_bad, _ in signs if is_bad]
    fine = [value for _, value, is_bad, _ in signs if is_bad is False]
    return cells.join_lines(*bad, ", ".join(fine)) or escape(NOT_MEASURED)


def build_visits(row: Mapping[Any, Any]) -> Markup:
    """How many visits, the last one, and whether the pair has gone silent. `row` of compute_pairs."""
    told = (
        f"{format_number(row['visits'])}×, terakhir {format_short_day(row['last_visit'])}"
        if row["visits"]
        else "belum ada"
    )
    return cells.join_lines(told, build_chip(describe_silence(row)) if is_silent(row) else "")
