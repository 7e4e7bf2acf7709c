"""KEBAL MSG: sessions, who of the sasaran came, and the month after."""

from __future__ import annotations

from functools import cached_property

import pandas as pd

from lib.data.room import Room, remembered
from lib.domain import kebal_msg
from lib.domain.access import Role
from lib.domain.rows import of_posyandu
from lib.domain.small_counts import close_all, is_small
from lib.domain.steps.keys import KEBAL, normalise_sop

LETTER_COLUMNS = ("desa", "posyandu", "rt", "name")


class KebalMsg(Room):
    """Figures of eating together. Who may not know small counts gets totals of the puskesmas only, and
    none of them where one part of it is below five."""

    @cached_property
    def _targets(self) -> pd.DataFrame:
        """Who is 2T or BGM, in S, in each month: child_id, posyandu, month."""
        found = self.seen.gizi.monthly[self.seen.gizi.monthly["two_t"] | self.seen.gizi.monthly["bgm"]]
        if found.empty:
            return found[["child_id", "posyandu", "month"]]
        months = sorted(found["month"].unique())
        members = self.seen.gizi._sasaran.list_members(months)
        in_s = found.merge(members[["child_id", "month"]], on=["child_id", "month"], how="inner")
        return in_s[["child_id", "posyandu", "month"]]

    @remembered
    def sessions(self, month: pd.Period, posyandu: str | None = None) -> pd.DataFrame:
        """The sessions of a month with their children (see kebal_msg.compute_session_figures); of the
        children only `present` where cases are not shown."""
        sessions = of_posyandu(self._sessions(month), posyandu)
        table = kebal_msg.compute_session_figures(sessions, self._follow_up(month))
        if not self.scope.hides_small_counts:
            return table
        cases = [name for name in kebal_msg.SESSION_FIGURES if name != "present"]
        return table.assign(**dict.fromkeys(cases, float("nan")))

    @remembered
    def minutes(self, month: pd.Period, posyandu: str | None = None) -> pd.DataFrame:
        """Minutes of B1–B6 against the standard (see kebal_msg.compute_minutes)."""
        return kebal_msg.compute_minutes(self.seen.sop.steps, of_posyandu(self._sessions(month), posyandu))

    @remembered
    def waiting(self, month: pd.Period, posyandu: str | None = None) -> pd.DataFrame:
        """Posyandu that run KEBAL MSG and have sasaran but no session in a month: posyandu, sasaran (how
        many; NaN where small counts are hidden). One matter, outside what was due."""
        status = self.seen.sop.status(month)
        runs = status["owed"] & normalise_sop(status["sop"]).eq(KEBAL)
        table = kebal_msg.compute_waiting(self._buckets(month), status.loc[runs, "posyandu"])
        table = of_posyandu(table, posyandu)
        if self.scope.posyandu:
            table = table[table["posyandu"].isin(self.seen.posyandu_names)]
        return table.assign(sasaran=float("nan")) if self.scope.hides_small_counts else table

    @remembered
    def attendance(self, month: pd.Period, posyandu: str | None = None) -> pd.DataFrame:
        """The sasaran by name with `bucket` (rows of the case list "kebal"); empty where nobody is named."""
        rows = self.seen.gizi.case_lists(month, posyandu)["kebal"].rows
        if self.scope.names != "full":
            return rows.iloc[:0].assign(bucket=pd.Series([], dtype="str"))
        buckets = self._buckets(month).set_index("child_id")["bucket"]
        return rows.assign(bucket=buckets.reindex(rows["child_id"]).to_numpy())

    @remembered
    def buckets(self, month: pd.Period, posyandu: str | None = None) -> pd.DataFrame:
        """The sasaran by bucket: name, children (NaN where closed)."""
        rows = of_posyandu(self._buckets(month), posyandu)
        table = kebal_msg.count_buckets(rows["bucket"], kebal_msg.BUCKETS)
        return self._close(
            table, closed=pd.isna(self.seen.gizi.cases(month, posyandu)["kebal"]), posyandu=posyandu
        )

    def count_present(self, month: pd.Period) -> float:
        """How many of the sasaran came; NaN where closed."""
        buckets = self.buckets(month)
        return float(buckets.loc[buckets["name"] == kebal_msg.PRESENT, "children"].iloc[0])

    @remembered
    def follow_up(self, month: pd.Period, posyandu: str | None = None) -> pd.DataFrame:
        """The children who came, by name (`label`), then and one month later (see
        kebal_msg.compute_follow_up); empty where nobody is named."""
        rows = of_posyandu(self._follow_up(month), posyandu)
        if self.scope.names != "full":
            rows = rows.iloc[:0]
        return rows.assign(label=rows["child_id"].map(self.seen.person_labels).fillna(rows["child_id"]))

    @remembered
    def changes(self, month: pd.Period, posyandu: str | None = None) -> pd.DataFrame:
        """The children who came by change, each once: name, children (NaN where closed)."""
        rows = of_posyandu(self._follow_up(month), posyandu).drop_duplicates("child_id")
        table = kebal_msg.count_buckets(rows["change"], kebal_msg.CHANGES)
        return self._close(table, closed=False, posyandu=posyandu)

    @remembered
    def gain(self, month: pd.Period, posyandu: str | None = None) -> dict[str, float]:
        """Gain in the month after against KBM (see kebal_msg.compute_gain); NaN where closed."""
        gain = kebal_msg.compute_gain(of_posyandu(self._follow_up(month), posyandu))
        parts = (gain["reached"], gain["children"] - gain["reached"])
        if self.scope.hides_small_counts and (posyandu or any(is_small(part) for part in parts)):
            return dict.fromkeys(gain, float("nan"))
        return gain

    @remembered
    def unmatched(self, month: pd.Period, posyandu: str | None = None) -> pd.DataFrame:
        """Days with participants but without a session: posyandu, date, children."""
        unmatched = kebal_msg.compute_unmatched(self._participants(month), self._sessions(month))
        return of_posyandu(unmatched, posyandu)

    @remembered
    def letter_sasaran(self, month: pd.Period) -> pd.DataFrame:
        """The sasaran of a month for the letter to their Desa: LETTER_COLUMNS and nothing else of them, by
        desa, posyandu, RT and name. Only for those who see the whole puskesmas by name; else empty."""
        if self.scope.role is not Role.KEPALA:
            return pd.DataFrame({name: pd.Series([], dtype="str") for name in LETTER_COLUMNS})
        rows = self.seen.gizi.case_lists(month)["kebal"].rows.rename(columns={"label": "name"})
        places = self._frames["posyandu"].drop_duplicates("code").set_index("code")
        codes = rows["posyandu"]
        rows = rows.assign(
            desa=places["desa"].reindex(codes).to_numpy(),
            posyandu=places["name"].reindex(codes).fillna(codes.set_axis(codes)).to_numpy(),
        )
        return rows[list(LETTER_COLUMNS)].sort_values(list(LETTER_COLUMNS), ignore_index=True)

    @remembered
    def _sessions(self, month: pd.Period) -> pd.DataFrame:
        return kebal_msg.compute_sessions(self._frames, month=month.start_time, today=self.today)

    @remembered
    def _participants(self, month: pd.Period) -> pd.DataFrame:
        return kebal_msg.compute_participants(self._frames, month=month.start_time, today=self.today)

    @remembered
    def _buckets(self, month: pd.Period) -> pd.DataFrame:
        return kebal_msg.compute_attendance(
            self._sasaran(month), self._participants(month), self._sessions(month)
        )

    def _sasaran(self, month: pd.Period) -> pd.DataFrame:
        rows = self.seen.gizi.measured(month)
        return kebal_msg.compute_sasaran(rows, self.seen.gizi.members(month), month=month.start_time)

    @remembered
    def _follow_up(self, month: pd.Period) -> pd.DataFrame:
        return kebal_msg.compute_follow_up(
            self._participants(month),
            self._sessions(month),
            self.seen.gizi.monthly,
            self._sasaran(month),
            month=month.start_time,
            today=self.today,
            ever=self._targets,
        )

    def _close(self, table: pd.DataFrame, *, closed: bool, posyandu: str | None) -> pd.DataFrame:
        """All parts or none: with the total known, one hidden part could be worked out from the others."""
        if not self.scope.hides_small_counts:
            return table
        of_part = closed or posyandu is not None
        return table.assign(children=close_all(table["children"], of_part=of_part))

    def _cell_findings(self) -> pd.DataFrame:
        return kebal_msg.compute_kebal_findings(self.seen._whole.tables.frames)
