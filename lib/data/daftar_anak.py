"""The children to act on, with what acting needs: whom to call, what was agreed, where the row is."""

from __future__ import annotations

import pandas as pd

from lib.data.engine import add_links
from lib.data.room import Room, remembered
from lib.domain import followed_up
from lib.domain.case_lists import CaseList, compute_follow_up, compute_sifts
from lib.domain.daftar_anak import compute_visits
from lib.domain.programme import compute_programme_marks
from lib.domain.rows import of_posyandu
from lib.domain.skdn import compute_membership
from lib.domain.small_counts import close_followed
from lib.workbook.tabs import TABS

CONTACT = ("caregiver", "phone", "address", "pickup_point")


class DaftarAnak(Room):
    """Case lists for those who see persons; for others the rows are those of `case_lists`."""

    @remembered
    def rows(self, key: str, month: pd.Period, posyandu: str | None = None) -> pd.DataFrame:
        """A list of case_lists.LISTS, or `unfollowed`, with caregiver, phone, address, pickup_point, next_day
        (the child's next posyandu day), link (to its row in Google Sheets; "" in files) and
        case_lists.FOLLOW_UP_COLUMNS.

        One row a child. For scopes without names only what `case_lists` shows them.
        """
        if key == followed_up.UNFOLLOWED:
            rows = self.unfollowed(month, posyandu).rows
        else:
            rows = self.seen.gizi.case_lists(month, posyandu)[key].rows
        if self.scope.names != "full":
            return rows
        return self._add_details(rows)

    @remembered
    def sifts(self, month: pd.Period, posyandu: str | None = None) -> pd.DataFrame:
        """The children behind each figure of a month, by child_id (see case_lists.compute_sifts), with a
        column `desa:NAME` for each desa; no rows for scopes without names."""
        balita, monthly, first = self._frames["balita"], self.seen.gizi.monthly, month.start_time
        if self.scope.names != "full":
            balita, monthly = balita.iloc[:0], monthly.iloc[:0]
        elif posyandu:
            balita, monthly = balita[balita["posyandu"] == posyandu], monthly[monthly["posyandu"] == posyandu]
        members = compute_membership(balita, monthly, [first])
        programme = compute_programme_marks(
            balita,
            self._frames["penimbangan"],
            monthly,
            month=first,
            until=self.today,
            vitamin_a_months=self.seen.settings.vitamin_a_months,
        )
        table = compute_sifts(monthly[monthly["month"] == first], members, programme)
        homes = balita.drop_duplicates("child_id").set_index("child_id")["posyandu"].reindex(table.index)
        desa = homes.map(self._frames["posyandu"].drop_duplicates("code").set_index("code")["desa"])
        return table.assign(**{f"desa:{name}": desa.eq(name) for name in sorted(desa.dropna().unique())})

    @remembered
    def unfollowed(self, month: pd.Period, posyandu: str | None = None) -> CaseList:
        """The children who cannot wait and whom nobody has followed up, the longest waiting first: the
        columns of case_lists with gizi_buruk, since and waiting_days. Nobody for scopes without names."""
        if self.scope.names != "full":
            return CaseList(float("nan"), pd.DataFrame({"child_id": pd.Series([], dtype="str")}))
        followed = self._followed(month, posyandu).rename(columns={"person_id": "child_id"})
        waiting = followed.loc[
            followed["state"].eq(followed_up.WAITING), ["child_id", "gizi_buruk", "since", "waiting_days"]
        ]
        rows = waiting.merge(
            self.seen.gizi.case_lists(month, posyandu)["sasaran"].rows,
            on="child_id",
            how="left",
            validate="1:1",
        )
        return CaseList(float(len(rows)), rows)

    @remembered
    def followed_counts(self, month: pd.Period, posyandu: str | None = None) -> pd.DataFrame:
        """How many of those who cannot wait were followed up (see followed_up.count_followed). Where small
        counts are hidden only of gizi buruk and of 2T or BGM together, of the whole puskesmas, and where
        neither part is few; all else NaN."""
        table = followed_up.count_followed(self._followed(month, posyandu))
        if not self.scope.hides_small_counts:
            return table
        lists = self.seen.gizi.case_lists(month, posyandu)
        told = [key for key, one in lists.items() if not pd.isna(one.count)]
        return close_followed(table, told if self.seen.may_see_cases(posyandu) else ())

    @remembered
    def followed_by_kind(self, month: pd.Period, posyandu: str | None = None) -> dict[str, dict[str, float]]:
        """The rows of `followed_counts` as mappings, by kind."""
        rows = self.followed_counts(month, posyandu).to_dict("records")
        return {
            str(row["kind"]): {str(name): row[name] for name in followed_up.COUNT_COLUMNS[1:]} for row in rows
        }

    def _followed(self, month: pd.Period, posyandu: str | None = None) -> pd.DataFrame:
        """Rows of followed_up.compute_followed as of today, of one posyandu or all in scope."""
        return of_posyandu(self._followed_of_all(month), posyandu)

    @remembered
    def _followed_of_all(self, month: pd.Period) -> pd.DataFrame:
        gizi, pairs = self.seen.gizi, self.seen.mentoring.pairs(self.today.year)
        members = gizi.members(month)["child_id"]
        cases = followed_up.compute_child_cases(gizi.monthly, members, month=month.start_time)
        listed = self._frames["peserta_kebal_msg"].rename(columns={"child_id": "person_id"})
        acts = followed_up.build_acts(
            ("KEBAL MSG", followed_up.select_fed(listed, cases)),
            ("SIKERITING", pairs.rename(columns={"child_id": "person_id", "last_activity": "date"})),
        )
        return followed_up.compute_followed(cases, self._frames["tindak_lanjut"], acts, today=self.today)

    @remembered
    def visits(self, month: pd.Period, posyandu: str | None = None) -> pd.DataFrame:
        """Whom to visit after a month's weighing (see daftar_anak.compute_visits), with caregiver and
        address; no rows for scopes without names."""
        gizi = self.seen.gizi
        # Without names the lists have no rows to visit by.
        if self.scope.names != "full":
            return pd.DataFrame()
        rows = compute_visits(gizi.case_lists(month, posyandu), gizi.monthly, month=month, today=self.today)
        children = self._frames["balita"].drop_duplicates("child_id").set_index("child_id")
        about = children.reindex(rows["child_id"])
        return rows.assign(**{name: about[name].to_numpy() for name in ("caregiver", "address")})

    def _add_details(self, rows: pd.DataFrame) -> pd.DataFrame:
        children = self._frames["balita"].drop_duplicates("child_id").set_index("child_id")
        about = children.reindex(rows["child_id"])
        agreed = compute_follow_up(self._frames["tindak_lanjut"], today=self.today).reindex(rows["child_id"])
        places = about[["source_book", "source_row"]].assign(tab=TABS["balita"].title, cell="")
        linked = add_links(places.fillna({"source_book": "", "source_row": 0}), self.seen._whole.links)
        detailed = rows.assign(
            **{name: about[name].to_numpy() for name in CONTACT},
            **{name: agreed[name].to_numpy() for name in agreed.columns},
            link=linked["link"].to_numpy(),
            next_day=pd.Series(self.seen.gizi.next_days, dtype="datetime64[s]")
            .reindex(rows["posyandu"])
            .to_numpy(),
        )
        return detailed.assign(open=detailed["open"].fillna(0).astype("int64"))
