"""What one viewer may see of a puskesmas: rows scoped and masked first, everything else computed from those.

Viewers of equal scope share one View, and a View computes each thing once: its answers are kept until the
workbooks change. Its rooms: scoped.py (tables), gizi_figures.py, sop_figures.py, work_figures.py and
their neighbours, one a subject, and here what draws on all.
"""

from __future__ import annotations

from functools import cached_property, wraps
from typing import Any

import numpy as np
import pandas as pd

from lib.data.answers import ANSWERS
from lib.data.beranda import AttentionFigures
from lib.data.book_findings import withhold_others
from lib.data.daftar_anak import CaseFigures
from lib.data.anak import ChildFigures
from lib.data.engine import Whole, add_links
from lib.data.eppgbm import EppgbmFigures
from lib.data.mentoring import MentoringFigures
from lib.data.antar_jemput import PickupFigures
from lib.data.pendampingan import PregnancyFigures
from lib.data.programme import ProgrammeFigures
from lib.data.kualitas_data.measurement import QualityFigures
from lib.data.kualitas_data.reading import ReadingFigures
from lib.data.shown import show
from lib.data.rapat import SlideFigures
from lib.domain import age, case_lists, categories, eppgbm, growth, kebal_msg, kms, pertemuan, own_line, antar_jemput, pendampingan, prevalence, programme, skdn, status_distribution, trend_marks
from lib.domain.anak import chart
from lib.domain.gizi import z_distribution
from lib.domain import mentoring as sikeriting
from lib.domain import steps as sop_steps
from lib.domain.attention import DATA, ORDINARY, URGENT, build_matter, compute_attention
from lib.domain.attention import METHODS as ATTENTION_METHODS
from lib.domain.beranda import compute_first_steps
from lib.domain.kualitas_data.justified import METHODS as JUSTIFIED_METHODS
from lib.domain.kualitas_data.justified import compute_justified_findings, find_justified, propose_confirmations, silence
from lib.domain.kualitas_data import METHODS as QUALITY_METHODS
from lib.domain.kualitas_data import compute_quality_findings
from lib.domain.kualitas_data.loop import COUNTED, compute_prints, list_confirmed
from lib.domain.kualitas_data.loop import METHODS as LOOP_METHODS
from lib.domain.kualitas_data.telling import list_lines, list_names
from lib.domain.pertemuan.findings import compute_meeting_findings
from lib.domain.own_rows import PEOPLE
from lib.domain.privacy import Scope
from lib.domain.kualitas_data.records import compute_kms_findings, compute_record_findings
from lib.domain.settings import METHODS as TARGET_METHODS
from lib.domain.settings import compute_settings_findings
from lib.workbook.findings import Level, empty_findings, join_findings, join_runs
from lib.workbook.parse import split_sheet_key
from lib.workbook.tables import locate_findings
from lib.workbook.tabs import TABS
from lib.workbook.words import header_key

_METHODS = {
    **age.METHODS,
    **growth.METHODS,
    **categories.METHODS,
    **status_distribution.METHODS,
    **case_lists.METHODS,
    **kebal_msg.METHODS,
    **TARGET_METHODS,
    **skdn.METHODS,
    **kms.METHODS,
    **chart.METHODS,
    **prevalence.METHODS,
    **trend_marks.METHODS,
    **programme.METHODS,
    **z_distribution.METHODS,
    **eppgbm.METHODS,
    **sop_steps.METHODS,
    **ATTENTION_METHODS,
    **antar_jemput.METHODS,
    **pendampingan.METHODS,
    **sikeriting.METHODS,
    **pertemuan.METHODS,
    **own_line.METHODS,
    **JUSTIFIED_METHODS,
    **QUALITY_METHODS,
    **LOOP_METHODS,
}


_GRAVITY = {str(level): place for place, level in enumerate(Level)}


def _name_sheets(findings: pd.DataFrame) -> pd.DataFrame:
    """Findings whose tab is the sheet they were found in, under the title it has in its workbook."""
    if not findings["source_book"].str.contains("\n", regex=False).any():
        return findings
    titles = [
        split_sheet_key(key)[1] or tab
        for key, tab in zip(findings["source_book"], findings["tab"], strict=True)
    ]
    return findings.assign(tab=pd.Series(titles, index=findings.index, dtype="str"))


