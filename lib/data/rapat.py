"""Meeting mode: what each slide shows."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import pandas as pd

from lib.data.room import Room, remembered
from lib.domain import followed_up
from lib.domain import rapat as rows
from lib.domain import steps as sop_steps
from lib.domain.rows import of_posyandu
from lib.domain.small_counts import is_small
from lib.workbook.tabs import TABS

SLIDE_TABS = {
    "skdn": ("balita", "penimbangan"),
    "timbang": ("balita", "penimbangan"),
    "2t": ("balita", "penimbangan"),
    "prioritas": ("balita", "penimbangan"),
    "ibu": ("ibu_hamil",),
    "ajb": ("jadwal", "antar_jemput"),
    "mentoring": ("mentoring", "kegiatan_mentoring"),
    "sop": ("sop", "langkah_sop"),
    "rtl": ("tindak_lanjut",),
}
"""Tabs that a slide is made of."""


class Rapat(Room):
    """Figures of one slide at a time, as tables and values by name; what they hold follows the scope."""

    def slide_month(self, month: pd.Period | None, posyandu: str | None = None) -> pd.Period:
        """`month`, or the newest in which a posyandu (or this one) has opened: early in a month the one
        before."""
        if month is not None:
            return month
        return self._find_newest_opened(posyandu)

    @remembered
    def _find_newest_opened(self, posyandu: str | None) -> pd.Period:
        now = self.seen.this_month
        return now if self.seen.gizi.opened(now, posyandu)[0] or now - 1 not in self.seen.months else now - 1

    @remembered
    def slide(self, name: str, month: pd.Period, posyandu: str | None) -> dict[str, Any]:
        """What the slide shows (see the methods below), with `month`, `posyandu` (code → name, those in scope
        or the chosen one), `today` and `missing` (titles of its tabs that no workbook has)."""
        compute = {
            "skdn": self._slide_skdn,
            "timbang": self._slide_weighing_days,
            "2t": self._slide_cases,
            "prioritas": self._slide_priority,
            "ibu": self._slide_mothers,
            "ajb": self._slide_rounds,
            "mentoring": self._slide_pairs,
            "sop": self._slide_sop,
            "rtl": self._slide_actions,
        }[name]
        names = self.seen.posyandu_names
        shared = {
            "month": month,
            "posyandu": {posyandu: names[posyandu]} if posyandu else names,
            "today": self.today,
            "missing": [TABS[tab].title for tab in SLIDE_TABS[name] if tab not in self.seen.present],
        }
        return shared | compute(month, posyandu)

    def _slide_skdn(self, month: pd.Period, posyandu: str | None) -> dict[str, Any]:
        """now, before and year_before (None: unknown): SKDN totals; opened, of: posyandu that have opened;
        targets."""
        now, before, year_before = self.seen.gizi.skdn_compared(month, posyandu)
        opened, of = self.seen.gizi.opened(month, posyandu)
        return {
            "now": now, "before": before, "year_before": year_before,
            "opened": opened, "of": of, "targets": self.seen.settings.targets,
        }  # fmt: skip

    def _slide_weighing_days(self, month: pd.Period, posyandu: str | None) -> dict[str, Any]:
        """span: first and last day that are announced for the month (None: none); days: see
        Gizi.weighing_days."""
        return {
            "span": self.seen.gizi.announced(month),
            "days": self.seen.gizi.weighing_days(month, posyandu),
        }

    def _slide_cases(self, month: pd.Period, posyandu: str | None) -> dict[str, Any]:
        """count: children by list (NaN where hidden); small: the lists that are hidden as below five; cases
        and counts (see slides_tables), None where only totals may be known."""
        lists = self.seen.gizi.case_lists(month, posyandu)
        count = {name: one.count for name, one in lists.items()}
        total = self.seen.gizi.skdn_now_and_before(month, posyandu)[0]
        small = {name for name, one in lists.items() if one.small}
        found: dict[str, Any] = {
            "count": count, "small": small, "total": total, "cases": None, "counts": None
        }  # fmt: skip
        if self.scope.hides_small_counts:
            return found
        before = self.seen.gizi.case_lists(month - 1, posyandu)["kebal"].rows["child_id"]
        cases = rows.compute_case_rows(
            lists["kebal"].rows, lists["nyaris_2t"].rows, before, self._child_places
        )
        counts = rows.compute_case_counts(cases, self.seen.posyandu_names)
        cases = cases.assign(label=cases["child_id"].map(self._person_words))
        if self.scope.names != "full":  # beside initials the status only
            cases = cases.drop(columns=["gain_g", "kbm_g", "weighed_on"])
        return found | {"cases": cases, "counts": counts}

    def _slide_priority(self, month: pd.Period, posyandu: str | None) -> dict[str, Any]:
        """counts: who cannot wait and was followed up, by kind (see DaftarAnak.followed_by_kind); rows (of
        followed_up.compute_followed): those overdue, then those who wait, None where totals only are known;
        measured: how many children were."""
        found: dict[str, Any] = {
            "counts": self.seen.daftar_anak.followed_by_kind(month, posyandu),
            "measured": self.seen.gizi.count_measured(month, posyandu),
        }
        if self.scope.hides_small_counts:
            return found | {"rows": None}
        followed = self.seen.daftar_anak._followed(month, posyandu)
        left = followed[~followed["state"].isin(followed_up.STANDING)].rename(
            columns={"person_id": "child_id"}
        )
        left = left.assign(label=left["child_id"].map(self._person_words))
        shown = ["child_id", "label", "posyandu", *followed_up.KINDS, "state", "waiting_days", "due_on"]
        return found | {"rows": left[shown].reset_index(drop=True)}

    def _slide_mothers(self, month: pd.Period, posyandu: str | None) -> dict[str, Any]:
        """count: mothers Perlu segera today (NaN where hidden); alone: of them without a student; places:
        posyandu and sign (of pregnancy.SIGNS) with their counts; None where only the total may be known."""
        urgent = self.seen.pendampingan.urgent(posyandu)
        count, going_on = float(len(urgent)), self.seen.pendampingan._going_on
        alone = int(
            (~urgent["mother_id"].isin(self.seen.pendampingan.pairs.loc[going_on, "mother_id"])).sum()
        )
        if self.scope.hides_small_counts:
            closed = (
                not self.seen.may_see_cases(posyandu)
                or is_small(count)
                or self.seen.pendampingan._is_care_closed()
            )
            return {"count": float("nan") if closed else count, "alone": None, "places": None}
        return {"count": count, "alone": alone, "places": rows.compute_mother_counts(urgent)}

    def _slide_rounds(self, month: pd.Period, posyandu: str | None) -> dict[str, Any]:
        """ahead (see rapat.compute_rounds_ahead) of this and the next month; last: the newest round's
        funnel, looked for in this month and the one before."""
        now = self.seen.this_month
        rounds = of_posyandu(
            pd.concat(
                [self.seen.antar_jemput.rounds(now), self.seen.antar_jemput.rounds(now + 1)],
                ignore_index=True,
            ),
            posyandu,
        )
        sasaran = pd.concat(
            [self.seen.antar_jemput.sasaran_of_rounds(one) for one in (now, now + 1)], ignore_index=True
        )
        funnel = pd.concat(
            [self.seen.antar_jemput.funnel(now - 1), self.seen.antar_jemput.funnel(now)], ignore_index=True
        )
        last = rows.compute_last_funnel(of_posyandu(funnel, posyandu), today=self.today)
        return {"ahead": rows.compute_rounds_ahead(rounds, sasaran), "last": last}

    def _slide_pairs(self, month: pd.Period, posyandu: str | None) -> dict[str, Any]:
        """pairs: active pairs; rows: those that need a call (see rapat.compute_pair_rows)."""
        pairs = self.seen.mentoring.pairs(month.year)
        pairs = of_posyandu(pairs, posyandu)
        active = pairs["status"].fillna("Aktif").eq("Aktif")
        wanted = rows.compute_pair_rows(pairs)
        wanted = wanted.assign(label=wanted["child_id"].map(self._person_words))
        return {"pairs": int(active.sum()), "rows": wanted}

    def _slide_sop(self, month: pd.Period, posyandu: str | None) -> dict[str, Any]:
        """compliance of each SOP and the steps missed most; titles and target."""
        status = self.seen.sop.status(month)
        if posyandu:
            status = status[status["posyandu"].eq(posyandu) | status["unit"].eq(posyandu)]
        return {
            "compliance": sop_steps.compute_compliance(status),
            "missed": sop_steps.compute_missed_steps(status),
            "titles": self.seen.sop_titles,
            "target": self.seen.settings.targets.compliance,
            "least": self.seen.settings.targets.filled,
        }

    def _slide_actions(self, month: pd.Period, posyandu: str | None) -> dict[str, Any]:
        """actions: those open (see pertemuan.compute_actions) with `label`, whom or what each is about."""
        actions = self.seen.pertemuan._open_actions
        places = {code: f"Posyandu {name}" for code, name in self.seen.posyandu_names.items()}
        label = actions["subject"].map({**places, **self._person_words}).fillna(actions["subject"])
        return {"actions": of_posyandu(actions.assign(label=label), posyandu)}

    @cached_property
    def _child_places(self) -> dict[str, int]:
        """child_id → its place in the tab: an order that gives no name away and is the same with names."""
        return {child: place for place, child in enumerate(self._frames["balita"]["child_id"].dropna())}

    @cached_property
    def _person_words(self) -> dict[str, str]:
        if self.scope.names == "none":
            return {}
        return rows.build_person_words(self._frames, full=self.scope.names == "full")
