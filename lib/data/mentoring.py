"""SIKERITING: pairs, teams, plans, candidates, MoU, monev and RTL."""

from __future__ import annotations

import pandas as pd

from lib.data.room import Room, remembered
from lib.domain import mentoring
from lib.domain.steps.keys import normalise_key


class Mentoring(Room):
    """Figures of the mentoring; the page is for those who see names, a mentor sees only their own pairs.
    A kelurahan ("" = all) and posyandu (None = all) narrow the pairs first."""

    @remembered
    def pairs(self, year: int) -> pd.DataFrame:
        """SIKERITING pairs (see mentoring.compute_pairs)."""
        return mentoring.compute_pairs(
            self._frames, self.seen.gizi.monthly, today=self.today, year=year, steps=self.pair_steps(year)
        )

    @remembered
    def pair_steps(self, year: int) -> pd.DataFrame:
        """SIKERITING pairs × steps (see mentoring.compute_pair_steps)."""
        return mentoring.compute_pair_steps(
            self._frames, today=self.today, year=year, engine=self.seen.sop._engine
        )

    @remembered
    def rail(self, year: int, kelurahan: str = "", posyandu: str | None = None) -> pd.DataFrame:
        """The steps of each team and kelurahan (see mentoring.compute_rail); kelurahan without a patient
        stand last, to those who see the whole puskesmas and while no posyandu is chosen."""
        pairs = mentoring.keep_place(self.pairs(year), kelurahan, posyandu)
        rail = mentoring.compute_rail(pairs, self.pair_steps(year))
        if posyandu is not None or self._is_narrowed:
            return rail
        bare = mentoring.keep_place(self._bare_rail(year), kelurahan)
        return pd.concat([rail, bare], ignore_index=True) if len(bare) else rail

    @remembered
    def _bare_rail(self, year: int) -> pd.DataFrame:
        return mentoring.compute_rail_without_pairs(
            self._frames, self.pairs(year), today=self.today, year=year
        )

    @property
    def _is_narrowed(self) -> bool:
        """Whether the scope sees only part of the puskesmas: what is missing in it may be there."""
        return bool(self.scope.posyandu) or self.scope.name_in_book is not None

    @remembered
    def plan(self, year: int, kelurahan: str = "", posyandu: str | None = None) -> pd.DataFrame:
        """Planned against held (see mentoring.compute_plan).  Of a kelurahan or posyandu: its own activities
        and those of its children, and those for the teams of its pairs that name no child."""
        return self._keep_shared(self._plan(year), year, kelurahan, posyandu)

    @remembered
    def _plan(self, year: int) -> pd.DataFrame:
        return mentoring.compute_plan(self._frames, today=self.today, year=year)

    def _keep_shared(
        self, rows: pd.DataFrame, year: int, kelurahan: str, posyandu: str | None
    ) -> pd.DataFrame:
        """Activities of a place; where only part of the puskesmas is seen, those of its children, and those
        without a child that are for its teams or for everybody."""
        teams = normalise_key(mentoring.keep_place(self.pairs(year), kelurahan, posyandu)["team"].dropna())
        shared = rows["child_id"].isna() & (normalise_key(rows["team"]).isin(teams) | rows["team"].isna())
        # A team's activity that names no kelurahan is for its patients everywhere.
        here = rows.index.isin(mentoring.keep_place(rows, kelurahan).index)
        kept = here | (shared & rows["kelurahan"].isna())
        if posyandu is not None or self._is_narrowed:
            own = rows["child_id"].notna() & (rows["posyandu"].eq(posyandu) if posyandu else True)
            kept &= own | shared
        return rows[kept]

    @remembered
    def strangers(self, posyandu: str | None = None) -> pd.DataFrame:
        """Activities for children who are no patients (see mentoring.find_strangers), with `posyandu`."""
        rows = mentoring.find_strangers(self._frames)
        home = self._frames["balita"].drop_duplicates("child_id").set_index("child_id")["posyandu"]
        rows = rows.assign(posyandu=home.reindex(rows["child_id"]).to_numpy())
        return mentoring.keep_place(rows, posyandu=posyandu)

    @remembered
    def candidates(self, kelurahan: str = "", posyandu: str | None = None) -> pd.DataFrame:
        """Children who could be chosen today (see mentoring.compute_candidates); nobody for mitra."""
        return mentoring.keep_place(self._candidates(), kelurahan, posyandu)

    @remembered
    def _candidates(self) -> pd.DataFrame:
        balita, monthly = self._frames["balita"], self.seen.gizi.monthly
        members = self.seen.gizi.members(self.seen.this_month)
        if self.scope.names != "full" or self.scope.name_in_book is not None:
            members = members.iloc[:0]
        return mentoring.compute_candidates(
            balita,
            monthly,
            members,
            self._frames["mentoring"],
            self._frames["posyandu"],
            today=self.today,
        )

    @remembered
    def mou(self, kelurahan: str = "") -> pd.DataFrame:
        """The MoU of each kelurahan (see mentoring.compute_mou) with today's active pairs; to those who see
        part of the puskesmas the kelurahan of their posyandu and pairs."""
        table = mentoring.keep_place(self._register(), kelurahan)
        if not self._is_narrowed:
            return table
        places = self._frames["posyandu"]
        own = [places.loc[places["code"].isin(list(self.seen.posyandu_names)), "desa"]]
        own.append(self.pairs(self.today.year)["kelurahan"])
        return table[normalise_key(table["kelurahan"]).isin(normalise_key(pd.concat(own).dropna()))]

    @remembered
    def _register(self) -> pd.DataFrame:
        return mentoring.compute_mou(self._frames["mou"], self.pairs(self.today.year), today=self.today)

    @remembered
    def window(self, year: int, number: int) -> mentoring.Window:
        """The days that count for a monev (see mentoring.compute_window)."""
        return mentoring.compute_window(number, year=year, today=self.today, steps=self.pair_steps(year))

    @remembered
    def monev(self, year: int, number: int, kelurahan: str = "", posyandu: str | None = None) -> pd.DataFrame:
        """The patients of monev 1 or 2 against the day they were chosen (see mentoring.compute_monev)."""
        pairs = mentoring.keep_place(self.pairs(year), kelurahan, posyandu)
        return mentoring.compute_monev(
            pairs,
            self._measurements(year),
            self.seen.gizi.monthly,
            self._frames["balita"],
            window=self.window(year, number),
        )

    @remembered
    def _measurements(self, year: int) -> pd.DataFrame:
        return mentoring.compute_measurements(
            self._frames, self.seen.gizi.monthly, self.pairs(year)["child_id"], self.today
        )

    @remembered
    def plans(self, year: int, kelurahan: str = "", posyandu: str | None = None) -> pd.DataFrame:
        """RTL of the activities and whether they are in Tindak Lanjut (see mentoring.compute_plans)."""
        return self._keep_shared(self._plans(year), year, kelurahan, posyandu)

    @remembered
    def _plans(self, year: int) -> pd.DataFrame:
        # Whether a team's plan is recorded is no secret of the rows that a narrow scope does not see.
        everyone = self.seen._whole.tables.frames["tindak_lanjut"]
        actions = everyone if self._is_narrowed else self._frames["tindak_lanjut"]
        return mentoring.compute_plans(self._frames, self.pairs(year), actions, today=self.today, year=year)

    @remembered
    def actions(self, year: int, kelurahan: str = "", posyandu: str | None = None) -> pd.DataFrame:
        """Open rows of Tindak Lanjut that come of the mentoring (see mentoring.compute_open_actions), with
        `label`: whom they are about."""
        pairs = mentoring.keep_place(self.pairs(year), kelurahan, posyandu)
        rows = mentoring.compute_open_actions(
            self._frames["tindak_lanjut"],
            pairs,
            self.plans(year, kelurahan, posyandu),
            today=self.today,
        )
        labels = self.seen.person_labels
        return rows.assign(label=[labels.get(subject, subject) for subject in rows["subject"]])

    def _cell_findings(self) -> pd.DataFrame:
        return mentoring.compute_mentoring_findings(self.seen._whole.tables.frames)
