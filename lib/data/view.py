"""What one viewer may see of a puskesmas: rows scoped and masked first, everything else computed from those.

Viewers of equal scope share one View, and a View computes each thing once: its answers are kept until the
workbooks change.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Hashable, Sequence
from functools import cached_property
from typing import Any, TypeVar

import pandas as pd

from lib.data.engine import Whole, add_links
from lib.domain import (
    age,
    case_lists,
    categories,
    growth,
    kms,
    pickup,
    pregnancy,
    prevalence,
    skdn,
    status_distribution,
)
from lib.domain import mentoring as sikeriting
from lib.domain import sop as procedures
from lib.domain.age import compute_age_months
from lib.domain.attention import compute_attention
from lib.domain.case_lists import CaseList, compute_case_lists, compute_openings, hide_small_lists
from lib.domain.privacy import SMALL_COUNT, Scope, hide_small_counts, mask_persons, scope_frames
from lib.domain.record_findings import compute_record_findings
from lib.domain.settings import METHODS as TARGET_METHODS
from lib.domain.settings import PuskesmasSettings, compute_settings_findings, read_settings
from lib.domain.status_distribution import (
    compute_left_out,
    compute_status_distribution,
    hide_small_statuses,
)
from lib.workbook.findings import Level, empty_findings, join_findings
from lib.workbook.tables import locate_findings
from lib.workbook.tabs import TABS

_Answer = TypeVar("_Answer")

_METHODS = {
    **age.METHODS,
    **growth.METHODS,
    **categories.METHODS,
    **status_distribution.METHODS,
    **case_lists.METHODS,
    **TARGET_METHODS,
    **skdn.METHODS,
    **kms.METHODS,
    **prevalence.METHODS,
    **procedures.METHODS,
    **pickup.METHODS,
    **sikeriting.METHODS,
}


class View:
    """Tables, figures and findings of one puskesmas as one scope may see them."""

    def __init__(self, whole: Whole, scope: Scope) -> None:
        self.scope = scope
        self.puskesmas = whole.puskesmas
        self.today = pd.Timestamp(whole.today)
        self.sequence = whole.sequence
        self.books = {state.key: state.name for state in whole.books}
        self.present = whole.tables.present
        self._whole = whole
        # Still with birth dates, for computing; `tables` is what pages may show.
        self._frames = scope_frames(whole.tables.frames, scope)
        self._answers: dict[Hashable, object] = {}
        self._answering = threading.RLock()

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

    def _once(self, key: Hashable, compute: Callable[[], _Answer]) -> _Answer:
        with self._answering:
            if key not in self._answers:
                self._answers[key] = compute()
            return self._answers[key]  # type: ignore[return-value]

    @cached_property
    def tables(self) -> dict[str, pd.DataFrame]:
        """Tables by tab name; for those who may not see persons, without birth dates as well."""
        if self.scope.names == "full":
            return self._frames
        hidden = {
            tab: table.assign(birth_date=pd.Series(pd.NaT, index=table.index, dtype="datetime64[s]"))
            for tab, table in self._frames.items()
            if "birth_date" in table.columns
        }
        return self._frames | hidden

    @cached_property
    def settings(self) -> PuskesmasSettings:
        """Names, targets and rules from the tab Pengaturan."""
        return read_settings(self._frames["pengaturan"])

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

    @cached_property
    def posyandu_names(self) -> dict[str, str]:
        """Code → name of the posyandu whose rows this scope sees, in the order of the tab."""
        table = self._frames["posyandu"]
        shown = table[table["active"].fillna(True).astype(bool)]
        if self.scope.posyandu:
            own = {code.casefold() for code in self.scope.posyandu}
            shown = shown[shown["code"].str.casefold().isin(own)]
        return dict(zip(shown["code"], shown["name"].fillna(shown["code"]), strict=True))

    @cached_property
    def sop_titles(self) -> dict[str, str]:
        """Code → title of the active SOPs, in the order of the tab."""
        table = self._frames["sop"]
        shown = table[table["active"].fillna(True).astype(bool)]
        return dict(zip(shown["code"], shown["title"].fillna(shown["code"]), strict=True))

    def methods(self, *figures: str) -> str:
        """How figures are computed, a paragraph each, by their names in the rules' METHODS."""
        return "\n\n".join(_METHODS[figure] for figure in figures)

    def may_see_cases(self, posyandu: str | None) -> bool:
        """Whether case counts may be shown at this level: those who see only "<5" get the puskesmas's."""
        return not (self.scope.hides_small_counts and posyandu is not None)

    # ---- gizi

    @cached_property
    def monthly(self) -> pd.DataFrame:
        """One row a child and month with a measurement (see kms.compute_monthly_status)."""
        return kms.compute_monthly_status(
            self._frames["balita"],
            self._frames["penimbangan"],
            until=self.today,
            setting=self.settings.n_rule,
        )

    def measured(self, month: pd.Period, posyandu: str | None = None) -> pd.DataFrame:
        """The rows of `monthly` of one month and posyandu (None = all in scope)."""
        rows = self.monthly[self.monthly["month"] == month.start_time]
        return rows[rows["posyandu"] == posyandu] if posyandu else rows

    def skdn(
        self, months: Sequence[pd.Period], *, by: tuple[str, ...] = (), posyandu: str | None = None
    ) -> pd.DataFrame:
        """SKDN by month and group (see skdn.compute_skdn); case counts below five are NaN where hidden."""
        key = ("skdn", tuple(months), by, posyandu)
        return self._once(key, lambda: self._compute_skdn(months, by, posyandu))

    def _compute_skdn(
        self, months: Sequence[pd.Period], by: tuple[str, ...], posyandu: str | None
    ) -> pd.DataFrame:
        balita, monthly = self._frames["balita"], self.monthly
        if posyandu:
            balita, monthly = balita[balita["posyandu"] == posyandu], monthly[monthly["posyandu"] == posyandu]
        table = skdn.compute_skdn(balita, monthly, months=[month.start_time for month in months], by=by)
        return self._hide_cases(table, posyandu or by)

    def skdn_now_and_before(
        self, month: pd.Period, posyandu: str | None = None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """The SKDN totals of a month and of the one before, as mappings."""
        table = self.skdn([month - 1, month], posyandu=posyandu)
        before, now = (dict(zip(table.columns, row, strict=True)) for row in table.itertuples(index=False))
        return now, before

    def _hide_cases(self, table: pd.DataFrame, narrowed: object) -> pd.DataFrame:
        if not self.scope.hides_small_counts:
            return table
        rates = {"bgm_d": "bgm", "two_t_d": "two_t"}
        if narrowed:
            return table.assign(**dict.fromkeys((*rates, *rates.values()), float("nan")))
        # Months are no parts of a total: each is judged alone, and "<5" always means below five.
        rows = [hide_small_counts(table.iloc[[at]], ("bgm", "two_t"), rates) for at in range(len(table))]
        return pd.concat(rows) if rows else table

    def skdn_of_all(self, month: pd.Period) -> pd.DataFrame:
        """SKDN of every posyandu of the puskesmas as totals; for kader too, whose rows are their own."""
        return self._once(("skdn_of_all", month), lambda: self._compute_skdn_of_all(month))

    def _compute_skdn_of_all(self, month: pd.Period) -> pd.DataFrame:
        if not self.scope.posyandu:
            table = self.skdn([month], by=("posyandu",))
        else:
            nobody = mask_persons(self._whole.tables.frames, with_initials=False)
            monthly = kms.compute_monthly_status(
                nobody["balita"], nobody["penimbangan"], until=self.today, setting=self.settings.n_rule
            )
            table = skdn.compute_skdn(nobody["balita"], monthly, months=[month.start_time], by=("posyandu",))
        names = self._frames["posyandu"].set_index("code")[["name", "desa"]]
        return table.join(names, on="posyandu")

    def prevalence(self, month: pd.Period, posyandu: str | None = None) -> pd.DataFrame:
        """Stunting, wasting, underweight of a month (see prevalence.compute_prevalence)."""
        table = prevalence.compute_prevalence(self.measured(month, posyandu), by=())
        if not self.scope.hides_small_counts:
            return table
        few = (table["cases"] > 0) & (table["cases"] < SMALL_COUNT)
        hidden = few if self.may_see_cases(posyandu) else few | True
        return table.assign(
            **{name: table[name].astype(float).mask(hidden) for name in ("cases", "percent", "low", "high")}
        )

    def opened(self, month: pd.Period, posyandu: str | None = None) -> tuple[int, int]:
        """How many posyandu have opened in the month up to today, of how many ("x dari y sudah buka")."""
        days = self.openings(month)
        held = days[days["posyandu"] == posyandu] if posyandu else days
        return int(held["opened"].sum()), len(held)

    def cases(self, month: pd.Period, posyandu: str | None = None) -> dict[str, float]:
        """Children on the lists to act on, by list; NaN where the count is below five and hidden."""
        return {name: one.count for name, one in self.case_lists(month, posyandu).items()}

    def attention(self, month: pd.Period, posyandu: str | None = None) -> pd.DataFrame:
        """What needs attention (see attention.compute_attention), of one posyandu or all in scope."""
        return self._once(("attention", month, posyandu), lambda: self._compute_attention(month, posyandu))

    def _compute_attention(self, month: pd.Period, posyandu: str | None) -> pd.DataFrame:
        status, rounds, pairs = self.sop_status(month), self.rounds(month), self.pairs(month.year)
        findings = self.findings
        if posyandu:
            status = status[status["posyandu"].eq(posyandu) | status["unit"].eq(posyandu)]
            rounds, findings = (table[table["posyandu"] == posyandu] for table in (rounds, findings))
            children = self._frames["balita"]
            pairs = pairs[pairs["child_id"].isin(children[children["posyandu"] == posyandu]["child_id"])]
        cases = self.cases(month, posyandu)
        if month == self.this_month:
            # Until every posyandu has opened, who is not weighed yet is no matter.
            del cases["not_weighed"]
        return compute_attention(
            cases=cases,
            status=status,
            rounds=rounds,
            pairs=pairs,
            errors=int((findings["level"] == str(Level.ERROR)).sum()),
        )

    def compliance(
        self, month: pd.Period, by: tuple[str, ...] = ("sop",), posyandu: str | None = None
    ) -> pd.DataFrame:
        """Compliance of the steps due in a month (see sop.compute_compliance)."""
        status = self.sop_status(month)
        if posyandu:
            status = status[status["posyandu"].eq(posyandu) | status["unit"].eq(posyandu)]
        return procedures.compute_compliance(status, by=by)

    def statuses(self, month: pd.Period, posyandu: str | None = None) -> pd.DataFrame:
        """Children by index and Permenkes category; grouped, small counts closed (`small`), where hidden."""
        measured, hides = self.measured(month, posyandu), self.scope.hides_small_counts
        table = compute_status_distribution(measured, grouped=hides)
        return hide_small_statuses(table) if hides else table.assign(small=False)

    def without_status(self, month: pd.Period, posyandu: str | None = None) -> pd.DataFrame:
        """Who was measured and has no category, by reason (see compute_left_out)."""
        return compute_left_out(self.measured(month, posyandu))

    def openings(self, month: pd.Period) -> pd.DataFrame:
        """Which posyandu have opened in a month: posyandu, name, day, opened (see compute_openings)."""
        days, weighings = (
            procedures.compute_posyandu_days(self._frames["jadwal"]),
            self._frames["penimbangan"],
        )
        names, first = self.posyandu_names, month.start_time
        return compute_openings(days, weighings, names, month=first, today=self.today)

    def case_lists(self, month: pd.Period, posyandu: str | None = None) -> dict[str, CaseList]:
        """The children to act on (see case_lists), as far as this scope may know them."""
        return self._once(("cases", month, posyandu), lambda: self._compute_case_lists(month, posyandu))

    def _compute_case_lists(self, month: pd.Period, posyandu: str | None) -> dict[str, CaseList]:
        balita, monthly, first = self._frames["balita"], self.monthly, month.start_time
        if posyandu:
            balita, monthly = balita[balita["posyandu"] == posyandu], monthly[monthly["posyandu"] == posyandu]
        members = skdn.compute_membership(balita, monthly, [first])
        days = self.openings(month)
        waiting = days[~days["opened"] & days["day"].notna()]
        opens = dict(zip(waiting["posyandu"], waiting["day"], strict=True))
        lists = compute_case_lists(self.people(month), monthly, members, month=first, opens=opens)
        if not self.scope.hides_small_counts:
            return lists
        total = self.skdn([month], posyandu=posyandu).iloc[0]
        named = self.scope.names == "initials"
        lists = hide_small_lists(lists, two_t=total["two_t"], bgm=total["bgm"], with_labels=named)
        if self.may_see_cases(posyandu):
            return lists
        nothing = {key: CaseList(float("nan"), one.rows.iloc[:0]) for key, one in lists.items()}
        return nothing | {"not_weighed": lists["not_weighed"]}

    def people(self, month: pd.Period) -> pd.DataFrame:
        """Children by child_id: label, rt, caregiver, posyandu, age_months at the month's end (or today)."""
        return self._once(("people", month), lambda: self._compute_people(month))

    def _compute_people(self, month: pd.Period) -> pd.DataFrame:
        balita = self._frames["balita"]
        until = min(month.end_time.normalize(), self.today)
        table = balita[["child_id", "name", "sex", "rt", "caregiver", "posyandu"]].rename(
            columns={"name": "label"}
        )
        return table.assign(age_months=compute_age_months(balita["birth_date"], until)).set_index("child_id")

    # ---- SOP, antar-jemput, mentoring

    def sop_status(self, month: pd.Period) -> pd.DataFrame:
        """State of every SOP step in a month (see sop.compute_sop_status)."""
        return self._once(("sop", month), lambda: procedures.compute_month_status(self._sop_engine, month))

    @cached_property
    def _sop_engine(self) -> procedures.SopEngine:
        """Steps, units and ticks, which are the same for every month."""
        return procedures.build_engine(self._frames, today=self.today, monthly=self.monthly)

    def rounds(self, month: pd.Period) -> pd.DataFrame:
        """Antar-jemput rounds whose H-day lies in the month (see pickup.compute_rounds)."""
        return self._once(
            ("rounds", month), lambda: pickup.compute_rounds(self._frames, today=self.today, month=month)
        )

    def sasaran(self, month: pd.Period) -> pd.DataFrame:
        """Who should be fetched in the rounds of a month (see pickup.compute_sasaran)."""
        return self._once(
            ("sasaran", month), lambda: pickup.compute_sasaran(self._frames, self.monthly, month=month)
        )

    def round_people(self, month: pd.Period) -> pd.DataFrame:
        """Everyone of each round of a month with their bucket (see pickup.compute_people)."""
        return self._once(
            ("round_people", month),
            lambda: pickup.compute_people(
                self._frames, self.rounds(month), self.sasaran(month), self.monthly
            ),
        )

    def roster(self, month: pd.Period) -> pd.DataFrame:
        """The bus lists of a month in stop order (see pickup.compute_roster)."""
        return self._once(
            ("roster", month), lambda: pickup.compute_roster(self._frames, self.round_people(month))
        )

    def funnel(self, month: pd.Period) -> pd.DataFrame:
        """How far the invitation got, by round and kind (see pickup.compute_funnel)."""
        return self._once(
            ("funnel", month), lambda: pickup.compute_funnel(self.round_people(month), self.rounds(month))
        )

    def round_tasks(self, month: pd.Period) -> pd.DataFrame:
        """The steps of SOP antar-jemput in the rounds of a month, as rows of `sop_status`."""
        return pickup.compute_tasks(self.sop_status(month), self.rounds(month))

    def cancelled_days(self, month: pd.Period) -> pd.DataFrame:
        """Posyandu days of a month that do not take place: posyandu, date, note."""
        days = self._frames["jadwal"]
        days = days[days["status"].eq("Batal").fillna(False) & days["date"].dt.to_period("M").eq(month)]
        shown: pd.DataFrame = days[["posyandu", "date", "note"]].reset_index(drop=True)
        return shown

    def pairs(self, year: int) -> pd.DataFrame:
        """SIKERITING pairs (see mentoring.compute_pairs)."""
        return self._once(
            ("pairs", year),
            lambda: sikeriting.compute_pairs(self._frames, self.monthly, today=self.today, year=year),
        )

    def pair_steps(self, year: int) -> pd.DataFrame:
        """SIKERITING pairs × steps (see mentoring.compute_pair_steps)."""
        return self._once(
            ("pair_steps", year),
            lambda: sikeriting.compute_pair_steps(self._frames, today=self.today, year=year),
        )

    @cached_property
    def companions(self) -> pd.DataFrame:
        """One Student One Client pairs (see pregnancy.compute_companions)."""
        return pregnancy.compute_companions(self._frames, today=self.today)

    # ---- findings

    @cached_property
    def findings(self) -> pd.DataFrame:
        """Findings of the rows in scope, with `book` (name) and `link`; none for those who see no persons."""
        if self.scope.names != "full" or self.scope.name_in_book is not None:
            return add_links(empty_findings(), {}).assign(book=pd.Series([], dtype="str"))
        whole = self._whole.tables
        found = join_findings(
            [
                whole.findings,
                locate_findings(compute_record_findings(whole.frames), whole),
                locate_findings(procedures.compute_engine_findings(self._sop_engine), whole),
                locate_findings(pickup.compute_pickup_findings(whole.frames), whole),
                locate_findings(compute_settings_findings(whole.frames["pengaturan"]), whole),
            ]
        )
        if self.scope.posyandu:
            found = found[found["posyandu"].isin(self.posyandu_names)].reset_index(drop=True)
        return add_links(found, self._whole.links).assign(book=found["source_book"].map(self.books))

    def findings_of(
        self, posyandu: str | None = None, *, level: str | None = None, tab: str | None = None
    ) -> pd.DataFrame:
        """Findings of one posyandu, level and tab (None = all), gravest first."""
        found = self.findings
        for column, wanted in (("posyandu", posyandu), ("level", level), ("tab", tab)):
            if wanted is not None:
                found = found[found[column] == wanted]
        order = found["level"].map({str(one): place for place, one in enumerate(Level)})
        return found.iloc[order.argsort(kind="stable")].reset_index(drop=True)

    @property
    def left_out(self) -> dict[str, int]:
        """Rows not counted by tab title ("3 baris tidak dihitung"); of the whole puskesmas."""
        return {tab: rows for tab, rows in self._whole.tables.left_out.items() if rows}

    def missing_tabs(self, *names: str) -> list[str]:
        """Titles of those tabs (by name) that no workbook has."""
        return [TABS[name].title for name in names if name not in self.present]
