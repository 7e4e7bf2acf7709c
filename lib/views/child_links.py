"""From a figure of the Gizi page to the children it counts: Daftar Anak with list, sift and group chosen."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from urllib.parse import urlencode

import pandas as pd
from markupsafe import Markup, escape

from lib.domain.access import PAGES
from lib.views.links import keep_puskesmas
from lib.views.templates import macro
from lib.words.formats import format_number

PAGE = "daftar_anak"
_link = macro("components.html", "link")


@dataclass(frozen=True)
class ChildLinks:
    """Addresses of the children of a month, for those who see them by name; "" for everybody else.

    `posyandu`: the one chosen on the page (None = all). `own`: the posyandu whose children this viewer sees,
    `everywhere`: those are all.
    """

    named: bool
    month: pd.Period
    posyandu: str | None
    own: Collection[str]
    everywhere: bool

    def address(
        self,
        daftar: str,
        saring: str = "",
        *,
        kelompok: str = "",
        posyandu: str | None = None,
        month: pd.Period | None = None,
    ) -> str:
        """The page with these choices made; "" where this viewer may not see the children."""
        place = posyandu or self.posyandu
        seen = self.everywhere if place is None else place in self.own
        if not self.named or not seen:
            return ""
        query = {
            "bulan": str(month or self.month),
            "posyandu": place or "",
            "daftar": daftar,
            "saring": saring,
            "kelompok": kelompok,
        }
        return f"{PAGES[PAGE].url_path}?{urlencode(keep_puskesmas(query))}"

    def open_place(self, posyandu: str) -> str:
        """The children of one posyandu, the list that presses first; "" where this viewer may not see
        them."""
        return self.of_all().address("", posyandu=posyandu)

    def of_all(self) -> ChildLinks:
        """The same without the posyandu chosen: for totals of the puskesmas."""
        return replace(self, posyandu=None)

    def number(self, count: float, daftar: str, saring: str = "", **place: str | pd.Period | None) -> Markup:
        """HTML of a count that opens its children; plain where there are none or they are not shown."""
        shown = format_number(count)
        address = self.address(daftar, saring, **place) if count > 0 else ""  # type: ignore[arg-type]
        return build_link(shown, address)


def build_link(words: str, address: str) -> Markup:
    """HTML: the words, opening the address in this tab; only the words where it is ""."""
    return _link(words=words, address=address) if address else escape(words)
