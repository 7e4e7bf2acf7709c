"""Antar-jemput: rounds and their people, the month's days, who has long been absent, and a year of rounds."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import pandas as pd

from lib.data.room import Room, remembered
from lib.domain import antar_jemput
from lib.domain.rows import of_posyandu, of_posyandu_and_all


class AntarJemput(Room):
    """Who is fetched, called and lost, in the rounds of a month and of a year."""

    @property
    @remembered
    def _held(self) -> pd.DataFrame:
        """See antar_jemput.compute_held_months."""
        return antar_jemput.compute_held_months(
            self._frames["jadwal"], self.seen.gizi.monthly, today=self.today
        )

    @cached_property
    def _every_round(self) -> pd.DataFrame:
        """The rounds of all months, those ahead too (see antar_jemput.compute_rounds)."""
        days = self._frames["jadwal"]["date"].dropna()
        first, last = (days.min(), days.max()) if len(days) else (self.today, self.today)
        return antar_jemput.compute_rounds(self._frames, today=self.today, month=first, until=last)

    @cached_property
    def _targets(self) -> pd.DataFrame:
        """Everyone of every antar-jemput round up to this month (see antar_jemput.compute_people): a month's
        people are a piece of it, and cost a hundredth of looking for them again."""
        rounds = self._every_round
        until = self.seen.this_month.end_time
        rounds = rounds[rounds["round_date"] <= until].reset_index(drop=True)
        first = rounds["round_date"].min() if len(rounds) else self.today
        return self._compute_people(rounds, first, self.today)

    @cached_property
    def _described(self) -> pd.DataFrame:
        """`_targets` as round_sasaran has them."""
        return self._describe(self._targets)

    def _compute_people(self, rounds: pd.DataFrame, first: pd.Timestamp, last: pd.Timestamp) -> pd.DataFrame:
        """Everyone of these rounds, of all months from the one of `first` to the one of `last`."""
        sasaran = antar_jemput.compute_sasaran(
            self._frames,
            self.seen.gizi.monthly,
            month=first,
            until=last,
            today=self.today,
            held=self._held,
            prepared=self.seen.gizi._sasaran,
        )
        return antar_jemput.compute_people(self._frames, rounds, sasaran, self.seen.gizi.monthly)

    def _is_over_or_running(self, months: Sequence[pd.Period]) -> bool:
        """Whether `_targets` has all of these months: those ahead are planned one by one."""
        return months[-1] <= self.seen.this_month

    @remembered
    def rounds(self, month: pd.Period) -> pd.DataFrame:
        """Antar-jemput rounds whose H-day lies in the month (see antar_jemput.compute_rounds)."""
        return _cut_months(self._every_round, [month])

    @remembered
    def sasaran(self, month: pd.Period) -> pd.DataFrame:
        """Who should be fetched in the rounds of a month (see antar_jemput.compute_sasaran)."""
        return antar_jemput.compute_sasaran(
            self._frames,
            self.seen.gizi.monthly,
            month=month,
            today=self.today,
            held=self._held,
            prepared=self.seen.gizi._sasaran,
        )

    @remembered
    def base_month(
        self, month: pd.Period, posyandu: str
    ) -> tuple[pd.Period | None, list[tuple[pd.Timestamp, str]]]:
        """The month whose absent children the rounds of a month fetch (antar_jemput.compute_base_months;
        None: there is none), and the months in between with why they do not count."""
        bases = self._base_months(month)
        found = bases.loc[bases["posyandu"].eq(posyandu), "base"]
        if found.empty:
            return None, []
        skipped = antar_jemput.explain_skipped_months(
            self._frames["jadwal"],
            posyandu=posyandu,
            base=found.iloc[0],
            month=month.start_time,
            days=self.seen.gizi.posyandu_days,
        )
        return found.iloc[0].to_period("M"), skipped

    @remembered
    def _base_months(self, month: pd.Period) -> pd.DataFrame:
        return antar_jemput.compute_base_months(self._held, [month.start_time])

    @remembered
    def round_people(self, month: pd.Period) -> pd.DataFrame:
        """Everyone of each round of a month with their bucket (see antar_jemput.compute_people)."""
        return self._people_in([month])

    def _people_in(self, months: Sequence[pd.Period]) -> pd.DataFrame:
        if self._is_over_or_running(months):
            return _cut_months(self._targets, months)
        rounds = _cut_months(self._every_round, months)
        return self._compute_people(rounds, months[0].start_time, months[-1].start_time)

    def sasaran_of_rounds(self, month: pd.Period) -> pd.DataFrame:
        """Who is sasaran of each round of a month on its very day: posyandu, round_date, person_id,
        kind."""
        people = self.round_people(month)
        return people.loc[people["in_target"], ["posyandu", "round_date", "person_id", "kind"]]

    @remembered
    def roster(self, month: pd.Period) -> pd.DataFrame:
        """The bus lists of a month in stop order (see antar_jemput.compute_roster), with everyone's trip."""
        roster = antar_jemput.compute_roster(self._frames, self.round_people(month))
        return roster.assign(trip=antar_jemput.compute_trip_numbers(roster, self.rounds(month)))

    def stops(self, roster: pd.DataFrame, posyandu: str) -> pd.DataFrame:
        """The places where the trips of one round halt (see antar_jemput.build_stops); `roster`: its rows."""
        return antar_jemput.build_stops(self._frames, roster, posyandu)

    @remembered
    def funnel(self, month: pd.Period) -> pd.DataFrame:
        """How far the invitation got, by round and kind (see antar_jemput.compute_funnel)."""
        return antar_jemput.compute_funnel(self.round_people(month), self.rounds(month))

    @remembered
    def tasks(self, month: pd.Period) -> pd.DataFrame:
        """The steps of SOP antar-jemput in the rounds of a month, as rows of `sop_status`."""
        return antar_jemput.compute_tasks(self.seen.sop.status(month), self.rounds(month))

    @remembered
    def cancelled_days(self, month: pd.Period) -> pd.DataFrame:
        """Posyandu days of a month that do not take place: posyandu, date, note."""
        days = self._frames["jadwal"]
        days = days[days["status"].eq("Batal").fillna(False) & days["date"].dt.to_period("M").eq(month)]
        shown: pd.DataFrame = days[["posyandu", "date", "note"]].reset_index(drop=True)
        return shown

    @remembered
    def month_days(self, month: pd.Period, posyandu: str | None = None) -> pd.DataFrame:
        """Every posyandu day of a month, moved and cancelled ones too (see
        antar_jemput.compute_every_day)."""
        return of_posyandu(self._month_days(month), posyandu)

    @remembered
    def _month_days(self, month: pd.Period) -> pd.DataFrame:
        return antar_jemput.select_month_days(self._every_day, month=month)

    @cached_property
    def _every_day(self) -> pd.DataFrame:
        return antar_jemput.compute_every_day(self._frames["jadwal"])

    @remembered
    def bus_clashes(self, month: pd.Period) -> pd.DataFrame:
        """Buses that several rounds of a month want on one day (see antar_jemput.find_bus_clashes)."""
        return antar_jemput.find_bus_clashes(self.rounds(month))

    @remembered
    def round_sasaran(self, month: pd.Period) -> pd.DataFrame:
        """`round_people` with absent and never (antar_jemput.compute_absence), lost
        (antar_jemput.compute_lost) and with the pickup point (antar_jemput.add_points)."""
        return self._described_in([month])

    def _described_in(self, months: Sequence[pd.Period]) -> pd.DataFrame:
        if self._is_over_or_running(months):
            return _cut_months(self._described, months)
        return self._describe(self._people_in(months))

    def _describe(self, people: pd.DataFrame) -> pd.DataFrame:
        people = antar_jemput.add_points(self._frames, people)
        absence = antar_jemput.compute_absence(
            self._frames, people, self.seen.gizi.monthly, today=self.today, held=self._held
        )
        return people.join(absence).assign(lost=antar_jemput.compute_lost(people))

    def dropped(self, month: pd.Period, posyandu: str | None = None) -> pd.DataFrame:
        """Balita that left S before they could be fetched (see antar_jemput.compute_dropped)."""
        return of_posyandu(self._dropped(month), posyandu)

    @remembered
    def _dropped(self, month: pd.Period) -> pd.DataFrame:
        return antar_jemput.compute_dropped(
            self._frames,
            self.seen.gizi.monthly,
            month=month,
            today=self.today,
            held=self._held,
            prepared=self.seen.gizi._sasaran,
        )

    @remembered
    def year(self, months: Sequence[pd.Period], posyandu: str | None = None) -> pd.DataFrame:
        """The funnel of those months with D/S beside it (see antar_jemput.compute_year)."""
        people = of_posyandu(self._described_in(months), posyandu)
        rounds = of_posyandu(_cut_months(self._every_round, months), posyandu)
        funnel = antar_jemput.compute_funnel(people, rounds)
        return antar_jemput.compute_year(
            months, funnel, people, self.seen.gizi.skdn(months, posyandu=posyandu)
        )

    @remembered
    def lost_often(self, months: Sequence[pd.Period], posyandu: str | None = None) -> pd.DataFrame:
        """Balita that were lost in several rounds of those months (see antar_jemput.compute_lost_often)."""
        return antar_jemput.compute_lost_often(antar_jemput.select_lost(self.people_of(months, posyandu)))

    @remembered
    def lost_people(self, months: Sequence[pd.Period], posyandu: str | None = None) -> pd.DataFrame:
        """Who was lost at which step in those months (see antar_jemput.compute_lost_people)."""
        return antar_jemput.compute_lost_people(antar_jemput.select_lost(self.people_of(months, posyandu)))

    @remembered
    def refusals(self, months: Sequence[pd.Period], posyandu: str | None = None) -> pd.DataFrame:
        """Why families refused in the rounds of those months, and in the last three of them (see
        antar_jemput.compute_refusals)."""
        return antar_jemput.compute_refusals(
            self.people_of(months, posyandu), lately=(months[-1] - 2).start_time
        )

    def call_shares(self, people: pd.DataFrame, posyandu: str) -> pd.Series:
        """Which kader calls whom of one round's people, as a proposal (see
        antar_jemput.compute_call_shares)."""
        return antar_jemput.compute_call_shares(
            people, antar_jemput.find_callers(self._frames["kader"], posyandu)
        )

    def people_of(self, months: Sequence[pd.Period], posyandu: str | None = None) -> pd.DataFrame:
        """`round_sasaran` of the rounds of those months (one after the other) up to today."""
        people = of_posyandu(self._described_in(months), posyandu)
        return people[people["round_date"] <= self.today].reset_index(drop=True)

    @remembered
    def donations(self, months: Sequence[pd.Period], posyandu: str | None = None) -> pd.DataFrame:
        """Rows of Donasi in those months, newest first; of one posyandu also those given to nobody in
        particular."""
        rows = self._frames["donasi"]
        rows = rows[rows["date"].dt.to_period("M").isin(list(months))]
        rows = of_posyandu_and_all(rows, posyandu)
        newest: pd.DataFrame = rows.sort_values("date", ascending=False, kind="stable").reset_index(drop=True)
        return newest

    def _cell_findings(self) -> pd.DataFrame:
        return antar_jemput.compute_antar_jemput_findings(self.seen._whole.tables.frames)


def _cut_months(table: pd.DataFrame, months: Sequence[pd.Period]) -> pd.DataFrame:
    """The rows whose round is in those months (one after the other)."""
    days = table["round_date"]
    inside = (days >= months[0].start_time) & (days <= months[-1].end_time)
    cut: pd.DataFrame = table[inside].reset_index(drop=True)
    return cut
