"""One Student One Client: mothers and their risks, pairs, steps and visits, and figures without names."""

from __future__ import annotations

from functools import cached_property

import pandas as pd

from lib.data.room import Room, remembered
from lib.domain import followed_up, pendampingan
from lib.domain.access import Role
from lib.domain.rows import of_posyandu
from lib.domain.small_counts import OPEN, is_small
from lib.domain.steps.keys import normalise_key
from lib.workbook.findings import Level
from lib.workbook.tabs import TABS

_MEASURED = ("lila_cm", "kek", "hb_g_dl", "anaemia", "systolic", "diastolic", "hypertension", "danger")
UNLISTED_COLUMNS = ("student", "value", "message", "suggestion", "source_row", "link")


class Pendampingan(Room):
    """Mothers, their students, and who has none."""

    @cached_property
    def mothers(self) -> pd.DataFrame:
        """Ibu hamil with their risks (see pendampingan.compute_mothers) and nifas_day (NaN outside nifas)."""
        table = pendampingan.compute_mothers(self._frames, today=self.today)
        days = pendampingan.compute_postpartum_day(self._frames["ibu_hamil"], today=self.today)
        return table.assign(nifas_day=days.reindex(table["mother_id"]).to_numpy())

    @property
    def has_mothers(self) -> bool:
        """Whether there is any mother in scope."""
        return not self.mothers.empty

    @remembered
    def unaccompanied(self, posyandu: str | None = None) -> pd.DataFrame:
        """Mothers Perlu segera or at high risk without a student (see pendampingan.compute_unaccompanied)."""
        table = pendampingan.compute_unaccompanied(self.mothers, self.pairs)
        return of_posyandu(table, posyandu)

    @remembered
    def urgent(self, posyandu: str | None = None) -> pd.DataFrame:
        """Mothers Perlu segera, the gravest first (see pendampingan.select_urgent)."""
        table = pendampingan.select_urgent(self.mothers)
        return of_posyandu(table, posyandu)

    @remembered
    def _followed(self, posyandu: str | None = None) -> pd.DataFrame:
        """Mothers Perlu segera and what was done about them (see followed_up.compute_followed)."""
        cases = followed_up.compute_mother_cases(self.urgent(posyandu))
        visits = self._frames["kunjungan_ibu"].rename(columns={"mother_id": "person_id"})
        acts = followed_up.build_acts(("OSOC", followed_up.select_later_visits(visits, cases)))
        return followed_up.compute_followed(cases, self._frames["tindak_lanjut"], acts, today=self.today)

    @cached_property
    def pairs(self) -> pd.DataFrame:
        """One Student One Client pairs (see pendampingan.compute_pairs)."""
        return pendampingan.compute_pairs(self._frames, today=self.today)

    @property
    @remembered
    def steps(self) -> pd.DataFrame:
        """The ten steps of every pair with `link` to the record (see pendampingan.compute_osoc_steps)."""
        steps = pendampingan.compute_osoc_steps(self._frames, today=self.today, engine=self.seen.sop._engine)
        return self.seen.add_record_links(steps)

    @property
    @remembered
    def visits(self) -> pd.DataFrame:
        """Every visit to a mother up to today (see pendampingan.compute_visits)."""
        return pendampingan.compute_visits(self._frames, today=self.today)

    @property
    @remembered
    def matchless(self) -> pd.DataFrame:
        """Open pairs whose mother cannot be accompanied any more (see pendampingan.compute_matchless)."""
        return pendampingan.compute_matchless(self.pairs, self.mothers)

    @property
    @remembered
    def unlisted_students(self) -> pd.DataFrame:
        """Students whose every row of `Pendampingan` is left out, because nobody knows whose it is:
        UNLISTED_COLUMNS, a row each. Of the findings that are seen's: who sees none of them gets nobody."""
        rows = self._list_left_out("pendampingan")
        counted = normalise_key(self._frames["pendampingan"]["student"]).dropna()
        keys = normalise_key(rows["student"])
        return rows[keys.notna() & ~keys.isin(counted)].reset_index(drop=True)

    @property
    @remembered
    def unlisted_visits(self) -> pd.DataFrame:
        """Rows of `Kunjungan Ibu` that are left out because nobody knows the mother: as unlisted_students."""
        rows = self._list_left_out("kunjungan_ibu")
        # Rows that stand twice are left out too, and their mother is known.
        known = normalise_key(rows["value"]).isin(normalise_key(self._frames["ibu_hamil"]["mother_id"]))
        return rows[~known].reset_index(drop=True)

    def _list_left_out(self, tab: str) -> pd.DataFrame:
        """Findings about the mother of a row that does not count, a row each: UNLISTED_COLUMNS."""
        findings = self.seen.kualitas_data.findings
        whose = [column.header for column in TABS[tab].columns if column.name in ("mother_id", "name")]
        of_tab = findings["tab"].eq(TABS[tab].title) & findings["column"].isin(whose)
        found = findings[of_tab & findings["level"].eq(str(Level.ERROR))]
        rows = found.drop_duplicates(["source_book", "source_row"])
        places = zip(rows["source_book"], rows["source_row"], strict=True)
        student = [self._read_cell(tab, "student", str(book), int(row)) for book, row in places]
        rows = rows.assign(student=pd.Series(student, index=rows.index, dtype="str"))
        return rows[list(UNLISTED_COLUMNS)]

    def _read_cell(self, tab: str, column: str, book: str, row: int) -> str | None:
        """What was typed in a cell of a row that is left out; None where nothing is."""
        place = self.seen._whole.tables.places.get((tab, book), {}).get(column, -1)
        for state in self.seen._whole.books:
            for raw in state.book.tabs if state.book is not None and state.key == book else ():
                if raw.title.casefold() == TABS[tab].title.casefold() and place >= 0 and row <= len(raw.grid):
                    cells = raw.grid[row - 1]
                    value = cells[place] if place < len(cells) else None
                    return str(value).strip() or None if value is not None else None
        return None

    @remembered
    def recap(self, posyandu: str | None = None) -> pd.DataFrame:
        """The report of every pair in one row (SOP, step 8): its row of `pairs` with rt, kspr_factors,
        kspr_labels, and the newest measurements of its mother; by posyandu and name. Only for those who see
        the whole puskesmas by name; else empty."""
        columns = ["mother_id", "rt", "kspr_factors", "kspr_from_hb", "kspr_labels", "nifas_day", *_MEASURED]
        rows = self.pairs.merge(self.mothers[columns], on="mother_id", how="left", validate="m:1")
        if self.scope.role is not Role.KEPALA:
            return rows.iloc[:0]
        if posyandu is not None:
            rows = rows[rows["posyandu"].eq(posyandu)]
        return rows.sort_values(["posyandu", "name", "started_on"], kind="stable", ignore_index=True)

    @remembered
    def planning(self, posyandu: str | None = None, *, to_send: bool = False) -> pd.DataFrame:
        """Counts without names (see pendampingan.compute_planning) with `shown`: "open" everywhere for those
        who see persons; for others, and for files `to_send` to the dinkes, as hide_small_planning says, and
        of the whole puskesmas only."""
        hidden = to_send or self.scope.hides_small_counts
        place = None if hidden else posyandu
        mothers = self.mothers if place is None else self.mothers[self.mothers["posyandu"].eq(place)]
        pairs = self._frames["pendampingan"]
        if place is not None:
            pairs = pairs[pairs["mother_id"].isin(mothers["mother_id"])]
        table = pendampingan.compute_planning(mothers, pairs, today=self.today)
        return pendampingan.hide_small_planning(table) if hidden else table.assign(shown="open")

    def _is_care_closed(self) -> bool:
        planning = self.planning()
        return bool(planning.loc[planning["figure"].eq("risiko_didampingi"), "shown"].ne(OPEN).any())

    @remembered
    def posyandu_planning(self) -> pd.DataFrame:
        """Each posyandu's pregnant mothers (see pendampingan.compute_posyandu_planning); empty for those to
        whom small counts are not told."""
        table = pendampingan.compute_posyandu_planning(
            self.mothers, self._frames["pendampingan"], today=self.today
        )
        return table.iloc[:0] if self.scope.hides_small_counts else table

    @remembered
    def visit_months(self, posyandu: str | None = None, *, to_send: bool = False) -> pd.DataFrame:
        """Visits in twelve months (see pendampingan.compute_visit_months) with `shown` as in planning()."""
        hidden = to_send or self.scope.hides_small_counts
        visits = self.visits
        if posyandu and not hidden:
            visits = visits[visits["posyandu"].eq(posyandu)]
        table = pendampingan.compute_visit_months(visits, self.seen.this_month)
        small = table["count"].map(is_small).astype(bool) & hidden
        return table.assign(
            shown=small.map({True: "small", False: "open"}).astype("str"), count=table["count"].mask(small)
        )

    def _cell_findings(self) -> pd.DataFrame:
        return pendampingan.compute_pregnancy_findings(self.seen._whole.tables.frames, today=self.today)

    @property
    def _going_on(self) -> pd.Series:
        """Which rows of `pairs` are pairs that go on."""
        going_on: pd.Series = self.pairs["status"].isin(pendampingan.OPEN)
        return going_on
