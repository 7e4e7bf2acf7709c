"""Pertemuan kader: the plan, who came, what was learnt, and what is to be done.

A meeting is an affair of the whole puskesmas: everybody sees how many came and what was scored in all. By
posyandu see it those who work there (kader the scores of their own only); nobody else is named.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

import pandas as pd

from lib.data.room import Room, remembered
from lib.domain import pertemuan as rules
from lib.domain.followed_up import ALL
from lib.domain.pertemuan.findings import compute_pertemuan_findings
from lib.domain.rows import is_active

ATTENDEE_COLUMNS = ("name", "posyandu", "institution", "position", "present")
TYPED = ("agenda", "discussion", "conclusion")
"""Free text of a meeting, in which a name may stand."""


class Pertemuan(Room):
    """Figures of meetings; actions only where this scope sees whom or what they are about."""

    @cached_property
    def meetings(self) -> pd.DataFrame:
        """Every meeting (see pertemuan.compute_meetings)."""
        return rules.compute_meetings(self._frames, today=self.today)

    @remembered
    def meeting(self, meeting_id: str | None) -> dict[str, Any] | None:
        """One meeting as a mapping of its columns; None where there is none. In what is typed of it anybody
        registered in the puskesmas stands as initials: every posyandu's kader read it."""
        found = self.meetings[self.meetings["meeting_id"].eq(meeting_id or "")]
        if found.empty:
            return None
        one = found.iloc[0]
        typed = rules.hide_names(one[list(TYPED)].astype("str"), self.seen._whole.tables.frames)
        return {str(name): value for name, value in {**one, **typed}.items()}

    @property
    @remembered
    def next(self) -> str | None:
        """The ID of the meeting to look at first (see pertemuan.choose_meeting)."""
        return rules.choose_meeting(self.meetings, today=self.today)

    def coming(self, kind: str) -> dict[str, Any] | None:
        """The next meeting of a kind from today on; None where none is planned."""
        found = self.meeting(rules.choose_meeting(self.meetings, today=self.today, kind=kind))
        if found is None or found["state"] not in (rules.PLANNED, rules.POSTPONED):
            return None
        return found if found["days_left"] >= 0 else None

    def attendance_of(self, meeting_id: str) -> pd.DataFrame:
        """The rows of `meeting_attendance` of one meeting, posyandu in the order of their tab."""
        rows = self.attendance
        return rows[rows["meeting_id"].eq(meeting_id)].reset_index(drop=True)

    @cached_property
    def attendance(self) -> pd.DataFrame:
        """Who came, by meeting and posyandu (see pertemuan.compute_attendance), head counts of the whole
        puskesmas; empty for those who see totals only."""
        return self._attendance if self.scope.names == "full" else self._attendance.iloc[:0]

    @remembered
    def turnout(self, meeting_id: str) -> dict[str, float]:
        """A meeting in totals (see pertemuan.compute_turnouts); without a list zeros, and share NaN."""
        (found,) = self._turnouts_of(pd.Series([meeting_id], dtype="str")).to_dict("records")
        return {str(name): value for name, value in found.items()}

    def attendees(self, meeting_id: str) -> pd.DataFrame:
        """The people on a meeting's list by name, ATTENDEE_COLUMNS; kader see those of their own posyandu,
        who sees no names nobody."""
        rows = self._frames["hadir_pertemuan"]
        rows = rows[rows["meeting_id"].eq(meeting_id)].sort_values(["posyandu", "name"], kind="stable")
        return rows[list(ATTENDEE_COLUMNS)].reset_index(drop=True)

    @remembered
    def scores(self, meeting_id: str) -> dict[str, float]:
        """Both stages of a meeting's questions in all (see pertemuan.compute_scores)."""
        return rules.compute_scores(self._answers_of(meeting_id))

    @remembered
    def gain(self, meeting_id: str, by: str | None = None) -> pd.DataFrame:
        """What was learnt (see pertemuan.compute_gain): in all, by "question" or by "posyandu". Who sees
        totals only gets those; kader no other posyandu than their own."""
        answers = self._answers_of(meeting_id)
        if by is not None and self.scope.names != "full":
            answers = answers.iloc[:0]
        table = rules.compute_gain(answers, by)
        if by == "posyandu" and self.scope.posyandu:
            table = table[table["posyandu"].isin(self.seen.posyandu_names)]
        if by == "posyandu":
            order = table["posyandu"].map({code: at for at, code in enumerate(self.seen.posyandu_names)})
            table = table.loc[order.sort_values(kind="stable").index].reset_index(drop=True)
        return table

    @remembered
    def year(self, year: int) -> pd.DataFrame:
        """The meetings planned for a year with what became of them: the columns of compute_meetings and
        present (percent of those marked), represented, posyandu, before, after (percent right) and gain
        (points); NaN where there is none."""
        rows = self.meetings[self.meetings["month"].dt.year.eq(year)].reset_index(drop=True)
        turnouts = self._turnouts_of(rows["meeting_id"])[["share", "represented", "posyandu"]]
        figures = turnouts.rename(columns={"share": "present"}).join(self._results)
        table: pd.DataFrame = rows.join(figures, on="meeting_id")
        return table

    @cached_property
    def actions(self) -> pd.DataFrame:
        """Actions with their state, initials instead of names (see pertemuan.compute_actions); empty for
        those who see totals only."""
        return self._actions if self.scope.names == "full" else self._actions.iloc[:0]

    @cached_property
    def open_actions(self) -> pd.DataFrame:
        """The actions not finished yet, the longest overdue first."""
        rows = self.actions
        return rows[rows["state"].isin(rules.OPEN_STATES)].reset_index(drop=True)

    @remembered
    def carried_into(self, meeting_id: str) -> pd.DataFrame:
        """The open actions that a meeting begins with (see pertemuan.select_carried)."""
        day = (self.meeting(meeting_id) or {}).get("day")
        day = self.today if pd.isna(day) else pd.Timestamp(day)
        return rules.select_carried(self.actions, day=day, meeting_id=meeting_id)

    @cached_property
    def action_counts(self) -> dict[str, int]:
        """How many actions of this scope are in each state."""
        return rules.count_actions(self._actions)

    @cached_property
    def active_kader(self) -> pd.DataFrame:
        """The active kader of this scope by posyandu: name, posyandu, position; for the list to sign."""
        rows = self._frames["kader"]
        rows = rows[rows["name"].notna() & is_active(rows)]
        order = {code: place for place, code in enumerate(self.seen.posyandu_names)}
        rows = rows.assign(order=rows["posyandu"].map(order)).sort_values("order", kind="stable")
        return rows[["name", "posyandu", "position"]].reset_index(drop=True)

    @cached_property
    def agenda(self) -> rules.Agenda | None:
        """What there is to talk about today, people as initials; None for those who see totals only."""
        if self.scope.names != "full" or self.scope.name_in_book is not None:
            return None
        month = rules.choose_agenda_month(self.seen.gizi.openings(self.seen.this_month), self.seen.this_month)
        ahead = [self.seen.this_month, self.seen.this_month + 1]
        now, before = (self.seen.gizi.case_lists(one)["kebal"].rows for one in (month, month - 1))
        cases = rules.select_new_cases(now, before)
        low = self.seen.gizi.skdn_of_all(month).reset_index(drop=True)
        rounds = pd.concat([self.seen.antar_jemput.rounds(one) for one in ahead], ignore_index=True)
        sasaran = pd.concat(
            [self.seen.antar_jemput.sasaran_of_rounds(one) for one in ahead], ignore_index=True
        )
        status = pd.concat(
            [self.seen.sop.status(one) for one in dict.fromkeys((month, self.seen.this_month))],
            ignore_index=True,
        )
        if self.scope.posyandu:  # of the other posyandu this scope has no rows that could prove a step
            status = status[status["posyandu"].isna() | status["posyandu"].isin(self.seen.posyandu_names)]
        return rules.Agenda(
            month=month,
            mothers=rules.select_urgent_mothers(self.seen.pendampingan.urgent()),
            steps=rules.select_overdue_steps(status),
            cases=cases,
            known_cases=len(now) - len(cases),
            unfollowed=rules.select_unfollowed(
                self.seen.daftar_anak._followed(month), self.seen.gizi.people(month)
            ),
            followed=self.seen.daftar_anak.followed_by_kind(month)[ALL],
            waiting=self.seen.kebal_msg.waiting(month),
            low=rules.select_low_attendance(low, self.seen.settings.targets.ds),
            target=self.seen.settings.targets.ds,
            rounds=rules.select_next_rounds(rounds, sasaran),
            pairs=rules.select_silent_pairs(
                self.seen.mentoring.pairs(self.seen.this_month.year),
                self.seen.gizi.people(self.seen.this_month),
            ),
            actions=self.open_actions,
        )

    def month(self, month: pd.Period) -> dict[str, Any]:
        """The meetings of a month in figures: planned (by Tanggal rencana), held (by Tanggal), and of those
        held the share of people present (of those marked), before and after (percent right); NaN without."""
        rows = self.meetings
        held = rows[rows["state"].eq(rules.HELD) & rows["date"].dt.to_period("M").eq(month)]["meeting_id"]
        scores = rules.compute_scores(self._all_answers[self._all_answers["meeting_id"].isin(held)])
        attended = self._attendance[self._attendance["meeting_id"].isin(held)]
        return {
            "planned": int(rows["planned_on"].dt.to_period("M").eq(month).sum()),
            "held": len(held),
            "present": rules.compute_attendance_share(attended),
            "before": scores["before"],
            "after": scores["after"],
        }

    def action_counts_until(self, month: pd.Period) -> dict[str, int]:
        """The actions noted up to the month's end by their state today."""
        return rules.count_actions(self._actions[self._actions["date"] <= month.end_time])

    @property
    @remembered
    def _attendance(self) -> pd.DataFrame:
        return rules.compute_attendance(self.seen._whole.tables.frames)

    @property
    @remembered
    def _turnouts(self) -> pd.DataFrame:
        return rules.compute_turnouts(self._attendance)

    def _turnouts_of(self, meeting_ids: pd.Series) -> pd.DataFrame:
        return self._turnouts.reindex(meeting_ids).fillna(dict.fromkeys(rules.TURNOUT_COUNTS, 0.0))

    @property
    @remembered
    def _results(self) -> pd.DataFrame:
        return rules.compute_results(self._all_answers)

    @property
    @remembered
    def _all_answers(self) -> pd.DataFrame:
        return rules.compute_answers(self.seen._whole.tables.frames)

    def _answers_of(self, meeting_id: str) -> pd.DataFrame:
        return self._all_answers[self._all_answers["meeting_id"].eq(meeting_id)]

    @cached_property
    def _actions(self) -> pd.DataFrame:
        whole = self.seen._whole.tables.frames  # an action of one's own may name somebody of another posyandu
        return rules.compute_actions(self._frames, self.meetings, registered=whole, today=self.today)

    def _cell_findings(self) -> pd.DataFrame:
        return compute_pertemuan_findings(self.seen._whole.tables.frames, today=self.today)

    @property
    def _open_actions(self) -> pd.DataFrame:
        """The actions of this scope not finished yet, also of those who see totals only."""
        return self._actions[self._actions["state"].isin(rules.OPEN_STATES)].reset_index(drop=True)
