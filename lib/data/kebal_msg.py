"""KEBAL MSG: what a View answers about sessions, who of the sasaran came, and the month after."""

from __future__ import annotations

import pandas as pd

from lib.data.work_figures import WorkFigures
from lib.domain import kebal_msg, skdn
from lib.domain.access import Role
from lib.domain.small_counts import close_all, is_small
from lib.domain.steps.keys import KEBAL, normalise_sop

LETTER_COLUMNS = ("desa", "posyandu", "rt", "name")


class KebalFigures(WorkFigures):
    """Figures of eating together. Who may not know small counts gets totals of the puskesmas only, and
    none of them where one part of it is below five."""

    def kebal_sessions(self, month: pd.Period, posyandu: str | None = None) -> pd.DataFrame:
        """The sessions of a month with their children (see kebal_msg.compute_session_figures); of the
        children only `present` where cases are not shown."""
        sessions = _select(self._kebal_sessions(month), posyandu)
        table = kebal_msg.compute_session_figures(sessions, self._kebal_follow_up(month))
        if not self.scope.hides_small_counts:
            return table
        cases = [name for name in kebal_msg.SESSION_FIGURES if name != "present"]
        return table.assign(**dict.fromkeys(cases, float("nan")))

    def kebal_minutes(self, month: pd.Period, posyandu: str | None = None) -> pd.DataFrame:
        """Minutes of B1–B6 against the standard (see kebal_msg.compute_minutes)."""
        return kebal_msg.compute_minutes(self._frames, _select(self._kebal_sessions(month), posyandu))

    def kebal_waiting(self, month: pd.Period, posyandu: str | None = None) -> pd.DataFrame:
        """Posyandu that run KEBAL MSG and have sasaran but no session in a month: posyandu, sasaran (how many;
        NaN where small counts are hidden). One matter, outside what was due."""
        status = self.sop_status(month)
        runs = status["owed"] & normalise_sop(status["sop"]).eq(KEBAL)
        table = kebal_msg.compute_waiting(self._kebal_buckets(month), status.loc[runs, "posyandu"])
        table = _select(table, posyandu)
        if self.scope.posyandu:
            table = table[table["posyandu"].isin(self.posyandu_names)]
        return table.assign(sasaran=float("nan")) if self.scope.hides_small_counts else table

    def kebal_attendance(self, month: pd.Period, posyandu: str | None = None) -> pd.DataFrame:
        """The sasaran by name with `bucket` (rows of the case list "kebal"); empty where nobody is named."""
        rows = self.case_lists(month, posyandu)["kebal"].rows
        if self.scope.names != "full":
            return rows.iloc[:0].assign(bucket=pd.Series([], dtype="str"))
        buckets = self._kebal_buckets(month).set_index("child_id")["bucket"]
        return rows.assign(bucket=buckets.reindex(rows["child_id"]).to_numpy())

    def kebal_buckets(self, month: pd.Period, posyandu: str | None = None) -> pd.DataFrame:
        """The sasaran by bucket: name, children (NaN where closed)."""
        rows = _select(self._kebal_buckets(month), posyandu)
        table = kebal_msg.count_buckets(rows["bucket"], kebal_msg.BUCKETS)
        return self._close(table, closed=pd.isna(self.cases(month, posyandu)["kebal"]), posyandu=posyandu)

    def kebal_follow_up(self, month: pd.Period, posyandu: str | None = None) -> pd.DataFrame:
        """The children who came, by name (`label`), then and one month later (see
        kebal_msg.compute_follow_up); empty where nobody is named."""
        rows = _select(self._kebal_follow_up(month), posyandu)
        if self.scope.names != "full":
            rows = rows.iloc[:0]
        return rows.assign(label=rows["child_id"].map(self.person_labels).fillna(rows["child_id"]))

    def kebal_changes(self, month: pd.Period, posyandu: str | None = None) -> pd.DataFrame:
        """The children who came by change, each once: name, children (NaN where closed)."""
        rows = _select(self._kebal_follow_up(month), posyandu).drop_duplicates("child_id")
        table = kebal_msg.count_buckets(rows["change"], kebal_msg.CHANGES)
        return self._close(table, closed=False, posyandu=posyandu)

    def kebal_gain(self, month: pd.Period, posyandu: str | None = None) -> dict[str, float]:
        """Gain in the month after against KBM (see kebal_msg.compute_gain); NaN where closed."""
        gain = kebal_msg.compute_gain(_select(self._kebal_follow_up(month), posyandu))
        parts = (gain["reached"], gain["children"] - gain["reached"])
        if self.scope.hides_small_counts and (posyandu or any(is_small(part) for part in parts)):
            return dict.fromkeys(gain, float("nan"))
        return gain

    def kebal_unmatched(self, month: pd.Period, posyandu: str | None = None) -> pd.DataFrame:
        """Days with participants but without a session: posyandu, date, children."""
        unmatched = kebal_msg.compute_unmatched(self._kebal_participants(month), self._kebal_sessions(month))
        return _select(unmatched, posyandu)

    def letter_sasaran(self, month: pd.Period) -> pd.DataFrame:
        """The sasaran of a month for the letter to their Desa: LETTER_COLUMNS and nothing else of them, by
        desa, posyandu, RT and name. Only for those who see the whole puskesmas by name; else empty."""
        if self.scope.role is not Role.KEPALA:
            return pd.DataFrame({name: pd.Series([], dtype="str") for name in LETTER_COLUMNS})
        rows = self.case_lists(month)["kebal"].rows.rename(columns={"label": "name"})
        places = self._frames["posyandu"].drop_duplicates("code").set_index("code")
        codes = rows["posyandu"]
        rows = rows.assign(
            desa=places["desa"].reindex(codes).to_numpy(),
            posyandu=places["name"].reindex(codes).fillna(codes.set_axis(codes)).to_numpy(),
        )
        return rows[list(LETTER_COLUMNS)].sort_values(list(LETTER_COLUMNS), ignore_index=True)

    def desa_of(self, posyandu: str | None) -> str | None:
        """The Desa/Kelurahan of a posyandu; None where there is none."""
        table = self._frames["posyandu"].dropna(subset=["desa"]).drop_duplicates("code")
        return dict(zip(table["code"], table["desa"], strict=True)).get(posyandu)

    def _kebal_sessions(self, month: pd.Period) -> pd.DataFrame:
        return self._once(
            ("kebal_sessions", month),
            lambda: kebal_msg.compute_sessions(self._frames, month=month.start_time, today=self.today),
        )

    def _kebal_participants(self, month: pd.Period) -> pd.DataFrame:
        return self._once(
            ("kebal_participants", month),
            lambda: kebal_msg.compute_participants(self._frames, month=month.start_time, today=self.today),
        )

    def _kebal_buckets(self, month: pd.Period) -> pd.DataFrame:
        return self._once(
            ("kebal_buckets", month),
            lambda: kebal_msg.compute_attendance(
                self._kebal_sasaran(month), self._kebal_participants(month), self._kebal_sessions(month)
            ),
        )

    def _kebal_sasaran(self, month: pd.Period) -> pd.DataFrame:
        members = skdn.compute_membership(self._frames["balita"], self.monthly, [month.start_time])
        return kebal_msg.compute_sasaran(self.monthly, members, month=month.start_time)

    def _kebal_follow_up(self, month: pd.Period) -> pd.DataFrame:
        return self._once(
            ("kebal_follow_up", month),
            lambda: kebal_msg.compute_follow_up(
                self._kebal_participants(month),
                self._kebal_sessions(month),
                self.monthly,
                self._kebal_sasaran(month),
                month=month.start_time,
                today=self.today,
                ever=self._kebal_targets,
            ),
        )

    def _close(self, table: pd.DataFrame, *, closed: bool, posyandu: str | None) -> pd.DataFrame:
        """All parts or none: with the total known, one hidden part could be worked out from the others."""
        if not self.scope.hides_small_counts:
            return table
        of_part = closed or posyandu is not None
        return table.assign(children=close_all(table["children"], of_part=of_part))


def _select(table: pd.DataFrame, posyandu: str | None) -> pd.DataFrame:
    return table if posyandu is None else table[table["posyandu"].eq(posyandu)]
