"""Whatever figure of a page opens Daftar Anak, the list there holds as many children as the figure says."""

from __future__ import annotations

import re
from urllib.parse import parse_qs

import pandas as pd
import pytest

from lib.data.seen import Seen
from lib.words.formats import format_number
from tests.pages.conftest import OpenPage, read_html

LINK = re.compile(r'<a [^>]*href="daftar_anak\?([^"]*)"[^>]*>(.*?)</a>')


@pytest.fixture(scope="module")
def seen(sample_seen: Seen) -> Seen:
    return sample_seen


def count_list(seen: Seen, asked: dict[str, list[str]]) -> int:
    """The length of Daftar Anak at an address."""
    month, (place,) = pd.Period(asked["bulan"][0]), asked.get("posyandu", [""])
    rows = seen.daftar_anak.rows(asked["daftar"][0], month, place or None)
    marks = seen.daftar_anak.sifts(month, place or None).reindex(rows["child_id"], fill_value=False)
    kept = pd.Series(True, index=marks.index)
    for name in ("saring", "kelompok"):
        if name in asked:
            kept &= marks[asked[name][0]]
    return int(kept.sum())


@pytest.mark.parametrize("posyandu", ["", "MLT2"])
@pytest.mark.parametrize(
    ("key", "part", "month", "least"),
    [("gizi", "bulan", "2026-08", 30), ("gizi", "tren", "2026-11", 100), ("gizi", "posyandu", "2026-10", 20),
     ("gizi", "sebaran", "2026-10", 0), ("kebal_msg", "", "2026-10", 0), ("beranda", "", "2026-10", 0)],
)  # fmt: skip
def test_a_list_holds_what_its_figure_counts(
    open_page: OpenPage, seen: Seen, key: str, part: str, month: str, least: int, posyandu: str
) -> None:
    query = {name: word for name, word in (("bagian", part), ("posyandu", posyandu)) if word}
    app = open_page(key, bulan=month, **query)
    assert not app.exception
    # A figure's months as a line are a picture between the rate and its count.
    html = re.sub(r"<img [^>]*>", "", read_html(app))
    found = list(LINK.finditer(html))
    assert len(found) >= least
    for link in found:
        words = re.sub("<[^>]+>", "", link[2])
        if words in seen.posyandu_names.values():
            continue  # a place is no figure
        count = format_number(count_list(seen, parse_qs(link[1])))
        # A rate says its count beside it: "84,3%" above "129 dari 153".
        said = html[link.end() : link.end() + 200] if "%" in words else words
        wanted = rf"(?<![\d.,]){re.escape(count)}(?![\d.,])" + (" dari" if "%" in words else "")
        assert re.search(wanted, re.sub("<[^>]+>", " ", said)), (link[0], count)
