"""Who was followed up, by who asks: parts that add up, a Beranda that falls silent, small counts closed."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from lib.data.engine import Whole
from lib.data.seen import Seen, open_seen
from lib.domain import attention, followed_up
from lib.domain.access import Role
from lib.domain.privacy import Scope
from tests.data.conftest import SampleViews
from tests.domain.workbook_tables import build_table

NOVEMBER, OCTOBER = pd.Period("2026-11"), pd.Period("2026-10")
KEPALA = Scope(Role.KEPALA)


def note(whole: Whole, children: list[str], *, due_on: str) -> Whole:
    """The same book in which an action about each of these children was noted on 20 November."""
    rows = build_table(
        "tindak_lanjut",
        [
            {"date": "2026-11-20", "subject": child, "kind": "Rujuk", "plan": "-", "due_on": due_on}
            for child in children
        ],
    )
    frames = whole.tables.frames
    rows = pd.concat([frames["tindak_lanjut"], rows], ignore_index=True)
    tables = replace(whole.tables, frames={**frames, "tindak_lanjut": rows})
    return replace(whole, tables=tables, shared={})


def find_matter(seen: Seen, name: str) -> pd.Series:
    matters = seen.beranda.attention(NOVEMBER)
    return matters[matters["matter"].eq(name)].iloc[0]


@pytest.mark.parametrize("month", [NOVEMBER, OCTOBER])
def test_the_parts_add_up_to_the_lists_and_the_posyandu_to_the_whole(
    views: SampleViews, month: pd.Period
) -> None:
    seen = views["kepala"]
    counts = seen.daftar_anak.followed_by_kind(month)
    for one in counts.values():
        assert one["cases"] >= one["followed"] + one["late"] + one["waiting"] == one["cases"]
    lists = seen.gizi.case_lists(month)
    assert {key: counts[key]["cases"] for key in ("kebal", "gizi_buruk")} == {
        key: lists[key].count for key in ("kebal", "gizi_buruk")
    }
    waiting = seen.daftar_anak.unfollowed(month)
    assert waiting.count == counts[followed_up.ALL]["waiting"] > 0
    assert waiting.rows["label"].notna().all() and waiting.rows["waiting_days"].is_monotonic_decreasing
    places = [seen.daftar_anak.followed_counts(month, code) for code in seen.posyandu_names]
    summed = sum(table.set_index("kind")["followed"] for table in places)
    assert summed.to_dict() == {kind: one["followed"] for kind, one in counts.items()}


def test_beranda_falls_silent_when_every_case_has_its_action_and_is_loud_when_one_is_overdue(
    views: SampleViews,
) -> None:
    before = find_matter(open_seen(views.whole, KEPALA), "kebal")
    assert not attention.is_quiet(before) and before["grade"] == attention.ORDINARY
    children = views["kepala"].gizi.case_lists(NOVEMBER)["kebal"].rows["child_id"].tolist()
    done = find_matter(open_seen(note(views.whole, children, due_on="2026-11-30"), KEPALA), "kebal")
    assert attention.is_quiet(done) and done["followed"] == len(children)
    late = find_matter(open_seen(note(views.whole, children[:1], due_on="2026-11-21"), KEPALA), "kebal")
    assert late["grade"] == attention.URGENT and late["late"] == 1


def test_mothers_perlu_segera_fall_silent_too(views: SampleViews) -> None:
    mothers = views["kepala"].pendampingan.urgent()["mother_id"].tolist()
    assert find_matter(views["kepala"], "ibu segera")["grade"] == attention.URGENT
    seen = open_seen(note(views.whole, mothers, due_on="2026-11-30"), KEPALA)
    found = find_matter(seen, "ibu segera")
    assert attention.is_quiet(found) and found["grade"] == attention.ORDINARY


def test_who_sees_no_small_counts_learns_nothing_of_few_and_nobody_by_posyandu(views: SampleViews) -> None:
    for account in ("tamu", "dinkes"):
        seen = views[account]
        counts = seen.daftar_anak.followed_counts(NOVEMBER)
        few = counts[counts["kind"].ne("gizi_buruk")]  # three of 2T or BGM, and of gizi buruk nobody
        assert few[["cases", "followed", "late", "waiting"]].isna().all(axis=None)
        assert seen.daftar_anak.followed_counts(OCTOBER, "MLT1")["followed"].isna().all()
        assert seen.daftar_anak.unfollowed(OCTOBER).rows.empty
        assert seen.beranda.attention(NOVEMBER)["late"].isna().all()


def test_the_slide_shows_initials_and_the_same_figures(views: SampleViews) -> None:
    rapat = open_seen(views.whole, Scope(Role.KEPALA, names="initials"))
    mine = views["kepala"].rapat.slide("prioritas", OCTOBER, None)
    shown = rapat.rapat.slide("prioritas", OCTOBER, None)
    assert shown["counts"] == mine["counts"]
    names = set(views.whole.tables.frames["balita"]["name"].dropna())
    assert len(shown["rows"]) == len(mine["rows"]) > 0
    assert not set(shown["rows"]["label"]) & names and shown["rows"]["waiting_days"].notna().any()
    assert shown["rows"]["two_t"].tolist() == mine["rows"]["two_t"].tolist()