class Figures(
    AttentionFigures,
    CaseFigures,
    ChildFigures,
    EppgbmFigures,
    MentoringFigures,
    PickupFigures,
    SlideFigures,
    PregnancyFigures,
    ProgrammeFigures,
    QualityFigures,
    ReadingFigures,
):
    """Tables, figures and findings of one puskesmas for one scope; persons' rows may hold what only computing
    needs: pages ask a View."""

    def methods(self, *figures: str) -> str:
        """How figures are computed, a paragraph each, by their names in the rules' METHODS."""
        return "\n\n".join(_METHODS[figure] for figure in figures)

    def _compute_attention(self, month: pd.Period, posyandu: str | None) -> pd.DataFrame:
        errors = self.findings_of(posyandu, level=str(Level.ERROR))
        errors = errors if month == self.this_month else errors[:0]
        matters = super()._compute_attention(month, posyandu)
        more = []
        if month == self.this_month and self.unread_measures:
            # Of today, so that it leads: without weights every other figure is wrong.
            more.append(
                build_matter(
                    URGENT, DATA, "ukuran", "kualitas_data", count=float(self.unread_measures), day=self.today
                )
            )
        more.append(matters)
        if len(errors):
            count = float(errors["count"].sum())
            more.append(build_matter(ORDINARY, DATA, "galat", "kualitas_data", count=count))
        return compute_attention(more, today=self.today) if len(more) > 1 else matters

    @cached_property
    def findings(self) -> pd.DataFrame:
        """Findings of the rows in scope, gravest first, with `book` (name), `link` and `count` (rows that one
        finding is about); none for those who see no persons. `tab` is the sheet's title."""
        if self.scope.names != "full" or self.scope.name_in_book is not None:
            return add_links(join_runs(empty_findings()), {}).assign(book=pd.Series([], dtype="str"))
        found = self._found
        if self.scope.posyandu:
            found = found[found["posyandu"].isin(self.posyandu_names)].reset_index(drop=True)
            frames = self._whole.tables.frames
            homes = {
                str(person): str(code)
                for tab, column in PEOPLE.items()
                for person, code in zip(frames[tab][column], frames[tab]["posyandu"], strict=True)
            }
            found = withhold_others(found, homes, self.posyandu_names)
        found = join_runs(_name_sheets(found.assign(declared=found["tab"])))
        order = np.lexsort((-found["count"], found["level"].map(_GRAVITY)))
        found = found.iloc[order].reset_index(drop=True)
        books = found["source_book"].map(lambda key: self.books.get(split_sheet_key(key)[0], key))
        return add_links(found, self._whole.links).assign(book=books.astype("str"))

    @cached_property
    def _found(self) -> pd.DataFrame:
        """Findings of the whole puskesmas as located, cell by cell, without those confirmed in Dibenarkan."""
        whole = self._whole.tables
        found = join_findings(
            [
                whole.findings,
                locate_findings(compute_record_findings(whole.frames), whole),
                locate_findings(self._kms_findings, whole),
                locate_findings(compute_meeting_findings(whole.frames, today=self.today), whole),
                locate_findings(sikeriting.compute_mentoring_findings(whole.frames), whole),
                locate_findings(sop_steps.compute_engine_findings(self._sop_engine), whole),
                locate_findings(antar_jemput.compute_pickup_findings(whole.frames), whole),
                locate_findings(pendampingan.compute_pregnancy_findings(whole.frames, today=self.today), whole),
                locate_findings(compute_settings_findings(whole.frames["pengaturan"]), whole),
                locate_findings(compute_quality_findings(whole.frames), whole),
            ]
        )
        justified = find_justified(whole.frames, self.books)
        idle = locate_findings(compute_justified_findings(whole.frames, justified, found), whole)
        return join_findings([silence(found, justified), idle])

    def finding_prints(self, salt: bytes) -> tuple[dict[str, set[str]], frozenset[str]]:
        """Fingerprints of the wrong cells by posyandu, and of those that are confirmed right (see loop.py)."""
        frames = self._whole.tables.frames
        standing = self._found
        standing = standing[standing["level"].isin(COUNTED)]
        prints = compute_prints(standing, frames, salt)
        by_posyandu = {str(code): set(rows) for code, rows in prints.groupby(standing["posyandu"].to_numpy())}
        confirmed = list_confirmed(frames, find_justified(frames, self.books))
        return by_posyandu, frozenset(compute_prints(confirmed, frames, salt))

    def mending_lines(self, posyandu: str) -> list[str]:
        """What to mend in a posyandu's cells, a line each, without persons (see telling.list_lines)."""
        frames = self._whole.tables.frames
        return list_lines(self.findings_of(posyandu), self._once("names", lambda: list_names(frames)))

    def propose_confirmations(self, findings: pd.DataFrame) -> list[dict[str, str]]:
        """Rows of `Dibenarkan` that would silence these rows of `findings` (see justified.propose_confirmations)."""
        return propose_confirmations(findings, self._frames, self.books)

    @property
    def _kms_findings(self) -> pd.DataFrame:
        return compute_kms_findings(self._frames["balita"], self.monthly, month=self.this_month.start_time)

    def findings_of(
        self, posyandu: str | None = None, *, level: str | None = None, tab: str | None = None
    ) -> pd.DataFrame:
        """Findings of one posyandu, level and tab (None = all), gravest first."""
        found = self.findings
        if not self.scope.posyandu and len(self.posyandu_names) <= 1:
            posyandu = None  # the only one is the puskesmas: what is of no row is its matter too
        for column, wanted in (("posyandu", posyandu), ("level", level), ("tab", tab)):
            if wanted is not None:
                found = found[found[column] == wanted]
        return found.reset_index(drop=True)

    def missing_tabs(self, *names: str) -> list[str]:
        """Titles of those tabs (by name) that no workbook has. Tabs that are missing because their saved copies
        are damaged are not among them: nobody has to add them."""
        damaged = {
            header_key(title)
            for state in self._whole.books
            if state.book is not None
            for title in state.book.damaged
        }
        missing = (TABS[name].title for name in names if name not in self.present)
        return [title for title in missing if header_key(title) not in damaged]

    @cached_property
    def first_steps(self) -> dict[str, bool] | None:
        """How far a new puskesmas is (see first_steps.compute_first_steps), of all its rows; None once every
        step is done."""
        frames = self._whole.tables.frames
        begun = self.sop_status(self.this_month)["owed"].any()
        steps = compute_first_steps(frames, sops_begun=bool(begun))
        return None if all(steps.values()) else steps

    @property
    def left_out(self) -> dict[str, int]:
        """Rows not counted by tab title ("3 baris tidak dihitung"); of the whole puskesmas."""
        return {tab: rows for tab, rows in self._whole.tables.left_out.items() if rows}


