"""Beranda: what needs attention, gathered from all SOPs and case lists, and the month in figures."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import pandas as pd

from lib.data.room import Room, remembered
from lib.domain import attention as rules
from lib.domain import followed_up
from lib.domain.beranda import compute_first_steps
from lib.domain.case_lists import URGENT
from lib.domain.prevalence import INDICATORS
from lib.domain.rows import of_posyandu
from lib.domain.small_counts import is_small
from lib.workbook.findings import Level


class Beranda(Room):
    """Matters of a month; what holds today only (pairs, actions, cells) belongs to the running one."""

    @remembered
    def attention(self, month: pd.Period, posyandu: str | None = None) -> pd.DataFrame:
        """What needs attention (see attention.compute_attention), of one posyandu or all in scope."""
        errors = self.seen.kualitas_data.findings_of(posyandu, level=str(Level.ERROR))
        errors = errors if month == self.seen.this_month else errors[:0]
        matters = self._compute_matters(month, posyandu)
        more = []
        if month == self.seen.this_month and self.seen.kualitas_data.unread_measures:
            more.append(
                rules.build_matter(
                    rules.URGENT,
                    rules.DATA,
                    "ukuran",
                    "kualitas_data",
                    count=float(self.seen.kualitas_data.unread_measures),
                    day=self.today,
                )
            )
        more.append(matters)
        if len(errors):
            count = float(errors["count"].sum())
            more.append(rules.build_matter(rules.ORDINARY, rules.DATA, "galat", "kualitas_data", count=count))
        return rules.compute_attention(more, today=self.today) if len(more) > 1 else matters

    def _compute_matters(self, month: pd.Period, posyandu: str | None) -> pd.DataFrame:
        running = month == self.seen.this_month
        lists = self.seen.gizi.case_lists(month, posyandu)
        # Until every posyandu has opened, who is not weighed yet is no matter.
        wanted = [key for key in URGENT if not (running and key == "not_weighed")]
        # Where this scope may not know of a place's cases, there is nothing to say of them, not "<5".
        cases = {
            key: lists[key] for key in wanted if self.seen.may_see_cases(posyandu) or lists[key].count > 0
        }
        matters = [
            *rules.compute_case_matters(
                cases,
                until=min(month.end_time.normalize(), self.today),
                followed=self.seen.daftar_anak.followed_by_kind(month, posyandu),
            ),
            *rules.compute_step_matters(self._open_steps(month, posyandu), today=self.today),
        ]
        if self.seen.may_see_cases(posyandu):
            matters += rules.compute_waiting_matters(self.seen.kebal_msg.waiting(month, posyandu))
        if running:
            matters += self._compute_present_matters(month, posyandu)
        return rules.compute_attention(matters, today=self.today)

    def _open_steps(self, month: pd.Period, posyandu: str | None) -> pd.DataFrame:
        """Steps due in the month; in the running one also those of the weeks before and after today."""
        status = self.seen.sop.status(month)
        rows = [status[status["counts"]]]
        if month == self.seen.this_month:
            week = pd.Timedelta(days=rules.SOON_DAYS)
            for other in (month - 1, month + 1):
                near = self.seen.sop.status(other)
                due = near["due_on"].between(self.today - week, self.today + week)
                rows.append(near[near["counts"] & due])
        table = pd.concat(rows, ignore_index=True)
        table = table[table["due_on"].notna()]
        if self.scope.posyandu:  # what others owe is not this scope's to do
            table = table[table["posyandu"].isna() | table["posyandu"].isin(self.seen.posyandu_names)]
        return of_posyandu(table, posyandu)

    def _compute_present_matters(self, month: pd.Period, posyandu: str | None) -> list[pd.DataFrame]:
        rounds = pd.concat(
            [self.seen.antar_jemput.rounds(month), self.seen.antar_jemput.rounds(month + 1)],
            ignore_index=True,
        )
        pairs, actions = self.seen.mentoring.pairs(month.year), self.seen.pertemuan.open_actions
        if posyandu:
            rounds, actions = (table[table["posyandu"].eq(posyandu)] for table in (rounds, actions))
            children = self._frames["balita"]
            pairs = pairs[pairs["child_id"].isin(children[children["posyandu"] == posyandu]["child_id"])]
        matters = [
            *rules.compute_day_matters(rounds, today=self.today),
            *rules.compute_silent_matters(pairs, today=self.today),
            *rules.compute_action_matters(actions, today=self.today),
        ]
        urgent = self.seen.pendampingan.urgent(posyandu)
        for grade, matter, rows, day in (
            (
                rules.URGENT,
                "ibu segera",
                urgent,
                urgent[["pressure_date", "hb_date", "lila_date"]].max().max(),
            ),
            (rules.ORDINARY, "ibu sendiri", self.seen.pendampingan.unaccompanied(posyandu), pd.NaT),
        ):
            count = float(len(rows))
            if count != 0 and self.seen.may_see_cases(posyandu):
                # They are parts of what planning() counts: closed here as there.
                small = is_small(count)
                hidden = self.scope.hides_small_counts and (small or self.seen.pendampingan._is_care_closed())
                shown = float("nan") if hidden else count
                # Of mothers nothing is told beside how many there are to those who see no small counts.
                told = matter == "ibu segera" and not self.scope.hides_small_counts
                done = followed_up.count_states(self.seen.pendampingan._followed(posyandu)) if told else {}
                matters.append(
                    rules.build_matter(
                        rules.grade_followed(grade, shown, done),
                        rules.CASES,
                        matter,
                        "pendampingan",
                        count=shown,
                        small=small,
                        day=day,
                        followed=done.get("followed"),
                        late=done.get("late"),
                    )
                )
        return matters

    @remembered
    def headline(
        self, month: pd.Period, posyandu: str | None = None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """The SKDN totals of a month and of the one before, as mappings, with each of prevalence.INDICATORS
        (percent), …_cases and …_n (NaN where hidden; …_small where it is below five)."""
        now, before = self.seen.gizi.skdn_now_and_before(month, posyandu)
        return (
            now | self._compute_shares(month, posyandu),
            before | self._compute_shares(month - 1, posyandu),
        )

    @remembered
    def headline_year_before(self, month: pd.Period, posyandu: str | None = None) -> dict[str, Any] | None:
        """The same figures of the same month a year before; None where that is not known."""
        then = self.seen.gizi.skdn_year_before(month, posyandu)
        return None if then is None else then | self._compute_shares(month - 12, posyandu)

    @remembered
    def months(self, months: Sequence[pd.Period], posyandu: str | None = None) -> pd.DataFrame:
        """The headline figures month by month: the columns of SKDN, and each of prevalence.INDICATORS in
        percent (NaN where hidden)."""
        shares = [self._compute_shares(month, posyandu) for month in months]
        more = {name: [one[name] for one in shares] for name in INDICATORS}
        return self.seen.gizi.skdn(months, posyandu=posyandu).assign(**more)

    def _compute_shares(self, month: pd.Period, posyandu: str | None) -> dict[str, Any]:
        shares: dict[str, Any] = {
            f"{name}{ending}": float("nan") for name in INDICATORS for ending in ("", "_cases", "_n")
        }
        for row in self.seen.gizi.prevalence(month, posyandu).to_dict("records"):
            known = {"": row["percent"], "_cases": row["cases"], "_n": row["n"]}
            shares |= {f"{row['indicator']}{ending}": float(value) for ending, value in known.items()}
            shares[f"{row['indicator']}_small"] = bool(row["small"])
        return shares

    @cached_property
    def first_steps(self) -> dict[str, bool] | None:
        """How far a new puskesmas is (see first_steps.compute_first_steps), of all its rows; None once every
        step is done."""
        frames = self.seen._whole.tables.frames
        begun = self.seen.sop.status(self.seen.this_month)["owed"].any()
        steps = compute_first_steps(frames, sops_begun=bool(begun))
        return None if all(steps.values()) else steps
