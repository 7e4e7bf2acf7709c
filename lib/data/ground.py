"""The ground of `Seen`: rows of one puskesmas scoped and masked for one scope, its settings and names."""

from __future__ import annotations

import hashlib
import itertools
import weakref
from dataclasses import replace
from functools import cached_property

import pandas as pd

from lib.data.answers import ANSWERS, Turns
from lib.data.engine import Whole
from lib.domain.access import Role
from lib.domain.privacy import Scope, scope_frames, show_frames
from lib.domain.rows import is_active
from lib.domain.settings import PuskesmasSettings, read_settings
from lib.workbook.tabs import TABS
from lib.workbook.words import header_key

_OWNERS = itertools.count()


class Ground:
    """Tables, settings and names of one puskesmas as one scope may see them."""

    def __init__(self, whole: Whole, scope: Scope) -> None:
        self.scope = scope
        self.puskesmas = whole.puskesmas
        self.today = pd.Timestamp(whole.today)
        self.sequence = whole.sequence
        self.books = {state.key: state.name for state in whole.books}
        self.present = whole.tables.present
        self._whole = whole
        # Still with health and birth dates, for computing; `tables` is what pages may show.
        self._frames = scope_frames(whole.tables.frames, scope)
        self._own_answers()

    def _own_answers(self) -> None:
        self.owner = next(_OWNERS)
        self.turns = Turns()
        weakref.finalize(self, ANSWERS.forget, self.owner)

    def __getstate__(self) -> dict[str, object]:
        """What goes from the process that built it to the server (lib.data.build_child)."""
        return {name: value for name, value in self.__dict__.items() if name not in ("owner", "turns")}

    def __setstate__(self, state: dict[str, object]) -> None:
        self.__dict__.update(state)
        self._own_answers()

    def _belong_to(self, whole: Whole) -> None:
        """These are the tables it was opened on, in this process."""
        self._whole = whole

    @property
    def sources(self) -> list[dict[str, str]]:
        """Where the data are from: workbook, time taken (ISO), and a fingerprint of its cells."""
        return [
            {
                "buku": state.name,
                "diambil": state.book.fetched_at.isoformat(timespec="seconds"),
                "sidik": hashlib.blake2b(
                    "".join(tab.digest for tab in state.book.tabs).encode(), digest_size=8
                ).hexdigest(),
            }
            for state in self._whole.books
            if state.book is not None
        ]

    @cached_property
    def tables(self) -> dict[str, pd.DataFrame]:
        """Tables by tab name as pages may show them (see privacy.show_frames)."""
        return show_frames(self._frames, self.scope)

    @cached_property
    def settings(self) -> PuskesmasSettings:
        """Names, targets and rules from the tab Pengaturan; a name that is not typed there is the one that
        the installation has for the puskesmas."""
        read = read_settings(self._frames["pengaturan"])
        return read if read.name else replace(read, name=self.puskesmas)

    @property
    def this_month(self) -> pd.Period:
        """The running month."""
        return self.today.to_period("M")

    @cached_property
    def months(self) -> list[pd.Period]:
        """Months that have weighings or posyandu days, up to the running one."""
        dates = pd.concat([self._frames["penimbangan"]["date"], self._frames["jadwal"]["date"]]).dropna()
        known = set(dates[dates <= self.today].dt.to_period("M")) | {self.this_month}
        return sorted(known)

    @cached_property
    def planned_months(self) -> list[pd.Period]:
        """`months`, and those ahead that already have posyandu days."""
        days = self._frames["jadwal"]["date"].dropna()
        return sorted({*self.months, *days.dt.to_period("M")})

    @cached_property
    def person_labels(self) -> dict[str, str]:
        """How balita and ibu hamil are called on screen, by ID; empty for those who see totals only."""
        balita, mothers = self._frames["balita"], self._frames["ibu_hamil"]
        named = [balita[["child_id", "name"]].dropna(), mothers[["mother_id", "name"]].dropna()]
        return {person: name for table in named for person, name in table.itertuples(index=False)}

    @property
    def tab_titles(self) -> dict[str, str]:
        """Tab name → title as in the workbook."""
        return {name: tab.title for name, tab in TABS.items()}

    def tab_links(self, tab: str, posyandu: str | None = None) -> dict[str, str]:
        """Workbook's name → address of its tab in Google Sheets, of the workbooks in which rows of this
        posyandu (or any in scope) stand; where none do, of all that have the tab (to a kader only if it is
        one). Nothing for files, and nothing for those who see no names: they do not type."""
        if self.scope.names != "full" or self.scope.name_in_book is not None:
            return {}
        rows = self._frames[tab]
        if posyandu and "posyandu" in rows.columns:
            rows = rows[rows["posyandu"].eq(posyandu)]
        title = TABS[tab].title
        every = {book: link for (book, name), link in self._whole.links.items() if name == title}
        shown = {book: link for book, link in every.items() if book in set(rows["source_book"])}
        if not shown and (len(every) == 1 or not self.scope.posyandu):
            shown = every
        return {self.books.get(book, book): link for book, link in shown.items()}

    def add_record_links(self, status: pd.DataFrame) -> pd.DataFrame:
        """Rows of sop_status with `link`: the address of the record's row in Google Sheets; "" for files, for
        steps without a record, and for those who see no names."""
        may = self.scope.names == "full"
        links = {(book, title): link for (book, title), link in self._whole.links.items() if may}
        addresses = []
        for source, book, row in zip(
            status["source"], status["source_book"], status["source_row"], strict=True
        ):
            tab = TABS.get(str(source).removeprefix("turunan: "), TABS["daftar_tilik"])
            link = links.get((book, tab.title), "") if isinstance(source, str) and pd.notna(row) else ""
            addresses.append(f"{link}&range=A{int(row)}" if link else "")
        return status.assign(link=pd.Series(addresses, index=status.index, dtype="str"))

    @cached_property
    def posyandu_names(self) -> dict[str, str]:
        """Code → name of the posyandu whose rows this scope sees, in the order of the tab."""
        table = self._frames["posyandu"]
        shown = table[is_active(table)]
        if self.scope.posyandu:
            own = {code.casefold() for code in self.scope.posyandu}
            shown = shown[shown["code"].str.casefold().isin(own)]
        return dict(zip(shown["code"], shown["name"].fillna(shown["code"]), strict=True))

    @cached_property
    def sop_titles(self) -> dict[str, str]:
        """Code → title of the active SOPs, in the order of the tab."""
        table = self._frames["sop"]
        shown = table[is_active(table)]
        return dict(zip(shown["code"], shown["title"].fillna(shown["code"]), strict=True))

    def may_see_cases(self, posyandu: str | None) -> bool:
        """Whether case counts may be shown at this level: those who see only "<5" get the puskesmas's."""
        return not (self.scope.hides_small_counts and posyandu is not None)

    def desa_of(self, posyandu: str | None) -> str | None:
        """The Desa/Kelurahan of a posyandu; None where there is none."""
        return self._desa.get(posyandu)

    @cached_property
    def _desa(self) -> dict[str | None, str]:
        table = self._frames["posyandu"].dropna(subset=["desa"]).drop_duplicates("code")
        return dict(zip(table["code"], table["desa"], strict=True))

    @property
    def may_write_for_all(self) -> bool:
        """Whether letters and lists of the whole puskesmas may be made: for those who see all of it."""
        return self.scope.role is Role.KEPALA

    @cached_property
    def every_posyandu_name(self) -> dict[str, str]:
        """Code → name of all posyandu of the puskesmas, for kader too."""
        table = self._frames["posyandu"]
        return dict(zip(table["code"], table["name"].fillna(table["code"]), strict=True))

    def missing_tabs(self, *names: str) -> list[str]:
        """Titles of those tabs (by name) that no workbook has. Tabs that are missing because their saved
        copies are damaged are not among them: nobody has to add them."""
        damaged = {
            header_key(title)
            for state in self._whole.books
            if state.book is not None
            for title in state.book.damaged
        }
        missing = (TABS[name].title for name in names if name not in self.present)
        return [title for title in missing if header_key(title) not in damaged]

    @property
    def left_out(self) -> dict[str, int]:
        """Rows not counted by tab title ("3 baris tidak dihitung"); of the whole puskesmas."""
        return {tab: rows for tab, rows in self._whole.tables.left_out.items() if rows}
