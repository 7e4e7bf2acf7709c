"""What needs attention: what a View answers on Beranda, gathered from all SOPs and case lists."""

from __future__ import annotations

from typing import Any

import pandas as pd

from lib.data.kebal_msg import KebalFigures
from lib.data.pertemuan import MeetingFigures
from lib.data.pendampingan import PregnancyFigures
from lib.domain import attention as rules
from lib.domain.case_lists import URGENT
from lib.domain.prevalence import INDICATORS
from lib.domain.small_counts import is_small


class AttentionFigures(PregnancyFigures, MeetingFigures, KebalFigures):
    """Matters of a month; what holds today only (pairs, actions, cells) belongs to the running one."""

    def attention(self, month: pd.Period, posyandu: str | None = None) -> pd.DataFrame:
        """What needs attention (see attention.compute_attention), of one posyandu or all in scope."""
        return self._once(("attention", month, posyandu), lambda: self._compute_attention(month, posyandu))

    def _compute_attention(self, month: pd.Period, posyandu: str | None) -> pd.DataFrame:
        running = month == self.this_month
        lists = self.case_lists(month, posyandu)
        # Until every posyandu has opened, who is not weighed yet is no matter.
        wanted = [key for key in URGENT if not (running and key == "not_weighed")]
        # Where this scope may not know of a place's cases, there is nothing to say of them, not "<5".
        cases = {key: lists[key] for key in wanted if self.may_see_cases(posyandu) or lists[key].count > 0}
        matters = [
            *rules.compute_case_matters(cases, until=min(month.end_time.normalize(), self.today)),
            *rules.compute_step_matters(self._open_steps(month, posyandu), today=self.today),
        ]
        if self.may_see_cases(posyandu):
            matters += rules.compute_waiting_matters(self.kebal_waiting(month, posyandu))
        if running:
            matters += self._compute_present_matters(month, posyandu)
        return rules.compute_attention(matters, today=self.today)

    def _open_steps(self, month: pd.Period, posyandu: str | None) -> pd.DataFrame:
        """Steps due in the month; in the running one also those of the weeks before and after today."""
        status = self.sop_status(month)
        rows = [status[status["counts"]]]
        if month == self.this_month:
            week = pd.Timedelta(days=rules.SOON_DAYS)
            for other in (month - 1, month + 1):
                near = self.sop_status(other)
                due = near["due_on"].between(self.today - week, self.today + week)
                rows.append(near[near["counts"] & due])
        table = pd.concat(rows, ignore_index=True)
        table = table[table["due_on"].notna()]
        if self.scope.posyandu:  # what others owe is not this scope's to do
            table = table[table["posyandu"].isna() | table["posyandu"].isin(self.posyandu_names)]
        return table[table["posyandu"].eq(posyandu)] if posyandu else table

    def _compute_present_matters(self, month: pd.Period, posyandu: str | None) -> list[pd.DataFrame]:
        rounds = pd.concat([self.rounds(month), self.rounds(month + 1)], ignore_index=True)
        pairs, actions = self.pairs(month.year), self.open_actions
        if posyandu:
            rounds, actions = (table[table["posyandu"].eq(posyandu)] for table in (rounds, actions))
            children = self._frames["balita"]
            pairs = pairs[pairs["child_id"].isin(children[children["posyandu"] == posyandu]["child_id"])]
        matters = [
            *rules.compute_day_matters(rounds, today=self.today),
            *rules.compute_silent_matters(pairs, today=self.today),
            *rules.compute_action_matters(actions, today=self.today),
        ]
        urgent = self.urgent_mothers(posyandu)
        for grade, matter, rows, day in (
            (rules.URGENT, "ibu segera", urgent, urgent[["pressure_date", "hb_date", "lila_date"]].max().max()),
            (rules.ORDINARY, "ibu sendiri", self.unaccompanied(posyandu), pd.NaT),
        ):
            count = float(len(rows))
            if count != 0 and self.may_see_cases(posyandu):
                # They are parts of what planning() counts: closed here as there.
                small = is_small(count)
                hidden = self.scope.hides_small_counts and (small or self._is_care_closed())
                shown = float("nan") if hidden else count
                of = (matter, "pendampingan")
                matters.append(
                    rules.build_matter(grade, rules.CASES, *of, count=shown, small=small, day=day)
                )
        return matters

    def headline(
        self, month: pd.Period, posyandu: str | None = None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """The SKDN totals of a month and of the one before, as mappings, with each of prevalence.INDICATORS
        (percent), …_cases and …_n (NaN where hidden; …_small where it is below five)."""
        now, before = self.skdn_now_and_before(month, posyandu)
        return (
            now | self._compute_shares(month, posyandu),
            before | self._compute_shares(month - 1, posyandu),
        )

    def headline_year_before(self, month: pd.Period, posyandu: str | None = None) -> dict[str, Any] | None:
        """The same figures of the same month a year before; None where that is not known."""
        then = self.skdn_year_before(month, posyandu)
        return None if then is None else then | self._compute_shares(month - 12, posyandu)

    def _compute_shares(self, month: pd.Period, posyandu: str | None) -> dict[str, Any]:
        shares: dict[str, Any] = {
            f"{name}{ending}": float("nan") for name in INDICATORS for ending in ("", "_cases", "_n")
        }
        for row in self.prevalence(month, posyandu).to_dict("records"):
            known = {"": row["percent"], "_cases": row["cases"], "_n": row["n"]}
            shares |= {f"{row['indicator']}{ending}": float(value) for ending, value in known.items()}
            shares[f"{row['indicator']}_small"] = bool(row["small"])
        return shares