class View(Figures):
    """Figures as one viewer may see them: what is asked of a View is answered by the Figures behind it and
    passes `shown.show`, whatever it is, so that nothing added there can be forgotten here."""

    def __init__(self, whole: Whole, scope: Scope) -> None:
        self._figures: Figures | None = Figures(whole, scope) if scope.names != "full" else None
        if self._figures is None:
            super().__init__(whole, scope)

    def __getattribute__(self, name: str) -> Any:
        figures = None if name.startswith("_") else object.__getattribute__(self, "__dict__").get("_figures")
        if figures is None:
            return object.__getattribute__(self, name)
        answer = getattr(figures, name)
        if not callable(answer):
            return _show_once(answer, figures)

        @wraps(answer)
        def ask(*args: Any, **more: Any) -> Any:
            return _show_once(answer(*args, **more), figures)

        return ask


def _show_once(answer: Any, figures: Figures) -> Any:
    """The answer as shown; of one that is kept the same object again, by which a slide knows that nothing
    has changed."""
    if not isinstance(answer, dict):
        return show(answer, figures.scope)
    found, kept = ANSWERS.find(figures.owner, ("shown", id(answer)))
    if found and isinstance(kept, tuple) and kept[0] is answer:
        return kept[1]
    shown = show(answer, figures.scope)
    ANSWERS.keep(figures.owner, ("shown", id(answer)), (answer, shown))
    return shown
